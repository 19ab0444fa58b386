/* SPDX-License-Identifier: BSD-2-Clause */
/* The three property sets, and how to find a property in them */
#ifndef SOFTTEED_PROPERTY_H
#define SOFTTEED_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>

#include "tee_internal_api.h"
#include "user_ta_header.h"

/* Size of a value as text that is not a string of its own, with the terminating zero */
#define PROPERTY_TEXT	64

/**
 * property_get() - get a property by its position
 * @set:	TEE_PROPSET_...
 * @index:	position, from 0
 * @property:	[out] the property; its value is valid until the next call
 *
 * Return: false if the set has no more properties.
 */
bool property_get(TEE_PropSetHandle set, size_t index, struct user_ta_property *property);

/** property_is_set() - return true if a handle is one of the three sets */
bool property_is_set(TEE_PropSetHandle handle);

/**
 * property_lookup() - find the property that a function of the API was asked for
 * @handle:	a property set, or an enumerator, whose current property is found
 * @name:	name in the set; unused with an enumerator
 * @property:	[out] the property; its value is valid until the next call
 * @function:	the API function, for a panic's reason
 *
 * Panics if @handle is neither, or @name is needed and NULL.
 *
 * Return: TEE_SUCCESS, or TEE_ERROR_ITEM_NOT_FOUND.
 */
TEE_Result property_lookup(TEE_PropSetHandle handle, const char *name,
			   struct user_ta_property *property, const char *function);

#endif
