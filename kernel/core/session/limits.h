/* SPDX-License-Identifier: GPL-2.0-only */
/* Per-user limits. The unit tests build this for the host, too. */
#ifndef TEE_LIMITS_H
#define TEE_LIMITS_H

#include <linux/types.h>

/*
 * Sessions and shared memory also take memory inside the TEE, where there may be no
 * more than tens of KiB. OP-TEE in our lab runs out of it after some 1,030 sessions,
 * 1,420 one-page buffers, or 42 buffers of 1 MiB (it keeps a list of pages for each).
 * Even if a user hits all three limits, about half is left for others. Applications
 * have a separate memory, with room for 14 instances of xtest's os_test.
 */
#define TEE_DEFAULT_SESSIONS	128U
#define TEE_DEFAULT_APPLICATIONS 6U
#define TEE_DEFAULT_REGIONS	256U
#define TEE_DEFAULT_SHM		(8ULL << 20)

/* for TEEs that don't report how many calls they can take */
#define TEE_DEFAULT_CALLS	2U

/*
 * A TEE with system sessions may reserve one call for these and one for calls that it
 * asks for itself.
 */
#define TEE_SYSTEM_CALLS	2U

/**
 * struct tee_limits - what one user of a TEE can have
 * @sessions:	open sessions
 * @applications: open sessions for which the TEE loaded an application
 * @regions:	shared memory buffers
 * @shm_bytes:	bytes of shared memory
 * @calls:	concurrent calls, at least 1
 */
struct tee_limits {
	u32 sessions;
	u32 applications;
	u32 regions;
	u64 shm_bytes;
	u32 calls;
};

/**
 * struct tee_limit_settings - input for tee_limits_work_out()
 * @sessions:	module parameter, 0 for the default
 * @applications: ditto
 * @regions:	ditto
 * @shm_mib:	ditto, MiB
 * @calls:	ditto
 * @ram:	size of RAM, bytes
 * @reserved:	size of the clients' part of the reserved memory, bytes; 0 if they can
 *		get other memory
 * @threads:	how many concurrent calls the TEE takes, 0 if unknown
 * @most_sessions: how many concurrent sessions it takes, 0 for no limit
 * @kept_threads: calls that the TEE may keep for itself: 0 or TEE_SYSTEM_CALLS
 */
struct tee_limit_settings {
	u32 sessions;
	u32 applications;
	u32 regions;
	u32 shm_mib;
	u32 calls;
	u64 ram;
	u64 reserved;
	u32 threads;
	u32 kept_threads;
	u32 most_sessions;
};

struct tee_limits tee_limits_work_out(const struct tee_limit_settings *set);
bool tee_limit_allows(u64 held, u64 more, u64 limit);

#endif /* TEE_LIMITS_H */
