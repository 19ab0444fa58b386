// SPDX-License-Identifier: BSD-2-Clause
/* Cases for transient objects (TEE Internal Core API 1.3, sections 5.5 and 5.6) */
#include "cases.h"
#include "key.h"

#define NO_HANDLE	((TEE_ObjectHandle)0x12345)

static const uint8_t secret[16] = "0123456789abcdef";

/* Sizes */

struct size {
	TEE_ObjectType type;
	uint32_t bits;
};

/* The least and the largest size of each symmetric type (table 5-9), and sizes in between */
static const struct size valid_sizes[] = {
	{ TEE_TYPE_AES, 128 }, { TEE_TYPE_AES, 192 }, { TEE_TYPE_AES, 256 },
	{ TEE_TYPE_DES, 64 }, { TEE_TYPE_DES3, 128 }, { TEE_TYPE_DES3, 192 },
	{ TEE_TYPE_HMAC_MD5, 64 }, { TEE_TYPE_HMAC_MD5, 512 },
	{ TEE_TYPE_HMAC_SHA1, 80 }, { TEE_TYPE_HMAC_SHA1, 512 },
	{ TEE_TYPE_HMAC_SHA224, 112 }, { TEE_TYPE_HMAC_SHA224, 512 },
	{ TEE_TYPE_HMAC_SHA256, 192 }, { TEE_TYPE_HMAC_SHA256, 1024 },
	{ TEE_TYPE_HMAC_SHA384, 256 }, { TEE_TYPE_HMAC_SHA384, 1024 },
	{ TEE_TYPE_HMAC_SHA512, 256 }, { TEE_TYPE_HMAC_SHA512, 1024 },
	{ TEE_TYPE_GENERIC_SECRET, 8 }, { TEE_TYPE_GENERIC_SECRET, 2048 },
	{ TEE_TYPE_SM4, 128 }, { TEE_TYPE_HMAC_SM3, 80 }, { TEE_TYPE_HMAC_SM3, 1024 },
	{ TEE_TYPE_RSA_KEYPAIR, 512 }, { TEE_TYPE_RSA_KEYPAIR, 2048 },
	{ TEE_TYPE_RSA_PUBLIC_KEY, 2048 },
	{ TEE_TYPE_DSA_KEYPAIR, 512 }, { TEE_TYPE_DSA_KEYPAIR, 1024 },
	{ TEE_TYPE_DSA_KEYPAIR, 2048 }, { TEE_TYPE_DSA_KEYPAIR, 3072 },
	{ TEE_TYPE_DH_KEYPAIR, 256 }, { TEE_TYPE_DH_KEYPAIR, 2048 },
	{ TEE_TYPE_ECDSA_KEYPAIR, 192 }, { TEE_TYPE_ECDSA_KEYPAIR, 521 },
	{ TEE_TYPE_ECDH_KEYPAIR, 256 }, { TEE_TYPE_ECDH_KEYPAIR, 384 },
	{ TEE_TYPE_ED25519_KEYPAIR, 256 }, { TEE_TYPE_X25519_KEYPAIR, 256 },
	{ TEE_TYPE_SM2_DSA_KEYPAIR, 256 }, { TEE_TYPE_SM2_KEP_KEYPAIR, 256 },
	{ TEE_TYPE_SM2_PKE_KEYPAIR, 256 },
};

static const struct size wrong_sizes[] = {
	{ TEE_TYPE_AES, 0 }, { TEE_TYPE_AES, 64 }, { TEE_TYPE_AES, 129 }, { TEE_TYPE_AES, 320 },
	{ TEE_TYPE_DES, 128 }, { TEE_TYPE_DES3, 64 }, { TEE_TYPE_DES3, 256 },
	{ TEE_TYPE_HMAC_SHA1, 72 }, { TEE_TYPE_HMAC_SHA256, 184 },
	{ TEE_TYPE_HMAC_SHA256, 1032 }, { TEE_TYPE_HMAC_SHA256, 196 },
	{ TEE_TYPE_RSA_KEYPAIR, 128 }, { TEE_TYPE_DSA_KEYPAIR, 448 },
	{ TEE_TYPE_ECDSA_KEYPAIR, 0 }, { TEE_TYPE_ED25519_KEYPAIR, 128 },
};

