// SPDX-License-Identifier: BSD-2-Clause
/*
 * Authenticated encryption: Internal Core API 1.3, 6.6. Both modes are stream ciphers, so each
 * call could write as many bytes as it reads. With CCM, though, OP-TEE writes whole blocks before
 * the end, and applications may count on that.
 */

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <string.h>

#include "softteed/api/crypto/ccm.h"
#include "softteed/api/crypto/methods.h"
#include "softteed/api/crypto/operation.h"
#include "softteed/api/crypto/provider.h"

#define MAX_TAG		16
/* Largest nonce that OpenSSL takes for GCM, in bytes. */
#define GCM_MAX_NONCE	128

/* GCM uses @gcm, CCM the rest: @ccm with the contexts in it, and payload that waits for more */
struct ae {
	EVP_CIPHER_CTX *gcm;
	struct ccm ccm;
	uint8_t pending[CCM_BLOCK];
	size_t num_pending;
};

static bool is_gcm(const struct operation *operation)
{
	return operation->algorithm->scheme == SCHEME_GCM;
}

static TEE_Result create(struct operation *operation)
{
	struct ae *ae = operation->data;

	ae->ccm.mac.block = CCM_BLOCK;
	if (is_gcm(operation)) {
		ae->gcm = EVP_CIPHER_CTX_new();
		return ae->gcm ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
	}
	ae->ccm.counter = EVP_CIPHER_CTX_new();
	ae->ccm.mac.context = EVP_CIPHER_CTX_new();
	return ae->ccm.counter && ae->ccm.mac.context ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

static void destroy(struct operation *operation)
{
	struct ae *ae = operation->data;

	EVP_CIPHER_CTX_free(ae->gcm);
	EVP_CIPHER_CTX_free(ae->ccm.counter);
	EVP_CIPHER_CTX_free(ae->ccm.mac.context);
}

static bool set_context(EVP_CIPHER_CTX *context, enum scheme scheme, const uint8_t *key,
			size_t size, bool encrypt)
{
	const EVP_CIPHER *cipher = provider_cipher(TEE_TYPE_AES, size, scheme);

	return cipher && EVP_CipherInit_ex2(context, cipher, key, NULL, encrypt, NULL) == 1 &&
	       EVP_CIPHER_CTX_set_padding(context, 0) == 1;
}

static TEE_Result set_key(struct operation *operation)
{
	struct ae *ae = operation->data;
	const uint8_t *key;
	size_t size;
	bool done;

	if (is_gcm(operation)) {
		EVP_CIPHER_CTX_reset(ae->gcm);
	} else {
		EVP_CIPHER_CTX_reset(ae->ccm.counter);
		EVP_CIPHER_CTX_reset(ae->ccm.mac.context);
	}
	if (!operation->keys[0])
		return TEE_SUCCESS;
	key = operation_secret(operation->keys[0], &size);
	if (is_gcm(operation))
		done = set_context(ae->gcm, SCHEME_GCM, key, size,
				   operation->mode == TEE_MODE_ENCRYPT);
	else
		done = set_context(ae->ccm.counter, SCHEME_CTR, key, size, true) &&
		       set_context(ae->ccm.mac.context, SCHEME_CBC, key, size, true);
	return done ? TEE_SUCCESS : TEE_ERROR_BAD_PARAMETERS;
}

static TEE_Result reset(struct operation *operation)
{
	struct ae *ae = operation->data;

	ccm_clear(&ae->ccm);
	OPENSSL_cleanse(ae->pending, sizeof(ae->pending));
	ae->num_pending = 0;
	return TEE_SUCCESS;
}

static TEE_Result copy(struct operation *to, const struct operation *from)
{
	struct ae *target = to->data;
	const struct ae *source = from->data;
	EVP_CIPHER_CTX *counter = target->ccm.counter;
	EVP_CIPHER_CTX *mac = target->ccm.mac.context;
	bool done;

	target->ccm = source->ccm;
	target->ccm.counter = counter;
	target->ccm.mac.context = mac;
	memcpy(target->pending, source->pending, sizeof(target->pending));
	target->num_pending = source->num_pending;
	if (!from->keys[0])
		return TEE_SUCCESS;
	if (is_gcm(from))
		done = EVP_CIPHER_CTX_copy(target->gcm, source->gcm) == 1;
	else
		done = EVP_CIPHER_CTX_copy(counter, source->ccm.counter) == 1 &&
		       EVP_CIPHER_CTX_copy(mac, source->ccm.mac.context) == 1;
	return done ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

const struct operation_methods ae_methods = {
	.state_size = sizeof(struct ae),
	.create = create,
	.destroy = destroy,
	.set_key = set_key,
	.reset = reset,
	.copy = copy,
};

static bool tag_size_valid(const struct operation *operation, uint32_t bits)
{
	if (is_gcm(operation))
		return bits >= 96 && bits <= 128 && bits % 8 == 0;
	return bits >= 32 && bits <= 128 && bits % 16 == 0;
}

static bool start_gcm(struct ae *ae, const void *nonce, size_t size)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_size_t(OSSL_CIPHER_PARAM_AEAD_IVLEN, &size),
		OSSL_PARAM_END,
	};

	return EVP_CIPHER_CTX_set_params(ae->gcm, params) == 1 &&
	       EVP_CipherInit_ex2(ae->gcm, NULL, NULL, nonce, -1, NULL) == 1;
}

