// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fairness between clients of a Trusted Application that accepts a limited number of
 * sessions, often just one, and refuses further ones as "busy".
 *
 * A program gets that result, as the ABI specifies, and decides whether to retry. A
 * kernel client that opens a session with a timeout waits instead. The client that has
 * just closed a session would usually be the first to open the next one. So that no other
 * client starves,
 *
 * - a waiting kernel client gets priority for the session that another client closes:
 *   until it has made its request, other requests to that application are delayed;
 * - a kernel client that makes its first request is delayed if another client was
 *   refused shortly before, so that this client can retry first.
 *
 * Each delay takes at most TEE_OPENER_YIELD_MS. Every result that a client gets comes from
 * the TEE.
 */

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/wait.h>

#include "core/client/opener.h"
#include "core/device.h"
#include "core/session/context.h"

/* Maximum time by which one client is delayed for another, milliseconds */
#define TEE_OPENER_YIELD_MS	100

/*
 * Interval at which a waiter retries without being woken, milliseconds. It is needed
 * because the core does not see the end of every session.
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
 * tee_openers_yield() - delay a client while another one has priority
 * @ctx:	a client that is about to open a session
 * @ta:		the application
 *
 * May sleep, for TEE_OPENER_YIELD_MS at most.
 */
void tee_openers_yield(struct tee_context *ctx, const uuid_t *ta)
{
	/* Usually no client waits. Missing a waiter that arrives now is harmless. */
	if (!list_empty_careful(&ctx->teedev->openers))
		wait_event_timeout(ctx->teedev->opener_wait, !other_has_priority(ctx, ta),
				   msecs_to_jiffies(TEE_OPENER_YIELD_MS));
}

/**
 * tee_openers_answered() - record whether an application answered "busy"
 * @ctx:	the client that tried to open a session
 * @ta:		the application
 * @busy:	the application accepts no more sessions
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
 * tee_openers_forget() - remove the record that a client was refused
 * @ctx:	a client that will not open further sessions
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
 * tee_openers_closed() - give the longest waiter priority, after a session was closed
 * @teedev:	the device
 * @ta:		the application of the session
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
 * Check whether another client was refused shortly before and may retry. A user can open
 * any number of descriptors, so only the clients refused in the last TEE_OPENER_YIELD_MS
 * are checked: the TEE cannot refuse many in that time.
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
 * tee_opener_begin() - request a session, after clients that were refused earlier
 * @opener:	filled in; owned by the caller, and in use until tee_opener_end()
 * @ctx:	the client
 * @ta:		the application
 * @end:	end of the client's timeout, jiffies
 *
 * Waits up to TEE_OPENER_YIELD_MS if another client was refused by the application shortly
 * before.
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
 * tee_opener_wait() - wait for a session, after the application answered "busy"
 * @opener:	the opener
 * @end:	end of the client's timeout, jiffies
 *
 * Context: process, may sleep.
 * Return: 0 if the request should be repeated, or the timeout has expired; -EINTR on a
 * fatal signal.
 */
int tee_opener_wait(struct tee_opener *opener, unsigned long end)
{
	const long poll = msecs_to_jiffies(TEE_OPENER_POLL_MS);
	struct tee_device *teedev = opener->ctx->teedev;
	long left = time_left(end), rc;

	/* The last request has used up the priority. Keep the longest waiter at the head. */
	spin_lock(&teedev->lock);
	WRITE_ONCE(opener->has_priority, false);
	if (list_empty(&opener->link))
		list_add_tail(&opener->link, &teedev->openers);
	spin_unlock(&teedev->lock);
	wake_up_all(&teedev->opener_wait);
	/* Do not retry just before the timeout, because the result might arrive too late. */
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
