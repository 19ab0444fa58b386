/* SPDX-License-Identifier: GPL-2.0-only */
/* Compute the limits of one user of a TEE. Pure code: it also compiles on the host. */
#ifndef TEE_LIMITS_H
#define TEE_LIMITS_H

#include <linux/types.h>

/*
 * Sessions and shared memory buffers take memory of the TEE itself, which may have only
 * tens of KiB. OP-TEE in the lab runs out of memory after about 1,030 sessions, 1,420
 * buffers of one page, or 42 buffers of 1 MiB, because it keeps a page list for each
 * buffer. A user that reaches all three limits leaves about half of this memory to
 * others. Applications use a separate memory, which holds 14 instances of xtest's
 * os_test.
 */
#define TEE_DEFAULT_SESSIONS	128U
#define TEE_DEFAULT_APPLICATIONS 6U
#define TEE_DEFAULT_REGIONS	256U
#define TEE_DEFAULT_SHM		(8ULL << 20)

/* Limit if a TEE does not report how many concurrent calls it accepts. */
#define TEE_DEFAULT_CALLS	2U

/*
 * Number of calls that a TEE with system sessions may reserve: one for those sessions,
 * and one for calls that the TEE itself requests.
 */
#define TEE_SYSTEM_CALLS	2U

/**
 * struct tee_limits - limits of one user of a TEE
 * @sessions:	open sessions
 * @applications: open sessions for which the TEE loaded an application
 * @regions:	shared memory buffers
 * @shm_bytes:	bytes of shared memory
 * @calls:	concurrent calls, 1 or more
 */
struct tee_limits {
	u32 sessions;
	u32 applications;
	u32 regions;
	u64 shm_bytes;
	u32 calls;
};

/**
 * struct tee_limit_settings - settings of the administrator, and sizes of machine and TEE
 * @sessions:	0: the default
 * @applications: 0: the default
 * @regions:	0: the default
 * @shm_mib:	MiB; 0: the default
 * @calls:	0: the default
 * @ram:	memory of the machine, bytes
 * @reserved:	reserved memory, bytes, if clients can get no other memory; otherwise 0
 * @threads:	number of concurrent calls that the TEE accepts, 0 if it does not report
 *		the number
 * @most_sessions: number of concurrent sessions that the TEE supports, 0 if it declares
 *		no limit
 * @kept_threads: number of calls that the TEE may reserve for itself; 0 or
 *		TEE_SYSTEM_CALLS
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
