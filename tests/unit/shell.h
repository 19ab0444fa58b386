/* SPDX-License-Identifier: BSD-2-Clause */
/* Shell commands in unit tests */
#ifndef UNIT_SHELL_H
#define UNIT_SHELL_H

#include "unit.h"

/* Fails the test unless the command exits with 0. */
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
