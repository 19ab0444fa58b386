// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the TEEs that provide random numbers. Each becomes one hwrng source for as long
 * as its service works.
 *
 * There are two kinds of services. OP-TEE's pseudo TA shows up on the tee bus, and we
 * simply probe and remove that device. Our own TA is a file that a supplicant has to load,
 * so we search the TEEs that haven't provided any numbers yet.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/tee_core.h>
#include <linux/tee_search.h>

#include "rng.h"

static ushort quality;
module_param(quality, ushort, 0444);
MODULE_PARM_DESC(quality,
		 "Bits of entropy in 1024 bits, 1 to 1024 (default 0: as the TEE reports, or 1)");

/* Our sources, under the search's lock, which reading random numbers doesn't take */
static LIST_HEAD(tee_rngs);

static struct tee_client_search search;

/* Called by a reader whose source has failed. It can't unregister it from within read(). */
static void want_drop(void)
{
	tee_client_search_tidy(&search);
}

/* hwrng_unregister() waits for the source's readers */
static void drop(struct tee_rng *rng)
{
	lockdep_assert_held(&search.lock);
	list_del(&rng->link);
	hwrng_unregister(&rng->hwrng);
	pr_info_ratelimited("%s: no more random numbers\n", rng->hwrng.name);
	tee_rng_close(rng);
}

static struct tee_rng *find_by_tee(const struct tee_device *teedev)
{
	struct tee_rng *rng;

	lockdep_assert_held(&search.lock);
	list_for_each_entry(rng, &tee_rngs, link)
		if (rng->ctx->teedev == teedev)
			return rng;
	return NULL;
}

static struct tee_rng *add(struct tee_device *teedev, const struct tee_rng_service *service)
{
	struct tee_rng *rng;
	int rc;

	lockdep_assert_held(&search.lock);
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

static bool has_source(struct tee_context *ctx)
{
	return find_by_tee(ctx->teedev);
}

static bool find_source(struct tee_context *ctx)
{
	return !IS_ERR(add(ctx->teedev, &tee_rng_ta));
}

static void leave(struct tee_context *ctx)
{
	struct tee_rng *rng = find_by_tee(ctx->teedev);

	if (rng)
		drop(rng);
}

static struct tee_client_search search = {
	.watch.match = {
		.capabilities = TEE_GEN_CAP_GP | TEE_CAP_SESSION | TEE_CAP_SHM_ALLOC,
	},
	.name = "tee_rng",
	.has = has_source,
	.find = find_source,
	.tidy = drop_lost,
	.leaving = leave,
};

/* Open the TEE that a device on the tee bus belongs to. An open context pins the TEE. */
static struct tee_context *open_tee_of(const struct device *dev)
{
	struct tee_context *ctx = NULL, *before;

	do {
		before = ctx;
		ctx = tee_client_open_by_identity(before, &search.watch.match);
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
	tee_client_search_lock(&search);
	/* the kthread may have found our own TA first, but the pseudo TA is preferred */
	rng = find_by_tee(ctx->teedev);
	if (rng)
		drop(rng);
	rng = add(ctx->teedev, &tee_rng_pseudo_ta);
	if (!IS_ERR(rng))
		rng->dev = dev;
	tee_client_search_unlock(&search);
	tee_client_close_context(ctx);
	return PTR_ERR_OR_ZERO(rng);
}

/* The source may be gone already, if it has failed */
static int bus_remove(struct device *dev)
{
	struct tee_rng *rng, *next;

	tee_client_search_lock(&search);
	list_for_each_entry_safe(rng, next, &tee_rngs, link)
		if (rng->dev == dev)
			drop(rng);
	tee_client_search_unlock(&search);
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
	rc = tee_client_search_start(&search);
	if (rc)
		return rc;
	rc = driver_register(&bus_driver.driver);
	if (rc)
		tee_client_search_stop(&search);
	return rc;
}
module_init(tee_rng_init);

/* Both also drop sources */
static void __exit tee_rng_exit(void)
{
	driver_unregister(&bus_driver.driver);
	tee_client_search_stop(&search);
}
module_exit(tee_rng_exit);

MODULE_DESCRIPTION("Random numbers from a Trusted Execution Environment");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
