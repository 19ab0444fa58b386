/* SPDX-License-Identifier: BSD-2-Clause */
/* The running supplicant, and the directories it uses */
#ifndef GTEE_CLI_SUPPLICANT_PATHS_H
#define GTEE_CLI_SUPPLICANT_PATHS_H

#include "parse/supplicant_parse.h"

/* how to start it */
#define SUPPLICANT_START "systemctl start tee-supplicant, or without systemd: tee-supplicant -d"

/* TA directories if the supplicant isn't told otherwise, NULL at the end */
extern const char *const supplicant_ta_directories[];

/* secure storage if the supplicant is not told otherwise */
extern const char supplicant_storage[];

enum supplicant_state {
	SUPPLICANT_NONE,	/* not running, as far as we can see */
	SUPPLICANT_RUNS,	/* a process holds the device */
	SUPPLICANT_UNKNOWN,	/* may be running, but we cannot tell */
};

/**
 * supplicant_find() - find the process that holds the supplicant's device
 * @device:	the device, "teeprivN", or NULL for any
 * @found:	[out] the process (root's, if possible), all zero if there is none
 *
 * Process names are of no use, as anybody can set them, and only root gets to see the open files
 * of other users' processes.
 *
 * Return: enum supplicant_state.
 */
enum supplicant_state supplicant_find(const char *device, struct supplicant *found);

/**
 * supplicant_find_below() - supplicant_find() for tests, in a different file tree
 * @root:	prefix for /proc and /sys, "" for the real ones
 * @device:	as for supplicant_find()
 * @found:	[out] as for supplicant_find()
 *
 * Return: enum supplicant_state.
 */
enum supplicant_state supplicant_find_below(const char *root, const char *device,
					     struct supplicant *found);

#endif
