// SPDX-License-Identifier: BSD-2-Clause
/* Cases for operations of any class (TEE Internal Core API 1.3, section 6.2) */
#include "cases.h"
#include "key.h"

#define NO_HANDLE	((TEE_OperationHandle)0x12345)

static TEE_OperationHandle operation;
static TEE_ObjectHandle key, other;
static TEE_OperationInfo info;
static uint8_t block[16], result[16], another[16];

/* Set up an AES operation with a key. */
static TEE_Result set_up(uint32_t algorithm)
{
	return key_start(algorithm, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 128, &operation);
}

static uint32_t allocate(void)
{
	static const struct {
		uint32_t algorithm, mode, bits, class, usage, flags;
	} rows[] = {
		{ TEE_ALG_SHA256, TEE_MODE_DIGEST, 0, TEE_OPERATION_DIGEST, 0,
		  TEE_HANDLE_FLAG_KEY_SET | TEE_HANDLE_FLAG_INITIALIZED },
		{ TEE_ALG_AES_CBC_NOPAD, TEE_MODE_DECRYPT, 192, TEE_OPERATION_CIPHER,
		  TEE_USAGE_DECRYPT, 0 },
		{ TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, 256, TEE_OPERATION_CIPHER, 0,
		  TEE_HANDLE_FLAG_EXPECT_TWO_KEYS },
		{ TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, 256, TEE_OPERATION_MAC, TEE_USAGE_MAC, 0 },
		{ TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, 256, TEE_OPERATION_AE, TEE_USAGE_ENCRYPT,
		  0 },
		{ TEE_ALG_RSASSA_PKCS1_V1_5_SHA256, TEE_MODE_SIGN, 2048,
		  TEE_OPERATION_ASYMMETRIC_SIGNATURE, TEE_USAGE_SIGN, 0 },
		{ TEE_ALG_RSAES_PKCS1_V1_5, TEE_MODE_ENCRYPT, 1024,
		  TEE_OPERATION_ASYMMETRIC_CIPHER, TEE_USAGE_ENCRYPT, 0 },
		{ TEE_ALG_RSA_NOPAD, TEE_MODE_DECRYPT, 1024, TEE_OPERATION_ASYMMETRIC_CIPHER,
		  TEE_USAGE_DECRYPT | TEE_USAGE_SIGN, 0 },
		{ TEE_ALG_DH_DERIVE_SHARED_SECRET, TEE_MODE_DERIVE, 1024,
		  TEE_OPERATION_KEY_DERIVATION, TEE_USAGE_DERIVE, 0 },
	};

	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		EXPECT_OK(TEE_AllocateOperation(&operation, rows[n].algorithm, rows[n].mode,
						rows[n].bits));
		TEE_GetOperationInfo(operation, &info);
		EXPECT(info.algorithm == rows[n].algorithm && info.mode == rows[n].mode);
		EXPECT(info.operationClass == rows[n].class);
		EXPECT(info.maxKeySize == rows[n].bits && !info.keySize);
		EXPECT(info.requiredKeyUsage == rows[n].usage);
		EXPECT(info.handleState == rows[n].flags);
		TEE_FreeOperation(operation);
	}
	return 0;
}

static uint32_t digest_length(void)
{
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_SHA384, TEE_MODE_DIGEST, 0));
	TEE_GetOperationInfo(operation, &info);
	EXPECT(info.digestLength == 48);
	TEE_FreeOperation(operation);
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_HMAC_SHA1, TEE_MODE_MAC, 160));
	TEE_GetOperationInfo(operation, &info);
	EXPECT(info.digestLength == 20);
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t digest_size(void)
{
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_SHA1, TEE_MODE_DIGEST, 12345));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t wrong_mode(void)
{
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, TEE_MODE_SIGN, 128));
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateOperation(&operation, TEE_ALG_SHA1, TEE_MODE_MAC, 0));
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateOperation(&operation, TEE_ALG_HMAC_SHA1, TEE_MODE_DIGEST, 160));
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, 77, 128));
	return 0;
}

static uint32_t wrong_size(void)
{
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 100));
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateOperation(&operation, TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, 8));
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateOperation(&operation, TEE_ALG_RSA_NOPAD, TEE_MODE_ENCRYPT, 8));
	return 0;
}

static uint32_t unknown(void)
{
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_AllocateOperation(&operation, 0x12345678, TEE_MODE_ENCRYPT, 128));
	return 0;
}

static uint32_t free_null(void)
{
	TEE_FreeOperation(TEE_HANDLE_NULL);
	return 0;
}

