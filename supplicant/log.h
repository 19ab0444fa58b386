/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the supplicant says, to standard error or to the system's log.
 *
 * A message names the thing, then the reason, then what to do where that is known.
 * It may hold names and numbers of requests, never their data. Names may come from anywhere:
 * what is written is printable ASCII, and each other byte, and a backslash, is \xNN.
 */
#ifndef SUPPLICANT_LOG_H
#define SUPPLICANT_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/**
 * log_start() - choose what is said; to standard error, for now
 * @level:	the least important level that is written
 * @background:	the system's log is opened too, for log_background(): a process in the
 *		sandbox could not do so later
 */
void log_start(enum log_level level, bool background);

/**
 * log_close() - let the system's log go, before its descriptor is closed with others
 *
 * The C library would not know: it would write to whatever has the descriptor's number next,
 * and close that.
 */
void log_close(void);

/** log_open() - open it again, where log_start() has opened it */
void log_open(void);

/** log_background() - from now on to the system's log, where log_start() opened it */
void log_background(void);

/** log_end() - from now on nothing is said: the system's log is closed */
void log_end(void);

/** log_hush() - whether what is said is for the level debug only, for it was said before */
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
