// SPDX-License-Identifier: BSD-2-Clause
/*
 * Message digests: Internal Core API 1.3, 6.3.
 *
 * OpenSSL 3.0 returns the output of an extendable-output function once and only from its
 * start. To extract it in pieces, the context is kept as it was after the input, and a copy of it
 * is asked for ever longer output. The length doubles each time, so the cost stays linear.
 */

#include <openssl/crypto.h>
#include <string.h>

#include "softteed/api/crypto/methods.h"
#include "softteed/api/crypto/operation.h"
#include "softteed/api/crypto/provider.h"

/* Bytes of the first output that is kept for further extractions. */
#define FIRST_OUTPUT	512

/*
 * @output: what was computed so far, of @output_size bytes; the application has the first
 * @extracted of them.
 */
struct digest {
	EVP_MD_CTX *context;
	uint8_t *output;
	size_t output_size;
	size_t extracted;
};

static bool is_xof(const struct operation *operation)
{
	return operation->algorithm->scheme == SCHEME_XOF;
}

static void drop_output(struct digest *digest)
{
	OPENSSL_clear_free(digest->output, digest->output_size);
	digest->output = NULL;
	digest->output_size = 0;
	digest->extracted = 0;
}

static TEE_Result reset(struct operation *operation)
{
	struct digest *digest = operation->data;

	drop_output(digest);
	return EVP_DigestInit_ex2(digest->context, NULL, NULL) == 1 ? TEE_SUCCESS :
								      TEE_ERROR_OUT_OF_MEMORY;
}

static TEE_Result create(struct operation *operation)
{
	struct digest *digest = operation->data;
	const EVP_MD *md = provider_digest(operation->algorithm->hash);

	if (!md)
		return TEE_ERROR_NOT_SUPPORTED;
	digest->context = EVP_MD_CTX_new();
	if (!digest->context || EVP_DigestInit_ex2(digest->context, md, NULL) != 1)
		return TEE_ERROR_OUT_OF_MEMORY;
	return TEE_SUCCESS;
}

static void destroy(struct operation *operation)
{
	struct digest *digest = operation->data;

	drop_output(digest);
	EVP_MD_CTX_free(digest->context);
}

static TEE_Result copy(struct operation *to, const struct operation *from)
{
	struct digest *target = to->data;
	const struct digest *source = from->data;

	drop_output(target);
	if (EVP_MD_CTX_copy_ex(target->context, source->context) != 1)
		return TEE_ERROR_OUT_OF_MEMORY;
	if (!source->output)
		return TEE_SUCCESS;
	target->output = OPENSSL_memdup(source->output, source->output_size);
	if (!target->output)
		return TEE_ERROR_OUT_OF_MEMORY;
	target->output_size = source->output_size;
	target->extracted = source->extracted;
	return TEE_SUCCESS;
}

const struct operation_methods digest_methods = {
	.state_size = sizeof(struct digest),
	.create = create,
	.destroy = destroy,
	.reset = reset,
	.copy = copy,
};

/* Compute the first @size bytes of output without ending the computation. */
static bool squeeze(const struct operation *operation, uint8_t *output, size_t size)
{
	const struct digest *digest = operation->data;
	EVP_MD_CTX *copied = EVP_MD_CTX_new();
	unsigned int length;
	bool done;

	done = copied && EVP_MD_CTX_copy_ex(copied, digest->context) == 1;
	if (is_xof(operation))
		done = done && EVP_DigestFinalXOF(copied, output, size) == 1;
	else
		done = done && EVP_DigestFinal_ex(copied, output, &length) == 1;
	EVP_MD_CTX_free(copied);
	return done;
}

/* Make sure that @digest->output has @size bytes after the extracted ones. */
static bool extend_output(struct operation *operation, size_t size)
{
	struct digest *digest = operation->data;
	size_t needed, wanted;
	uint8_t *output;

	if (__builtin_add_overflow(digest->extracted, size, &needed))
		return false;
	if (needed <= digest->output_size)
		return true;
	/* Without an extendable output, squeeze() always writes the whole digest. */
	wanted = operation->digest_size;
	if (is_xof(operation)) {
		wanted = needed < FIRST_OUTPUT ? FIRST_OUTPUT : needed;
		wanted = wanted < 2 * digest->output_size ? 2 * digest->output_size : wanted;
	}
	output = OPENSSL_malloc(wanted);
	if (!output || !squeeze(operation, output, wanted)) {
		OPENSSL_free(output);
		return false;
	}
	OPENSSL_clear_free(digest->output, digest->output_size);
	digest->output = output;
	digest->output_size = wanted;
	return true;
}

