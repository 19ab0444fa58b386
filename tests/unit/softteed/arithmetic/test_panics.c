// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for programmer errors: memory that is not a number, results that don't fit, overlapping
 * memory, and arguments that an operation is not defined for.
 */

#include "numbers.h"
#include "operations.h"
#include "softteed/api/arithmetic/bigint_limits.h"

/* Arguments for the functions; each in turn is replaced by the bad one */
struct arguments {
	TEE_BigInt *a, *n, *d;
	TEE_BigIntFMM *f, *g;
	TEE_BigIntFMMContext *c;
};

#define EXPECT(name, ...)	expect_panic(TEE_BigInt##name, code, TEE_BigInt##name(__VA_ARGS__))

static void expect_basic_panics(uint32_t code, TEE_BigInt *bad, TEE_BigInt *a, TEE_BigInt *d)
{
	uint8_t byte = 1;
	size_t size = 1;
	int32_t value;

	EXPECT(ConvertFromOctetString, bad, &byte, 1, 1);
	EXPECT(ConvertToOctetString, &byte, &size, bad);
	EXPECT(ConvertFromS32, bad, 1);
	EXPECT(ConvertToS32, &value, bad);
	EXPECT(Cmp, bad, a);
	EXPECT(Cmp, a, bad);
	EXPECT(CmpS32, bad, 1);
	EXPECT(ShiftRight, bad, a, 1);
	EXPECT(ShiftRight, d, bad, 1);
	EXPECT(GetBit, bad, 1);
	EXPECT(GetBitCount, bad);
	EXPECT(SetBit, bad, 1, true);
	EXPECT(Assign, bad, a);
	EXPECT(Assign, d, bad);
	EXPECT(Abs, bad, a);
	EXPECT(Abs, d, bad);
	EXPECT(Add, bad, a, a);
	EXPECT(Add, d, bad, a);
	EXPECT(Add, d, a, bad);
	EXPECT(Sub, bad, a, a);
	EXPECT(Sub, d, bad, a);
	EXPECT(Sub, d, a, bad);
	EXPECT(Neg, bad, a);
	EXPECT(Neg, d, bad);
	EXPECT(Mul, bad, a, a);
	EXPECT(Mul, d, bad, a);
	EXPECT(Mul, d, a, bad);
	EXPECT(Square, bad, a);
	EXPECT(Square, d, bad);
}

static void expect_modular_panics(uint32_t code, TEE_BigInt *bad, TEE_BigInt *a, TEE_BigInt *n,
				  TEE_BigInt *d)
{
	if (bad) {
		EXPECT(Div, bad, NULL, a, a);
		EXPECT(Div, NULL, bad, a, a);
		EXPECT(ComputeExtendedGcd, d, bad, NULL, a, a);
		EXPECT(ComputeExtendedGcd, d, NULL, bad, a, a);
		EXPECT(ExpMod, d, a, a, n, bad);
	}
	EXPECT(Div, d, NULL, bad, a);
	EXPECT(Div, d, NULL, a, bad);
	EXPECT(Mod, bad, a, n);
	EXPECT(Mod, d, bad, n);
	EXPECT(Mod, d, a, bad);
	EXPECT(AddMod, bad, a, a, n);
	EXPECT(AddMod, d, bad, a, n);
	EXPECT(AddMod, d, a, bad, n);
	EXPECT(AddMod, d, a, a, bad);
	EXPECT(SubMod, bad, a, a, n);
	EXPECT(SubMod, d, bad, a, n);
	EXPECT(SubMod, d, a, bad, n);
	EXPECT(SubMod, d, a, a, bad);
	EXPECT(MulMod, bad, a, a, n);
	EXPECT(MulMod, d, bad, a, n);
	EXPECT(MulMod, d, a, bad, n);
	EXPECT(MulMod, d, a, a, bad);
	EXPECT(SquareMod, bad, a, n);
	EXPECT(SquareMod, d, bad, n);
	EXPECT(SquareMod, d, a, bad);
	EXPECT(InvMod, bad, a, n);
	EXPECT(InvMod, d, bad, n);
	EXPECT(InvMod, d, a, bad);
	EXPECT(ExpMod, bad, a, a, n, NULL);
	EXPECT(ExpMod, d, bad, a, n, NULL);
	EXPECT(ExpMod, d, a, bad, n, NULL);
	EXPECT(ExpMod, d, a, a, bad, NULL);
}

