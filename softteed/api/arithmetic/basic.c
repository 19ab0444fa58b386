// SPDX-License-Identifier: BSD-2-Clause
/* Basic arithmetic (TEE Internal Core API 1.3, section 8.8) */
#include "softteed/api/arithmetic/bigint.h"

void TEE_BigIntAdd(TEE_BigInt *dest, const TEE_BigInt *op1, const TEE_BigInt *op2)
{
	struct bigint_call call;
	const BIGNUM *a, *b;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op1", op1);
	b = bigint_operand(&call, "op2", op2);
	bigint_require(&call, BN_add(bigint_result(&call, "dest", dest), a, b));
	bigint_end(&call);
}

void TEE_BigIntSub(TEE_BigInt *dest, const TEE_BigInt *op1, const TEE_BigInt *op2)
{
	struct bigint_call call;
	const BIGNUM *a, *b;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op1", op1);
	b = bigint_operand(&call, "op2", op2);
	bigint_require(&call, BN_sub(bigint_result(&call, "dest", dest), a, b));
	bigint_end(&call);
}

void TEE_BigIntNeg(TEE_BigInt *dest, const TEE_BigInt *op)
{
	struct bigint_call call;
	BIGNUM *a;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op", op);
	BN_set_negative(a, !BN_is_negative(a));
	bigint_require(&call, BN_copy(bigint_result(&call, "dest", dest), a) != NULL);
	bigint_end(&call);
}

void TEE_BigIntMul(TEE_BigInt *dest, const TEE_BigInt *op1, const TEE_BigInt *op2)
{
	struct bigint_call call;
	const BIGNUM *a, *b;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op1", op1);
	b = bigint_operand(&call, "op2", op2);
	bigint_require(&call, BN_mul(bigint_result(&call, "dest", dest), a, b, call.numbers));
	bigint_end(&call);
}

void TEE_BigIntSquare(TEE_BigInt *dest, const TEE_BigInt *op)
{
	struct bigint_call call;
	const BIGNUM *a;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op", op);
	bigint_require(&call, BN_sqr(bigint_result(&call, "dest", dest), a, call.numbers));
	bigint_end(&call);
}

void TEE_BigIntDiv(TEE_BigInt *dest_q, TEE_BigInt *dest_r, const TEE_BigInt *op1,
		   const TEE_BigInt *op2)
{
	BIGNUM *quotient = NULL, *remainder = NULL;
	struct bigint_call call;
	const BIGNUM *a, *b;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op1", op1);
	b = bigint_operand(&call, "op2", op2);
	if (dest_q)
		quotient = bigint_result(&call, "dest_q", dest_q);
	if (dest_r)
		remainder = bigint_result(&call, "dest_r", dest_r);
	if (BN_is_zero(b))
		bigint_panic(&call, TEE_ERROR_BAD_PARAMETERS, "division by zero");
	/* BN_div() rounds towards zero, and the remainder has the sign of op1. */
	bigint_require(&call, BN_div(quotient, remainder, a, b, call.numbers));
	bigint_end(&call);
}
