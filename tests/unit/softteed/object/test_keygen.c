// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of key generation, and of OpenSSL keys made of objects: what a generated key signs or
 * agrees on must fit to its public part.
 */

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/evp.h>

#include "object_test.h"
#include "softteed/api/object/check.h"
#include "softteed/api/object/object.h"
#include "softteed/api/object/pkey.h"
#include "softteed/api/object/serialize.h"
#include "softteed/api/object/type.h"
#include "tests/unit/softteed/runtime_stub.h"

static EVP_PKEY *pkey_of(TEE_ObjectHandle object)
{
	EVP_PKEY *pkey;

	assert_int_equal(object_to_pkey(object_get(object, __func__), &pkey), TEE_SUCCESS);
	assert_non_null(pkey);
	return pkey;
}

/* Check a key pair: all parts in OpenSSL's opinion, and that the bytes of it make it again. */
static void check_pair(TEE_ObjectHandle object)
{
	EVP_PKEY *pkey = pkey_of(object);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	struct object *again;
	uint8_t bytes[OBJECT_SERIALIZED_MAX];
	size_t size;

	assert_non_null(context);
	assert_int_equal(EVP_PKEY_pairwise_check(context), 1);
	EVP_PKEY_CTX_free(context);
	size = object_serialize(object_get(object, __func__), bytes, sizeof(bytes));
	assert_true(size > 0);
	assert_int_equal(object_deserialize(bytes, size, &again), TEE_SUCCESS);
	object_free(again);
	EVP_PKEY_free(pkey);
}

static void test_secrets(void **state)
{
	static const struct {
		uint32_t type, size, id;
		size_t bytes;
	} cases[] = {
		{ TEE_TYPE_AES, 192, TEE_ATTR_SECRET_VALUE, 24 },
		{ TEE_TYPE_SM4, 128, TEE_ATTR_SECRET_VALUE, 16 },
		{ TEE_TYPE_DES, 56, TEE_ATTR_SECRET_VALUE, 8 },
		{ TEE_TYPE_DES, 64, TEE_ATTR_SECRET_VALUE, 8 },
		{ TEE_TYPE_DES3, 112, TEE_ATTR_SECRET_VALUE, 16 },
		{ TEE_TYPE_DES3, 128, TEE_ATTR_SECRET_VALUE, 16 },
		{ TEE_TYPE_DES3, 168, TEE_ATTR_SECRET_VALUE, 24 },
		{ TEE_TYPE_DES3, 192, TEE_ATTR_SECRET_VALUE, 24 },
		{ TEE_TYPE_HMAC_MD5, 64, TEE_ATTR_SECRET_VALUE, 8 },
		{ TEE_TYPE_HMAC_SHA1, 80, TEE_ATTR_SECRET_VALUE, 10 },
		{ TEE_TYPE_HMAC_SHA224, 112, TEE_ATTR_SECRET_VALUE, 14 },
		{ TEE_TYPE_HMAC_SHA256, 192, TEE_ATTR_SECRET_VALUE, 24 },
		{ TEE_TYPE_HMAC_SHA384, 1024, TEE_ATTR_SECRET_VALUE, 128 },
		{ TEE_TYPE_HMAC_SHA512, 1024, TEE_ATTR_SECRET_VALUE, 128 },
		{ TEE_TYPE_HMAC_SHA3_224, 192, TEE_ATTR_SECRET_VALUE, 24 },
		{ TEE_TYPE_HMAC_SHA3_256, 256, TEE_ATTR_SECRET_VALUE, 32 },
		{ TEE_TYPE_HMAC_SHA3_384, 256, TEE_ATTR_SECRET_VALUE, 32 },
		{ TEE_TYPE_HMAC_SHA3_512, 256, TEE_ATTR_SECRET_VALUE, 32 },
		{ TEE_TYPE_HMAC_SM3, 80, TEE_ATTR_SECRET_VALUE, 10 },
		{ TEE_TYPE_GENERIC_SECRET, 4096, TEE_ATTR_SECRET_VALUE, 512 },
		{ TEE_TYPE_HKDF, 256, TEE_ATTR_SECRET_VALUE, 32 },
		{ TEE_TYPE_HKDF_IKM, 256, TEE_ATTR_HKDF_IKM, 32 },
		{ TEE_TYPE_CONCAT_KDF_Z, 256, TEE_ATTR_CONCAT_KDF_Z, 32 },
		{ TEE_TYPE_PBKDF2_PASSWORD, 256, TEE_ATTR_PBKDF2_PASSWORD, 32 },
	};
	static const uint8_t zeros[8];
	uint8_t bytes[512];

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		TEE_ObjectHandle object = generate(cases[n].type, cases[n].size, NULL, 0);

		assert_int_equal(info_of(object).objectSize, cases[n].size);
		assert_int_equal(read_buffer(object, cases[n].id, bytes, sizeof(bytes)),
				 cases[n].bytes);
		assert_memory_not_equal(bytes, zeros, sizeof(zeros));
		for (size_t at = 0; at < cases[n].bytes; at++)
			if (cases[n].type == TEE_TYPE_DES || cases[n].type == TEE_TYPE_DES3)
				assert_int_equal(__builtin_parity(bytes[at]), 1);
		TEE_FreeTransientObject(object);
	}
}

