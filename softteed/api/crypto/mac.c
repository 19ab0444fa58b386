// SPDX-License-Identifier: BSD-2-Clause
/* Message authentication codes: Internal Core API 1.3, 6.5. */

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <string.h>

#include "softteed/api/crypto/cbc_mac.h"
#include "softteed/api/crypto/methods.h"
#include "softteed/api/crypto/operation.h"
#include "softteed/api/crypto/provider.h"

/* HMAC and CMAC use @context, CBC-MAC uses @cbc. */
struct mac {
	EVP_MAC_CTX *context;
	struct cbc_mac cbc;
};

static bool is_cbc(const struct operation *operation)
{
	return operation->algorithm->scheme == SCHEME_CBC_MAC;
}

static TEE_Result create(struct operation *operation)
{
	struct mac *mac = operation->data;
	EVP_MAC *found;

	if (is_cbc(operation)) {
		mac->cbc.block = algorithm_block_size(operation->algorithm);
		mac->cbc.context = EVP_CIPHER_CTX_new();
		return mac->cbc.context ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
	}
	found = operation->algorithm->scheme == SCHEME_HMAC ? provider_hmac() : provider_cmac();
	if (!found)
		return TEE_ERROR_NOT_SUPPORTED;
	mac->context = EVP_MAC_CTX_new(found);
	return mac->context ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

static void destroy(struct operation *operation)
{
	struct mac *mac = operation->data;

	EVP_MAC_CTX_free(mac->context);
	EVP_CIPHER_CTX_free(mac->cbc.context);
}

static TEE_Result set_cipher_key(struct operation *operation, const uint8_t *secret, size_t size)
{
	struct mac *mac = operation->data;
	const uint32_t type = operation->algorithm->key_type;
	uint8_t expanded[PROVIDER_MAX_KEY];
	OSSL_PARAM params[2] = { OSSL_PARAM_END, OSSL_PARAM_END };
	const EVP_CIPHER *cipher;
	TEE_Result result = TEE_SUCCESS;

	size = provider_cipher_key(type, secret, size, expanded);
	cipher = provider_cipher(type, size, SCHEME_CBC);
	if (!cipher) {
		result = TEE_ERROR_NOT_SUPPORTED;
	} else if (is_cbc(operation)) {
		if (EVP_EncryptInit_ex2(mac->cbc.context, cipher, expanded, NULL, NULL) != 1 ||
		    EVP_CIPHER_CTX_set_padding(mac->cbc.context, 0) != 1)
			result = TEE_ERROR_BAD_PARAMETERS;
	} else {
		params[0] = OSSL_PARAM_construct_utf8_string(
			OSSL_MAC_PARAM_CIPHER, (char *)EVP_CIPHER_get0_name(cipher), 0);
		if (EVP_MAC_init(mac->context, expanded, size, params) != 1)
			result = TEE_ERROR_BAD_PARAMETERS;
	}
	OPENSSL_cleanse(expanded, sizeof(expanded));
	return result;
}

/* Replace the context, to wipe what it has of the old key. */
static TEE_Result renew(struct operation *operation)
{
	destroy(operation);
	memset(operation->data, 0, sizeof(struct mac));
	return create(operation);
}

static TEE_Result set_key(struct operation *operation)
{
	struct mac *mac = operation->data;
	OSSL_PARAM params[2] = { OSSL_PARAM_END, OSSL_PARAM_END };
	TEE_Result result = renew(operation);
	const uint8_t *secret;
	const char *name;
	size_t size;

	if (result != TEE_SUCCESS || !operation->keys[0])
		return result;
	secret = operation_secret(operation->keys[0], &size);
	if (operation->algorithm->scheme != SCHEME_HMAC)
		return set_cipher_key(operation, secret, size);
	name = provider_digest_name(operation->algorithm->hash);
	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)name, 0);
	return EVP_MAC_init(mac->context, secret, size, params) == 1 ? TEE_SUCCESS :
								       TEE_ERROR_BAD_PARAMETERS;
}

static TEE_Result reset(struct operation *operation)
{
	struct mac *mac = operation->data;

	cbc_mac_clear(&mac->cbc);
	return TEE_SUCCESS;
}

