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
 * Each delay takes at most TEE_TURN_MS. Every result that a client gets comes from the
 * TEE.
 */

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/wait.h>

#include "core/client/opener.h"
#include "core/device.h"
#include "core/session/context.h"

/* Maximum time by which one client is delayed for another, milliseconds */
#define TEE_TURN_MS	100

/*
 * Interval at which a waiter retries without being woken, milliseconds. It is needed
 * because the core does not see the end of every session.
 */
#define TEE_TURN_POLL_MS	50

static bool turn_is_owed(const struct tee_context *ctx, const uuid_t *ta)
{
	struct tee_device *teedev = ctx->teedev;
	struct tee_turn *turn;
	bool owed = false;

	spin_lock(&teedev->lock);
	list_for_each_entry(turn, &teedev->turns, link)
		if (turn->owed && turn->ctx != ctx && uuid_equal(&turn->ta, ta))
			owed = true;
	spin_unlock(&teedev->lock);
	return owed;
}

/**
 * tee_turn_let_pass() - delay a client while another one has priority
 * @ctx:	a client that is about to open a session
 * @ta:		the application
 *
 * May sleep, for TEE_TURN_MS at most.
 */
void tee_turn_let_pass(struct tee_context *ctx, const uuid_t *ta)
{
	/* Usually no client waits. Missing a waiter that arrives now is harmless. */
	if (!list_empty_careful(&ctx->teedev->turns))
		wait_event_timeout(ctx->teedev->turn_wait, !turn_is_owed(ctx, ta),
				   msecs_to_jiffies(TEE_TURN_MS));
}

/**
 * tee_turn_answered() - record whether an application answered "busy"
 * @ctx:	the client that tried to open a session
 * @ta:		the application
 * @busy:	the application accepts no more sessions
 */
void tee_turn_answered(struct tee_context *ctx, const uuid_t *ta, bool busy)
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
		wake_up_all(&teedev->turn_wait);
}

/**
 * tee_turn_forget() - remove the record that a client was refused
 * @ctx:	a client that will not open further sessions
 */
void tee_turn_forget(struct tee_context *ctx)
{
	struct tee_context_private *priv = tee_context_priv(ctx);

	if (list_empty_careful(&priv->refusal))
		return;
	spin_lock(&ctx->teedev->lock);
	list_del_init(&priv->refusal);
	spin_unlock(&ctx->teedev->lock);
}

/**
 * tee_turn_closed() - give the longest waiter priority, after a session was closed
 * @teedev:	the device
 * @ta:		the application of the session
 */
void tee_turn_closed(struct tee_device *teedev, const uuid_t *ta)
{
	struct tee_turn *turn;

	if (list_empty_careful(&teedev->turns))
		return;
	spin_lock(&teedev->lock);
	list_for_each_entry(turn, &teedev->turns, link) {
		if (uuid_equal(&turn->ta, ta)) {
			turn->owed = true;
			break;
		}
	}
	spin_unlock(&teedev->lock);
	wake_up_all(&teedev->turn_wait);
}

static long turn_left(unsigned long end)
{
	return max_t(long, end - jiffies, 0);
}

/*
 * Check whether another client was refused shortly before and may retry. A user can open
 * any number of descriptors, so only the clients refused in the last TEE_TURN_MS are
 * checked: the TEE cannot refuse many in that time.
 */
static bool turn_is_anothers(const struct tee_turn *turn)
{
	struct tee_device *teedev = turn->ctx->teedev;
	struct tee_context_private *priv;
	bool found = false;

	spin_lock(&teedev->lock);
	list_for_each_entry_reverse(priv, &teedev->refusals, refusal) {
		if (!time_before(jiffies, priv->refused_at + msecs_to_jiffies(TEE_TURN_MS)))
			break;
		found = &priv->ctx != turn->ctx && uuid_equal(&priv->refused_by, &turn->ta);
		if (found)
			break;
	}
	spin_unlock(&teedev->lock);
	return found;
}

/**
 * tee_turn_begin() - request a session, after clients that were refused earlier
 * @turn:	filled in; owned by the caller, and in use until tee_turn_end()
 * @ctx:	the client
 * @ta:		the application
 * @end:	end of the client's timeout, jiffies
 *
 * Waits up to TEE_TURN_MS if another client was refused by the application shortly
 * before.
 *
 * Context: process, may sleep.
 * Return: 0, or -EINTR on a fatal signal.
 */
int tee_turn_begin(struct tee_turn *turn, struct tee_context *ctx, const u8 *ta,
		   unsigned long end)
{
	long rc;

	*turn = (struct tee_turn){ .ctx = ctx };
	INIT_LIST_HEAD(&turn->link);
	import_uuid(&turn->ta, ta);
	rc = wait_event_killable_timeout(ctx->teedev->turn_wait, !turn_is_anothers(turn),
					 min_t(long, turn_left(end),
					       msecs_to_jiffies(TEE_TURN_MS)));
	return rc < 0 ? -EINTR : 0;
}

/**
 * tee_turn_wait() - wait for a session, after the application answered "busy"
 * @turn:	the turn
 * @end:	end of the client's timeout, jiffies
 *
 * Context: process, may sleep.
 * Return: 0 if the request should be repeated, or the timeout has expired; -EINTR on a
 * fatal signal.
 */
int tee_turn_wait(struct tee_turn *turn, unsigned long end)
{
	const long poll = msecs_to_jiffies(TEE_TURN_POLL_MS);
	struct tee_device *teedev = turn->ctx->teedev;
	long left = turn_left(end), rc;

	/* The last request has used up the priority. Keep the longest waiter at the head. */
	spin_lock(&teedev->lock);
	WRITE_ONCE(turn->owed, false);
	if (list_empty(&turn->link))
		list_add_tail(&turn->link, &teedev->turns);
	spin_unlock(&teedev->lock);
	wake_up_all(&teedev->turn_wait);
	/* Do not retry just before the timeout, because the result might arrive too late. */
	rc = wait_event_killable_timeout(teedev->turn_wait, READ_ONCE(turn->owed),
					 left < 2 * poll ? left : poll);
	return rc < 0 ? -EINTR : 0;
}

/**
 * tee_turn_end() - end a turn
 * @turn:	the turn
 */
void tee_turn_end(struct tee_turn *turn)
{
	struct tee_device *teedev = turn->ctx->teedev;

	spin_lock(&teedev->lock);
	list_del(&turn->link);
	spin_unlock(&teedev->lock);
	wake_up_all(&teedev->turn_wait);
}
