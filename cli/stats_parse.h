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

#endif
