/* SPDX-License-Identifier: BSD-2-Clause */
/* Encryption with SM2 */
#ifndef SOFTTEED_API_CRYPTO_SM2_H
#define SOFTTEED_API_CRYPTO_SM2_H

#include "softteed/api/crypto/asymmetric.h"

/*
 * The algorithms. All but the verifications return TEE_SUCCESS, TEE_ERROR_SHORT_BUFFER with the
 * size needed in *@call->out_size, TEE_ERROR_BAD_PARAMETERS if the input has a size or value that
 * the algorithm does not allow, TEE_ERROR_OUT_OF_MEMORY, or TEE_ERROR_NOT_SUPPORTED. The
 * decryptions also return TEE_ERROR_CIPHERTEXT_INVALID. The verifications return TEE_SUCCESS,
 * TEE_ERROR_SIGNATURE_INVALID, TEE_ERROR_BAD_PARAMETERS or TEE_ERROR_NOT_SUPPORTED.
 */

/** sm2_encrypt() - encrypt with SM2; the output is C1, C3, C2 (GM/T 0003.4) */
TEE_Result sm2_encrypt(const struct asymmetric_call *call);

/** sm2_decrypt() - decrypt with SM2 */
TEE_Result sm2_decrypt(const struct asymmetric_call *call);

#endif
