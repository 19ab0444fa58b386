/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Devices
 *
 * Lock order, outermost first:
 *   tee_device.users (a call in progress)  >  tee_shm_pool.live (SRCU)
 *   >  the driver's own locks  >  tee_shm_pool.lock  >  locks of a context's tables
 *   tee_users.lock  >  tee_user.lock  >  scheduler and workqueue locks
 *
 * tee_device.lock is a leaf and never held across a call into a driver. The same goes for
 * tee_watch_lock in watch.c. tee_device.requests_lock nests inside a driver's own locks,
 * and we wake a request's wait queue under it.
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

/* /dev/teeN use the lower half of the minor numbers, /dev/teeprivN the upper one */
#define TEE_MAX_DEVICES		32
#define TEE_FIRST_PRIVILEGED	16

/**
 * struct tee_device - a device, /dev/teeN or /dev/teeprivN
 * @desc:	from the driver
 * @data:	driver private data
 * @pool:	shared memory pool, with a reference
 * @id:		minor number
 * @dev:	embedded struct device; its refcount is the tee_device's, too
 * @cdev:	character device
 * @exposed:	its registration has begun, so programs may have called the driver, even if
 *		it failed
 * @visible:	registered, i.e. visible to programs
 * @hidden:	unregistration has started; only used by the task that unregisters
 * @max_params:	maximum number of parameters in a call, U32_MAX if the driver sets no
 *		limit
 * @sessions:	number of sessions open or being opened, for tee_identity.max_sessions
 * @users:	counts the calls in progress in the driver; killed by unregistration
 * @idle:	completed when @users drops to zero
 * @lock:	guards @contexts, @refusals and @openers, plus @ended and @abandoned in
 *		struct tee_timed_call
 * @contexts:	open contexts, with a reference each
 * @refusals:	contexts that a busy application has turned away, latest last; no
 *		references
 * @openers:	struct tee_opener of kernel clients waiting to open a session, longest
 *		waiter first
 * @opener_wait:	for @openers, and for the openers held up in favour of one of
 *		them
 * @followable:	kernel clients may follow the device; guarded by tee_watch_lock
 * @followers:	how many of them do; guarded by tee_watch_lock
 * @stats:	statistics
 * @identity:	the driver and the Trusted OS, constant once the device is visible. This
 *		is big and cold, only calls by limited users look at it
 * @requests_lock: guards @requests
 * @requests:	cancellable requests, see struct tee_request. Each belongs to the driver
 *		operation that queued it and is dequeued before that one puts @users
 * @removal:	for devices registered with tee_device_offer()
 * @release:	called with @data when @removal is done
 * @accounts:	per-user resource accounting
 *
 * From tee_device_alloc(). @dev is referenced by the driver, by every context, and by
 * the character device while a file is open; the last put_device() frees it.
 */
struct tee_device {
	const struct tee_desc *desc;
	void *data;
	struct tee_shm_pool *pool;
	int id;
	struct device dev;
	struct cdev cdev;
	bool exposed;
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
 * tee_device_enter() - start a call into the driver
 * @teedev:	the device
 *
 * Return: true if the driver stays until tee_device_exit(), false if the device is
 * going away or gone already.
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
