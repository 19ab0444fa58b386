/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs shell commands in a unit test. */
#ifndef UNIT_SHELL_H
#define UNIT_SHELL_H

#include "unit.h"

/* Run a shell command, given as for printf(), and assert that it exits with 0. */
__attribute__((format(printf, 1, 2)))
static inline void run(const char *format, ...)
{
	char command[512];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	assert_int_equal(system(command), 0);
}

#endif
