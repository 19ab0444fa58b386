// SPDX-License-Identifier: BSD-2-Clause
/* Cases for the Arithmetical API (TEE Internal Core API 1.3, chapter 8) */
#include "cases.h"

#define ROOM	256	/* bits */

/* Operands and results of a case */
static TEE_BigInt a[TEE_BigIntSizeInU32(ROOM)], b[TEE_BigIntSizeInU32(ROOM)];
static TEE_BigInt n[TEE_BigIntSizeInU32(ROOM)], r[TEE_BigIntSizeInU32(ROOM)];
static TEE_BigInt q[TEE_BigIntSizeInU32(ROOM)], small[TEE_BigIntSizeInU32(32)];

static void set(int32_t first, int32_t second, int32_t modulus)
{
	TEE_BigIntInit(a, TEE_BigIntSizeInU32(ROOM));
	TEE_BigIntInit(b, TEE_BigIntSizeInU32(ROOM));
	TEE_BigIntInit(n, TEE_BigIntSizeInU32(ROOM));
	TEE_BigIntInit(r, TEE_BigIntSizeInU32(ROOM));
	TEE_BigIntInit(q, TEE_BigIntSizeInU32(ROOM));
	TEE_BigIntInit(small, TEE_BigIntSizeInU32(32));
	TEE_BigIntConvertFromS32(a, first);
	TEE_BigIntConvertFromS32(b, second);
	TEE_BigIntConvertFromS32(n, modulus);
}

static bool is(const TEE_BigInt *number, int32_t value)
{
	return !TEE_BigIntCmpS32(number, value);
}

static uint32_t max_size(void)
{
	uint32_t bits = 0;

	EXPECT(!TEE_GetPropertyAsU32(TEE_PROPSET_TEE_IMPLEMENTATION,
				     "gpd.tee.arith.maxBigIntSize", &bits));
	EXPECT(bits >= ROOM);
	return 0;
}

static uint32_t sizes(void)
{
	EXPECT(TEE_BigIntSizeInU32(1) == 3);
	EXPECT(TEE_BigIntSizeInU32(33) == 4);
	EXPECT(TEE_BigIntFMMSizeInU32(ROOM) > 0);
	EXPECT(TEE_BigIntFMMContextSizeInU32(ROOM) > 0);
	return 0;
}

static uint32_t init(void)
{
	set(5, 0, 0);
	TEE_BigIntInit(a, TEE_BigIntSizeInU32(ROOM));
	EXPECT(is(a, 0));
	return 0;
}

static uint32_t from_octets(void)
{
	static const uint8_t bytes[] = { 0, 0, 0x12, 0x34 }, large[9] = { 1 };

	set(0, 0, 0);
	EXPECT(!TEE_BigIntConvertFromOctetString(a, bytes, sizeof(bytes), 1) && is(a, 0x1234));
	EXPECT(!TEE_BigIntConvertFromOctetString(a, bytes, sizeof(bytes), 0) && is(a, 0x1234));
	EXPECT(!TEE_BigIntConvertFromOctetString(a, bytes, sizeof(bytes), -1) && is(a, -0x1234));
	EXPECT(TEE_BigIntConvertFromOctetString(small, large, sizeof(large), 1) ==
	       TEE_ERROR_OVERFLOW);
	return 0;
}

static uint32_t to_octets(void)
{
	uint8_t bytes[4] = { 0 };
	size_t size = 1;

	set(-0x1234, 0, 0);
	EXPECT(TEE_BigIntConvertToOctetString(bytes, &size, a) == TEE_ERROR_SHORT_BUFFER);
	EXPECT(size == 2);
	EXPECT(!TEE_BigIntConvertToOctetString(bytes, &size, a));
	EXPECT(size == 2 && bytes[0] == 0x12 && bytes[1] == 0x34);
	return 0;
}

static uint32_t s32(void)
{
	int32_t value = 0;

	set(INT32_MIN, 1, 0);
	EXPECT(!TEE_BigIntConvertToS32(&value, a) && value == INT32_MIN);
	TEE_BigIntSub(a, a, b);
	EXPECT(TEE_BigIntConvertToS32(&value, a) == TEE_ERROR_OVERFLOW);
	TEE_BigIntConvertFromS32(a, INT32_MAX);
	EXPECT(!TEE_BigIntConvertToS32(&value, a) && value == INT32_MAX);
	return 0;
}

static uint32_t compare(void)
{
	set(-2, 1, 0);
	EXPECT(TEE_BigIntCmp(a, b) < 0 && TEE_BigIntCmp(b, a) > 0 && !TEE_BigIntCmp(a, a));
	EXPECT(TEE_BigIntCmpS32(a, -1) < 0 && TEE_BigIntCmpS32(a, -3) > 0);
	return 0;
}

