// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which TEEs give random numbers: each that does is a source of the hwrng framework,
 * by one service of it, from when it can be asked to when it cannot.
 *
 * OP-TEE's pseudo application is announced on the tee bus, and comes and goes with its
 * device there. Our own application is in a file that a supplicant loads, of which
 * nobody tells: a thread asks the TEEs that give nothing yet. It is a thread of its
 * own, and may be killed: a supplicant that does not answer would else keep the
 * module from being unloaded.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/tee_core.h>
#include <linux/wait.h>

#include "rng.h"

/* As many as the core numbers. */
#define MAX_TEES	16

/* How long the search rests: so long at first, twice as long each time, no longer. */
#define FIRST_REST	(HZ / 4)
#define LONGEST_REST	(8 * HZ)

static ushort quality;
module_param(quality, ushort, 0444);
MODULE_PARM_DESC(quality,
		 "Bits of entropy in 1024 bits, 1 to 1024 (default 0: what the TEE says; 1 where it says nothing)");

/* Sources that the framework knows; tee_rng_lock guards the list. */
static LIST_HEAD(tee_rngs);
static DEFINE_MUTEX(tee_rng_lock);

static struct task_struct *searcher;
static DECLARE_WAIT_QUEUE_HEAD(search_wait);
static bool search_wanted, search_ends;

/* The search is to look at once at what there is. */
static void want_search(void)
{
	WRITE_ONCE(search_wanted, true);
	wake_up(&search_wait);
}

/**
 * tee_rng_lose() - a source gives no more
 * @rng:	the source; its reader calls, so it is dropped later
 */
void tee_rng_lose(struct tee_rng *rng)
{
	WRITE_ONCE(rng->lost, true);
	want_search();
}