static void expect_other_panics(uint32_t code, TEE_BigInt *bad, const struct arguments *with)
{
	TEE_BigInt *a = with->a, *n = with->n, *d = with->d;
	TEE_BigIntFMM *f = with->f, *g = with->g;
	TEE_BigIntFMMContext *c = with->c;

	EXPECT(RelativePrime, bad, a);
	EXPECT(RelativePrime, a, bad);
	EXPECT(ComputeExtendedGcd, bad, NULL, NULL, a, a);
	EXPECT(ComputeExtendedGcd, d, NULL, NULL, bad, a);
	EXPECT(ComputeExtendedGcd, d, NULL, NULL, a, bad);
	EXPECT(IsProbablePrime, bad, 80);
	EXPECT(InitFMMContext, c, 3, bad);
	EXPECT(InitFMMContext1, c, 3, bad);
	EXPECT(ConvertToFMM, bad, a, n, c);
	EXPECT(ConvertToFMM, f, bad, n, c);
	EXPECT(ConvertToFMM, f, a, bad, c);
	EXPECT(ConvertToFMM, f, a, n, bad);
	EXPECT(ConvertFromFMM, bad, f, n, c);
	EXPECT(ConvertFromFMM, d, bad, n, c);
	EXPECT(ConvertFromFMM, d, f, bad, c);
	EXPECT(ConvertFromFMM, d, f, n, bad);
	EXPECT(ComputeFMM, bad, f, g, n, c);
	EXPECT(ComputeFMM, f, bad, g, n, c);
	EXPECT(ComputeFMM, f, g, bad, n, c);
	EXPECT(ComputeFMM, f, g, g, bad, c);
	EXPECT(ComputeFMM, f, g, g, n, bad);
}

/* Every function, with each of its number objects replaced by @bad */
static void expect_all_panic(uint32_t code, TEE_BigInt *bad)
{
	struct arguments with = {
		.a = number_from("7"), .n = number_from("B"), .d = number_new(64),
		.f = fmm_new(4), .g = fmm_new(4),
	};

	with.c = fmm_context_new(with.n);
	expect_basic_panics(code, bad, with.a, with.d);
	expect_modular_panics(code, bad, with.a, with.n, with.d);
	expect_other_panics(code, bad, &with);
	test_free(with.a);
	test_free(with.n);
	test_free(with.d);
	test_free(with.f);
	test_free(with.g);
	test_free(with.c);
}

#undef EXPECT

static void null_panics(void **state)
{
	(void)state;
	expect_all_panic(TEE_ERROR_BAD_PARAMETERS, NULL);
	expect_panic(TEE_BigIntInit, TEE_ERROR_BAD_PARAMETERS, TEE_BigIntInit(NULL, 10));
	expect_panic(TEE_BigIntInitFMM, TEE_ERROR_BAD_PARAMETERS, TEE_BigIntInitFMM(NULL, 10));
}

static void misaligned_memory_panics(void **state)
{
	uint32_t memory[8] = { 0 };
	TEE_BigInt *odd = (TEE_BigInt *)((uintptr_t)memory + 2);

	(void)state;
	expect_all_panic(TEE_ERROR_BAD_PARAMETERS, odd);
	expect_panic(TEE_BigIntInit, TEE_ERROR_BAD_PARAMETERS, TEE_BigIntInit(odd, 4));
}

static void uninitialized_memory_panics(void **state)
{
	static const uint8_t contents[] = { 0, 1, 0x55, 0xa5, 0xff };

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(contents); n++) {
		/* just the header, so that AddressSanitizer reports reads beyond it */
		TEE_BigInt *bad = test_malloc(2 * sizeof(*bad));

		memset(bad, contents[n], 2 * sizeof(*bad));
		expect_all_panic(TEE_ERROR_BAD_STATE, bad);
		test_free(bad);
	}
}

/* Change each bit of the header alone. */
static void overwritten_headers_panic(void **state)
{
	TEE_BigInt *number = number_from("-123456789ABCDEF0");

	(void)state;
	for (unsigned int bit = 0; bit < 64; bit++) {
		number[bit / 32] ^= 1u << bit % 32;
		expect_all_panic(TEE_ERROR_BAD_STATE, number);
		number[bit / 32] ^= 1u << bit % 32;
		number_expect(number, "-123456789ABCDEF0", "number");
	}
	test_free(number);
}

static void overwritten_values_panic(void **state)
{
	TEE_BigInt *number = number_from("123456789ABCDEF0");

	(void)state;
	number[3] = 0;
	expect_panic(TEE_BigIntGetBitCount, TEE_ERROR_BAD_STATE, TEE_BigIntGetBitCount(number));
	number_set(number, "-1");
	number[2] = 0;
	expect_panic(TEE_BigIntGetBitCount, TEE_ERROR_BAD_STATE, TEE_BigIntGetBitCount(number));
	test_free(number);
}

