// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fast modular multiplication (TEE Internal Core API 1.3, sections 8.4.2, 8.4.3, 8.5.2, 8.5.3
 * and 8.11).
 *
 * For odd moduli the fast representation is Montgomery's, and OpenSSL multiplies it in constant
 * time. OpenSSL does not tell what it precomputes for a modulus, so that can't be stored in the
 * application's context: the context holds the modulus, and the values for the last few moduli
 * are kept here. For even moduli, numbers are reduced but not converted.
 */
#include "softteed/api/arithmetic/fmm.h"

/* More than the two primes of RSA */
#define NUM_KEPT	4

/* Moduli that were used last, and what OpenSSL precomputed for them. One call runs at a time. */
static struct {
	BIGNUM *modulus;
	BN_MONT_CTX *montgomery;
} kept[NUM_KEPT];
static unsigned int next_kept;

static void replace(struct bigint_call *call, unsigned int at, const BIGNUM *modulus)
{
	BN_clear_free(kept[at].modulus);
	BN_MONT_CTX_free(kept[at].montgomery);
	kept[at].montgomery = BN_MONT_CTX_new();
	kept[at].modulus = NULL;
	bigint_require(call, kept[at].montgomery &&
			     BN_MONT_CTX_set(kept[at].montgomery, modulus, call->numbers));
	kept[at].modulus = BN_dup(modulus);
	bigint_require(call, kept[at].modulus != NULL);
}

/* Returns what OpenSSL precomputes for @modulus, or NULL if it is even. */
static BN_MONT_CTX *montgomery(struct bigint_call *call, const BIGNUM *modulus)
{
	unsigned int at;

	if (!BN_is_odd(modulus))
		return NULL;
	for (at = 0; at < NUM_KEPT; at++)
		if (kept[at].modulus && !BN_cmp(kept[at].modulus, modulus))
			return kept[at].montgomery;
	at = next_kept++ % NUM_KEPT;
	replace(call, at, modulus);
	return kept[at].montgomery;
}

BIGNUM *fmm_modulus(struct bigint_call *call, const TEE_BigInt *n,
		    const TEE_BigIntFMMContext *context)
{
	BIGNUM *modulus = bigint_modulus(call, "n", n);

	if (BN_cmp(modulus, bigint_operand_of(call, BIGINT_FMM_CONTEXT, "context", context)))
		bigint_panic(call, TEE_ERROR_BAD_PARAMETERS,
			     "context was initialized for a different modulus than n");
	return modulus;
}

/* A value in fast representation is reduced. */
static BIGNUM *operand(struct bigint_call *call, const char *name, const TEE_BigIntFMM *at,
		       const BIGNUM *modulus)
{
	BIGNUM *value = bigint_operand_of(call, BIGINT_FMM, name, at);

	if (BN_is_negative(value) || BN_cmp(value, modulus) >= 0)
		bigint_panic(call, TEE_ERROR_BAD_PARAMETERS,
			     "%s was converted for a different modulus than n", name);
	return value;
}

/* Sizes */

static size_t size_in_u32(size_t bits)
{
	return bits / 32 + (bits % 32 != 0) + BIGINT_HEADER_WORDS;
}

size_t TEE_BigIntFMMSizeInU32(size_t modulusSizeInBits)
{
	return size_in_u32(modulusSizeInBits);
}

size_t TEE_BigIntFMMContextSizeInU32(size_t modulusSizeInBits)
{
	return size_in_u32(modulusSizeInBits);
}

/* Initialization */

void TEE_BigIntInitFMM(TEE_BigIntFMM *bigIntFMM, size_t len)
{
	struct bigint_call call;

	bigint_begin(&call, __func__);
	bigint_new_result(&call, BIGINT_FMM, "bigIntFMM", bigIntFMM, len);
	bigint_end(&call);
}

