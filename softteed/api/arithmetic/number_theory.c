// SPDX-License-Identifier: BSD-2-Clause
/* Greatest common divisors and primes (TEE Internal Core API 1.3, section 8.10) */
#include "softteed/api/arithmetic/bigint.h"

/* Error probability of BN_check_prime(), as a negative power of two */
#define SMALL_CONFIDENCE	128	/* 64 rounds */
#define LARGE_CONFIDENCE	256	/* 128 rounds */
#define LARGE_BITS		2048	/* a larger number gets 128 rounds */

bool TEE_BigIntRelativePrime(const TEE_BigInt *op1, const TEE_BigInt *op2)
{
	struct bigint_call call;
	const BIGNUM *a, *b;
	bool is_one;
	BIGNUM *gcd;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op1", op1);
	b = bigint_operand(&call, "op2", op2);
	gcd = bigint_temporary(&call);
	bigint_require(&call, BN_gcd(gcd, a, b, call.numbers));
	is_one = BN_abs_is_word(gcd, 1);
	bigint_cancel(&call);
	return is_one;
}

/*
 * Set @u and @v so that @u * @a + @v * @b == 1, with |@u| <= @b / 2 and |@v| <= @a / 2 if both
 * of @a and @b are greater than 1. They are not negative, and relatively prime. Leaves @a and
 * @b changed.
 */
static void find_coefficients(struct bigint_call *call, BIGNUM *u, BIGNUM *v, BIGNUM *a,
			      BIGNUM *b)
{
	BIGNUM *product = bigint_temporary(call);

	if (BN_is_zero(b)) {
		bigint_require(call, BN_one(u));
		return;
	}
	if (BN_is_one(b)) {
		bigint_require(call, BN_one(v));
		return;
	}
	/* u is the inverse of a modulo b; of the two next to 0, choose the smaller. */
	bigint_require(call, BN_nnmod(product, a, b, call->numbers));
	BN_set_flags(product, BN_FLG_CONSTTIME);
	BN_set_flags(b, BN_FLG_CONSTTIME);
	bigint_require(call, BN_mod_inverse(u, product, b, call->numbers) != NULL);
	bigint_require(call, BN_lshift1(product, u));
	if (BN_cmp(product, b) > 0)
		bigint_require(call, BN_sub(u, u, b));
	/* v = (1 - u * a) / b, which leaves no remainder */
	bigint_require(call, BN_mul(product, u, a, call->numbers));
	bigint_require(call, BN_sub(product, BN_value_one(), product));
	bigint_require(call, BN_div(v, NULL, product, b, call->numbers));
}

static void extend_gcd(struct bigint_call *call, const BIGNUM *gcd, BIGNUM *u, BIGNUM *v,
		       BIGNUM *a, BIGNUM *b)
{
	int a_is_negative = BN_is_negative(a), b_is_negative = BN_is_negative(b);

	/* For two zeros, all results are 0. */
	if (BN_is_zero(gcd))
		return;
	BN_set_negative(a, 0);
	BN_set_negative(b, 0);
	bigint_require(call, BN_div(a, NULL, a, gcd, call->numbers));
	bigint_require(call, BN_div(b, NULL, b, gcd, call->numbers));
	find_coefficients(call, u, v, a, b);
	if (a_is_negative)
		BN_set_negative(u, !BN_is_negative(u));
	if (b_is_negative)
		BN_set_negative(v, !BN_is_negative(v));
}

void TEE_BigIntComputeExtendedGcd(TEE_BigInt *gcd, TEE_BigInt *u, TEE_BigInt *v,
				  const TEE_BigInt *op1, const TEE_BigInt *op2)
{
	BIGNUM *a, *b, *divisor, *first, *second;
	struct bigint_call call;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op1", op1);
	b = bigint_operand(&call, "op2", op2);
	divisor = bigint_result(&call, "gcd", gcd);
	first = u ? bigint_result(&call, "u", u) : bigint_temporary(&call);
	second = v ? bigint_result(&call, "v", v) : bigint_temporary(&call);
	bigint_require(&call, BN_gcd(divisor, a, b, call.numbers));
	BN_set_negative(divisor, 0);
	if (u || v)
		extend_gcd(&call, divisor, first, second, a, b);
	bigint_end(&call);
}

int32_t TEE_BigIntIsProbablePrime(const TEE_BigInt *op, uint32_t confidenceLevel)
{
	uint32_t confidence = 0, step;
	struct bigint_call call;
	const BIGNUM *a;
	int result;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op", op);
	step = BN_num_bits(a) > LARGE_BITS ? LARGE_CONFIDENCE : SMALL_CONFIDENCE;
	/* Independent tests multiply their probabilities. One is enough up to @step. */
	do {
		result = BN_check_prime(a, call.numbers, NULL);
		bigint_require(&call, result >= 0);
		confidence = confidence > UINT32_MAX - step ? UINT32_MAX : confidence + step;
	} while (result && confidence < confidenceLevel);
	bigint_cancel(&call);
	/* OpenSSL's test proves only that a number is composite. */
	return result ? -1 : 0;
}
