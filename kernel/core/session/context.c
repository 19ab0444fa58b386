// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts: a client of a TEE, be it an open file or a kernel client.
 *
 * A context is closed once, by whoever takes it off its device's list: its
 * owner, or the device's unregistration. The driver closes it when nothing holds it
 * open any more: a session that the TEE has not closed yet does, and a call that goes
 * on although its caller was killed. Its memory lasts as long as somebody refers to it:
 * its owner, the list, and shared memory made through it.
 */

#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include "core/debug_delay.h"
#include "core/tee_private.h"
#include "core/trace.h"

static unsigned int shm_quota_mib;
module_param(shm_quota_mib, uint, 0644);
MODULE_PARM_DESC(shm_quota_mib,
		 "Most shared memory one client may have, MiB (default 0: a quarter of the machine's memory)");

static void tee_context_free(struct kref *refcount)
{
	struct tee_context *ctx = container_of(refcount, struct tee_context, refcount);
	struct tee_context_private *priv = tee_context_priv(ctx);

	tee_turn_forget(ctx);
	tee_sessions_forget(ctx);
	tee_handles_destroy(&priv->shms);
	/* Most clients that only ask something have been charged nothing. */
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
	kref_put(&ctx->refcount, tee_context_free);
}

/**
 * tee_context_hold() - keep a context open in the driver
 * @ctx:	a context that something holds already
 */
void tee_context_hold(struct tee_context *ctx)
{
	refcount_inc(&tee_context_priv(ctx)->holds);
}

/**
 * tee_context_unhold() - undo tee_context_hold(); the last closes it in the driver
 * @ctx:	the context; the device is entered, or its unregistration calls
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

/**
 * tee_context_open() - open a device for a client
 * @teedev:	the device, to which the caller holds a reference
 * @kernel:	the client is one in the kernel
 * @keep_driver: keep the driver's module while the context is open; false where
 *		it is the driver that opens it
 *
 * Return: a context to be ended with tee_context_close(), or ERR_PTR: -ENODEV,
 * -ENOMEM, or what the driver answered.
 */
struct tee_context *tee_context_open(struct tee_device *teedev, bool kernel, bool keep_driver)
{
	struct tee_context_private *priv;
	struct module *owner;
	struct tee_context *ctx;
	int rc = -ENODEV;

	if (!tee_device_enter(teedev))
		return ERR_PTR(rc);
	tee_debug_delay();

	/*
	 * The description is the driver's, and there while the device is entered. A
	 * module that is going takes no more clients.
	 */
	owner = keep_driver ? teedev->desc->owner : NULL;
	if (!try_module_get(owner))
		goto exit_device;
	priv = kzalloc(sizeof(*priv), GFP_KERNEL_ACCOUNT);
	if (!priv) {
		rc = -ENOMEM;
		goto put_owner;
	}
	priv->owner = owner;
	ctx = &priv->ctx;
	get_device(&teedev->dev);
	ctx->teedev = teedev;
	ctx->kernel = kernel;
	kref_init(&ctx->refcount);
	refcount_set(&priv->holds, 1);
	INIT_HLIST_NODE(&priv->link);
	INIT_LIST_HEAD(&priv->refusal);
	xa_init_flags(&priv->sessions, XA_FLAGS_ACCOUNT);
	tee_handles_init(&priv->shms);

	rc = teedev->desc->ops->open(ctx);
	if (rc)
		goto put_context;

	tee_context_get(ctx);
	spin_lock(&teedev->lock);
	hlist_add_head(&priv->link, &teedev->contexts);
	spin_unlock(&teedev->lock);
	tee_stats_add(&teedev->stats, TEE_COUNT_CONTEXTS, 1);
	trace_tee_open(teedev, ctx);
	tee_device_exit(teedev);
	return ctx;

put_context:
	tee_context_put(ctx);
put_owner:
	module_put(owner);
exit_device:
	tee_device_exit(teedev);
	return ERR_PTR(rc);
}

/**
 * tee_context_shut() - close a context, unless somebody has already
 * @ctx:	the context
 * @patience:	how long to wait for the TEE
 *
 * What cannot be closed in that time is closed later, and the context with it.
 * The caller has entered the device, or is its unregistration.
 */
void tee_context_shut(struct tee_context *ctx, enum tee_patience patience)
{
	struct hlist_node *link = &tee_context_priv(ctx)->link;
	struct tee_device *teedev = ctx->teedev;
	bool mine;

	spin_lock(&teedev->lock);
	mine = !hlist_unhashed(link);
	hlist_del_init(link);
	spin_unlock(&teedev->lock);
	if (!mine)
		return;

	if (!xa_empty(&tee_context_priv(ctx)->sessions))
		tee_session_close_all(ctx, patience);
	tee_context_unhold(ctx);
}

/**
 * tee_context_close() - end a client
 * @ctx:	the context; the caller's reference goes
 */
void tee_context_close(struct tee_context *ctx)
{
	struct tee_device *teedev = ctx->teedev;

	/* Where the device is going, its unregistration shuts the context. */
	if (tee_device_enter(teedev)) {
		tee_context_shut(ctx, tee_current_patience(ctx));
		tee_device_exit(teedev);
	}
	tee_context_put(ctx);
}

/* Take shared memory from the quota that each client has for itself. */
static int tee_context_take_quota(struct tee_context *ctx, size_t size)
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
 * tee_context_charge() - charge a piece of shared memory to a client and its user
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
	rc = tee_context_take_quota(ctx, size);
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
