/* SPDX-License-Identifier: BSD-2-Clause */
/* A shell's commands in a test; to be included behind cmocka.h. */
#ifndef UNIT_SHELL_H
#define UNIT_SHELL_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* The command is made as by printf, and must end well. */
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
