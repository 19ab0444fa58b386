// SPDX-License-Identifier: BSD-2-Clause
/* Drop all log messages */

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
