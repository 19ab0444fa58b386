// SPDX-License-Identifier: BSD-2-Clause
/* Key derivation: Internal Core API 1.3, 6.8, and OP-TEE's derivations from a secret. */

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

#include "softteed/api/crypto/asymmetric.h"
#include "softteed/api/crypto/dh.h"
#include "softteed/api/crypto/methods.h"
#include "softteed/api/crypto/provider.h"
#include "softteed/api/crypto/sm2_exchange.h"
#include "softteed/api/object/pkey.h"
#include "softteed/api/object/secret.h"
#include "tee_internal_api_extensions.h"

struct derivation {
	EVP_PKEY *key;
};

/* Derivations from a secret: parameters of a function. */
#define MAX_KDF_PARAMS	6

static void destroy(struct operation *operation)
{
	struct derivation *derivation = operation->data;

	EVP_PKEY_free(derivation->key);
	derivation->key = NULL;
}

static TEE_Result set_key(struct operation *operation)
{
	struct derivation *derivation = operation->data;

	destroy(operation);
	switch (operation->algorithm->scheme) {
	case SCHEME_ECDH:
	case SCHEME_XDH:
		return operation->keys[0] ? object_to_pkey(operation->keys[0], &derivation->key) :
					    TEE_SUCCESS;
	default:
		return TEE_SUCCESS;
	}
}

const struct operation_methods derive_methods = {
	.state_size = sizeof(struct derivation),
	.destroy = destroy,
	.set_key = set_key,
};

static TEE_Result make_peer(const struct asymmetric_call *call, EVP_PKEY **peer)
{
	const struct algorithm *algorithm = call->operation->algorithm;
	const TEE_Attribute *x, *y = NULL;

	if (algorithm->scheme == SCHEME_ECDH) {
		x = asymmetric_need_param(call, TEE_ATTR_ECC_PUBLIC_VALUE_X);
		y = asymmetric_need_param(call, TEE_ATTR_ECC_PUBLIC_VALUE_Y);
	} else if (algorithm->id == TEE_ALG_X25519) {
		x = asymmetric_need_param(call, TEE_ATTR_X25519_PUBLIC_VALUE);
	} else {
		x = asymmetric_need_param(call, TEE_ATTR_X448_PUBLIC_VALUE);
	}
	return object_peer_to_pkey(call->operation->keys[0], x->content.ref.buffer,
				   x->content.ref.length, y ? y->content.ref.buffer : NULL,
				   y ? y->content.ref.length : 0, peer);
}

/* The shared secret keeps its leading zeros, so that its size is constant. */
static TEE_Result exchange(const struct asymmetric_call *call, uint8_t **secret, size_t *size)
{
	EVP_PKEY_CTX *context = NULL;
	EVP_PKEY *peer = NULL;
	TEE_Result result = make_peer(call, &peer);

	if (result != TEE_SUCCESS)
		return result;
	result = TEE_ERROR_BAD_PARAMETERS;
	context = asymmetric_start(call, EVP_PKEY_derive_init);
	if (!context)
		goto out;
	/* object_peer_to_pkey() has checked the peer's value. */
	if (EVP_PKEY_derive_set_peer_ex(context, peer, 0) != 1 ||
	    EVP_PKEY_derive(context, NULL, size) != 1)
		goto out;
	*secret = secret_alloc(*size);
	if (!*secret)
		result = TEE_ERROR_OUT_OF_MEMORY;
	else if (EVP_PKEY_derive(context, *secret, size) == 1)
		result = TEE_SUCCESS;
out:
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(peer);
	return result;
}

static void add_octets(OSSL_PARAM *params, const char *name, const void *data, size_t size)
{
	static const uint8_t nothing[1];

	while (params->key)
		params++;
	params[0] = OSSL_PARAM_construct_octet_string(name, (void *)(data ? data : nothing), size);
	params[1] = OSSL_PARAM_construct_end();
}

