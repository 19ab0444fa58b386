// SPDX-License-Identifier: GPL-2.0-only
/* Per-user limits, see limits.h. */

#include "core/session/limits.h"

/* By default, one user gets no more than 1/4 of the memory there is for clients. */
#define TEE_SHM_SHARE		4

static u32 limit_or(u32 set, u32 otherwise)
{
	return set ? set : otherwise;
}

/**
 * tee_limits_work_out() - work out a user's limits
 * @set:	module parameters, plus what the machine and the TEE have to offer
 *
 * The defaults leave something for other users.
 *
 * Sessions: TEE_DEFAULT_SESSIONS, but no more than half of what the TEE supports. At
 * least one.
 *
 * Calls: all that the TEE takes, minus those it keeps for itself and one for other
 * users. At least one. TEE_DEFAULT_CALLS if we don't know how many it takes.
 *
 * Shared memory: TEE_DEFAULT_SHM, but no more than 1/TEE_SHM_SHARE of what clients can
 * get.
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
 * tee_limit_allows() - check a request against a limit
 * @held:	what's in use already. Exceeds @limit if that has been lowered
 * @more:	what's being asked for
 * @limit:	the limit
 *
 * Return: true if @held + @more is within the limit (and doesn't overflow).
 */
bool tee_limit_allows(u64 held, u64 more, u64 limit)
{
	return held <= limit && more <= limit - held;
}
