/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures with DSA, ECDSA and SM2 */
#ifndef SOFTTEED_API_CRYPTO_SIGNATURE_H
#define SOFTTEED_API_CRYPTO_SIGNATURE_H

#include "softteed/api/crypto/asymmetric.h"

/*
 * The algorithms. All but the verifications return TEE_SUCCESS, TEE_ERROR_SHORT_BUFFER with the
 * size needed in *@call->out_size, TEE_ERROR_BAD_PARAMETERS if the input has a size or value that
 * the algorithm does not allow, or TEE_ERROR_OUT_OF_MEMORY. The verifications return TEE_SUCCESS or
 * TEE_ERROR_SIGNATURE_INVALID.
 */

/** pair_sign() - sign with DSA, ECDSA or SM2: the signature is r and s, each of the same size */
TEE_Result pair_sign(const struct asymmetric_call *call);

/** pair_verify() - verify a signature of DSA, ECDSA or SM2 */
TEE_Result pair_verify(const struct asymmetric_call *call);

#endif
