/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supplicant's messages, to standard error or to the system's log.
 *
 * A message names the thing, then the reason, then what to do where that is known. It may have
 * names and numbers of requests, never their data. Names may come from secure world. So a message
 * is written as printable ASCII: each other byte, and a backslash, is written as \xNN.
 */
#ifndef SUPPLICANT_LOG_H
#define SUPPLICANT_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/**
 * log_start() - choose which messages are written; to standard error at first
 * @level:	the least important level that is written
 * @background:	also open the system's log, for log_background(): a process in the sandbox
 *		cannot open it later
 */
void log_start(enum log_level level, bool background);

/**
 * log_close() - close the system's log, before all descriptors are closed
 *
 * Otherwise the C library would not know that its descriptor is closed. It would write to the next
 * file with that number, and close that file.
 */
void log_close(void);

/** log_open() - open the system's log again, where log_start() has opened it */
void log_open(void);

/** log_background() - write to the system's log from now on, where log_start() opened it */
void log_background(void);

/** log_end() - write no messages any more, and close the system's log */
void log_end(void);

/** log_hush() - whether messages are written only at level debug, as they were written before */
void log_hush(bool hush);

/**
 * log_name() - name the process in its messages
 * @name:	"monitor", "worker" …; kept, not copied
 */
void log_name(const char *name);

/* Thread-safe; a message is one line, without a newline at its end. errno is kept. */
__attribute__((format(printf, 1, 2))) void log_error(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_warning(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_info(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_debug(const char *format, ...);

#endif
