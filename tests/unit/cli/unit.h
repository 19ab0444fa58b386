/* SPDX-License-Identifier: BSD-2-Clause */
/* What cmocka.h wants to be included before it. */
#ifndef CLI_UNIT_H
#define CLI_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RUN(tests) cmocka_run_group_tests(tests, NULL, NULL)

#endif
