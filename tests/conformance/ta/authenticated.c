// SPDX-License-Identifier: BSD-2-Clause
/* Cases for authenticated encryption (TEE Internal Core API 1.3, section 6.6) */
#include "cases.h"
#include "key.h"

#define AAD	"header"
#define NONCE	((const uint8_t *)"nonce nonce ")
#define TAG	16

static TEE_OperationHandle operation;
static uint8_t plain[40], cipher[40], again[40], tag[TAG];

/* Start an operation of @payload bytes with a tag of 128 bits. */
static TEE_Result start(uint32_t algorithm, uint32_t mode, size_t payload)
{
	TEE_Result result = key_start(algorithm, mode, TEE_TYPE_AES, 128, &operation);

	for (size_t n = 0; n < sizeof(plain); n++)
		plain[n] = (uint8_t)(3 * n);
	return result ? result : TEE_AEInit(operation, NONCE, 12, 8 * TAG, sizeof(AAD), payload);
}

static uint32_t encrypt(uint32_t algorithm)
{
	size_t size = 40, done, tag_size = TAG;

	EXPECT_OK(start(algorithm, TEE_MODE_ENCRYPT, 40));
	TEE_AEUpdateAAD(operation, AAD, 3);
	TEE_AEUpdateAAD(operation, &AAD[3], sizeof(AAD) - 3);
	EXPECT_OK(TEE_AEUpdate(operation, plain, 21, cipher, &size));
	done = size;
	size = 40 - done;
	EXPECT_OK(TEE_AEEncryptFinal(operation, plain + 21, 19, cipher + done, &size, tag,
				     &tag_size));
	EXPECT(done + size == 40 && tag_size == TAG);
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t decrypt(uint32_t algorithm)
{
	size_t size = 40;

	EXPECT_OK(start(algorithm, TEE_MODE_DECRYPT, 40));
	TEE_AEUpdateAAD(operation, AAD, sizeof(AAD));
	EXPECT_OK(TEE_AEDecryptFinal(operation, cipher, 40, again, &size, tag, TAG));
	EXPECT(size == 40 && !TEE_MemCompare(plain, again, 40));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t tampered(uint32_t algorithm)
{
	size_t size = 40;

	cipher[11] ^= 0x40;
	EXPECT_OK(start(algorithm, TEE_MODE_DECRYPT, 40));
	TEE_AEUpdateAAD(operation, AAD, sizeof(AAD));
	EXPECT_RESULT(TEE_ERROR_MAC_INVALID,
		      TEE_AEDecryptFinal(operation, cipher, 40, again, &size, tag, TAG));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t gcm(void)
{
	uint32_t line = encrypt(TEE_ALG_AES_GCM);

	return line ? line : decrypt(TEE_ALG_AES_GCM);
}

static uint32_t ccm(void)
{
	uint32_t line = encrypt(TEE_ALG_AES_CCM);

	return line ? line : decrypt(TEE_ALG_AES_CCM);
}

static uint32_t gcm_tampered(void)
{
	uint32_t line = encrypt(TEE_ALG_AES_GCM);

	return line ? line : tampered(TEE_ALG_AES_GCM);
}

static uint32_t ccm_tampered(void)
{
	uint32_t line = encrypt(TEE_ALG_AES_CCM);

	return line ? line : tampered(TEE_ALG_AES_CCM);
}

static uint32_t short_output(void)
{
	size_t size = 31, tag_size = TAG;

	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 40));
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER, TEE_AEUpdate(operation, plain, 32, cipher, &size));
	EXPECT(size == 32);
	EXPECT_OK(TEE_AEUpdate(operation, plain, 32, cipher, &size));
	size = 7;
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_AEEncryptFinal(operation, plain + 32, 8, cipher, &size, tag, &tag_size));
	EXPECT(size == 8);
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t short_tag(void)
{
	size_t size = 40, tag_size = TAG - 1;

	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 40));
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_AEEncryptFinal(operation, plain, 40, cipher, &size, tag, &tag_size));
	EXPECT(tag_size == TAG);
	EXPECT_OK(TEE_AEEncryptFinal(operation, plain, 40, cipher, &size, tag, &tag_size));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t wrong_tag_size(void)
{
	EXPECT_OK(key_start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED, TEE_AEInit(operation, NONCE, 12, 100, 0, 0));
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED, TEE_AEInit(operation, NONCE, 12, 136, 0, 0));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t without_key(void)
{
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 128));
	TEE_AEInit(operation, NONCE, 12, 128, 0, 0);
	return 0;
}

