// SPDX-License-Identifier: BSD-2-Clause
/* RSA: encryption and signatures with the paddings of PKCS#1, and without padding. */

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/rsa.h>
#include <string.h>

#include "softteed/api/crypto/asymmetric.h"
#include "softteed/api/crypto/provider.h"
#include "softteed/api/crypto/rsa.h"

static size_t modulus_size(const struct asymmetric_call *call)
{
	return (size_t)EVP_PKEY_get_size(call->key);
}

static int padding_of(enum scheme scheme)
{
	switch (scheme) {
	case SCHEME_RSA_OAEP:
		return RSA_PKCS1_OAEP_PADDING;
	case SCHEME_RSA_PSS:
		return RSA_PKCS1_PSS_PADDING;
	case SCHEME_RSA_NOPAD:
		return RSA_NO_PADDING;
	default:
		return RSA_PKCS1_PADDING;
	}
}

/* The attribute is a TEE_ALG_* as 4 bytes; without it, the hash of the algorithm is used. */
static const EVP_MD *mgf_digest(const struct asymmetric_call *call)
{
	const TEE_Attribute *param = asymmetric_param(call, TEE_ATTR_RSA_OAEP_MGF_HASH);
	uint32_t hash = call->operation->algorithm->hash;

	if (param) {
		if (param->content.ref.length != sizeof(hash))
			return NULL;
		memcpy(&hash, param->content.ref.buffer, sizeof(hash));
		/* An extendable-output function has no digest of fixed size. */
		if (!algorithm_hash_size(hash))
			return NULL;
	}
	return provider_digest(hash);
}

static TEE_Result set_oaep(const struct asymmetric_call *call, EVP_PKEY_CTX *context)
{
	const TEE_Attribute *label = asymmetric_param(call, TEE_ATTR_RSA_OAEP_LABEL);
	const EVP_MD *md = provider_digest(call->operation->algorithm->hash);
	const EVP_MD *mgf = mgf_digest(call);
	void *copied;

	if (!md)
		return TEE_ERROR_NOT_SUPPORTED;
	if (!mgf)
		return TEE_ERROR_BAD_PARAMETERS;
	if (EVP_PKEY_CTX_set_rsa_oaep_md(context, md) != 1 ||
	    EVP_PKEY_CTX_set_rsa_mgf1_md(context, mgf) != 1)
		return TEE_ERROR_BAD_PARAMETERS;
	if (!label || !label->content.ref.length)
		return TEE_SUCCESS;
	if (label->content.ref.length > INT_MAX)
		return TEE_ERROR_BAD_PARAMETERS;
	copied = OPENSSL_memdup(label->content.ref.buffer, label->content.ref.length);
	if (!copied)
		return TEE_ERROR_OUT_OF_MEMORY;
	/* The context frees the label. */
	if (EVP_PKEY_CTX_set0_rsa_oaep_label(context, copied, label->content.ref.length) == 1)
		return TEE_SUCCESS;
	OPENSSL_free(copied);
	return TEE_ERROR_BAD_PARAMETERS;
}

static TEE_Result set_signature(const struct asymmetric_call *call, EVP_PKEY_CTX *context)
{
	const struct algorithm *algorithm = call->operation->algorithm;
	const TEE_Attribute *param = asymmetric_param(call, TEE_ATTR_RSA_PSS_SALT_LENGTH);
	const EVP_MD *md = provider_digest(algorithm->hash);
	uint32_t salt_size = param ? param->content.value.a :
				     (uint32_t)algorithm_hash_size(algorithm->hash);

	/* TEE_ALG_RSASSA_PKCS1_V1_5 signs any bytes, without the name of a hash function. */
	if (!algorithm->hash)
		return TEE_SUCCESS;
	if (!md)
		return TEE_ERROR_NOT_SUPPORTED;
	if (EVP_PKEY_CTX_set_signature_md(context, md) != 1)
		return TEE_ERROR_BAD_PARAMETERS;
	if (algorithm->scheme != SCHEME_RSA_PSS)
		return TEE_SUCCESS;
	if (salt_size > modulus_size(call) ||
	    EVP_PKEY_CTX_set_rsa_mgf1_md(context, md) != 1 ||
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(context, (int)salt_size) != 1)
		return TEE_ERROR_BAD_PARAMETERS;
	return TEE_SUCCESS;
}

static TEE_Result start(const struct asymmetric_call *call, int (*init)(EVP_PKEY_CTX *ctx),
			EVP_PKEY_CTX **context)
{
	const struct algorithm *algorithm = call->operation->algorithm;

	*context = asymmetric_start(call, init);
	if (!*context)
		return TEE_ERROR_OUT_OF_MEMORY;
	if (EVP_PKEY_CTX_set_rsa_padding(*context, padding_of(algorithm->scheme)) != 1)
		return TEE_ERROR_BAD_PARAMETERS;
	if (algorithm->scheme == SCHEME_RSA_OAEP)
		return set_oaep(call, *context);
	return algorithm->class == TEE_OPERATION_ASYMMETRIC_SIGNATURE ?
	       set_signature(call, *context) : TEE_SUCCESS;
}