static uint32_t free_twice(void)
{
	EXPECT_OK(set_up(TEE_ALG_AES_CTR));
	TEE_FreeOperation(operation);
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t use_freed(void)
{
	EXPECT_OK(set_up(TEE_ALG_AES_CTR));
	TEE_FreeOperation(operation);
	TEE_CipherInit(operation, block, sizeof(block));
	return 0;
}

static uint32_t info_of_null(void)
{
	TEE_GetOperationInfo(TEE_HANDLE_NULL, &info);
	return 0;
}

static uint32_t no_info(void)
{
	EXPECT_OK(set_up(TEE_ALG_AES_CTR));
	TEE_GetOperationInfo(operation, NULL);
	return 0;
}

/* Information for several keys */

static union {
	TEE_OperationInfoMultiple info;
	uint8_t bytes[sizeof(TEE_OperationInfoMultiple) + 2 * sizeof(TEE_OperationInfoKey)];
} multiple;

static uint32_t info_multiple(void)
{
	size_t size = sizeof(multiple);

	EXPECT_OK(set_up(TEE_ALG_AES_ECB_NOPAD));
	EXPECT_OK(TEE_GetOperationInfoMultiple(operation, &multiple.info, &size));
	EXPECT(multiple.info.algorithm == TEE_ALG_AES_ECB_NOPAD);
	EXPECT(multiple.info.numberOfKeys == 1 && multiple.info.maxKeySize == 128);
	EXPECT(multiple.info.handleState == TEE_HANDLE_FLAG_KEY_SET);
	EXPECT(multiple.info.operationState == TEE_OPERATION_STATE_INITIAL);
	EXPECT(multiple.info.keyInformation[0].keySize == 128);
	EXPECT(multiple.info.keyInformation[0].requiredKeyUsage == TEE_USAGE_ENCRYPT);
	TEE_CipherInit(operation, NULL, 0);
	size = sizeof(multiple);
	EXPECT_OK(TEE_GetOperationInfoMultiple(operation, &multiple.info, &size));
	EXPECT(multiple.info.handleState ==
	       (TEE_HANDLE_FLAG_KEY_SET | TEE_HANDLE_FLAG_INITIALIZED));
	EXPECT(multiple.info.operationState == TEE_OPERATION_STATE_ACTIVE);
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t info_of_two_keys(void)
{
	size_t size = sizeof(multiple);

	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, 256));
	EXPECT_OK(TEE_GetOperationInfoMultiple(operation, &multiple.info, &size));
	EXPECT(size == sizeof(multiple) && multiple.info.numberOfKeys == 2);
	EXPECT(multiple.info.handleState == TEE_HANDLE_FLAG_EXPECT_TWO_KEYS);
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t short_info(void)
{
	size_t size = sizeof(TEE_OperationInfoMultiple);

	EXPECT_OK(set_up(TEE_ALG_AES_ECB_NOPAD));
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_GetOperationInfoMultiple(operation, &multiple.info, &size));
	TEE_FreeOperation(operation);
	return 0;
}

/* Reset */

static uint32_t reset(void)
{
	size_t size = 16;

	EXPECT_OK(set_up(TEE_ALG_AES_CBC_NOPAD));
	TEE_CipherInit(operation, block, 16);
	EXPECT_OK(TEE_CipherUpdate(operation, block, 16, result, &size));
	TEE_ResetOperation(operation);
	TEE_GetOperationInfo(operation, &info);
	EXPECT(info.handleState == TEE_HANDLE_FLAG_KEY_SET && info.keySize == 128);
	TEE_CipherInit(operation, block, 16);
	EXPECT_OK(TEE_CipherUpdate(operation, block, 16, another, &size));
	EXPECT(!TEE_MemCompare(result, another, 16));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t reset_null(void)
{
	TEE_ResetOperation(TEE_HANDLE_NULL);
	return 0;
}

static uint32_t reset_without_key(void)
{
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128));
	TEE_ResetOperation(operation);
	return 0;
}

/* Keys */

static uint32_t copies_key(void)
{
	size_t size = 16;

	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(key_operation(TEE_ALG_AES_ECB_NOPAD, TEE_MODE_ENCRYPT, 128, key, &operation));
	TEE_FreeTransientObject(key);
	TEE_CipherInit(operation, NULL, 0);
	EXPECT_OK(TEE_CipherDoFinal(operation, block, 16, result, &size));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t clears_key(void)
{
	EXPECT_OK(set_up(TEE_ALG_AES_CTR));
	EXPECT_OK(TEE_SetOperationKey(operation, TEE_HANDLE_NULL));
	TEE_GetOperationInfo(operation, &info);
	EXPECT(!(info.handleState & TEE_HANDLE_FLAG_KEY_SET));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t key_during_operation(void)
{
	size_t size = 16;

	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(set_up(TEE_ALG_AES_CBC_NOPAD));
	TEE_CipherInit(operation, block, 16);
	EXPECT_OK(TEE_CipherUpdate(operation, block, 16, result, &size));
	EXPECT_OK(TEE_SetOperationKey(operation, key));
	TEE_GetOperationInfo(operation, &info);
	EXPECT(info.handleState == TEE_HANDLE_FLAG_KEY_SET);
	TEE_FreeTransientObject(key);
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t key_of_digest(void)
{
	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_SHA1, TEE_MODE_DIGEST, 0));
	TEE_SetOperationKey(operation, key);
	return 0;
}

static uint32_t key_of_other_type(void)
{
	EXPECT_OK(key_make(TEE_TYPE_HMAC_MD5, 128, &key));
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128));
	TEE_SetOperationKey(operation, key);
	return 0;
}

