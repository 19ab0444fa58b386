// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for the Arithmetical API. The input chooses an operation, its objects with any
 * aliasing, their sizes and values, and a change to the memory of one of them. Each call either
 * computes a consistent result, or panics and leaves all objects alone. It never accesses memory
 * beyond an object, nor beyond BIGINT_MAX_WORDS if the header of an object was forged.
 */

#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "softteed/api/arithmetic/bigint_limits.h"
#include "softteed/instance/runtime.h"
#include "tee_internal_api.h"

#define NUM_OBJECTS	4

static jmp_buf panicked;

/* The part of the input that is not used yet */
struct input {
	const uint8_t *at;
	size_t left;
};

/* An object, and its memory before the operation */
struct object {
	uint32_t *memory, *before;
	size_t words;
};

void runtime_panic(uint32_t code, const char *function, const char *format, ...)
{
	check(code && function && format);
	longjmp(panicked, 1);
}

static uint8_t next(struct input *input)
{
	if (!input->left)
		return 0;
	input->left--;
	return *input->at++;
}

static TEE_BigInt *new_number(size_t bits)
{
	TEE_BigInt *number = malloc(TEE_BigIntSizeInU32(bits) * sizeof(*number));

	TEE_BigIntInit(number, TEE_BigIntSizeInU32(bits));
	return number;
}

static void read_object(struct input *input, struct object *object, bool exact)
{
	size_t size = next(input), extra = next(input);
	int32_t sign = extra & 1 ? -1 : 1;
	uint8_t *value;

	if (size > input->left)
		size = input->left;
	value = malloc(size ? size : 1);
	memcpy(value, input->at, size);
	input->at += size;
	input->left -= size;
	object->words = TEE_BigIntSizeInU32(8 * size + extra / 2);
	object->memory = calloc(exact ? object->words : BIGINT_MAX_WORDS, sizeof(uint32_t));
	object->before = malloc(object->words * sizeof(uint32_t));
	TEE_BigIntInit(object->memory, object->words);
	check(!TEE_BigIntConvertFromOctetString(object->memory, value, size, sign));
	free(value);
}

static bool is_unchanged(const struct object *object)
{
	return !memcmp(object->memory, object->before, object->words * sizeof(uint32_t));
}

/* The bytes of a number, in a buffer that is too small if @cut says so, give the number again. */
static void convert(const TEE_BigInt *number, uint8_t cut)
{
	size_t size = (TEE_BigIntGetBitCount(number) + 7) / 8, room = size > cut ? size - cut : 0;
	uint8_t *bytes = malloc(room ? room : 1);
	TEE_BigInt *copy = new_number(8 * size);
	size_t length = room;
	int32_t small;

	if (TEE_BigIntConvertToOctetString(bytes, &length, number)) {
		check(room < size && length == size);
	} else {
		check(room == size && length == size);
		check(!TEE_BigIntConvertFromOctetString(copy, bytes, size,
							TEE_BigIntCmpS32(number, 0)));
		check(!TEE_BigIntCmp(copy, number));
	}
	if (!TEE_BigIntConvertToS32(&small, number))
		check(!TEE_BigIntCmpS32(number, small));
	free(copy);
	free(bytes);
}

/* Multiply with the fast representation, and compare with the plain product. */
static void multiply_fast(const TEE_BigInt *a, const TEE_BigInt *b, const TEE_BigInt *n)
{
	size_t bits = TEE_BigIntGetBitCount(n), words = TEE_BigIntFMMContextSizeInU32(bits);
	TEE_BigInt *product, *expected;
	uint32_t *context, *f, *g;

	/* Panic, if at all, before memory is allocated. */
	TEE_BigIntInitFMMContext1((uint32_t[BIGINT_MAX_WORDS]){ 0 }, BIGINT_MAX_WORDS, n);
	(void)(TEE_BigIntGetBitCount(a) + TEE_BigIntGetBitCount(b));
	product = new_number(bits);
	expected = new_number(bits);
	context = malloc(words * sizeof(*context));
	f = malloc(TEE_BigIntFMMSizeInU32(bits) * sizeof(*f));
	g = malloc(TEE_BigIntFMMSizeInU32(bits) * sizeof(*g));
	check(!TEE_BigIntInitFMMContext1(context, words, n));
	TEE_BigIntInitFMM(f, TEE_BigIntFMMSizeInU32(bits));
	TEE_BigIntInitFMM(g, TEE_BigIntFMMSizeInU32(bits));
	TEE_BigIntConvertToFMM(f, a, n, context);
	TEE_BigIntConvertToFMM(g, b, n, context);
	TEE_BigIntComputeFMM(f, f, g, n, context);
	TEE_BigIntConvertFromFMM(product, f, n, context);
	TEE_BigIntMulMod(expected, a, b, n);
	check(!TEE_BigIntCmp(product, expected));
	free(product);
	free(expected);
	free(context);
	free(f);
	free(g);
}

