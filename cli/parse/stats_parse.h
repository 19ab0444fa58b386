/* SPDX-License-Identifier: BSD-2-Clause */
/* Parser for debugfs' tee/teeN/stats (no I/O) */
#ifndef GTEE_CLI_STATS_PARSE_H
#define GTEE_CLI_STATS_PARSE_H

#include <stdint.h>

/**
 * struct device_stats - a device's statistics
 * @contexts:	open clients
 * @sessions:	open sessions
 * @shm:	shared memory regions
 * @shm_bytes:	their total size in bytes
 * @calls:	calls (and opened sessions) since the device was registered
 * @errors:	calls that failed without a result from the TEE
 * @refusals:	calls that the TEE answered with an error
 */
struct device_stats {
	uint64_t contexts, sessions, shm, shm_bytes, calls, errors, refusals;
};

/**
 * stats_parse() - parse a device's statistics
 * @text:	lines with a word and a number; all others are skipped
 * @stats:	[out] the statistics, 0 for anything not in @text
 */
void stats_parse(const char *text, struct device_stats *stats);

/**
 * struct stats_refused - users who ran into a device's limits
 * @users:	how many of them
 * @uid:	the one with the most refusals, if @users isn't 0
 * @most:	refusals for @uid
 */
struct stats_refused {
	uint64_t users;
	uint32_t uid;
	uint64_t most;
};

/**
 * stats_refused_parse() - parse a device's refusals per user
 * @text:	lines "user UID limited NAME NUMBER NAME NUMBER ..."; all others are skipped
 * @refused:	[out] the summary
 */
void stats_refused_parse(const char *text, struct stats_refused *refused);

#endif
