// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sizes, handles, attributes and information in memory that the client can change at any time: all
 * functions panic, those of version 1.1 as well.
 */

#include <string.h>

#include "tests/unit/softteed/crypto/keys.h"

/* What the client shares */
static struct {
	size_t size;
	uint32_t size_11;
	TEE_OperationHandle operation;
	TEE_ObjectHandle object;
	TEE_OperationInfo info;
	TEE_ObjectInfo object_info;
	__GP11_TEE_ObjectInfo object_info_11;
	TEE_Attribute attribute;
	__GP11_TEE_Attribute attribute_11;
} shared;

static uint8_t data[64], tag[16];

static int setup(void **state)
{
	(void)state;
	runtime_stub_reset();
	memset(&shared, 0, sizeof(shared));
	shared.size = sizeof(data);
	shared.size_11 = sizeof(data);
	runtime_stub.shared[0] = (struct runtime_stub_region){
		&shared, sizeof(shared), TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE };
	return 0;
}

/* Expect a panic because the client shares something. */
#define EXPECT_DENIED(call)	EXPECT_PANIC(TEE_ERROR_ACCESS_DENIED, call)

static void symmetric(void **state)
{
	TEE_ObjectHandle key = generate(TEE_TYPE_AES, 128, 0);
	TEE_OperationHandle hash = make_operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, NULL, NULL);
	TEE_OperationHandle ctr = make_operation(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, key, NULL);
	TEE_OperationHandle mac = make_operation(TEE_ALG_AES_CMAC, TEE_MODE_MAC, key, NULL);

	(void)state;
	TEE_CipherInit(ctr, data, 16);
	TEE_MACInit(mac, NULL, 0);
	EXPECT_DENIED(TEE_DigestDoFinal(hash, data, 1, data, &shared.size));
	EXPECT_DENIED(TEE_DigestExtract(hash, data, &shared.size));
	EXPECT_DENIED(TEE_CipherUpdate(ctr, data, 16, data, &shared.size));
	EXPECT_DENIED(TEE_CipherDoFinal(ctr, data, 16, data, &shared.size));
	EXPECT_DENIED(TEE_MACComputeFinal(mac, data, 16, data, &shared.size));
	EXPECT_DENIED(__GP11_TEE_DigestDoFinal(hash, data, 1, data, &shared.size_11));
	EXPECT_DENIED(__GP11_TEE_CipherUpdate(ctr, data, 16, data, &shared.size_11));
	EXPECT_DENIED(__GP11_TEE_CipherDoFinal(ctr, data, 16, data, &shared.size_11));
	EXPECT_DENIED(__GP11_TEE_MACComputeFinal(mac, data, 16, data, &shared.size_11));
	TEE_FreeOperation(hash);
	TEE_FreeOperation(ctr);
	TEE_FreeOperation(mac);
	TEE_FreeTransientObject(key);
}

static void authenticated(void **state)
{
	TEE_ObjectHandle key = generate(TEE_TYPE_AES, 128, 0);
	TEE_OperationHandle op = make_operation(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, key, NULL);
	size_t size = sizeof(data), tag_size = sizeof(tag);
	uint32_t size_11 = sizeof(data);

	(void)state;
	assert_int_equal(TEE_AEInit(op, data, 12, 128, 0, 0), TEE_SUCCESS);
	EXPECT_DENIED(TEE_AEUpdate(op, data, 16, data, &shared.size));
	EXPECT_DENIED(TEE_AEEncryptFinal(op, data, 16, data, &shared.size, tag, &tag_size));
	EXPECT_DENIED(TEE_AEEncryptFinal(op, data, 16, data, &size, tag, &shared.size));
	EXPECT_DENIED(TEE_AEDecryptFinal(op, data, 16, data, &shared.size, tag, 16));
	EXPECT_DENIED(__GP11_TEE_AEEncryptFinal(op, data, 16, data, &size_11, tag,
						&shared.size_11));
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
}

