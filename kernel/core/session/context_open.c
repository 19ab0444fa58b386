// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening and shutting contexts
 *
 * Both the owner and the device's unregistration may try to shut a context. Only the one
 * that takes it off the device's list gets to do so, and closes its sessions, too.
 */

#include <linux/slab.h>

#include "core/device.h"
#include "core/memory/handles.h"
#include "core/session/context.h"
#include "core/session/context_open.h"
#include "core/session/session.h"
#include "core/session/undo.h"
#include "core/stats.h"
#include "core/trace.h"
#include "debug_delay.h"

/**
 * tee_context_open() - open a context
 * @teedev:	the device, referenced by the caller
 * @kernel:	it's for a kernel client
 * @keep_driver: pin the driver's module while the context is open. Don't do this for
 *		the driver itself, or for clients that follow the device
 *
 * Context: process, may sleep.
 * Return: the context, for tee_context_close(); or ERR_PTR: -ENODEV, -ENOMEM or what
 * the driver's open() returned.
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
	 * desc is the driver's, so don't touch it until we've entered the device. No
	 * new clients if the module is on its way out.
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

	ctx->cap_memref_null = teedev->identity.capabilities & TEE_GEN_CAP_MEMREF_NULL;

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
 * tee_context_shut() - shut a context, unless that's been done
 * @ctx:	the context; the caller has entered the device or is unregistering it
 * @wait_mode:	how long to wait for the TEE
 *
 * If that's not long enough, a worker closes the remaining sessions, and then the
 * context in the driver.
 *
 * Context: process, may sleep.
 */
void tee_context_shut(struct tee_context *ctx, enum tee_wait_mode wait_mode)
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

	if (teedev->desc->ops->leave)
		teedev->desc->ops->leave(ctx);
	if (!xa_empty(&tee_context_priv(ctx)->sessions))
		tee_session_close_all(ctx, wait_mode);
	tee_context_unhold(ctx);
}

/**
 * tee_context_close() - shut a context and drop the owner's reference
 * @ctx:	the context; don't touch it afterwards
 *
 * Context: process, may sleep.
 */
void tee_context_close(struct tee_context *ctx)
{
	struct tee_device *teedev = ctx->teedev;

	/* If this fails, the device is going away and its unregistration shuts the context. */
	if (tee_device_enter(teedev)) {
		tee_context_shut(ctx, tee_current_wait_mode(ctx));
		tee_device_exit(teedev);
	}
	tee_context_put(ctx);
}
