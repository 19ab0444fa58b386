/* SPDX-License-Identifier: BSD-2-Clause */
/* The running supplicant, and the directories that it uses. */
#ifndef GTEE_CLI_SUPPLICANT_PATHS_H
#define GTEE_CLI_SUPPLICANT_PATHS_H

#include "parse/supplicant_parse.h"

/* Advice on how to start the supplicant. */
#define SUPPLICANT_START "systemctl start tee-supplicant, or without systemd: tee-supplicant -d"

/* The supplicant's default directories of Trusted Applications; ends with NULL. */
extern const char *const supplicant_ta_directories[];

/* The supplicant's default directory of secure storage. */
extern const char supplicant_storage[];

enum supplicant_state {
	SUPPLICANT_NONE,	/* not running, as far as this user can see */
	SUPPLICANT_RUNS,	/* a process has a supplicant's device open */
	SUPPLICANT_UNKNOWN,	/* cannot be checked, but may be running */
};

/**
 * supplicant_find() - find the process that has a supplicant's device open
 * @device:	the device, "teeprivN", or NULL for any
 * @found:	[out] the process, preferably one of root; all zero if none was found
 *
 * Only root can see which files a process of another user has open. A process
 * name proves nothing, because any process can have any name.
 *
 * Return: enum supplicant_state.
 */
enum supplicant_state supplicant_find(const char *device, struct supplicant *found);

/**
 * supplicant_find_below() - supplicant_find() in another file tree, for tests
 * @root:	prefix of /proc and /sys, "" for the system's own
 * @device:	as for supplicant_find()
 * @found:	[out] as for supplicant_find()
 *
 * Return: enum supplicant_state.
 */
enum supplicant_state supplicant_find_below(const char *root, const char *device,
					     struct supplicant *found);

#endif