static void check_nonce(const struct operation *operation, size_t size, size_t payload_size,
			const char *function)
{
	const size_t min = is_gcm(operation) ? 1 : CCM_MIN_NONCE;
	const size_t max = is_gcm(operation) ? GCM_MAX_NONCE : CCM_MAX_NONCE;

	if (size < min || size > max)
		operation_panic(function, "nonce of %zu bytes for TEE_ALG_%s", size,
				operation->algorithm->name);
	if (!is_gcm(operation) && 15 - size < sizeof(payload_size) &&
	    payload_size >> 8 * (15 - size))
		operation_panic(function, "payload of %zu bytes with a nonce of %zu bytes",
				payload_size, size);
}

TEE_Result TEE_AEInit(TEE_OperationHandle operation, const void *nonce, size_t nonceLen,
		      uint32_t tagLen, size_t AADLen, size_t payloadLen)
{
	struct operation *found = operation_get_class(operation, TEE_OPERATION_AE, __func__);
	struct ae *ae = found->data;
	bool done;

	operation_check_input(nonce, nonceLen, __func__);
	if (found->state != TEE_OPERATION_STATE_INITIAL)
		operation_bad_state(__func__, "the operation is not in its initial state");
	check_nonce(found, nonceLen, payloadLen, __func__);
	if (!tag_size_valid(found, tagLen))
		return TEE_ERROR_NOT_SUPPORTED;
	if (is_gcm(found))
		done = start_gcm(ae, nonce, nonceLen);
	else
		done = ccm_start(&ae->ccm, nonce, nonceLen, tagLen / 8, AADLen, payloadLen);
	if (!done)
		runtime_panic(TEE_ERROR_GENERIC, __func__, "OpenSSL can't set the nonce");
	found->digest_size = tagLen / 8;
	/* The operation becomes active with the first payload. */
	operation_begin(found, TEE_OPERATION_STATE_INITIAL);
	return TEE_SUCCESS;
}

/* Process data that may be larger than OpenSSL's int. @out is NULL for associated data. */
static bool gcm_update(struct ae *ae, const uint8_t *in, uint8_t *out, size_t size)
{
	const size_t most = INT_MAX / MAX_TAG * MAX_TAG;
	size_t chunk;
	int length;

	while (size) {
		chunk = size < most ? size : most;
		if (EVP_CipherUpdate(ae->gcm, out, &length, in, chunk) != 1 ||
		    (size_t)length != chunk)
			return false;
		in += chunk;
		out = out ? out + chunk : NULL;
		size -= chunk;
	}
	return true;
}

void TEE_AEUpdateAAD(TEE_OperationHandle operation, const void *AADdata, size_t AADdataLen)
{
	struct operation *found = operation_get_started(operation, TEE_OPERATION_AE, __func__);
	struct ae *ae = found->data;
	bool done;

	operation_check_input(AADdata, AADdataLen, __func__);
	if (found->state != TEE_OPERATION_STATE_INITIAL)
		operation_bad_state(__func__, "associated data after payload");
	if (!AADdataLen)
		return;
	if (!is_gcm(found) && AADdataLen > ae->ccm.aad_left)
		operation_panic(__func__, "more associated data than announced");
	if (is_gcm(found))
		done = gcm_update(ae, AADdata, NULL, AADdataLen);
	else
		done = ccm_aad(&ae->ccm, AADdata, AADdataLen);
	if (!done)
		runtime_panic(TEE_ERROR_GENERIC, __func__, "OpenSSL can't process the data");
}

