// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the generic and transient object functions, with keys that the application brings. */

#include "object_test.h"
#include "softteed/api/object/object.h"
#include "softteed/api/object/type.h"
#include "tests/unit/softteed/runtime_stub.h"

static const uint8_t key[64] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

static TEE_ObjectHandle aes_key(void)
{
	TEE_Attribute secret = BUFFER(TEE_ATTR_SECRET_VALUE, key, 16);
	TEE_ObjectHandle object = allocate(TEE_TYPE_AES, 256);

	assert_int_equal(TEE_PopulateTransientObject(object, &secret, 1), TEE_SUCCESS);
	return object;
}

static void test_allocate(void **state)
{
	TEE_ObjectHandle object;
	TEE_ObjectInfo info;

	(void)state;
	object = allocate(TEE_TYPE_AES, 192);
	info = info_of(object);
	assert_int_equal(info.objectType, TEE_TYPE_AES);
	assert_int_equal(info.objectSize, 0);
	assert_int_equal(info.maxObjectSize, 192);
	assert_int_equal(info.objectUsage, 0xffffffff);
	assert_int_equal(info.dataSize, 0);
	assert_int_equal(info.dataPosition, 0);
	assert_int_equal(info.handleFlags, 0);
	TEE_FreeTransientObject(object);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_AES, 136, &object),
			 TEE_ERROR_NOT_SUPPORTED);
	assert_ptr_equal(object, TEE_HANDLE_NULL);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_AES, 512, &object),
			 TEE_ERROR_NOT_SUPPORTED);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_CORRUPTED_OBJECT, 0, &object),
			 TEE_ERROR_NOT_SUPPORTED);
	assert_int_equal(TEE_AllocateTransientObject(0x12345678, 128, &object),
			 TEE_ERROR_NOT_SUPPORTED);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_AllocateTransientObject(TEE_TYPE_AES, 128, NULL));
}

static void test_handles(void **state)
{
	TEE_ObjectHandle object = allocate(TEE_TYPE_AES, 128);
	TEE_ObjectInfo info;

	(void)state;
	TEE_CloseObject(object);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_CloseObject(object));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_FreeTransientObject(object));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_ResetTransientObject(object));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GetObjectInfo1(object, &info));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GetObjectInfo1(TEE_HANDLE_NULL, &info));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_GetObjectInfo1((TEE_ObjectHandle)&info, &info));
	assert_non_null(strstr(runtime_stub.panic_text, "TEE_GetObjectInfo1"));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GenerateKey(object, 128, NULL, 0));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_PopulateTransientObject(object, NULL, 0));
	TEE_CloseObject(TEE_HANDLE_NULL);
	TEE_FreeTransientObject(TEE_HANDLE_NULL);
}

static void test_populate(void **state)
{
	TEE_ObjectHandle object = aes_key();
	TEE_ObjectInfo info = info_of(object);
	TEE_Attribute secret = BUFFER(TEE_ATTR_SECRET_VALUE, key, 16);
	uint8_t bytes[32];

	(void)state;
	assert_int_equal(info.objectSize, 128);
	assert_int_equal(info.maxObjectSize, 256);
	assert_int_equal(info.handleFlags, TEE_HANDLE_FLAG_INITIALIZED);
	assert_int_equal(read_buffer(object, TEE_ATTR_SECRET_VALUE, bytes, sizeof(bytes)), 16);
	assert_memory_equal(bytes, key, 16);
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_PopulateTransientObject(object, &secret, 1));
	TEE_ResetTransientObject(object);
	assert_int_equal(info_of(object).handleFlags, 0);
	assert_int_equal(info_of(object).objectSize, 0);
	assert_int_equal(TEE_PopulateTransientObject(object, &secret, 1), TEE_SUCCESS);
	TEE_FreeTransientObject(object);
}

