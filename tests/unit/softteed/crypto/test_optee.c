// SPDX-License-Identifier: BSD-2-Clause
/*
 * What applications for OP-TEE count on where the specification leaves a choice, or says something
 * else; and that nothing is written beyond the end of what libcrypto's allocator returned.
 */

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/softteed/crypto/keys.h"

/* An allocator that has a guard after each block. libcrypto isn't built with a sanitizer. */

#define GUARD	16

struct guarded {
	_Alignas(max_align_t) size_t size;
	_Alignas(max_align_t) uint8_t data[];
};

static void set_guard(struct guarded *block, size_t size)
{
	block->size = size;
	memset(block->data + size, 0xa5, GUARD);
}

static void check_guard(const struct guarded *block)
{
	for (size_t n = 0; n < GUARD; n++) {
		if (block->data[block->size + n] != 0xa5)
			abort();
	}
}

static struct guarded *block_of(void *data)
{
	return (struct guarded *)((uint8_t *)data - offsetof(struct guarded, data));
}

static void *guarded_malloc(size_t size, const char *file, int line)
{
	struct guarded *block = malloc(sizeof(*block) + size + GUARD);

	(void)file;
	(void)line;
	if (!block)
		return NULL;
	set_guard(block, size);
	return block->data;
}

static void guarded_free(void *data, const char *file, int line)
{
	(void)file;
	(void)line;
	if (!data)
		return;
	check_guard(block_of(data));
	free(block_of(data));
}

static void *guarded_realloc(void *data, size_t size, const char *file, int line)
{
	struct guarded *block;

	if (!data)
		return guarded_malloc(size, file, line);
	check_guard(block_of(data));
	block = realloc(block_of(data), sizeof(*block) + size + GUARD);
	if (!block)
		return NULL;
	set_guard(block, size);
	return block->data;
}

/* Part of a digest is extracted, when the whole is computed at once. */
static void extracts_the_first_byte(void **state)
{
	static const uint32_t algorithms[] = { TEE_ALG_SHA224, TEE_ALG_SHA512, TEE_ALG_SHA3_224 };

	(void)state;
	for (size_t n = 0; n < 3; n++) {
		TEE_OperationHandle op = make_operation(algorithms[n], TEE_MODE_DIGEST, NULL, NULL);
		uint8_t whole[64], parts[64];
		size_t size = sizeof(whole), first = 1, rest = sizeof(parts) - 1;

		assert_int_equal(TEE_DigestDoFinal(op, "abc", 3, whole, &size), TEE_SUCCESS);
		TEE_DigestUpdate(op, "abc", 3);
		assert_int_equal(TEE_DigestExtract(op, parts, &first), TEE_SUCCESS);
		assert_int_equal(TEE_DigestDoFinal(op, NULL, 0, parts + 1, &rest), TEE_SUCCESS);
		assert_int_equal(rest + 1, size);
		assert_memory_equal(parts, whole, size);
		TEE_FreeOperation(op);
	}
}

/* XTS and CTS keep up to two blocks for the end, other modes less than one. */
static void keeps_two_blocks_back(void **state)
{
	static const uint32_t algorithms[] = { TEE_ALG_AES_XTS, TEE_ALG_AES_CTS };
	TEE_ObjectHandle one = generate(TEE_TYPE_AES, 128, 0), two = generate(TEE_TYPE_AES, 128, 0);
	static const uint8_t iv[16], data[64];

	(void)state;
	for (size_t n = 0; n < 2; n++) {
		TEE_OperationHandle op = make_operation(algorithms[n], TEE_MODE_ENCRYPT, one,
							n ? NULL : two);
		uint8_t out[64];
		size_t size = sizeof(out);

		TEE_CipherInit(op, iv, sizeof(iv));
		assert_int_equal(TEE_CipherUpdate(op, data, 32, out, &size), TEE_SUCCESS);
		assert_int_equal(size, 0);
		size = sizeof(out);
		assert_int_equal(TEE_CipherUpdate(op, data, 1, out, &size), TEE_SUCCESS);
		assert_int_equal(size, 16);
		TEE_FreeOperation(op);
	}
	TEE_FreeTransientObject(one);
	TEE_FreeTransientObject(two);
}

/* Two whole blocks at the end of XTS are the same as if they were not kept. */
static void ends_with_two_blocks(void **state)
{
	TEE_ObjectHandle one = generate(TEE_TYPE_AES, 128, 0), two = generate(TEE_TYPE_AES, 128, 0);
	TEE_OperationHandle op = make_operation(TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, one, two);
	uint8_t iv[16] = { 1 }, data[64], whole[64], parts[64];
	size_t size = sizeof(whole), first = sizeof(parts), rest;

	(void)state;
	TEE_GenerateRandom(data, sizeof(data));
	TEE_CipherInit(op, iv, sizeof(iv));
	assert_int_equal(TEE_CipherDoFinal(op, data, 64, whole, &size), TEE_SUCCESS);
	TEE_CipherInit(op, iv, sizeof(iv));
	assert_int_equal(TEE_CipherUpdate(op, data, 64, parts, &first), TEE_SUCCESS);
	assert_int_equal(first, 32);
	rest = sizeof(parts) - first;
	assert_int_equal(TEE_CipherDoFinal(op, NULL, 0, parts + first, &rest), TEE_SUCCESS);
	assert_int_equal(rest, 32);
	assert_memory_equal(parts, whole, 64);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(one);
	TEE_FreeTransientObject(two);
}

