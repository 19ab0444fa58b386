// SPDX-License-Identifier: BSD-2-Clause
/* Attributes as OpenSSL's large numbers. */

#include "softteed/api/object/number.h"

BIGNUM *number_of(BN_CTX *context, const struct object *object, uint32_t id)
{
	const struct attribute *attribute = object_find_attribute(object, id);
	BIGNUM *number;

	if (!attribute || attribute->is_value)
		return NULL;
	number = BN_CTX_get(context);
	if (!number)
		return NULL;
	/* Modular arithmetic with it takes a time that does not depend on its bits. */
	BN_set_flags(number, BN_FLG_CONSTTIME);
	return BN_bin2bn(attribute->buffer.data, (int)attribute->buffer.size, number);
}

TEE_Result number_add(struct object *object, uint32_t id, const BIGNUM *number, size_t size)
{
	TEE_Result result;
	struct attribute *attribute;

	if (!size)
		size = BN_is_zero(number) ? 1 : (size_t)BN_num_bytes(number);
	result = object_add_buffer(object, id, NULL, size);
	if (result)
		return result;
	attribute = &object->attributes[object->num_attributes - 1];
	if (BN_bn2binpad(number, attribute->buffer.data, (int)size) < 0)
		return TEE_ERROR_GENERIC;
	return TEE_SUCCESS;
}
