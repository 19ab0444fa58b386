/* SPDX-License-Identifier: BSD-2-Clause */
/* Parser for a supplicant's command line (no I/O) */
#ifndef GTEE_CLI_SUPPLICANT_PARSE_H
#define GTEE_CLI_SUPPLICANT_PARSE_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct supplicant - a running tee-supplicant
 * @pid:	its pid
 * @ta_path:	colon-separated TA directories, "" for the default
 * @storage:	secure storage directory, "" for the default
 */
struct supplicant {
	pid_t pid;
	char ta_path[PATH_MAX];
	char storage[PATH_MAX];
};

/**
 * supplicant_parse() - read the directories from a supplicant's command line
 * @cmdline:	NUL-terminated words as in /proc/PID/cmdline
 * @size:	bytes at @cmdline
 * @found:	[out] sets @ta_path and @storage, but not @pid
 */
void supplicant_parse(const char *cmdline, size_t size, struct supplicant *found);

#endif
