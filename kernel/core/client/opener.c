// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fairness among clients that compete for a Trusted Application which accepts only a
 * few sessions, often just one, and refuses the rest with TEEC_ERROR_BUSY.
 *
 * User space gets that result as the ABI says and can retry or not. A kernel client
 * that opens a session with a timeout waits in here instead. Left alone,
 * a client that has just closed its session usually wins the race for the next one, too,
 * and the others can starve. Two rules prevent that:
 *
 * - When a session is closed, the kernel client that has waited longest gets priority.
 *   Until it has retried, other requests to open a session with that TA are held up.
 * - A kernel client's first attempt is held up if the TA turned another client away a
 *   moment ago, to let that one retry first.
 *
 * No delay exceeds TEE_OPENER_YIELD_MS. We never invent a result: every TEEC_ERROR_BUSY
 * that a client sees comes from the TEE.
 */

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/wait.h>

#include "core/client/opener.h"
#include "core/device.h"
#include "core/session/context.h"

/* How long one client can be held up for another, ms */
#define TEE_OPENER_YIELD_MS	100

/*
 * Retry interval while waiting, ms. We need to poll since the core doesn't get to see
 * every session end.
 */
#define TEE_OPENER_POLL_MS	50

static bool other_has_priority(const struct tee_context *ctx, const uuid_t *ta)
{
	struct tee_device *teedev = ctx->teedev;
	struct tee_opener *opener;
	bool found = false;

	spin_lock(&teedev->lock);
	list_for_each_entry(opener, &teedev->openers, link)
		if (opener->has_priority && opener->ctx != ctx && uuid_equal(&opener->ta, ta))
			found = true;
	spin_unlock(&teedev->lock);
	return found;
}

/**
 * tee_openers_yield() - let a waiter with priority go first
 * @ctx:	the client about to open a session
 * @ta:		the application
 *
 * Sleeps for up to TEE_OPENER_YIELD_MS.
 */
void tee_openers_yield(struct tee_context *ctx, const uuid_t *ta)
{
	/* Usually empty, and it does no harm to miss a waiter that shows up now. */
	if (!list_empty_careful(&ctx->teedev->openers))
		wait_event_timeout(ctx->teedev->opener_wait, !other_has_priority(ctx, ta),
				   msecs_to_jiffies(TEE_OPENER_YIELD_MS));
}

/**
 * tee_openers_answered() - note whether the TA was busy
 * @ctx:	the client that tried to open a session
 * @ta:		the application
 * @busy:	the TA returned TEEC_ERROR_BUSY
 */
void tee_openers_answered(struct tee_context *ctx, const uuid_t *ta, bool busy)
{
	struct tee_context_private *priv = tee_context_priv(ctx);
	struct tee_device *teedev = ctx->teedev;

	if (!busy && list_empty_careful(&priv->refusal))
		return;
	spin_lock(&teedev->lock);
	if (busy) {
		priv->refused_by = *ta;
		priv->refused_at = jiffies;
		list_move_tail(&priv->refusal, &teedev->refusals);
	} else if (uuid_equal(&priv->refused_by, ta)) {
		list_del_init(&priv->refusal);
	}
	spin_unlock(&teedev->lock);
	if (!busy)
		wake_up_all(&teedev->opener_wait);
}

/**
 * tee_openers_forget() - drop a client's refusal record
 * @ctx:	a client that won't open any more sessions
 */
void tee_openers_forget(struct tee_context *ctx)
{
	struct tee_context_private *priv = tee_context_priv(ctx);

	if (list_empty_careful(&priv->refusal))
		return;
	spin_lock(&ctx->teedev->lock);
	list_del_init(&priv->refusal);
	spin_unlock(&ctx->teedev->lock);
}

/**
 * tee_openers_closed() - hand priority to the longest waiter when a session ends
 * @teedev:	the device
 * @ta:		the application whose session was closed
 */