static void add_param(OSSL_PARAM *params, const char *name, const TEE_Attribute *param)
{
	if (param)
		add_octets(params, name, param->content.ref.buffer, param->content.ref.length);
}

static void add_name(OSSL_PARAM *params, const char *name, const char *value)
{
	while (params->key)
		params++;
	params[0] = OSSL_PARAM_construct_utf8_string(name, (char *)value, 0);
	params[1] = OSSL_PARAM_construct_end();
}

/* OP-TEE's algorithms take OP-TEE's old attributes, and the standard ones. */
static const TEE_Attribute *either_param(const struct asymmetric_call *call, uint32_t old,
					 uint32_t standard)
{
	const TEE_Attribute *param = asymmetric_param(call, old);

	return param ? param : asymmetric_param(call, standard);
}

/*
 * Parameters of HKDF: OP-TEE's identifiers, or GlobalPlatform's with the hash as a parameter. As
 * in OP-TEE, it is SHA-256 by default, and both identifiers count the size in bytes.
 */
static size_t hkdf_params(const struct asymmetric_call *call, OSSL_PARAM *params, uint32_t *hash)
{
	const struct algorithm *algorithm = call->operation->algorithm;
	const bool standard = algorithm->id == TEE_ALG_HKDF;
	const TEE_Attribute *digest = asymmetric_param(call, TEE_ATTR_HKDF_HASH_ALGORITHM);
	const TEE_Attribute *size;

	if (standard) {
		*hash = digest ? digest->content.value.a : TEE_ALG_SHA256;
		add_param(params, OSSL_KDF_PARAM_SALT, asymmetric_param(call, TEE_ATTR_HKDF_SALT));
		add_param(params, OSSL_KDF_PARAM_INFO, asymmetric_param(call, TEE_ATTR_HKDF_INFO));
		size = asymmetric_need_param(call, TEE_ATTR_KDF_KEY_SIZE);
	} else {
		add_param(params, OSSL_KDF_PARAM_SALT,
			  either_param(call, __OPTEE_TEE_ATTR_HKDF_SALT, TEE_ATTR_HKDF_SALT));
		add_param(params, OSSL_KDF_PARAM_INFO,
			  either_param(call, __OPTEE_ATTR_HKDF_INFO, TEE_ATTR_HKDF_INFO));
		size = asymmetric_need_param(call, TEE_ATTR_HKDF_OKM_LENGTH);
	}
	return size->content.value.a;
}

/* Parameters of the other functions. Returns the size of the derived key in bytes. */
static size_t kdf_params(const struct asymmetric_call *call, OSSL_PARAM *params, uint32_t *hash,
			 unsigned int *iterations)
{
	static int no_minimum = 1;
	const enum scheme scheme = call->operation->algorithm->scheme;
	const TEE_Attribute *salt = asymmetric_param(call, TEE_ATTR_PBKDF2_SALT);
	OSSL_PARAM *end = params;

	if (scheme == SCHEME_HKDF)
		return hkdf_params(call, params, hash);
	if (scheme == SCHEME_CONCAT_KDF) {
		add_param(params, OSSL_KDF_PARAM_INFO,
			  asymmetric_param(call, TEE_ATTR_CONCAT_KDF_OTHER_INFO));
		return asymmetric_need_param(call, TEE_ATTR_CONCAT_KDF_DKM_LENGTH)->content.value.a;
	}
	/* OpenSSL wants a salt, but it may be empty. */
	add_octets(params, OSSL_KDF_PARAM_SALT, salt ? salt->content.ref.buffer : NULL,
		   salt ? salt->content.ref.length : 0);
	*iterations = asymmetric_need_param(call, TEE_ATTR_PBKDF2_ITERATION_COUNT)->content.value.a;
	while (end->key)
		end++;
	*end++ = OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, iterations);
	/* Accept the small salts and counts of PKCS#5's own examples. */
	*end++ = OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &no_minimum);
	*end = OSSL_PARAM_construct_end();
	return asymmetric_need_param(call, TEE_ATTR_PBKDF2_DKM_LENGTH)->content.value.a;
}

