// SPDX-License-Identifier: GPL-2.0-only
/*
 * What most drivers would write alike: a TEE of one device with a pool of its own,
 * and operations for those that have nothing to do in them.
 */

#include <linux/err.h>

#include "tee_private.h"

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

	pool = tee_shm_pool_create(memory, data);
	if (IS_ERR(pool))
		return ERR_CAST(pool);
	teedev = tee_device_alloc(desc, identity, parent, pool, data);
	rc = PTR_ERR_OR_ZERO(teedev);
	if (rc)
		goto close_pool;
	rc = tee_device_register(teedev);
	if (!rc)
		return teedev;

	/* A program may have found the device in the meantime, and a call be under way. */
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
	/* The reference that tee_device_offer() got with the pool: it outlives the device. */
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

int tee_stateless_open(struct tee_context *ctx)
{
	return 0;
}
EXPORT_SYMBOL_GPL(tee_stateless_open);

void tee_stateless_close(struct tee_context *ctx)
{
}
EXPORT_SYMBOL_GPL(tee_stateless_close);
