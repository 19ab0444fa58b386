// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts, i.e. clients of a TEE. There's one for each open file and each kernel
 * client.
 *
 * A context has two counts. @holds keeps it open in the driver: its sessions have a
 * hold until the TEE has closed them, and detached and timed calls until they're done.
 * The last one to go makes the driver close the context. Its kref keeps the memory: the
 * owner, the device's list and each of the client's shared memory objects have a
 * reference.
 *
 * See context_open.c for opening and shutting contexts.
 */

#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include "core/client/opener.h"
#include "core/device.h"
#include "core/memory/handles.h"
#include "core/session/context.h"
#include "core/session/user.h"
#include "core/stats.h"
#include "core/trace.h"
#include "debug_delay.h"

static unsigned int shm_quota_mib;
module_param(shm_quota_mib, uint, 0644);
MODULE_PARM_DESC(shm_quota_mib,
		 "Maximum shared memory per client, MiB (default 0: a quarter of all memory)");

/* All sessions should be gone by now. */
static void context_forget_sessions(struct tee_context *ctx)
{
	struct xarray *sessions = &tee_context_priv(ctx)->sessions;

	if (WARN_ON_ONCE(!xa_empty(sessions)))
		xa_destroy(sessions);
}

static void context_free(struct kref *refcount)
{
	struct tee_context *ctx = container_of(refcount, struct tee_context, refcount);
	struct tee_context_private *priv = tee_context_priv(ctx);

	tee_openers_forget(ctx);
	context_forget_sessions(ctx);
	tee_handles_destroy(&priv->shms);
	/* NULL if the client was never charged, i.e. only made queries. */
	if (priv->user)
		tee_user_put(priv->user);
	put_device(&ctx->teedev->dev);
	kfree(priv);
}

void tee_context_get(struct tee_context *ctx)
{
	kref_get(&ctx->refcount);
}

void tee_context_put(struct tee_context *ctx)
{
	kref_put(&ctx->refcount, context_free);
}

/**
 * tee_context_hold() - keep a context open in the driver
 * @ctx:	a context that's held already
 */
void tee_context_hold(struct tee_context *ctx)
{
	refcount_inc(&tee_context_priv(ctx)->holds);
}

/**
 * tee_context_unhold() - drop a hold
 * @ctx:	the context; the caller has entered the device or is unregistering it
 *
 * The last one closes the context in the driver.
 *
 * Context: process, may sleep.
 */
void tee_context_unhold(struct tee_context *ctx)
{
	struct tee_device *teedev = ctx->teedev;

	if (!refcount_dec_and_test(&tee_context_priv(ctx)->holds))
		return;
	teedev->desc->ops->close(ctx);
	tee_stats_add(&teedev->stats, TEE_COUNT_CONTEXTS, -1);
	trace_tee_close(teedev, ctx);
	module_put(tee_context_priv(ctx)->owner);
	tee_context_put(ctx);
}

/* Charge the client's own quota. */
static int context_take_quota(struct tee_context *ctx, size_t size)
{
	atomic_long_t *bytes = &tee_context_priv(ctx)->shm_bytes;
	unsigned int quota_mib = READ_ONCE(shm_quota_mib);
	u64 quota = quota_mib ? (u64)quota_mib << 20 :
				(u64)totalram_pages() << (PAGE_SHIFT - 2);

	if (size > quota || size > LONG_MAX)
		return -EDQUOT;
	if ((u64)atomic_long_add_return(size, bytes) > quota) {
		atomic_long_sub(size, bytes);
		return -EDQUOT;
	}
	return 0;
}

/**
 * tee_context_charge() - charge shared memory to the client and its user
 * @ctx:	the client
 * @size:	bytes
 *
 * Return: 0, -EDQUOT or -ENOMEM.
 */
int tee_context_charge(struct tee_context *ctx, size_t size)
{
	int rc;

	rc = tee_user_charge_shm(ctx, size);
	if (rc)
		return rc;
	rc = context_take_quota(ctx, size);
	if (rc) {
		tee_user_uncharge_shm(ctx, size);
		return rc;
	}
	tee_stats_add(&ctx->teedev->stats, TEE_COUNT_SHM_BYTES, size);
	return 0;
}

void tee_context_uncharge(struct tee_context *ctx, size_t size)
{
	tee_user_uncharge_shm(ctx, size);
	atomic_long_sub(size, &tee_context_priv(ctx)->shm_bytes);
	tee_stats_add(&ctx->teedev->stats, TEE_COUNT_SHM_BYTES, -(long)size);
}
