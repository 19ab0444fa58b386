// SPDX-License-Identifier: BSD-2-Clause
/* What the bench calls. See bench_ta.h for the interface. */
#include <tee_internal_api.h>

#include "bench_ta.h"

#define KEY_BITS	256
#define NONCE_SIZE	12
#define TAG_BITS	128

#define OBJECT_NAME	"bench"

#define MEMORY_IN_OUT	TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT, TEE_PARAM_TYPE_MEMREF_OUTPUT, \
					TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE)

static TEE_OperationHandle digest = TEE_HANDLE_NULL, cipher = TEE_HANDLE_NULL;

/* The operations are made by the first call that needs them: they're not part of an instance. */
static TEE_Result make_digest(void)
{
	if (digest)
		return TEE_SUCCESS;
	return TEE_AllocateOperation(&digest, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
}

static TEE_Result make_cipher(void)
{
	TEE_ObjectHandle key = TEE_HANDLE_NULL;
	TEE_Result res;

	if (cipher)
		return TEE_SUCCESS;
	res = TEE_AllocateTransientObject(TEE_TYPE_AES, KEY_BITS, &key);
	if (res)
		return res;
	res = TEE_GenerateKey(key, KEY_BITS, NULL, 0);
	if (!res)
		res = TEE_AllocateOperation(&cipher, TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, KEY_BITS);
	if (!res)
		res = TEE_SetOperationKey(cipher, key);
	TEE_FreeTransientObject(key);
	return res;
}

TEE_Result TA_CreateEntryPoint(void)
{
	return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
	TEE_FreeOperation(digest);
	TEE_FreeOperation(cipher);
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[TEE_NUM_PARAMS],
				    void **session)
{
	(void)types;
	(void)params;
	*session = NULL;
	return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
	(void)session;
}

static TEE_Result hash(TEE_Param params[TEE_NUM_PARAMS])
{
	TEE_Result res = make_digest();

	if (res)
		return res;
	return TEE_DigestDoFinal(digest, params[0].memref.buffer, params[0].memref.size,
				 params[1].memref.buffer, &params[1].memref.size);
}

static TEE_Result encrypt(TEE_Param params[TEE_NUM_PARAMS])
{
	uint8_t nonce[NONCE_SIZE], tag[TAG_BITS / 8];
	size_t tag_size = sizeof(tag);
	TEE_Result res;

	res = make_cipher();
	if (res)
		return res;
	TEE_GenerateRandom(nonce, sizeof(nonce));
	res = TEE_AEInit(cipher, nonce, sizeof(nonce), TAG_BITS, 0, 0);
	if (res)
		return res;
	return TEE_AEEncryptFinal(cipher, params[0].memref.buffer, params[0].memref.size,
				  params[1].memref.buffer, &params[1].memref.size, tag, &tag_size);
}

static TEE_Result put(TEE_Param params[TEE_NUM_PARAMS])
{
	return TEE_CreatePersistentObject(TEE_STORAGE_PRIVATE, OBJECT_NAME, sizeof(OBJECT_NAME) - 1,
					  TEE_DATA_FLAG_OVERWRITE, TEE_HANDLE_NULL,
					  params[0].memref.buffer, params[0].memref.size, NULL);
}

static TEE_Result get(TEE_Param params[TEE_NUM_PARAMS])
{
	TEE_ObjectHandle object;
	TEE_Result res;

	res = TEE_OpenPersistentObject(TEE_STORAGE_PRIVATE, OBJECT_NAME, sizeof(OBJECT_NAME) - 1,
				       TEE_DATA_FLAG_ACCESS_READ, &object);
	if (res)
		return res;
	res = TEE_ReadObjectData(object, params[1].memref.buffer, params[1].memref.size,
				 &params[1].memref.size);
	TEE_CloseObject(object);
	return res;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command, uint32_t types,
				      TEE_Param params[TEE_NUM_PARAMS])
{
	(void)session;
	if (command == BENCH_NOTHING)
		return TEE_SUCCESS;
	if (command > BENCH_GET)
		return TEE_ERROR_NOT_SUPPORTED;
	if (types != MEMORY_IN_OUT)
		return TEE_ERROR_BAD_PARAMETERS;
	switch (command) {
	case BENCH_SHA256:
		return hash(params);
	case BENCH_AES_GCM:
		return encrypt(params);
	case BENCH_PUT:
		return put(params);
	default:
		return get(params);
	}
}