static bool overlap_badly(const uint8_t *in, const uint8_t *out, size_t size)
{
	return size && in != out && (uintptr_t)in < (uintptr_t)out + size &&
	       (uintptr_t)out < (uintptr_t)in + size;
}

/* Bytes that there are with @size more */
static size_t total_size(const struct operation *operation, size_t size, const char *function)
{
	const struct ae *ae = operation->data;
	size_t total;

	if (__builtin_add_overflow(ae->num_pending, size, &total))
		operation_panic(function, "input of %zu bytes", size);
	return total;
}

/* Copy what is pending and @size bytes at @in. */
static uint8_t *join(const struct ae *ae, const uint8_t *in, size_t size)
{
	uint8_t *joined = OPENSSL_malloc(ae->num_pending + size);

	if (joined) {
		memcpy(joined, ae->pending, ae->num_pending);
		memcpy(joined + ae->num_pending, in, size);
	}
	return joined;
}

/*
 * Encrypt or decrypt the first @out_size of the pending bytes and the @size bytes at @in, with any
 * overlap of @in and @out. The rest becomes pending.
 */
static TEE_Result process(struct operation *operation, const uint8_t *in, size_t size,
			  uint8_t *out, size_t out_size, const char *function)
{
	struct ae *ae = operation->data;
	const size_t total = ae->num_pending + size;
	uint8_t *joined = NULL;
	bool done;

	if (!total)
		return TEE_SUCCESS;
	if (!size) {
		in = ae->pending;
	} else if (ae->num_pending || overlap_badly(in, out, out_size)) {
		joined = join(ae, in, size);
		if (!joined)
			return TEE_ERROR_OUT_OF_MEMORY;
		in = joined;
	}
	/* The rest comes first, as the output may overwrite it. */
	ae->num_pending = total - out_size;
	if (size)
		memcpy(ae->pending, in + out_size, ae->num_pending);
	if (is_gcm(operation))
		done = gcm_update(ae, in, out, out_size);
	else
		done = ccm_payload(&ae->ccm, operation->mode == TEE_MODE_ENCRYPT, in, out,
				   out_size);
	OPENSSL_clear_free(joined, total);
	if (!done)
		runtime_panic(TEE_ERROR_GENERIC, function, "OpenSSL can't process the data");
	operation->state = TEE_OPERATION_STATE_ACTIVE;
	return TEE_SUCCESS;
}

/* Panic if CCM gets other sizes than announced. @last if no more payload follows. */
static void check_payload(const struct operation *operation, size_t size, bool last,
			  const char *function)
{
	const struct ae *ae = operation->data;
	const size_t left = ae->ccm.payload_left - ae->num_pending;

	if (is_gcm(operation) || (!size && !last))
		return;
	if (ae->ccm.aad_left)
		operation_panic(function, "less associated data than announced");
	if (size > left || (last && size != left))
		operation_panic(function, "payload of a different size than announced");
}

static struct operation *get_started(TEE_OperationHandle handle, const void *data, size_t size,
				     const size_t *out_size, const char *function)
{
	struct operation *operation = operation_get_started(handle, TEE_OPERATION_AE, function);

	operation_check_input(data, size, function);
	annotation_require_own(out_size, sizeof(*out_size), "the size of the output", function);
	return operation;
}

TEE_Result TEE_AEUpdate(TEE_OperationHandle operation, const void *srcData, size_t srcLen,
			void *destData, size_t *destLen)
{
	struct operation *found = get_started(operation, srcData, srcLen, destLen, __func__);
	size_t ready = srcLen ? total_size(found, srcLen, __func__) : 0;
	TEE_Result result = TEE_SUCCESS;

	check_payload(found, srcLen, false, __func__);
	if (!is_gcm(found))
		ready -= ready % CCM_BLOCK;
	if (!operation_fits(ready, destData, destLen))
		return TEE_ERROR_SHORT_BUFFER;
	if (srcLen)
		result = process(found, srcData, srcLen, destData, ready, __func__);
	if (result == TEE_SUCCESS)
		*destLen = ready;
	return result;
}

