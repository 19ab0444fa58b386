// SPDX-License-Identifier: BSD-2-Clause
/* Initialization of numbers, and conversion (TEE Internal Core API 1.3, sections 8.5 and 8.6) */
#include <limits.h>

#include "softteed/api/arithmetic/bigint.h"

void TEE_BigIntInit(TEE_BigInt *bigInt, size_t len)
{
	struct bigint_call call;

	bigint_begin(&call, __func__);
	bigint_new_result(&call, BIGINT_NUMBER, "bigInt", bigInt, len);
	bigint_end(&call);
}

TEE_Result TEE_BigIntConvertFromOctetString(TEE_BigInt *dest, const uint8_t *buffer,
					    size_t bufferLen, int32_t sign)
{
	struct bigint_call call;
	BIGNUM *number;

	bigint_begin(&call, __func__);
	number = bigint_result(&call, "dest", dest);
	if (bufferLen && !buffer)
		bigint_panic(&call, TEE_ERROR_BAD_PARAMETERS, "buffer is NULL");
	/* Zeros before the number need no room in dest. */
	while (bufferLen && !*buffer) {
		buffer++;
		bufferLen--;
	}
	if (bufferLen > bigint_capacity(&call, dest) / 8) {
		bigint_cancel(&call);
		return TEE_ERROR_OVERFLOW;
	}
	bigint_require(&call, BN_bin2bn(buffer, bufferLen, number) != NULL);
	BN_set_negative(number, sign < 0);
	return bigint_finish(&call);
}

TEE_Result TEE_BigIntConvertToOctetString(uint8_t *buffer, size_t *bufferLen,
					  const TEE_BigInt *bigInt)
{
	TEE_Result result = TEE_SUCCESS;
	struct bigint_call call;
	const BIGNUM *number;
	size_t size;

	bigint_begin(&call, __func__);
	number = bigint_operand(&call, "bigInt", bigInt);
	if (!bufferLen)
		bigint_panic(&call, TEE_ERROR_BAD_PARAMETERS, "bufferLen is NULL");
	size = BN_num_bytes(number);
	if (size > *bufferLen) {
		result = TEE_ERROR_SHORT_BUFFER;
	} else if (size) {
		if (!buffer)
			bigint_panic(&call, TEE_ERROR_BAD_PARAMETERS, "buffer is NULL");
		bigint_require(&call, BN_bn2binpad(number, buffer, size) >= 0);
	}
	*bufferLen = size;
	bigint_cancel(&call);
	return result;
}

void TEE_BigIntConvertFromS32(TEE_BigInt *dest, int32_t shortVal)
{
	struct bigint_call call;

	bigint_begin(&call, __func__);
	bigint_set_s32(&call, bigint_result(&call, "dest", dest), shortVal);
	bigint_end(&call);
}

TEE_Result TEE_BigIntConvertToS32(int32_t *dest, const TEE_BigInt *src)
{
	TEE_Result result = TEE_SUCCESS;
	struct bigint_call call;
	const BIGNUM *number;
	int64_t value;

	bigint_begin(&call, __func__);
	number = bigint_operand(&call, "src", src);
	if (!dest)
		bigint_panic(&call, TEE_ERROR_BAD_PARAMETERS, "dest is NULL");
	if (BN_num_bits(number) <= 32) {
		value = BN_is_negative(number) ? -(int64_t)BN_get_word(number) :
						 (int64_t)BN_get_word(number);
		if (value >= INT32_MIN && value <= INT32_MAX)
			*dest = (int32_t)value;
		else
			result = TEE_ERROR_OVERFLOW;
	} else {
		result = TEE_ERROR_OVERFLOW;
	}
	bigint_cancel(&call);
	return result;
}
