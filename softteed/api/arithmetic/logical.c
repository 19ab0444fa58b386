// SPDX-License-Identifier: BSD-2-Clause
/* Logical operations (TEE Internal Core API 1.3, section 8.7) */
#include <limits.h>

#include "softteed/api/arithmetic/bigint.h"

int32_t TEE_BigIntCmp(const TEE_BigInt *op1, const TEE_BigInt *op2)
{
	struct bigint_call call;
	const BIGNUM *a, *b;
	int32_t order;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op1", op1);
	b = bigint_operand(&call, "op2", op2);
	order = BN_cmp(a, b);
	bigint_cancel(&call);
	return order;
}

int32_t TEE_BigIntCmpS32(const TEE_BigInt *op, int32_t shortVal)
{
	struct bigint_call call;
	const BIGNUM *a;
	int32_t order;
	BIGNUM *b;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op", op);
	b = bigint_temporary(&call);
	bigint_set_s32(&call, b, shortVal);
	order = BN_cmp(a, b);
	bigint_cancel(&call);
	return order;
}

void TEE_BigIntShiftRight(TEE_BigInt *dest, const TEE_BigInt *op, size_t bits)
{
	struct bigint_call call;
	BIGNUM *a, *result;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op", op);
	result = bigint_result(&call, "dest", dest);
	/* The sign is that of op, and the magnitude is rounded down. */
	if (bits < (size_t)BN_num_bits(a))
		bigint_require(&call, BN_rshift(result, a, bits));
	bigint_end(&call);
}

bool TEE_BigIntGetBit(const TEE_BigInt *src, uint32_t bitIndex)
{
	struct bigint_call call;
	const BIGNUM *a;
	bool is_set;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "src", src);
	is_set = bitIndex <= INT_MAX && BN_is_bit_set(a, bitIndex);
	bigint_cancel(&call);
	return is_set;
}

uint32_t TEE_BigIntGetBitCount(const TEE_BigInt *src)
{
	struct bigint_call call;
	uint32_t bits;

	bigint_begin(&call, __func__);
	bits = BN_num_bits(bigint_operand(&call, "src", src));
	bigint_cancel(&call);
	return bits;
}

TEE_Result TEE_BigIntSetBit(TEE_BigInt *op, uint32_t bitIndex, bool value)
{
	struct bigint_call call;
	BIGNUM *a, *result;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "op", op);
	result = bigint_result(&call, "op", op);
	if (bitIndex >= bigint_capacity(&call, op)) {
		bigint_cancel(&call);
		return TEE_ERROR_OVERFLOW;
	}
	bigint_require(&call, BN_copy(result, a) != NULL);
	if (value)
		bigint_require(&call, BN_set_bit(result, bitIndex));
	else if (BN_is_bit_set(result, bitIndex))
		bigint_require(&call, BN_clear_bit(result, bitIndex));
	return bigint_finish(&call);
}

TEE_Result TEE_BigIntAssign(TEE_BigInt *dest, const TEE_BigInt *src)
{
	struct bigint_call call;
	BIGNUM *a;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "src", src);
	bigint_require(&call, BN_copy(bigint_result(&call, "dest", dest), a) != NULL);
	return bigint_finish(&call);
}

TEE_Result TEE_BigIntAbs(TEE_BigInt *dest, const TEE_BigInt *src)
{
	struct bigint_call call;
	BIGNUM *a;

	bigint_begin(&call, __func__);
	a = bigint_operand(&call, "src", src);
	BN_set_negative(a, 0);
	bigint_require(&call, BN_copy(bigint_result(&call, "dest", dest), a) != NULL);
	return bigint_finish(&call);
}