static bool compute_tag(struct operation *operation, uint8_t *tag)
{
	struct ae *ae = operation->data;
	OSSL_PARAM params[2] = { OSSL_PARAM_END, OSSL_PARAM_END };
	uint8_t nothing[MAX_TAG];
	int length;

	if (!is_gcm(operation))
		return ccm_tag(&ae->ccm, tag);
	params[0] = OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag,
						      operation->digest_size);
	return EVP_EncryptFinal_ex(ae->gcm, nothing, &length) == 1 &&
	       EVP_CIPHER_CTX_get_params(ae->gcm, params) == 1;
}

static bool tag_matches(struct operation *operation, void *tag)
{
	struct ae *ae = operation->data;
	OSSL_PARAM params[2] = { OSSL_PARAM_END, OSSL_PARAM_END };
	uint8_t computed[MAX_TAG];
	bool same;
	int length;

	if (is_gcm(operation)) {
		params[0] = OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag,
							      operation->digest_size);
		return EVP_CIPHER_CTX_set_params(ae->gcm, params) == 1 &&
		       EVP_DecryptFinal_ex(ae->gcm, computed, &length) == 1;
	}
	same = ccm_tag(&ae->ccm, computed) &&
	       CRYPTO_memcmp(tag, computed, operation->digest_size) == 0;
	OPENSSL_cleanse(computed, sizeof(computed));
	return same;
}

TEE_Result TEE_AEEncryptFinal(TEE_OperationHandle operation, const void *srcData, size_t srcLen,
			      void *destData, size_t *destLen, void *tag, size_t *tagLen)
{
	struct operation *found = get_started(operation, srcData, srcLen, destLen, __func__);
	const size_t total = total_size(found, srcLen, __func__);
	uint8_t computed[MAX_TAG];
	TEE_Result result;
	bool fits;

	if (found->mode != TEE_MODE_ENCRYPT)
		operation_bad_state(__func__, "the operation decrypts");
	annotation_require_own(tagLen, sizeof(*tagLen), "the size of the tag", __func__);
	check_payload(found, srcLen, true, __func__);
	fits = operation_fits(total, destData, destLen);
	if (!operation_fits(found->digest_size, tag, tagLen) || !fits)
		return TEE_ERROR_SHORT_BUFFER;
	result = process(found, srcData, srcLen, destData, total, __func__);
	if (result != TEE_SUCCESS)
		return result;
	if (!compute_tag(found, computed))
		runtime_panic(TEE_ERROR_GENERIC, __func__, "OpenSSL can't compute the tag");
	memcpy(tag, computed, found->digest_size);
	*destLen = total;
	*tagLen = found->digest_size;
	operation_end(found, __func__);
	return TEE_SUCCESS;
}

TEE_Result TEE_AEDecryptFinal(TEE_OperationHandle operation, const void *srcData, size_t srcLen,
			      void *destData, size_t *destLen, void *tag, size_t tagLen)
{
	struct operation *found = get_started(operation, srcData, srcLen, destLen, __func__);
	const size_t total = total_size(found, srcLen, __func__);
	uint8_t expected[MAX_TAG];
	TEE_Result result;
	bool valid;

	if (found->mode != TEE_MODE_DECRYPT)
		operation_bad_state(__func__, "the operation encrypts");
	operation_check_input(tag, tagLen, __func__);
	check_payload(found, srcLen, true, __func__);
	if (!operation_fits(total, destData, destLen))
		return TEE_ERROR_SHORT_BUFFER;
	/* The output may overwrite the tag. */
	valid = tagLen == found->digest_size;
	if (valid)
		memcpy(expected, tag, tagLen);
	result = process(found, srcData, srcLen, destData, total, __func__);
	if (result != TEE_SUCCESS)
		return result;
	valid = valid && tag_matches(found, expected);
	if (!valid && total)
		OPENSSL_cleanse(destData, total);
	*destLen = valid ? total : 0;
	operation_end(found, __func__);
	return valid ? TEE_SUCCESS : TEE_ERROR_MAC_INVALID;
}
