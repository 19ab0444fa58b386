// SPDX-License-Identifier: BSD-2-Clause
/*
 * Symmetric ciphers: Internal Core API 1.3, 6.4.
 *
 * Bytes that don't make a whole block stay in @pending until more arrive. Modes that treat the
 * end of the data differently also keep whole blocks back, see keep_back().
 */

#include <limits.h>
#include <openssl/crypto.h>
#include <string.h>

#include "softteed/api/crypto/methods.h"
#include "softteed/api/crypto/operation.h"
#include "softteed/api/crypto/provider.h"
#include "softteed/api/crypto/xts.h"

#define MAX_BLOCK	16

/*
 * @context: the cipher with the (first) key. CTS is CBC, XTS is ECB.
 * @second: XTS's second key
 * @chain: the last ciphertext block of CTS, at first the IV
 */
struct cipher {
	EVP_CIPHER_CTX *context;
	EVP_CIPHER_CTX *second;
	size_t block;
	uint8_t pending[2 * MAX_BLOCK];
	size_t num_pending;
	uint8_t chain[MAX_BLOCK];
	struct xts xts;
};

static enum scheme basic_scheme(enum scheme scheme)
{
	if (scheme == SCHEME_CTS)
		return SCHEME_CBC;
	return scheme == SCHEME_XTS ? SCHEME_ECB : scheme;
}

