// SPDX-License-Identifier: BSD-2-Clause
/*
 * Logging to stderr or syslog. The processes share stderr, and writing each
 * line with a single write() keeps their lines apart.
 */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

#define LINE_SIZE	512

static int log_limit = LOG_LEVEL_INFO;	/* enum log_level, or -1 to drop everything */
static bool log_has_syslog;
static bool log_to_syslog;
static bool log_is_hushed;
static const char *log_process = "tee-supplicant";

void log_open(void)
{
	if (log_has_syslog)
		openlog("tee-supplicant", LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

void log_close(void)
{
	closelog();
}

void log_start(enum log_level level, bool background)
{
	log_limit = level;
	log_has_syslog = background;
	/* syslog() wants /etc/localtime, which a sandboxed process can't open. */
	tzset();
	log_open();
}

void log_background(void)
{
	log_to_syslog = log_has_syslog;
}

void log_end(void)
{
	log_to_syslog = false;
	log_limit = -1;
	closelog();
}

void log_hush(bool hush)
{
	log_is_hushed = hush;
}

void log_name(const char *name)
{
	log_process = name;
}

/*
 * Escape backslashes and everything non-printable as \xNN, as a terminal might
 * act on it. Stops early rather than overrun @room. Return: bytes written.
 */
static size_t make_plain(char *line, size_t room, const char *text)
{
	static const char digits[] = "0123456789abcdef";
	size_t length = 0;

	for (; *text && length + 4 <= room; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte >= 0x20 && byte < 0x7f && byte != '\\') {
			line[length++] = *text;
			continue;
		}
		line[length++] = '\\';
		line[length++] = 'x';
		line[length++] = digits[byte >> 4];
		line[length++] = digits[byte & 0xf];
	}
	return length;
}

__attribute__((format(printf, 2, 0)))
static void write_message(enum log_level level, const char *format, va_list args)
{
	static const int priorities[] = { LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG };
	char text[LINE_SIZE], line[2 * LINE_SIZE];
	int saved = errno;
	size_t length, prefix;

	if (log_is_hushed)
		level = LOG_LEVEL_DEBUG;
	if ((int)level > log_limit)
		return;
	vsnprintf(text, sizeof(text), format, args);
	prefix = (size_t)snprintf(line, sizeof(line), "tee-supplicant[%s]: ", log_process);
	/* -1 for the newline or the NUL */
	length = prefix + make_plain(line + prefix, sizeof(line) - prefix - 1, text);
	line[length] = 0;
	if (log_to_syslog) {
		syslog(priorities[level], "%s: %s", log_process, line + prefix);
	} else {
		line[length++] = '\n';
		/* Nowhere to report a failed write() to. */
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
