/* SPDX-License-Identifier: BSD-2-Clause */
/* Transient objects as the functions of this directory use them. */
#ifndef SOFTTEED_API_OBJECT_TRANSIENT_H
#define SOFTTEED_API_OBJECT_TRANSIENT_H

#include "softteed/api/object/object.h"

/**
 * transient_get() - find the transient object that an argument of the API names
 * @handle:	what the application passed
 * @function:	the function that it called, __func__
 *
 * Return: the object. Panics if there is none, or if it is persistent.
 */
struct object *transient_get(TEE_ObjectHandle handle, const char *function);

/**
 * transient_get_empty() - transient_get(), but also panic if the object has attributes
 * @handle:	what the application passed
 * @function:	the function that it called, __func__
 *
 * Return: the object.
 */
struct object *transient_get_empty(TEE_ObjectHandle handle, const char *function);

/**
 * transient_finish() - object_finish(), but panic about errors of the programmer
 * @object:	the object
 * @function:	the function that it called, __func__
 *
 * Return: TEE_SUCCESS, TEE_ERROR_BAD_PARAMETERS, TEE_ERROR_OUT_OF_MEMORY.
 */
TEE_Result transient_finish(struct object *object, const char *function);

#endif /* SOFTTEED_API_OBJECT_TRANSIENT_H */
