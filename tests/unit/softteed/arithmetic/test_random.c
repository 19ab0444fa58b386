// SPDX-License-Identifier: BSD-2-Clause
/*
 * All operations on random numbers, compared with OpenSSL's results. The sizes are around
 * multiples of the word sizes of both, and the values are often extreme.
 */
#include <openssl/bn.h>

#include "numbers.h"
#include "operations.h"
#include "softteed/api/arithmetic/bigint_limits.h"

#define ROUNDS	400

static uint64_t seed;
static BN_CTX *scratch;

static uint32_t random_below(uint32_t limit)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % limit;
}

/* Set @value to a number of at most @max_bits bits. */
static void choose(BIGNUM *value, int max_bits)
{
	static const int steps[] = { 0, 1, 31, 32, 33, 63, 64, 65, 127, 128, 129, 160, 521, 1024,
				     2047, 2048, BIGINT_MAX_BITS - 1, BIGINT_MAX_BITS };
	uint8_t bytes[BIGINT_MAX_BITS / 8];
	int bits;

	do
		bits = steps[random_below(ARRAY_LEN(steps))];
	while (bits > max_bits);
	for (size_t n = 0; n < sizeof(bytes); n++)
		bytes[n] = random_below(256);
	assert_non_null(BN_bin2bn(bytes, (bits + 7) / 8, value));
	assert_true(BN_mask_bits(value, bits) || BN_num_bits(value) <= bits);
	switch (random_below(4)) {
	case 0:		/* one bit */
		BN_zero(value);
		if (bits)
			assert_true(BN_set_bit(value, bits - 1));
		break;
	case 1:		/* all bits */
		BN_zero(value);
		assert_true(BN_set_bit(value, bits) && BN_sub_word(value, 1));
		break;
	}
	BN_set_negative(value, random_below(2));
}

static void choose_modulus(BIGNUM *value, int max_bits, bool odd)
{
	do {
		choose(value, max_bits);
		BN_set_negative(value, 0);
		if (odd)
			assert_true(BN_set_bit(value, 0));
	} while (BN_num_bits(value) < 2);
}

static TEE_BigInt *to_number(const BIGNUM *value)
{
	TEE_BigInt *number = number_new(BN_num_bits(value));
	int size = BN_num_bytes(value);
	uint8_t *bytes = test_malloc(size + 1);

	BN_bn2bin(value, bytes);
	assert_int_equal(TEE_BigIntConvertFromOctetString(number, bytes, size,
							  BN_is_negative(value) ? -1 : 1),
			 TEE_SUCCESS);
	test_free(bytes);
	return number;
}

static void expect_bignum(const TEE_BigInt *number, const BIGNUM *value, const char *what)
{
	char *text = BN_bn2hex(value);

	number_expect(number, text, what);
	OPENSSL_free(text);
}

/* Set @result to the result of the operation @name for @v; return false if it is not defined. */
static bool expected(const char *name, BIGNUM *result, BIGNUM *const v[])
{
	static const struct {
		const char *name;
		int (*compute)(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m,
			       BN_CTX *scratch);
	} modular[] = {
		{ "add_mod", BN_mod_add }, { "sub_mod", BN_mod_sub }, { "mul_mod", BN_mod_mul },
	};

	for (size_t n = 0; n < ARRAY_LEN(modular); n++)
		if (!strcmp(name, modular[n].name))
			return modular[n].compute(result, v[0], v[1], v[2], scratch);
	if (!strcmp(name, "assign"))
		return BN_copy(result, v[0]);
	if (!strcmp(name, "abs"))
		return BN_copy(result, v[0]) && (BN_set_negative(result, 0), true);
	if (!strcmp(name, "neg"))
		return BN_zero(result), BN_sub(result, result, v[0]);
	if (!strcmp(name, "square"))
		return BN_mul(result, v[0], v[0], scratch);
	if (!strcmp(name, "add"))
		return BN_add(result, v[0], v[1]);
	if (!strcmp(name, "sub"))
		return BN_sub(result, v[0], v[1]);
	if (!strcmp(name, "mul"))
		return BN_mul(result, v[0], v[1], scratch);
	if (!strcmp(name, "gcd"))
		return BN_gcd(result, v[0], v[1], scratch) && (BN_set_negative(result, 0), true);
	if (!strcmp(name, "mod"))
		return BN_nnmod(result, v[0], v[1], scratch);
	if (!strcmp(name, "square_mod"))
		return BN_mod_mul(result, v[0], v[0], v[1], scratch);
	if (!strcmp(name, "inv_mod"))
		return BN_mod_inverse(result, v[0], v[1], scratch);
	if (!strcmp(name, "exp_mod"))
		return BN_nnmod(v[0], v[0], v[2], scratch) &&
		       BN_mod_exp_simple(result, v[0], v[1], v[2], scratch);
	if (BN_is_zero(v[1]))
		return false;
	return !strcmp(name, "quotient") ? BN_div(result, NULL, v[0], v[1], scratch) :
					   BN_div(NULL, result, v[0], v[1], scratch);
}