/* Let go of a source. Waits for its readers, who do not need the lock. */
static void drop(struct tee_rng *rng)
{
	lockdep_assert_held(&tee_rng_lock);
	list_del(&rng->link);
	hwrng_unregister(&rng->hwrng);
	pr_info("%s: no more random numbers\n", rng->hwrng.name);
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

/* A source becomes the framework's. The caller closes it where that fails. */
static int add(struct tee_rng *rng)
{
	int rc;

	lockdep_assert_held(&tee_rng_lock);
	rc = hwrng_register(&rng->hwrng);
	if (rc)
		return rc;
	list_add_tail(&rng->link, &tee_rngs);
	pr_info("%s: random numbers by %pUb, quality %u of 1024\n", rng->hwrng.name,
		&rng->service->uuid, rng->hwrng.quality);
	return 0;
}

static void drop_gone(void)
{
	struct tee_rng *rng, *next;

	mutex_lock(&tee_rng_lock);
	list_for_each_entry_safe(rng, next, &tee_rngs, link)
		if (tee_rng_is_gone(rng))
			drop(rng);
	mutex_unlock(&tee_rng_lock);
}

/* Ask one TEE for our application; @ctx is the source's, or closed. */
static void try_tee(struct tee_context *ctx)
{
	struct tee_rng *rng = NULL;
	bool known;
	int rc = 0;

	mutex_lock(&tee_rng_lock);
	known = find_by_tee(ctx->teedev);
	mutex_unlock(&tee_rng_lock);
	if (!known)
		rng = tee_rng_open(ctx, &tee_rng_ta, quality);
	if (IS_ERR_OR_NULL(rng)) {
		tee_client_close_context(ctx);
		return;
	}
	/* The pseudo application may have come meanwhile, and is preferred. */
	mutex_lock(&tee_rng_lock);
	if (!find_by_tee(ctx->teedev))
		rc = add(rng);
	else
		rc = -EEXIST;
	mutex_unlock(&tee_rng_lock);
	if (rc)
		tee_rng_close(rng);
}

static const struct tee_identity_match any_tee = { .capabilities = TEE_GEN_CAP_GP };

static void search(void)
{
	struct tee_context *ctxs[MAX_TEES];
	struct tee_context *ctx = NULL;
	unsigned int num, n;

	/* Open them all first: each is found behind the one before. */
	for (num = 0; num < MAX_TEES; num++) {
		ctx = tee_client_open_by_identity(ctx, &any_tee);
		if (IS_ERR(ctx))
			break;
		ctxs[num] = ctx;
	}
	for (n = 0; n < num; n++)
		try_tee(ctxs[n]);
}

/*
 * Rest until a TEE, a supplicant or an application may have come. Nobody tells, so it
 * is a matter of time, of less after something has happened.
 */
static void wait_for_change(unsigned long *rest)
{
	wait_event_interruptible_timeout(search_wait,
					 READ_ONCE(search_wanted) || kthread_should_stop(),
					 *rest);
	*rest = READ_ONCE(search_wanted) ? FIRST_REST : min(*rest * 2, LONGEST_REST);
	WRITE_ONCE(search_wanted, false);
}

static int search_thread(void *unused)
{
	unsigned long rest = FIRST_REST;

	allow_signal(SIGKILL);
	while (!kthread_should_stop()) {
		/* Whoever kills it from user space means somebody else. */
		if (signal_pending(current) && !READ_ONCE(search_ends))
			flush_signals(current);
		drop_gone();
		search();
		wait_for_change(&rest);
	}
	return 0;
}

/* Opens the TEE that a device on the bus is of. */
static struct tee_context *open_tee_of(const struct device *dev)
{
	struct tee_context *ctx = NULL, *before;

	do {
		before = ctx;
		ctx = tee_client_open_by_identity(before, &any_tee);
		if (before)
			tee_client_close_context(before);
	} while (!IS_ERR(ctx) && tee_device_get_dev(ctx->teedev) != dev->parent);
	return ctx;
}

static int bus_probe(struct device *dev)
{
	struct tee_context *ctx = open_tee_of(dev);
	struct tee_rng *rng, *other;
	int rc;

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	rng = tee_rng_open(ctx, &tee_rng_pseudo_ta, quality);
	if (IS_ERR(rng)) {
		tee_client_close_context(ctx);
		return PTR_ERR(rng);
	}
	rng->dev = dev;
	mutex_lock(&tee_rng_lock);
	other = find_by_tee(ctx->teedev);
	if (other)
		drop(other);
	rc = add(rng);
	mutex_unlock(&tee_rng_lock);
	if (rc)
		tee_rng_close(rng);
	return rc;
}

/* The search may have dropped the source before. */
static int bus_remove(struct device *dev)
{
	struct tee_rng *rng, *next;

	mutex_lock(&tee_rng_lock);
	list_for_each_entry_safe(rng, next, &tee_rngs, link)
		if (rng->dev == dev)
			drop(rng);
	mutex_unlock(&tee_rng_lock);
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

static int __init tee_rng_init(void)
{
	int rc;

	if (quality > 1024) {
		pr_err("quality is 1 to 1024 bits in 1024, not %u\n", quality);
		return -EINVAL;
	}
	rc = driver_register(&bus_driver.driver);
	if (rc)
		return rc;
	searcher = kthread_run(search_thread, NULL, "tee_rng");
	if (IS_ERR(searcher)) {
		driver_unregister(&bus_driver.driver);
		return PTR_ERR(searcher);
	}
	return 0;
}
module_init(tee_rng_init);

static void __exit tee_rng_exit(void)
{
	struct tee_rng *rng, *next;

	/* Where it waits for a supplicant it does not wait on. */
	WRITE_ONCE(search_ends, true);
	send_sig(SIGKILL, searcher, 1);
	kthread_stop(searcher);
	driver_unregister(&bus_driver.driver);
	mutex_lock(&tee_rng_lock);
	list_for_each_entry_safe(rng, next, &tee_rngs, link)
		drop(rng);
	mutex_unlock(&tee_rng_lock);
}
module_exit(tee_rng_exit);

MODULE_DESCRIPTION("Random numbers from a Trusted Execution Environment");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