static void asymmetric(void **state)
{
	TEE_ObjectHandle key = generate(TEE_TYPE_RSA_KEYPAIR, 1024, 0);
	TEE_OperationHandle op = make_operation(TEE_ALG_RSASSA_PKCS1_V1_5_SHA256, TEE_MODE_SIGN,
						key, NULL);
	uint8_t signature[128];
	size_t size = sizeof(signature);

	(void)state;
	EXPECT_DENIED(TEE_AsymmetricSignDigest(op, NULL, 0, data, 32, signature, &shared.size));
	EXPECT_DENIED(TEE_AsymmetricSignDigest(op, &shared.attribute, 1, data, 32, signature,
					       &size));
	EXPECT_DENIED(__GP11_TEE_AsymmetricSignDigest(op, NULL, 0, data, 32, signature,
						      &shared.size_11));
	TEE_FreeOperation(op);
	op = make_operation(TEE_ALG_RSASSA_PKCS1_V1_5_SHA256, TEE_MODE_VERIFY, key, NULL);
	EXPECT_DENIED(__GP11_TEE_AsymmetricVerifyDigest(op, &shared.attribute_11, 1, data, 32,
							signature, 128));
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
}

static void handles(void **state)
{
	TEE_OperationHandle op = make_operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, NULL, NULL);

	(void)state;
	EXPECT_DENIED(TEE_AllocateOperation(&shared.operation, TEE_ALG_SHA256, TEE_MODE_DIGEST,
					    0));
	EXPECT_DENIED(TEE_GetOperationInfo(op, &shared.info));
	EXPECT_DENIED(TEE_GetOperationInfoMultiple(op, NULL, &shared.size));
	TEE_FreeOperation(op);
}

static void objects(void **state)
{
	TEE_ObjectHandle key = generate(TEE_TYPE_AES, 128, 0), empty;
	uint32_t value;

	(void)state;
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &empty), TEE_SUCCESS);
	EXPECT_DENIED(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &shared.object));
	EXPECT_DENIED(TEE_GetObjectInfo1(key, &shared.object_info));
	EXPECT_DENIED(TEE_GetObjectInfo(key, &shared.object_info));
	EXPECT_DENIED(TEE_GetObjectBufferAttribute(key, TEE_ATTR_SECRET_VALUE, data,
						   &shared.size));
	EXPECT_DENIED(TEE_GetObjectValueAttribute(key, TEE_ATTR_ECC_CURVE, &value,
						  &shared.size_11));
	EXPECT_DENIED(TEE_InitRefAttribute(&shared.attribute, TEE_ATTR_SECRET_VALUE, data, 16));
	EXPECT_DENIED(TEE_InitValueAttribute(&shared.attribute, TEE_ATTR_ECC_CURVE, 1, 0));
	EXPECT_DENIED(TEE_PopulateTransientObject(empty, &shared.attribute, 1));
	EXPECT_DENIED(TEE_GenerateKey(empty, 128, &shared.attribute, 1));
	EXPECT_DENIED(__GP11_TEE_GetObjectInfo1(key, &shared.object_info_11));
	EXPECT_DENIED(__GP11_TEE_GetObjectBufferAttribute(key, TEE_ATTR_SECRET_VALUE, data,
							  &shared.size_11));
	EXPECT_DENIED(__GP11_TEE_InitRefAttribute(&shared.attribute_11, TEE_ATTR_SECRET_VALUE,
						  data, 16));
	EXPECT_DENIED(__GP11_TEE_PopulateTransientObject(empty, &shared.attribute_11, 1));
	TEE_FreeTransientObject(empty);
	TEE_FreeTransientObject(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(symmetric, setup),
		cmocka_unit_test_setup(authenticated, setup),
		cmocka_unit_test_setup(asymmetric, setup),
		cmocka_unit_test_setup(handles, setup),
		cmocka_unit_test_setup(objects, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