/* A number without padding comes back without leading zeros. */
static void decrypts_numbers(void **state)
{
	TEE_ObjectHandle key = generate(TEE_TYPE_RSA_KEYPAIR, 1024, 0);
	TEE_OperationHandle encrypt = make_operation(TEE_ALG_RSA_NOPAD, TEE_MODE_ENCRYPT, key,
						     NULL);
	TEE_OperationHandle decrypt = make_operation(TEE_ALG_RSA_NOPAD, TEE_MODE_DECRYPT, key,
						     NULL);
	static const uint8_t zeros[128];
	uint8_t cipher[128], plain[128];
	size_t size = sizeof(cipher), plain_size = 4;

	(void)state;
	assert_int_equal(TEE_AsymmetricEncrypt(encrypt, NULL, 0, "\0\0name", 6, cipher, &size),
			 TEE_SUCCESS);
	assert_int_equal(size, 128);
	assert_int_equal(TEE_AsymmetricDecrypt(decrypt, NULL, 0, cipher, size, plain,
					       &plain_size), TEE_SUCCESS);
	assert_int_equal(plain_size, 4);
	assert_memory_equal(plain, "name", 4);
	plain_size = sizeof(plain);
	assert_int_equal(TEE_AsymmetricDecrypt(decrypt, NULL, 0, zeros, 128, plain,
					       &plain_size), TEE_SUCCESS);
	assert_int_equal(plain_size, 1);
	assert_int_equal(plain[0], 0);
	TEE_FreeOperation(encrypt);
	TEE_FreeOperation(decrypt);
	TEE_FreeTransientObject(key);
}

/* DSA takes a digest that was cut, but no longer one. */
static void signs_cut_digests(void **state)
{
	TEE_ObjectHandle key;
	TEE_OperationHandle sign, verify;
	static const uint8_t digest[21];
	uint8_t signature[64];
	size_t size = sizeof(signature);
	/* The group of RFC 5114, section 2.1 */
	struct bytes p = from_hex(
		"b10b8f96a080e01dde92de5eae5d54ec52c99fbcfb06a3c69a6a9dca52d23b616073e28675a23d18"
		"9838ef1e2ee652c013ecb4aea906112324975c3cd49b83bfaccbdd7d90c4bd7098488e9c219a7372"
		"4effd6fae5644738faa31a4ff55bccc0a151af5f0dc8b4bd45bf37df365c1a65e68cfda76d4da708"
		"df1fb2bc2e4a4371");
	struct bytes g = from_hex(
		"a4d1cbd5c3fd34126765a442efb99905f8104dd258ac507fd6406cff14266d31266fea1e5c41564b"
		"777e690f5504f213160217b4b01b886a5e91547f9e2749f4d7fbd7d3b9a92ee1909d0d2263f80a76"
		"a6a24c087a091f531dbf0a0169b6a28ad662a4d18e73afa32d779d5918d08bc8858f4dcef97c2a24"
		"855e6eeb22b3b2e5");
	struct bytes q = from_hex("f518aa8781a8df278aba4e7d64b7cb9d49462353");
	TEE_Attribute group[3];

	(void)state;
	TEE_InitRefAttribute(&group[0], TEE_ATTR_DSA_PRIME, p.data, p.size);
	TEE_InitRefAttribute(&group[1], TEE_ATTR_DSA_SUBPRIME, q.data, q.size);
	TEE_InitRefAttribute(&group[2], TEE_ATTR_DSA_BASE, g.data, g.size);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_DSA_KEYPAIR, 1024, &key),
			 TEE_SUCCESS);
	assert_int_equal(TEE_GenerateKey(key, 1024, group, 3), TEE_SUCCESS);
	sign = make_operation(TEE_ALG_DSA_SHA1, TEE_MODE_SIGN, key, NULL);
	verify = make_operation(TEE_ALG_DSA_SHA1, TEE_MODE_VERIFY, key, NULL);
	assert_int_equal(TEE_AsymmetricSignDigest(sign, NULL, 0, digest, 19, signature, &size),
			 TEE_SUCCESS);
	assert_int_equal(TEE_AsymmetricVerifyDigest(verify, NULL, 0, digest, 19, signature, size),
			 TEE_SUCCESS);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_AsymmetricVerifyDigest(verify, NULL, 0, digest, 21, signature, size));
	TEE_FreeOperation(sign);
	TEE_FreeOperation(verify);
	TEE_FreeTransientObject(key);
}

