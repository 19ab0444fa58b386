// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the TEEs that provide random numbers. Each becomes one hwrng source for as long
 * as its service works.
 *
 * There are two kinds of services. OP-TEE's pseudo TA shows up on the tee bus, and we
 * simply probe and remove that device. Our own TA is a file that a supplicant has to
 * load, and nothing tells us when that becomes possible. So we watch for TEEs, and a
 * kthread keeps trying the ones that haven't provided any numbers yet. If the
 * supplicant hangs, then so does the kthread, with tee_rng_lock held. That is why it's
 * a thread of our own: whoever needs the lock sends it a SIGKILL, which makes its call
 * return.
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

/* Pause between two searches, jiffies. It doubles each time, up to the limit. */
#define FIRST_REST	(HZ / 4)
#define LONGEST_REST	(8 * HZ)

static ushort quality;
module_param(quality, ushort, 0444);
MODULE_PARM_DESC(quality,
		 "Bits of entropy in 1024 bits, 1 to 1024 (default 0: as the TEE reports, or 1)");

/**
 * struct followed - a TEE that may have our TA
 * @link:	entry in tee_rng_followed
 * @ctx:	the watch's context
 */
struct followed {
	struct list_head link;
	struct tee_context *ctx;
};

/*
 * Our sources, and the TEEs we follow, both under tee_rng_lock. Reading random numbers
 * doesn't take the lock.
 */
static LIST_HEAD(tee_rngs);
static LIST_HEAD(tee_rng_followed);
static DEFINE_MUTEX(tee_rng_lock);

static struct task_struct *searcher;
static DECLARE_WAIT_QUEUE_HEAD(search_wait);
static bool search_wanted, drop_wanted;

/*
 * Tasks that want tee_rng_lock, or want the kthread to stop. It stays out of the TEEs
 * while there are any.
 */
static atomic_t interruptions = ATOMIC_INIT(0);

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

/* For everyone but the kthread, which takes tee_rng_lock directly */
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
 * Called by a reader whose source has failed. It can't unregister the source from
 * within read(), so the kthread does. This isn't a want_search(): a TEE that works on
 * and off would otherwise be retried without any pause.
 */
static void want_drop(void)
{
	WRITE_ONCE(drop_wanted, true);
	wake_up(&search_wait);
}

/* hwrng_unregister() waits for the source's readers */
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
 * Drop the lost sources. With @ask also try every TEE that has no source. Returns true
 * if none is left without.
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
 * Sleep until it makes sense to try again. We aren't told about new supplicants and
 * TAs, so that means polling, faster after something has changed. Returns false if only
 * the lost sources need to be dropped.
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
	/* drop signals sent by root, and those of interruptions that are over */
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

/* Open the TEE that a device on the tee bus belongs to. An open context pins the TEE. */
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
	/* the kthread may have found our own TA first, but the pseudo TA is preferred */
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

/* The source may be gone already, if it has failed */
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

/* The first two also drop all sources */
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