static void choose_operands(const struct operation *operation, BIGNUM *const v[])
{
	bool is_exp = !strcmp(operation->name, "exp_mod");
	int max_bits = is_exp ? 160 : BIGINT_MAX_BITS;
	size_t last = operation->num_operands - 1;

	for (size_t n = 0; n < operation->num_operands; n++)
		choose(v[n], max_bits);
	if (strstr(operation->name, "mod"))
		choose_modulus(v[last], max_bits, is_exp);
	if (is_exp)
		BN_set_negative(v[1], 0);
}

static void agrees_with_openssl(void **state)
{
	const struct operation *operation = *state;
	TEE_BigInt *op[MAX_OPERANDS], *dest;
	BIGNUM *v[MAX_OPERANDS], *result;
	int defined = 0;

	seed = 0x9e3779b97f4a7c15;
	for (int round = 0; round < ROUNDS; round++) {
		BN_CTX_start(scratch);
		for (size_t n = 0; n < MAX_OPERANDS; n++)
			v[n] = BN_CTX_get(scratch);
		result = BN_CTX_get(scratch);
		assert_non_null(result);
		choose_operands(operation, v);
		for (size_t n = 0; n < operation->num_operands; n++)
			op[n] = to_number(v[n]);
		if (expected(operation->name, result, v)) {
			defined++;
			dest = to_number(result);
			TEE_BigIntConvertFromS32(dest, 0);
			operation->compute(dest, op);
			expect_bignum(dest, result, operation->name);
			test_free(dest);
		}
		for (size_t n = 0; n < operation->num_operands; n++)
			test_free(op[n]);
		BN_CTX_end(scratch);
	}
	assert_true(defined > ROUNDS / 20);
}

/* a == q * b + r, and |r| < |b|, and r has the sign of a */
static void divides_with_remainder(void **state)
{
	BIGNUM *a = BN_new(), *b = BN_new();

	(void)state;
	seed = 1;
	for (int round = 0; round < ROUNDS; round++) {
		TEE_BigInt *q = number_new(BIGINT_MAX_BITS), *r = number_new(BIGINT_MAX_BITS);
		TEE_BigInt *x, *y, *product = number_new(BIGINT_MAX_BITS + 1);

		choose(a, BIGINT_MAX_BITS);
		do
			choose(b, BIGINT_MAX_BITS);
		while (BN_is_zero(b));
		x = to_number(a);
		y = to_number(b);
		TEE_BigIntDiv(q, r, x, y);
		TEE_BigIntMul(product, q, y);
		TEE_BigIntAdd(product, product, r);
		assert_int_equal(TEE_BigIntCmp(product, x), 0);
		if (TEE_BigIntCmpS32(r, 0))
			assert_int_equal(TEE_BigIntCmpS32(r, 0), TEE_BigIntCmpS32(x, 0));
		assert_int_equal(TEE_BigIntAbs(r, r), TEE_SUCCESS);
		assert_int_equal(TEE_BigIntAbs(y, y), TEE_SUCCESS);
		assert_int_equal(TEE_BigIntCmp(r, y), -1);
		test_free(q);
		test_free(r);
		test_free(x);
		test_free(y);
		test_free(product);
	}
	BN_free(a);
	BN_free(b);
}

