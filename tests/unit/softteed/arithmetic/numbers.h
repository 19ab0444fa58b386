/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers for tests of the Arithmetical API */
#ifndef TESTS_NUMBERS_H
#define TESTS_NUMBERS_H

#include "tee_internal_api.h"
#include "tests/unit/softteed/runtime_stub.h"
#include "unit.h"

/**
 * number_new() - allocate and initialize a TEE_BigInt
 * @bits:	room for a number
 *
 * The memory has exactly the size that the API is told, so that AddressSanitizer reports
 * accesses beyond it.
 *
 * Return: the number, to be freed with test_free().
 */
TEE_BigInt *number_new(size_t bits);

/**
 * number_set() - set a number, or fail the test
 * @number:	the number
 * @text:	hex digits, with a '-' in front if it is negative
 */
void number_set(TEE_BigInt *number, const char *text);

/**
 * number_from() - allocate a number and set it
 * @text:	as for number_set()
 *
 * Return: the number, with as much room as its value needs.
 */
TEE_BigInt *number_from(const char *text);

/**
 * number_expect() - fail the test unless a number has this value
 * @number:	the number
 * @text:	as for number_set()
 * @what:	printed if it has another value
 */
void number_expect(const TEE_BigInt *number, const char *text, const char *what);

/**
 * fmm_new() - allocate and initialize a TEE_BigIntFMM
 * @bits:	size of the modulus
 *
 * Return: the object, to be freed with test_free().
 */
TEE_BigIntFMM *fmm_new(size_t bits);

/**
 * fmm_context_new() - allocate and initialize a context for a modulus
 * @n:		the modulus
 *
 * Return: the context, to be freed with test_free().
 */
TEE_BigIntFMMContext *fmm_context_new(const TEE_BigInt *n);

/* Fail the test unless @call, of the API function @name, panics with @code. */
#define expect_panic(name, code, call)						\
	do {									\
		EXPECT_PANIC(code, call);					\
		assert_false(strncmp(runtime_stub.panic_text, #name "():",	\
				     strlen(#name "():")));			\
	} while (0)

#endif
