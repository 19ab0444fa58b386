/* SPDX-License-Identifier: BSD-2-Clause */
/* Diffie-Hellman of PKCS#3 */
#ifndef SOFTTEED_API_CRYPTO_DH_H
#define SOFTTEED_API_CRYPTO_DH_H

#include "softteed/api/crypto/asymmetric.h"

/**
 * dh_derive() - compute the shared secret
 * @call:	the arguments, with the peer's public value as a parameter
 * @secret:	[out] the secret, of the prime's size: leading zeros stay. To be freed with
 *		secret_free()
 * @size:	[out] its size in bytes
 *
 * Return: TEE_SUCCESS; TEE_ERROR_BAD_PARAMETERS if the peer's value is none of the group, or the
 * secret is 1 or prime - 1; TEE_ERROR_OUT_OF_MEMORY.
 */
TEE_Result dh_derive(const struct asymmetric_call *call, uint8_t **secret, size_t *size);

#endif /* SOFTTEED_API_CRYPTO_DH_H */