/* u * a + v * b == gcd, with coefficients at most half as large as a and b divided by it */
static void expect_coefficients(const BIGNUM *a, const BIGNUM *b)
{
	TEE_BigInt *x = to_number(a), *y = to_number(b), *gcd = number_new(BIGINT_MAX_BITS);
	TEE_BigInt *u = number_new(BN_num_bits(b) + 1), *v = number_new(BN_num_bits(a) + 1);
	TEE_BigInt *sum = number_new(2 * BIGINT_MAX_BITS + 1);
	TEE_BigInt *product = number_new(2 * BIGINT_MAX_BITS);

	TEE_BigIntComputeExtendedGcd(gcd, u, v, x, y);
	TEE_BigIntMul(sum, u, x);
	TEE_BigIntMul(product, v, y);
	TEE_BigIntAdd(sum, sum, product);
	assert_int_equal(TEE_BigIntCmp(sum, gcd), 0);
	if (TEE_BigIntGetBitCount(x) > 1 && TEE_BigIntGetBitCount(y) > 1) {
		/* 2 * |u| * gcd <= |b| */
		TEE_BigIntMul(product, u, gcd);
		TEE_BigIntAdd(product, product, product);
		assert_int_equal(TEE_BigIntAbs(product, product), TEE_SUCCESS);
		assert_int_equal(TEE_BigIntAbs(sum, y), TEE_SUCCESS);
		assert_true(TEE_BigIntCmp(product, sum) <= 0);
		assert_true(TEE_BigIntGetBitCount(v) <= TEE_BigIntGetBitCount(x));
	}
	assert_int_equal(TEE_BigIntRelativePrime(x, y), !TEE_BigIntCmpS32(gcd, 1));

	/* The results are the same if only some of them are wanted. */
	TEE_BigIntComputeExtendedGcd(product, sum, NULL, x, y);
	assert_int_equal(TEE_BigIntCmp(product, gcd), 0);
	assert_int_equal(TEE_BigIntCmp(sum, u), 0);
	TEE_BigIntComputeExtendedGcd(product, NULL, sum, x, y);
	assert_int_equal(TEE_BigIntCmp(product, gcd), 0);
	assert_int_equal(TEE_BigIntCmp(sum, v), 0);
	test_free(x);
	test_free(y);
	test_free(gcd);
	test_free(u);
	test_free(v);
	test_free(sum);
	test_free(product);
}

static void computes_coefficients_of_the_gcd(void **state)
{
	static const char *const edges[] = {
		"0", "1", "-1", "2", "-2", "3", "-6", "400", "-800", "FFFFFFFF", "100000000",
		"165D662", "1664FEA", "-5D0A380DC40EDE5E036FA051FC6D7F93",
	};
	BIGNUM *a = BN_new(), *b = BN_new(), *factor = BN_new();

	(void)state;
	seed = 2;
	for (size_t n = 0; n < ARRAY_LEN(edges); n++)
		for (size_t m = 0; m < ARRAY_LEN(edges); m++) {
			assert_true(BN_hex2bn(&a, edges[n]) && BN_hex2bn(&b, edges[m]));
			expect_coefficients(a, b);
		}
	for (int round = 0; round < ROUNDS / 4; round++) {
		choose(a, 1024);
		choose(b, 1024);
		expect_coefficients(a, b);
		/* with a common factor */
		choose(factor, 521);
		assert_true(BN_mul(a, a, factor, scratch) && BN_mul(b, b, factor, scratch));
		expect_coefficients(a, b);
	}
	BN_free(a);
	BN_free(b);
	BN_free(factor);
}

/* Converted to fast representation, a product is the same as that of TEE_BigIntMulMod(). */
static void multiplies_fast(const BIGNUM *a, const BIGNUM *b, const BIGNUM *n)
{
	TEE_BigInt *x = to_number(a), *y = to_number(b), *modulus = to_number(n);
	TEE_BigInt *product = number_new(BN_num_bits(n)), *expected = number_new(BN_num_bits(n));
	TEE_BigIntFMMContext *context = fmm_context_new(modulus);
	TEE_BigIntFMM *f = fmm_new(BN_num_bits(n)), *g = fmm_new(BN_num_bits(n));
	TEE_BigIntFMM *h = fmm_new(BN_num_bits(n));

	TEE_BigIntConvertToFMM(f, x, modulus, context);
	TEE_BigIntConvertFromFMM(product, f, modulus, context);
	TEE_BigIntMod(expected, x, modulus);
	assert_int_equal(TEE_BigIntCmp(product, expected), 0);

	TEE_BigIntMulMod(expected, x, y, modulus);
	TEE_BigIntConvertToFMM(g, y, modulus, context);
	TEE_BigIntComputeFMM(h, f, g, modulus, context);
	TEE_BigIntFMMConvertToBigInt(product, h, modulus, context);
	assert_int_equal(TEE_BigIntCmp(product, expected), 0);

	/* A destination may be one of the operands, and both may be the same. */
	TEE_BigIntComputeFMM(f, f, g, modulus, context);
	assert_memory_equal(f, h, TEE_BigIntFMMSizeInU32(BN_num_bits(n)) * sizeof(*f));
	TEE_BigIntComputeFMM(g, f, f, modulus, context);
	TEE_BigIntSquareMod(expected, expected, modulus);
	TEE_BigIntConvertFromFMM(product, g, modulus, context);
	assert_int_equal(TEE_BigIntCmp(product, expected), 0);
	TEE_BigIntComputeFMM(f, f, f, modulus, context);
	assert_memory_equal(f, g, TEE_BigIntFMMSizeInU32(BN_num_bits(n)) * sizeof(*f));
	TEE_BigIntInitFMM(h, TEE_BigIntFMMSizeInU32(BN_num_bits(n)));
	TEE_BigIntConvertFromFMM(product, h, modulus, context);
	assert_int_equal(TEE_BigIntCmpS32(product, 0), 0);

	if (BN_is_odd(n)) {
		TEE_BigIntConvertFromS32(y, 1);
		assert_int_equal(TEE_BigIntExpMod(product, x, y, modulus, context), TEE_SUCCESS);
		TEE_BigIntMod(expected, x, modulus);
		assert_int_equal(TEE_BigIntCmp(product, expected), 0);
	}
	test_free(x);
	test_free(y);
	test_free(modulus);
	test_free(product);
	test_free(expected);
	test_free(context);
	test_free(f);
	test_free(g);
	test_free(h);
}

