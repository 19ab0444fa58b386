// SPDX-License-Identifier: BSD-2-Clause
/* Tests for softteed/broker/signature.c, with files that are signed here */
#include <openssl/rsa.h>

#include "softteed/broker/signature.h"
#include "unit.h"

#define ALGORITHM_PSS	0x70414930u
#define ALGORITHM_V1_5	0x70004830u
#define IMAGE_SIZE	100u
#define SIGNATURE_SIZE	256u
#define DESCRIPTION	(20 + 32 + SIGNATURE_SIZE)
#define FILE_SIZE	(DESCRIPTION + 20 + IMAGE_SIZE)

static EVP_PKEY *key, *other_key;

static int make_keys(void **state)
{
	(void)state;
	key = EVP_RSA_gen(2048);
	other_key = EVP_RSA_gen(2048);
	return key && other_key ? 0 : -1;
}

static int free_keys(void **state)
{
	(void)state;
	EVP_PKEY_free(key);
	EVP_PKEY_free(other_key);
	return 0;
}

static void put_u32(uint8_t *at, uint32_t value)
{
	for (int n = 0; n < 4; n++)
		at[n] = (uint8_t)(value >> 8 * n);
}

static void hash_file(const uint8_t *file, uint8_t hash[32])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	assert_true(EVP_DigestInit_ex(context, EVP_sha256(), NULL) > 0);
	assert_true(EVP_DigestUpdate(context, file, 20) > 0);
	assert_true(EVP_DigestUpdate(context, file + DESCRIPTION, FILE_SIZE - DESCRIPTION) > 0);
	assert_true(EVP_DigestFinal_ex(context, hash, NULL) > 0);
	EVP_MD_CTX_free(context);
}

static void sign(uint8_t *file, uint32_t algorithm)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	size_t size = SIGNATURE_SIZE;

	assert_true(EVP_PKEY_sign_init(context) > 0);
	assert_true(EVP_PKEY_CTX_set_rsa_padding(context, algorithm == ALGORITHM_PSS ?
						 RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) > 0);
	assert_true(EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) > 0);
	if (algorithm == ALGORITHM_PSS)
		assert_true(EVP_PKEY_CTX_set_rsa_pss_saltlen(context,
							     RSA_PSS_SALTLEN_DIGEST) > 0);
	assert_true(EVP_PKEY_sign(context, file + 52, &size, file + 20, 32) > 0);
	assert_int_equal(size, SIGNATURE_SIZE);
	EVP_PKEY_CTX_free(context);
}

/* Allocated exactly, so that AddressSanitizer finds any access beyond the end */
static uint8_t *make_file(uint32_t algorithm)
{
	uint8_t *file = test_calloc(1, FILE_SIZE);

	put_u32(file, 0x4f545348);
	put_u32(file + 4, 1);
	put_u32(file + 8, IMAGE_SIZE);
	put_u32(file + 12, algorithm);
	put_u32(file + 16, 32 | SIGNATURE_SIZE << 16);
	for (uint8_t n = 0; n < 16; n++)
		file[DESCRIPTION + n] = n;
	put_u32(file + DESCRIPTION + 16, 7);
	memset(file + DESCRIPTION + 20, 0xe1, IMAGE_SIZE);
	hash_file(file, file + 20);
	sign(file, algorithm);
	return file;
}

static void accepts_what_is_signed(void **state)
{
	static const uint32_t algorithms[] = { ALGORITHM_PSS, ALGORITHM_V1_5 };

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(algorithms); n++) {
		uint8_t *file = make_file(algorithms[n]);
		struct signed_image image;

		assert_int_equal(signature_check(file, FILE_SIZE, key, &image), 0);
		assert_int_equal(image.version, 7);
		assert_memory_equal(image.uuid, file + DESCRIPTION, sizeof(image.uuid));
		assert_ptr_equal(image.image, file + DESCRIPTION + 20);
		assert_int_equal(image.size, IMAGE_SIZE);
		assert_int_equal(signature_check(file, FILE_SIZE, other_key, &image), -EACCES);
		test_free(file);
	}
}

static void refuses_any_changed_bit(void **state)
{
	uint8_t *file = make_file(ALGORITHM_PSS);
	struct signed_image image;

	(void)state;
	for (size_t n = 0; n < FILE_SIZE; n++) {
		int rc;

		file[n] ^= (uint8_t)(1 << n % 8);
		rc = signature_check(file, FILE_SIZE, key, &image);
		assert_true(rc == -EBADMSG || rc == -EACCES);
		file[n] ^= (uint8_t)(1 << n % 8);
	}
	assert_int_equal(signature_check(file, FILE_SIZE, key, &image), 0);
	test_free(file);
}

static void refuses_any_other_length(void **state)
{
	uint8_t *file = make_file(ALGORITHM_PSS);
	struct signed_image image;

	(void)state;
	for (size_t size = 0; size < FILE_SIZE; size++) {
		uint8_t *cut = test_malloc(size + 1);

		memcpy(cut, file, size);
		assert_int_equal(signature_check(cut, size, key, &image), -EBADMSG);
		test_free(cut);
	}
	file = test_realloc(file, FILE_SIZE + 1);
	assert_int_equal(signature_check(file, FILE_SIZE + 1, key, &image), -EBADMSG);
	test_free(file);
}

/* The signature may be right for an algorithm that isn't ours, or of another kind of file. */
static void refuses_other_algorithms_and_kinds(void **state)
{
	static const struct {
		size_t at;
		uint32_t value;
	} changes[] = { { 12, 0x70000000 }, { 12, 0x70004930 }, { 4, 0 }, { 4, 2 }, { 4, 3 } };

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(changes); n++) {
		uint8_t *file = make_file(ALGORITHM_PSS);
		struct signed_image image;

		put_u32(file + changes[n].at, changes[n].value);
		hash_file(file, file + 20);
		sign(file, ALGORITHM_PSS);
		assert_true(signature_check(file, FILE_SIZE, key, &image) < 0);
		test_free(file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_what_is_signed),
		cmocka_unit_test(refuses_any_changed_bit),
		cmocka_unit_test(refuses_any_other_length),
		cmocka_unit_test(refuses_other_algorithms_and_kinds),
	};

	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
