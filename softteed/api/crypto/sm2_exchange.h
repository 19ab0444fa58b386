/* SPDX-License-Identifier: BSD-2-Clause */
/* SM2's key exchange */
#ifndef SOFTTEED_API_CRYPTO_SM2_EXCHANGE_H
#define SOFTTEED_API_CRYPTO_SM2_EXCHANGE_H

#include "softteed/api/crypto/asymmetric.h"

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

#endif