static uint32_t wrong_nonce(void)
{
	EXPECT_OK(key_start(TEE_ALG_AES_CCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_AEInit(operation, NONCE, 3, 128, 0, 0);
	return 0;
}

static uint32_t init_during_operation(void)
{
	size_t size = 40;

	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 40));
	EXPECT_OK(TEE_AEUpdate(operation, plain, 32, cipher, &size));
	TEE_AEInit(operation, NONCE, 12, 128, 0, 0);
	return 0;
}

static uint32_t init_of_cipher(void)
{
	EXPECT_OK(key_start(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_AEInit(operation, NONCE, 12, 128, 0, 0);
	return 0;
}

static uint32_t aad_before_init(void)
{
	EXPECT_OK(key_start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_AEUpdateAAD(operation, AAD, 3);
	return 0;
}

static uint32_t aad_after_payload(void)
{
	size_t size = 40;

	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 40));
	EXPECT_OK(TEE_AEUpdate(operation, plain, 32, cipher, &size));
	TEE_AEUpdateAAD(operation, AAD, 3);
	return 0;
}

static uint32_t too_much_aad(void)
{
	EXPECT_OK(start(TEE_ALG_AES_CCM, TEE_MODE_ENCRYPT, 40));
	TEE_AEUpdateAAD(operation, AAD, sizeof(AAD));
	TEE_AEUpdateAAD(operation, AAD, 1);
	return 0;
}

static uint32_t too_much_payload(void)
{
	size_t size = 40;

	EXPECT_OK(start(TEE_ALG_AES_CCM, TEE_MODE_ENCRYPT, 20));
	TEE_AEUpdateAAD(operation, AAD, sizeof(AAD));
	TEE_AEUpdate(operation, plain, 40, cipher, &size);
	return 0;
}

static uint32_t too_little_payload(void)
{
	size_t size = 40, tag_size = TAG;

	EXPECT_OK(start(TEE_ALG_AES_CCM, TEE_MODE_ENCRYPT, 40));
	TEE_AEUpdateAAD(operation, AAD, sizeof(AAD));
	TEE_AEEncryptFinal(operation, plain, 20, cipher, &size, tag, &tag_size);
	return 0;
}

static uint32_t update_before_init(void)
{
	size_t size = 40;

	EXPECT_OK(key_start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_AEUpdate(operation, plain, 20, cipher, &size);
	return 0;
}

static uint32_t final_before_init(void)
{
	size_t size = 40, tag_size = TAG;

	EXPECT_OK(key_start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_AEEncryptFinal(operation, plain, 20, cipher, &size, tag, &tag_size);
	return 0;
}

static uint32_t only_aad(void)
{
	size_t size = 40, tag_size = TAG;

	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 0));
	TEE_AEUpdateAAD(operation, AAD, sizeof(AAD));
	EXPECT_OK(TEE_AEEncryptFinal(operation, NULL, 0, cipher, &size, tag, &tag_size));
	EXPECT(!size && tag_size == TAG);
	TEE_FreeOperation(operation);
	size = 40;
	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_DECRYPT, 0));
	TEE_AEUpdateAAD(operation, AAD, sizeof(AAD));
	EXPECT_OK(TEE_AEDecryptFinal(operation, NULL, 0, again, &size, tag, TAG));
	EXPECT(!size);
	TEE_FreeOperation(operation);
	return 0;
}

