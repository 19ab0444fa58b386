/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects: keys with their attributes, and data. Transient objects live here; the persistent ones
 * of api/storage are the same structure with a `struct persistent` behind it.
 *
 * The attributes of an object are valid at all times: an object has either none, or all that
 * its type wants, within the limits of its type. api/crypto and api/storage need not check them.
 */
#ifndef SOFTTEED_API_OBJECT_OBJECT_H
#define SOFTTEED_API_OBJECT_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tee_internal_api.h"

/* An object can have no more attributes: an RSA key pair has that many. */
#define OBJECT_MAX_ATTRIBUTES	8

/* Largest attribute, in bytes: 4096 bits, and room for leading zeros that are then removed. */
#define OBJECT_MAX_BUFFER	1024

/* The usage of an object that nothing has restricted (Internal Core API 1.3, 5.6.1). */
#define OBJECT_USAGE_DEFAULT	0xffffffffu

struct object;
struct persistent;

/**
 * struct attribute - one attribute of an object
 * @id:		TEE_ATTR_*
 * @is_value:	whether @value is in use, and not @buffer
 * @buffer:	data, from secret_alloc(), and its size in bytes
 * @value:	the two numbers
 */
struct attribute {
	uint32_t id;
	bool is_value;
	union {
		struct {
			uint8_t *data;
			size_t size;
		} buffer;
		struct {
			uint32_t a, b;
		} value;
	};
};

/**
 * struct object_storage - what a persistent object needs of api/storage
 * @close:	free @object->persistent; the caller frees the object
 * @get_info:	set the size and the position of the data stream, in bytes; return TEE_SUCCESS,
 *		TEE_ERROR_CORRUPT_OBJECT or TEE_ERROR_STORAGE_NOT_AVAILABLE
 * @set_usage:	store a new usage, atomically; return as @get_info. The caller sets
 *		@object->usage after TEE_SUCCESS.
 */
struct object_storage {
	void (*close)(struct object *object);
	TEE_Result (*get_info)(struct object *object, size_t *data_size, size_t *position);
	TEE_Result (*set_usage)(struct object *object, uint32_t usage);
};

/**
 * struct object - an object
 * @type:	TEE_TYPE_*
 * @size:	in bits, 0 without attributes
 * @max_size:	most bits that it can have
 * @usage:	TEE_USAGE_*
 * @flags:	TEE_HANDLE_FLAG_*, and TEE_DATA_FLAG_* of persistent objects
 * @num_attributes: how many of @attributes are in use
 * @attributes:	its attributes
 * @persistent:	NULL for a transient object; api/storage owns it
 * @storage:	api/storage's functions if @persistent is not NULL
 * @handle:	its handle, or 0; use object_handle()
 */
struct object {
	uint32_t type, size, max_size, usage, flags;
	size_t num_attributes;
	struct attribute attributes[OBJECT_MAX_ATTRIBUTES];
	struct persistent *persistent;
	const struct object_storage *storage;
	uintptr_t handle;
};

/**
 * object_create() - make an empty, transient object
 * @type:	TEE_TYPE_*
 * @max_size:	most bits that it can have; the caller checks both, see object_type_supported()
 *
 * Return: the object, to be freed with object_free(), or NULL without memory. It does not have
 * a handle.
 */
struct object *object_create(uint32_t type, uint32_t max_size);

/**
 * object_free() - close the handle of an object, wipe its attributes, and free it
 * @object:	the object, or NULL
 *
 * Calls @object->storage->close() if the object is persistent.
 */
void object_free(struct object *object);

/**
 * object_handle() - get the handle of an object
 * @object:	the object
 *
 * Makes the handle at the first call. It is valid until object_free().
 *
 * Return: the handle, or TEE_HANDLE_NULL without memory.
 */
TEE_ObjectHandle object_handle(struct object *object);

/**
 * object_get() - find the object that an argument of the API names
 * @handle:	what the application passed
 * @function:	the function that it called, __func__
 *
 * Return: the object. Panics if the application has no such object.
 */
struct object *object_get(TEE_ObjectHandle handle, const char *function);

/**
 * object_find_attribute() - find an attribute
 * @object:	the object
 * @id:		TEE_ATTR_*
 *
 * Return: the attribute, which is valid until the object is changed, or NULL.
 */
const struct attribute *object_find_attribute(const struct object *object, uint32_t id);

/**
 * object_is_initialized() - check whether an object has its attributes
 * @object:	the object
 *
 * Return: true if so.
 */
bool object_is_initialized(const struct object *object);

/**
 * object_clear() - wipe and remove the attributes of an object
 * @object:	the object
 *
 * Resets its size, its usage and TEE_HANDLE_FLAG_INITIALIZED too.
 */
void object_clear(struct object *object);

/**
 * object_remove_attributes() - object_clear(), but keep the usage
 * @object:	the object
 */
void object_remove_attributes(struct object *object);

/**
 * object_set_secret() - give an empty object of one secret its key
 * @object:	the object; its type has only one attribute, a secret (TEE_ATTR_SECRET_VALUE,
 *		or TEE_ATTR_HKDF_IKM and the like)
 * @secret:	the key, copied
 * @size:	its size in bytes
 *
 * For derived keys.
 *
 * Return: TEE_SUCCESS; TEE_ERROR_BAD_STATE if @object has attributes;
 * TEE_ERROR_BAD_PARAMETERS if its type does not allow that, or a key of @size bytes;
 * TEE_ERROR_SHORT_BUFFER if the key is larger than the object's maximum;
 * TEE_ERROR_OUT_OF_MEMORY.
 */
TEE_Result object_set_secret(struct object *object, const void *secret, size_t size);

/**
 * object_copy() - copy an object
 * @object:	the object
 *
 * Return: a transient copy without a handle, with the same attributes, sizes and usage, to be
 * freed with object_free(); NULL without memory. For operations, which keep their own key.
 */
struct object *object_copy(const struct object *object);

/*
 * Attributes are added without a check, and object_finish() checks them. Only this directory calls
 * these functions.
 */

/**
 * object_add_buffer() - add an attribute of bytes
 * @object:	the object
 * @id:		TEE_ATTR_*
 * @data:	its value, copied; NULL for zeros
 * @size:	size in bytes
 *
 * Return: TEE_SUCCESS; TEE_ERROR_SHORT_BUFFER if @size exceeds OBJECT_MAX_BUFFER;
 * TEE_ERROR_OUT_OF_MEMORY, also if the object has OBJECT_MAX_ATTRIBUTES.
 */
TEE_Result object_add_buffer(struct object *object, uint32_t id, const void *data, size_t size);

/**
 * object_add_value() - add an attribute of two numbers
 * @object:	the object
 * @id:		TEE_ATTR_*
 * @a:		first number
 * @b:		second number
 *
 * Return: TEE_SUCCESS; TEE_ERROR_OUT_OF_MEMORY if the object has OBJECT_MAX_ATTRIBUTES.
 */
TEE_Result object_add_value(struct object *object, uint32_t id, uint32_t a, uint32_t b);

#endif /* SOFTTEED_API_OBJECT_OBJECT_H */
