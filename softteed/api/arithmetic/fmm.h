/* SPDX-License-Identifier: BSD-2-Clause */
/* Contexts for fast modular multiplication */
#ifndef SOFTTEED_ARITHMETIC_FMM_H
#define SOFTTEED_ARITHMETIC_FMM_H

#include "softteed/api/arithmetic/bigint.h"

/**
 * fmm_modulus() - copy a modulus and check that the context was initialized for it
 * @call:	the call
 * @n:		the modulus, the parameter n
 * @context:	the context, the parameter context
 *
 * Panics if the context is for a different modulus.
 *
 * Return: the modulus, at least 2; it lives until the call ends.
 */
BIGNUM *fmm_modulus(struct bigint_call *call, const TEE_BigInt *n,
		    const TEE_BigIntFMMContext *context);

#endif
