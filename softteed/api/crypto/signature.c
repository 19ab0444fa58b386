// SPDX-License-Identifier: BSD-2-Clause
/*
 * Signatures of DSA, ECDSA and SM2. GlobalPlatform's signature is the numbers r and s one
 * after the other, OpenSSL's is an ASN.1 sequence of them, the same for DSA, ECDSA and SM2.
 */

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>

#include "softteed/api/crypto/asymmetric.h"
#include "softteed/api/crypto/signature.h"

/* Bytes of r and of s. */
static size_t number_size(const struct asymmetric_call *call)
{
	BIGNUM *q = NULL;
	size_t size;

	if (call->operation->algorithm->scheme != SCHEME_DSA)
		return ((size_t)EVP_PKEY_get_bits(call->key) + 7) / 8;
	if (EVP_PKEY_get_bn_param(call->key, OSSL_PKEY_PARAM_FFC_Q, &q) != 1)
		return 0;
	size = (size_t)BN_num_bytes(q);
	BN_free(q);
	return size;
}

static bool split(const uint8_t *der, size_t size, uint8_t *out, size_t each)
{
	ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)size);
	bool done;

	done = signature &&
	       BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, (int)each) >= 0 &&
	       BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + each, (int)each) >= 0;
	ECDSA_SIG_free(signature);
	return done;
}

static uint8_t *join(const uint8_t *in, size_t each, size_t *size)
{
	ECDSA_SIG *signature = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(in, (int)each, NULL);
	BIGNUM *s = BN_bin2bn(in + each, (int)each, NULL);
	uint8_t *der = NULL;
	int length = 0;

	if (signature && r && s && ECDSA_SIG_set0(signature, r, s) == 1)
		length = i2d_ECDSA_SIG(signature, &der);
	else {
		BN_free(r);
		BN_free(s);
	}
	ECDSA_SIG_free(signature);
	*size = length > 0 ? (size_t)length : 0;
	return der;
}

TEE_Result pair_sign(const struct asymmetric_call *call)
{
	const size_t each = number_size(call);
	size_t size = (size_t)EVP_PKEY_get_size(call->key);
	EVP_PKEY_CTX *context;
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;
	uint8_t *der;

	if (!operation_fits(2 * each, call->out, call->out_size))
		return TEE_ERROR_SHORT_BUFFER;
	context = asymmetric_start(call, EVP_PKEY_sign_init);
	der = OPENSSL_malloc(size);
	if (!context || !der)
		goto out;
	result = TEE_ERROR_BAD_PARAMETERS;
	if (EVP_PKEY_sign(context, der, &size, call->in, call->in_size) != 1 ||
	    !split(der, size, call->out, each))
		goto out;
	*call->out_size = 2 * each;
	result = TEE_SUCCESS;
out:
	OPENSSL_free(der);
	EVP_PKEY_CTX_free(context);
	return result;
}

TEE_Result pair_verify(const struct asymmetric_call *call)
{
	const size_t each = number_size(call);
	EVP_PKEY_CTX *context = NULL;
	TEE_Result result = TEE_ERROR_SIGNATURE_INVALID;
	uint8_t *der;
	size_t size;

	if (*call->out_size != 2 * each)
		return TEE_ERROR_SIGNATURE_INVALID;
	der = join(call->out, each, &size);
	context = asymmetric_start(call, EVP_PKEY_verify_init);
	if (der && context &&
	    EVP_PKEY_verify(context, der, size, call->in, call->in_size) == 1)
		result = TEE_SUCCESS;
	OPENSSL_free(der);
	EVP_PKEY_CTX_free(context);
	return result;
}
