// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shortcuts for simple drivers: register a TEE as a single device with its own pool,
 * and noop operations for those that need no state.
 */

#include <linux/err.h>
#include <linux/tee_core.h>

#include "core/device.h"

const struct tee_shm_pool_ops tee_no_memory = { };
EXPORT_SYMBOL_GPL(tee_no_memory);

struct tee_device *tee_device_offer(const struct tee_desc *desc,
				    const struct tee_identity *identity,
				    struct device *parent,
				    const struct tee_shm_pool_ops *memory, void *data)
{
	struct tee_device *teedev;
	struct tee_shm_pool *pool;
	int rc;

	rc = parent ? tee_removal_check(parent) : 0;
	if (rc)
		return ERR_PTR(rc);
	pool = tee_shm_pool_create(memory, data);
	if (pool == ERR_PTR(-EINVAL))
		dev_err(parent, "cannot make a TEE device: memory is NULL, or has only one of "
			"region_register and region_unregister\n");
	if (IS_ERR(pool))
		return ERR_CAST(pool);
	teedev = tee_device_alloc(desc, identity, parent, pool, data);
	rc = PTR_ERR_OR_ZERO(teedev);
	if (rc)
		goto close_pool;
	rc = tee_device_register(teedev);
	if (!rc)
		return teedev;

	/* Some program may have opened it and called the TEE already. */
	while (tee_device_unregister(teedev))
		;
close_pool:
	tee_shm_pool_close(pool);
	tee_shm_pool_put(pool);
	return ERR_PTR(rc);
}
EXPORT_SYMBOL_GPL(tee_device_offer);

int tee_device_withdraw(struct tee_device *teedev)
{
	/* The pool outlives the device, since tee_device_offer() has kept a reference. */
	struct tee_shm_pool *pool = teedev->pool;
	int rc;

	rc = tee_device_unregister(teedev);
	if (rc)
		return rc;
	tee_shm_pool_close(pool);
	tee_shm_pool_put(pool);
	return 0;
}
EXPORT_SYMBOL_GPL(tee_device_withdraw);

static int tee_offer_withdraw(struct tee_removal *removal)
{
	return tee_device_withdraw(container_of(removal, struct tee_device, removal));
}

static void tee_offer_release(struct tee_removal *removal)
{
	struct tee_device *teedev = container_of(removal, struct tee_device, removal);

	teedev->release(teedev->data);
	put_device(&teedev->dev);
}

void tee_device_retire(struct tee_device *teedev, void (*release)(void *data))
{
	/* teedev->removal lives in the device, so pin that until tee_offer_release(). */
	get_device(&teedev->dev);
	teedev->release = release;
	teedev->removal.unregister = tee_offer_withdraw;
	teedev->removal.release = tee_offer_release;
	tee_removal_run(&teedev->removal, teedev->dev.parent, teedev->desc->owner);
}
EXPORT_SYMBOL_GPL(tee_device_retire);

int tee_stateless_open(struct tee_context *ctx)
{
	return 0;
}
EXPORT_SYMBOL_GPL(tee_stateless_open);

void tee_stateless_close(struct tee_context *ctx)
{
}
EXPORT_SYMBOL_GPL(tee_stateless_close);