static void test_rsa(void **state)
{
	static const uint32_t sizes[] = { 256, 320, 511, 512, 768, 1024, 2048 };
	static const uint8_t three[] = { 3 };
	TEE_Attribute exponent = BUFFER(TEE_ATTR_RSA_PUBLIC_EXPONENT, three, 1);
	uint8_t bytes[256];

	(void)state;
	for (size_t n = 0; n < 2 * ARRAY_LEN(sizes) - 1; n++) {
		uint32_t size = sizes[n / 2];
		TEE_ObjectHandle object = generate(TEE_TYPE_RSA_KEYPAIR, size, &exponent, n % 2);

		assert_int_equal(info_of(object).objectSize, size);
		assert_int_equal(read_buffer(object, TEE_ATTR_RSA_MODULUS, bytes, sizeof(bytes)),
				 (size + 7) / 8);
		assert_int_equal(read_buffer(object, TEE_ATTR_RSA_PUBLIC_EXPONENT, bytes,
					     sizeof(bytes)), n % 2 ? 1 : 3);
		assert_int_equal(object_get(object, __func__)->num_attributes, 8);
		/* object_finish() checked the CRT parts. OpenSSL wants at least 512 bits. */
		if (size >= 512)
			check_pair(object);
		TEE_FreeTransientObject(object);
	}
}

static void test_rsa_wrong(void **state)
{
	static const uint8_t numbers[] = { 4, 1, 0 };
	TEE_ObjectHandle object = allocate(TEE_TYPE_RSA_KEYPAIR, 1024);

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(numbers); n++) {
		TEE_Attribute exponent = BUFFER(TEE_ATTR_RSA_PUBLIC_EXPONENT, &numbers[n], 1);

		assert_int_equal(TEE_GenerateKey(object, 512, &exponent, 1),
				 TEE_ERROR_BAD_PARAMETERS);
	}
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GenerateKey(object, 2048, NULL, 0));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GenerateKey(object, 255, NULL, 0));
	TEE_FreeTransientObject(object);
	object = allocate(TEE_TYPE_RSA_PUBLIC_KEY, 1024);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GenerateKey(object, 1024, NULL, 0));
	TEE_FreeTransientObject(object);
}

/* Put a generated RSA key together again, and spoil each of its attributes in turn. */
static void test_rsa_inconsistent(void **state)
{
	TEE_ObjectHandle object = generate(TEE_TYPE_RSA_KEYPAIR, 512, NULL, 0);
	TEE_ObjectHandle copy = allocate(TEE_TYPE_RSA_KEYPAIR, 512);
	const struct object *from = object_get(object, __func__);
	TEE_Attribute attributes[8];
	uint8_t bytes[8][64];

	(void)state;
	for (size_t n = 0; n < 8; n++) {
		size_t size = read_buffer(object, from->attributes[n].id, bytes[n], 64);

		TEE_InitRefAttribute(&attributes[n], from->attributes[n].id, bytes[n], size);
	}
	assert_int_equal(TEE_PopulateTransientObject(copy, attributes, 8), TEE_SUCCESS);
	for (size_t n = 0; n < 8; n++) {
		TEE_ResetTransientObject(copy);
		/* Only the CRT parts are checked against the rest of the key. */
		if (attributes[n].attributeID == TEE_ATTR_RSA_PRIVATE_EXPONENT)
			continue;
		bytes[n][attributes[n].content.ref.length - 1] ^= 2;
		assert_int_equal(TEE_PopulateTransientObject(copy, attributes, 8),
				 TEE_ERROR_BAD_PARAMETERS);
		bytes[n][attributes[n].content.ref.length - 1] ^= 2;
	}
	EXPECT_PANIC(TEE_ERROR_ITEM_NOT_FOUND, TEE_PopulateTransientObject(copy, attributes, 7));
	TEE_FreeTransientObject(object);
	TEE_FreeTransientObject(copy);
}

