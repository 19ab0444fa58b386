/* SPDX-License-Identifier: BSD-2-Clause */
/* The check of an object's attributes */
#ifndef SOFTTEED_API_OBJECT_CHECK_H
#define SOFTTEED_API_OBJECT_CHECK_H

#include "softteed/api/object/object.h"

/**
 * object_finish() - check the attributes that were added, and declare the object initialized
 * @object:	the object; if the check fails, its attributes are removed
 * @reason:	[out] why the check failed, a constant string
 *
 * Computes the object's size. Leading zeros of large numbers are removed.
 *
 * Return: TEE_SUCCESS; TEE_ERROR_BAD_PARAMETERS if values are wrong or inconsistent;
 * TEE_ERROR_OUT_OF_MEMORY. For errors of the programmer, which make the API panic:
 * TEE_ERROR_ITEM_NOT_FOUND if an attribute is missing, TEE_ERROR_NOT_SUPPORTED if one is not
 * defined for the type, TEE_ERROR_SHORT_BUFFER if one exceeds the object's maximum size.
 */
TEE_Result object_finish(struct object *object, const char **reason);

#endif
