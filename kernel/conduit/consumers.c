// SPDX-License-Identifier: GPL-2.0-only
/*
 * Remember which devices asked for a conduit, and probe them once a conduit with that name
 * is registered. The driver core won't do it for us. It retries a deferred probe only
 * after some other device got bound, and it never rebinds consumers it has unbound along
 * with their supplier.
 *
 * We can't just walk the bus and read everybody's "method" property instead: a device may
 * be deleted meanwhile, and device_del() frees its software node while the device is still
 * on the bus.
 */

#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "consumers.h"
#include "debug_delay.h"

/**
 * struct tee_consumer - a device whose driver has asked for a conduit
 * @link:	entry in the list of consumers
 * @dev:	the device; no reference, since the bus notifier removes the entry before the
 *		device is deleted
 * @walk:	last walk through the list that probed the device
 * @conduit:	the conduit's name
 */
struct tee_consumer {
	struct list_head link;
	struct device *dev;
	u64 walk;
	char conduit[];
};

/* All consumers, and the number of the last walk; both guarded by tee_consumers_lock */
static LIST_HEAD(tee_consumers);
static u64 tee_consumer_walks;
static DEFINE_MUTEX(tee_consumers_lock);

static struct tee_consumer *find_consumer(struct device *dev)
{
	struct tee_consumer *consumer;

	lockdep_assert_held(&tee_consumers_lock);
	list_for_each_entry(consumer, &tee_consumers, link)
		if (consumer->dev == dev)
			return consumer;
	return NULL;
}

static void forget(struct device *dev)
{
	struct tee_consumer *consumer = find_consumer(dev);

	if (!consumer)
		return;
	list_del(&consumer->link);
	kfree(consumer);
}

/**
 * tee_consumer_remember() - remember that a device's driver asks for a conduit
 * @dev:	the device, which is being probed; ignored if it isn't a platform device
 * @conduit:	the conduit's name, which replaces what @dev asked for earlier
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int tee_consumer_remember(struct device *dev, const char *conduit)
{
	size_t size = strlen(conduit) + 1;
	struct tee_consumer *consumer;
	int rc = 0;

	if (dev->bus != &platform_bus_type)
		return 0;
	mutex_lock(&tee_consumers_lock);
	/*
	 * Keep an entry that is right already, with its walk: a walk in progress that has yet
	 * to probe this device waits for the current probe, and probes again if that fails.
	 */
	consumer = find_consumer(dev);
	if (consumer && !strcmp(consumer->conduit, conduit))
		goto unlock;
	consumer = kzalloc(struct_size(consumer, conduit, size), GFP_KERNEL);
	if (!consumer) {
		rc = -ENOMEM;
		goto unlock;
	}
	consumer->dev = dev;
	memcpy(consumer->conduit, conduit, size);
	forget(dev);
	list_add_tail(&consumer->link, &tee_consumers);
unlock:
	mutex_unlock(&tee_consumers_lock);
	return rc;
}

/* Get a reference to the next device that this walk has to probe. Return: NULL at the end. */
static struct device *next_consumer(const char *conduit, u64 walk)
{
	struct tee_consumer *consumer;
	struct device *dev = NULL;

	mutex_lock(&tee_consumers_lock);
	list_for_each_entry(consumer, &tee_consumers, link) {
		if (consumer->walk >= walk || strcmp(consumer->conduit, conduit))
			continue;
		consumer->walk = walk;
		dev = get_device(consumer->dev);
		break;
	}
	mutex_unlock(&tee_consumers_lock);
	return dev;
}

/**
 * tee_consumers_probe() - probe the devices whose drivers have asked for a conduit
 * @conduit:	the name of a registered conduit
 *
 * Context: process, may sleep; waits for probes in progress.
 */
void tee_consumers_probe(const char *conduit)
{
	struct device *dev;
	u64 walk;

	mutex_lock(&tee_consumers_lock);
	walk = ++tee_consumer_walks;
	mutex_unlock(&tee_consumers_lock);
	tee_debug_delay();
	while ((dev = next_consumer(conduit, walk))) {
		/*
		 * If @dev is bound already, device_attach() doesn't touch it. If its driver is
		 * probing right now, we wait for the device lock. That probe may be about to
		 * fail: it has looked for the conduit too early, or the process that binds by
		 * hand gets killed.
		 */
		if (device_attach(dev) < 0)
			dev_dbg(dev, "no driver could be bound when conduit %s appeared\n",
				conduit);
		put_device(dev);
	}
}

static int consumer_notify(struct notifier_block *notifier, unsigned long event, void *data)
{
	if (event == BUS_NOTIFY_DEL_DEVICE) {
		mutex_lock(&tee_consumers_lock);
		forget(data);
		mutex_unlock(&tee_consumers_lock);
	}
	return NOTIFY_DONE;
}

static struct notifier_block tee_consumer_notifier = {
	.notifier_call = consumer_notify,
};

/**
 * tee_consumers_init() - start to watch for deleted devices
 *
 * Return: 0 or a negative errno.
 */
int tee_consumers_init(void)
{
	return bus_register_notifier(&platform_bus_type, &tee_consumer_notifier);
}

/**
 * tee_consumers_exit() - forget all consumers
 *
 * By now, no conduit is registered and no driver can ask for one.
 */
void tee_consumers_exit(void)
{
	struct tee_consumer *consumer, *next;

	bus_unregister_notifier(&platform_bus_type, &tee_consumer_notifier);
	list_for_each_entry_safe(consumer, next, &tee_consumers, link)
		kfree(consumer);
}