static void test_populate_wrong(void **state)
{
	TEE_ObjectHandle object = allocate(TEE_TYPE_AES, 128);
	TEE_Attribute odd = BUFFER(TEE_ATTR_SECRET_VALUE, key, 15);
	TEE_Attribute large = BUFFER(TEE_ATTR_SECRET_VALUE, key, 24);
	TEE_Attribute empty = BUFFER(TEE_ATTR_SECRET_VALUE, key, 0);
	TEE_Attribute null = BUFFER(TEE_ATTR_SECRET_VALUE, NULL, 16);
	TEE_Attribute huge = BUFFER(TEE_ATTR_SECRET_VALUE, key, SIZE_MAX);
	TEE_Attribute other = BUFFER(TEE_ATTR_RSA_MODULUS, key, 16);
	TEE_Attribute value = VALUE(TEE_ATTR_ECC_CURVE, TEE_ECC_CURVE_NIST_P256, 0);
	TEE_Attribute twice[] = { BUFFER(TEE_ATTR_SECRET_VALUE, key, 16),
				  BUFFER(TEE_ATTR_SECRET_VALUE, key, 16) };

	(void)state;
	assert_int_equal(TEE_PopulateTransientObject(object, &odd, 1), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEE_PopulateTransientObject(object, &empty, 1), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEE_PopulateTransientObject(object, twice, 2), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(info_of(object).handleFlags, 0);
	EXPECT_PANIC(TEE_ERROR_SHORT_BUFFER, TEE_PopulateTransientObject(object, &large, 1));
	EXPECT_PANIC(TEE_ERROR_SHORT_BUFFER, TEE_PopulateTransientObject(object, &huge, 1));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_PopulateTransientObject(object, &null, 1));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_PopulateTransientObject(object, NULL, 1));
	EXPECT_PANIC(TEE_ERROR_ITEM_NOT_FOUND, TEE_PopulateTransientObject(object, NULL, 0));
	EXPECT_PANIC(TEE_ERROR_NOT_SUPPORTED, TEE_PopulateTransientObject(object, &other, 1));
	EXPECT_PANIC(TEE_ERROR_NOT_SUPPORTED, TEE_PopulateTransientObject(object, &value, 1));
	TEE_FreeTransientObject(object);
}

static void test_buffer_attribute(void **state)
{
	TEE_ObjectHandle object = aes_key();
	uint8_t bytes[16];
	size_t size = 15;

	(void)state;
	assert_int_equal(TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, bytes, &size),
			 TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(size, 16);
	assert_int_equal(TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, NULL, &size),
			 TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(TEE_GetObjectBufferAttribute(object, TEE_ATTR_RSA_MODULUS, bytes, &size),
			 TEE_ERROR_ITEM_NOT_FOUND);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_GetObjectBufferAttribute(object, TEE_ATTR_ECC_CURVE, bytes, &size));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, bytes, NULL));
	TEE_ResetTransientObject(object);
	EXPECT_PANIC(TEE_ERROR_BAD_STATE,
		     TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, bytes, &size));
	TEE_FreeTransientObject(object);
}

static void test_usage(void **state)
{
	TEE_ObjectHandle object = aes_key();
	uint8_t bytes[16];
	size_t size = sizeof(bytes);

	(void)state;
	assert_int_equal(TEE_RestrictObjectUsage1(object, TEE_USAGE_EXTRACTABLE |
						  TEE_USAGE_ENCRYPT), TEE_SUCCESS);
	TEE_RestrictObjectUsage(object, TEE_USAGE_ENCRYPT | TEE_USAGE_MAC);
	assert_int_equal(info_of(object).objectUsage, TEE_USAGE_ENCRYPT);
	EXPECT_PANIC(TEE_ERROR_ACCESS_DENIED,
		     TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, bytes, &size));
	/* Public attributes are readable. AES has none. */
	assert_int_equal(TEE_GetObjectBufferAttribute(object, TEE_ATTR_RSA_MODULUS, bytes, &size),
			 TEE_ERROR_ITEM_NOT_FOUND);
	TEE_ResetTransientObject(object);
	assert_int_equal(info_of(object).objectUsage, 0xffffffff);
	TEE_FreeTransientObject(object);
}