static uint32_t key_too_large(void)
{
	EXPECT_OK(key_make(TEE_TYPE_AES, 256, &key));
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128));
	TEE_SetOperationKey(operation, key);
	return 0;
}

static uint32_t key_for_other_use(void)
{
	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(TEE_RestrictObjectUsage1(key, TEE_USAGE_DECRYPT));
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128));
	TEE_SetOperationKey(operation, key);
	return 0;
}

static uint32_t empty_key(void)
{
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128));
	TEE_SetOperationKey(operation, key);
	return 0;
}

static uint32_t one_key_of_two(void)
{
	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &key));
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, 256));
	TEE_SetOperationKey(operation, key);
	return 0;
}

static uint32_t set_key_of_null(void)
{
	EXPECT_OK(key_make(TEE_TYPE_AES, 128, &key));
	TEE_SetOperationKey(NO_HANDLE, key);
	return 0;
}

/* Two keys */

static TEE_Result set_up_two(void)
{
	TEE_Result done = key_make(TEE_TYPE_AES, 128, &key);

	if (!done)
		done = key_generate(TEE_TYPE_AES, 128, &other);
	return done ? done : TEE_AllocateOperation(&operation, TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT,
						   256);
}

static uint32_t two_keys(void)
{
	EXPECT_OK(set_up_two());
	EXPECT_OK(TEE_SetOperationKey2(operation, key, other));
	TEE_GetOperationInfo(operation, &info);
	EXPECT(info.handleState == (TEE_HANDLE_FLAG_EXPECT_TWO_KEYS | TEE_HANDLE_FLAG_KEY_SET));
	EXPECT_OK(TEE_SetOperationKey2(operation, TEE_HANDLE_NULL, TEE_HANDLE_NULL));
	TEE_GetOperationInfo(operation, &info);
	EXPECT(info.handleState == TEE_HANDLE_FLAG_EXPECT_TWO_KEYS);
	TEE_FreeOperation(operation);
	TEE_FreeTransientObject(key);
	TEE_FreeTransientObject(other);
	return 0;
}

static uint32_t same_key_twice(void)
{
	EXPECT_OK(set_up_two());
	EXPECT_RESULT(TEE_ERROR_SECURITY, TEE_SetOperationKey2(operation, key, key));
	return 0;
}

static uint32_t only_first_key(void)
{
	EXPECT_OK(set_up_two());
	TEE_SetOperationKey2(operation, key, TEE_HANDLE_NULL);
	return 0;
}

static uint32_t two_keys_for_one(void)
{
	EXPECT_OK(set_up_two());
	EXPECT_OK(set_up(TEE_ALG_AES_CTR));
	TEE_SetOperationKey2(operation, key, other);
	return 0;
}

/* Copies */

static uint32_t copy(void)
{
	TEE_OperationHandle target;
	size_t size = 16;

	EXPECT_OK(set_up(TEE_ALG_AES_CBC_NOPAD));
	EXPECT_OK(TEE_AllocateOperation(&target, TEE_ALG_AES_CBC_NOPAD, TEE_MODE_ENCRYPT, 256));
	TEE_CipherInit(operation, block, 16);
	EXPECT_OK(TEE_CipherUpdate(operation, block, 16, result, &size));
	TEE_CopyOperation(target, operation);
	TEE_GetOperationInfo(target, &info);
	EXPECT(info.maxKeySize == 256 && info.keySize == 128);
	EXPECT(info.handleState == (TEE_HANDLE_FLAG_KEY_SET | TEE_HANDLE_FLAG_INITIALIZED));
	EXPECT_OK(TEE_CipherDoFinal(operation, block, 16, result, &size));
	EXPECT_OK(TEE_CipherDoFinal(target, block, 16, another, &size));
	EXPECT(!TEE_MemCompare(result, another, 16));
	TEE_FreeOperation(operation);
	TEE_FreeOperation(target);
	return 0;
}

static uint32_t copy_to_other(uint32_t algorithm, uint32_t mode)
{
	TEE_OperationHandle target;

	EXPECT_OK(set_up(TEE_ALG_AES_CBC_NOPAD));
	EXPECT_OK(TEE_AllocateOperation(&target, algorithm, mode, 128));
	TEE_CopyOperation(target, operation);
	return 0;
}

