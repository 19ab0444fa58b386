// SPDX-License-Identifier: BSD-2-Clause
/* Tests for number objects: initialization, conversions, and logical operations */

#include "numbers.h"
#include "softteed/api/arithmetic/bigint_limits.h"

static void sizes_are_those_of_the_specification(void **state)
{
	(void)state;
	assert_int_equal(TEE_BigIntSizeInU32(1), 3);
	assert_int_equal(TEE_BigIntSizeInU32(32), 3);
	assert_int_equal(TEE_BigIntSizeInU32(33), 4);
	assert_true(BIGINT_MAX_BITS >= 4096);
	assert_true(BIGINT_MAX_WORDS > TEE_BigIntSizeInU32(2 * BIGINT_MAX_BITS + 1));
	assert_int_equal(TEE_BigIntFMMSizeInU32(0), 2);
	assert_int_equal(TEE_BigIntFMMSizeInU32(33), 4);
	assert_int_equal(TEE_BigIntFMMContextSizeInU32(2048), 66);
	/* does not wrap around */
	assert_true(TEE_BigIntFMMSizeInU32(SIZE_MAX) > SIZE_MAX / 32);
}

static void initializes_to_zero(void **state)
{
	static const size_t bits[] = { 0, 1, 32, 33, 4096, 8192, 32 * (BIGINT_MAX_WORDS - 2) };

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(bits); n++) {
		TEE_BigInt *number = number_new(bits[n]);

		assert_int_equal(TEE_BigIntCmpS32(number, 0), 0);
		assert_int_equal(TEE_BigIntGetBitCount(number), 0);
		/* any number of times */
		if (bits[n])
			TEE_BigIntConvertFromS32(number, -1);
		TEE_BigIntInit(number, TEE_BigIntSizeInU32(bits[n]));
		assert_int_equal(TEE_BigIntCmpS32(number, 0), 0);
		test_free(number);
	}
}

/* The bytes of a long number, and of all its suffixes */
static void converts_octet_strings_of_any_length(void **state)
{
	uint8_t bytes[515], back[sizeof(bytes)];
	TEE_BigInt *number = number_new(8 * sizeof(bytes));

	(void)state;
	for (size_t n = 0; n < sizeof(bytes); n++)
		bytes[n] = 1 + n * 31 % 255;
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		const uint8_t *from = bytes + sizeof(bytes) - size;
		uint8_t *exact = test_malloc(size + 1);
		int32_t sign = size % 2 ? INT32_MIN : size % 4 ? 0 : INT32_MAX;
		size_t length = size;

		memcpy(exact + 1, from, size);
		assert_int_equal(TEE_BigIntConvertFromOctetString(number, exact + 1, size, sign),
				 TEE_SUCCESS);
		assert_int_equal(TEE_BigIntCmpS32(number, 0), size % 2 ? -1 : size > 0);
		memset(exact, 0, size + 1);
		assert_int_equal(TEE_BigIntConvertToOctetString(exact + 1, &length, number),
				 TEE_SUCCESS);
		assert_int_equal(length, size);
		assert_memory_equal(exact + 1, from, size);

		/* a longer buffer is filled from the start, and not beyond */
		memset(back, 0x77, sizeof(back));
		length = sizeof(back);
		assert_int_equal(TEE_BigIntConvertToOctetString(back, &length, number),
				 TEE_SUCCESS);
		assert_int_equal(length, size);
		assert_memory_equal(back, from, size);
		for (size_t n = size; n < sizeof(back); n++)
			assert_int_equal(back[n], 0x77);
		test_free(exact);
	}
	test_free(number);
}

