/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver's state.
 *
 * Locks, none of which is held across a call into secure world:
 *   optee_supplicant.lock  >  xa_lock of optee.memories and of a context
 *   optee_threads.lock, optee_slots.lock, optee_notifier.lock: leaves, held for
 *   a few instructions; the last is taken in the interrupt as well
 *   optee_services.lock: held across device_add() of a service, under no other
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
 * struct optee - an OP-TEE
 * @dev:	the platform device
 * @conduit:	how it is reached
 * @teedev:	the device for clients
 * @supp_teedev: the device for the supplicant
 * @pool:	clients' shared memory, which secure world knows ahead of time
 * @rpc_pool:	memory for RPCs, the supplicant's included, which secure world is
 *		told of when it asks: to register it would take a thread of
 *		secure world's while the call that asks holds one, and all such
 *		calls together might hold all. @pool itself where only reserved memory
 *		is shared
 * @caps:	OPTEE_SMC_SEC_CAP_*
 * @rpc_params:	parameters that an RPC message behind a message has room for; 0
 *		where secure world asks for RPC messages one by one
 * @stopping:	waits return an error, now and later
 * @last_wait_ends: when nobody asks for a thread any more, jiffies; where @stopping
 * @detached_wq: runs detached calls
 * @detached:	their number
 * @stop_supplicant: ends what kernel clients wait for when the driver goes
 * @removal:	how it ends, also where a call does not come back in time
 * @shutdown:	makes OP-TEE forget what it knows before the machine ends
 * @shut:	it has
 * @threads:	secure world's threads
 * @slots:	room for messages
 * @memories:	memory for RPCs that secure world knows, by cookie
 * @next_cookie: where the next cookie is looked for
 * @next_region: the next region's cookie
 * @list_page:	a page for the next page list, or NULL
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

/* Two registers make one 64-bit number. */
static inline u64 optee_u64(unsigned long high, unsigned long low)
{
	return (u64)(u32)high << 32 | (u32)low;
}

#endif /* OPTEE_H */
