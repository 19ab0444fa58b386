/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures with DSA, ECDSA, SM2, Ed25519 and Ed448 */
#ifndef SOFTTEED_API_CRYPTO_SIGNATURE_H
#define SOFTTEED_API_CRYPTO_SIGNATURE_H

#include "softteed/api/crypto/asymmetric.h"

/*
 * The algorithms. All but the verifications return TEE_SUCCESS, TEE_ERROR_SHORT_BUFFER with the
 * size needed in *@call->out_size, TEE_ERROR_BAD_PARAMETERS if the input has a size or value that
 * the algorithm does not allow, TEE_ERROR_OUT_OF_MEMORY, or TEE_ERROR_NOT_SUPPORTED. The
 * decryptions also return TEE_ERROR_CIPHERTEXT_INVALID. The verifications return TEE_SUCCESS,
 * TEE_ERROR_SIGNATURE_INVALID, TEE_ERROR_BAD_PARAMETERS or TEE_ERROR_NOT_SUPPORTED.
 */

/** pair_sign() - sign with DSA, ECDSA or SM2: the signature is r and s, each of the same size */
TEE_Result pair_sign(const struct asymmetric_call *call);

/** pair_verify() - verify a signature of DSA, ECDSA or SM2 */
TEE_Result pair_verify(const struct asymmetric_call *call);

/** eddsa_sign() - sign a message with Ed25519 or Ed448 */
TEE_Result eddsa_sign(const struct asymmetric_call *call);

/** eddsa_verify() - verify a signature of Ed25519 or Ed448 */
TEE_Result eddsa_verify(const struct asymmetric_call *call);

#endif
