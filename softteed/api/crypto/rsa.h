/* SPDX-License-Identifier: BSD-2-Clause */
/* RSA encryption and signatures */
#ifndef SOFTTEED_API_CRYPTO_RSA_H
#define SOFTTEED_API_CRYPTO_RSA_H

#include "softteed/api/crypto/asymmetric.h"

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

#endif
