/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases of the conformance test. They call only the TEE Internal Core API. */
#ifndef TESTS_CONFORMANCE_CASES_H
#define TESTS_CONFORMANCE_CASES_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct conformance_case - one case
 * @section:	the section of the specification
 * @title:	what is expected
 * @run:	returns 0, or the number of the line that failed
 */
struct conformance_case {
	const char *section, *title;
	uint32_t (*run)(void);
};

/* Let the case fail unless the condition is true. */
#define EXPECT(condition)	do { if (!(condition)) return __LINE__; } while (0)

extern const struct conformance_case arithmetic_cases[];
extern const size_t num_arithmetic_cases;

#endif
