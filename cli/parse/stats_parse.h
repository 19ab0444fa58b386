/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel counts of a device (debugfs, tee/teeN/stats). Pure. */
#ifndef GTEE_CLI_STATS_PARSE_H
#define GTEE_CLI_STATS_PARSE_H

#include <stdint.h>

/**
 * struct device_stats - what is counted of a device
 * @contexts:	clients that are open
 * @sessions:	sessions that are open
 * @shm:	pieces of shared memory
 * @shm_bytes:	and their bytes
 * @calls:	calls since the device came, opening of sessions included
 * @errors:	those that the TEE could not answer
 * @refusals:	those that it answered with an error
 */
struct device_stats {
	uint64_t contexts, sessions, shm, shm_bytes, calls, errors, refusals;
};

/**
 * stats_parse() - read a device's counts
 * @text:	lines of a word and a number; others are skipped
 * @stats:	[out] what is not in @text is 0
 */
void stats_parse(const char *text, struct device_stats *stats);

/**
 * struct stats_refused - the users of a device that were refused something at their limit
 * @users:	how many they are
 * @uid:	the one that was refused most often, where there are some
 * @most:	how often that was
 */
struct stats_refused {
	uint64_t users;
	uint32_t uid;
	uint64_t most;
};

/**
 * stats_refused_parse() - read which users of a device were refused something
 * @text:	lines "user UID limited NAME NUMBER NAME NUMBER ..."; others are skipped
 * @refused:	[out] the users
 */
void stats_refused_parse(const char *text, struct stats_refused *refused);

#endif
