// SPDX-License-Identifier: BSD-2-Clause
/*
 * Number objects in the application's memory: their layout, how they are checked and copied,
 * and how results are stored.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "softteed/api/arithmetic/bigint.h"
#include "softteed/instance/runtime.h"

/*
 * Header words
 *	0: capacity in words (bits 0-15), kind (16-31)
 *	1: words in use (0-14), sign (15), checksum of all other bits (16-31)
 */
#define KIND_SHIFT	16
#define SIGN_BIT	(1u << 15)
#define USED_MASK	(SIGN_BIT - 1)
#define CHECK_SHIFT	16

/* What a header says, after it was checked. */
struct header {
	size_t capacity, used;
	bool is_negative;
};

static uint32_t checksum(uint32_t first, uint32_t second)
{
	uint32_t sum = (first ^ (second & (SIGN_BIT | USED_MASK)) * 0x9e3779b1u) * 0x85ebca6bu;

	return (sum ^ sum >> 15) >> CHECK_SHIFT;
}

static const char *kind_name(enum bigint_kind kind)
{
	switch (kind) {
	case BIGINT_FMM:
		return "TEE_BigIntFMM";
	case BIGINT_FMM_CONTEXT:
		return "TEE_BigIntFMMContext";
	default:
		return "TEE_BigInt";
	}
}

/* Header */

static void write_header(uint32_t *at, enum bigint_kind kind, const struct header *header)
{
	uint32_t words[BIGINT_HEADER_WORDS];

	words[0] = (uint32_t)kind << KIND_SHIFT | header->capacity;
	words[1] = (header->is_negative ? SIGN_BIT : 0) | header->used;
	words[1] |= checksum(words[0], words[1]) << CHECK_SHIFT;
	memcpy(at, words, sizeof(words));
}

/* Read the header just once: the memory may be shared with the client, who may change it. */
static bool read_header(const uint32_t *at, enum bigint_kind kind, struct header *header)
{
	const volatile uint32_t *words = at;
	uint32_t first = words[0], second = words[1];

	if (first >> KIND_SHIFT != kind || second >> CHECK_SHIFT != checksum(first, second))
		return false;
	header->capacity = first & 0xffff;
	header->used = second & USED_MASK;
	header->is_negative = second & SIGN_BIT;
	return header->capacity <= BIGINT_MAX_WORDS - BIGINT_HEADER_WORDS &&
	       header->used <= header->capacity;
}

static void check_pointer(struct bigint_call *call, const char *name, const uint32_t *at)
{
	if (!at)
		bigint_panic(call, TEE_ERROR_BAD_PARAMETERS, "%s is NULL", name);
	if ((uintptr_t)at % sizeof(*at))
		bigint_panic(call, TEE_ERROR_BAD_PARAMETERS,
			     "%s (%p) is not a multiple of 4", name, (const void *)at);
}

static void check_header(struct bigint_call *call, enum bigint_kind kind, const char *name,
			 const uint32_t *at, struct header *header)
{
	check_pointer(call, name, at);
	if (!read_header(at, kind, header))
		bigint_panic(call, TEE_ERROR_BAD_STATE,
			     "%s (%p) is not an initialized %s, or was overwritten", name,
			     (const void *)at, kind_name(kind));
}

/* Overlapping objects */

static bool overlap(const struct bigint_memory *one, const struct bigint_memory *other)
{
	uintptr_t at = (uintptr_t)one->at, other_at = (uintptr_t)other->at;
	size_t size = (BIGINT_HEADER_WORDS + one->capacity) * sizeof(uint32_t);
	size_t other_size = (BIGINT_HEADER_WORDS + other->capacity) * sizeof(uint32_t);

	return at < other_at ? other_at - at < size : at - other_at < other_size;
}

static void check_overlap(struct bigint_call *call, const struct bigint_memory *result)
{
	for (size_t n = 0; n < call->num_operands; n++)
		if (result->at != call->operands[n].at && overlap(result, &call->operands[n]))
			bigint_panic(call, TEE_ERROR_BAD_PARAMETERS,
				     "%s overlaps with %s, but they start at different addresses",
				     result->name, call->operands[n].name);
	for (size_t n = 0; n < call->num_results; n++)
		if (overlap(result, &call->results[n]))
			bigint_panic(call, TEE_ERROR_BAD_PARAMETERS, "%s overlaps with %s",
				     result->name, call->results[n].name);
}

/* Operands */

BIGNUM *bigint_temporary(struct bigint_call *call)
{
	BIGNUM *number = BN_CTX_get(call->numbers);

	bigint_require(call, number != NULL);
	return number;
}

BIGNUM *bigint_operand_of(struct bigint_call *call, enum bigint_kind kind, const char *name,
			  const uint32_t *at)
{
	BIGNUM *number = bigint_temporary(call);
	struct header header;
	size_t size;

	check_header(call, kind, name, at, &header);
	size = header.used * sizeof(*at);
	bigint_require(call, BN_lebin2bn((const uint8_t *)(at + BIGINT_HEADER_WORDS), size,
					 number) != NULL);
	/* Numbers are stored without leading zeros. */
	if ((size_t)BN_num_bytes(number) + sizeof(*at) <= size)
		bigint_panic(call, TEE_ERROR_BAD_STATE, "%s (%p) was overwritten", name,
			     (const void *)at);
	BN_set_negative(number, header.is_negative);
	call->operands[call->num_operands++] = (struct bigint_memory){
		.name = name, .at = (uint32_t *)at, .capacity = header.capacity, .kind = kind,
	};
	return number;
}