static void test_curves(void **state)
{
	static const uint32_t types[] = { TEE_TYPE_ECDSA_KEYPAIR, TEE_TYPE_ECDH_KEYPAIR };
	uint8_t bytes[66];

	(void)state;
	for (uint32_t id = 0; id < 0x400; id++) {
		const struct curve *curve = curve_find(id);
		TEE_Attribute parameter = VALUE(TEE_ATTR_ECC_CURVE, id, 0);
		TEE_ObjectHandle object;

		if (!curve)
			continue;
		object = generate(types[id % 2], curve->bits, &parameter, 1);
		assert_int_equal(info_of(object).objectSize, curve->bits);
		assert_int_equal(read_buffer(object, TEE_ATTR_ECC_PUBLIC_VALUE_Y, bytes, 66),
				 (curve->bits + 7) / 8);
		check_pair(object);
		TEE_FreeTransientObject(object);
	}
}

static void test_curve_wrong(void **state)
{
	TEE_ObjectHandle object = allocate(TEE_TYPE_ECDSA_KEYPAIR, 521);
	TEE_Attribute p256 = VALUE(TEE_ATTR_ECC_CURVE, TEE_ECC_CURVE_NIST_P256, 0);
	TEE_Attribute unknown = VALUE(TEE_ATTR_ECC_CURVE, 0x7777, 0);
	TEE_Attribute x = BUFFER(TEE_ATTR_ECC_PUBLIC_VALUE_X, "x", 1);

	(void)state;
	assert_int_equal(TEE_GenerateKey(object, 384, &p256, 1), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEE_GenerateKey(object, 256, &unknown, 1), TEE_ERROR_BAD_PARAMETERS);
	/* SM2 has types of its own. */
	unknown.content.value.a = TEE_ECC_CURVE_SM2;
	assert_int_equal(TEE_GenerateKey(object, 256, &unknown, 1), TEE_ERROR_BAD_PARAMETERS);
	EXPECT_PANIC(TEE_ERROR_ITEM_NOT_FOUND, TEE_GenerateKey(object, 256, NULL, 0));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_GenerateKey(object, 256, &x, 1));
	TEE_FreeTransientObject(object);
}

static void test_named_curves(void **state)
{
	static const struct {
		uint32_t type, size;
	} cases[] = {
		{ TEE_TYPE_SM2_DSA_KEYPAIR, 256 }, { TEE_TYPE_SM2_KEP_KEYPAIR, 256 },
		{ TEE_TYPE_SM2_PKE_KEYPAIR, 256 }, { TEE_TYPE_ED25519_KEYPAIR, 256 },
		{ TEE_TYPE_X25519_KEYPAIR, 256 }, { TEE_TYPE_ED448_KEYPAIR, 448 },
		{ TEE_TYPE_X448_KEYPAIR, 448 },
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		TEE_ObjectHandle object = generate(cases[n].type, cases[n].size, NULL, 0);
		TEE_ObjectHandle public = allocate(cases[n].type & ~0x01000000u, cases[n].size);

		assert_int_equal(info_of(object).objectSize, cases[n].size);
		check_pair(object);
		assert_int_equal(TEE_CopyObjectAttributes1(public, object), TEE_SUCCESS);
		EVP_PKEY_free(pkey_of(public));
		TEE_FreeTransientObject(object);
		TEE_FreeTransientObject(public);
	}
}

/* Numbers of a group that OpenSSL makes for the test */
struct group {
	uint8_t p[256], q[32], g[256];
	size_t p_size, q_size, g_size;
};

static size_t number_from(const EVP_PKEY *key, const char *name, uint8_t *to)
{
	BIGNUM *number = NULL;
	size_t size;

	assert_int_equal(EVP_PKEY_get_bn_param(key, name, &number), 1);
	size = (size_t)BN_bn2bin(number, to);
	BN_free(number);
	return size;
}

static void make_group(struct group *group, int bits)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	EVP_PKEY *parameters = NULL;

	assert_int_equal(EVP_PKEY_paramgen_init(context), 1);
	assert_true(EVP_PKEY_CTX_set_dsa_paramgen_bits(context, bits) > 0);
	assert_int_equal(EVP_PKEY_paramgen(context, &parameters), 1);
	group->p_size = number_from(parameters, OSSL_PKEY_PARAM_FFC_P, group->p);
	group->q_size = number_from(parameters, OSSL_PKEY_PARAM_FFC_Q, group->q);
	group->g_size = number_from(parameters, OSSL_PKEY_PARAM_FFC_G, group->g);
	EVP_PKEY_free(parameters);
	EVP_PKEY_CTX_free(context);
}

