// SPDX-License-Identifier: BSD-2-Clause
/* Asymmetric encryption and signatures: Internal Core API 1.3, 6.7. */

#include <openssl/err.h>

#include "softteed/api/crypto/asymmetric.h"
#include "softteed/api/crypto/eddsa.h"
#include "softteed/api/crypto/methods.h"
#include "softteed/api/crypto/rsa.h"
#include "softteed/api/crypto/signature.h"
#include "softteed/api/crypto/sm2.h"
#include "softteed/api/object/pkey.h"

struct asymmetric {
	EVP_PKEY *key;
};

static void destroy(struct operation *operation)
{
	struct asymmetric *asymmetric = operation->data;

	EVP_PKEY_free(asymmetric->key);
	asymmetric->key = NULL;
}

static TEE_Result set_key(struct operation *operation)
{
	struct asymmetric *asymmetric = operation->data;

	destroy(operation);
	return operation->keys[0] ? object_to_pkey(operation->keys[0], &asymmetric->key) :
				    TEE_SUCCESS;
}

const struct operation_methods asymmetric_methods = {
	.state_size = sizeof(struct asymmetric),
	.destroy = destroy,
	.set_key = set_key,
};

const TEE_Attribute *asymmetric_param(const struct asymmetric_call *call, uint32_t id)
{
	for (uint32_t n = 0; n < call->num_params; n++)
		if (call->params[n].attributeID == id)
			return &call->params[n];
	return NULL;
}

const TEE_Attribute *asymmetric_need_param(const struct asymmetric_call *call, uint32_t id)
{
	const TEE_Attribute *param = asymmetric_param(call, id);

	if (!param)
		operation_panic(call->function, "TEE_ALG_%s needs the parameter 0x%08x",
				call->operation->algorithm->name, id);
	return param;
}

EVP_PKEY_CTX *asymmetric_start(const struct asymmetric_call *call, int (*init)(EVP_PKEY_CTX *ctx))
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, call->key, NULL);

	if (context && init(context) == 1)
		return context;
	EVP_PKEY_CTX_free(context);
	return NULL;
}

void asymmetric_check_params(const struct asymmetric_call *call)
{
	const TEE_Attribute *params = call->params;

	if (!call->num_params)
		return;
	annotation_require_own(params, call->num_params * sizeof(*params), "the parameters",
			       call->function);
	for (uint32_t n = 0; n < call->num_params; n++)
		if (!(params[n].attributeID & TEE_ATTR_FLAG_VALUE))
			operation_check_input(params[n].content.ref.buffer,
					      params[n].content.ref.length, call->function);
}

/* Check the arguments that all functions have, and add the operation and its key to @call. */
static void prepare(struct asymmetric_call *call, TEE_OperationHandle handle, uint32_t class,
		    uint32_t mode)
{
	const struct operation *operation = operation_get_class(handle, class, call->function);

	if (operation->mode != mode)
		operation_bad_state(call->function, "the operation is in mode %u",
				    operation->mode);
	operation_check_input(call->in, call->in_size, call->function);
	asymmetric_check_params(call);
	annotation_require_own(call->out_size, sizeof(*call->out_size), "the size of the output",
			       call->function);
	call->operation = operation;
	call->key = ((const struct asymmetric *)operation->data)->key;
}

/* Encrypt or decrypt, as @mode says. */
static TEE_Result encrypt_or_decrypt(struct asymmetric_call *call, TEE_OperationHandle handle,
				     uint32_t mode)
{
	const bool encrypt = mode == TEE_MODE_ENCRYPT;
	TEE_Result result;

	prepare(call, handle, TEE_OPERATION_ASYMMETRIC_CIPHER, mode);
	if (call->operation->algorithm->scheme == SCHEME_SM2_PKE)
		result = encrypt ? sm2_encrypt(call) : sm2_decrypt(call);
	else
		result = encrypt ? rsa_encrypt(call) : rsa_decrypt(call);
	ERR_clear_error();
	return result;
}

