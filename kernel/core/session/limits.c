// SPDX-License-Identifier: GPL-2.0-only
/* Limits of one user of a TEE. See limits.h. */

#include "core/session/limits.h"

/* By default, one user gets at most 1/4 of the memory that is available to clients. */
#define TEE_SHM_SHARE		4

static u32 limit_or(u32 set, u32 otherwise)
{
	return set ? set : otherwise;
}

/**
 * tee_limits_work_out() - compute the limits of one user
 * @set:	settings, and the size of the machine and the TEE
 *
 * The defaults leave usable resources to other users. Sessions: TEE_DEFAULT_SESSIONS, but
 * at most half of those that the TEE supports, and at least one. Calls: one fewer than
 * the TEE accepts besides those that it keeps for itself, but at least one;
 * TEE_DEFAULT_CALLS if the TEE does not report the number. Shared memory:
 * TEE_DEFAULT_SHM, but at most 1/TEE_SHM_SHARE of the memory that clients can get.
 *
 * Return: the limits.
 */
struct tee_limits tee_limits_work_out(const struct tee_limit_settings *set)
{
	u64 share = (set->reserved ? set->reserved : set->ram) / TEE_SHM_SHARE;
	u32 sessions = TEE_DEFAULT_SESSIONS;
	u32 calls = TEE_DEFAULT_CALLS;

	if (set->most_sessions && set->most_sessions / 2 < sessions)
		sessions = set->most_sessions > 1 ? set->most_sessions / 2 : 1;
	if (set->threads)
		calls = set->threads > set->kept_threads + 1 ?
			set->threads - set->kept_threads - 1 : 1;
	if (share > TEE_DEFAULT_SHM)
		share = TEE_DEFAULT_SHM;
	return (struct tee_limits){
		.sessions = limit_or(set->sessions, sessions),
		.applications = limit_or(set->applications, TEE_DEFAULT_APPLICATIONS),
		.regions = limit_or(set->regions, TEE_DEFAULT_REGIONS),
		.shm_bytes = set->shm_mib ? (u64)set->shm_mib << 20 : share,
		.calls = limit_or(set->calls, calls),
	};
}

/**
 * tee_limit_allows() - check whether a request is within a limit
 * @held:	the amount in use, which may exceed a limit that was lowered
 * @more:	the requested amount
 * @limit:	the limit
 *
 * Return: true if the sum is within the limit; false also if the sum overflows.
 */
bool tee_limit_allows(u64 held, u64 more, u64 limit)
{
	return held <= limit && more <= limit - held;
}