/* @o: the objects, the first is the destination */
static void compute_plain(uint8_t operation, uint32_t *const o[], uint8_t argument)
{
	switch (operation) {
	case 0: TEE_BigIntAdd(o[0], o[1], o[2]); break;
	case 1: TEE_BigIntSub(o[0], o[1], o[2]); break;
	case 2: TEE_BigIntMul(o[0], o[1], o[2]); break;
	case 3: TEE_BigIntSquare(o[0], o[1]); break;
	case 4: TEE_BigIntNeg(o[0], o[1]); break;
	case 5: TEE_BigIntDiv(o[0], o[1], o[2], o[3]); break;
	case 6: TEE_BigIntDiv(o[0], NULL, o[1], o[2]); break;
	case 7: TEE_BigIntDiv(NULL, o[0], o[1], o[2]); break;
	case 8: TEE_BigIntAssign(o[0], o[1]); break;
	case 9: TEE_BigIntAbs(o[0], o[1]); break;
	case 10: TEE_BigIntShiftRight(o[0], o[1], argument); break;
	case 11: TEE_BigIntSetBit(o[0], argument, argument & 1); break;
	case 12: TEE_BigIntGetBit(o[0], argument); break;
	case 13: convert(o[0], argument % 3); break;
	case 14: check(TEE_BigIntCmp(o[0], o[1]) == -TEE_BigIntCmp(o[1], o[0])); break;
	case 15: TEE_BigIntConvertFromS32(o[0], argument); break;
	}
}

static void compute_modular(uint8_t operation, uint32_t *const o[], uint8_t argument)
{
	switch (operation) {
	case 0: TEE_BigIntMod(o[0], o[1], o[2]); break;
	case 1: TEE_BigIntAddMod(o[0], o[1], o[2], o[3]); break;
	case 2: TEE_BigIntSubMod(o[0], o[1], o[2], o[3]); break;
	case 3: TEE_BigIntMulMod(o[0], o[1], o[2], o[3]); break;
	case 4: TEE_BigIntSquareMod(o[0], o[1], o[2]); break;
	case 5: TEE_BigIntInvMod(o[0], o[1], o[2]); break;
	case 6: TEE_BigIntExpMod(o[0], o[1], o[2], o[3], NULL); break;
	case 7: TEE_BigIntExpMod(o[0], o[1], o[2], o[3], o[argument % NUM_OBJECTS]); break;
	case 8: TEE_BigIntRelativePrime(o[0], o[1]); break;
	case 9: TEE_BigIntComputeExtendedGcd(o[0], o[1], o[2], o[3], o[argument % NUM_OBJECTS]);
		break;
	case 10: TEE_BigIntIsProbablePrime(o[0], argument); break;
	case 11: multiply_fast(o[0], o[1], o[2]); break;
	case 12: TEE_BigIntComputeFMM(o[0], o[1], o[2], o[3], o[argument % NUM_OBJECTS]); break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct object objects[NUM_OBJECTS];
	struct input input = { data, size };
	uint8_t operation = next(&input), argument = next(&input), corrupted = next(&input);
	uint8_t word = next(&input), order = next(&input);
	volatile bool has_panicked = true;
	uint32_t *o[NUM_OBJECTS], mask = 0;

	for (int n = 0; n < 4; n++)
		mask = mask << 8 | next(&input);
	for (size_t n = 0; n < NUM_OBJECTS; n++)
		read_object(&input, &objects[n], !mask);
	word %= objects[corrupted % NUM_OBJECTS].words;
	objects[corrupted % NUM_OBJECTS].memory[word] ^= mask;
	for (size_t n = 0; n < NUM_OBJECTS; n++) {
		memcpy(objects[n].before, objects[n].memory, objects[n].words * sizeof(uint32_t));
		o[n] = objects[order >> 2 * n & 3].memory;
	}
	if (!setjmp(panicked)) {
		if (operation < 128)
			compute_plain(operation % 16, o, argument);
		else
			compute_modular(operation % 16, o, argument);
		has_panicked = false;
	}
	for (size_t n = 0; n < NUM_OBJECTS; n++) {
		check(!has_panicked || is_unchanged(&objects[n]));
		/* Results are valid numbers. */
		if (!mask)
			convert(objects[n].memory, 0);
		free(objects[n].memory);
		free(objects[n].before);
	}
	return 0;
}
