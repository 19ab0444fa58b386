/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmocka and everything it wants included first, plus what most unit tests need.
 * Tests for kernel code get their <linux/...> from stubs/.
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_LEN(a)	(sizeof(a) / sizeof((a)[0]))

/* Returns the number of failed tests, which is main()'s return value too. */
#define RUN(tests)	cmocka_run_group_tests(tests, NULL, NULL)

/*
 * Skip the case. tests/unit/run looks for the line that is printed here, because
 * cmocka's skip() takes no reason.
 */
#define SKIP_BECAUSE(reason)					\
	do {							\
		printf("skipped because %s\n", reason);		\
		fflush(stdout);					\
		skip();						\
	} while (0)

#endif /* TESTS_UNIT_H */
