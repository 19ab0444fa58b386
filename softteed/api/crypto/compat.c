// SPDX-License-Identifier: BSD-2-Clause
/*
 * The functions as version 1.1 has them, with sizes of 32 bits, for applications built with
 * __OPTEE_CORE_API_COMPAT_1_1.
 */

#include "softteed/api/crypto/operation.h"
#include "tee_api_compat.h"

/* Most parameters that an operation can have. */
#define MAX_PARAMS	16

/*
 * Convert parameters. The buffers stay the caller's. @converted has MAX_PARAMS entries; too many
 * parameters are a programmer error.
 */
static const TEE_Attribute *convert(const __GP11_TEE_Attribute *params, uint32_t count,
				    TEE_Attribute *converted, const char *function)
{
	if (count)
		annotation_require_own(params, count * sizeof(*params), "the parameters",
				       function);
	if (count > MAX_PARAMS)
		operation_panic(function, "%u parameters", count);
	for (uint32_t n = 0; n < count; n++) {
		converted[n].attributeID = params[n].attributeID;
		if (params[n].attributeID & TEE_ATTR_FLAG_VALUE) {
			converted[n].content.value.a = params[n].content.value.a;
			converted[n].content.value.b = params[n].content.value.b;
		} else {
			converted[n].content.ref.buffer = params[n].content.ref.buffer;
			converted[n].content.ref.length = params[n].content.ref.length;
		}
	}
	return converted;
}

/* Sizes are at most what the caller passed or need: an input of 32 bits and a few blocks. */
static void put_size(uint32_t *to, size_t from)
{
	if (to)
		*to = from > UINT32_MAX ? UINT32_MAX : (uint32_t)from;
}

static size_t get_size(const uint32_t *from, const char *function)
{
	if (!from)
		return 0;
	annotation_require_own(from, sizeof(*from), "the size of the output", function);
	return *from;
}

/* Version 1.1 doesn't have TEE_ERROR_CIPHERTEXT_INVALID. */
static TEE_Result old_result(TEE_Result result)
{
	return result == TEE_ERROR_CIPHERTEXT_INVALID ? TEE_ERROR_BAD_PARAMETERS : result;
}

void __GP11_TEE_FreeOperation(TEE_OperationHandle operation)
{
	operation_get(operation, __func__);
	TEE_FreeOperation(operation);
}

TEE_Result __GP11_TEE_GetOperationInfoMultiple(TEE_OperationHandle operation,
					       TEE_OperationInfoMultiple *operationInfoMultiple,
					       uint32_t *operationSize)
{
	size_t size = get_size(operationSize, __func__);
	TEE_Result result;

	result = TEE_GetOperationInfoMultiple(operation, operationInfoMultiple,
					      operationSize ? &size : NULL);
	put_size(operationSize, size);
	return result;
}

/* In version 1.1, a new key doesn't end a computation, but is an error. */
static void require_initial(TEE_OperationHandle handle, const char *function)
{
	const struct operation *operation = operation_get(handle, function);

	if (operation->state != TEE_OPERATION_STATE_INITIAL)
		operation_bad_state(function, "the operation is not in its initial state");
}

TEE_Result __GP11_TEE_SetOperationKey(TEE_OperationHandle operation, TEE_ObjectHandle key)
{
	require_initial(operation, __func__);
	return TEE_SetOperationKey(operation, key);
}

TEE_Result __GP11_TEE_SetOperationKey2(TEE_OperationHandle operation, TEE_ObjectHandle key1,
				       TEE_ObjectHandle key2)
{
	require_initial(operation, __func__);
	return TEE_SetOperationKey2(operation, key1, key2);
}

void __GP11_TEE_DigestUpdate(TEE_OperationHandle operation, const void *chunk, uint32_t chunkSize)
{
	TEE_DigestUpdate(operation, chunk, chunkSize);
}

void __GP11_TEE_CipherInit(TEE_OperationHandle operation, const void *IV, uint32_t IVLen)
{
	TEE_CipherInit(operation, IV, IVLen);
}

void __GP11_TEE_MACInit(TEE_OperationHandle operation, const void *IV, uint32_t IVLen)
{
	TEE_MACInit(operation, IV, IVLen);
}

void __GP11_TEE_MACUpdate(TEE_OperationHandle operation, const void *chunk, uint32_t chunkSize)
{
	TEE_MACUpdate(operation, chunk, chunkSize);
}

TEE_Result __GP11_TEE_MACCompareFinal(TEE_OperationHandle operation, const void *message,
				      uint32_t messageLen, const void *mac, uint32_t macLen)
{
	return TEE_MACCompareFinal(operation, message, messageLen, mac, macLen);
}

