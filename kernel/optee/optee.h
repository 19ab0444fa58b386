/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of the OP-TEE driver.
 *
 * Locks, none of which is held across a call into secure world:
 *   optee_supplicant.lock  >  xa_lock of optee.memories and of a context
 *   optee_threads.lock, optee_slots.lock, optee_notifier.lock: leaves, held for
 *   a few instructions; the interrupt's thread also takes the last one
 *   optee_services.lock: held across device_add() of a service; taken under no other lock
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
 * struct optee - instance of OP-TEE
 * @dev:	platform device
 * @conduit:	conduit to secure world
 * @teedev:	device for clients
 * @supp_teedev: device for the supplicant
 * @pool:	shared memory of clients, registered with secure world before it is used
 * @rpc_pool:	memory for RPCs, the supplicant's included. It is not registered but
 *		described in the reply to each RPC. Registration would take a thread of
 *		secure world while the call that sent the RPC holds one, so calls that
 *		hold all threads would deadlock. Equals @pool if only reserved memory can
 *		be shared
 * @caps:	OPTEE_SMC_SEC_CAP_*
 * @rpc_params:	maximum number of parameters of the RPC message after a message; 0 if
 *		secure world has RPC messages allocated one by one
 * @stopping:	the driver stops: current and future waits return an error
 * @last_wait_ends: time until which a call may still request a thread, jiffies; valid if
 *		@stopping
 * @detached_wq: runs detached calls
 * @detached:	number of detached calls
 * @stop_supplicant: stops the driver if its removal has waited too long for the drivers
 *		of services
 * @removal:	completes the driver's removal, even if a call does not return in time
 * @shutdown:	closes sessions and unregisters memory at shutdown
 * @shut:	completed when @shutdown is done
 * @threads:	threads of secure world
 * @slots:	buffers for messages
 * @memories:	memory for RPCs that has been passed to secure world, by cookie
 * @next_cookie: cookie from which the search for a free cookie in @memories begins
 * @next_region: number of the last region's cookie
 * @list_page:	cached page for the next page list, or NULL
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

/* Combine two 32-bit registers into a 64-bit number. */
static inline u64 optee_u64(unsigned long high, unsigned long low)
{
	return (u64)(u32)high << 32 | (u32)low;
}

#endif /* OPTEE_H */