/* A key that is rejected does not lift a restriction that was made before. */
static void test_usage_kept(void **state)
{
	TEE_ObjectHandle object = allocate(TEE_TYPE_AES, 128);
	TEE_Attribute odd = BUFFER(TEE_ATTR_SECRET_VALUE, key, 15);

	(void)state;
	TEE_RestrictObjectUsage(object, TEE_USAGE_MAC);
	assert_int_equal(TEE_PopulateTransientObject(object, &odd, 1), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(info_of(object).objectUsage, TEE_USAGE_MAC);
	assert_int_equal(TEE_GenerateKey(object, 128, NULL, 0), TEE_SUCCESS);
	assert_int_equal(info_of(object).objectUsage, TEE_USAGE_MAC);
	TEE_FreeTransientObject(object);
}

static void test_copy(void **state)
{
	TEE_ObjectHandle from = aes_key();
	TEE_ObjectHandle to = allocate(TEE_TYPE_AES, 128);
	TEE_ObjectHandle other = allocate(TEE_TYPE_SM4, 128);
	uint8_t bytes[16];

	(void)state;
	TEE_RestrictObjectUsage(from, TEE_USAGE_EXTRACTABLE | TEE_USAGE_ENCRYPT);
	TEE_RestrictObjectUsage(to, TEE_USAGE_EXTRACTABLE | TEE_USAGE_MAC);
	assert_int_equal(TEE_CopyObjectAttributes1(to, from), TEE_SUCCESS);
	assert_int_equal(info_of(to).objectUsage, TEE_USAGE_EXTRACTABLE);
	assert_int_equal(info_of(to).objectSize, 128);
	assert_int_equal(info_of(to).maxObjectSize, 128);
	assert_int_equal(read_buffer(to, TEE_ATTR_SECRET_VALUE, bytes, sizeof(bytes)), 16);
	assert_memory_equal(bytes, key, 16);
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_CopyObjectAttributes1(to, from));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_CopyObjectAttributes1(other, from));
	TEE_ResetTransientObject(to);
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_CopyObjectAttributes1(from, to));
	TEE_ResetTransientObject(from);
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_CopyObjectAttributes1(to, from));
	assert_int_equal(TEE_GenerateKey(from, 256, NULL, 0), TEE_SUCCESS);
	EXPECT_PANIC(TEE_ERROR_SHORT_BUFFER, TEE_CopyObjectAttributes(to, from));
	TEE_FreeTransientObject(from);
	TEE_FreeTransientObject(to);
	TEE_FreeTransientObject(other);
}

static void test_copy_public(void **state)
{
	TEE_Attribute curve = VALUE(TEE_ATTR_ECC_CURVE, TEE_ECC_CURVE_NIST_P256, 0);
	TEE_ObjectHandle pair = generate(TEE_TYPE_ECDSA_KEYPAIR, 256, &curve, 1);
	TEE_ObjectHandle public = allocate(TEE_TYPE_ECDSA_PUBLIC_KEY, 256);
	TEE_ObjectHandle second = allocate(TEE_TYPE_ECDSA_KEYPAIR, 256);
	uint8_t of_pair[32], of_public[32];
	uint32_t a = 0, b = 1;
	size_t size = 32;

	(void)state;
	TEE_CopyObjectAttributes(public, pair);
	assert_int_equal(read_buffer(pair, TEE_ATTR_ECC_PUBLIC_VALUE_X, of_pair, 32), 32);
	assert_int_equal(read_buffer(public, TEE_ATTR_ECC_PUBLIC_VALUE_X, of_public, 32), 32);
	assert_memory_equal(of_pair, of_public, 32);
	assert_int_equal(TEE_GetObjectBufferAttribute(public, TEE_ATTR_ECC_PRIVATE_VALUE, of_pair,
						      &size), TEE_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(TEE_GetObjectValueAttribute(public, TEE_ATTR_ECC_CURVE, &a, &b),
			 TEE_SUCCESS);
	assert_int_equal(a, TEE_ECC_CURVE_NIST_P256);
	assert_int_equal(b, 0);
	assert_int_equal(TEE_GetObjectValueAttribute(public, TEE_ATTR_ECC_CURVE, NULL, NULL),
			 TEE_SUCCESS);
	assert_int_equal(TEE_GetObjectValueAttribute(public, TEE_ATTR_RSA_PSS_SALT_LENGTH, &a,
						     &b), TEE_ERROR_ITEM_NOT_FOUND);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GetObjectValueAttribute(public,
			TEE_ATTR_ECC_PUBLIC_VALUE_X, &a, &b));
	/* A public key does not make a key pair. */
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_CopyObjectAttributes1(second, public));
	TEE_FreeTransientObject(pair);
	TEE_FreeTransientObject(public);
	TEE_FreeTransientObject(second);
}

