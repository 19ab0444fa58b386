/* SPDX-License-Identifier: BSD-2-Clause */
/* Parser for the kernel's statistics of a device (debugfs, tee/teeN/stats). Does no I/O. */
#ifndef GTEE_CLI_STATS_PARSE_H
#define GTEE_CLI_STATS_PARSE_H

#include <stdint.h>

/**
 * struct device_stats - statistics of a device
 * @contexts:	open clients
 * @sessions:	open sessions
 * @shm:	regions of shared memory
 * @shm_bytes:	bytes of shared memory
 * @calls:	calls since the device was registered, including opened sessions
 * @errors:	calls that failed before the TEE returned a result
 * @refusals:	calls for which the TEE returned an error
 */
struct device_stats {
	uint64_t contexts, sessions, shm, shm_bytes, calls, errors, refusals;
};

/**
 * stats_parse() - parse the statistics of a device
 * @text:	lines of a word and a number; other lines are skipped
 * @stats:	[out] the statistics; members that are not in @text are 0
 */
void stats_parse(const char *text, struct device_stats *stats);

/**
 * struct stats_refused - users whose requests a device refused because of a limit
 * @users:	number of users
 * @uid:	user with the most refusals, if @users is not 0
 * @most:	number of refusals of @uid
 */
struct stats_refused {
	uint64_t users;
	uint32_t uid;
	uint64_t most;
};

/**
 * stats_refused_parse() - parse the refusals per user of a device
 * @text:	lines "user UID limited NAME NUMBER NAME NUMBER ..."; other lines are skipped
 * @refused:	[out] the users
 */
void stats_refused_parse(const char *text, struct stats_refused *refused);

#endif
