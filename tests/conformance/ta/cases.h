/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases of the conformance test. They call only the TEE Internal Core API. */
#ifndef TESTS_CONFORMANCE_CASES_H
#define TESTS_CONFORMANCE_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_internal_api.h>

#include "conformance.h"

/**
 * struct conformance_case - one case
 * @kind:	CONFORMANCE_USE, _MISUSE or _PANIC
 * @section:	the section of the specification
 * @title:	what is expected
 * @run:	returns 0, or the number of the line that failed; does not return in a case of kind
 *		CONFORMANCE_PANIC
 */
struct conformance_case {
	enum conformance_kind kind;
	const char *section, *title;
	uint32_t (*run)(void);
};

/** struct conformance_group - cases of one subject */
struct conformance_group {
	const struct conformance_case *cases;
	size_t count;
};

/* Well used; misused, which has a defined result; misused by a programmer error, which panics */
#define USE		CONFORMANCE_USE
#define MISUSE		CONFORMANCE_MISUSE
#define PANIC		CONFORMANCE_PANIC

/* Let the case fail unless the condition is true. */
#define EXPECT(condition)	do { if (!(condition)) return __LINE__; } while (0)

/* Let the case fail unless a call has this result. The client shows the other one. */
#define EXPECT_RESULT(wanted, call)				\
	do {							\
		if (conformance_differs((wanted), (call)))	\
			return __LINE__;			\
	} while (0)
#define EXPECT_OK(call)		EXPECT_RESULT(TEE_SUCCESS, call)

#define CASES(array)		{ (array), sizeof(array) / sizeof((array)[0]) }

/**
 * conformance_differs() - compare a result with the expected one
 * @wanted:	the expected one
 * @result:	what a function returned, which the client shows if the case fails
 *
 * Return: true if they differ.
 */
bool conformance_differs(TEE_Result wanted, TEE_Result result);

/** conformance_filled() - return true if each byte has the value */
bool conformance_filled(const uint8_t *at, size_t size, uint8_t value);

/** conformance_shared() - memory of CONFORMANCE_SHARED bytes that the client shares, both ways */
void *conformance_shared(void);

extern const struct conformance_group annotation_group;
extern const struct conformance_group property_group;
extern const struct conformance_group internal_client_group;
extern const struct conformance_group memory_group;
extern const struct conformance_group time_group;
extern const struct conformance_group object_group;
extern const struct conformance_group storage_group;
extern const struct conformance_group operation_group;
extern const struct conformance_group symmetric_group;
extern const struct conformance_group authenticated_group;
extern const struct conformance_group asymmetric_group;
extern const struct conformance_group discrete_group;
extern const struct conformance_group arithmetic_group;

#endif