static uint32_t allocate(void)
{
	for (size_t n = 0; n < sizeof(valid_sizes) / sizeof(valid_sizes[0]); n++) {
		TEE_ObjectHandle object = TEE_HANDLE_NULL;
		TEE_ObjectInfo info;

		EXPECT_OK(TEE_AllocateTransientObject(valid_sizes[n].type, valid_sizes[n].bits,
						      &object));
		EXPECT(object != TEE_HANDLE_NULL);
		EXPECT_OK(TEE_GetObjectInfo1(object, &info));
		EXPECT(info.objectType == valid_sizes[n].type && !info.objectSize);
		EXPECT(info.maxObjectSize == valid_sizes[n].bits && !info.dataSize);
		EXPECT(info.objectUsage == 0xffffffff && !info.dataPosition && !info.handleFlags);
		TEE_FreeTransientObject(object);
	}
	return 0;
}

static uint32_t allocate_wrong(void)
{
	for (size_t n = 0; n < sizeof(wrong_sizes) / sizeof(wrong_sizes[0]); n++) {
		TEE_ObjectHandle object = TEE_HANDLE_NULL;

		EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
			      TEE_AllocateTransientObject(wrong_sizes[n].type,
							  wrong_sizes[n].bits, &object));
		EXPECT(object == TEE_HANDLE_NULL);
	}
	return 0;
}

static uint32_t allocate_unknown(void)
{
	TEE_ObjectHandle object;

	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateTransientObject(0xa00000ff, 128, &object));
	return 0;
}

static uint32_t allocate_data(void)
{
	TEE_ObjectHandle object;

	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateTransientObject(TEE_TYPE_DATA, 0, &object));
	return 0;
}

/* Attributes */

static TEE_Result populate(TEE_ObjectType type, uint32_t bits, size_t size,
			   TEE_ObjectHandle *object)
{
	TEE_Attribute attribute;
	TEE_Result result = TEE_AllocateTransientObject(type, bits, object);

	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, secret, size);
	return result ? result : TEE_PopulateTransientObject(*object, &attribute, 1);
}

static uint32_t populate_secret(void)
{
	TEE_ObjectHandle object;
	TEE_ObjectInfo info;
	uint8_t value[32];
	size_t size = sizeof(value);

	EXPECT_OK(populate(TEE_TYPE_AES, 256, 16, &object));
	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	EXPECT(info.objectSize == 128 && info.maxObjectSize == 256);
	EXPECT(info.handleFlags == TEE_HANDLE_FLAG_INITIALIZED);
	EXPECT_OK(TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, value, &size));
	EXPECT(size == 16 && !TEE_MemCompare(value, secret, 16));
	TEE_ResetTransientObject(object);
	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	EXPECT(!info.objectSize && info.maxObjectSize == 256 && !info.handleFlags);
	TEE_FreeTransientObject(object);
	return 0;
}

static uint32_t populate_wrong(void)
{
	TEE_ObjectHandle object;

	EXPECT_RESULT(TEE_ERROR_BAD_PARAMETERS, populate(TEE_TYPE_AES, 256, 15, &object));
	TEE_FreeTransientObject(object);
	return 0;
}

static uint32_t populate_after_error(void)
{
	TEE_Attribute attribute;
	TEE_ObjectHandle object;
	TEE_ObjectInfo info;

	populate(TEE_TYPE_AES, 256, 15, &object);
	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	EXPECT(!(info.handleFlags & TEE_HANDLE_FLAG_INITIALIZED));
	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, secret, 16);
	EXPECT_OK(TEE_PopulateTransientObject(object, &attribute, 1));
	TEE_FreeTransientObject(object);
	return 0;
}

static uint32_t populate_twice(void)
{
	TEE_Attribute attribute;
	TEE_ObjectHandle object;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &object));
	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, secret, 16);
	TEE_PopulateTransientObject(object, &attribute, 1);
	return 0;
}

static uint32_t populate_too_large(void)
{
	TEE_ObjectHandle object;

	EXPECT_OK(populate(TEE_TYPE_HMAC_SHA1, 80, 16, &object));
	return 0;
}

static uint32_t populate_nothing(void)
{
	TEE_ObjectHandle object;

	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &object));
	TEE_PopulateTransientObject(object, NULL, 0);
	return 0;
}

static uint32_t populate_foreign(void)
{
	TEE_Attribute attributes[2];
	TEE_ObjectHandle object;

	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &object));
	TEE_InitRefAttribute(&attributes[0], TEE_ATTR_SECRET_VALUE, secret, 16);
	TEE_InitRefAttribute(&attributes[1], TEE_ATTR_RSA_MODULUS, secret, 16);
	TEE_PopulateTransientObject(object, attributes, 2);
	return 0;
}