static uint32_t shift(void)
{
	set(-5, 1, 0);
	TEE_BigIntShiftRight(r, a, 1);
	EXPECT(is(r, -2));
	TEE_BigIntShiftRight(a, a, 100);
	EXPECT(is(a, 0));
	return 0;
}

static uint32_t bits(void)
{
	set(-6, 0, 0);
	EXPECT(!TEE_BigIntGetBit(a, 0) && TEE_BigIntGetBit(a, 1) && TEE_BigIntGetBit(a, 2));
	EXPECT(!TEE_BigIntGetBit(a, 1000));
	EXPECT(TEE_BigIntGetBitCount(a) == 3);
	EXPECT(!TEE_BigIntSetBit(a, 0, true) && is(a, -7));
	EXPECT(!TEE_BigIntSetBit(a, 2, false) && is(a, -3));
	EXPECT(TEE_BigIntSetBit(a, ROOM, true) == TEE_ERROR_OVERFLOW && is(a, -3));
	return 0;
}

static uint32_t assign(void)
{
	set(-6, 0, 0);
	EXPECT(!TEE_BigIntAssign(r, a) && is(r, -6));
	EXPECT(!TEE_BigIntAbs(r, a) && is(r, 6));
	EXPECT(!TEE_BigIntAbs(a, a) && is(a, 6));
	EXPECT(!TEE_BigIntSetBit(a, 40, true));
	TEE_BigIntConvertFromS32(small, 3);
	EXPECT(TEE_BigIntAssign(small, a) == TEE_ERROR_OVERFLOW && is(small, 3));
	EXPECT(TEE_BigIntAbs(small, a) == TEE_ERROR_OVERFLOW && is(small, 3));
	return 0;
}

static uint32_t add(void)
{
	set(INT32_MAX, 1, 0);
	TEE_BigIntAdd(r, a, b);
	TEE_BigIntSub(r, r, a);
	EXPECT(is(r, 1));
	TEE_BigIntSub(b, a, b);
	EXPECT(is(b, INT32_MAX - 1));
	TEE_BigIntNeg(a, a);
	EXPECT(is(a, -INT32_MAX));
	TEE_BigIntAdd(a, a, a);
	TEE_BigIntShiftRight(a, a, 1);
	EXPECT(is(a, -INT32_MAX));
	return 0;
}

static uint32_t multiply(void)
{
	set(-1000, 2000, 0);
	TEE_BigIntMul(r, a, b);
	EXPECT(is(r, -2000000));
	TEE_BigIntSquare(a, a);
	EXPECT(is(a, 1000000));
	return 0;
}

static uint32_t divide(void)
{
	static const int32_t examples[][4] = {
		{ 53, 7, 7, 4 }, { -53, 7, -7, -4 }, { 53, -7, -7, 4 }, { -53, -7, 7, -4 },
		{ 3, 7, 0, 3 }, { -3, 7, 0, -3 }, { 0, -7, 0, 0 },
	};

	for (size_t k = 0; k < sizeof(examples) / sizeof(examples[0]); k++) {
		set(examples[k][0], examples[k][1], 0);
		TEE_BigIntDiv(q, r, a, b);
		EXPECT(is(q, examples[k][2]) && is(r, examples[k][3]));
		TEE_BigIntDiv(q, NULL, a, b);
		EXPECT(is(q, examples[k][2]));
	}
	return 0;
}

static uint32_t divide_in_place(void)
{
	set(-53, 7, 0);
	TEE_BigIntDiv(a, b, a, b);
	EXPECT(is(a, -7) && is(b, -4));
	set(-53, 7, 0);
	TEE_BigIntDiv(b, a, a, b);
	EXPECT(is(b, -7) && is(a, -4));
	return 0;
}

static uint32_t modular(void)
{
	set(-1, 5, 7);
	TEE_BigIntMod(r, a, n);
	EXPECT(is(r, 6));
	TEE_BigIntConvertFromS32(a, 4);
	TEE_BigIntAddMod(r, a, b, n);
	EXPECT(is(r, 2));
	TEE_BigIntSubMod(r, a, b, n);
	EXPECT(is(r, 6));
	TEE_BigIntMulMod(r, a, b, n);
	EXPECT(is(r, 6));
	TEE_BigIntSquareMod(r, a, n);
	EXPECT(is(r, 2));
	TEE_BigIntInvMod(r, a, n);
	EXPECT(is(r, 2));
	return 0;
}

static uint32_t divide_by_zero(void)
{
	set(5, 0, 0);
	TEE_BigIntDiv(q, r, a, b);
	return 0;
}

static uint32_t modulus_of_one(void)
{
	set(5, 0, 1);
	TEE_BigIntMod(r, a, n);
	return 0;
}

