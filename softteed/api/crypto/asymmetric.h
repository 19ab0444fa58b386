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

/*
 * The algorithms. All but the verifications return TEE_SUCCESS, TEE_ERROR_SHORT_BUFFER with the
 * size needed in *@call->out_size, TEE_ERROR_BAD_PARAMETERS if the input has a size or value that
 * the algorithm does not allow, TEE_ERROR_OUT_OF_MEMORY, or TEE_ERROR_NOT_SUPPORTED. The
 * decryptions also return TEE_ERROR_CIPHERTEXT_INVALID. The verifications return TEE_SUCCESS,
 * TEE_ERROR_SIGNATURE_INVALID, TEE_ERROR_BAD_PARAMETERS or TEE_ERROR_NOT_SUPPORTED.
 */

/** rsa_encrypt() - encrypt with any RSA scheme */
TEE_Result rsa_encrypt(const struct asymmetric_call *call);
/** rsa_decrypt() - decrypt with any RSA scheme */
TEE_Result rsa_decrypt(const struct asymmetric_call *call);
/** rsa_sign() - sign a digest with RSASSA */
TEE_Result rsa_sign(const struct asymmetric_call *call);
/** rsa_verify() - verify an RSASSA signature */
TEE_Result rsa_verify(const struct asymmetric_call *call);

/** pair_sign() - sign with DSA, ECDSA or SM2: the signature is r and s, each of the same size */
TEE_Result pair_sign(const struct asymmetric_call *call);
/** pair_verify() - verify a signature of DSA, ECDSA or SM2 */
TEE_Result pair_verify(const struct asymmetric_call *call);
/** eddsa_sign() - sign a message with Ed25519 or Ed448 */
TEE_Result eddsa_sign(const struct asymmetric_call *call);
/** eddsa_verify() - verify a signature of Ed25519 or Ed448 */
TEE_Result eddsa_verify(const struct asymmetric_call *call);

/** sm2_encrypt() - encrypt with SM2; the output is C1, C3, C2 (GM/T 0003.4) */
TEE_Result sm2_encrypt(const struct asymmetric_call *call);
/** sm2_decrypt() - decrypt with SM2 */
TEE_Result sm2_decrypt(const struct asymmetric_call *call);

/**
 * sm2_exchange() - derive a key with SM2's key exchange (GM/T 0003.3)
 * @call:	the arguments; the parameters are those of TEE_ALG_SM2_KEP
 * @key:	[out] the key
 * @key_size:	bytes wanted
 *
 * Panics if a parameter is missing or wrong. Writes the own confirmation value to the
 * parameter TEE_ATTR_SM2_KEP_CONFIRMATION_OUT, if there is one.
 *
 * Return: TEE_SUCCESS; TEE_ERROR_SECURITY if the other party's confirmation value is wrong;
 * TEE_ERROR_BAD_PARAMETERS if the other party's values are not points of the curve;
 * TEE_ERROR_OUT_OF_MEMORY.
 */
TEE_Result sm2_exchange(const struct asymmetric_call *call, uint8_t *key, size_t key_size);

#endif /* SOFTTEED_API_CRYPTO_ASYMMETRIC_H */