static uint32_t short_attribute(void)
{
	TEE_ObjectHandle object;
	uint8_t value[8];
	size_t size = sizeof(value);

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &object));
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, value, &size));
	EXPECT(size == 16);
	TEE_FreeTransientObject(object);
	return 0;
}

static uint32_t missing_attribute(void)
{
	TEE_ObjectHandle object;
	uint8_t value[16];
	size_t size = sizeof(value);
	uint32_t a, b;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &object));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_GetObjectBufferAttribute(object, TEE_ATTR_RSA_MODULUS, value, &size));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_GetObjectValueAttribute(object, TEE_ATTR_ECC_CURVE, &a, &b));
	TEE_FreeTransientObject(object);
	return 0;
}

static uint32_t value_attribute(void)
{
	TEE_ObjectHandle object;
	uint32_t a = 0, b = 1;

	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDSA_KEYPAIR, &object));
	EXPECT_OK(TEE_GetObjectValueAttribute(object, TEE_ATTR_ECC_CURVE, &a, &b));
	EXPECT(a == TEE_ECC_CURVE_NIST_P256 && !b);
	EXPECT_OK(TEE_GetObjectValueAttribute(object, TEE_ATTR_ECC_CURVE, NULL, NULL));
	TEE_FreeTransientObject(object);
	return 0;
}

static uint32_t protected_attribute(void)
{
	TEE_ObjectHandle object;
	uint8_t value[16];
	size_t size = sizeof(value);

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &object));
	EXPECT_OK(TEE_RestrictObjectUsage1(object, ~TEE_USAGE_EXTRACTABLE));
	TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, value, &size);
	return 0;
}

static uint32_t attribute_of_empty(void)
{
	TEE_ObjectHandle object;
	uint8_t value[16];
	size_t size = sizeof(value);

	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &object));
	TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, value, &size);
	return 0;
}

static uint32_t value_as_buffer(void)
{
	TEE_ObjectHandle object;
	uint8_t value[16];
	size_t size = sizeof(value);

	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDSA_KEYPAIR, &object));
	TEE_GetObjectBufferAttribute(object, TEE_ATTR_ECC_CURVE, value, &size);
	return 0;
}

static uint32_t buffer_as_value(void)
{
	TEE_ObjectHandle object;
	uint32_t a, b;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &object));
	TEE_GetObjectValueAttribute(object, TEE_ATTR_SECRET_VALUE, &a, &b);
	return 0;
}

static uint32_t init_attributes(void)
{
	TEE_Attribute attribute;

	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, secret, 16);
	EXPECT(attribute.attributeID == TEE_ATTR_SECRET_VALUE);
	EXPECT(attribute.content.ref.buffer == secret && attribute.content.ref.length == 16);
	TEE_InitValueAttribute(&attribute, TEE_ATTR_ECC_CURVE, 1, 2);
	EXPECT(attribute.attributeID == TEE_ATTR_ECC_CURVE);
	EXPECT(attribute.content.value.a == 1 && attribute.content.value.b == 2);
	return 0;
}

static uint32_t init_ref_as_value(void)
{
	TEE_Attribute attribute;

	TEE_InitValueAttribute(&attribute, TEE_ATTR_SECRET_VALUE, 1, 2);
	return 0;
}

static uint32_t init_value_as_ref(void)
{
	TEE_Attribute attribute;

	TEE_InitRefAttribute(&attribute, TEE_ATTR_ECC_CURVE, secret, 16);
	return 0;
}

/* Usage */

static uint32_t restrict_usage(void)
{
	const uint32_t usage = TEE_USAGE_ENCRYPT | TEE_USAGE_DECRYPT;
	TEE_ObjectHandle object;
	TEE_ObjectInfo info;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &object));
	EXPECT_OK(TEE_RestrictObjectUsage1(object, usage));
	EXPECT_OK(TEE_RestrictObjectUsage1(object, TEE_USAGE_ENCRYPT | TEE_USAGE_MAC));
	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	EXPECT(info.objectUsage == TEE_USAGE_ENCRYPT);
	TEE_ResetTransientObject(object);
	EXPECT_OK(TEE_GetObjectInfo1(object, &info));
	EXPECT(info.objectUsage == 0xffffffff);
	TEE_FreeTransientObject(object);
	return 0;
}

/* Copies */

