/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supplicant's messages, to standard error or to the system log.
 *
 * A message names the thing, then the reason, then the next step if it is
 * known. It may contain names and request numbers, but never the data of a
 * request. Names may come from secure world, so a message is written as
 * printable ASCII: a backslash and each non-printable byte are written as \xNN.
 */
#ifndef SUPPLICANT_LOG_H
#define SUPPLICANT_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/**
 * log_start() - set the log level; messages are written to standard error
 * @level:	the least important level that is written
 * @background:	also open the system log for log_background(): a sandboxed
 *		process cannot open it later
 */
void log_start(enum log_level level, bool background);

/**
 * log_close() - close the system log, before all descriptors are closed
 *
 * Otherwise the C library would not notice that the log's descriptor was
 * closed. It would write to the next file that gets the same number, and later
 * close that file.
 */
void log_close(void);

/** log_open() - reopen the system log, if log_start() opened it */
void log_open(void);

/** log_background() - write all further messages to the system log, if it is open */
void log_background(void);

/** log_end() - stop writing messages, and close the system log */
void log_end(void);

/** log_hush() - while @hush is true, treat all messages as debug messages */
void log_hush(bool hush);

/**
 * log_name() - set the name of this process in its messages
 * @name:	"monitor", "worker" …; the pointer is kept, the string is not
 *		copied
 */
void log_name(const char *name);

/*
 * These functions are thread-safe and preserve errno. A message is one line
 * without a newline at its end.
 */
__attribute__((format(printf, 1, 2))) void log_error(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_warning(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_info(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_debug(const char *format, ...);

#endif
