// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel clients that wait for a TEE to appear, or follow TEEs as they come and go.
 *
 * All of a watch's callbacks run from its single work item, one at a time and without
 * any lock held. A callback can take its time in the TEE without blocking
 * tasks that register or look up another one. Registering a TEE merely queues the work items.
 * Unregistering one queues them and waits for all followers to let go of it, subject to
 * the same timeout as calls in progress.
 *
 * A struct tee_followed is on its watch's list from before arrived() until after
 * leaving(), and only the work item ever frees it.
 */

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "core/class.h"
#include "core/client/watch.h"
#include "core/device.h"
#include "core/identity.h"

/* Retry interval after -ENOMEM from opening a TEE, ms */
#define TEE_WATCH_RETRY_MS	1000

/**
 * struct tee_watch - a kernel client that follows TEEs
 * @client:	what the client registered
 * @link:	entry in tee_watches
 * @followed:	the TEEs it follows, struct tee_followed
 * @work:	runs the callbacks
 *
 * Lives from tee_client_watch_register() to tee_client_watch_unregister().
 */
struct tee_watch {
	struct tee_client_watch *client;
	struct list_head link;
	struct list_head followed;
	struct delayed_work work;
};

/**
 * struct tee_followed - one TEE on a watch's list
 * @link:	entry in tee_watch.followed
 * @teedev:	the TEE, with a reference
 * @ctx:	the context passed to the client; NULL before arrived(), or if the
 *		client turned it down
 * @leaving:	the client has to let go of the TEE
 */
struct tee_followed {
	struct list_head link;
	struct tee_device *teedev;
	struct tee_context *ctx;
	bool leaving;
};

/*
 * Guards the list of watches, each watch's @followed list, tee_device.followable and
 * tee_device.followers. Only workqueue locks nest inside.
 */
static DEFINE_SPINLOCK(tee_watch_lock);
static LIST_HEAD(tee_watches);

/* Woken whenever a TEE is registered or a follower lets go of one */
static DECLARE_WAIT_QUEUE_HEAD(tee_watch_wait);
static atomic_t tee_arrivals = ATOMIC_INIT(0);

static void watch_start(struct tee_watch *watch)
{
	mod_delayed_work(system_unbound_wq, &watch->work, 0);
}

static struct tee_followed *watch_next_leaving(struct tee_watch *watch)
{
	struct tee_followed *followed, *found = NULL;

	spin_lock(&tee_watch_lock);
	list_for_each_entry(followed, &watch->followed, link) {
		if (followed->leaving) {
			found = followed;
			break;
		}
	}
	spin_unlock(&tee_watch_lock);
	return found;
}

static void watch_drop(struct tee_followed *followed)
{
	struct tee_device *teedev = followed->teedev;

	spin_lock(&tee_watch_lock);
	list_del(&followed->link);
	teedev->followers--;
	spin_unlock(&tee_watch_lock);
	wake_up_all(&tee_watch_wait);
	kfree(followed);
	put_device(&teedev->dev);
}

static void watch_leave(struct tee_watch *watch, struct tee_followed *followed)
{
	struct tee_client_watch *client = watch->client;

	if (followed->ctx) {
		client->leaving(client, followed->ctx);
		tee_client_close_context(followed->ctx);
	}
	watch_drop(followed);
}

/*
 * Put a TEE on the watch's list. Return: false if it's there already, or if either the
 * TEE or the watch is going away.
 */
static bool watch_add(struct tee_watch *watch, struct tee_followed *new,
		      struct tee_device *teedev)
{
	struct tee_followed *followed;
	bool wanted;

	spin_lock(&tee_watch_lock);
	wanted = teedev->followable && !list_empty(&watch->link);
	list_for_each_entry(followed, &watch->followed, link)
		if (followed->teedev == teedev)
			wanted = false;
	if (wanted) {
		get_device(&teedev->dev);
		new->teedev = teedev;
		list_add_tail(&new->link, &watch->followed);
		teedev->followers++;
	}
	spin_unlock(&tee_watch_lock);
	return wanted;
}

/*
 * Open a TEE for the client unless it follows that one already. The caller retries on
 * -ENOMEM; other errors won't get better.
 */
static int watch_follow(struct tee_watch *watch, struct tee_device *teedev)
{
	struct tee_client_watch *client = watch->client;
	struct tee_followed *followed;
	struct tee_context *ctx;

	followed = kzalloc(sizeof(*followed), GFP_KERNEL);
	if (!followed)
		return -ENOMEM;
	if (!watch_add(watch, followed, teedev)) {
		kfree(followed);
		return 0;
	}
	/* No need to pin the module. Unregistration calls leaving() before it goes away. */
	ctx = tee_device_open(teedev);
	if (IS_ERR(ctx)) {
		if (PTR_ERR(ctx) == -ENOMEM)
			watch_drop(followed);
		else if (PTR_ERR(ctx) != -ENODEV)
			dev_warn(&teedev->dev,
				 "cannot open the TEE for a client that follows it: error %ld\n",
				 PTR_ERR(ctx));
		return PTR_ERR(ctx);
	}
	if (client->arrived(client, ctx))
		tee_client_close_context(ctx);
	else
		followed->ctx = ctx;
	return 0;
}

