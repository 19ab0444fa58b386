// SPDX-License-Identifier: BSD-2-Clause
/* Stub for the supplicant's log that discards all messages. */

#include "log.h"

void log_error(const char *format, ...)
{
	(void)format;
}

void log_warning(const char *format, ...)
{
	(void)format;
}

void log_info(const char *format, ...)
{
	(void)format;
}
