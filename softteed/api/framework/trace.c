// SPDX-License-Identifier: BSD-2-Clause
/* Log messages of the application (trace.h) */

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/instance/runtime.h"
#include "trace.h"

/* Bytes of a line of dhex_dump() */
#define DUMP_WIDTH	16

#pragma GCC visibility push(default)
int trace_level = TRACE_MAX;
const char trace_ext_prefix[] = "TA";
#pragma GCC visibility pop

void trace_set_level(int level)
{
	if (level < TRACE_MIN)
		level = TRACE_MIN;
	trace_level = level > TRACE_MAX ? TRACE_MAX : level;
}

int trace_get_level(void)
{
	return trace_level;
}

int trace_ext_get_thread_id(void)
{
	return syscall(SYS_gettid);
}

int trace_ext_get_core_id(void)
{
	return -1;
}

int trace_ext_get_guest_id(void)
{
	return -1;
}

void trace_ext_puts(const char *str)
{
	int length = strlen(str);

	while (length && str[length - 1] == '\n')
		length--;
	runtime_log(TRACE_INFO, "%.*s", length, str);
}

void trace_vprintf(const char *func, int line, int level, bool level_ok, const char *fmt,
		   va_list args)
{
	char text[MAX_PRINT_SIZE];
	int used = 0;

	if (trace_level <= TRACE_MIN || (level_ok && level > trace_level))
		return;
	if (func)
		used = snprintf(text, sizeof(text), "%.*s:%d ",
				MAX_FUNC_PRINT_SIZE - 1, func, line);
	vsnprintf(text + used, sizeof(text) - used, fmt, args);
	used = strlen(text);
	while (used && text[used - 1] == '\n')
		text[--used] = '\0';
	runtime_log(level_ok && level > TRACE_MIN ? level : TRACE_INFO, "%s", text);
}

void trace_printf(const char *func, int line, int level, bool level_ok, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	trace_vprintf(func, line, level, level_ok, fmt, args);
	va_end(args);
}

void dhex_dump(const char *function, int line, int level, const void *buf, int len)
{
	const uint8_t *bytes = buf;

	for (int start = 0; start < len; start += DUMP_WIDTH) {
		char text[DUMP_WIDTH * 3 + 1] = "";

		for (int n = 0; n < DUMP_WIDTH && start + n < len; n++)
			snprintf(text + n * 3, 4, "%02x ", bytes[start + n]);
		trace_printf(function, line, level, true, "%p  %s",
			     (const void *)(bytes + start), text);
	}
}
