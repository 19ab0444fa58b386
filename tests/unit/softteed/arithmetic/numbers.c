// SPDX-License-Identifier: BSD-2-Clause
/* Numbers for tests of the Arithmetical API, from text and to text */
#include <ctype.h>

#include "numbers.h"

TEE_BigInt *number_new(size_t bits)
{
	size_t words = TEE_BigIntSizeInU32(bits);
	TEE_BigInt *number = test_malloc(words * sizeof(*number));

	memset(number, 0xa5, words * sizeof(*number));
	TEE_BigIntInit(number, words);
	return number;
}

static uint8_t hex_digit(char digit)
{
	assert_true(isxdigit((unsigned char)digit));
	return isdigit((unsigned char)digit) ? digit - '0' : toupper(digit) - 'A' + 10;
}

void number_set(TEE_BigInt *number, const char *text)
{
	int32_t sign = *text == '-' ? -1 : 1;
	const char *digits = text + (sign < 0);
	size_t length = strlen(digits), size = (length + 1) / 2;
	uint8_t *bytes = test_calloc(size + 1, 1);

	for (size_t n = 0; n < length; n++)
		bytes[size - 1 - n / 2] |= hex_digit(digits[length - 1 - n]) << 4 * (n % 2);
	assert_int_equal(TEE_BigIntConvertFromOctetString(number, bytes, size, sign),
			 TEE_SUCCESS);
	test_free(bytes);
}

TEE_BigInt *number_from(const char *text)
{
	TEE_BigInt *number = number_new(4 * (strlen(text) - (*text == '-')));

	number_set(number, text);
	return number;
}

void number_expect(const TEE_BigInt *number, const char *text, const char *what)
{
	TEE_BigInt *expected = number_from(text);

	if (TEE_BigIntCmp(number, expected)) {
		uint8_t bytes[2048];
		size_t size = sizeof(bytes);

		assert_int_equal(TEE_BigIntConvertToOctetString(bytes, &size, number),
				 TEE_SUCCESS);
		print_error("%s: %s", what, TEE_BigIntCmpS32(number, 0) < 0 ? "-" : "");
		for (size_t n = 0; n < size; n++)
			print_error("%02X", bytes[n]);
		print_error(" in place of %s\n", text);
		fail();
	}
	test_free(expected);
}

TEE_BigIntFMM *fmm_new(size_t bits)
{
	size_t words = TEE_BigIntFMMSizeInU32(bits);
	TEE_BigIntFMM *number = test_malloc(words * sizeof(*number));

	TEE_BigIntInitFMM(number, words);
	return number;
}

TEE_BigIntFMMContext *fmm_context_new(const TEE_BigInt *n)
{
	size_t words = TEE_BigIntFMMContextSizeInU32(TEE_BigIntGetBitCount(n));
	TEE_BigIntFMMContext *context = test_malloc(words * sizeof(*context));

	assert_int_equal(TEE_BigIntInitFMMContext1(context, words, n), TEE_SUCCESS);
	return context;
}