static uint32_t copy_to_other_mode(void)
{
	return copy_to_other(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_DECRYPT);
}

static uint32_t copy_to_other_algorithm(void)
{
	return copy_to_other(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT);
}

static uint32_t copy_too_large(void)
{
	TEE_OperationHandle target;

	EXPECT_OK(key_start(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 256, &operation));
	EXPECT_OK(TEE_AllocateOperation(&target, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128));
	TEE_CopyOperation(target, operation);
	return 0;
}

static uint32_t supported(void)
{
	EXPECT_OK(TEE_IsAlgorithmSupported(TEE_ALG_AES_CTR, TEE_CRYPTO_ELEMENT_NONE));
	EXPECT_OK(TEE_IsAlgorithmSupported(TEE_ALG_SHA256, TEE_CRYPTO_ELEMENT_NONE));
	EXPECT_OK(TEE_IsAlgorithmSupported(TEE_ALG_ECDSA_SHA256, TEE_ECC_CURVE_NIST_P256));
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_IsAlgorithmSupported(0x12345678, TEE_CRYPTO_ELEMENT_NONE));
	return 0;
}

static uint32_t unsupported_element(void)
{
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_IsAlgorithmSupported(TEE_ALG_AES_CTR, TEE_ECC_CURVE_NIST_P256));
	EXPECT_RESULT(TEE_ERROR_NOT_SUPPORTED,
		      TEE_IsAlgorithmSupported(TEE_ALG_ED25519, TEE_ECC_CURVE_NIST_P256));
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "6.2.1, 6.2.3", "operations of all classes", allocate },
	{ USE, "6.2.1, 6.2.3", "the length of the digest", digest_length },
	{ USE, "6.2.1", "a digest ignores the size of the key", digest_size },
	{ MISUSE, "6.2.1", "modes that the algorithm does not have", wrong_mode },
	{ MISUSE, "6.2.1", "sizes of the key that the algorithm does not have", wrong_size },
	{ MISUSE, "6.2.1", "an algorithm that does not exist", unknown },
	{ USE, "6.2.2", "TEE_FreeOperation(TEE_HANDLE_NULL)", free_null },
	{ PANIC, "6.2.2", "an operation is freed twice", free_twice },
	{ PANIC, "6.2.2", "an operation is used after it was freed", use_freed },
	{ PANIC, "6.2.3", "information on TEE_HANDLE_NULL", info_of_null },
	{ PANIC, "6.2.3", "no place for the information", no_info },
	{ USE, "6.2.4", "the key and the state", info_multiple },
	{ USE, "6.2.4", "an operation with two keys", info_of_two_keys },
	{ MISUSE, "6.2.4", "a buffer that is too short for the keys", short_info },
	{ USE, "6.2.5", "a reset operation can start again", reset },
	{ PANIC, "6.2.5", "TEE_HANDLE_NULL is reset", reset_null },
	{ PANIC, "6.2.5", "an operation without a key is reset", reset_without_key },
	{ USE, "6.2.6", "the key can be freed", copies_key },
	{ USE, "6.2.6", "the key is cleared", clears_key },
	{ USE, "6.2.6", "a new key ends the computation", key_during_operation },
	{ PANIC, "6.2.6", "a key for a digest", key_of_digest },
	{ PANIC, "6.2.6", "a key of another type", key_of_other_type },
	{ PANIC, "6.2.6", "a key that is too large", key_too_large },
	{ PANIC, "6.2.6", "a key that may not be used for that", key_for_other_use },
	{ PANIC, "6.2.6", "an object without attributes as a key", empty_key },
	{ PANIC, "6.2.6", "one key where two are expected", one_key_of_two },
	{ PANIC, "6.2.6", "a key for what is no operation", set_key_of_null },
	{ USE, "6.2.7", "two keys", two_keys },
	{ MISUSE, "6.2.7", "the same key twice", same_key_twice },
	{ PANIC, "6.2.7", "only the first of two keys", only_first_key },
	{ PANIC, "6.2.7", "two keys where one is expected", two_keys_for_one },
	{ USE, "6.2.8", "a copy goes on where the operation was", copy },
	{ PANIC, "6.2.8", "a copy to an operation of another mode", copy_to_other_mode },
	{ PANIC, "6.2.8", "a copy to an operation of another algorithm", copy_to_other_algorithm },
	{ PANIC, "6.2.8", "a copy to an operation for smaller keys", copy_too_large },
	{ USE, "6.2.9", "TEE_IsAlgorithmSupported()", supported },
	{ MISUSE, "6.2.9", "an element that does not belong to the algorithm",
	  unsupported_element },
};

const struct conformance_group operation_group = CASES(cases);