static uint32_t add_modulo_one(void)
{
	set(0, 0, 1);
	TEE_BigIntAddMod(r, a, b, n);
	return 0;
}

static uint32_t multiply_modulo_zero(void)
{
	set(1, 1, 0);
	TEE_BigIntMulMod(r, a, b, n);
	return 0;
}

static uint32_t invert_zero(void)
{
	set(0, 0, 7);
	TEE_BigIntInvMod(r, a, n);
	return 0;
}

static uint32_t subtract_modulo_one(void)
{
	set(0, 0, 1);
	TEE_BigIntSubMod(r, a, b, n);
	return 0;
}

static uint32_t square_modulo_negative(void)
{
	set(2, 0, -7);
	TEE_BigIntSquareMod(r, a, n);
	return 0;
}

static uint32_t invert_without_inverse(void)
{
	set(6, 0, 9);
	TEE_BigIntInvMod(r, a, n);
	return 0;
}

static uint32_t exponentiate_modulo_one(void)
{
	set(3, 2, 1);
	TEE_BigIntExpMod(r, a, b, n, NULL);
	return 0;
}

/* Let @a be 2^64, which needs more room than @small has. */
static void set_large(void)
{
	set(0, 0, 0);
	TEE_BigIntSetBit(a, 64, true);
}

static uint32_t sum_too_large(void)
{
	set_large();
	TEE_BigIntAdd(small, a, a);
	return 0;
}

static uint32_t difference_too_large(void)
{
	set_large();
	TEE_BigIntSub(small, a, b);
	return 0;
}

static uint32_t product_too_large(void)
{
	set_large();
	TEE_BigIntMul(small, a, a);
	return 0;
}

static uint32_t quotient_too_large(void)
{
	set_large();
	TEE_BigIntConvertFromS32(b, 3);
	TEE_BigIntDiv(small, NULL, a, b);
	return 0;
}

static uint32_t one_coefficient(void)
{
	set(12, 18, 0);
	TEE_BigIntComputeExtendedGcd(r, q, NULL, a, b);
	EXPECT(is(r, 6));
	TEE_BigIntComputeExtendedGcd(r, NULL, q, a, b);
	EXPECT(is(r, 6));
	return 0;
}

static uint32_t exponentiate(void)
{
	set(3, 200, 13);
	EXPECT(!TEE_BigIntExpMod(r, a, b, n, NULL) && is(r, 9));
	return 0;
}

static uint32_t gcd(void)
{
	set(-12, 18, 35);
	EXPECT(!TEE_BigIntRelativePrime(a, b) && TEE_BigIntRelativePrime(a, n));
	TEE_BigIntComputeExtendedGcd(r, q, n, a, b);
	EXPECT(is(r, 6));
	TEE_BigIntMul(q, q, a);
	TEE_BigIntMul(n, n, b);
	TEE_BigIntAdd(q, q, n);
	EXPECT(is(q, 6));
	TEE_BigIntComputeExtendedGcd(r, NULL, NULL, a, a);
	EXPECT(is(r, 12));
	return 0;
}

static uint32_t primes(void)
{
	set(65537, 65539 * 3, 1);
	EXPECT(TEE_BigIntIsProbablePrime(a, 80) != 0);
	EXPECT(TEE_BigIntIsProbablePrime(b, 80) == 0);
	EXPECT(TEE_BigIntIsProbablePrime(n, 80) == 0);
	return 0;
}

/* Convert @a, after what has to be done first. */
static bool start_fast(TEE_BigIntFMMContext *context, size_t context_size, TEE_BigIntFMM *f,
		       size_t size)
{
	if (!context || !f || TEE_BigIntInitFMMContext1(context, context_size, n))
		return false;
	TEE_BigIntInitFMM(f, size);
	TEE_BigIntConvertToFMM(f, a, n, context);
	return true;
}

static uint32_t multiply_fast(void)
{
	size_t size = TEE_BigIntFMMSizeInU32(32), context_size = TEE_BigIntFMMContextSizeInU32(32);
	TEE_BigIntFMM *f = TEE_Malloc(2 * size * sizeof(*f), TEE_MALLOC_FILL_ZERO);
	TEE_BigIntFMMContext *context = TEE_Malloc(context_size * sizeof(*context),
						   TEE_MALLOC_FILL_ZERO);
	bool is_right = false;

	set(123456, -654321, 1000003);
	if (f && context) {
		/* The function of version 1.1, which reports no errors */
		TEE_BigIntInitFMMContext(context, context_size, n);
		TEE_MemFill(context, 0, context_size * sizeof(*context));
	}
	if (start_fast(context, context_size, f, size)) {
		TEE_BigIntInitFMM(f + size, size);
		TEE_BigIntMod(b, b, n);
		TEE_BigIntConvertToFMM(f + size, b, n, context);
		TEE_BigIntComputeFMM(f, f, f + size, n, context);
		TEE_BigIntConvertFromFMM(r, f, n, context);
		TEE_BigIntMulMod(q, a, b, n);
		is_right = !TEE_BigIntCmp(r, q);
	}
	TEE_Free(f);
	TEE_Free(context);
	EXPECT(is_right);
	return 0;
}