/* RFC 5869, test case 1: OP-TEE's algorithm with the attributes of the standard one */
static void derives_with_either_attribute(void **state)
{
	struct bytes ikm = from_hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
	struct bytes salt = from_hex("000102030405060708090a0b0c");
	struct bytes info = from_hex("f0f1f2f3f4f5f6f7f8f9"), got;
	struct bytes okm = from_hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c"
				    "5db02d56ecc4c5bf34007208d5b887185865");
	TEE_ObjectHandle key = make_secret(TEE_TYPE_HKDF_IKM, TEE_ATTR_HKDF_IKM, ikm.data,
					   ikm.size), derived;
	TEE_OperationHandle op = make_operation(TEE_ALG_HKDF_SHA256_DERIVE_KEY, TEE_MODE_DERIVE,
						key, NULL);
	TEE_Attribute params[3];

	(void)state;
	TEE_InitRefAttribute(&params[0], TEE_ATTR_HKDF_SALT, salt.data, salt.size);
	TEE_InitRefAttribute(&params[1], TEE_ATTR_HKDF_INFO, info.data, info.size);
	TEE_InitValueAttribute(&params[2], TEE_ATTR_HKDF_OKM_LENGTH, 42, 0);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 336, &derived),
			 TEE_SUCCESS);
	TEE_DeriveKey(op, params, 3, derived);
	got = get_attribute(derived, TEE_ATTR_SECRET_VALUE);
	assert_int_equal(got.size, okm.size);
	assert_memory_equal(got.data, okm.data, okm.size);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
	TEE_FreeTransientObject(derived);
}

/* A secret of X25519 in an object of "32 bits" */
static void takes_sizes_in_bytes(void **state)
{
	TEE_ObjectHandle key = generate(TEE_TYPE_X25519_KEYPAIR, 256, 0), secret;
	TEE_OperationHandle op = make_operation(TEE_ALG_X25519, TEE_MODE_DERIVE, key, NULL);
	struct bytes public = get_attribute(key, TEE_ATTR_X25519_PUBLIC_VALUE);
	TEE_Attribute peer;

	(void)state;
	TEE_InitRefAttribute(&peer, TEE_ATTR_X25519_PUBLIC_VALUE, public.data, public.size);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 32, &secret),
			 TEE_SUCCESS);
	TEE_DeriveKey(op, &peer, 1, secret);
	assert_int_equal(get_attribute(secret, TEE_ATTR_SECRET_VALUE).size, 32);
	TEE_FreeTransientObject(secret);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 128, &secret),
			 TEE_SUCCESS);
	EXPECT_PANIC(TEE_ERROR_SHORT_BUFFER, TEE_DeriveKey(op, &peer, 1, secret));
	TEE_FreeTransientObject(secret);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
}

/* OP-TEE's ciphertext has the digest at its end. */
static void decrypts_both_orders_of_sm2(void **state)
{
	TEE_ObjectHandle key = generate(TEE_TYPE_SM2_PKE_KEYPAIR, 256, 0);
	TEE_OperationHandle encrypt = make_operation(TEE_ALG_SM2_PKE, TEE_MODE_ENCRYPT, key, NULL);
	TEE_OperationHandle decrypt = make_operation(TEE_ALG_SM2_PKE, TEE_MODE_DECRYPT, key, NULL);
	uint8_t cipher[65 + 32 + 5], other[65 + 5 + 32], plain[5];
	size_t size = sizeof(cipher), plain_size = sizeof(plain);

	(void)state;
	assert_int_equal(TEE_AsymmetricEncrypt(encrypt, NULL, 0, "hello", 5, cipher, &size),
			 TEE_SUCCESS);
	memcpy(other, cipher, 65);
	memcpy(other + 65, cipher + 65 + 32, 5);
	memcpy(other + 65 + 5, cipher + 65, 32);
	assert_int_equal(TEE_AsymmetricDecrypt(decrypt, NULL, 0, other, size, plain, &plain_size),
			 TEE_SUCCESS);
	assert_int_equal(plain_size, 5);
	assert_memory_equal(plain, "hello", 5);
	TEE_FreeOperation(encrypt);
	TEE_FreeOperation(decrypt);
	TEE_FreeTransientObject(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(extracts_the_first_byte),
		cmocka_unit_test(keeps_two_blocks_back),
		cmocka_unit_test(ends_with_two_blocks),
		cmocka_unit_test(decrypts_numbers),
		cmocka_unit_test(signs_cut_digests),
		cmocka_unit_test(derives_with_either_attribute),
		cmocka_unit_test(takes_sizes_in_bytes),
		cmocka_unit_test(decrypts_both_orders_of_sm2),
	};

	if (CRYPTO_set_mem_functions(guarded_malloc, guarded_realloc, guarded_free) != 1)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
