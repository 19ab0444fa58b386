// SPDX-License-Identifier: BSD-2-Clause
/* Keys and operations for the tests of the Cryptographic Operations API. */

#include <stdio.h>
#include <string.h>

#include "tests/unit/softteed/crypto/keys.h"

struct bytes from_hex(const char *hex)
{
	struct bytes bytes = { .size = strlen(hex) / 2 };
	unsigned int byte;

	assert_true(bytes.size <= MAX_DATA);
	for (size_t n = 0; n < bytes.size; n++) {
		assert_int_equal(sscanf(hex + 2 * n, "%2x", &byte), 1);
		bytes.data[n] = (uint8_t)byte;
	}
	return bytes;
}

TEE_ObjectHandle make_secret(uint32_t type, uint32_t attribute, const void *secret, size_t size)
{
	TEE_ObjectHandle key;
	TEE_Attribute value;

	assert_int_equal(TEE_AllocateTransientObject(type, size * 8, &key), TEE_SUCCESS);
	TEE_InitRefAttribute(&value, attribute, secret, size);
	assert_int_equal(TEE_PopulateTransientObject(key, &value, 1), TEE_SUCCESS);
	return key;
}

TEE_ObjectHandle generate(uint32_t type, uint32_t bits, uint32_t curve)
{
	TEE_ObjectHandle key;
	TEE_Attribute value;

	assert_int_equal(TEE_AllocateTransientObject(type, bits, &key), TEE_SUCCESS);
	TEE_InitValueAttribute(&value, TEE_ATTR_ECC_CURVE, curve, 0);
	assert_int_equal(TEE_GenerateKey(key, bits, curve ? &value : NULL, !!curve), TEE_SUCCESS);
	return key;
}

TEE_OperationHandle make_operation(uint32_t algorithm, uint32_t mode, TEE_ObjectHandle first,
				   TEE_ObjectHandle second)
{
	TEE_OperationHandle operation;
	TEE_ObjectInfo info = { 0 };

	if (first)
		assert_int_equal(TEE_GetObjectInfo1(first, &info), TEE_SUCCESS);
	assert_int_equal(TEE_AllocateOperation(&operation, algorithm, mode,
					       info.objectSize * (second ? 2 : 1)), TEE_SUCCESS);
	if (second)
		assert_int_equal(TEE_SetOperationKey2(operation, first, second), TEE_SUCCESS);
	else if (first)
		assert_int_equal(TEE_SetOperationKey(operation, first), TEE_SUCCESS);
	return operation;
}

struct bytes get_attribute(TEE_ObjectHandle object, uint32_t id)
{
	struct bytes bytes = { .size = MAX_DATA };

	assert_int_equal(TEE_GetObjectBufferAttribute(object, id, bytes.data, &bytes.size),
			 TEE_SUCCESS);
	return bytes;
}
