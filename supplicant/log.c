// SPDX-License-Identifier: BSD-2-Clause
/* Messages: one write() for each line, so that lines of several processes do not mix. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

#define LINE_SIZE	512

static enum log_level log_limit = LOG_LEVEL_INFO;
static bool log_has_syslog;
static bool log_to_syslog;
static const char *log_process = "tee-supplicant";

void log_start(enum log_level level, bool background)
{
	log_limit = level;
	log_has_syslog = background;
	/* The time zone is read from a file, once, and now. */
	tzset();
	if (background)
		openlog("tee-supplicant", LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

void log_background(void)
{
	log_to_syslog = log_has_syslog;
}

void log_name(const char *name)
{
	log_process = name;
}

__attribute__((format(printf, 2, 0)))
static void write_message(enum log_level level, const char *format, va_list args)
{
	static const int priorities[] = { LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG };
	char line[LINE_SIZE];
	int saved = errno, used;
	size_t length;

	if (level > log_limit)
		return;
	used = snprintf(line, sizeof(line), "tee-supplicant[%s]: ", log_process);
	vsnprintf(line + used, sizeof(line) - (size_t)used - 1, format, args);
	if (log_to_syslog) {
		syslog(priorities[level], "%s: %s", log_process, line + used);
	} else {
		length = strlen(line);
		line[length++] = '\n';
		/* Nobody is left to tell where this fails. */
		if (write(STDERR_FILENO, line, length) < 0)
			errno = saved;
	}
	errno = saved;
}

#define DEFINE_LOG(name, level)					\
void name(const char *format, ...)				\
{								\
	va_list args;						\
								\
	va_start(args, format);					\
	write_message(level, format, args);			\
	va_end(args);						\
}

DEFINE_LOG(log_error, LOG_LEVEL_ERROR)
DEFINE_LOG(log_warning, LOG_LEVEL_WARNING)
DEFINE_LOG(log_info, LOG_LEVEL_INFO)
DEFINE_LOG(log_debug, LOG_LEVEL_DEBUG)
