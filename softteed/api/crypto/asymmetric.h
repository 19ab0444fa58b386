/* SPDX-License-Identifier: BSD-2-Clause */
/* What the asymmetric algorithms share: the arguments of a call, and its parameters. */
#ifndef SOFTTEED_API_CRYPTO_ASYMMETRIC_H
#define SOFTTEED_API_CRYPTO_ASYMMETRIC_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "softteed/api/crypto/operation.h"

/**
 * struct asymmetric_call - the arguments of a function of the API
 * @operation:	the operation
 * @key:	its key, NULL for derivations from a secret
 * @params:	parameters
 * @num_params:	how many
 * @in:		plaintext, ciphertext, digest or message
 * @in_size:	its size in bytes
 * @out:	[out] output, or the signature to verify
 * @out_size:	[in,out] room at @out, then the size needed or written, in bytes
 * @function:	the function's name, for panics
 */
struct asymmetric_call {
	const struct operation *operation;
	EVP_PKEY *key;
	const TEE_Attribute *params;
	uint32_t num_params;
	const uint8_t *in;
	size_t in_size;
	uint8_t *out;
	size_t *out_size;
	const char *function;
};

/**
 * asymmetric_param() - find a parameter
 * @call:	the arguments
 * @id:		TEE_ATTR_*
 *
 * Return: the first parameter with this id, or NULL.
 */
const TEE_Attribute *asymmetric_param(const struct asymmetric_call *call, uint32_t id);

/** asymmetric_check_params() - panic if the client can change the list, or a buffer is NULL */
void asymmetric_check_params(const struct asymmetric_call *call);

/**
 * asymmetric_need_param() - find a parameter that must be there
 * @call:	the arguments
 * @id:		TEE_ATTR_*
 *
 * Return: the first parameter with this id. Panics without it.
 */
const TEE_Attribute *asymmetric_need_param(const struct asymmetric_call *call, uint32_t id);

/**
 * asymmetric_start() - make an OpenSSL context for the operation's key
 * @call:	the arguments
 * @init:	EVP_PKEY_sign_init() or the like
 *
 * Return: the context, to be freed with EVP_PKEY_CTX_free(), or NULL if OpenSSL fails.
 */
EVP_PKEY_CTX *asymmetric_start(const struct asymmetric_call *call, int (*init)(EVP_PKEY_CTX *ctx));

#endif /* SOFTTEED_API_CRYPTO_ASYMMETRIC_H */