/* Copy the input, as a number of the modulus' size if there is no padding. */
static uint8_t *copy_input(const struct asymmetric_call *call, size_t *size)
{
	const size_t modulus = modulus_size(call);
	const bool no_padding = call->operation->algorithm->scheme == SCHEME_RSA_NOPAD;
	uint8_t *copied = OPENSSL_zalloc(modulus);

	if (!copied || !call->in_size) {
		*size = no_padding ? modulus : 0;
	} else {
		memcpy(no_padding ? copied + modulus - call->in_size : copied, call->in,
		       call->in_size);
		*size = no_padding ? modulus : call->in_size;
	}
	return copied;
}

TEE_Result rsa_encrypt(const struct asymmetric_call *call)
{
	size_t size = modulus_size(call), in_size;
	EVP_PKEY_CTX *context = NULL;
	uint8_t *in = NULL;
	TEE_Result result;

	if (call->in_size > size)
		return TEE_ERROR_BAD_PARAMETERS;
	if (!operation_fits(size, call->out, call->out_size))
		return TEE_ERROR_SHORT_BUFFER;
	in = copy_input(call, &in_size);
	if (!in)
		return TEE_ERROR_OUT_OF_MEMORY;
	result = start(call, EVP_PKEY_encrypt_init, &context);
	if (result == TEE_SUCCESS &&
	    EVP_PKEY_encrypt(context, call->out, &size, in, in_size) != 1)
		result = TEE_ERROR_BAD_PARAMETERS;
	if (result == TEE_SUCCESS)
		*call->out_size = size;
	OPENSSL_clear_free(in, modulus_size(call));
	EVP_PKEY_CTX_free(context);
	return result;
}

/* As OP-TEE, return a number without padding without its leading zeros. */
static size_t count_zeros(const uint8_t *number, size_t size)
{
	size_t zeros = 0;

	while (zeros + 1 < size && !number[zeros])
		zeros++;
	return zeros;
}

TEE_Result rsa_decrypt(const struct asymmetric_call *call)
{
	const bool no_padding = call->operation->algorithm->scheme == SCHEME_RSA_NOPAD;
	size_t size = modulus_size(call), in_size, zeros = 0;
	EVP_PKEY_CTX *context = NULL;
	uint8_t *in, *out;
	TEE_Result result;

	if (call->in_size > size || (!no_padding && call->in_size != size))
		return TEE_ERROR_BAD_PARAMETERS;
	in = copy_input(call, &in_size);
	out = OPENSSL_zalloc(size);
	if (!in || !out)
		result = TEE_ERROR_OUT_OF_MEMORY;
	else
		result = start(call, EVP_PKEY_decrypt_init, &context);
	if (result == TEE_SUCCESS && EVP_PKEY_decrypt(context, out, &size, in, in_size) != 1)
		result = no_padding ? TEE_ERROR_BAD_PARAMETERS : TEE_ERROR_CIPHERTEXT_INVALID;
	if (result == TEE_SUCCESS && no_padding) {
		zeros = count_zeros(out, size);
		size -= zeros;
	}
	if (result == TEE_SUCCESS && !operation_fits(size, call->out, call->out_size))
		result = TEE_ERROR_SHORT_BUFFER;
	if (result == TEE_SUCCESS) {
		if (size)
			memcpy(call->out, out + zeros, size);
		*call->out_size = size;
	}
	OPENSSL_clear_free(in, modulus_size(call));
	OPENSSL_clear_free(out, modulus_size(call));
	EVP_PKEY_CTX_free(context);
	return result;
}

TEE_Result rsa_sign(const struct asymmetric_call *call)
{
	size_t size = modulus_size(call);
	EVP_PKEY_CTX *context = NULL;
	TEE_Result result;

	if (!operation_fits(size, call->out, call->out_size))
		return TEE_ERROR_SHORT_BUFFER;
	result = start(call, EVP_PKEY_sign_init, &context);
	if (result == TEE_SUCCESS &&
	    EVP_PKEY_sign(context, call->out, &size, call->in, call->in_size) != 1)
		result = TEE_ERROR_BAD_PARAMETERS;
	if (result == TEE_SUCCESS)
		*call->out_size = size;
	EVP_PKEY_CTX_free(context);
	return result;
}

TEE_Result rsa_verify(const struct asymmetric_call *call)
{
	EVP_PKEY_CTX *context = NULL;
	TEE_Result result;

	if (*call->out_size != modulus_size(call))
		return TEE_ERROR_SIGNATURE_INVALID;
	result = start(call, EVP_PKEY_verify_init, &context);
	if (result == TEE_SUCCESS &&
	    EVP_PKEY_verify(context, call->out, *call->out_size, call->in, call->in_size) != 1)
		result = TEE_ERROR_SIGNATURE_INVALID;
	EVP_PKEY_CTX_free(context);
	return result;
}
