/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes as OpenSSL's large numbers. */
#ifndef SOFTTEED_API_OBJECT_NUMBER_H
#define SOFTTEED_API_OBJECT_NUMBER_H

#include <openssl/bn.h>

#include "softteed/api/object/object.h"

/**
 * number_of() - read an attribute as a number
 * @context:	owns the number until BN_CTX_end(), and wipes it
 * @object:	the object
 * @id:		TEE_ATTR_*, a buffer attribute
 *
 * Return: the number, NULL if the object has no such attribute or without memory.
 */
BIGNUM *number_of(BN_CTX *context, const struct object *object, uint32_t id);

/**
 * number_add() - add a number as an attribute
 * @object:	the object
 * @id:		TEE_ATTR_*, a buffer attribute
 * @number:	its value
 * @size:	bytes that it shall have, with leading zeros; 0 for as few as possible
 *
 * Return: TEE_SUCCESS; TEE_ERROR_OUT_OF_MEMORY; TEE_ERROR_GENERIC if it does not fit in @size.
 */
TEE_Result number_add(struct object *object, uint32_t id, const BIGNUM *number, size_t size);

#endif /* SOFTTEED_API_OBJECT_NUMBER_H */
