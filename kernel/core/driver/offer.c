// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ready-made parts for drivers: register a TEE that has one device and its own pool, and
 * provide empty operations for drivers that do not need them.
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

	/* A program may already have opened the device and made a call. */
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
	/* tee_device_offer() keeps a reference to the pool, so it outlives the device. */
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
	/* The removal is embedded in the device: keep the device until the removal has ended. */
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
