/* SPDX-License-Identifier: BSD-2-Clause */
/* The supplicant that runs, and the folders it was told to use. */
#ifndef GTEE_CLI_SUPPLICANT_PATHS_H
#define GTEE_CLI_SUPPLICANT_PATHS_H

#include <stdbool.h>

#include "parse/supplicant_parse.h"

/* What starts it. */
#define SUPPLICANT_START "systemctl start tee-supplicant, or without systemd: tee-supplicant -d"

/* Where it looks for Trusted Applications unless told otherwise; ends with NULL. */
extern const char *const supplicant_ta_folders[];

/* Where secure storage is unless told otherwise. */
extern const char supplicant_storage[];

enum supplicant_state {
	SUPPLICANT_NONE,	/* none runs; a user who may not look: none has the name */
	SUPPLICANT_RUNS,	/* a process has a supplicant's device open */
	SUPPLICANT_UNKNOWN,	/* this user may not look into a process that may be it */
};

/**
 * supplicant_find() - look for the process that has the supplicant's device open
 * @found:	[out] the process, root's if there is one; zeros where none was found
 *
 * Only root sees what processes have open. Names are not believed, for anybody can have any.
 *
 * Return: what is known of it.
 */
enum supplicant_state supplicant_find(struct supplicant *found);

/**
 * supplicant_find_below() - supplicant_find() in another tree, for tests
 * @root:	what stands before /proc and /sys, "" for the machine's own
 * @found:	[out] as there
 *
 * Return: as there.
 */
enum supplicant_state supplicant_find_below(const char *root, struct supplicant *found);

/**
 * supplicant_is_wanted() - whether there is a TEE that has a supplicant
 *
 * Return: whether there is a supplicant's device.
 */
bool supplicant_is_wanted(void);

#endif
