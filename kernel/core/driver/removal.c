// SPDX-License-Identifier: GPL-2.0-only
/*
 * Remove a TEE whose driver is unbound while a call is in progress. The task that unbinds
 * the driver waits for a limited time. After that, a worker waits for the call without
 * limit, and then releases the resources that the call uses.
 *
 * Until then no driver can be bound to the device, because a new instance would use the
 * same Trusted OS and the same memory as the call that has not returned.
 */

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>

#include "core/driver/removal.h"

/* Removals in progress, struct tee_removal_pending; guarded by tee_removals_lock. */
static LIST_HEAD(tee_removals);
static DEFINE_MUTEX(tee_removals_lock);

static struct workqueue_struct *tee_removal_wq;

/* Delay between two attempts of the worker. Each attempt logs that the call is still running. */
#define TEE_REMOVAL_PAUSE_MS	1000

/* Each attempt waits for unregister_timeout_ms, which may be 0. */
static void removal_unregister(struct tee_removal *removal)
{
	while (removal->unregister(removal))
		msleep(TEE_REMOVAL_PAUSE_MS);
}

static void removal_work(struct work_struct *work)
{
	struct tee_removal *removal = container_of(work, struct tee_removal, work);
	struct tee_removal_pending pending;
	struct module *owner = removal->owner;

	removal_unregister(removal);
	/* Move the entry to the stack: release() frees the object that embeds it. */
	mutex_lock(&tee_removals_lock);
	pending = removal->pending;
	list_replace(&removal->pending.link, &pending.link);
	mutex_unlock(&tee_removals_lock);
	removal->release(removal);
	mutex_lock(&tee_removals_lock);
	list_del(&pending.link);
	mutex_unlock(&tee_removals_lock);

	if (pending.wanted && device_attach(pending.dev) <= 0)
		dev_info(pending.dev, "the removal has ended, but no driver could be bound\n");
	put_device(pending.dev);
	module_put(owner);
}

void tee_removal_run(struct tee_removal *removal, struct device *dev, struct module *owner)
{
	if (!removal->unregister(removal)) {
		removal->release(removal);
		return;
	}
	/* The module's exit function is running, so wait here for the call. */
	if (!try_module_get(owner)) {
		removal_unregister(removal);
		removal->release(removal);
		return;
	}
	removal->owner = owner;
	removal->pending.dev = get_device(dev);
	removal->pending.wanted = false;
	mutex_lock(&tee_removals_lock);
	list_add_tail(&removal->pending.link, &tee_removals);
	mutex_unlock(&tee_removals_lock);
	INIT_WORK(&removal->work, removal_work);
	queue_work(tee_removal_wq, &removal->work);
}
EXPORT_SYMBOL_GPL(tee_removal_run);

int tee_removal_check(struct device *dev)
{
	struct tee_removal_pending *pending;
	int rc = 0;

	mutex_lock(&tee_removals_lock);
	list_for_each_entry(pending, &tee_removals, link) {
		if (pending->dev == dev) {
			pending->wanted = true;
			rc = -EPROBE_DEFER;
		}
	}
	mutex_unlock(&tee_removals_lock);
	if (rc)
		dev_info(dev, "cannot bind the driver: the TEE has not returned an earlier call\n");
	return rc;
}
EXPORT_SYMBOL_GPL(tee_removal_check);

/**
 * tee_removal_init() - create the workqueue of removals
 *
 * Return: 0 or -ENOMEM.
 */
int tee_removal_init(void)
{
	tee_removal_wq = alloc_workqueue("tee_removal", WQ_UNBOUND, 0);
	return tee_removal_wq ? 0 : -ENOMEM;
}

/**
 * tee_removal_exit() - wait for the workers of removals that have ended
 *
 * All drivers are unloaded, so no removal is in progress.
 */
void tee_removal_exit(void)
{
	destroy_workqueue(tee_removal_wq);
}
