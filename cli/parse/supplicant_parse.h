/* SPDX-License-Identifier: BSD-2-Clause */
/* Parser for a supplicant's command line. Does no I/O. */
#ifndef GTEE_CLI_SUPPLICANT_PARSE_H
#define GTEE_CLI_SUPPLICANT_PARSE_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct supplicant - a running tee-supplicant
 * @pid:	its process
 * @ta_path:	directories with Trusted Applications, separated by colons; "" for the default
 * @storage:	directory of secure storage; "" for the default
 */
struct supplicant {
	pid_t pid;
	char ta_path[PATH_MAX];
	char storage[PATH_MAX];
};

/**
 * supplicant_parse() - read the directories from a supplicant's command line
 * @cmdline:	words, each ended by a NUL, as in /proc/PID/cmdline
 * @size:	bytes at @cmdline
 * @found:	[out] @ta_path and @storage; @pid is not written
 */
void supplicant_parse(const char *cmdline, size_t size, struct supplicant *found);

#endif