static TEE_Result create(struct operation *operation)
{
	struct cipher *cipher = operation->data;

	cipher->block = operation->algorithm->scheme == SCHEME_CTR ?
			1 : algorithm_block_size(operation->algorithm);
	cipher->context = EVP_CIPHER_CTX_new();
	cipher->second = EVP_CIPHER_CTX_new();
	cipher->xts.data = cipher->context;
	return cipher->context && cipher->second ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

static void destroy(struct operation *operation)
{
	struct cipher *cipher = operation->data;

	EVP_CIPHER_CTX_free(cipher->context);
	EVP_CIPHER_CTX_free(cipher->second);
}

static TEE_Result set_context(EVP_CIPHER_CTX *context, const struct object *key,
			      enum scheme scheme, bool encrypt)
{
	static const uint8_t no_iv[MAX_BLOCK];
	uint8_t expanded[PROVIDER_MAX_KEY];
	size_t size;
	const uint8_t *secret = operation_secret(key, &size);
	const EVP_CIPHER *found;
	TEE_Result result = TEE_SUCCESS;

	size = provider_cipher_key(key->type, secret, size, expanded);
	found = provider_cipher(key->type, size, scheme);
	if (!found)
		result = TEE_ERROR_NOT_SUPPORTED;
	else if (EVP_CipherInit_ex2(context, found, expanded, no_iv, encrypt, NULL) != 1 ||
		 EVP_CIPHER_CTX_set_padding(context, 0) != 1)
		result = TEE_ERROR_BAD_PARAMETERS;
	OPENSSL_cleanse(expanded, sizeof(expanded));
	return result;
}

static TEE_Result set_key(struct operation *operation)
{
	struct cipher *cipher = operation->data;
	const enum scheme scheme = basic_scheme(operation->algorithm->scheme);
	TEE_Result result;

	EVP_CIPHER_CTX_reset(cipher->context);
	EVP_CIPHER_CTX_reset(cipher->second);
	if (!operation->keys[0])
		return TEE_SUCCESS;
	result = set_context(cipher->context, operation->keys[0], scheme,
			     operation->mode == TEE_MODE_ENCRYPT);
	if (result == TEE_SUCCESS && operation->keys[1])
		result = set_context(cipher->second, operation->keys[1], scheme, true);
	return result;
}

static TEE_Result reset(struct operation *operation)
{
	struct cipher *cipher = operation->data;

	OPENSSL_cleanse(cipher->pending, sizeof(cipher->pending));
	OPENSSL_cleanse(cipher->chain, sizeof(cipher->chain));
	OPENSSL_cleanse(cipher->xts.tweak, sizeof(cipher->xts.tweak));
	cipher->num_pending = 0;
	return TEE_SUCCESS;
}

static TEE_Result copy(struct operation *to, const struct operation *from)
{
	struct cipher *target = to->data;
	const struct cipher *source = from->data;

	memcpy(target->pending, source->pending, sizeof(target->pending));
	memcpy(target->chain, source->chain, sizeof(target->chain));
	memcpy(target->xts.tweak, source->xts.tweak, sizeof(target->xts.tweak));
	target->num_pending = source->num_pending;
	if (!from->keys[0])
		return TEE_SUCCESS;
	return EVP_CIPHER_CTX_copy(target->context, source->context) == 1 ?
	       TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

const struct operation_methods cipher_methods = {
	.state_size = sizeof(struct cipher),
	.create = create,
	.destroy = destroy,
	.set_key = set_key,
	.reset = reset,
	.copy = copy,
};

void TEE_CipherInit(TEE_OperationHandle operation, const void *IV, size_t IVLen)
{
	struct operation *found = operation_get_class(operation, TEE_OPERATION_CIPHER, __func__);
	struct cipher *cipher = found->data;
	const enum scheme scheme = found->algorithm->scheme;
	const size_t wanted = scheme == SCHEME_ECB ? 0 : algorithm_block_size(found->algorithm);
	bool done = true;

	operation_check_input(IV, IVLen, __func__);
	if (IVLen != wanted)
		operation_panic(__func__, "IV of %zu bytes for TEE_ALG_%s", IVLen,
				found->algorithm->name);
	operation_end(found, __func__);
	if (scheme == SCHEME_XTS)
		done = xts_start(&cipher->xts, cipher->second, IV);
	else
		done = EVP_CipherInit_ex2(cipher->context, NULL, NULL, wanted ? IV : NULL, -1,
					  NULL) == 1;
	if (!done)
		runtime_panic(TEE_ERROR_GENERIC, __func__, "OpenSSL can't set the IV");
	if (wanted)
		memcpy(cipher->chain, IV, wanted);
	operation_begin(found, TEE_OPERATION_STATE_ACTIVE);
}

/* Fewest bytes that have to wait for the end of the data. */
static size_t keep_back(const struct operation *operation)
{
	switch (operation->algorithm->scheme) {
	case SCHEME_CTS:
	case SCHEME_XTS:
		/* XTS could do with one less, but OP-TEE keeps as much. */
		return MAX_BLOCK + 1;
	default:
		/* The last block may be all padding. */
		return operation->algorithm->padding && operation->mode == TEE_MODE_DECRYPT;
	}
}

/* Bytes of whole blocks that can be processed if there are @size bytes. */
static size_t ready_size(const struct operation *operation, size_t size)
{
	const struct cipher *cipher = operation->data;
	const size_t keep = keep_back(operation);

	return size > keep ? (size - keep) / cipher->block * cipher->block : 0;
}

static bool evp_blocks(EVP_CIPHER_CTX *context, const uint8_t *in, uint8_t *out, size_t size)
{
	const size_t most = INT_MAX / MAX_BLOCK * MAX_BLOCK;
	size_t chunk;
	int length;

	while (size) {
		chunk = size < most ? size : most;
		if (EVP_CipherUpdate(context, out, &length, in, chunk) != 1 ||
		    (size_t)length != chunk)
			return false;
		in += chunk;
		out += chunk;
		size -= chunk;
	}
	return true;
}

/* Process @size bytes of whole blocks. */
static void process(struct operation *operation, const uint8_t *in, uint8_t *out, size_t size,
		    const char *function)
{
	struct cipher *cipher = operation->data;
	const bool encrypt = operation->mode == TEE_MODE_ENCRYPT;
	const enum scheme scheme = operation->algorithm->scheme;
	uint8_t chain[MAX_BLOCK];
	bool done;

	if (!size)
		return;
	if (scheme == SCHEME_CTS && !encrypt)
		memcpy(chain, in + size - MAX_BLOCK, MAX_BLOCK);
	if (scheme == SCHEME_XTS)
		done = xts_blocks(&cipher->xts, in, out, size);
	else
		done = evp_blocks(cipher->context, in, out, size);
	if (!done)
		runtime_panic(TEE_ERROR_GENERIC, function, "OpenSSL can't process the data");
	if (scheme == SCHEME_CTS)
		memcpy(cipher->chain, encrypt ? out + size - MAX_BLOCK : chain, MAX_BLOCK);
}

static bool overlap(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
	return a_size && b_size && (uintptr_t)a < (uintptr_t)b + b_size &&
	       (uintptr_t)b < (uintptr_t)a + a_size;
}

/*
 * Process @ready bytes of what is pending and of @size bytes at @in; the rest becomes pending.
 * @in and @out don't overlap, or are the same with nothing pending.
 */
static void feed(struct operation *operation, const uint8_t *in, size_t size, uint8_t *out,
		 size_t ready, const char *function)
{
	struct cipher *cipher = operation->data;
	size_t taken, whole;

	if (cipher->num_pending && ready) {
		/* Complete the pending bytes to whole blocks, as far as they are ready. */
		whole = (cipher->num_pending + cipher->block - 1) / cipher->block * cipher->block;
		if (whole > ready)
			whole = ready;
		taken = whole > cipher->num_pending ? whole - cipher->num_pending : 0;
		memcpy(cipher->pending + cipher->num_pending, in, taken);
		cipher->num_pending += taken;
		process(operation, cipher->pending, out, whole, function);
		cipher->num_pending -= whole;
		memmove(cipher->pending, cipher->pending + whole, cipher->num_pending);
		in += taken;
		size -= taken;
		out += whole;
		ready -= whole;
	}
	/* Either nothing is pending, or nothing is ready. */
	process(operation, in, out, ready, function);
	memcpy(cipher->pending + cipher->num_pending, in + ready, size - ready);
	cipher->num_pending += size - ready;
}

/*
 * As feed(), with any overlap. In place, the output runs ahead of the input by the pending bytes,
 * so it would overwrite input that was not read yet.
 */
static TEE_Result feed_any(struct operation *operation, const uint8_t *in, size_t size,
			   uint8_t *out, size_t ready, const char *function)
{
	const struct cipher *cipher = operation->data;
	uint8_t *copied = NULL;

	if (!size)
		return TEE_SUCCESS;
	if (overlap(in, size, out, ready) && (in != out || cipher->num_pending)) {
		copied = OPENSSL_memdup(in, size);
		if (!copied)
			return TEE_ERROR_OUT_OF_MEMORY;
	}
	feed(operation, copied ? copied : in, size, out, ready, function);
	OPENSSL_clear_free(copied, size);
	return TEE_SUCCESS;
}

static struct operation *get_active(TEE_OperationHandle operation, const void *data, size_t size,
				    const char *function)
{
	struct operation *found = operation_get_started(operation, TEE_OPERATION_CIPHER, function);

	operation_check_input(data, size, function);
	return found;
}

TEE_Result TEE_CipherUpdate(TEE_OperationHandle operation, const void *srcData, size_t srcLen,
			    void *destData, size_t *destLen)
{
	struct operation *found = get_active(operation, srcData, srcLen, __func__);
	const struct cipher *cipher = found->data;
	size_t total, ready;
	TEE_Result result;

	annotation_require_own(destLen, sizeof(*destLen), "the size of the output", __func__);
	if (__builtin_add_overflow(cipher->num_pending, srcLen, &total))
		operation_panic(__func__, "input of %zu bytes", srcLen);
	ready = srcLen ? ready_size(found, total) : 0;
	if (!operation_fits(ready, destData, destLen))
		return TEE_ERROR_SHORT_BUFFER;
	result = feed_any(found, srcData, srcLen, destData, ready, __func__);
	if (result == TEE_SUCCESS)
		*destLen = ready;
	return result;
}

/*
 * Encrypt or decrypt the last @size bytes, between one and two blocks, as CBC-CS3 (addendum to
 * NIST SP 800-38A): the last two ciphertext blocks are swapped, the last one is cut.
 */
static void finish_cts(struct operation *operation, uint8_t *out, const char *function)
{
	struct cipher *cipher = operation->data;
	uint8_t *data = cipher->pending;
	const size_t partial = cipher->num_pending - MAX_BLOCK;
	uint8_t first[MAX_BLOCK], second[MAX_BLOCK] = { 0 };
	uint8_t chain[MAX_BLOCK];

	if (!partial) {
		process(operation, data, out, MAX_BLOCK, function);
		return;
	}
	memcpy(chain, cipher->chain, MAX_BLOCK);
	process(operation, data, first, MAX_BLOCK, function);
	memcpy(second, data + MAX_BLOCK, partial);
	if (operation->mode == TEE_MODE_ENCRYPT) {
		process(operation, second, out, MAX_BLOCK, function);
		memcpy(out + MAX_BLOCK, first, partial);
	} else {
		/* The block on the wire was encrypted after the partial one. */
		for (size_t n = 0; n < MAX_BLOCK; n++)
			first[n] ^= chain[n];
		memcpy(second + partial, first + partial, MAX_BLOCK - partial);
		for (size_t n = 0; n < partial; n++)
			out[MAX_BLOCK + n] = first[n] ^ second[n];
		/* OpenSSL chains this block to the one before it, @data. */
		process(operation, second, out, MAX_BLOCK, function);
		for (size_t n = 0; n < MAX_BLOCK; n++)
			out[n] ^= data[n] ^ chain[n];
	}
	OPENSSL_cleanse(first, sizeof(first));
	OPENSSL_cleanse(second, sizeof(second));
}

/* Process what is pending at the end of data without padding. */
static void finish(struct operation *operation, uint8_t *out, const char *function)
{
	struct cipher *cipher = operation->data;

	if (operation->algorithm->scheme == SCHEME_CTS)
		finish_cts(operation, out, function);
	else if (operation->algorithm->scheme == SCHEME_XTS &&
		 !xts_last(&cipher->xts, operation->mode == TEE_MODE_ENCRYPT, cipher->pending, out,
			   cipher->num_pending))
		runtime_panic(TEE_ERROR_GENERIC, function, "OpenSSL can't process the data");
}

/* Panic if the mode can't end after @total bytes, @pending of them not processed yet. */
static void check_end(const struct operation *operation, size_t total, const char *function)
{
	const struct cipher *cipher = operation->data;
	const enum scheme scheme = operation->algorithm->scheme;

	if (scheme == SCHEME_CTS || scheme == SCHEME_XTS) {
		if (total < MAX_BLOCK)
			operation_panic(function, "TEE_ALG_%s needs at least one block",
					operation->algorithm->name);
	} else if (total % cipher->block &&
		   !(operation->algorithm->padding && operation->mode == TEE_MODE_ENCRYPT)) {
		operation_panic(function, "the data is not a multiple of %zu bytes",
				cipher->block);
	}
}

/* Size of the PKCS#5 padding at the end of the data, 0 if it is not valid. */
static size_t padding_size(const uint8_t *end, size_t block)
{
	const uint8_t size = end[-1];
	uint8_t wrong = size == 0 || size > block;

	for (size_t n = 1; n <= block; n++)
		wrong |= n <= size && end[-(ptrdiff_t)n] != size;
	return wrong ? 0 : size;
}

static TEE_Result encrypt_padded(struct operation *operation, const uint8_t *in, size_t size,
				 uint8_t *out, size_t *out_size, const char *function)
{
	struct cipher *cipher = operation->data;
	const size_t ready = (cipher->num_pending + size) / cipher->block * cipher->block;
	const size_t needed = ready + cipher->block;
	TEE_Result result;
	uint8_t padding;

	if (!operation_fits(needed, out, out_size))
		return TEE_ERROR_SHORT_BUFFER;
	result = feed_any(operation, in, size, out, ready, function);
	if (result != TEE_SUCCESS)
		return result;
	padding = (uint8_t)(cipher->block - cipher->num_pending);
	memset(cipher->pending + cipher->num_pending, padding, padding);
	process(operation, cipher->pending, out + ready, cipher->block, function);
	*out_size = needed;
	operation_end(operation, function);
	return TEE_SUCCESS;
}

/*
 * The size of the output is known after decryption only. To change nothing if it doesn't fit,
 * decrypt with a copy of the context.
 */
static TEE_Result decrypt_padded(struct operation *operation, const uint8_t *in, size_t size,
				 uint8_t *out, size_t *out_size, const char *function)
{
	struct cipher *cipher = operation->data;
	const size_t total = cipher->num_pending + size;
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	uint8_t *data = OPENSSL_zalloc(total + 1);
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;
	size_t padding;

	if (!context || !data || EVP_CIPHER_CTX_copy(context, cipher->context) != 1)
		goto out;
	memcpy(data, cipher->pending, cipher->num_pending);
	if (size)
		memcpy(data + cipher->num_pending, in, size);
	if (!evp_blocks(context, data, data, total))
		runtime_panic(TEE_ERROR_GENERIC, function, "OpenSSL can't process the data");
	padding = total ? padding_size(data + total, cipher->block) : 0;
	result = padding ? TEE_SUCCESS : TEE_ERROR_CIPHERTEXT_INVALID;
	if (padding && !operation_fits(total - padding, out, out_size)) {
		result = TEE_ERROR_SHORT_BUFFER;
		goto out;
	}
	*out_size = padding ? total - padding : 0;
	if (*out_size)
		memcpy(out, data, *out_size);
	operation_end(operation, function);
out:
	OPENSSL_clear_free(data, total + 1);
	EVP_CIPHER_CTX_free(context);
	return result;
}

TEE_Result TEE_CipherDoFinal(TEE_OperationHandle operation, const void *srcData, size_t srcLen,
			     void *destData, size_t *destLen)
{
	struct operation *found = get_active(operation, srcData, srcLen, __func__);
	const struct cipher *cipher = found->data;
	size_t none = 0, total, ready;
	TEE_Result result;

	if (destLen)
		annotation_require_own(destLen, sizeof(*destLen), "the size of the output",
				       __func__);
	else
		destLen = &none;
	if (__builtin_add_overflow(cipher->num_pending, srcLen, &total) ||
	    total > SIZE_MAX - 2 * MAX_BLOCK)
		operation_panic(__func__, "input of %zu bytes", srcLen);
	check_end(found, total, __func__);
	if (found->algorithm->padding && found->mode == TEE_MODE_ENCRYPT)
		return encrypt_padded(found, srcData, srcLen, destData, destLen, __func__);
	if (found->algorithm->padding)
		return decrypt_padded(found, srcData, srcLen, destData, destLen, __func__);
	if (!operation_fits(total, destData, destLen))
		return TEE_ERROR_SHORT_BUFFER;
	ready = ready_size(found, total);
	/* The last bytes are written after all input is read: they can't overwrite it. */
	result = feed_any(found, srcData, srcLen, destData, ready, __func__);
	if (result != TEE_SUCCESS)
		return result;
	if (total)
		finish(found, (uint8_t *)destData + ready, __func__);
	*destLen = total;
	operation_end(found, __func__);
	return TEE_SUCCESS;
}
