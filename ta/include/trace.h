/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Log messages, with the names of OP-TEE. Messages above TRACE_LEVEL, which the compiler's command
 * line can define, are not compiled in.
 */
#ifndef TRACE_H
#define TRACE_H

#include <compiler.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <trace_levels.h>

/* Bytes of a message, with its terminating zero, and of the function's name in it */
#define MAX_PRINT_SIZE		256
#define MAX_FUNC_PRINT_SIZE	32

#ifndef TRACE_LEVEL
#define TRACE_LEVEL		TRACE_MAX
#endif

#pragma GCC visibility push(default)

extern int trace_level;
extern const char trace_ext_prefix[];

/** trace_ext_puts() - write a line to the log as it is */
void trace_ext_puts(const char *str);

/* Return: the number of the calling thread, of its processor and of its guest; -1 if unknown. */
int trace_ext_get_thread_id(void);
int trace_ext_get_core_id(void);
int trace_ext_get_guest_id(void);

/** trace_set_level() - set the highest level that is logged, TRACE_MIN to TRACE_MAX */
void trace_set_level(int level);

/** trace_get_level() - return the highest level that is logged */
int trace_get_level(void);

/**
 * trace_printf() - log a message
 * @func:	name of the calling function, NULL to log the message alone
 * @line:	its line
 * @level:	TRACE_..., used if @level_ok
 * @level_ok:	false to log the message at every level except TRACE_MIN
 * @fmt:	format of printf()
 */
void trace_printf(const char *func, int line, int level, bool level_ok, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
void trace_vprintf(const char *func, int line, int level, bool level_ok, const char *fmt,
		   va_list args) __attribute__((format(printf, 5, 0)));

/** dhex_dump() - log @len bytes at @buf in hexadecimal, 16 a line */
void dhex_dump(const char *function, int line, int level, const void *buf, int len);

#pragma GCC visibility pop

#define trace_printf_helper(level, level_ok, ...) \
	trace_printf(__func__, __LINE__, (level), (level_ok), __VA_ARGS__)
#define trace_printf_helper_raw(level, level_ok, ...) \
	trace_printf(NULL, 0, (level), (level_ok), __VA_ARGS__)

/* The names with _RAW leave out level, function and line. */
#if TRACE_LEVEL <= 0
#define MSG(...)		(void)0
#define MSG_RAW(...)		(void)0
#else
#define MSG(...)		trace_printf_helper(0, false, __VA_ARGS__)
#define MSG_RAW(...)		trace_printf_helper_raw(0, false, __VA_ARGS__)
#endif
#if TRACE_LEVEL < TRACE_ERROR
#define EMSG(...)		(void)0
#define EMSG_RAW(...)		(void)0
#define SMSG(...)		(void)0
#else
#define EMSG(...)		trace_printf_helper(TRACE_ERROR, true, __VA_ARGS__)
#define EMSG_RAW(...)		trace_printf_helper_raw(TRACE_ERROR, true, __VA_ARGS__)
#define SMSG(...)		trace_printf_helper(TRACE_ERROR, true, __VA_ARGS__)
#endif
#if TRACE_LEVEL < TRACE_INFO
#define IMSG(...)		(void)0
#define IMSG_RAW(...)		(void)0
#else
#define IMSG(...)		trace_printf_helper(TRACE_INFO, true, __VA_ARGS__)
#define IMSG_RAW(...)		trace_printf_helper_raw(TRACE_INFO, true, __VA_ARGS__)
#endif
#if TRACE_LEVEL < TRACE_DEBUG
#define DMSG(...)		(void)0
#define DMSG_RAW(...)		(void)0
#define DHEXDUMP(buf, len)	(void)0
#else
#define DMSG(...)		trace_printf_helper(TRACE_DEBUG, true, __VA_ARGS__)
#define DMSG_RAW(...)		trace_printf_helper_raw(TRACE_DEBUG, true, __VA_ARGS__)
#define DHEXDUMP(buf, len)	dhex_dump(__func__, __LINE__, TRACE_DEBUG, (buf), (len))
#endif
#if TRACE_LEVEL < TRACE_FLOW
#define FMSG(...)		(void)0
#define FMSG_RAW(...)		(void)0
#else
#define FMSG(...)		trace_printf_helper(TRACE_FLOW, true, __VA_ARGS__)
#define FMSG_RAW(...)		trace_printf_helper_raw(TRACE_FLOW, true, __VA_ARGS__)
#endif

/* Entry to and return from a function */
#define INMSG(...)		FMSG("> " __VA_ARGS__)
#define OUTMSG(...)		FMSG("< " __VA_ARGS__)
#define OUTRMSG(r)			\
	do {				\
		OUTMSG("r=[%x]", r);	\
		return r;		\
	} while (0)

#endif