static void objects_of_another_kind_panic(void **state)
{
	TEE_BigInt *n = number_from("B"), *d = number_new(64);
	TEE_BigIntFMM *f = fmm_new(4);
	TEE_BigIntFMMContext *c = fmm_context_new(n);

	(void)state;
#define EXPECT(name, ...)	\
	expect_panic(TEE_BigInt##name, TEE_ERROR_BAD_STATE, TEE_BigInt##name(__VA_ARGS__))
	EXPECT(Assign, d, f);
	EXPECT(Assign, d, c);
	EXPECT(Assign, f, d);
	EXPECT(ConvertToFMM, d, n, n, c);
	EXPECT(ConvertToFMM, f, f, n, c);
	EXPECT(ConvertToFMM, f, n, n, n);
	EXPECT(ConvertToFMM, f, n, c, c);
	EXPECT(ConvertFromFMM, d, n, n, c);
	EXPECT(ConvertFromFMM, f, f, n, c);
	EXPECT(ComputeFMM, f, f, n, n, c);
	EXPECT(ComputeFMM, f, f, f, n, f);
#undef EXPECT
	test_free(n);
	test_free(d);
	test_free(f);
	test_free(c);
}

/* Memory of a wrong size is not touched. */
static void sizes_are_checked(void **state)
{
	static const size_t wrong[] = { 0, 1, BIGINT_MAX_WORDS + 1, UINT32_MAX, SIZE_MAX };
	TEE_BigInt *n = number_from("10000000000000001");
	uint32_t *memory = test_malloc(4);

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(wrong); k++) {
		expect_panic(TEE_BigIntInit, TEE_ERROR_BAD_PARAMETERS,
			     TEE_BigIntInit(memory, wrong[k]));
		expect_panic(TEE_BigIntInitFMM, TEE_ERROR_BAD_PARAMETERS,
			     TEE_BigIntInitFMM(memory, wrong[k]));
		expect_panic(TEE_BigIntInitFMMContext1, TEE_ERROR_BAD_PARAMETERS,
			     TEE_BigIntInitFMMContext1(memory, wrong[k], n));
		expect_panic(TEE_BigIntInitFMMContext, TEE_ERROR_BAD_PARAMETERS,
			     TEE_BigIntInitFMMContext(memory, wrong[k], n));
	}
	test_free(memory);
	/* a word less than the modulus needs */
	memory = test_malloc(4 * sizeof(*memory));
	expect_panic(TEE_BigIntInitFMMContext1, TEE_ERROR_OVERFLOW,
		     TEE_BigIntInitFMMContext1(memory, 4, n));
	test_free(memory);
	test_free(n);
}

/* The result of each operation needs one word more than there is. */
static void results_that_do_not_fit_panic(void **state)
{
	static const struct {
		const char *function, *operation, *operands[MAX_OPERANDS];
		size_t room;
	} cases[] = {
		{ "TEE_BigIntNeg", "neg", { "123456789" }, 32 },
		{ "TEE_BigIntSquare", "square", { "10000" }, 32 },
		{ "TEE_BigIntAdd", "add", { "FFFFFFFF", "1" }, 32 },
		{ "TEE_BigIntSub", "sub", { "-FFFFFFFFFFFFFFFF", "1" }, 64 },
		{ "TEE_BigIntMul", "mul", { "FFFFFFFF", "-FFFFFFFF" }, 32 },
		{ "TEE_BigIntDiv", "quotient", { "100000000", "-1" }, 32 },
		{ "TEE_BigIntDiv", "remainder", { "1FFFFFFFF", "200000000" }, 32 },
		{ "TEE_BigIntMod", "mod", { "-1", "200000000" }, 32 },
		{ "TEE_BigIntSquareMod", "square_mod", { "10000", "200000000" }, 32 },
		{ "TEE_BigIntInvMod", "inv_mod", { "-1", "200000000" }, 32 },
		{ "TEE_BigIntAddMod", "add_mod", { "FFFFFFFF", "1", "200000000" }, 32 },
		{ "TEE_BigIntSubMod", "sub_mod", { "0", "1", "200000000" }, 32 },
		{ "TEE_BigIntMulMod", "mul_mod", { "10000", "10000", "200000000" }, 32 },
		{ "TEE_BigIntExpMod", "exp_mod", { "2", "20", "200000001" }, 32 },
		{ "TEE_BigIntComputeExtendedGcd", "gcd", { "300000000", "200000000" }, 32 },
		{ "TEE_BigIntAdd", "add", { "0", "1" }, 0 },
	};
	TEE_BigInt *op[MAX_OPERANDS], *dest;

	(void)state;
	for (volatile size_t n = 0; n < ARRAY_LEN(cases); n++) {
		const struct operation *operation = operation_find(cases[n].operation);
		uint32_t before[4], words = TEE_BigIntSizeInU32(cases[n].room);

		for (size_t k = 0; k < operation->num_operands; k++)
			op[k] = number_from(cases[n].operands[k]);
		dest = number_new(cases[n].room);
		memcpy(before, dest, words * sizeof(*dest));
		EXPECT_PANIC(TEE_ERROR_OVERFLOW, operation->compute(dest, op));
		assert_int_equal(strncmp(runtime_stub.panic_text, cases[n].function,
					 strlen(cases[n].function)), 0);
		assert_memory_equal(dest, before, words * sizeof(*dest));
		test_free(dest);
		for (size_t k = 0; k < operation->num_operands; k++)
			test_free(op[k]);
	}
}