static void test_des_sizes(void **state)
{
	TEE_Attribute two = BUFFER(TEE_ATTR_SECRET_VALUE, key, 16);
	TEE_Attribute three = BUFFER(TEE_ATTR_SECRET_VALUE, key, 24);
	static const struct {
		uint32_t max;
		uint32_t size_two, size_three;
	} cases[] = { { 168, 112, 168 }, { 192, 128, 192 } };

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		TEE_ObjectHandle object = allocate(TEE_TYPE_DES3, cases[n].max);

		assert_int_equal(TEE_PopulateTransientObject(object, &two, 1), TEE_SUCCESS);
		assert_int_equal(info_of(object).objectSize, cases[n].size_two);
		TEE_ResetTransientObject(object);
		assert_int_equal(TEE_PopulateTransientObject(object, &three, 1), TEE_SUCCESS);
		assert_int_equal(info_of(object).objectSize, cases[n].size_three);
		TEE_FreeTransientObject(object);
	}
}

static void test_point_not_on_curve(void **state)
{
	TEE_Attribute curve = VALUE(TEE_ATTR_ECC_CURVE, TEE_ECC_CURVE_NIST_P256, 0);
	TEE_ObjectHandle pair = generate(TEE_TYPE_ECDH_KEYPAIR, 256, &curve, 1);
	TEE_ObjectHandle object = allocate(TEE_TYPE_ECDH_PUBLIC_KEY, 521);
	uint8_t x[40] = { 0 }, y[32], trimmed[40];
	TEE_Attribute public[] = {
		VALUE(TEE_ATTR_ECC_CURVE, TEE_ECC_CURVE_NIST_P256, 0),
		BUFFER(TEE_ATTR_ECC_PUBLIC_VALUE_X, x, sizeof(x)),
		BUFFER(TEE_ATTR_ECC_PUBLIC_VALUE_Y, y, sizeof(y)),
	};

	(void)state;
	read_buffer(pair, TEE_ATTR_ECC_PUBLIC_VALUE_X, x + 8, 32);
	read_buffer(pair, TEE_ATTR_ECC_PUBLIC_VALUE_Y, y, 32);
	/* Leading zeros are allowed. */
	assert_int_equal(TEE_PopulateTransientObject(object, public, 3), TEE_SUCCESS);
	assert_int_equal(read_buffer(object, TEE_ATTR_ECC_PUBLIC_VALUE_X, trimmed, 40), 32);
	assert_memory_equal(trimmed, x + 8, 32);
	TEE_ResetTransientObject(object);
	y[31] ^= 1;
	assert_int_equal(TEE_PopulateTransientObject(object, public, 3), TEE_ERROR_BAD_PARAMETERS);
	y[31] ^= 1;
	x[0] = 1;
	assert_int_equal(TEE_PopulateTransientObject(object, public, 3), TEE_ERROR_BAD_PARAMETERS);
	x[0] = 0;
	public[0].content.value.a = TEE_ECC_CURVE_NIST_P384;
	assert_int_equal(TEE_PopulateTransientObject(object, public, 3), TEE_ERROR_BAD_PARAMETERS);
	public[0].content.value.a = 0x999;
	assert_int_equal(TEE_PopulateTransientObject(object, public, 3), TEE_ERROR_BAD_PARAMETERS);
	TEE_FreeTransientObject(pair);
	TEE_FreeTransientObject(object);
}

