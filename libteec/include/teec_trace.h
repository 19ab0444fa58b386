/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Debug output for programs that use the library. Define BINARY_PREFIX, a string with the
 * program's name, before including this. DEBUGLEVEL (or one of DEBUGLEVEL_0 to
 * DEBUGLEVEL_4) sets the highest level to print.
 */
#ifndef TEEC_TRACE_H
#define TEEC_TRACE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifndef BINARY_PREFIX
#error "define BINARY_PREFIX, a string, before including teec_trace.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define TRACE_ERROR	1
#define TRACE_INFO	2
#define TRACE_DEBUG	3
#define TRACE_FLOW	4

#ifndef DEBUGLEVEL
#if defined(DEBUGLEVEL_0) || defined(DEBUGLEVEL_1)
#define DEBUGLEVEL TRACE_ERROR
#elif defined(DEBUGLEVEL_2)
#define DEBUGLEVEL TRACE_INFO
#elif defined(DEBUGLEVEL_3)
#define DEBUGLEVEL TRACE_DEBUG
#elif defined(DEBUGLEVEL_4)
#define DEBUGLEVEL TRACE_FLOW
#else
#define DEBUGLEVEL TRACE_INFO
#endif
#endif

#define __PRINTFLIKE(__fmt, __varargs) \
	__attribute__((__format__(__printf__, __fmt, __varargs)))

/*
 * Print to stdout, truncated to 255 bytes. Unless @function is NULL, there is a prefix with
 * level, thread id, @prefix, function and line.
 */
void _dprintf(const char *function, int line, int level, const char *prefix,
	      const char *fmt, ...) __PRINTFLIKE(5, 6);

/* Hex dump to stderr */
void dump_buffer(const char *bname, const uint8_t *buffer, size_t blen);

#define dprintf(level, x...) do {					\
	if ((level) <= DEBUGLEVEL)					\
		_dprintf(__func__, __LINE__, level, BINARY_PREFIX, x);	\
} while (0)

#define dprintf_raw(level, x...) do {					\
	if ((level) <= DEBUGLEVEL)					\
		_dprintf(NULL, 0, level, BINARY_PREFIX, x);		\
} while (0)

/* with location and newline */
#define EMSG(fmt, ...)	dprintf(TRACE_ERROR, fmt "\n", ##__VA_ARGS__)
#define IMSG(fmt, ...)	dprintf(TRACE_INFO, fmt "\n", ##__VA_ARGS__)
#define DMSG(fmt, ...)	dprintf(TRACE_DEBUG, fmt "\n", ##__VA_ARGS__)
#define FMSG(fmt, ...)	dprintf(TRACE_FLOW, fmt "\n", ##__VA_ARGS__)

/* just the message */
#define EMSG_RAW(fmt, ...)	dprintf_raw(TRACE_ERROR, fmt, ##__VA_ARGS__)
#define IMSG_RAW(fmt, ...)	dprintf_raw(TRACE_INFO, fmt, ##__VA_ARGS__)
#define DMSG_RAW(fmt, ...)	dprintf_raw(TRACE_DEBUG, fmt, ##__VA_ARGS__)
#define FMSG_RAW(fmt, ...)	dprintf_raw(TRACE_FLOW, fmt, ##__VA_ARGS__)

/* function entry and exit */
#define INMSG(fmt, ...)		FMSG("> " fmt, ##__VA_ARGS__)
#define OUTMSG(fmt, ...)	FMSG("< " fmt, ##__VA_ARGS__)
#define OUTRMSG(r) do {							\
	if (r)								\
		EMSG("Function returns with [%d]", r);			\
	OUTMSG("r=[%d]", r);						\
	return r;							\
} while (0)

#ifdef __cplusplus
}
#endif

#endif
