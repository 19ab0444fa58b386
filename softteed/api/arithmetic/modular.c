// SPDX-License-Identifier: BSD-2-Clause
/* Modular arithmetic (TEE Internal Core API 1.3, section 8.9) */
#include <openssl/err.h>

#include "softteed/api/arithmetic/bigint.h"
#include "softteed/api/arithmetic/fmm.h"

void TEE_BigIntMod(TEE_BigInt *dest, const TEE_BigInt *op, const TEE_BigInt *n)
{
	const BIGNUM *a, *modulus;
	struct bigint_call call;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op", op);
	modulus = bigint_modulus(&call, "n", n);
	bigint_require(&call, BN_nnmod(bigint_result(&call, "dest", dest), a, modulus,
				       call.numbers));
	bigint_end(&call);
}

/* Set @dest to the result of @operation, one of OpenSSL's, on @op1, @op2 and @n. */
static void compute(const char *function, TEE_BigInt *dest, const TEE_BigInt *op1,
		    const TEE_BigInt *op2, const TEE_BigInt *n,
		    int (*operation)(BIGNUM *r, const BIGNUM *a, const BIGNUM *b,
				     const BIGNUM *m, BN_CTX *numbers))
{
	const BIGNUM *a, *b, *modulus;
	struct bigint_call call;

	bigint_begin(&call, function);
	a = bigint_operand(&call, "op1", op1);
	b = bigint_operand(&call, "op2", op2);
	modulus = bigint_modulus(&call, "n", n);
	bigint_require(&call, operation(bigint_result(&call, "dest", dest), a, b, modulus,
					call.numbers));
	bigint_end(&call);
}

void TEE_BigIntAddMod(TEE_BigInt *dest, const TEE_BigInt *op1, const TEE_BigInt *op2,
		      const TEE_BigInt *n)
{
	compute(__func__, dest, op1, op2, n, BN_mod_add);
}

void TEE_BigIntSubMod(TEE_BigInt *dest, const TEE_BigInt *op1, const TEE_BigInt *op2,
		      const TEE_BigInt *n)
{
	compute(__func__, dest, op1, op2, n, BN_mod_sub);
}

void TEE_BigIntMulMod(TEE_BigInt *dest, const TEE_BigInt *op1, const TEE_BigInt *op2,
		      const TEE_BigInt *n)
{
	compute(__func__, dest, op1, op2, n, BN_mod_mul);
}

void TEE_BigIntSquareMod(TEE_BigInt *dest, const TEE_BigInt *op, const TEE_BigInt *n)
{
	const BIGNUM *a, *modulus;
	struct bigint_call call;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op", op);
	modulus = bigint_modulus(&call, "n", n);
	bigint_require(&call, BN_mod_sqr(bigint_result(&call, "dest", dest), a, modulus,
					 call.numbers));
	bigint_end(&call);
}

void TEE_BigIntInvMod(TEE_BigInt *dest, const TEE_BigInt *op, const TEE_BigInt *n)
{
	BIGNUM *a, *modulus, *result;
	struct bigint_call call;
	int has_no_inverse;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op", op);
	modulus = bigint_modulus(&call, "n", n);
	result = bigint_result(&call, "dest", dest);
	bigint_require(&call, BN_nnmod(a, a, modulus, call.numbers));
	/* The operand may be secret, and so may be the modulus, e.g. RSA's phi(n). */
	BN_set_flags(a, BN_FLG_CONSTTIME);
	BN_set_flags(modulus, BN_FLG_CONSTTIME);
	ERR_set_mark();
	has_no_inverse = !BN_mod_inverse(result, a, modulus, call.numbers) &&
			 ERR_GET_REASON(ERR_peek_last_error()) == BN_R_NO_INVERSE;
	ERR_pop_to_mark();
	if (has_no_inverse)
		bigint_panic(&call, TEE_ERROR_BAD_PARAMETERS,
			     "op has no inverse, because op and n are not relatively prime");
	bigint_require(&call, !BN_is_zero(result));
	bigint_end(&call);
}

/*
 * OpenSSL has a constant-time exponentiation only for odd moduli. The specification requires
 * no more.
 */
TEE_Result TEE_BigIntExpMod(TEE_BigInt *dest, const TEE_BigInt *op1, const TEE_BigInt *op2,
			    const TEE_BigInt *n, const TEE_BigIntFMMContext *context)
{
	BIGNUM *base, *exponent, *result;
	struct bigint_call call;
	const BIGNUM *modulus;

	bigint_begin(&call, __func__);
	modulus = context ? fmm_modulus(&call, n, context) : bigint_modulus(&call, "n", n);
	base = bigint_operand(&call, "op1", op1);
	exponent = bigint_operand(&call, "op2", op2);
	result = bigint_result(&call, "dest", dest);
	if (BN_is_word(modulus, 2))
		bigint_panic(&call, TEE_ERROR_BAD_PARAMETERS, "the modulus n is 2");
	if (BN_is_negative(exponent))
		bigint_panic(&call, TEE_ERROR_BAD_PARAMETERS, "the exponent op2 is negative");
	if (!BN_is_odd(modulus)) {
		bigint_cancel(&call);
		return TEE_ERROR_NOT_SUPPORTED;
	}
	bigint_require(&call, BN_nnmod(base, base, modulus, call.numbers));
	BN_set_flags(exponent, BN_FLG_CONSTTIME);
	bigint_require(&call, BN_mod_exp_mont_consttime(result, base, exponent, modulus,
							call.numbers, NULL));
	bigint_end(&call);
	return TEE_SUCCESS;
}