static void init_context(const char *function, TEE_BigIntFMMContext *context, size_t len,
			 const TEE_BigInt *modulus)
{
	struct bigint_call call;
	BIGNUM *number, *result;

	bigint_begin(&call, function);
	number = bigint_modulus(&call, "modulus", modulus);
	result = bigint_new_result(&call, BIGINT_FMM_CONTEXT, "context", context, len);
	bigint_require(&call, BN_copy(result, number) != NULL);
	montgomery(&call, number);
	bigint_end(&call);
}

TEE_Result TEE_BigIntInitFMMContext1(TEE_BigIntFMMContext *context, size_t len,
				     const TEE_BigInt *modulus)
{
	init_context(__func__, context, len, modulus);
	return TEE_SUCCESS;
}

void TEE_BigIntInitFMMContext(TEE_BigIntFMMContext *context, size_t len,
			      const TEE_BigInt *modulus)
{
	init_context(__func__, context, len, modulus);
}

/* Conversion and multiplication */

void TEE_BigIntConvertToFMM(TEE_BigIntFMM *dest, const TEE_BigInt *src, const TEE_BigInt *n,
			    const TEE_BigIntFMMContext *context)
{
	struct bigint_call call;
	BIGNUM *a, *result;
	const BIGNUM *modulus;
	BN_MONT_CTX *mont;

	bigint_begin(&call, __func__);
	modulus = fmm_modulus(&call, n, context);
	a = bigint_operand(&call, "src", src);
	result = bigint_result_of(&call, BIGINT_FMM, "dest", dest);
	mont = montgomery(&call, modulus);
	bigint_require(&call, BN_nnmod(a, a, modulus, call.numbers));
	bigint_require(&call, mont ? BN_to_montgomery(result, a, mont, call.numbers) :
				     BN_copy(result, a) != NULL);
	bigint_end(&call);
}

static void convert_from(const char *function, TEE_BigInt *dest, const TEE_BigIntFMM *src,
			 const TEE_BigInt *n, const TEE_BigIntFMMContext *context)
{
	struct bigint_call call;
	BIGNUM *a, *result;
	const BIGNUM *modulus;
	BN_MONT_CTX *mont;

	bigint_begin(&call, function);
	modulus = fmm_modulus(&call, n, context);
	a = operand(&call, "src", src, modulus);
	result = bigint_result(&call, "dest", dest);
	mont = montgomery(&call, modulus);
	bigint_require(&call, mont ? BN_from_montgomery(result, a, mont, call.numbers) :
				     BN_copy(result, a) != NULL);
	bigint_end(&call);
}

void TEE_BigIntConvertFromFMM(TEE_BigInt *dest, const TEE_BigIntFMM *src, const TEE_BigInt *n,
			      const TEE_BigIntFMMContext *context)
{
	convert_from(__func__, dest, src, n, context);
}

/* OP-TEE's headers declare the function under this name too. */
void TEE_BigIntFMMConvertToBigInt(TEE_BigInt *dest, const TEE_BigIntFMM *src,
				  const TEE_BigInt *n, const TEE_BigIntFMMContext *context)
{
	convert_from(__func__, dest, src, n, context);
}

void TEE_BigIntComputeFMM(TEE_BigIntFMM *dest, const TEE_BigIntFMM *op1,
			  const TEE_BigIntFMM *op2, const TEE_BigInt *n,
			  const TEE_BigIntFMMContext *context)
{
	struct bigint_call call;
	BIGNUM *a, *b, *result;
	const BIGNUM *modulus;
	BN_MONT_CTX *mont;

	bigint_begin(&call, __func__);
	modulus = fmm_modulus(&call, n, context);
	a = operand(&call, "op1", op1, modulus);
	b = operand(&call, "op2", op2, modulus);
	result = bigint_result_of(&call, BIGINT_FMM, "dest", dest);
	mont = montgomery(&call, modulus);
	bigint_require(&call, mont ? BN_mod_mul_montgomery(result, a, b, mont, call.numbers) :
				     BN_mod_mul(result, a, b, modulus, call.numbers));
	bigint_end(&call);
}