BIGNUM *bigint_operand(struct bigint_call *call, const char *name, const TEE_BigInt *at)
{
	return bigint_operand_of(call, BIGINT_NUMBER, name, at);
}

BIGNUM *bigint_modulus(struct bigint_call *call, const char *name, const TEE_BigInt *at)
{
	BIGNUM *number = bigint_operand(call, name, at);

	if (BN_cmp(number, BN_value_one()) <= 0)
		bigint_panic(call, TEE_ERROR_BAD_PARAMETERS, "the modulus %s is less than 2",
			     name);
	return number;
}

void bigint_set_s32(struct bigint_call *call, BIGNUM *number, int32_t value)
{
	uint32_t magnitude = value < 0 ? -(uint32_t)value : (uint32_t)value;

	bigint_require(call, BN_set_word(number, magnitude));
	BN_set_negative(number, value < 0);
}

/* Results */

static BIGNUM *add_result(struct bigint_call *call, const struct bigint_memory *result)
{
	check_overlap(call, result);
	call->results[call->num_results] = *result;
	return call->values[call->num_results++] = bigint_temporary(call);
}

BIGNUM *bigint_result_of(struct bigint_call *call, enum bigint_kind kind, const char *name,
			 uint32_t *at)
{
	struct bigint_memory result = { .name = name, .at = at, .kind = kind };
	struct header header;

	check_header(call, kind, name, at, &header);
	result.capacity = header.capacity;
	return add_result(call, &result);
}

BIGNUM *bigint_result(struct bigint_call *call, const char *name, TEE_BigInt *at)
{
	return bigint_result_of(call, BIGINT_NUMBER, name, at);
}

BIGNUM *bigint_new_result(struct bigint_call *call, enum bigint_kind kind, const char *name,
			  uint32_t *at, size_t words)
{
	struct bigint_memory result = { .name = name, .at = at, .kind = kind };

	check_pointer(call, name, at);
	if (words < BIGINT_HEADER_WORDS || words > BIGINT_MAX_WORDS)
		bigint_panic(call, TEE_ERROR_BAD_PARAMETERS,
			     "%s has %zu words: expected %d to %d", name, words,
			     BIGINT_HEADER_WORDS, BIGINT_MAX_WORDS);
	result.capacity = words - BIGINT_HEADER_WORDS;
	for (size_t n = 0; n < call->num_operands; n++)
		if (overlap(&result, &call->operands[n]))
			bigint_panic(call, TEE_ERROR_BAD_PARAMETERS, "%s overlaps with %s", name,
				     call->operands[n].name);
	return add_result(call, &result);
}

size_t bigint_capacity(const struct bigint_call *call, const uint32_t *at)
{
	for (size_t n = 0; n < call->num_results; n++)
		if (call->results[n].at == at)
			return call->results[n].capacity * 32;
	return 0;
}

static size_t words_of(const BIGNUM *number)
{
	return ((size_t)BN_num_bits(number) + 31) / 32;
}

/* Write the whole capacity, so that nothing of an earlier value remains. */
static bool store(const struct bigint_memory *result, const BIGNUM *value)
{
	struct header header = {
		.capacity = result->capacity, .used = words_of(value),
		.is_negative = BN_is_negative(value),
	};

	if (BN_bn2lebinpad(value, (uint8_t *)(result->at + BIGINT_HEADER_WORDS),
			   result->capacity * sizeof(*result->at)) < 0)
		return false;
	write_header(result->at, result->kind, &header);
	return true;
}

/* Calls */

void bigint_begin(struct bigint_call *call, const char *function)
{
	*call = (struct bigint_call){ .function = function };
	call->numbers = BN_CTX_secure_new();
	bigint_require(call, call->numbers != NULL);
	BN_CTX_start(call->numbers);
}

void bigint_cancel(struct bigint_call *call)
{
	if (call->numbers) {
		BN_CTX_end(call->numbers);
		/* It wipes its numbers. */
		BN_CTX_free(call->numbers);
	}
	call->numbers = NULL;
}

/* The result that does not fit, or NULL */
static const struct bigint_memory *too_small(const struct bigint_call *call)
{
	for (size_t n = 0; n < call->num_results; n++)
		if (words_of(call->values[n]) > call->results[n].capacity)
			return &call->results[n];
	return NULL;
}

TEE_Result bigint_finish(struct bigint_call *call)
{
	if (too_small(call)) {
		bigint_cancel(call);
		return TEE_ERROR_OVERFLOW;
	}
	for (size_t n = 0; n < call->num_results; n++)
		bigint_require(call, store(&call->results[n], call->values[n]));
	bigint_cancel(call);
	return TEE_SUCCESS;
}

void bigint_end(struct bigint_call *call)
{
	const struct bigint_memory *small = too_small(call);

	if (small)
		bigint_panic(call, TEE_ERROR_OVERFLOW,
			     "%s has room for %zu bits, but the result is larger", small->name,
			     small->capacity * 32);
	bigint_finish(call);
}

void bigint_panic(struct bigint_call *call, uint32_t code, const char *format, ...)
{
	char reason[256];
	va_list args;

	bigint_cancel(call);
	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	runtime_panic(code, call->function, "%s", reason);
}

void bigint_require(struct bigint_call *call, int success)
{
	if (!success)
		bigint_panic(call, TEE_ERROR_OUT_OF_MEMORY, "libcrypto failed");
}