static TEE_Result copy(struct operation *to, const struct operation *from)
{
	struct mac *target = to->data;
	const struct mac *source = from->data;
	EVP_CIPHER_CTX *context = target->cbc.context;

	if (!from->keys[0])
		return TEE_SUCCESS;
	if (is_cbc(from)) {
		target->cbc = source->cbc;
		target->cbc.context = context;
		return EVP_CIPHER_CTX_copy(context, source->cbc.context) == 1 ?
		       TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
	}
	EVP_MAC_CTX_free(target->context);
	target->context = EVP_MAC_CTX_dup(source->context);
	return target->context ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

const struct operation_methods mac_methods = {
	.state_size = sizeof(struct mac),
	.create = create,
	.destroy = destroy,
	.set_key = set_key,
	.reset = reset,
	.copy = copy,
};

/* No MAC here has an IV, so the arguments are ignored (Internal Core API 1.3, 6.5.1). */
void TEE_MACInit(TEE_OperationHandle operation, const void *IV, size_t IVLen)
{
	struct operation *found = operation_get_class(operation, TEE_OPERATION_MAC, __func__);
	struct mac *mac = found->data;
	bool done;

	(void)IV;
	(void)IVLen;
	if (is_cbc(found))
		done = cbc_mac_start(&mac->cbc);
	else
		done = EVP_MAC_init(mac->context, NULL, 0, NULL) == 1;
	if (!done)
		runtime_panic(TEE_ERROR_GENERIC, __func__, "OpenSSL can't start the MAC");
	operation_begin(found, TEE_OPERATION_STATE_ACTIVE);
}

static void update(struct operation *operation, const void *data, size_t size,
		   const char *function)
{
	struct mac *mac = operation->data;
	bool done;

	if (!size)
		return;
	if (is_cbc(operation))
		done = cbc_mac_update(&mac->cbc, data, size);
	else
		done = EVP_MAC_update(mac->context, data, size) == 1;
	if (!done)
		runtime_panic(TEE_ERROR_GENERIC, function, "OpenSSL can't process the data");
}

void TEE_MACUpdate(TEE_OperationHandle operation, const void *chunk, size_t chunkSize)
{
	struct operation *found = operation_get_started(operation, TEE_OPERATION_MAC, __func__);

	operation_check_input(chunk, chunkSize, __func__);
	update(found, chunk, chunkSize, __func__);
}

static void finish_cbc(struct operation *operation, uint8_t *out, const char *function)
{
	struct cbc_mac *cbc = &((struct mac *)operation->data)->cbc;
	uint8_t padding[CBC_MAC_MAX_BLOCK];
	const size_t size = cbc->block - cbc->num_pending;

	if (operation->algorithm->padding) {
		memset(padding, (int)size, size);
		if (!cbc_mac_update(cbc, padding, size))
			runtime_panic(TEE_ERROR_GENERIC, function, "OpenSSL can't end the MAC");
	} else if (cbc->num_pending) {
		operation_panic(function, "the message is not a multiple of %zu bytes",
				cbc->block);
	}
	memcpy(out, cbc->last, cbc->block);
}

/* Add the rest of the message, write the MAC, and return to the initial state. */
static void finish(struct operation *operation, const void *message, size_t size, uint8_t *out,
		   const char *function)
{
	struct mac *mac = operation->data;
	size_t length;

	update(operation, message, size, function);
	if (is_cbc(operation))
		finish_cbc(operation, out, function);
	else if (EVP_MAC_final(mac->context, out, &length, operation->digest_size) != 1)
		runtime_panic(TEE_ERROR_GENERIC, function, "OpenSSL can't end the MAC");
	operation_end(operation, function);
}

TEE_Result TEE_MACComputeFinal(TEE_OperationHandle operation, const void *message,
			       size_t messageLen, void *mac, size_t *macLen)
{
	struct operation *found = operation_get_started(operation, TEE_OPERATION_MAC, __func__);

	annotation_require_own(macLen, sizeof(*macLen), "the size of the MAC", __func__);
	operation_check_input(message, messageLen, __func__);
	if (!operation_fits(found->digest_size, mac, macLen))
		return TEE_ERROR_SHORT_BUFFER;
	finish(found, message, messageLen, mac, __func__);
	*macLen = found->digest_size;
	return TEE_SUCCESS;
}

TEE_Result TEE_MACCompareFinal(TEE_OperationHandle operation, const void *message,
			       size_t messageLen, const void *mac, size_t macLen)
{
	struct operation *found = operation_get_started(operation, TEE_OPERATION_MAC, __func__);
	uint8_t computed[ALGORITHM_MAX_DIGEST];
	bool same;

	operation_check_input(message, messageLen, __func__);
	operation_check_input(mac, macLen, __func__);
	finish(found, message, messageLen, computed, __func__);
	same = macLen == found->digest_size && CRYPTO_memcmp(mac, computed, macLen) == 0;
	OPENSSL_cleanse(computed, sizeof(computed));
	return same ? TEE_SUCCESS : TEE_ERROR_MAC_INVALID;
}