static void reports_short_buffers(void **state)
{
	TEE_BigInt *number = number_from("-123456789A");
	uint8_t bytes[5] = { 0 };
	size_t size;

	(void)state;
	for (size_t room = 0; room < sizeof(bytes); room++) {
		size = room;
		assert_int_equal(TEE_BigIntConvertToOctetString(bytes, &size, number),
				 TEE_ERROR_SHORT_BUFFER);
		assert_int_equal(size, sizeof(bytes));
		assert_int_equal(bytes[0], 0);
	}
	size = 0;
	assert_int_equal(TEE_BigIntConvertToOctetString(NULL, &size, number),
			 TEE_ERROR_SHORT_BUFFER);
	/* Zero has no bytes, and needs no buffer. */
	TEE_BigIntConvertFromS32(number, 0);
	size = 0;
	assert_int_equal(TEE_BigIntConvertToOctetString(NULL, &size, number), TEE_SUCCESS);
	assert_int_equal(size, 0);
	test_free(number);
}

static void ignores_leading_zeros(void **state)
{
	static const uint8_t bytes[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0, 0 };
	TEE_BigInt *number = number_new(32);

	(void)state;
	assert_int_equal(TEE_BigIntConvertFromOctetString(number, bytes, sizeof(bytes), -1),
			 TEE_SUCCESS);
	number_expect(number, "-12340000", "number");
	/* There is no negative zero. */
	assert_int_equal(TEE_BigIntConvertFromOctetString(number, bytes, 8, -1), TEE_SUCCESS);
	assert_int_equal(TEE_BigIntCmpS32(number, 0), 0);
	test_free(number);
}

/* Of a number that does not fit, nothing is stored. */
static void reports_overflow(void **state)
{
	static const uint8_t bytes[9] = { 1 };
	TEE_BigInt *number = number_new(64), *large = number_from("-10000000000000000");

	(void)state;
	number_set(number, "-FFFFFFFFFFFFFFFF");
	assert_int_equal(TEE_BigIntConvertFromOctetString(number, bytes, 9, 1),
			 TEE_ERROR_OVERFLOW);
	assert_int_equal(TEE_BigIntAssign(number, large), TEE_ERROR_OVERFLOW);
	assert_int_equal(TEE_BigIntAbs(number, large), TEE_ERROR_OVERFLOW);
	assert_int_equal(TEE_BigIntSetBit(number, 64, true), TEE_ERROR_OVERFLOW);
	assert_int_equal(TEE_BigIntSetBit(number, 64, false), TEE_ERROR_OVERFLOW);
	assert_int_equal(TEE_BigIntSetBit(number, UINT32_MAX, true), TEE_ERROR_OVERFLOW);
	number_expect(number, "-FFFFFFFFFFFFFFFF", "number");
	test_free(number);
	test_free(large);
}

static void converts_32_bit_numbers(void **state)
{
	static const int32_t values[] = {
		0, 1, -1, 123, -123, INT32_MAX, INT32_MAX - 1, INT32_MIN, INT32_MIN + 1,
	};
	TEE_BigInt *number = number_new(32);
	int32_t back;

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(values); n++) {
		back = ~values[n];
		TEE_BigIntConvertFromS32(number, values[n]);
		assert_int_equal(TEE_BigIntConvertToS32(&back, number), TEE_SUCCESS);
		assert_int_equal(back, values[n]);
		for (size_t other = 0; other < ARRAY_LEN(values); other++)
			assert_int_equal(TEE_BigIntCmpS32(number, values[other]),
					 (values[n] > values[other]) -
					 (values[n] < values[other]));
	}
	test_free(number);
}

static void detects_numbers_that_need_more_than_32_bits(void **state)
{
	static const char *const large[] = {
		"80000000", "-80000001", "FFFFFFFF", "100000000", "-100000000",
		"-8000000000000000", "10000000000000000",
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(large); n++) {
		TEE_BigInt *number = number_from(large[n]);
		int32_t value = 77;

		assert_int_equal(TEE_BigIntConvertToS32(&value, number), TEE_ERROR_OVERFLOW);
		assert_int_equal(value, 77);
		assert_int_equal(TEE_BigIntCmpS32(number, INT32_MAX), *large[n] == '-' ? -1 : 1);
		assert_int_equal(TEE_BigIntCmpS32(number, INT32_MIN), *large[n] == '-' ? -1 : 1);
		test_free(number);
	}
}