static uint32_t copy(void)
{
	TEE_ObjectHandle from, to;
	TEE_ObjectInfo info;
	uint8_t value[16];
	size_t size = sizeof(value);

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &from));
	EXPECT_OK(TEE_RestrictObjectUsage1(from, TEE_USAGE_ENCRYPT | TEE_USAGE_EXTRACTABLE));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 256, &to));
	EXPECT_OK(TEE_CopyObjectAttributes1(to, from));
	EXPECT_OK(TEE_GetObjectInfo1(to, &info));
	EXPECT(info.objectSize == 128 && info.maxObjectSize == 256);
	EXPECT(info.objectUsage == (TEE_USAGE_ENCRYPT | TEE_USAGE_EXTRACTABLE));
	EXPECT_OK(TEE_GetObjectBufferAttribute(to, TEE_ATTR_SECRET_VALUE, value, &size));
	EXPECT(size == 16 && !TEE_MemCompare(value, secret, 16));
	TEE_FreeTransientObject(from);
	TEE_FreeTransientObject(to);
	return 0;
}

static uint32_t copy_public(void)
{
	TEE_ObjectHandle from, to;
	uint8_t x[2][32];
	size_t size[2] = { 32, 32 };

	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDSA_KEYPAIR, &from));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_ECDSA_PUBLIC_KEY, 256, &to));
	EXPECT_OK(TEE_CopyObjectAttributes1(to, from));
	EXPECT_OK(TEE_GetObjectBufferAttribute(from, TEE_ATTR_ECC_PUBLIC_VALUE_X, x[0], &size[0]));
	EXPECT_OK(TEE_GetObjectBufferAttribute(to, TEE_ATTR_ECC_PUBLIC_VALUE_X, x[1], &size[1]));
	EXPECT(size[0] == size[1] && !TEE_MemCompare(x[0], x[1], size[0]));
	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_GetObjectBufferAttribute(to, TEE_ATTR_ECC_PRIVATE_VALUE, x[1],
						   &size[1]));
	TEE_FreeTransientObject(from);
	TEE_FreeTransientObject(to);
	return 0;
}

static uint32_t copy_empty(void)
{
	TEE_ObjectHandle from, to;

	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &from));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &to));
	TEE_CopyObjectAttributes1(to, from);
	return 0;
}

static uint32_t copy_to_full(void)
{
	TEE_ObjectHandle from, to;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &from));
	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &to));
	TEE_CopyObjectAttributes1(to, from);
	return 0;
}

static uint32_t copy_other_type(void)
{
	TEE_ObjectHandle from, to;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &from));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_HMAC_MD5, 128, &to));
	TEE_CopyObjectAttributes1(to, from);
	return 0;
}

static uint32_t copy_too_large(void)
{
	TEE_ObjectHandle from, to;

	EXPECT_OK(populate(TEE_TYPE_HMAC_SHA1, 128, 16, &from));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_HMAC_SHA1, 80, &to));
	TEE_CopyObjectAttributes1(to, from);
	return 0;
}

/* The functions of version 1.0 that report no errors */

static uint32_t old_functions(void)
{
	TEE_ObjectHandle from, to;
	TEE_ObjectInfo info;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &from));
	TEE_RestrictObjectUsage(from, TEE_USAGE_MAC);
	TEE_GetObjectInfo(from, &info);
	EXPECT(info.objectType == TEE_TYPE_AES && info.objectSize == 128);
	EXPECT(info.objectUsage == TEE_USAGE_MAC);
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &to));
	TEE_CopyObjectAttributes(to, from);
	TEE_GetObjectInfo(to, &info);
	EXPECT(info.objectSize == 128 && info.objectUsage == TEE_USAGE_MAC);
	TEE_FreeTransientObject(from);
	TEE_FreeTransientObject(to);
	return 0;
}

/* Handles */

static uint32_t free_null(void)
{
	TEE_FreeTransientObject(TEE_HANDLE_NULL);
	TEE_ResetTransientObject(TEE_HANDLE_NULL);
	TEE_CloseObject(TEE_HANDLE_NULL);
	return 0;
}

static uint32_t close_transient(void)
{
	TEE_ObjectHandle object;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &object));
	TEE_CloseObject(object);
	return 0;
}

static uint32_t free_twice(void)
{
	TEE_ObjectHandle object;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &object));
	TEE_FreeTransientObject(object);
	TEE_FreeTransientObject(object);
	return 0;
}

static uint32_t reset_unknown(void)
{
	TEE_ResetTransientObject(NO_HANDLE);
	return 0;
}

