/* SPDX-License-Identifier: GPL-2.0-only */
/* What is counted of each device, shown in debugfs as tee/<device>/stats. */
#ifndef TEE_STATS_H
#define TEE_STATS_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/sched/clock.h>
#include <linux/types.h>

struct dentry;

/* Latency classes: class i holds calls that took less than 2^i microseconds. */
#define TEE_LATENCY_CLASSES	24

enum tee_count {
	TEE_COUNT_CONTEXTS,	/* clients that are open */
	TEE_COUNT_SESSIONS,	/* sessions that are open */
	TEE_COUNT_SHM,		/* shared memory of clients: objects */
	TEE_COUNT_SHM_BYTES,	/* and bytes */
	TEE_COUNTS
};

/**
 * struct tee_call_stats - calls made on one processor
 * @errors:	calls that failed before the TEE could answer
 * @refusals:	calls to which the TEE answered other than success
 * @latency:	how many calls took how long; their sum is the number of calls
 */
struct tee_call_stats {
	u64 errors;
	u64 refusals;
	u64 latency[TEE_LATENCY_CLASSES];
};

/**
 * struct tee_stats - what is counted of a device
 * @call:	per processor
 * @count:	what exists now
 * @dir:	the device's folder in debugfs
 */
struct tee_stats {
	struct tee_call_stats __percpu *call;
	atomic_long_t count[TEE_COUNTS];
	struct dentry *dir;
};

int tee_stats_init(struct tee_stats *stats);
void tee_stats_exit(struct tee_stats *stats);
void tee_stats_publish(struct tee_stats *stats, const char *name);
void tee_stats_unpublish(struct tee_stats *stats);
void tee_stats_init_root(void);
void tee_stats_exit_root(void);
void tee_stats_call(struct tee_stats *stats, u64 start, int rc, u32 answer);

/**
 * tee_stats_elapsed() - how long ago a call began
 * @start:	local_clock() when it did
 *
 * The clock is a processor's own and the caller may have moved between processors: a
 * time that comes out negative counts as 0.
 *
 * Return: nanoseconds.
 */
static inline u64 tee_stats_elapsed(u64 start)
{
	s64 ns = local_clock() - start;

	return ns > 0 ? ns : 0;
}

static inline void tee_stats_add(struct tee_stats *stats, enum tee_count what,
				 long n)
{
	atomic_long_add(n, &stats->count[what]);
}

#endif /* TEE_STATS_H */