static void orders_numbers(void **state)
{
	static const char *const ascending[] = {
		"-10000000000000000", "-FFFFFFFFFFFFFFFF", "-100000000", "-FFFFFFFF", "-2", "-1",
		"0", "1", "2", "FFFFFFFF", "100000000", "100000001", "FFFFFFFFFFFFFFFF",
		"10000000000000000", "123456789ABCDEF0123456789ABCDEF",
	};
	TEE_BigInt *numbers[ARRAY_LEN(ascending)];

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(ascending); n++)
		numbers[n] = number_from(ascending[n]);
	for (size_t a = 0; a < ARRAY_LEN(ascending); a++)
		for (size_t b = 0; b < ARRAY_LEN(ascending); b++)
			assert_int_equal(TEE_BigIntCmp(numbers[a], numbers[b]),
					 (a > b) - (a < b));
	for (size_t n = 0; n < ARRAY_LEN(ascending); n++)
		test_free(numbers[n]);
}

static void shifts_the_magnitude(void **state)
{
	static const struct {
		const char *op;
		size_t bits;
		const char *result;
	} cases[] = {
		{ "0", 0, "0" }, { "0", 1, "0" }, { "1", 0, "1" }, { "1", 1, "0" },
		{ "-1", 0, "-1" }, { "-1", 1, "0" }, { "-3", 1, "-1" }, { "7FFFFFFF", 31, "0" },
		{ "80000000", 31, "1" }, { "-80000000", 32, "0" }, { "-180000000", 32, "-1" },
		{ "123456789ABCDEF0", 4, "123456789ABCDEF" }, { "123456789ABCDEF0", 60, "1" },
		{ "123456789ABCDEF0", 61, "0" }, { "-FEDCBA98765432100", 64, "-F" },
		{ "123456789ABCDEF0", INT_MAX, "0" }, { "-1", (size_t)INT_MAX + 1, "0" },
		{ "FFFFFFFF", (size_t)1 << 32, "0" }, { "FFFFFFFF", SIZE_MAX, "0" },
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		TEE_BigInt *op = number_from(cases[n].op), *dest = number_new(64);

		TEE_BigIntShiftRight(dest, op, cases[n].bits);
		number_expect(dest, cases[n].result, cases[n].op);
		number_expect(op, cases[n].op, "operand");
		TEE_BigIntShiftRight(op, op, cases[n].bits);
		number_expect(op, cases[n].result, cases[n].op);
		test_free(op);
		test_free(dest);
	}
}

static void reads_and_writes_bits_of_the_magnitude(void **state)
{
	TEE_BigInt *number = number_new(96), *reference = number_new(96);

	(void)state;
	number_set(number, "-800000010000000000000005");
	assert_int_equal(TEE_BigIntGetBitCount(number), 96);
	for (uint32_t bit = 0; bit < 200; bit++)
		assert_int_equal(TEE_BigIntGetBit(number, bit),
				 bit == 0 || bit == 2 || bit == 64 || bit == 95);
	assert_false(TEE_BigIntGetBit(number, INT32_MAX));
	assert_false(TEE_BigIntGetBit(number, 1u << 31));
	assert_false(TEE_BigIntGetBit(number, UINT32_MAX));

	/* Setting and clearing each bit changes only this bit, and keeps the sign. */
	for (uint32_t bit = 0; bit < 96; bit++) {
		bool was = TEE_BigIntGetBit(number, bit);

		assert_int_equal(TEE_BigIntAssign(reference, number), TEE_SUCCESS);
		assert_int_equal(TEE_BigIntSetBit(number, bit, !was), TEE_SUCCESS);
		for (uint32_t other = 0; other < 96; other++)
			assert_int_equal(TEE_BigIntGetBit(number, other),
					 TEE_BigIntGetBit(reference, other) ^ (other == bit));
		assert_int_equal(TEE_BigIntCmpS32(number, 0), -1);
		assert_int_equal(TEE_BigIntSetBit(number, bit, was), TEE_SUCCESS);
		assert_int_equal(TEE_BigIntSetBit(number, bit, was), TEE_SUCCESS);
		assert_int_equal(TEE_BigIntCmp(number, reference), 0);
	}

	/* If no bit remains, it is zero and has no sign. */
	number_set(number, "-400000000000");
	assert_int_equal(TEE_BigIntGetBitCount(number), 47);
	assert_int_equal(TEE_BigIntSetBit(number, 46, false), TEE_SUCCESS);
	assert_int_equal(TEE_BigIntCmpS32(number, 0), 0);
	assert_int_equal(TEE_BigIntGetBitCount(number), 0);
	assert_int_equal(TEE_BigIntSetBit(number, 95, true), TEE_SUCCESS);
	number_expect(number, "800000000000000000000000", "number");
	test_free(number);
	test_free(reference);
}

