/* SPDX-License-Identifier: BSD-2-Clause */
/* The supplicant that runs, and the folders it was told to use. */
#ifndef GTEE_CLI_SUPPLICANT_PATHS_H
#define GTEE_CLI_SUPPLICANT_PATHS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Where it looks for Trusted Applications unless told otherwise; ends with NULL. */
extern const char *const supplicant_ta_folders[];

/* Where secure storage is unless told otherwise. */
extern const char supplicant_storage[];

/**
 * struct supplicant - a tee-supplicant that runs
 * @pid:	its process
 * @ta_path:	folders with Trusted Applications, separated by colons; "" by default
 * @storage:	the folder of secure storage; "" by default
 */
struct supplicant {
	pid_t pid;
	char ta_path[PATH_MAX];
	char storage[PATH_MAX];
};

/**
 * supplicant_parse() - what a supplicant was told on its command line. Pure.
 * @cmdline:	as in /proc/PID/cmdline: words, each with a NUL behind it
 * @size:	of @cmdline
 * @found:	[out] @ta_path and @storage; @pid is left alone
 */
void supplicant_parse(const char *cmdline, size_t size, struct supplicant *found);

/**
 * supplicant_find() - look for a supplicant among the processes
 * @found:	[out] the first of them, where true is returned
 *
 * Return: whether there is one.
 */
bool supplicant_find(struct supplicant *found);

#endif