static void test_dsa(void **state)
{
	struct group group;
	TEE_Attribute parameters[] = {
		BUFFER(TEE_ATTR_DSA_PRIME, group.p, 128),
		BUFFER(TEE_ATTR_DSA_SUBPRIME, group.q, 20),
		BUFFER(TEE_ATTR_DSA_BASE, group.g, 128),
	};
	TEE_ObjectHandle object = allocate(TEE_TYPE_DSA_KEYPAIR, 1024);

	(void)state;
	make_group(&group, 1024);
	parameters[1].content.ref.length = group.q_size;
	parameters[2].content.ref.length = group.g_size;
	assert_int_equal(TEE_GenerateKey(object, 1024, parameters, 3), TEE_SUCCESS);
	assert_int_equal(info_of(object).objectSize, 1024);
	check_pair(object);
	TEE_ResetTransientObject(object);
	group.p[127] ^= 1;
	assert_int_equal(TEE_GenerateKey(object, 1024, parameters, 3), TEE_ERROR_BAD_PARAMETERS);
	group.p[127] ^= 1;
	group.q[group.q_size - 1] ^= 2;
	assert_int_equal(TEE_GenerateKey(object, 1024, parameters, 3), TEE_ERROR_BAD_PARAMETERS);
	group.q[group.q_size - 1] ^= 2;
	assert_int_equal(TEE_GenerateKey(object, 512, parameters, 3), TEE_ERROR_BAD_PARAMETERS);
	EXPECT_PANIC(TEE_ERROR_ITEM_NOT_FOUND, TEE_GenerateKey(object, 1024, parameters, 2));
	TEE_FreeTransientObject(object);
}

/* Agree on a secret by two keys, and compare what each side computes. */
static void check_agreement(TEE_ObjectHandle one, TEE_ObjectHandle two, uint32_t x_id,
			    uint32_t y_id)
{
	TEE_ObjectHandle pair[2] = { one, two };
	uint8_t x[256], y[66], secret[2][256];
	size_t size[2];

	for (size_t n = 0; n < 2; n++) {
		size_t x_size = read_buffer(pair[!n], x_id, x, sizeof(x));
		size_t y_size = y_id ? read_buffer(pair[!n], y_id, y, sizeof(y)) : 0;
		EVP_PKEY *own = pkey_of(pair[n]), *peer;
		EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);

		assert_int_equal(object_peer_to_pkey(object_get(pair[n], __func__), x, x_size,
						     y_id ? y : NULL, y_size, &peer), TEE_SUCCESS);
		assert_int_equal(EVP_PKEY_derive_init(context), 1);
		assert_int_equal(EVP_PKEY_derive_set_peer(context, peer), 1);
		size[n] = sizeof(secret[n]);
		assert_int_equal(EVP_PKEY_derive(context, secret[n], &size[n]), 1);
		EVP_PKEY_CTX_free(context);
		EVP_PKEY_free(peer);
		EVP_PKEY_free(own);
	}
	assert_int_equal(size[0], size[1]);
	assert_memory_equal(secret[0], secret[1], size[0]);
}

/* Check that a key pair's public value is that of its private value. */
static void check_dh_pair(TEE_ObjectHandle object)
{
	static const uint32_t ids[] = { TEE_ATTR_DH_PRIME, TEE_ATTR_DH_BASE,
					TEE_ATTR_DH_PRIVATE_VALUE, TEE_ATTR_DH_PUBLIC_VALUE };
	BN_CTX *context = BN_CTX_new();
	BIGNUM *number[4], *power = BN_new();
	uint8_t bytes[256];

	for (size_t n = 0; n < 4; n++)
		number[n] = BN_bin2bn(bytes, (int)read_buffer(object, ids[n], bytes,
							      sizeof(bytes)), NULL);
	assert_true(BN_mod_exp(power, number[1], number[2], number[0], context));
	assert_int_equal(BN_cmp(power, number[3]), 0);
	for (size_t n = 0; n < 4; n++)
		BN_free(number[n]);
	BN_free(power);
	BN_CTX_free(context);
}

