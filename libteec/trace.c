// SPDX-License-Identifier: BSD-2-Clause
/*
 * Debug output for programs. Nothing in here is used by the library itself, but these
 * functions are in the ABI of OP-TEE's library, and other libraries call them.
 */
#define _GNU_SOURCE /* gettid() */
#define BINARY_PREFIX "TEEC" /* used by teec_trace.h */
#include <stdarg.h>
#include <stdio.h>
#include <teec_trace.h>
#include <unistd.h>

#include "teec_private.h"

#define MESSAGE_SIZE	256
#define DUMP_COLUMNS	16

/* Returns the prefix's length, or -1. */
static int print_origin(char *text, size_t size, const char *function, int line,
			int level, const char *prefix)
{
	static const char *const levels[] = {
		[TRACE_ERROR] = "ERR", [TRACE_INFO] = "INF",
		[TRACE_DEBUG] = "DBG", [TRACE_FLOW] = "FLW",
	};
	const char *name = level >= TRACE_ERROR && level <= TRACE_FLOW ? levels[level] : "";

	return snprintf(text, size, "%s [%d] %s:%s:%d: ", name, (int)gettid(), prefix,
			function, line);
}

TEEC_EXPORT void _dprintf(const char *function, int line, int level,
			  const char *prefix, const char *fmt, ...)
{
	char text[MESSAGE_SIZE];
	int len = 0;
	va_list args;

	if (function) {
		len = print_origin(text, sizeof(text), function, line, level, prefix);
		if (len < 0)
			return;
	}
	if ((size_t)len < sizeof(text)) {
		va_start(args, fmt);
		len = vsnprintf(text + len, sizeof(text) - (size_t)len, fmt, args);
		va_end(args);
		if (len < 0)
			return;
	}
	fputs(text, stdout);
}

static void dump_row(const uint8_t *bytes, size_t count)
{
	char text[DUMP_COLUMNS + 1];

	for (size_t n = 0; n < DUMP_COLUMNS; n++) {
		if (n < count) {
			fprintf(stderr, "%02x ", bytes[n]);
			text[n] = bytes[n] >= ' ' && bytes[n] <= '~' ? (char)bytes[n] : '.';
		} else {
			fputs("   ", stderr);
			text[n] = ' ';
		}
		if (n == DUMP_COLUMNS / 2 - 1)
			fputc(' ', stderr);
	}
	text[DUMP_COLUMNS] = '\0';
	fprintf(stderr, " |%s|\n", text);
}

TEEC_EXPORT void dump_buffer(const char *bname, const uint8_t *buffer, size_t blen)
{
	flockfile(stderr);
	fprintf(stderr, "#### %s\n", bname);
	while (blen) {
		size_t count = blen < DUMP_COLUMNS ? blen : DUMP_COLUMNS;

		dump_row(buffer, count);
		buffer += count;
		blen -= count;
	}
	funlockfile(stderr);
}
