/* SPDX-License-Identifier: BSD-2-Clause */
/* Objects as bytes, to be stored. The format is described in serialize.c. */
#ifndef SOFTTEED_API_OBJECT_SERIALIZE_H
#define SOFTTEED_API_OBJECT_SERIALIZE_H

#include <stddef.h>

#include "softteed/api/object/object.h"

/* No object needs more bytes. */
#define OBJECT_SERIALIZED_MAX	8448

/**
 * object_serialized_size() - get the size of an object's bytes
 * @object:	the object
 *
 * Return: the size in bytes.
 */
size_t object_serialized_size(const struct object *object);

/**
 * object_serialize() - write the type, sizes, usage and attributes of an object
 * @object:	the object
 * @bytes:	[out] where to
 * @room:	bytes of room there
 *
 * The bytes have the key in clear: allocate them with secret_alloc().
 *
 * Return: the number of bytes written, or 0 if @room is too small.
 */
size_t object_serialize(const struct object *object, void *bytes, size_t room);

/**
 * object_deserialize() - make an object of bytes
 * @bytes:	untrusted bytes; not changed by others during the call
 * @size:	how many
 * @object:	[out] a transient object, to be freed with object_free()
 *
 * Accepts only what object_serialize() writes for a valid object.
 *
 * Return: TEE_SUCCESS, TEE_ERROR_CORRUPT_OBJECT or TEE_ERROR_OUT_OF_MEMORY.
 */
TEE_Result object_deserialize(const void *bytes, size_t size, struct object **object);

#endif /* SOFTTEED_API_OBJECT_SERIALIZE_H */
