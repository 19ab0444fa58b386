/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of attributes that applications pass. */
#ifndef SOFTTEED_API_OBJECT_ATTRIBUTE_H
#define SOFTTEED_API_OBJECT_ATTRIBUTE_H

#include <stdint.h>

#include "softteed/api/object/object.h"

/**
 * attribute_add_list() - add the attributes of a list to an object
 * @object:	the object, without attributes
 * @list:	the list
 * @count:	how many attributes it has
 * @function:	the function that the application called, __func__
 *
 * Panics if a pointer is NULL, if the list is in memory that the client can change, or if an
 * attribute is larger than any object. Does not check
 * the values, see object_finish(). If it fails, the caller removes the attributes.
 *
 * Return: TEE_SUCCESS; TEE_ERROR_BAD_PARAMETERS if the list has more than
 * OBJECT_MAX_ATTRIBUTES, so that one of them is a duplicate or not defined; and
 * TEE_ERROR_OUT_OF_MEMORY.
 */
TEE_Result attribute_add_list(struct object *object, const TEE_Attribute *list, uint32_t count,
			      const char *function);

#endif /* SOFTTEED_API_OBJECT_ATTRIBUTE_H */
