// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications. An OP-TEE thread waits for a key in an RPC until the key is posted,
 * either by another call's RPC or by interrupt. OP-TEE builds its mutexes and condition
 * variables on top of this.
 */

#include <linux/bitmap.h>
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include <linux/tee_result.h>

#include "optee/optee.h"
#include "optee/rpc/notify.h"

/*
 * Once the driver is stopping, waiting for a key or sleeping still takes at least this
 * long, ms. OP-TEE retries when a wait for one of its locks ends early, and without the
 * delay it would spin.
 */
#define OPTEE_SHORT_WAIT_MS	20

/*
 * Longest sleep for OP-TEE in one go, ms. It asks for the rest in another RPC. In
 * between it can notice a cancellation.
 */
#define OPTEE_PAUSE_MS		200

/**
 * struct key_waiter - waiter for a key
 * @link:	entry in optee_notifier.waiters
 * @key:	the key
 * @posted:	the key has been posted
 * @wq:		where the waiter sleeps
 *
 * Lives on the waiter's stack. Everybody else only touches it under optee_notifier.lock.
 */
struct key_waiter {
	struct list_head link;
	u32 key;
	bool posted;
	wait_queue_head_t wq;
};

int optee_notifier_init(struct optee *optee, u32 max_key)
{
	struct optee_notifier *notifier = &optee->notifier;

	spin_lock_init(&notifier->lock);
	INIT_LIST_HEAD(&notifier->waiters);
	notifier->max_key = max_key;
	/* @max_key itself is a valid key */
	notifier->posted = bitmap_zalloc(max_key + 1, GFP_KERNEL);
	return notifier->posted ? 0 : -ENOMEM;
}

/* Make all waiters look at optee.stopping */
void optee_notifier_stop(struct optee *optee)
{
	struct optee_notifier *notifier = &optee->notifier;
	struct key_waiter *waiter;
	unsigned long flags;

	spin_lock_irqsave(&notifier->lock, flags);
	list_for_each_entry(waiter, &notifier->waiters, link)
		wake_up_all(&waiter->wq);
	spin_unlock_irqrestore(&notifier->lock, flags);
}

void optee_notifier_destroy(struct optee *optee)
{
	bitmap_free(optee->notifier.posted);
}

/* Take the key if it has been posted already, otherwise queue @waiter */
static u32 begin_wait(struct optee_notifier *notifier, struct key_waiter *waiter)
{
	struct key_waiter *other;

	lockdep_assert_held(&notifier->lock);
	if (__test_and_clear_bit(waiter->key, notifier->posted)) {
		waiter->posted = true;
		return TEEC_SUCCESS;
	}
	/*
	 * Each OP-TEE thread has its own key. A second waiter for the same key would
	 * steal the notification.
	 */
	list_for_each_entry(other, &notifier->waiters, link)
		if (other->key == waiter->key)
			return TEEC_ERROR_BAD_PARAMETERS;
	list_add_tail(&waiter->link, &notifier->waiters);
	return TEEC_SUCCESS;
}

static bool is_over(struct optee *optee, struct key_waiter *waiter)
{
	return READ_ONCE(waiter->posted) || optee_is_stopping(optee);
}

/* An OPTEE_HASTY call sleeps for OPTEE_HASTY_MS at most */
static long most_sleep(long timeout, unsigned int flags)
{
	return flags & OPTEE_HASTY ? min_t(long, timeout, msecs_to_jiffies(OPTEE_HASTY_MS)) :
				     timeout;
}

/*
 * Sleep until the key is posted. When the driver stops this ends early, but not before
 * OPTEE_SHORT_WAIT_MS. Returns 0 with *@ret set, or -EINTR if the caller was killed or
 * has used up its OPTEE_HASTY_MS.
 */
static int sleep_for_key(struct optee *optee, struct key_waiter *waiter, u64 timeout_ms,
			 unsigned int flags, u32 *ret)
{
	long timeout = timeout_ms ? msecs_to_jiffies(min_t(u64, timeout_ms, INT_MAX)) :
				    MAX_SCHEDULE_TIMEOUT;
	long most = most_sleep(timeout, flags);
	long rc;

	rc = tee_wait(waiter->wq, is_over(optee, waiter), optee_wait_state(flags), 0, most);
	if (rc < 0 || (!rc && most < timeout))
		return -EINTR;
	*ret = TEE_ERROR_TIMEOUT;
	if (!rc || READ_ONCE(waiter->posted))
		return 0;
	*ret = TEEC_ERROR_COMMUNICATION;
	tee_wait(waiter->wq, READ_ONCE(waiter->posted), OPTEE_WAIT_CLEANUP, 0,
		   msecs_to_jiffies(OPTEE_SHORT_WAIT_MS));
	return 0;
}

