/* SPDX-License-Identifier: GPL-2.0-only */
/* Statistics of each device, shown in debugfs as tee/<device>/stats. */
#ifndef TEE_STATS_H
#define TEE_STATS_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/sched/clock.h>
#include <linux/types.h>

struct dentry;

/*
 * Latency classes: class i counts calls that took less than 2^i microseconds (of 1024 ns)
 * and do not belong to a lower class. The last class counts all longer calls too.
 */
#define TEE_LATENCY_CLASSES	24

enum tee_count {
	TEE_COUNT_CONTEXTS,	/* open clients */
	TEE_COUNT_SESSIONS,	/* open sessions */
	TEE_COUNT_SHM,		/* clients' shared memory: number of objects */
	TEE_COUNT_SHM_BYTES,	/* clients' shared memory: bytes */
	TEE_COUNTS
};

/**
 * struct tee_call_stats - calls made on one processor
 * @errors:	calls that failed without a result from the TEE
 * @refusals:	calls that the TEE completed with an error code
 * @latency:	number of calls by latency class; their sum is the number of all calls
 */
struct tee_call_stats {
	u64 errors;
	u64 refusals;
	u64 latency[TEE_LATENCY_CLASSES];
};

/**
 * struct tee_stats - statistics of a device
 * @call:	totals, per processor
 * @count:	numbers of existing objects
 * @dir:	the device's directory in debugfs
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
 * @start:	local_clock() when it began
 *
 * Each processor has its own clock, and the caller may have moved between processors, so
 * a negative time counts as 0.
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