static void other_results_that_do_not_fit_panic(void **state)
{
	TEE_BigInt *none = number_new(0), *small = number_new(32), *large = number_new(128);
	TEE_BigInt *a = number_from("10000000000000001"), *b = number_from("10000000000000000");
	TEE_BigIntFMMContext *c = fmm_context_new(a);
	TEE_BigIntFMM *f = fmm_new(65), *little = fmm_new(32);

	(void)state;
#define EXPECT(name, ...)	\
	expect_panic(TEE_BigInt##name, TEE_ERROR_OVERFLOW, TEE_BigInt##name(__VA_ARGS__))
	EXPECT(ConvertFromS32, none, 1);
	EXPECT(ShiftRight, small, a, 32);
	EXPECT(Div, large, small, b, a);
	EXPECT(ComputeExtendedGcd, large, small, none, a, b);
	EXPECT(ComputeExtendedGcd, large, none, small, a, b);
	number_set(b, "8000000000000000");
	EXPECT(ConvertToFMM, little, b, a, c);
	TEE_BigIntConvertToFMM(f, b, a, c);
	EXPECT(ConvertFromFMM, small, f, a, c);
	EXPECT(ComputeFMM, little, f, f, a, c);
#undef EXPECT
	test_free(none);
	test_free(small);
	test_free(large);
	test_free(a);
	test_free(b);
	test_free(c);
	test_free(f);
	test_free(little);
}

static void undefined_operations_panic(void **state)
{
	TEE_BigInt *a = number_from("6"), *d = number_new(32), *zero = number_from("0");
	TEE_BigInt *one = number_from("1"), *two = number_from("2"), *minus = number_from("-7");
	TEE_BigInt *seven = number_from("7"), *nine = number_from("9");
	TEE_BigInt *const small[] = { zero, one, minus };
	uint32_t memory[3];

	(void)state;
#define EXPECT(name, ...)	\
	expect_panic(TEE_BigInt##name, TEE_ERROR_BAD_PARAMETERS, TEE_BigInt##name(__VA_ARGS__))
	EXPECT(Div, d, NULL, a, zero);
	EXPECT(Div, NULL, d, a, zero);
	EXPECT(Div, NULL, NULL, a, zero);
	for (volatile size_t n = 0; n < ARRAY_LEN(small); n++) {
		EXPECT(Mod, d, a, small[n]);
		EXPECT(AddMod, d, a, a, small[n]);
		EXPECT(SubMod, d, a, a, small[n]);
		EXPECT(MulMod, d, a, a, small[n]);
		EXPECT(SquareMod, d, a, small[n]);
		EXPECT(InvMod, d, a, small[n]);
		EXPECT(ExpMod, d, a, a, small[n], NULL);
		EXPECT(InitFMMContext, memory, 3, small[n]);
		EXPECT(InitFMMContext1, memory, 3, small[n]);
	}
	EXPECT(ExpMod, d, a, a, two, NULL);
	EXPECT(ExpMod, d, a, minus, seven, NULL);
	EXPECT(InvMod, d, zero, seven);
	EXPECT(InvMod, d, minus, seven);
	EXPECT(InvMod, d, a, nine);
	EXPECT(InvMod, d, a, two);
	EXPECT(ConvertFromOctetString, d, NULL, 1, 1);
	EXPECT(ConvertToOctetString, (uint8_t *)memory, NULL, a);
	EXPECT(ConvertToOctetString, NULL, &(size_t){ 4 }, a);
	EXPECT(ConvertToS32, NULL, a);
#undef EXPECT
	test_free(a);
	test_free(d);
	test_free(zero);
	test_free(one);
	test_free(two);
	test_free(minus);
	test_free(seven);
	test_free(nine);
}

static void even_exponentiation_is_not_supported(void **state)
{
	TEE_BigInt *a = number_from("7"), *n = number_from("100"), *d = number_from("5");

	(void)state;
	assert_int_equal(TEE_BigIntExpMod(d, a, a, n, NULL), TEE_ERROR_NOT_SUPPORTED);
	assert_int_equal(TEE_BigIntCmpS32(d, 5), 0);
	test_free(a);
	test_free(n);
	test_free(d);
}

static void contexts_belong_to_their_modulus(void **state)
{
	TEE_BigInt *n = number_from("D"), *other = number_from("B"), *d = number_new(32);
	TEE_BigIntFMMContext *c = fmm_context_new(n), *other_c = fmm_context_new(other);
	TEE_BigIntFMM *f = fmm_new(4), *g = fmm_new(4);
	TEE_BigInt *v = number_new(32);
	size_t seen = 0;

	(void)state;
#define EXPECT(name, ...)	\
	expect_panic(TEE_BigInt##name, TEE_ERROR_BAD_PARAMETERS, TEE_BigInt##name(__VA_ARGS__))
	EXPECT(ConvertToFMM, f, d, n, other_c);
	EXPECT(ConvertFromFMM, d, f, n, other_c);
	EXPECT(ComputeFMM, f, f, f, n, other_c);
	EXPECT(ExpMod, d, d, d, n, other_c);
	/* Some values of the larger modulus are impossible for the smaller one. */
	for (volatile int32_t value = 0; value < 0xd; value++) {
		TEE_BigIntConvertFromS32(v, value);
		TEE_BigIntConvertToFMM(f, v, n, c);
		if (f[2] < 0xb)
			continue;
		seen++;
		EXPECT(ConvertFromFMM, d, f, other, other_c);
		EXPECT(ComputeFMM, g, f, g, other, other_c);
		EXPECT(ComputeFMM, g, g, f, other, other_c);
	}
	assert_int_equal(seen, 2);
#undef EXPECT
	test_free(n);
	test_free(other);
	test_free(d);
	test_free(c);
	test_free(other_c);
	test_free(f);
	test_free(g);
	test_free(v);
}

/* Numbers may be the same, but must not overlap otherwise. */
static void overlapping_memory_panics(void **state)
{
	uint32_t memory[12];
	TEE_BigInt *a = memory, *b = memory + 4, *c = number_from("7");

	(void)state;
#define EXPECT(name, ...)	\
	expect_panic(TEE_BigInt##name, TEE_ERROR_BAD_PARAMETERS, TEE_BigInt##name(__VA_ARGS__))
	/* b is in the part of a that a small value does not use. */
	TEE_BigIntInit(a, 8);
	TEE_BigIntInit(b, 4);
	TEE_BigIntConvertFromS32(b, 3);
	EXPECT(Add, a, b, c);
	EXPECT(Add, b, c, a);
	EXPECT(Assign, a, b);
	EXPECT(Div, a, b, c, c);
	EXPECT(Div, b, a, c, c);
	EXPECT(Div, a, a, c, c);
	EXPECT(ComputeExtendedGcd, a, a, NULL, c, c);
	EXPECT(ComputeExtendedGcd, a, NULL, a, c, c);
	EXPECT(ComputeExtendedGcd, c, a, b, c, c);
	EXPECT(InitFMMContext1, memory + 5, 3, b);
	EXPECT(InitFMMContext1, b, 4, b);
	assert_int_equal(TEE_BigIntCmpS32(b, 3), 0);
#undef EXPECT
	/* Neighbours don't overlap. */
	TEE_BigIntInit(a, 4);
	TEE_BigIntInit(b, 4);
	TEE_BigIntAdd(a, b, c);
	TEE_BigIntAdd(b, a, c);
	assert_int_equal(TEE_BigIntCmpS32(b, 14), 0);
	test_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(null_panics),
		cmocka_unit_test(misaligned_memory_panics),
		cmocka_unit_test(uninitialized_memory_panics),
		cmocka_unit_test(overwritten_headers_panic),
		cmocka_unit_test(overwritten_values_panic),
		cmocka_unit_test(objects_of_another_kind_panic),
		cmocka_unit_test(sizes_are_checked),
		cmocka_unit_test(results_that_do_not_fit_panic),
		cmocka_unit_test(other_results_that_do_not_fit_panic),
		cmocka_unit_test(undefined_operations_panic),
		cmocka_unit_test(even_exponentiation_is_not_supported),
		cmocka_unit_test(contexts_belong_to_their_modulus),
		cmocka_unit_test(overlapping_memory_panics),
	};

	return RUN(tests);
}
