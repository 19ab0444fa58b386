/* SPDX-License-Identifier: GPL-2.0-only */
/* What one user may have of a TEE: the arithmetic, which needs no kernel. */
#ifndef TEE_LIMITS_H
#define TEE_LIMITS_H

#include <linux/types.h>

/*
 * What takes memory of the TEE's own, of which it may have but tens of KiB. OP-TEE as
 * the lab has it knows 812 sessions, or 1,040 pieces of a page, or 43 of a MiB: it keeps
 * a list of the pages. Whoever holds the most of all three still leaves about half.
 * It has memory of another kind for applications: room for 14 instances of xtest's os_test.
 */
#define TEE_DEFAULT_SESSIONS	128U
#define TEE_DEFAULT_APPLICATIONS 6U
#define TEE_DEFAULT_REGIONS	256U
#define TEE_DEFAULT_SHM		(8ULL << 20)

/* Where a TEE does not tell how many calls it takes at once. */
#define TEE_DEFAULT_CALLS	2U

/**
 * struct tee_limits - the most that one user may have of a TEE
 * @sessions:	open sessions
 * @applications: open sessions for which the TEE loaded an application
 * @regions:	pieces of shared memory
 * @shm_bytes:	bytes of shared memory
 * @calls:	calls at once, 1 or more
 */
struct tee_limits {
	u32 sessions;
	u32 applications;
	u32 regions;
	u64 shm_bytes;
	u32 calls;
};

/**
 * struct tee_limit_settings - what the machine's administrator has set, and what there is
 * @sessions:	0: the default
 * @applications: 0: the default
 * @regions:	0: the default
 * @shm_mib:	MiB; 0: the default
 * @calls:	0: the default
 * @ram:	bytes of memory the machine has
 * @reserved:	bytes of reserved memory where clients get no other, else 0
 * @threads:	how many calls the TEE takes at once, 0 where it does not tell
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
};

struct tee_limits tee_limits_work_out(const struct tee_limit_settings *set);
bool tee_limit_allows(u64 held, u64 more, u64 limit);

#endif /* TEE_LIMITS_H */
