/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cmocka, the headers that it needs before it, and the rest of the C library that most unit
 * tests need. Kernel code gets the stubs' <linux/...> headers in addition.
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

/* Run an array of struct CMUnitTest; the number of failures, for main() to return. */
#define RUN(tests)	cmocka_run_group_tests(tests, NULL, NULL)

#endif /* TESTS_UNIT_H */
