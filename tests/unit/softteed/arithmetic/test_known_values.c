// SPDX-License-Identifier: BSD-2-Clause
/*
 * All operations on known values. Each is computed into a separate number, into each of its
 * operands, and with operands of the same value being the same number.
 */

#include "numbers.h"
#include "operations.h"

#define ROOM	2048	/* bits */

static const struct known_value {
	const char *operation;
	const char *operands[MAX_OPERANDS];
	const char *result;
} known_values[] = {
#include "known_values.h"
};

/* Which operands are the same number, as bits: 1 first and second, 2 second and third, 4 all */
#define SAME_FIRST	1u
#define SAME_LAST	2u
#define SAME_OUTER	4u
#define ALL_SAMES	8u

/* Make operands of @value the same numbers as @same says; return false if the values differ. */
static bool merge(const struct known_value *value, size_t count, unsigned int same,
		  TEE_BigInt *op[])
{
	static const struct {
		unsigned int bit;
		size_t from, to;
	} merges[] = { { SAME_FIRST, 0, 1 }, { SAME_LAST, 1, 2 }, { SAME_OUTER, 0, 2 } };

	for (size_t n = 0; n < ARRAY_LEN(merges); n++) {
		if (!(same & merges[n].bit))
			continue;
		if (merges[n].to >= count ||
		    strcmp(value->operands[merges[n].from], value->operands[merges[n].to]))
			return false;
		op[merges[n].to] = op[merges[n].from];
	}
	return true;
}

/* @target: the operand that is the destination too, or the number of operands for neither */
static void compute(const struct known_value *value, const struct operation *operation,
		    size_t target, unsigned int same)
{
	TEE_BigInt *numbers[MAX_OPERANDS + 1], *op[MAX_OPERANDS], *dest;
	size_t count = operation->num_operands;

	for (size_t n = 0; n < count; n++) {
		/* Only a destination has room for more than its value. */
		numbers[n] = n == target || same ? number_new(ROOM) :
						   number_from(value->operands[n]);
		number_set(numbers[n], value->operands[n]);
		op[n] = numbers[n];
	}
	numbers[count] = number_new(ROOM);
	TEE_BigIntConvertFromS32(numbers[count], -77);
	if (merge(value, count, same, op)) {
		dest = target < count ? op[target] : numbers[count];
		operation->compute(dest, op);
		number_expect(dest, value->result, value->operation);
		for (size_t n = 0; n < count; n++)
			if (op[n] != dest)
				number_expect(op[n], value->operands[n], "operand");
	}
	for (size_t n = 0; n <= count; n++)
		test_free(numbers[n]);
}

static void computes(void **state)
{
	const struct operation *operation = *state;
	size_t seen = 0;

	for (size_t n = 0; n < ARRAY_LEN(known_values); n++) {
		const struct known_value *value = &known_values[n];

		if (strcmp(value->operation, operation->name))
			continue;
		seen++;
		for (size_t target = 0; target <= operation->num_operands; target++)
			for (unsigned int same = 0; same < ALL_SAMES; same++)
				compute(value, operation, target, same);
	}
	assert_true(seen >= 10);
}

/* The destination has just enough room for the result. */
static void fits_exactly(void **state)
{
	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(known_values); n++) {
		const struct known_value *value = &known_values[n];
		const struct operation *operation = operation_find(value->operation);
		TEE_BigInt *op[MAX_OPERANDS], *dest = number_from(value->result);

		for (size_t k = 0; k < operation->num_operands; k++)
			op[k] = number_from(value->operands[k]);
		TEE_BigIntConvertFromS32(dest, 0);
		operation->compute(dest, op);
		number_expect(dest, value->result, value->operation);
		for (size_t k = 0; k < operation->num_operands; k++)
			test_free(op[k]);
		test_free(dest);
	}
}

int main(void)
{
	struct CMUnitTest tests[32] = {
		cmocka_unit_test(fits_exactly),
	};
	size_t count = 1;

	for (size_t n = 0; n < num_operations; n++)
		tests[count++] = (struct CMUnitTest){
			.name = operations[n].name, .test_func = computes,
			.initial_state = (void *)&operations[n],
		};
	return _cmocka_run_group_tests("known values", tests, count, NULL, NULL);
}