static int watch_match(struct device *dev, const void *arg)
{
	const struct tee_watch *watch = arg;
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);

	return tee_identity_matches(&teedev->identity, &watch->client->match);
}

static void watch_work(struct work_struct *work)
{
	struct tee_watch *watch = container_of(to_delayed_work(work), struct tee_watch, work);
	struct tee_followed *followed;
	struct device *dev = NULL, *prev;
	bool again = false;

	while ((followed = watch_next_leaving(watch)))
		watch_leave(watch, followed);

	for (;;) {
		prev = dev;
		dev = class_find_device(&tee_class, prev, watch, watch_match);
		put_device(prev);
		if (!dev)
			break;
		if (watch_follow(watch, container_of(dev, struct tee_device, dev)) == -ENOMEM)
			again = true;
	}
	if (again)
		queue_delayed_work(system_unbound_wq, &watch->work,
				   msecs_to_jiffies(TEE_WATCH_RETRY_MS));
}

int tee_client_watch_register(struct tee_client_watch *client)
{
	struct tee_watch *watch;

	if (!client->arrived || !client->leaving || client->watch)
		return -EINVAL;
	watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	if (!watch)
		return -ENOMEM;
	watch->client = client;
	INIT_LIST_HEAD(&watch->followed);
	INIT_DELAYED_WORK(&watch->work, watch_work);
	client->watch = watch;
	spin_lock(&tee_watch_lock);
	list_add_tail(&watch->link, &tee_watches);
	watch_start(watch);
	spin_unlock(&tee_watch_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(tee_client_watch_register);

static bool watch_is_empty(struct tee_watch *watch)
{
	bool empty;

	spin_lock(&tee_watch_lock);
	empty = list_empty(&watch->followed);
	spin_unlock(&tee_watch_lock);
	return empty;
}

void tee_client_watch_unregister(struct tee_client_watch *client)
{
	struct tee_watch *watch = client->watch;
	struct tee_followed *followed;

	if (!watch)
		return;
	spin_lock(&tee_watch_lock);
	list_del_init(&watch->link);
	list_for_each_entry(followed, &watch->followed, link)
		followed->leaving = true;
	watch_start(watch);
	spin_unlock(&tee_watch_lock);

	wait_event(tee_watch_wait, watch_is_empty(watch));
	disable_delayed_work_sync(&watch->work);
	client->watch = NULL;
	kfree(watch);
}
EXPORT_SYMBOL_GPL(tee_client_watch_unregister);

/**
 * tee_watch_device_arrived() - tell watches about a new device
 * @teedev:	the device, visible by now
 */
void tee_watch_device_arrived(struct tee_device *teedev)
{
	struct tee_watch *watch;

	spin_lock(&tee_watch_lock);
	teedev->followable = true;
	list_for_each_entry(watch, &tee_watches, link)
		watch_start(watch);
	spin_unlock(&tee_watch_lock);
	atomic_inc(&tee_arrivals);
	wake_up_all(&tee_watch_wait);
}

static bool device_is_followed(struct tee_device *teedev)
{
	bool followed;

	spin_lock(&tee_watch_lock);
	followed = teedev->followers;
	spin_unlock(&tee_watch_lock);
	return followed;
}

/**
 * tee_watch_device_leaving() - have all followers release a device
 * @teedev:	the device being unregistered, still accepting calls
 * @timeout:	how long to wait for them, jiffies
 *
 * We go ahead after @timeout regardless. Calls through a context that a follower still
 * holds then fail with -ENODEV.
 *
 * Context: process, may sleep.
 */
void tee_watch_device_leaving(struct tee_device *teedev, unsigned long timeout)
{
	struct tee_followed *followed;
	struct tee_watch *watch;

	spin_lock(&tee_watch_lock);
	teedev->followable = false;
	list_for_each_entry(watch, &tee_watches, link) {
		list_for_each_entry(followed, &watch->followed, link) {
			if (followed->teedev == teedev) {
				followed->leaving = true;
				watch_start(watch);
			}
		}
	}
	spin_unlock(&tee_watch_lock);
	if (!wait_event_timeout(tee_watch_wait, !device_is_followed(teedev), timeout))
		dev_warn(&teedev->dev,
			 "a kernel client has not released the TEE: its calls will fail\n");
}

struct tee_context *
tee_client_open_by_identity_wait(const struct tee_identity_match *match,
				 unsigned int timeout_ms)
{
	long left = msecs_to_jiffies(timeout_ms);

	for (;;) {
		int seen = atomic_read(&tee_arrivals);
		struct tee_context *ctx = tee_client_open_by_identity(NULL, match);

		/* -ENODEV: it's just being removed, so wait for the next one. */
		if (!IS_ERR(ctx) || (PTR_ERR(ctx) != -ENOENT && PTR_ERR(ctx) != -ENODEV))
			return ctx;
		left = wait_event_killable_timeout(tee_watch_wait,
						   atomic_read(&tee_arrivals) != seen, left);
		if (left < 0)
			return ERR_PTR(-EINTR);
		if (!left)
			return ERR_PTR(-ETIMEDOUT);
	}
}
EXPORT_SYMBOL_GPL(tee_client_open_by_identity_wait);
