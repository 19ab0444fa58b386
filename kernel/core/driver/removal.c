// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unbinding a driver while one of its calls is stuck in the TEE.
 *
 * The task that unbinds it only waits for so long and then leaves the rest to a worker,
 * which waits for as long as it takes and frees the call's resources afterwards.
 * Meanwhile no driver can bind to that device. A new instance would drive the same
 * Trusted OS and use the same memory as the call that is still out there.
 */

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>

#include "core/driver/removal.h"

/* struct tee_removal_pending of removals in progress, guarded by tee_removals_lock */
static LIST_HEAD(tee_removals);
static DEFINE_MUTEX(tee_removals_lock);

static struct workqueue_struct *tee_removal_wq;

/* Pause between the worker's attempts, ms. Each of them logs that the call hasn't returned. */
#define TEE_REMOVAL_PAUSE_MS	1000

/* Sleep in between, since unregister_timeout_ms may be 0. */
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
	/* release() frees *removal, so go on with a copy of the list entry. */
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
	/* The module is being unloaded. There's no way around waiting right here. */
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
 * tee_removal_init() - create the removal workqueue
 *
 * Return: 0 or -ENOMEM.
 */
int tee_removal_init(void)
{
	tee_removal_wq = alloc_workqueue("tee_removal", WQ_UNBOUND, 0);
	return tee_removal_wq ? 0 : -ENOMEM;
}

/**
 * tee_removal_exit() - wait for workers and destroy the workqueue
 *
 * All drivers are unloaded by now, so the workers are on their way out.
 */
void tee_removal_exit(void)
{
	destroy_workqueue(tee_removal_wq);
}