void tee_openers_closed(struct tee_device *teedev, const uuid_t *ta)
{
	struct tee_opener *opener;

	if (list_empty_careful(&teedev->openers))
		return;
	spin_lock(&teedev->lock);
	list_for_each_entry(opener, &teedev->openers, link) {
		if (uuid_equal(&opener->ta, ta)) {
			opener->has_priority = true;
			break;
		}
	}
	spin_unlock(&teedev->lock);
	wake_up_all(&teedev->opener_wait);
}

static long time_left(unsigned long end)
{
	return max_t(long, end - jiffies, 0);
}

/*
 * Did the TA turn away another client within the last TEE_OPENER_YIELD_MS? Going back
 * only that far also bounds the walk: a user can open as many fds as it likes, but the
 * TEE won't refuse many requests in that time.
 */
static bool other_was_refused(const struct tee_opener *opener)
{
	struct tee_device *teedev = opener->ctx->teedev;
	struct tee_context_private *priv;
	bool found = false;

	spin_lock(&teedev->lock);
	list_for_each_entry_reverse(priv, &teedev->refusals, refusal) {
		if (!time_before(jiffies, priv->refused_at + msecs_to_jiffies(TEE_OPENER_YIELD_MS)))
			break;
		found = &priv->ctx != opener->ctx && uuid_equal(&priv->refused_by, &opener->ta);
		if (found)
			break;
	}
	spin_unlock(&teedev->lock);
	return found;
}

/**
 * tee_opener_begin() - hold up a client's first attempt if the TA just refused another
 * @opener:	initialized here; stays in use until tee_opener_end()
 * @ctx:	the client
 * @ta:		the application
 * @end:	when the caller's timeout expires, jiffies
 *
 * Waits for at most TEE_OPENER_YIELD_MS.
 *
 * Context: process, may sleep.
 * Return: 0, or -EINTR on a fatal signal.
 */
int tee_opener_begin(struct tee_opener *opener, struct tee_context *ctx, const u8 *ta,
		     unsigned long end)
{
	long rc;

	*opener = (struct tee_opener){ .ctx = ctx };
	INIT_LIST_HEAD(&opener->link);
	import_uuid(&opener->ta, ta);
	rc = wait_event_killable_timeout(ctx->teedev->opener_wait, !other_was_refused(opener),
					 min_t(long, time_left(end),
					       msecs_to_jiffies(TEE_OPENER_YIELD_MS)));
	return rc < 0 ? -EINTR : 0;
}

/**
 * tee_opener_wait() - wait for our chance after TEEC_ERROR_BUSY
 * @opener:	the opener
 * @end:	when the caller's timeout expires, jiffies
 *
 * Context: process, may sleep.
 * Return: 0 to retry (also if the timeout has expired), -EINTR on a fatal signal.
 */
int tee_opener_wait(struct tee_opener *opener, unsigned long end)
{
	const long poll = msecs_to_jiffies(TEE_OPENER_POLL_MS);
	struct tee_device *teedev = opener->ctx->teedev;
	long left = time_left(end), rc;

	/* We've used up our priority, but keep our place in the list. */
	spin_lock(&teedev->lock);
	WRITE_ONCE(opener->has_priority, false);
	if (list_empty(&opener->link))
		list_add_tail(&opener->link, &teedev->openers);
	spin_unlock(&teedev->lock);
	wake_up_all(&teedev->opener_wait);
	/* Close to the end, sleep until the timeout: a retry might not finish in time. */
	rc = wait_event_killable_timeout(teedev->opener_wait, READ_ONCE(opener->has_priority),
					 left < 2 * poll ? left : poll);
	return rc < 0 ? -EINTR : 0;
}

/**
 * tee_opener_end() - stop waiting for a session
 * @opener:	the opener
 */
void tee_opener_end(struct tee_opener *opener)
{
	struct tee_device *teedev = opener->ctx->teedev;

	spin_lock(&teedev->lock);
	list_del(&opener->link);
	spin_unlock(&teedev->lock);
	wake_up_all(&teedev->opener_wait);
}