/* Another name for TEE_BigIntConvertFromFMM() in OP-TEE's header, which its library lacks */
#pragma weak TEE_BigIntFMMConvertToBigInt

static uint32_t convert_by_other_name(void)
{
	size_t size = TEE_BigIntFMMSizeInU32(32), context_size = TEE_BigIntFMMContextSizeInU32(32);
	TEE_BigIntFMM *f = TEE_Malloc(size * sizeof(*f), TEE_MALLOC_FILL_ZERO);
	TEE_BigIntFMMContext *context = TEE_Malloc(context_size * sizeof(*context),
						   TEE_MALLOC_FILL_ZERO);
	bool is_right = false;

	set(123456, 0, 1000003);
	if (TEE_BigIntFMMConvertToBigInt && start_fast(context, context_size, f, size)) {
		TEE_BigIntFMMConvertToBigInt(r, f, n, context);
		is_right = !TEE_BigIntCmp(r, a);
	}
	TEE_Free(f);
	TEE_Free(context);
	EXPECT(is_right);
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "4.7", "the largest size of a number is a property", max_size },
	{ USE, "8.4", "sizes of objects", sizes },
	{ USE, "8.5.1", "TEE_BigIntInit() sets zero", init },
	{ USE, "8.6.1", "TEE_BigIntConvertFromOctetString()", from_octets },
	{ USE, "8.6.2", "TEE_BigIntConvertToOctetString() writes the magnitude", to_octets },
	{ USE, "8.6.3, 8.6.4", "32-bit numbers", s32 },
	{ USE, "8.7.1, 8.7.2", "numbers are compared with their signs", compare },
	{ USE, "8.7.3", "TEE_BigIntShiftRight() keeps the sign", shift },
	{ USE, "8.7.4 to 8.7.6", "bits of the magnitude", bits },
	{ USE, "8.7.7, 8.7.8", "TEE_BigIntAssign() and TEE_BigIntAbs()", assign },
	{ USE, "8.8.1 to 8.8.3", "addition, subtraction and negation", add },
	{ USE, "8.8.4, 8.8.5", "products and squares", multiply },
	{ USE, "8.8.6", "TEE_BigIntDiv() rounds towards zero", divide },
	{ USE, "8.8.6", "quotient and remainder replace the operands", divide_in_place },
	{ PANIC, "8.8.6", "a division by zero", divide_by_zero },
	{ PANIC, "8.8.1", "a sum that is too large for the result", sum_too_large },
	{ PANIC, "8.8.2", "a difference that is too large for the result", difference_too_large },
	{ PANIC, "8.8.4", "a product that is too large for the result", product_too_large },
	{ PANIC, "8.8.6", "a quotient that is too large for the result", quotient_too_large },
	{ USE, "8.9", "modular results are not negative", modular },
	{ PANIC, "8.9.1", "TEE_BigIntMod() with a modulus of 1", modulus_of_one },
	{ PANIC, "8.9.2", "TEE_BigIntAddMod() with a modulus of 1", add_modulo_one },
	{ PANIC, "8.9.3", "TEE_BigIntSubMod() with a modulus of 1", subtract_modulo_one },
	{ PANIC, "8.9.4", "TEE_BigIntMulMod() with a modulus of 0", multiply_modulo_zero },
	{ PANIC, "8.9.5", "TEE_BigIntSquareMod() with a negative modulus",
	  square_modulo_negative },
	{ PANIC, "8.9.6", "TEE_BigIntInvMod() of 0", invert_zero },
	{ PANIC, "8.9.6", "TEE_BigIntInvMod() of a number without an inverse",
	  invert_without_inverse },
	{ USE, "8.9.7", "TEE_BigIntExpMod()", exponentiate },
	{ PANIC, "8.9.7", "TEE_BigIntExpMod() with a modulus of 1", exponentiate_modulo_one },
	{ USE, "8.10.2", "only one of the coefficients", one_coefficient },
	{ USE, "8.10.1, 8.10.2", "greatest common divisors and their coefficients", gcd },
	{ USE, "8.10.3", "TEE_BigIntIsProbablePrime()", primes },
	{ USE, "8.11", "fast modular multiplication", multiply_fast },
	{ USE, "8.10.2", "TEE_BigIntFMMConvertToBigInt(), a name in OP-TEE's header",
	  convert_by_other_name },
};

const struct conformance_group arithmetic_group = CASES(cases);
