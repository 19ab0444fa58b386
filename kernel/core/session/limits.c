// SPDX-License-Identifier: GPL-2.0-only
/* What one user may have of a TEE. See limits.h. */

#include "core/session/limits.h"

/* Of the memory that clients can get one user gets at most such a part. */
#define TEE_SHM_SHARE		4

/* A setting, or what holds without one. */
static u32 tee_limit_or(u32 set, u32 otherwise)
{
	return set ? set : otherwise;
}

/**
 * tee_limits_work_out() - what one user may have
 * @set:	what has been set, and what there is
 *
 * Return: the limits. The defaults leave others a share that they can work with: of calls
 * three fewer than the TEE takes, since it may keep one for system sessions and one for calls
 * that it asks for itself, but at least one;
 * a fraction of the rest.
 */
struct tee_limits tee_limits_work_out(const struct tee_limit_settings *set)
{
	u64 share = (set->reserved ? set->reserved : set->ram) / TEE_SHM_SHARE;
	u32 calls = TEE_DEFAULT_CALLS;

	if (set->threads)
		calls = set->threads > 3 ? set->threads - 3 : 1;
	if (share > TEE_DEFAULT_SHM)
		share = TEE_DEFAULT_SHM;
	return (struct tee_limits){
		.sessions = tee_limit_or(set->sessions, TEE_DEFAULT_SESSIONS),
		.applications = tee_limit_or(set->applications, TEE_DEFAULT_APPLICATIONS),
		.regions = tee_limit_or(set->regions, TEE_DEFAULT_REGIONS),
		.shm_bytes = set->shm_mib ? (u64)set->shm_mib << 20 : share,
		.calls = tee_limit_or(set->calls, calls),
	};
}

/**
 * tee_limit_allows() - whether more fits under a limit
 * @held:	what is held, which may be above the limit where that was lowered
 * @more:	what is asked for
 * @limit:	the most there may be
 *
 * Return: true or false; a sum that overflows does not fit.
 */
bool tee_limit_allows(u64 held, u64 more, u64 limit)
{
	return held <= limit && more <= limit - held;
}
