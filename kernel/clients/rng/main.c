// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the TEEs that provide random numbers. Each such TEE is one source in the hwrng
 * framework, through one of its services, as long as that service works.
 *
 * OP-TEE's pseudo TA is announced on the tee bus, and is added and removed with its
 * device there. This project's application is in a file that a supplicant loads, and is
 * not announced. So this module follows TEEs, and a kernel thread tries those that do not
 * provide numbers yet. A hanging supplicant blocks this thread while it holds the lock.
 * Because it is a separate thread, a task that needs the lock can end the thread's call
 * with SIGKILL.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/wait.h>

#include "rng.h"

/* Delay between searches, jiffies: the initial value, doubled each time, and the maximum. */
#define FIRST_REST	(HZ / 4)
#define LONGEST_REST	(8 * HZ)

static ushort quality;
module_param(quality, ushort, 0444);
MODULE_PARM_DESC(quality,
		 "Bits of entropy in 1024 bits, 1 to 1024 (default 0: as the TEE reports, or 1)");

/**
 * struct followed - TEE that may have our application
 * @link:	entry in tee_rng_followed
 * @ctx:	context by which the TEE is followed
 */
struct followed {
	struct list_head link;
	struct tee_context *ctx;
};

/*
 * Registered sources, and followed TEEs. tee_rng_lock guards both lists. Readers of
 * random numbers do not take it.
 */
static LIST_HEAD(tee_rngs);
static LIST_HEAD(tee_rng_followed);
static DEFINE_MUTEX(tee_rng_lock);

static struct task_struct *searcher;
static DECLARE_WAIT_QUEUE_HEAD(search_wait);
static bool search_wanted, drop_wanted;

/*
 * Number of tasks that wait for the lock or for the thread. While it is not 0, the thread
 * does not call a TEE.
 */
static atomic_t interruptions = ATOMIC_INIT(0);

/* Let the thread search immediately. */
static void want_search(void)
{
	WRITE_ONCE(search_wanted, true);
	wake_up(&search_wait);
}

static void interrupt_search(void)
{
	atomic_inc(&interruptions);
	send_sig(SIGKILL, searcher, 1);
}

/* Take the lock in any task except the thread. */
static void lock_sources(void)
{
	interrupt_search();
	mutex_lock(&tee_rng_lock);
}

static void unlock_sources(void)
{
	mutex_unlock(&tee_rng_lock);
	atomic_dec(&interruptions);
	want_search();
}

/*
 * Let the thread drop a source that has failed. Its reader calls this, because it cannot
 * drop the source itself. The TEE may work only intermittently, so the thread tries it
 * again only after the delay.
 */
static void want_drop(void)
{
	WRITE_ONCE(drop_wanted, true);
	wake_up(&search_wait);
}

/* Unregister a source and close it. Unregistering waits for its readers. */
static void drop(struct tee_rng *rng)
{
	lockdep_assert_held(&tee_rng_lock);
	list_del(&rng->link);
	hwrng_unregister(&rng->hwrng);
	pr_info_ratelimited("%s: no more random numbers\n", rng->hwrng.name);
	tee_rng_close(rng);
}

static struct tee_rng *find_by_tee(const struct tee_device *teedev)
{
	struct tee_rng *rng;

	lockdep_assert_held(&tee_rng_lock);
	list_for_each_entry(rng, &tee_rngs, link)
		if (rng->ctx->teedev == teedev)
			return rng;
	return NULL;
}

/* Open a source and register it with the framework. */
static struct tee_rng *add(struct tee_device *teedev, const struct tee_rng_service *service)
{
	struct tee_rng *rng;
	int rc;

	lockdep_assert_held(&tee_rng_lock);
	rng = tee_rng_open(teedev, service, quality, want_drop);
	if (IS_ERR(rng))
		return rng;
	rc = hwrng_register(&rng->hwrng);
	if (rc) {
		pr_err("%s: not taken by the kernel: %d\n", rng->hwrng.name, rc);
		tee_rng_close(rng);
		return ERR_PTR(rc);
	}
	list_add_tail(&rng->link, &tee_rngs);
	pr_info_ratelimited("%s: random numbers by %pUb, quality %u of 1024\n",
			    rng->hwrng.name, &service->uuid, rng->hwrng.quality);
	return rng;
}

static void drop_lost(void)
{
	struct tee_rng *rng, *next;

	list_for_each_entry_safe(rng, next, &tee_rngs, link)
		if (READ_ONCE(rng->lost))
			drop(rng);
}

/*
 * Drop lost sources and, if @ask, try the TEEs that do not provide numbers yet. Return:
 * true if all TEEs provide numbers.
 */
static bool search(bool ask)
{
	struct followed *followed;
	bool all = true;

	mutex_lock(&tee_rng_lock);
	drop_lost();
	list_for_each_entry(followed, &tee_rng_followed, link) {
		struct tee_device *teedev = followed->ctx->teedev;

		if (find_by_tee(teedev))
			continue;
		if (!ask || atomic_read(&interruptions) || IS_ERR(add(teedev, &tee_rng_ta)))
			all = false;
	}
	mutex_unlock(&tee_rng_lock);
	return all;
}