TEE_Result TEE_AsymmetricEncrypt(TEE_OperationHandle operation, const TEE_Attribute *params,
				 uint32_t paramCount, const void *srcData, size_t srcLen,
				 void *destData, size_t *destLen)
{
	struct asymmetric_call call = {
		.params = params, .num_params = paramCount, .in = srcData, .in_size = srcLen,
		.out = destData, .out_size = destLen, .function = __func__,
	};

	return encrypt_or_decrypt(&call, operation, TEE_MODE_ENCRYPT);
}

TEE_Result TEE_AsymmetricDecrypt(TEE_OperationHandle operation, const TEE_Attribute *params,
				 uint32_t paramCount, const void *srcData, size_t srcLen,
				 void *destData, size_t *destLen)
{
	struct asymmetric_call call = {
		.params = params, .num_params = paramCount, .in = srcData, .in_size = srcLen,
		.out = destData, .out_size = destLen, .function = __func__,
	};

	return encrypt_or_decrypt(&call, operation, TEE_MODE_DECRYPT);
}

/*
 * Panic if the digest has a different size than the algorithm's hash function. ECDSA takes any:
 * the identifiers of version 1.1, which have the same numbers, name the curve and not the hash.
 * DSA takes one that was cut to the size of the key's subgroup, as it would be anyway.
 */
static void check_digest(const struct asymmetric_call *call)
{
	const struct algorithm *algorithm = call->operation->algorithm;
	const size_t wanted = algorithm_digest_size(algorithm);

	if (algorithm->scheme == SCHEME_ECDSA) {
		if (!call->in_size || call->in_size > ALGORITHM_MAX_DIGEST)
			operation_panic(call->function, "digest of %zu bytes", call->in_size);
	} else if (wanted && call->in_size != wanted &&
		   (algorithm->scheme != SCHEME_DSA || !call->in_size || call->in_size > wanted)) {
		operation_panic(call->function, "digest of %zu bytes for TEE_ALG_%s",
				call->in_size, algorithm->name);
	}
}

/* Sign or verify, as @mode says. */
static TEE_Result sign_or_verify(struct asymmetric_call *call, TEE_OperationHandle handle,
				 uint32_t mode)
{
	const bool sign = mode == TEE_MODE_SIGN;
	TEE_Result result;

	prepare(call, handle, TEE_OPERATION_ASYMMETRIC_SIGNATURE, mode);
	if (!sign)
		operation_check_input(call->out, *call->out_size, call->function);
	check_digest(call);
	switch (call->operation->algorithm->scheme) {
	case SCHEME_RSA_PKCS1:
	case SCHEME_RSA_PSS:
		result = sign ? rsa_sign(call) : rsa_verify(call);
		break;
	case SCHEME_EDDSA:
		result = sign ? eddsa_sign(call) : eddsa_verify(call);
		break;
	default:
		result = sign ? pair_sign(call) : pair_verify(call);
	}
	ERR_clear_error();
	if (result == TEE_ERROR_BAD_PARAMETERS)
		operation_panic(call->function, "the digest or the parameters don't fit the key");
	return result;
}

TEE_Result TEE_AsymmetricSignDigest(TEE_OperationHandle operation, const TEE_Attribute *params,
				    uint32_t paramCount, const void *digest, size_t digestLen,
				    void *signature, size_t *signatureLen)
{
	struct asymmetric_call call = {
		.params = params, .num_params = paramCount, .in = digest, .in_size = digestLen,
		.out = signature, .out_size = signatureLen, .function = __func__,
	};

	return sign_or_verify(&call, operation, TEE_MODE_SIGN);
}

TEE_Result TEE_AsymmetricVerifyDigest(TEE_OperationHandle operation, const TEE_Attribute *params,
				      uint32_t paramCount, const void *digest, size_t digestLen,
				      const void *signature, size_t signatureLen)
{
	struct asymmetric_call call = {
		.params = params, .num_params = paramCount, .in = digest, .in_size = digestLen,
		.out = (uint8_t *)signature, .out_size = &signatureLen, .function = __func__,
	};

	return sign_or_verify(&call, operation, TEE_MODE_VERIFY);
}
