// SPDX-License-Identifier: BSD-2-Clause
/* Operations: what can be allocated, what they report, copies, and panics on misuse. */

#include <string.h>

#include "tests/unit/softteed/crypto/keys.h"

static TEE_ObjectHandle aes_key;

static int setup(void **state)
{
	(void)state;
	runtime_stub_reset();
	aes_key = generate(TEE_TYPE_AES, 128, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	TEE_FreeTransientObject(aes_key);
	return 0;
}

static void allocation(void **state)
{
	static const struct {
		uint32_t algorithm, mode, bits;
		TEE_Result result;
	} cases[] = {
		{ TEE_ALG_AES_CBC_NOPAD, TEE_MODE_ENCRYPT, 128, TEE_SUCCESS },
		{ TEE_ALG_AES_CBC_NOPAD, TEE_MODE_ENCRYPT, 129, TEE_ERROR_NOT_SUPPORTED },
		{ TEE_ALG_AES_CBC_NOPAD, TEE_MODE_MAC, 128, TEE_ERROR_NOT_SUPPORTED },
		{ TEE_ALG_AES_CBC_NOPAD, 32, 128, TEE_ERROR_NOT_SUPPORTED },
		{ TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, 512, TEE_SUCCESS },
		{ TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, 384, TEE_ERROR_NOT_SUPPORTED },
		{ TEE_ALG_SHA256, TEE_MODE_DIGEST, 12345, TEE_SUCCESS },
		{ TEE_ALG_DSA_SHA1, TEE_MODE_SIGN, 2048, TEE_ERROR_NOT_SUPPORTED },
		{ TEE_ALG_DSA_SHA256, TEE_MODE_SIGN, 2048, TEE_SUCCESS },
		{ __OPTEE_ALG_ECDSA_P256, TEE_MODE_SIGN, 256, TEE_SUCCESS },
		{ __OPTEE_ALG_ECDSA_P256, TEE_MODE_SIGN, 384, TEE_ERROR_NOT_SUPPORTED },
		{ TEE_ALG_ILLEGAL_VALUE, TEE_MODE_ENCRYPT, 128, TEE_ERROR_NOT_SUPPORTED },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		TEE_OperationHandle op = TEE_HANDLE_NULL;

		assert_int_equal(TEE_AllocateOperation(&op, cases[n].algorithm, cases[n].mode,
						       cases[n].bits), cases[n].result);
		TEE_FreeOperation(op);
	}
}

static void support(void **state)
{
	(void)state;
	assert_int_equal(TEE_IsAlgorithmSupported(TEE_ALG_AES_GCM, TEE_CRYPTO_ELEMENT_NONE),
			 TEE_SUCCESS);
	assert_int_equal(TEE_IsAlgorithmSupported(TEE_ALG_AES_GCM, TEE_ECC_CURVE_NIST_P256),
			 TEE_ERROR_NOT_SUPPORTED);
	assert_int_equal(TEE_IsAlgorithmSupported(TEE_ALG_ECDSA_SHA256, TEE_ECC_CURVE_NIST_P521),
			 TEE_SUCCESS);
	assert_int_equal(TEE_IsAlgorithmSupported(TEE_ALG_ECDSA_SHA256, TEE_CRYPTO_ELEMENT_NONE),
			 TEE_ERROR_NOT_SUPPORTED);
	assert_int_equal(TEE_IsAlgorithmSupported(TEE_ALG_X25519, TEE_ECC_CURVE_25519),
			 TEE_SUCCESS);
	assert_int_equal(TEE_IsAlgorithmSupported(TEE_ALG_ILLEGAL_VALUE, 0),
			 TEE_ERROR_NOT_SUPPORTED);
}

static void information(void **state)
{
	TEE_OperationHandle op = make_operation(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_ENCRYPT, aes_key,
						NULL);
	struct {
		TEE_OperationInfoMultiple info;
		TEE_OperationInfoKey keys[1];
	} multiple;
	TEE_OperationInfo info;
	size_t size = sizeof(multiple.info);
	uint8_t iv[16] = { 0 };

	(void)state;
	TEE_GetOperationInfo(op, &info);
	assert_int_equal(info.handleState, TEE_HANDLE_FLAG_KEY_SET);
	assert_int_equal(info.keySize, 128);
	assert_int_equal(info.requiredKeyUsage, TEE_USAGE_ENCRYPT);
	TEE_CipherInit(op, iv, sizeof(iv));
	assert_int_equal(TEE_GetOperationInfoMultiple(op, &multiple.info, &size),
			 TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(size, sizeof(multiple.info) + sizeof(multiple.keys));
	assert_int_equal(TEE_GetOperationInfoMultiple(op, &multiple.info, &size), TEE_SUCCESS);
	assert_int_equal(multiple.info.operationState, TEE_OPERATION_STATE_ACTIVE);
	assert_int_equal(multiple.info.numberOfKeys, 1);
	assert_int_equal(multiple.info.keyInformation[0].keySize, 128);
	TEE_FreeOperation(op);
}

/* A copy in the middle of a message ends with the same result. */
static void copies(void **state)
{
	static const uint32_t algorithms[] = { TEE_ALG_AES_CMAC, TEE_ALG_AES_CBC_MAC_PKCS5 };
	TEE_OperationHandle from, to;
	uint8_t one[64], two[64];
	size_t size;

	(void)state;
	for (size_t n = 0; n < 2; n++) {
		from = make_operation(algorithms[n], TEE_MODE_MAC, aes_key, NULL);
		assert_int_equal(TEE_AllocateOperation(&to, algorithms[n], TEE_MODE_MAC, 128),
				 TEE_SUCCESS);
		TEE_MACInit(from, NULL, 0);
		TEE_MACUpdate(from, "an odd number of bytes.", 23);
		TEE_CopyOperation(to, from);
		size = sizeof(one);
		assert_int_equal(TEE_MACComputeFinal(from, "end", 3, one, &size), TEE_SUCCESS);
		assert_int_equal(TEE_MACComputeFinal(to, "end", 3, two, &size), TEE_SUCCESS);
		assert_memory_equal(one, two, size);
		TEE_FreeOperation(from);
		TEE_FreeOperation(to);
	}
	from = make_operation(TEE_ALG_SHAKE128, TEE_MODE_DIGEST, NULL, NULL);
	to = make_operation(TEE_ALG_SHAKE128, TEE_MODE_DIGEST, NULL, NULL);
	size = 5;
	assert_int_equal(TEE_DigestExtract(from, one, &size), TEE_SUCCESS);
	TEE_CopyOperation(to, from);
	size = 64;
	assert_int_equal(TEE_DigestExtract(from, one, &size), TEE_SUCCESS);
	assert_int_equal(TEE_DigestExtract(to, two, &size), TEE_SUCCESS);
	assert_memory_equal(one, two, size);
	TEE_FreeOperation(from);
	TEE_FreeOperation(to);
}

static void handle_panics(void **state)
{
	TEE_OperationHandle op = make_operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, NULL, NULL);

	(void)state;
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_ResetOperation(TEE_HANDLE_NULL));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_ResetOperation((TEE_OperationHandle)(uintptr_t)0x12345));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_MACInit(op, NULL, 0));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_SetOperationKey(op, aes_key));
	TEE_FreeOperation(op);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_FreeOperation(op));
	TEE_FreeOperation(TEE_HANDLE_NULL);
}

