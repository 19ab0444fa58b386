/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of the OP-TEE driver.
 *
 * We never hold a lock across a call into secure world. Lock order:
 *   optee_supplicant.lock  >  xa_lock of optee.memories and of a context
 *   optee_threads.lock, optee_slots.lock, optee_notifier.lock: leaves, held for
 *   a few instructions; the irq thread takes the last one too
 *   optee_services.lock: taken first, held across a service's device_add()
 */
#ifndef OPTEE_H
#define OPTEE_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/tee_conduit.h>
#include <linux/tee_core.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "optee/call/slot.h"
#include "optee/call/thread.h"
#include "optee/enumerate.h"
#include "optee/rpc/notify.h"
#include "optee/rpc/supplicant.h"

/**
 * struct optee - an OP-TEE and the driver's state for it
 * @dev:	platform device
 * @conduit:	conduit to secure world
 * @teedev:	device for clients
 * @supp_teedev: device for the supplicant
 * @pool:	clients' shared memory, registered with secure world before use
 * @rpc_pool:	memory for RPCs, including the supplicant's. We can't register it: that
 *		takes another thread while the call behind the RPC holds one already, so
 *		with all threads in RPCs we'd deadlock. Each RPC reply describes the
 *		memory instead. Same as @pool if only reserved memory can be shared
 * @caps:	OPTEE_SMC_SEC_CAP_*
 * @rpc_params:	how many parameters fit in the RPC message after a message; 0 if secure
 *		world allocates its RPC messages one by one
 * @stopping:	the driver is being stopped, so waits fail (see OPTEE_CLEANUP)
 * @last_wait_ends: if @stopping, when calls give up on a thread for good, jiffies
 * @detached_wq: runs detached calls
 * @detached:	number of detached calls
 * @stop_supplicant: stops the driver when its removal has waited too long for service
 *		drivers to unbind
 * @removal:	finishes the removal, even when a call doesn't return in time
 * @shutdown:	closes sessions and unregisters memory at shutdown
 * @shut:	completed by @shutdown
 * @threads:	thread accounting
 * @slots:	message buffers
 * @memories:	RPC memory that secure world currently has, by cookie
 * @next_cookie: where xa_alloc_cyclic() continues in @memories
 * @next_region: counter behind the region cookies
 * @list_page:	spare page for the next page list, or NULL
 * @notifier:	notifications
 * @supplicant:	the supplicant
 * @services:	services on the bus
 */
struct optee {
	struct device *dev;
	const struct tee_conduit *conduit;
	struct tee_device *teedev;
	struct tee_device *supp_teedev;
	struct tee_shm_pool *pool;
	struct tee_shm_pool *rpc_pool;
	u32 caps;
	u32 rpc_params;
	bool stopping;
	unsigned long last_wait_ends;
	struct workqueue_struct *detached_wq;
	atomic_t detached;
	struct delayed_work stop_supplicant;
	struct tee_removal removal;
	struct work_struct shutdown;
	struct completion shut;
	struct optee_threads threads;
	struct optee_slots slots;
	struct xarray memories;
	u32 next_cookie;
	atomic64_t next_region;
	struct page *list_page;
	struct optee_notifier notifier;
	struct optee_supplicant supplicant;
	struct optee_services services;
};

static inline bool optee_is_stopping(const struct optee *optee)
{
	return READ_ONCE(optee->stopping);
}

/* registers hold 32 bits each */
static inline u64 optee_u64(unsigned long high, unsigned long low)
{
	return (u64)(u32)high << 32 | (u32)low;
}

#endif /* OPTEE_H */