static void test_dh(void **state)
{
	static const uint8_t one[] = { 1 };
	struct group group;
	TEE_Attribute parameters[] = {
		BUFFER(TEE_ATTR_DH_PRIME, group.p, 128),
		BUFFER(TEE_ATTR_DH_BASE, group.g, 128),
		VALUE(TEE_ATTR_DH_X_BITS, 100, 0),
	};
	TEE_Attribute subprime = BUFFER(TEE_ATTR_DH_SUBPRIME, group.q, 20);
	TEE_ObjectHandle first, second;
	uint8_t x[128];

	(void)state;
	make_group(&group, 1024);
	parameters[1].content.ref.length = group.g_size;
	subprime.content.ref.length = group.q_size;
	first = generate(TEE_TYPE_DH_KEYPAIR, 1024, parameters, 3);
	assert_int_equal(read_buffer(first, TEE_ATTR_DH_PRIVATE_VALUE, x, sizeof(x)), 13);
	assert_int_equal(x[0] >> 3, 1);
	second = generate(TEE_TYPE_DH_KEYPAIR, 1024, parameters, 2);
	check_dh_pair(second);
	TEE_FreeTransientObject(second);
	parameters[2] = subprime;
	second = generate(TEE_TYPE_DH_KEYPAIR, 1024, parameters, 3);
	assert_true(read_buffer(second, TEE_ATTR_DH_PRIVATE_VALUE, x, sizeof(x)) <= group.q_size);
	check_dh_pair(second);
	TEE_FreeTransientObject(first);
	TEE_ResetTransientObject(second);
	TEE_InitValueAttribute(&parameters[2], TEE_ATTR_DH_X_BITS, 1025, 0);
	assert_int_equal(TEE_GenerateKey(second, 1024, parameters, 3), TEE_ERROR_BAD_PARAMETERS);
	parameters[1].content.ref.buffer = (void *)one;
	parameters[1].content.ref.length = 1;
	assert_int_equal(TEE_GenerateKey(second, 1024, parameters, 2), TEE_ERROR_BAD_PARAMETERS);
	TEE_FreeTransientObject(second);
}

static void test_agreement(void **state)
{
	TEE_Attribute curve = VALUE(TEE_ATTR_ECC_CURVE, TEE_ECC_CURVE_NIST_P521, 0);
	TEE_ObjectHandle one = generate(TEE_TYPE_ECDH_KEYPAIR, 521, &curve, 1);
	TEE_ObjectHandle two = generate(TEE_TYPE_ECDH_KEYPAIR, 521, &curve, 1);
	uint8_t x[66], y[66];
	EVP_PKEY *peer;

	(void)state;
	check_agreement(one, two, TEE_ATTR_ECC_PUBLIC_VALUE_X, TEE_ATTR_ECC_PUBLIC_VALUE_Y);
	read_buffer(one, TEE_ATTR_ECC_PUBLIC_VALUE_X, x, 66);
	read_buffer(one, TEE_ATTR_ECC_PUBLIC_VALUE_Y, y, 66);
	y[65] ^= 1;
	assert_int_equal(object_peer_to_pkey(object_get(two, __func__), x, 66, y, 66, &peer),
			 TEE_ERROR_BAD_PARAMETERS);
	assert_null(peer);
	assert_int_equal(object_peer_to_pkey(object_get(two, __func__), x, 66, NULL, 0, &peer),
			 TEE_ERROR_BAD_PARAMETERS);
	TEE_FreeTransientObject(one);
	TEE_FreeTransientObject(two);
	one = generate(TEE_TYPE_X25519_KEYPAIR, 256, NULL, 0);
	two = generate(TEE_TYPE_X25519_KEYPAIR, 256, NULL, 0);
	check_agreement(one, two, TEE_ATTR_X25519_PUBLIC_VALUE, 0);
	TEE_FreeTransientObject(one);
	TEE_FreeTransientObject(two);
}

static void test_no_pkey(void **state)
{
	TEE_ObjectHandle aes = generate(TEE_TYPE_AES, 128, NULL, 0);
	TEE_ObjectHandle empty = allocate(TEE_TYPE_RSA_KEYPAIR, 512);
	EVP_PKEY *pkey;

	(void)state;
	assert_int_equal(object_to_pkey(object_get(aes, __func__), &pkey), TEE_ERROR_NOT_SUPPORTED);
	assert_int_equal(object_to_pkey(object_get(empty, __func__), &pkey), TEE_ERROR_BAD_STATE);
	assert_null(pkey);
	TEE_FreeTransientObject(aes);
	TEE_FreeTransientObject(empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_rsa),
		cmocka_unit_test(test_rsa_wrong),
		cmocka_unit_test(test_rsa_inconsistent),
		cmocka_unit_test(test_curves),
		cmocka_unit_test(test_curve_wrong),
		cmocka_unit_test(test_named_curves),
		cmocka_unit_test(test_dsa),
		cmocka_unit_test(test_dh),
		cmocka_unit_test(test_agreement),
		cmocka_unit_test(test_no_pkey),
	};

	runtime_stub_reset();
	return RUN(tests);
}