/*
 * Wait until a TEE, a supplicant or an application may have been added. The module is not
 * notified of supplicants and applications, so it searches after a delay, which is
 * shorter after an event. Return: true if the TEEs should be tried; false if only a
 * source was lost.
 */
static bool wait_for_change(bool all, unsigned long *rest)
{
	bool wanted, dropped;

	wait_event_interruptible_timeout(search_wait,
					 READ_ONCE(search_wanted) || READ_ONCE(drop_wanted) ||
					 kthread_should_stop(),
					 all ? MAX_SCHEDULE_TIMEOUT : *rest);
	wanted = xchg(&search_wanted, false);
	dropped = xchg(&drop_wanted, false);
	*rest = wanted ? FIRST_REST : min(*rest * 2, LONGEST_REST);
	/* Discard signals from user space, and those of interruptions that have ended. */
	if (signal_pending(current) && !atomic_read(&interruptions))
		flush_signals(current);
	return wanted || !dropped;
}

static int search_thread(void *unused)
{
	unsigned long rest = FIRST_REST;
	bool ask = true;

	allow_signal(SIGKILL);
	while (!kthread_should_stop())
		ask = wait_for_change(search(ask), &rest);
	return 0;
}

static int arrived(struct tee_client_watch *watch, struct tee_context *ctx)
{
	struct followed *followed = kzalloc(sizeof(*followed), GFP_KERNEL);

	if (!followed)
		return -ENOMEM;
	followed->ctx = ctx;
	lock_sources();
	list_add_tail(&followed->link, &tee_rng_followed);
	unlock_sources();
	return 0;
}

static void leaving(struct tee_client_watch *watch, struct tee_context *ctx)
{
	struct followed *followed;
	struct tee_rng *rng;

	lock_sources();
	list_for_each_entry(followed, &tee_rng_followed, link)
		if (followed->ctx == ctx)
			break;
	list_del(&followed->link);
	rng = find_by_tee(ctx->teedev);
	if (rng)
		drop(rng);
	unlock_sources();
	kfree(followed);
}

static struct tee_client_watch watch = {
	.match = { .capabilities = TEE_GEN_CAP_GP | TEE_CAP_SESSION | TEE_CAP_SHM_ALLOC },
	.arrived = arrived,
	.leaving = leaving,
};

/*
 * Open a context with the TEE of a device on the tee bus. The context keeps the TEE from
 * being removed.
 */
static struct tee_context *open_tee_of(const struct device *dev)
{
	struct tee_context *ctx = NULL, *before;

	do {
		before = ctx;
		ctx = tee_client_open_by_identity(before, &watch.match);
		if (before)
			tee_client_close_context(before);
	} while (!IS_ERR(ctx) && tee_device_get_dev(ctx->teedev) != dev->parent);
	return ctx;
}

static int bus_probe(struct device *dev)
{
	struct tee_context *ctx = open_tee_of(dev);
	struct tee_rng *rng;

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	lock_sources();
	/* The search may have added the TEE already; the announced service is preferred. */
	rng = find_by_tee(ctx->teedev);
	if (rng)
		drop(rng);
	rng = add(ctx->teedev, &tee_rng_pseudo_ta);
	if (!IS_ERR(rng))
		rng->dev = dev;
	unlock_sources();
	tee_client_close_context(ctx);
	return PTR_ERR_OR_ZERO(rng);
}

/* The source may already have failed and been dropped. */
static int bus_remove(struct device *dev)
{
	struct tee_rng *rng, *next;

	lock_sources();
	list_for_each_entry_safe(rng, next, &tee_rngs, link)
		if (rng->dev == dev)
			drop(rng);
	unlock_sources();
	return 0;
}

static const struct tee_client_device_id bus_ids[] = {
	{ TEE_RNG_PSEUDO_TA_UUID },
	{ }
};
MODULE_DEVICE_TABLE(tee, bus_ids);

static struct tee_client_driver bus_driver = {
	.id_table = bus_ids,
	.driver = {
		.name = "tee-rng",
		.bus = &tee_bus_type,
		.probe = bus_probe,
		.remove = bus_remove,
	},
};

static void stop_searching(void)
{
	interrupt_search();
	kthread_stop(searcher);
}

static int __init tee_rng_init(void)
{
	int rc;

	if (quality > 1024) {
		pr_err("quality is 1 to 1024 bits in 1024, not %u\n", quality);
		return -EINVAL;
	}
	searcher = kthread_run(search_thread, NULL, "tee_rng");
	if (IS_ERR(searcher))
		return PTR_ERR(searcher);
	rc = tee_client_watch_register(&watch);
	if (rc)
		goto stop_searching;
	rc = driver_register(&bus_driver.driver);
	if (rc)
		goto unregister_watch;
	return 0;

unregister_watch:
	tee_client_watch_unregister(&watch);
stop_searching:
	stop_searching();
	return rc;
}
module_init(tee_rng_init);

/* Unregistering the bus driver and the watch drops all sources. */
static void __exit tee_rng_exit(void)
{
	driver_unregister(&bus_driver.driver);
	tee_client_watch_unregister(&watch);
	stop_searching();
}
module_exit(tee_rng_exit);

MODULE_DESCRIPTION("Random numbers from a Trusted Execution Environment");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