/**
 * optee_notify_wait() - wait for a key on behalf of secure world
 * @optee:	the OP-TEE
 * @key:	the key
 * @timeout_ms:	timeout, ms; 0 waits forever
 * @flags:	call flags
 * @ret:	set to the TEEC_* code to reply with
 *
 * Context: Process context, may sleep.
 *
 * Return: 0; -EINTR if the caller was killed or its OPTEE_HASTY_MS are over. In that case
 * the key hasn't been taken, and detached_work() can go on waiting for it.
 */
int optee_notify_wait(struct optee *optee, u64 key, u64 timeout_ms, unsigned int flags,
		      u32 *ret)
{
	struct optee_notifier *notifier = &optee->notifier;
	struct key_waiter waiter = { .key = key };
	unsigned long irq;
	bool queued;
	int rc;

	*ret = TEEC_ERROR_BAD_PARAMETERS;
	if (key > notifier->max_key)
		return 0;
	INIT_LIST_HEAD(&waiter.link);
	init_waitqueue_head(&waiter.wq);

	spin_lock_irqsave(&notifier->lock, irq);
	*ret = begin_wait(notifier, &waiter);
	queued = !list_empty(&waiter.link);
	spin_unlock_irqrestore(&notifier->lock, irq);
	/*
	 * Only a waiter that was never queued may return without taking the lock again.
	 * optee_notify_post() might still be busy with @waiter otherwise.
	 */
	if (!queued)
		return 0;

	rc = sleep_for_key(optee, &waiter, timeout_ms, flags, ret);

	spin_lock_irqsave(&notifier->lock, irq);
	list_del(&waiter.link);
	/* Posted just after the timeout or signal? Take it. */
	if (waiter.posted) {
		*ret = TEEC_SUCCESS;
		rc = 0;
	}
	spin_unlock_irqrestore(&notifier->lock, irq);
	return rc;
}

/* Post a key for secure world. Returns a TEEC_* code. */
u32 optee_notify_post(struct optee *optee, u64 key)
{
	struct optee_notifier *notifier = &optee->notifier;
	struct key_waiter *waiter;
	unsigned long flags;

	if (key > notifier->max_key)
		return TEEC_ERROR_BAD_PARAMETERS;

	spin_lock_irqsave(&notifier->lock, flags);
	list_for_each_entry(waiter, &notifier->waiters, link) {
		if (waiter->key == key) {
			WRITE_ONCE(waiter->posted, true);
			wake_up_all(&waiter->wq);
			goto unlock;
		}
	}
	__set_bit(key, notifier->posted);
unlock:
	spin_unlock_irqrestore(&notifier->lock, flags);
	return TEEC_SUCCESS;
}

/**
 * optee_pause() - sleep on behalf of a suspended call
 * @optee:	the OP-TEE
 * @ms:		how long, ms
 * @flags:	call flags
 *
 * Returning early is fine, as secure world looks at its own clock and asks for more. We
 * sleep for OPTEE_PAUSE_MS at most, which gives cancellation and driver removal a chance.
 * Even while the driver is stopping we sleep a little, since secure world may ask for
 * the next pause right away.
 *
 * Return: 0; -EINTR if the caller was killed or its OPTEE_HASTY_MS are over.
 */
int optee_pause(struct optee *optee, u64 ms, unsigned int flags)
{
	long timeout = msecs_to_jiffies(min_t(u64, ms, OPTEE_PAUSE_MS));
	long most = most_sleep(timeout, flags);

	if (optee_is_stopping(optee)) {
		__set_current_state(OPTEE_WAIT_CLEANUP);
		schedule_timeout(min_t(long, timeout, msecs_to_jiffies(OPTEE_SHORT_WAIT_MS)));
		return 0;
	}
	__set_current_state(optee_wait_state(flags));
	schedule_timeout(most);
	if (!(flags & OPTEE_STAY) && fatal_signal_pending(current))
		return -EINTR;
	return most < timeout ? -EINTR : 0;
}
