/* SPDX-License-Identifier: BSD-2-Clause */
/* Signatures with Ed25519 and Ed448 */
#ifndef SOFTTEED_API_CRYPTO_EDDSA_H
#define SOFTTEED_API_CRYPTO_EDDSA_H

#include "softteed/api/crypto/asymmetric.h"

/**
 * eddsa_sign() - sign a message
 * @call:	the arguments; the parameters may be TEE_ATTR_EDDSA_CTX and TEE_ATTR_EDDSA_PREHASH
 *
 * Return: TEE_SUCCESS; TEE_ERROR_SHORT_BUFFER with the size needed in *@call->out_size;
 * TEE_ERROR_BAD_PARAMETERS if a parameter is not valid; TEE_ERROR_OUT_OF_MEMORY.
 */
TEE_Result eddsa_sign(const struct asymmetric_call *call);

/**
 * eddsa_verify() - verify a signature
 * @call:	as for eddsa_sign()
 *
 * Return: TEE_SUCCESS; TEE_ERROR_SIGNATURE_INVALID, also without memory;
 * TEE_ERROR_BAD_PARAMETERS if a parameter is not valid.
 */
TEE_Result eddsa_verify(const struct asymmetric_call *call);

#endif /* SOFTTEED_API_CRYPTO_EDDSA_H */