/* Includes even moduli, and more of them than are kept. */
static void fast_products_are_right(void **state)
{
	BIGNUM *a = BN_new(), *b = BN_new(), *n = BN_new();

	(void)state;
	seed = 3;
	for (int round = 0; round < ROUNDS; round++) {
		choose(a, BIGINT_MAX_BITS);
		/* Room for 1, an exponent */
		do
			choose(b, BIGINT_MAX_BITS);
		while (BN_is_zero(b));
		choose_modulus(n, BIGINT_MAX_BITS, false);
		multiplies_fast(a, b, n);
	}
	BN_free(a);
	BN_free(b);
	BN_free(n);
}

/* The largest numbers that the property promises */
static void works_for_the_largest_numbers(void **state)
{
	TEE_BigInt *n = number_new(BIGINT_MAX_BITS), *base = number_new(BIGINT_MAX_BITS);
	TEE_BigInt *exponent = number_new(BIGINT_MAX_BITS), *r = number_new(BIGINT_MAX_BITS);
	TEE_BigInt *product = number_new(2 * BIGINT_MAX_BITS);

	(void)state;
	/* n = 2^BITS - 1, so 2^BITS == 1, and 2^(BITS * k + 5) == 32 */
	for (uint32_t bit = 0; bit < BIGINT_MAX_BITS; bit++)
		assert_int_equal(TEE_BigIntSetBit(n, bit, true), TEE_SUCCESS);
	TEE_BigIntConvertFromS32(base, 2);
	TEE_BigIntConvertFromS32(exponent, 5);
	assert_int_equal(TEE_BigIntSetBit(exponent, BIGINT_MAX_BITS - 1, true), TEE_SUCCESS);
	assert_int_equal(TEE_BigIntExpMod(r, base, exponent, n, NULL), TEE_SUCCESS);
	assert_int_equal(TEE_BigIntCmpS32(r, 32), 0);
	/* The inverse of 2 is 2^(BITS - 1). */
	TEE_BigIntInvMod(r, base, n);
	assert_int_equal(TEE_BigIntGetBitCount(r), BIGINT_MAX_BITS);
	TEE_BigIntMulMod(r, r, base, n);
	assert_int_equal(TEE_BigIntCmpS32(r, 1), 0);
	TEE_BigIntSquare(product, n);
	assert_int_equal(TEE_BigIntGetBitCount(product), 2 * BIGINT_MAX_BITS);
	TEE_BigIntDiv(r, NULL, product, n);
	assert_int_equal(TEE_BigIntCmp(r, n), 0);
	test_free(n);
	test_free(base);
	test_free(exponent);
	test_free(r);
	test_free(product);
}

int main(void)
{
	const struct CMUnitTest own[] = {
		cmocka_unit_test(divides_with_remainder),
		cmocka_unit_test(computes_coefficients_of_the_gcd),
		cmocka_unit_test(fast_products_are_right),
		cmocka_unit_test(works_for_the_largest_numbers),
	};
	struct CMUnitTest tests[32];
	size_t count = ARRAY_LEN(own);
	int failed;

	memcpy(tests, own, sizeof(own));
	for (size_t n = 0; n < num_operations; n++)
		tests[count++] = (struct CMUnitTest){
			.name = operations[n].name, .test_func = agrees_with_openssl,
			.initial_state = (void *)&operations[n],
		};
	scratch = BN_CTX_new();
	failed = _cmocka_run_group_tests("random numbers", tests, count, NULL, NULL);
	BN_CTX_free(scratch);
	return failed;
}