/* @flip_aad: change the associated data; or else the tag */
static uint32_t refused(uint32_t algorithm, bool flip_aad)
{
	uint32_t line = encrypt(algorithm);
	char aad[] = AAD;
	size_t size = 40;

	if (line)
		return line;
	if (flip_aad)
		aad[2] ^= 1;
	else
		tag[TAG - 1] ^= 1;
	EXPECT_OK(start(algorithm, TEE_MODE_DECRYPT, 40));
	TEE_AEUpdateAAD(operation, aad, sizeof(aad));
	EXPECT_RESULT(TEE_ERROR_MAC_INVALID,
		      TEE_AEDecryptFinal(operation, cipher, 40, again, &size, tag, TAG));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t other_tag(void)
{
	uint32_t line = refused(TEE_ALG_AES_GCM, false);

	return line ? line : refused(TEE_ALG_AES_CCM, false);
}

static uint32_t other_aad(void)
{
	uint32_t line = refused(TEE_ALG_AES_GCM, true);

	return line ? line : refused(TEE_ALG_AES_CCM, true);
}

static uint32_t short_decrypted(void)
{
	uint32_t line = encrypt(TEE_ALG_AES_GCM);
	size_t size = 39;

	if (line)
		return line;
	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_DECRYPT, 40));
	TEE_AEUpdateAAD(operation, AAD, sizeof(AAD));
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_AEDecryptFinal(operation, cipher, 40, again, &size, tag, TAG));
	EXPECT(size == 40);
	EXPECT_OK(TEE_AEDecryptFinal(operation, cipher, 40, again, &size, tag, TAG));
	EXPECT(size == 40 && !TEE_MemCompare(plain, again, 40));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t encrypt_to_decrypt(void)
{
	size_t size = 40, tag_size = TAG;

	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_DECRYPT, 40));
	TEE_AEEncryptFinal(operation, plain, 40, cipher, &size, tag, &tag_size);
	return 0;
}

static uint32_t decrypt_to_encrypt(void)
{
	size_t size = 40;

	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 40));
	TEE_AEDecryptFinal(operation, cipher, 40, again, &size, tag, TAG);
	return 0;
}

static uint32_t decrypt_before_init(void)
{
	size_t size = 40;

	EXPECT_OK(key_start(TEE_ALG_AES_GCM, TEE_MODE_DECRYPT, TEE_TYPE_AES, 128, &operation));
	TEE_AEDecryptFinal(operation, cipher, 40, again, &size, tag, TAG);
	return 0;
}

static uint32_t encrypt_twice(void)
{
	size_t size = 40, tag_size = TAG;

	EXPECT_OK(start(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 40));
	EXPECT_OK(TEE_AEEncryptFinal(operation, plain, 40, cipher, &size, tag, &tag_size));
	TEE_AEEncryptFinal(operation, plain, 40, cipher, &size, tag, &tag_size);
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "6.6", "AES in GCM", gcm },
	{ USE, "6.6", "AES in CCM", ccm },
	{ USE, "6.6", "associated data only", only_aad },
	{ MISUSE, "6.6.1", "sizes of the tag that GCM does not have", wrong_tag_size },
	{ PANIC, "6.6.1", "no key", without_key },
	{ PANIC, "6.6.1", "a nonce that is too short for CCM", wrong_nonce },
	{ PANIC, "6.6.1", "TEE_AEInit() after input", init_during_operation },
	{ PANIC, "6.6.1", "TEE_AEInit() of a cipher", init_of_cipher },
	{ PANIC, "6.6.2", "associated data before TEE_AEInit()", aad_before_init },
	{ PANIC, "6.6.2", "associated data after payload", aad_after_payload },
	{ PANIC, "6.6.2", "more associated data than announced, in CCM", too_much_aad },
	{ MISUSE, "6.6.3, 6.6.4", "a buffer that is too short", short_output },
	{ PANIC, "6.6.3", "input before TEE_AEInit()", update_before_init },
	{ PANIC, "6.6.3", "more payload than announced, in CCM", too_much_payload },
	{ MISUSE, "6.6.4", "a buffer that is too short for the tag", short_tag },
	{ PANIC, "6.6.4", "TEE_AEEncryptFinal() before TEE_AEInit()", final_before_init },
	{ PANIC, "6.6.4", "less payload than announced, in CCM", too_little_payload },
	{ MISUSE, "6.6.5", "data that was changed, in GCM", gcm_tampered },
	{ MISUSE, "6.6.5", "data that was changed, in CCM", ccm_tampered },
	{ MISUSE, "6.6.5", "a tag that was changed", other_tag },
	{ MISUSE, "6.6.5", "associated data that was changed", other_aad },
	{ MISUSE, "6.6.5", "a buffer that is too short for the text", short_decrypted },
	{ PANIC, "6.6.4", "TEE_AEEncryptFinal() by an operation that decrypts",
	  encrypt_to_decrypt },
	{ PANIC, "6.6.4", "TEE_AEEncryptFinal() twice", encrypt_twice },
	{ PANIC, "6.6.5", "TEE_AEDecryptFinal() by an operation that encrypts",
	  decrypt_to_encrypt },
	{ PANIC, "6.6.5", "TEE_AEDecryptFinal() before TEE_AEInit()", decrypt_before_init },
};

const struct conformance_group authenticated_group = CASES(cases);
