/* SPDX-License-Identifier: GPL-2.0-only */
/* Per-device statistics, tee/<device>/stats in debugfs */
#ifndef TEE_STATS_H
#define TEE_STATS_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/sched/clock.h>
#include <linux/types.h>

struct dentry;

/*
 * Latency histogram with power-of-two buckets. Class i counts calls that took less than
 * 2^i microseconds (of 1024 ns) and missed the class below. The last one is open-ended.
 */
#define TEE_LATENCY_CLASSES	24

enum tee_count {
	TEE_COUNT_CONTEXTS,	/* open contexts */
	TEE_COUNT_SESSIONS,	/* open sessions */
	TEE_COUNT_SHM,		/* shared memory objects of clients */
	TEE_COUNT_SHM_BYTES,	/* their total size */
	TEE_COUNTS
};

/**
 * struct tee_call_stats - per-CPU call statistics
 * @errors:	calls that failed before the TEE returned a result
 * @refusals:	calls that the TEE completed with an error
 * @latency:	latency histogram, adds up to the total number of calls
 */
struct tee_call_stats {
	u64 errors;
	u64 refusals;
	u64 latency[TEE_LATENCY_CLASSES];
};

/**
 * struct tee_stats - statistics for a device
 * @call:	per-CPU call statistics
 * @count:	numbers of objects in existence, indexed by enum tee_count
 * @dir:	debugfs directory
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
 * tee_stats_elapsed() - get the time since a call began
 * @start:	local_clock() at the start of the call
 *
 * We may have migrated, and local clocks aren't in sync. Clamp negative values to 0.
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
