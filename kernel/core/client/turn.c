// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns at Trusted Applications that take only so many sessions, one for instance, and
 * answer "busy" to whoever comes meanwhile.
 *
 * A program is told so, as the ABI has it, and comes again or not. A kernel client that
 * opens a session in a given time waits instead. Whoever has just closed a session is
 * the quickest to open the next; so that nobody is shut out by that,
 *
 * - a kernel client that waits is owed the session that another closes: until it has
 *   asked for it, others who ask for that application are held up;
 * - a client that has been refused finds a kernel client that begins to ask later
 *   letting it pass, if it comes again soon.
 *
 * Both for TEE_TURN_MS at most, and without an answer that is not the TEE's own.
 */

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/wait.h>

#include "core/client/turn.h"
#include "core/device.h"
#include "core/session/context.h"

/* How long one client is held up for another. */
#define TEE_TURN_MS	100

/* How often who waits asks unasked: a session may end without the core's knowing. */
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
 * tee_turn_let_pass() - let the client that is owed a session ask first
 * @ctx:	a client that is about to open one
 * @ta:		with which application
 */
void tee_turn_let_pass(struct tee_context *ctx, const uuid_t *ta)
{
	/* Nobody waits, as a rule; who comes to wait just now is none the worse off. */
	if (!list_empty_careful(&ctx->teedev->turns))
		wait_event_timeout(ctx->teedev->turn_wait, !turn_is_owed(ctx, ta),
				   msecs_to_jiffies(TEE_TURN_MS));
}

/**
 * tee_turn_answered() - what an application has answered who opens a session
 * @ctx:	the client
 * @ta:		the application
 * @busy:	it takes no more sessions
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
 * tee_turn_forget() - forget that a client was refused
 * @ctx:	a client that asks for no more sessions
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
 * tee_turn_closed() - a session has been closed: who waits for it is owed it
 * @teedev:	the device
 * @ta:		the application it was with
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
 * Whether another client has been refused, and may be about to come again. A user can open
 * any number of descriptors, so only the clients refused in the last TEE_TURN_MS are looked
 * at: the TEE cannot refuse many in that time.
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
 * tee_turn_begin() - begin to ask for a session, letting pass who was refused
 * @turn:	the caller's until tee_turn_end()
 * @ctx:	the client
 * @ta:		the application
 * @end:	when the time for it is up, jiffies
 *
 * May sleep.
 *
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
 * tee_turn_wait() - wait for a session, after the application was busy
 * @turn:	the turn
 * @end:	when the time for it is up, jiffies
 *
 * May sleep.
 *
 * Return: 0 where it is worth asking again, or the time is up; -EINTR on a fatal signal.
 */
int tee_turn_wait(struct tee_turn *turn, unsigned long end)
{
	const long poll = msecs_to_jiffies(TEE_TURN_POLL_MS);
	struct tee_device *teedev = turn->ctx->teedev;
	long left = turn_left(end), rc;

	/* What it was owed it has had. Who waits longest stays first. */
	spin_lock(&teedev->lock);
	WRITE_ONCE(turn->owed, false);
	if (list_empty(&turn->link))
		list_add_tail(&turn->link, &teedev->turns);
	spin_unlock(&teedev->lock);
	wake_up_all(&teedev->turn_wait);
	/* Not unasked so late that the answer might not come in time. */
	rc = wait_event_killable_timeout(teedev->turn_wait, READ_ONCE(turn->owed),
					 left < 2 * poll ? left : poll);
	return rc < 0 ? -EINTR : 0;
}

/**
 * tee_turn_end() - ask no more
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
