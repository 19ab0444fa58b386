/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Log messages, on stderr or in syslog.
 *
 * By convention a message names the object, the reason and (if we know it) the
 * next step. Names and request numbers are fine in there, request data is not.
 * Names may come from the secure world, so backslashes and everything but
 * printable ASCII are escaped as \xNN.
 */
#ifndef SUPPLICANT_LOG_H
#define SUPPLICANT_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/**
 * log_start() - start logging to stderr
 * @level:	the least important level that is still logged
 * @background:	open syslog too, for log_background(). A sandboxed process
 *		can't do that later
 */
void log_start(enum log_level level, bool background);

/**
 * log_close() - close syslog ahead of close_range()
 *
 * The C library doesn't notice when its syslog descriptor is closed under it.
 * It would write to the next file that gets the number, and eventually close
 * that one.
 */
void log_close(void);

/** log_open() - reopen syslog if log_start() opened it */
void log_open(void);

/** log_background() - switch to syslog if it is open */
void log_background(void);

/** log_end() - close syslog and drop all further messages */
void log_end(void);

/** log_hush() - demote all messages to debug level while @hush is set */
void log_hush(bool hush);

/**
 * log_name() - set the name that this process logs under
 * @name:	"monitor", "worker" etc.; not copied
 */
void log_name(const char *name);

/* Thread-safe, and errno survives. @format has no trailing newline. */
__attribute__((format(printf, 1, 2))) void log_error(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_warning(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_info(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_debug(const char *format, ...);

#endif