static void extract(struct operation *operation, void *hash, size_t size, const char *function)
{
	struct digest *digest = operation->data;

	if (!size)
		return;
	if (!extend_output(operation, size))
		runtime_panic(TEE_ERROR_OUT_OF_MEMORY, function, "can't extract %zu bytes", size);
	memcpy(hash, digest->output + digest->extracted, size);
	digest->extracted += size;
}

static void absorb(struct operation *operation, const void *chunk, size_t size,
		   const char *function)
{
	struct digest *digest = operation->data;

	operation_check_input(chunk, size, function);
	if (!size)
		return;
	if (operation->state == TEE_OPERATION_STATE_EXTRACTING)
		operation_bad_state(function, "input after an extraction");
	if (EVP_DigestUpdate(digest->context, chunk, size) != 1)
		runtime_panic(TEE_ERROR_GENERIC, function, "OpenSSL can't hash");
}

void TEE_DigestUpdate(TEE_OperationHandle operation, const void *chunk, size_t chunkSize)
{
	struct operation *found = operation_get_class(operation, TEE_OPERATION_DIGEST, __func__);

	if (found->state == TEE_OPERATION_STATE_EXTRACTING)
		operation_bad_state(__func__, "input after an extraction");
	absorb(found, chunk, chunkSize, __func__);
	found->state = TEE_OPERATION_STATE_ACTIVE;
}

/* Write the output that ends the computation. */
static void finish(struct operation *operation, void *hash, size_t size, const char *function)
{
	struct digest *digest = operation->data;
	unsigned int length = 0;
	int done;

	if (operation->state == TEE_OPERATION_STATE_EXTRACTING || !size) {
		extract(operation, hash, size, function);
		return;
	}
	if (is_xof(operation))
		done = EVP_DigestFinalXOF(digest->context, hash, size);
	else
		done = EVP_DigestFinal_ex(digest->context, hash, &length);
	if (done != 1)
		runtime_panic(TEE_ERROR_GENERIC, function, "OpenSSL can't hash");
}

TEE_Result TEE_DigestDoFinal(TEE_OperationHandle operation, const void *chunk, size_t chunkLen,
			     void *hash, size_t *hashLen)
{
	struct operation *found = operation_get_class(operation, TEE_OPERATION_DIGEST, __func__);
	const struct digest *digest = found->data;
	size_t size;

	annotation_require_own(hashLen, sizeof(*hashLen), "the size of the digest", __func__);
	operation_check_input(chunk, chunkLen, __func__);
	if (found->state == TEE_OPERATION_STATE_EXTRACTING && chunkLen)
		operation_bad_state(__func__, "input after an extraction");
	size = is_xof(found) ? *hashLen : found->digest_size - digest->extracted;
	if (!operation_fits(size, hash, hashLen))
		return TEE_ERROR_SHORT_BUFFER;
	absorb(found, chunk, chunkLen, __func__);
	finish(found, hash, size, __func__);
	*hashLen = size;
	operation_end(found, __func__);
	return TEE_SUCCESS;
}

TEE_Result TEE_DigestExtract(TEE_OperationHandle operation, void *hash, size_t *hashLen)
{
	struct operation *found = operation_get_class(operation, TEE_OPERATION_DIGEST, __func__);
	const struct digest *digest = found->data;
	size_t left;

	annotation_require_own(hashLen, sizeof(*hashLen), "the size of the digest", __func__);
	if (!hash && *hashLen)
		operation_panic(__func__, "no place for the digest");
	if (!is_xof(found)) {
		left = found->digest_size - digest->extracted;
		if (*hashLen > left)
			*hashLen = left;
	}
	extract(found, hash, *hashLen, __func__);
	found->flags |= TEE_HANDLE_FLAG_EXTRACTING;
	found->state = TEE_OPERATION_STATE_EXTRACTING;
	return TEE_SUCCESS;
}