/* An application may keep a number elsewhere, e.g. when it reallocates memory. */
static void numbers_can_be_moved(void **state)
{
	TEE_BigInt *number = number_from("-123456789ABCDEF0"), copy[TEE_BigIntSizeInU32(64)];

	(void)state;
	memcpy(copy, number, sizeof(copy));
	test_free(number);
	number_expect(copy, "-123456789ABCDEF0", "copy");
}

/* The words that a shorter value does not need don't keep the former value. */
static void wipes_former_values(void **state)
{
	TEE_BigInt *number = number_from("A1B2C3D4A1B2C3D4A1B2C3D4");

	(void)state;
	TEE_BigIntConvertFromS32(number, 5);
	for (size_t word = 0; word < TEE_BigIntSizeInU32(96); word++)
		assert_int_not_equal(number[word], 0xa1b2c3d4);
	TEE_BigIntConvertFromS32(number, 0);
	for (size_t word = 2; word < TEE_BigIntSizeInU32(96); word++)
		assert_int_equal(number[word], 0);
	test_free(number);
}

static void serves_applications_of_version_1_1(void **state)
{
	static const uint8_t bytes[] = { 0x12, 0x34, 0x56, 0x78, 0x9a };
	TEE_BigInt *number = number_new(64), *n = number_from("FFFFFFFB");
	TEE_BigIntFMMContext context[3];
	uint8_t back[8];
	uint32_t size = 4;

	(void)state;
	assert_int_equal(__GP11_TEE_BigIntFMMSizeInU32(33), 4);
	assert_int_equal(__GP11_TEE_BigIntFMMContextSizeInU32(32), 3);
	__GP11_TEE_BigIntInit(number, TEE_BigIntSizeInU32(64));
	__GP11_TEE_BigIntInitFMMContext(context, 3, n);
	assert_int_equal(__GP11_TEE_BigIntConvertFromOctetString(number, bytes, 5, -1),
			 TEE_SUCCESS);
	assert_int_equal(__GP11_TEE_BigIntConvertToOctetString(back, &size, number),
			 TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(size, 5);
	assert_int_equal(__GP11_TEE_BigIntConvertToOctetString(back, &size, number),
			 TEE_SUCCESS);
	assert_memory_equal(back, bytes, 5);
	__GP11_TEE_BigIntShiftRight(number, number, 8);
	number_expect(number, "-12345678", "number");
	__GP11_TEE_BigIntInitFMM(number, TEE_BigIntSizeInU32(64));
	TEE_BigIntConvertToFMM(number, n, n, context);
	test_free(number);
	test_free(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_those_of_the_specification),
		cmocka_unit_test(initializes_to_zero),
		cmocka_unit_test(converts_octet_strings_of_any_length),
		cmocka_unit_test(reports_short_buffers),
		cmocka_unit_test(ignores_leading_zeros),
		cmocka_unit_test(reports_overflow),
		cmocka_unit_test(converts_32_bit_numbers),
		cmocka_unit_test(detects_numbers_that_need_more_than_32_bits),
		cmocka_unit_test(orders_numbers),
		cmocka_unit_test(shifts_the_magnitude),
		cmocka_unit_test(reads_and_writes_bits_of_the_magnitude),
		cmocka_unit_test(numbers_can_be_moved),
		cmocka_unit_test(wipes_former_values),
		cmocka_unit_test(serves_applications_of_version_1_1),
	};

	return RUN(tests);
}
