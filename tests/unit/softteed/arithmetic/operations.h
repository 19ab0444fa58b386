/* SPDX-License-Identifier: BSD-2-Clause */
/* The operations of the Arithmetical API as a table, for tests that run them all */
#ifndef TESTS_OPERATIONS_H
#define TESTS_OPERATIONS_H

#include "tee_internal_api.h"

#define MAX_OPERANDS	3

/**
 * struct operation - an operation with one result
 * @name:	as in known_values.h
 * @num_operands: number of operands; of three, the last is a modulus
 * @compute:	call the API
 */
struct operation {
	const char *name;
	size_t num_operands;
	void (*compute)(TEE_BigInt *dest, TEE_BigInt *const op[]);
};

extern const struct operation operations[];
extern const size_t num_operations;

/**
 * operation_find() - look up an operation, or fail the test
 * @name:	its name
 *
 * Return: the operation.
 */
const struct operation *operation_find(const char *name);

#endif