/* A persistent object whose storage is this test */
static TEE_Result storage_result;
static uint32_t stored_usage;
static unsigned int closed;

static void close_persistent(struct object *object)
{
	object->persistent = NULL;
	closed++;
}

static TEE_Result get_persistent_info(struct object *object, size_t *data_size, size_t *position)
{
	(void)object;
	*data_size = 100;
	*position = 7;
	return storage_result;
}

static TEE_Result set_persistent_usage(struct object *object, uint32_t usage)
{
	(void)object;
	stored_usage = usage;
	return storage_result;
}

static void test_persistent(void **state)
{
	static const struct object_storage storage = {
		close_persistent, get_persistent_info, set_persistent_usage
	};
	struct object *object = object_create(TEE_TYPE_AES, 128);
	TEE_ObjectHandle handle = object_handle(object);
	TEE_ObjectInfo info;

	(void)state;
	assert_int_equal(object_set_secret(object, key, 16), TEE_SUCCESS);
	object->persistent = (struct persistent *)object;
	object->storage = &storage;
	storage_result = TEE_SUCCESS;
	assert_int_equal(info_of(handle).dataSize, 100);
	assert_int_equal(info_of(handle).dataPosition, 7);
	TEE_RestrictObjectUsage(handle, TEE_USAGE_MAC);
	assert_int_equal(stored_usage, TEE_USAGE_MAC);
	storage_result = TEE_ERROR_CORRUPT_OBJECT;
	assert_int_equal(TEE_RestrictObjectUsage1(handle, 0), TEE_ERROR_CORRUPT_OBJECT);
	TEE_RestrictObjectUsage(handle, 0);
	assert_int_equal(object->usage, TEE_USAGE_MAC);
	assert_int_equal(TEE_GetObjectInfo1(handle, &info), TEE_ERROR_CORRUPT_OBJECT);
	TEE_GetObjectInfo(handle, &info);
	assert_int_equal(info.objectType, TEE_TYPE_CORRUPTED_OBJECT);
	assert_int_equal(info.objectUsage, 0);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_FreeTransientObject(handle));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_ResetTransientObject(handle));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GenerateKey(handle, 128, NULL, 0));
	closed = 0;
	TEE_CloseObject(handle);
	assert_int_equal(closed, 1);
}

static void test_set_secret(void **state)
{
	struct object *object = object_create(TEE_TYPE_GENERIC_SECRET, 128);
	struct object *rsa = object_create(TEE_TYPE_RSA_KEYPAIR, 1024);
	struct object *copy;

	(void)state;
	assert_int_equal(object_set_secret(object, key, 17), TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(object_set_secret(object, key, 0), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(object_set_secret(rsa, key, 16), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(object_set_secret(object, key, 16), TEE_SUCCESS);
	assert_int_equal(object_set_secret(object, key, 16), TEE_ERROR_BAD_STATE);
	object->usage = TEE_USAGE_DERIVE;
	copy = object_copy(object);
	object_free(object);
	assert_int_equal(copy->usage, TEE_USAGE_DERIVE);
	assert_int_equal(copy->size, 128);
	assert_true(object_is_initialized(copy));
	assert_memory_equal(copy->attributes[0].buffer.data, key, 16);
	object_free(copy);
	object_free(rsa);
}

static void test_init_attributes(void **state)
{
	TEE_Attribute attribute;

	(void)state;
	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, key, 16);
	assert_int_equal(attribute.attributeID, TEE_ATTR_SECRET_VALUE);
	assert_ptr_equal(attribute.content.ref.buffer, key);
	assert_int_equal(attribute.content.ref.length, 16);
	TEE_InitValueAttribute(&attribute, TEE_ATTR_ECC_CURVE, 3, 4);
	assert_int_equal(attribute.attributeID, TEE_ATTR_ECC_CURVE);
	assert_int_equal(attribute.content.value.a, 3);
	assert_int_equal(attribute.content.value.b, 4);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_InitRefAttribute(&attribute, TEE_ATTR_ECC_CURVE, key, 16));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_InitValueAttribute(&attribute, TEE_ATTR_SECRET_VALUE, 1, 2));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_InitRefAttribute(NULL, TEE_ATTR_SECRET_VALUE, key, 16));
}

