// SPDX-License-Identifier: BSD-2-Clause
/* Tests for primes and relative primes */

#include "numbers.h"

static bool is_small_prime(int32_t value)
{
	for (int32_t divisor = 2; divisor * divisor <= value; divisor++)
		if (value % divisor == 0)
			return false;
	return value > 1;
}

static void expect_primality(const TEE_BigInt *number, bool is_prime, uint32_t confidence)
{
	int32_t found = TEE_BigIntIsProbablePrime(number, confidence);

	if (is_prime)
		assert_true(found == 1 || found == -1);
	else
		assert_int_equal(found, 0);
}

static void classifies_small_numbers(void **state)
{
	TEE_BigInt *number = number_new(32);

	(void)state;
	for (int32_t value = -5; value < 1000; value++) {
		TEE_BigIntConvertFromS32(number, value);
		expect_primality(number, is_small_prime(value), 80);
	}
	test_free(number);
}

/* 2^exponent - difference */
static TEE_BigInt *below_power(uint32_t exponent, int32_t difference)
{
	TEE_BigInt *number = number_new(exponent + 1), *small = number_from("7FFFFFFF");

	assert_int_equal(TEE_BigIntSetBit(number, exponent, true), TEE_SUCCESS);
	TEE_BigIntConvertFromS32(small, difference);
	TEE_BigIntSub(number, number, small);
	test_free(small);
	return number;
}

/* Mersenne primes, the primes of Curve25519 and of P-521, and the largest below 2^64 and 2^128 */
static void recognizes_large_primes(void **state)
{
	static const struct {
		uint32_t exponent;
		int32_t difference;
	} primes[] = {
		{ 31, 1 }, { 61, 1 }, { 89, 1 }, { 107, 1 }, { 127, 1 }, { 521, 1 }, { 607, 1 },
		{ 1279, 1 }, { 255, 19 }, { 64, 59 }, { 128, 159 },
	};
	static const uint32_t confidence[] = { 0, 1, 80, 128, 129, 300 };

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(primes); n++) {
		TEE_BigInt *number = below_power(primes[n].exponent, primes[n].difference);
		TEE_BigInt *square = number_new(2 * primes[n].exponent);

		expect_primality(number, true, confidence[n % ARRAY_LEN(confidence)]);
		TEE_BigIntSquare(square, number);
		expect_primality(square, false, 80);
		test_free(number);
		test_free(square);
	}
}

static void recognizes_composites(void **state)
{
	/* Carmichael numbers, and strong pseudoprimes to the first 4, 6, 7 and 12 primes */
	static const char *const composites[] = {
		"231", "451", "22CF", "C97B1", "13251481", "BFA17DC7", "32907381CDF",
		"136A352B2C8C1", "437AE92817F9FC85B7E5",
	};
	/* Prime exponents of Mersenne numbers that are composite */
	static const uint32_t exponents[] = { 11, 23, 67, 257, 1277, 2131 };

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(composites); n++) {
		TEE_BigInt *number = number_from(composites[n]);

		expect_primality(number, false, 80);
		test_free(number);
	}
	for (size_t n = 0; n < ARRAY_LEN(exponents); n++) {
		TEE_BigInt *number = below_power(exponents[n], 1);

		expect_primality(number, false, 80);
		test_free(number);
	}
}

static void finds_relative_primes(void **state)
{
	static const struct {
		const char *a, *b;
		bool expected;
	} cases[] = {
		{ "0", "0", false }, { "0", "1", true }, { "0", "-1", true }, { "0", "2", false },
		{ "1", "1", true }, { "-1", "1", true }, { "2", "4", false }, { "-9", "10", true },
		{ "F", "-A", false }, { "10000000000000000", "FFFFFFFFFFFFFFFF", true },
		{ "10000000000000000", "100000000", false },
		{ "5D0A380DC40EDE5E036FA051FC6D7F93",
		  "3277FD425328576569AFB2EAC6B1430578099CA8ADA4BC73", true },
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		TEE_BigInt *a = number_from(cases[n].a), *b = number_from(cases[n].b);

		assert_int_equal(TEE_BigIntRelativePrime(a, b), cases[n].expected);
		assert_int_equal(TEE_BigIntRelativePrime(b, a), cases[n].expected);
		assert_int_equal(TEE_BigIntRelativePrime(a, a), TEE_BigIntGetBitCount(a) == 1);
		test_free(a);
		test_free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classifies_small_numbers),
		cmocka_unit_test(recognizes_large_primes),
		cmocka_unit_test(recognizes_composites),
		cmocka_unit_test(finds_relative_primes),
	};

	return RUN(tests);
}