/* Run a derivation from a secret. */
static TEE_Result stretch(const struct asymmetric_call *call, uint8_t **key, size_t *size)
{
	const struct algorithm *algorithm = call->operation->algorithm;
	OSSL_PARAM params[MAX_KDF_PARAMS + 1] = { OSSL_PARAM_END };
	EVP_KDF *kdf = provider_kdf(algorithm->scheme);
	uint32_t hash = algorithm->hash;
	unsigned int iterations = 0;
	const uint8_t *secret;
	size_t secret_size;
	EVP_KDF_CTX *context;
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;

	if (!kdf)
		return TEE_ERROR_NOT_SUPPORTED;
	*size = kdf_params(call, params, &hash, &iterations);
	if (!*size || !algorithm_hash_size(hash) ||
	    (algorithm->scheme == SCHEME_PBKDF2 && !iterations))
		return TEE_ERROR_BAD_PARAMETERS;
	secret = operation_secret(call->operation->keys[0], &secret_size);
	add_octets(params, algorithm->scheme == SCHEME_PBKDF2 ? OSSL_KDF_PARAM_PASSWORD :
								OSSL_KDF_PARAM_KEY,
		   secret, secret_size);
	add_name(params, OSSL_KDF_PARAM_DIGEST, provider_digest_name(hash));
	context = EVP_KDF_CTX_new(kdf);
	*key = secret_alloc(*size);
	if (context && *key)
		result = EVP_KDF_derive(context, *key, *size, params) == 1 ?
			 TEE_SUCCESS : TEE_ERROR_BAD_PARAMETERS;
	EVP_KDF_CTX_free(context);
	return result;
}

/*
 * Applications for OP-TEE give the size of the secrets of X25519 and SM2 in bytes, which happens to
 * work there. No such secret has less than 128 bits, so a smaller number is bytes.
 */
static void correct_size(struct object *target)
{
	if (target->max_size < 128)
		target->max_size *= 8;
}

static TEE_Result derive(const struct asymmetric_call *call, struct object *target,
			 uint8_t **key, size_t *size)
{
	switch (call->operation->algorithm->scheme) {
	case SCHEME_XDH:
		correct_size(target);
		return exchange(call, key, size);
	case SCHEME_DH:
		return dh_derive(call, key, size);
	case SCHEME_ECDH:
		return exchange(call, key, size);
	case SCHEME_SM2_KEP:
		correct_size(target);
		*size = target->max_size / 8;
		*key = secret_alloc(*size);
		return *key ? sm2_exchange(call, *key, *size) : TEE_ERROR_OUT_OF_MEMORY;
	default:
		return stretch(call, key, size);
	}
}

void TEE_DeriveKey(TEE_OperationHandle operation, const TEE_Attribute *params, uint32_t paramCount,
		   TEE_ObjectHandle derivedKey)
{
	const struct operation *found = operation_get_class(
		operation, TEE_OPERATION_KEY_DERIVATION, __func__);
	struct object *target = object_get(derivedKey, __func__);
	struct asymmetric_call call = {
		.operation = found, .key = ((struct derivation *)found->data)->key,
		.params = params, .num_params = paramCount, .function = __func__,
	};
	uint8_t *key = NULL;
	size_t size = 0;
	TEE_Result result;

	asymmetric_check_params(&call);
	if (target->persistent || object_is_initialized(target))
		operation_panic(__func__, "the derived key is not an uninitialized object");
	result = derive(&call, target, &key, &size);
	ERR_clear_error();
	if (result == TEE_SUCCESS)
		result = object_set_secret(target, key, size);
	secret_free(key);
	if (result != TEE_SUCCESS)
		runtime_panic(result, __func__, "can't derive a key of %zu bytes", size);
}
