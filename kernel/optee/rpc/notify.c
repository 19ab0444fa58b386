// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications: a call of secure world waits for a key, and secure world posts the key
 * from another call or by an interrupt. OP-TEE implements its mutexes and condition
 * variables with notifications.
 */

#include <linux/bitmap.h>
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include <linux/tee_result.h>

#include "optee/optee.h"
#include "optee/rpc/notify.h"

/*
 * While the driver stops, waits for a key and pauses last at least this long, ms. Secure
 * world repeats a wait for its own locks that ends early, and would otherwise do so in a
 * busy loop.
 */
#define OPTEE_SHORT_WAIT_MS	20

/*
 * Maximum duration of one sleep for secure world, ms. Secure world requests another sleep
 * for the remaining time, and can detect a cancellation only between two sleeps.
 */
#define OPTEE_PAUSE_MS		200

/**
 * struct key_waiter - waiter for a key
 * @link:	entry in the notifier's list
 * @key:	the key
 * @posted:	the key has been posted
 * @wq:		wait queue of the waiter
 *
 * It is on the waiter's stack. Other code uses it only under the notifier's lock.
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
	/* Keys are 0 to @max_key. */
	notifier->posted = bitmap_zalloc(max_key + 1, GFP_KERNEL);
	return notifier->posted ? 0 : -ENOMEM;
}

/* Wake all waiters, so that they notice that the driver is stopping. */
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

/* Take the key if it has been posted, otherwise queue for it. The lock is held. */
static u32 begin_wait(struct optee_notifier *notifier, struct key_waiter *waiter)
{
	struct key_waiter *other;

	lockdep_assert_held(&notifier->lock);
	if (__test_and_clear_bit(waiter->key, notifier->posted)) {
		waiter->posted = true;
		return TEEC_SUCCESS;
	}
	/*
	 * A key belongs to one thread of secure world, so a second waiter would steal its
	 * notification.
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

/* Limit a sleep of @timeout jiffies to OPTEE_HASTY_MS for an OPTEE_HASTY call. */
static long most_sleep(long timeout, unsigned int flags)
{
	return flags & OPTEE_HASTY ? min_t(long, timeout, msecs_to_jiffies(OPTEE_HASTY_MS)) :
				     timeout;
}

/*
 * Wait for the key. If the driver stops, the wait ends early, but lasts at least
 * OPTEE_SHORT_WAIT_MS unless the key is posted. Return: 0, with *@ret set; -EINTR if the
 * caller was killed or its OPTEE_HASTY_MS are over.
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
 * @timeout_ms:	timeout, ms; 0: no timeout
 * @flags:	flags of the call
 * @ret:	set to a TEEC_* code
 *
 * Context: process, may sleep.
 *
 * Return: 0; -EINTR if the caller was killed or its OPTEE_HASTY_MS are over. After -EINTR
 * the key was not taken, and another task can wait for it.
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
	 * If @waiter was queued, take the lock below before returning, because other code
	 * may still be using it.
	 */
	if (!queued)
		return 0;

	rc = sleep_for_key(optee, &waiter, timeout_ms, flags, ret);

	spin_lock_irqsave(&notifier->lock, irq);
	list_del(&waiter.link);
	/* The key may have been posted after the wait ended. In that case it is taken. */
	if (waiter.posted) {
		*ret = TEEC_SUCCESS;
		rc = 0;
	}
	spin_unlock_irqrestore(&notifier->lock, irq);
	return rc;
}

/* Post a key on behalf of secure world. Return: a TEEC_* code. */
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
 * @flags:	flags of the call
 *
 * May return early: secure world checks its own clock and requests another pause.
 * Returning after at most OPTEE_PAUSE_MS lets secure world detect a cancellation, and
 * lets the driver stop. While the driver stops, this still sleeps for a short time,
 * because secure world may request the next pause immediately.
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