static void key_panics(void **state)
{
	TEE_ObjectHandle large = generate(TEE_TYPE_AES, 256, 0);
	TEE_ObjectHandle sm4 = generate(TEE_TYPE_SM4, 128, 0);
	TEE_OperationHandle op = make_operation(TEE_ALG_AES_ECB_NOPAD, TEE_MODE_ENCRYPT, aes_key,
						NULL);
	TEE_ObjectHandle other = generate(TEE_TYPE_AES, 128, 0);
	TEE_OperationHandle xts = make_operation(TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, aes_key, other);

	(void)state;
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_SetOperationKey(op, large));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_SetOperationKey(op, sm4));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_SetOperationKey(xts, aes_key));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_SetOperationKey2(xts, aes_key, NULL));
	assert_int_equal(TEE_SetOperationKey2(xts, aes_key, aes_key), TEE_ERROR_SECURITY);
	assert_int_equal(TEE_RestrictObjectUsage1(aes_key, TEE_USAGE_DECRYPT), TEE_SUCCESS);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_SetOperationKey(op, aes_key));
	/* Version 1.1 doesn't take a key during a computation, 1.3 ends that. */
	TEE_CipherInit(op, NULL, 0);
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, __GP11_TEE_SetOperationKey(op, NULL));
	assert_int_equal(TEE_SetOperationKey(op, NULL), TEE_SUCCESS);
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_CipherInit(op, NULL, 0));
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_ResetOperation(op));
	TEE_FreeOperation(op);
	TEE_FreeOperation(xts);
	TEE_FreeTransientObject(large);
	TEE_FreeTransientObject(other);
	TEE_FreeTransientObject(sm4);
}

