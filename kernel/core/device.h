/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Devices.
 *
 * Lock order, outermost first:
 *   tee_device.users (a call in progress)  >  tee_shm_pool.live (SRCU)
 *   >  the driver's own locks  >  tee_shm_pool.lock  >  the locks of a context's tables
 *   tee_users.lock  >  tee_user.lock  >  the locks of the scheduler and of workqueues
 * tee_device.lock is a leaf, and never held across a call into a driver. The same is true
 * for tee_watch_lock in watch.c. tee_device.requests_lock is taken within a driver's own
 * locks, and the wait queues of requests are woken under it.
 */
#ifndef TEE_DEVICE_H
#define TEE_DEVICE_H

#include <linux/cdev.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/percpu-refcount.h>
#include <linux/spinlock.h>
#include <linux/tee_core.h>

#include "core/session/user.h"
#include "core/stats.h"

/* Device numbers: the first half for clients' devices, the second for supplicants'. */
#define TEE_MAX_DEVICES		32
#define TEE_FIRST_PRIVILEGED	16

/**
 * struct tee_device - a device: /dev/teeN or /dev/teeprivN
 * @desc:	the driver
 * @data:	the driver's own data
 * @pool:	shared memory; with a reference
 * @id:		minor number
 * @dev:	its struct device, which also counts the references to the tee_device
 * @cdev:	its character device
 * @visible:	the device has been registered
 * @hidden:	unregistration has begun; used by the caller of the unregistration only
 * @max_params:	maximum number of parameters of a call; U32_MAX if the driver declares no
 *		limit
 * @sessions:	number of sessions that are open or being opened, for the limit that the
 *		driver declares
 * @users:	references of the calls into the driver that are in progress; killed at
 *		unregistration
 * @idle:	completed when the last such call has ended
 * @lock:	guards @contexts, @refusals and @openers, and @ended and @abandoned of
 *		struct tee_timed_call
 * @contexts:	clients that are open; each entry holds a reference
 * @refusals:	clients that a busy application has refused, the most recent last; entries
 *		hold no reference
 * @openers:	struct tee_opener of kernel clients that wait to open a session, the longest
 *		waiter first
 * @opener_wait:	wait queue for @openers and for openers that yield to them
 * @followable:	true if kernel clients may follow the device; guarded by tee_watch_lock
 * @followers:	number of kernel clients that follow the device; guarded by tee_watch_lock
 * @stats:	statistics
 * @identity:	identity of the driver and the Trusted OS; does not change once the device
 *		is visible. It is large, and only calls of limited users read it
 * @requests_lock: guards @requests
 * @requests:	requests that can be cancelled, see struct tee_request; each is owned by
 *		its operation, and removed before the operation drops its reference in
 *		@users
 * @removal:	removal of a device that was registered by tee_device_offer()
 * @release:	called by @removal at its end, with @data
 * @accounts:	the users of the device, and the resources charged to each
 *
 * Allocated by tee_device_alloc(), freed with the last reference to @dev: the driver's,
 * each context's, and the character device's while a file is open.
 */
struct tee_device {
	const struct tee_desc *desc;
	void *data;
	struct tee_shm_pool *pool;
	int id;
	struct device dev;
	struct cdev cdev;
	bool visible;
	bool hidden;
	u32 max_params;
	atomic_t sessions;
	struct percpu_ref users;
	struct completion idle;
	spinlock_t lock;
	struct hlist_head contexts;
	struct list_head refusals;
	struct list_head openers;
	wait_queue_head_t opener_wait;
	bool followable;
	unsigned int followers;
	struct tee_stats stats;
	struct tee_identity identity;
	spinlock_t requests_lock;
	struct list_head requests;
	struct tee_removal removal;
	void (*release)(void *data);
	struct tee_users accounts;
};

int tee_devices_init(void);
void tee_devices_exit(void);

/**
 * tee_device_enter() - begin a call into a device's driver
 * @teedev:	the device
 *
 * Return: true, and the driver is not removed before tee_device_exit(); false if the
 * device is being removed or has been removed.
 */
static inline bool tee_device_enter(struct tee_device *teedev)
{
	return percpu_ref_tryget_live(&teedev->users);
}

static inline void tee_device_exit(struct tee_device *teedev)
{
	percpu_ref_put(&teedev->users);
}

#endif /* TEE_DEVICE_H */