TEE_Result __GP11_TEE_AEInit(TEE_OperationHandle operation, const void *nonce, uint32_t nonceLen,
			     uint32_t tagLen, uint32_t AADLen, uint32_t payloadLen)
{
	return TEE_AEInit(operation, nonce, nonceLen, tagLen, AADLen, payloadLen);
}

void __GP11_TEE_AEUpdateAAD(TEE_OperationHandle operation, const void *AADdata,
			    uint32_t AADdataLen)
{
	TEE_AEUpdateAAD(operation, AADdata, AADdataLen);
}

TEE_Result __GP11_TEE_AEEncryptFinal(TEE_OperationHandle operation, const void *srcData,
				     uint32_t srcLen, void *destData, uint32_t *destLen, void *tag,
				     uint32_t *tagLen)
{
	size_t size = get_size(destLen, __func__), tag_size = get_size(tagLen, __func__);
	TEE_Result result;

	result = TEE_AEEncryptFinal(operation, srcData, srcLen, destData, destLen ? &size : NULL,
				    tag, tagLen ? &tag_size : NULL);
	put_size(destLen, size);
	put_size(tagLen, tag_size);
	return result;
}

TEE_Result __GP11_TEE_AEDecryptFinal(TEE_OperationHandle operation, const void *srcData,
				     uint32_t srcLen, void *destData, uint32_t *destLen, void *tag,
				     uint32_t tagLen)
{
	size_t size = get_size(destLen, __func__);
	TEE_Result result;

	result = TEE_AEDecryptFinal(operation, srcData, srcLen, destData, destLen ? &size : NULL,
				    tag, tagLen);
	put_size(destLen, size);
	return result;
}

TEE_Result __GP11_TEE_AsymmetricVerifyDigest(TEE_OperationHandle operation,
					     const __GP11_TEE_Attribute *params,
					     uint32_t paramCount, const void *digest,
					     uint32_t digestLen, const void *signature,
					     uint32_t signatureLen)
{
	TEE_Attribute converted[MAX_PARAMS];

	return TEE_AsymmetricVerifyDigest(operation,
					  convert(params, paramCount, converted, __func__),
					  paramCount, digest, digestLen, signature, signatureLen);
}

void __GP11_TEE_DeriveKey(TEE_OperationHandle operation, const __GP11_TEE_Attribute *params,
			  uint32_t paramCount, TEE_ObjectHandle derivedKey)
{
	TEE_Attribute converted[MAX_PARAMS];

	TEE_DeriveKey(operation, convert(params, paramCount, converted, __func__), paramCount,
		      derivedKey);
}

void __GP11_TEE_GenerateRandom(void *randomBuffer, uint32_t randomBufferLen)
{
	TEE_GenerateRandom(randomBuffer, randomBufferLen);
}

/* Functions with an input and an output. */
#define WITH_OUTPUT(name)									\
	TEE_Result __GP11_##name(TEE_OperationHandle operation, const void *in, uint32_t in_size, \
				 void *out, uint32_t *out_size)				\
	{											\
		size_t size = get_size(out_size, __func__);					\
		TEE_Result result;								\
												\
		result = name(operation, in, in_size, out, out_size ? &size : NULL);		\
		put_size(out_size, size);							\
		return result;									\
	}

WITH_OUTPUT(TEE_DigestDoFinal)
WITH_OUTPUT(TEE_CipherUpdate)
WITH_OUTPUT(TEE_CipherDoFinal)
WITH_OUTPUT(TEE_MACComputeFinal)
WITH_OUTPUT(TEE_AEUpdate)

/* The same with parameters. */
#define WITH_PARAMS(name)									\
	TEE_Result __GP11_##name(TEE_OperationHandle operation,					\
				 const __GP11_TEE_Attribute *params, uint32_t count,		\
				 const void *in, uint32_t in_size, void *out, uint32_t *out_size) \
	{											\
		TEE_Attribute converted[MAX_PARAMS];						\
		size_t size = get_size(out_size, __func__);					\
		TEE_Result result;								\
												\
		result = name(operation, convert(params, count, converted, __func__), count, in, \
			      in_size, out, out_size ? &size : NULL);				\
		put_size(out_size, size);							\
		return old_result(result);							\
	}

WITH_PARAMS(TEE_AsymmetricEncrypt)
WITH_PARAMS(TEE_AsymmetricDecrypt)
WITH_PARAMS(TEE_AsymmetricSignDigest)