static uint32_t info_of_null(void)
{
	TEE_ObjectInfo info;

	TEE_GetObjectInfo1(TEE_HANDLE_NULL, &info);
	return 0;
}

static uint32_t no_info(void)
{
	TEE_ObjectHandle object;

	EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &object));
	TEE_GetObjectInfo1(object, NULL);
	return 0;
}

static uint32_t restrict_unknown(void)
{
	TEE_RestrictObjectUsage1(NO_HANDLE, 0);
	return 0;
}

static uint32_t no_handle(void)
{
	TEE_AllocateTransientObject(TEE_TYPE_AES, 128, NULL);
	return 0;
}

static uint32_t many(void)
{
	static TEE_ObjectHandle objects[50];

	for (size_t n = 0; n < 50; n++) {
		EXPECT_OK(populate(TEE_TYPE_AES, 128, 16, &objects[n]));
		for (size_t k = 0; k < n; k++)
			EXPECT(objects[n] != objects[k]);
	}
	for (size_t n = 0; n < 50; n++)
		TEE_FreeTransientObject(objects[n]);
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "5.5.1, 5.6.1", "objects of all types and sizes are allocated empty", allocate },
	{ MISUSE, "5.6.1", "sizes that the type does not have", allocate_wrong },
	{ MISUSE, "5.6.1", "a type that does not exist", allocate_unknown },
	{ MISUSE, "5.6.1", "an object of type TEE_TYPE_DATA is not transient", allocate_data },
	{ PANIC, "5.6.1", "no place for the handle", no_handle },
	{ USE, "5.6.1", "fifty objects", many },
	{ USE, "5.6.2, 5.6.3, 5.5.5", "TEE_HANDLE_NULL is ignored", free_null },
	{ PANIC, "5.6.2", "an object is freed twice", free_twice },
	{ PANIC, "5.6.3", "what is no object is reset", reset_unknown },
	{ USE, "5.6.3, 5.6.4", "a secret is set, read and forgotten", populate_secret },
	{ MISUSE, "5.6.4", "a secret of a size that the type does not have", populate_wrong },
	{ USE, "5.6.4", "an object that could not be populated stays empty", populate_after_error },
	{ PANIC, "5.6.4", "an object is populated twice", populate_twice },
	{ PANIC, "5.6.4", "a secret that is larger than the object", populate_too_large },
	{ PANIC, "5.6.4", "no attributes", populate_nothing },
	{ PANIC, "5.6.4", "an attribute that the type does not have", populate_foreign },
	{ USE, "5.6.5", "attributes", init_attributes },
	{ PANIC, "5.6.5", "TEE_InitValueAttribute() of a buffer", init_ref_as_value },
	{ PANIC, "5.6.5", "TEE_InitRefAttribute() of a value", init_value_as_ref },
	{ USE, "5.6.6", "a copy has the attributes and the usage", copy },
	{ USE, "5.6.6", "a public key is copied from a key pair", copy_public },
	{ USE, "5.5.1, 5.5.2, 5.6.6", "the functions of version 1.0", old_functions },
	{ PANIC, "5.6.6", "a copy of an empty object", copy_empty },
	{ PANIC, "5.6.6", "a copy to an object with attributes", copy_to_full },
	{ PANIC, "5.6.6", "a copy to an object of another type", copy_other_type },
	{ PANIC, "5.6.6", "a copy to an object that is too small", copy_too_large },
	{ PANIC, "5.5.1", "information on TEE_HANDLE_NULL", info_of_null },
	{ PANIC, "5.5.1", "no place for the information", no_info },
	{ USE, "5.5.2", "usages are taken away until the object is reset", restrict_usage },
	{ PANIC, "5.5.2", "the usage of what is no object", restrict_unknown },
	{ MISUSE, "5.5.3", "a buffer that is too short for the attribute", short_attribute },
	{ MISUSE, "5.5.3, 5.5.4", "attributes that the object does not have", missing_attribute },
	{ PANIC, "5.5.3", "a secret that may not be extracted", protected_attribute },
	{ PANIC, "5.5.3", "an attribute of an empty object", attribute_of_empty },
	{ PANIC, "5.5.3", "a value as a buffer", value_as_buffer },
	{ USE, "5.5.4", "the curve of a key", value_attribute },
	{ PANIC, "5.5.4", "a buffer as a value", buffer_as_value },
	{ USE, "5.5.5", "TEE_CloseObject() of a transient object", close_transient },
};

const struct conformance_group object_group = CASES(cases);