static void test_version_1_1(void **state)
{
	__GP11_TEE_Attribute attribute, many[9];
	__GP11_TEE_ObjectInfo info;
	TEE_ObjectHandle object;
	uint8_t bytes[16];
	uint32_t size = 3;

	(void)state;
	assert_int_equal(__GP11_TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &object),
			 TEE_SUCCESS);
	__GP11_TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, key, 16);
	for (size_t n = 0; n < ARRAY_LEN(many); n++)
		many[n] = attribute;
	assert_int_equal(__GP11_TEE_PopulateTransientObject(object, many, ARRAY_LEN(many)),
			 TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(__GP11_TEE_PopulateTransientObject(object, &attribute, 1), TEE_SUCCESS);
	assert_int_equal(__GP11_TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, bytes,
							     &size), TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(size, 16);
	assert_int_equal(__GP11_TEE_GetObjectBufferAttribute(object, TEE_ATTR_SECRET_VALUE, bytes,
							     &size), TEE_SUCCESS);
	assert_memory_equal(bytes, key, 16);
	assert_int_equal(__GP11_TEE_GetObjectInfo1(object, &info), TEE_SUCCESS);
	assert_int_equal(info.keySize, 128);
	assert_int_equal(info.handleFlags, TEE_HANDLE_FLAG_INITIALIZED);
	TEE_FreeTransientObject(object);
	object = allocate(TEE_TYPE_ECDSA_KEYPAIR, 256);
	__GP11_TEE_InitValueAttribute(&attribute, TEE_ATTR_ECC_CURVE, TEE_ECC_CURVE_NIST_P256, 0);
	assert_int_equal(__GP11_TEE_GenerateKey(object, 256, &attribute, 1), TEE_SUCCESS);
	__GP11_TEE_GetObjectInfo(object, &info);
	assert_int_equal(info.keySize, 256);
	TEE_FreeTransientObject(object);
}

static void test_supported(void **state)
{
	(void)state;
	assert_true(object_type_supported(TEE_TYPE_AES, 128, TEE_CRYPTO_ELEMENT_NONE));
	assert_false(object_type_supported(TEE_TYPE_AES, 129, TEE_CRYPTO_ELEMENT_NONE));
	assert_false(object_type_supported(TEE_TYPE_AES, 128, TEE_ECC_CURVE_NIST_P256));
	assert_true(object_type_supported(TEE_TYPE_ECDH_KEYPAIR, 0, TEE_ECC_CURVE_NIST_P256));
	assert_false(object_type_supported(TEE_TYPE_ECDH_KEYPAIR, 384, TEE_ECC_CURVE_NIST_P256));
	assert_false(object_type_supported(TEE_TYPE_ECDH_KEYPAIR, 0, TEE_ECC_CURVE_25519));
	assert_true(object_type_supported(TEE_TYPE_X25519_KEYPAIR, 256, TEE_ECC_CURVE_25519));
	assert_false(object_type_supported(TEE_TYPE_X25519_KEYPAIR, 256, TEE_ECC_CURVE_448));
	assert_true(object_type_supported(TEE_TYPE_SM2_KEP_KEYPAIR, 256, TEE_ECC_CURVE_SM2));
	assert_false(object_type_supported(0x42, 0, TEE_CRYPTO_ELEMENT_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allocate),
		cmocka_unit_test(test_handles),
		cmocka_unit_test(test_populate),
		cmocka_unit_test(test_populate_wrong),
		cmocka_unit_test(test_buffer_attribute),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_usage_kept),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_copy_public),
		cmocka_unit_test(test_des_sizes),
		cmocka_unit_test(test_point_not_on_curve),
		cmocka_unit_test(test_persistent),
		cmocka_unit_test(test_set_secret),
		cmocka_unit_test(test_init_attributes),
		cmocka_unit_test(test_version_1_1),
		cmocka_unit_test(test_supported),
	};

	runtime_stub_reset();
	return RUN(tests);
}
