// SPDX-License-Identifier: GPL-2.0-only
/* Per-device statistics in debugfs */

#include <linux/debugfs.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>

#include "core/device.h"
#include "core/session/user.h"
#include "core/stats.h"

static struct dentry *tee_stats_root;

int tee_stats_init(struct tee_stats *stats)
{
	stats->call = alloc_percpu(struct tee_call_stats);
	return stats->call ? 0 : -ENOMEM;
}

void tee_stats_exit(struct tee_stats *stats)
{
	free_percpu(stats->call);
}

/**
 * tee_stats_call() - account for a finished call
 * @stats:	the device's statistics
 * @start:	local_clock() at the start of the call
 * @rc:		0, or a negative errno if the call failed
 * @answer:	what the TEE returned if @rc is 0
 */
void tee_stats_call(struct tee_stats *stats, u64 start, int rc, u32 answer)
{
	unsigned int class = fls64(tee_stats_elapsed(start) >> 10);

	if (rc)
		this_cpu_inc(stats->call->errors);
	else if (answer)
		this_cpu_inc(stats->call->refusals);
	this_cpu_inc(stats->call->latency[min(class, TEE_LATENCY_CLASSES - 1U)]);
}

static void stats_sum(const struct tee_stats *stats, struct tee_call_stats *sum)
{
	int cpu, i;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct tee_call_stats *one = per_cpu_ptr(stats->call, cpu);

		sum->errors += READ_ONCE(one->errors);
		sum->refusals += READ_ONCE(one->refusals);
		for (i = 0; i < TEE_LATENCY_CLASSES; i++)
			sum->latency[i] += READ_ONCE(one->latency[i]);
	}
}

static int stats_show(struct seq_file *s, void *unused)
{
	static const char * const names[TEE_COUNTS] = {
		[TEE_COUNT_CONTEXTS] = "contexts",
		[TEE_COUNT_SESSIONS] = "sessions",
		[TEE_COUNT_SHM] = "shm",
		[TEE_COUNT_SHM_BYTES] = "shm_bytes",
	};
	struct tee_stats *stats = s->private;
	struct tee_call_stats sum;
	u64 calls = 0;
	int i;

	for (i = 0; i < TEE_COUNTS; i++)
		seq_printf(s, "%s %ld\n", names[i],
			   atomic_long_read(&stats->count[i]));
	stats_sum(stats, &sum);
	for (i = 0; i < TEE_LATENCY_CLASSES; i++)
		calls += sum.latency[i];
	seq_printf(s, "calls %llu\nerrors %llu\nrefusals %llu\n",
		   calls, sum.errors, sum.refusals);
	/* Our microseconds are 1024 ns, see tee_stats_call(). */
	for (i = 0; i < TEE_LATENCY_CLASSES; i++)
		seq_printf(s, "latency_below_us %lu %llu\n", 1UL << i,
			   sum.latency[i]);
	tee_users_show(s, container_of(stats, struct tee_device, stats));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

void tee_stats_publish(struct tee_stats *stats, const char *name)
{
	stats->dir = debugfs_create_dir(name, tee_stats_root);
	debugfs_create_file("stats", 0400, stats->dir, stats, &stats_fops);
}

void tee_stats_unpublish(struct tee_stats *stats)
{
	debugfs_remove_recursive(stats->dir);
	stats->dir = NULL;
}

void tee_stats_init_root(void)
{
	tee_stats_root = debugfs_create_dir("tee", NULL);
}

void tee_stats_exit_root(void)
{
	debugfs_remove_recursive(tee_stats_root);
}