static void stage_panics(void **state)
{
	TEE_OperationHandle cbc = make_operation(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_ENCRYPT, aes_key,
						 NULL);
	TEE_OperationHandle mac = make_operation(TEE_ALG_AES_CBC_MAC_NOPAD, TEE_MODE_MAC, aes_key,
						 NULL);
	TEE_OperationHandle ccm = make_operation(TEE_ALG_AES_CCM, TEE_MODE_ENCRYPT, aes_key, NULL);
	TEE_OperationHandle hash = make_operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, NULL, NULL);
	uint8_t data[64] = { 0 }, tag[16];
	size_t size = sizeof(data), tag_size = sizeof(tag);

	(void)state;
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_CipherUpdate(cbc, data, 16, data, &size));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_CipherInit(cbc, data, 15));
	TEE_CipherInit(cbc, data, 16);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_CipherUpdate(cbc, NULL, 1, data, &size));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_CipherDoFinal(cbc, data, 17, data, &size));

	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_MACUpdate(mac, data, 1));
	TEE_MACInit(mac, NULL, 0);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_MACComputeFinal(mac, data, 1, data, &size));

	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_AEUpdateAAD(ccm, data, 1));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_AEInit(ccm, data, 6, 128, 0, 0));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_AEInit(ccm, data, 13, 128, 0, 65536));
	assert_int_equal(TEE_AEInit(ccm, data, 12, 120, 4, 20), TEE_ERROR_NOT_SUPPORTED);
	assert_int_equal(TEE_AEInit(ccm, data, 12, 128, 4, 20), TEE_SUCCESS);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_AEUpdateAAD(ccm, data, 5));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_AEUpdate(ccm, data, 4, data, &size));
	TEE_AEUpdateAAD(ccm, data, 4);
	assert_int_equal(TEE_AEUpdate(ccm, data, 4, data, &size), TEE_SUCCESS);
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_AEUpdateAAD(ccm, data, 1));
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_AEInit(ccm, data, 12, 128, 0, 0));
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_AEDecryptFinal(ccm, data, 4, data, &size, tag, 16));
	size = sizeof(data);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_AEEncryptFinal(ccm, data, 15, data, &size, tag, &tag_size));
	assert_int_equal(TEE_AEEncryptFinal(ccm, data, 16, data, &size, tag, &tag_size),
			 TEE_SUCCESS);

	size = 4;
	assert_int_equal(TEE_DigestExtract(hash, data, &size), TEE_SUCCESS);
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_DigestUpdate(hash, data, 1));
	EXPECT_PANIC(TEE_ERROR_BAD_STATE, TEE_DigestDoFinal(hash, data, 1, data, &size));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_CopyOperation(hash, mac));
	TEE_FreeOperation(cbc);
	TEE_FreeOperation(mac);
	TEE_FreeOperation(ccm);
	TEE_FreeOperation(hash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(allocation, setup, teardown),
		cmocka_unit_test_setup_teardown(support, setup, teardown),
		cmocka_unit_test_setup_teardown(information, setup, teardown),
		cmocka_unit_test_setup_teardown(copies, setup, teardown),
		cmocka_unit_test_setup_teardown(handle_panics, setup, teardown),
		cmocka_unit_test_setup_teardown(key_panics, setup, teardown),
		cmocka_unit_test_setup_teardown(stage_panics, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
