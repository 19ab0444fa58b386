// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions and the calls made in them, for ioctls and kernel clients alike.
 *
 * A session is an object. Its context's table holds one reference until the session is
 * closed, and each call in it holds one until the call ends, including its waits. Closing
 * a session refuses further calls; when the last reference is dropped, the core asks the
 * TEE to close the session. So an id that was looked up refers to the same session as
 * long as the reference is held, although the TEE reuses ids.
 */

#include <linux/rcupdate.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/tee_result.h>
#include <linux/uuid.h>

#include "core/client/opener.h"
#include "core/debug_delay.h"
#include "core/device.h"
#include "core/session/context.h"
#include "core/session/session.h"
#include "core/session/undo.h"
#include "core/session/user.h"
#include "core/stats.h"
#include "core/trace.h"

/**
 * tee_session_find() - find a client's session for a call in it
 * @ctx:	the client
 * @id:		the session's id
 *
 * Return: the session with a reference, to be dropped with tee_session_put(); or NULL.
 */
struct tee_session *tee_session_find(struct tee_context *ctx, u32 id)
{
	struct tee_context_private *priv = tee_context_priv(ctx);
	struct tee_session *session;

	rcu_read_lock();
	/* Most clients have one session: skip the look-up for them. */
	session = rcu_dereference(priv->last_session);
	if (unlikely(!session || session->id != id))
		session = xa_load(&priv->sessions, id);
	if (session && (!smp_load_acquire(&session->live) ||
			!refcount_inc_not_zero(&session->refs)))
		session = NULL;
	rcu_read_unlock();
	return session;
}

/**
 * tee_session_get() - take a reference to a session
 * @session:	a session to which the caller holds a reference
 */
void tee_session_get(struct tee_session *session)
{
	refcount_inc(&session->refs);
}

static struct tee_session *session_alloc(struct tee_context *ctx, const u8 *ta)
{
	struct tee_session *session = kmalloc(sizeof(*session), GFP_KERNEL_ACCOUNT);

	if (!session)
		return NULL;
	session->ctx = ctx;
	import_uuid(&session->ta, ta);
	session->live = false;
	refcount_set(&session->refs, 1);
	return session;
}

/* Add a session that the TEE has opened to its client's table. */
static int session_add(struct tee_session *session, u32 id)
{
	struct tee_context *ctx = session->ctx;
	int rc;

	session->id = id;
	rc = xa_insert(&tee_context_priv(ctx)->sessions, id, session, GFP_KERNEL_ACCOUNT);
	/* The TEE has assigned an id that belongs to a session that is still open. */
	if (rc == -EBUSY)
		return -EIO;
	tee_context_hold(ctx);
	tee_stats_add(&ctx->teedev->stats, TEE_COUNT_SESSIONS, 1);
	if (!rc)
		return 0;
	/* The session could not be added to the table, so drop the table's reference here. */
	tee_session_put(session);
	return rc;
}

/* Count a session for the limit that the driver declares. Return: 0 or -ENOSPC. */
static int reserve_session(struct tee_device *teedev)
{
	u32 max = teedev->identity.max_sessions;

	if ((u32)atomic_inc_return(&teedev->sessions) <= max || !max)
		return 0;
	atomic_dec(&teedev->sessions);
	return -ENOSPC;
}

/**
 * tee_session_uncharge() - uncharge a session that was closed, or could not be opened
 * @ctx:	the client that was charged for it
 * @loaded:	the TEE loaded an application for it
 */
void tee_session_uncharge(struct tee_context *ctx, bool loaded)
{
	tee_user_uncharge_session(ctx, loaded);
	atomic_dec(&ctx->teedev->sessions);
}

/*
 * Set the result of a call that got no turn. If the call was cancelled, report the
 * cancellation in place of the TEE.
 */
static int turn_failed(int rc, u32 *ret, u32 *origin)
{
	if (rc != -ECANCELED)
		return rc;
	*ret = TEEC_ERROR_CANCEL;
	*origin = TEEC_ORIGIN_COMMS;
	return 0;
}

/* Charge the user for a session, and wait for a turn in which to open it. */
static int begin_open(struct tee_call *call, const uuid_t *ta, u32 cancel_id)
{
	struct tee_context *ctx = call->ctx;
	int rc;

	rc = tee_user_charge_session(ctx);
	if (rc)
		return rc;
	tee_openers_yield(ctx, ta);
	call->user = tee_user_begin_call(ctx, 0, cancel_id);
	rc = PTR_ERR_OR_ZERO(call->user);
	if (rc)
		goto uncharge_user;
	/*
	 * Only now, so that a call that waits for its turn does not use up a session that
	 * others need.
	 */
	rc = reserve_session(ctx->teedev);
	if (!rc)
		return 0;

	tee_user_end(call->user, TEE_USER_CALLS);
uncharge_user:
	tee_user_uncharge_session(ctx, false);
	return rc;
}

/**
 * tee_session_open() - open a session
 * @ctx:	the client
 * @arg:	the request, and the TEE's result
 * @params:	the parameters
 * @session:	[out] the session if the TEE has opened one; otherwise NULL
 *
 * Only the caller can use the session before tee_session_publish().
 *
 * Context: process, may sleep.
 * Return: 0 if the TEE has answered, or a negative errno.
 */
int tee_session_open(struct tee_context *ctx, struct tee_ioctl_open_session_arg *arg,
		     struct tee_param *params, struct tee_session **session)
{
	struct tee_device *teedev = ctx->teedev;
	const struct tee_driver_ops *ops = teedev->desc->ops;
	struct tee_call call = {
		.ctx = ctx, .params = params, .num_params = arg->num_params,
	};
	struct tee_session *new;
	u64 start;
	int rc;

	*session = NULL;
	if (!ops->open_session)
		return -EOPNOTSUPP;
	if (arg->num_params > teedev->max_params)
		return -EINVAL;
	new = session_alloc(ctx, arg->uuid);
	if (!new)
		return -ENOMEM;

	rc = begin_open(&call, &new->ta, arg->cancel_id);
	if (rc) {
		rc = turn_failed(rc, &arg->ret, &arg->ret_origin);
		goto free_session;
	}
	start = local_clock();
	rc = ops->open_session(&call, arg, params);
	tee_user_end(call.user, TEE_USER_CALLS);
	/* The user is at its limit of applications, so the TEE did not load this one. */
	if (!rc && arg->ret && call.over_limit)
		rc = -EDQUOT;
	tee_openers_answered(ctx, &new->ta, !rc && arg->ret == TEEC_ERROR_BUSY);
	tee_stats_call(&teedev->stats, start, rc, arg->ret);
	trace_tee_open_session(teedev, ctx, arg, rc, start);
	/* A detached call keeps the charge, because it may still open the session. */
	if (call.detached)
		goto free_session;
	if (rc || arg->ret)
		goto uncharge;
	new->loaded = call.loaded;
	rc = session_add(new, arg->session);
	if (rc == -EIO)
		goto uncharge;
	*session = rc ? NULL : new;
	return rc;

uncharge:
	tee_session_uncharge(ctx, call.loaded);
free_session:
	kfree(new);
	return rc;
}

/**
 * tee_session_publish() - let a client use the session that it has opened
 * @session:	the session, from tee_session_open(); now owned by its context
 *
 * Context: any; a timed call publishes under a spinlock.
 */
void tee_session_publish(struct tee_session *session)
{
	/*
	 * Before live is set, because session_retire() clears last_session of live
	 * sessions only.
	 */
	rcu_assign_pointer(tee_context_priv(session->ctx)->last_session, session);
	tee_debug_spin();
	/* Pairs with tee_session_find(), which then sees a complete session. */
	smp_store_release(&session->live, true);
}

/**
 * tee_session_discard() - close a session that was not published
 * @session:	the session, from tee_session_open()
 *
 * Context: process, may sleep.
 */
void tee_session_discard(struct tee_session *session)
{
	tee_session_put(session);
}

/**
 * tee_session_closed() - free a session after the TEE was asked to close it
 * @session:	the session, whose last reference was dropped
 * @rc:		result of the driver's close_session(), which is final
 *
 * Context: process, may sleep.
 */
void tee_session_closed(struct tee_session *session, int rc)
{
	struct tee_context *ctx = session->ctx;
	struct tee_device *teedev = ctx->teedev;
	bool loaded = session->loaded;

	tee_openers_closed(teedev, &session->ta);
	tee_stats_add(&teedev->stats, TEE_COUNT_SESSIONS, -1);
	trace_tee_close_session(teedev, ctx, session->id, &session->ta, rc);
	kfree_rcu(session, rcu);
	tee_session_uncharge(ctx, loaded);
	tee_context_unhold(ctx);
}

/*
 * Ask the TEE to close a session, in a user's turn, and end the turn. Return: the
 * driver's result; -EINTR or -EBUSY: the caller must repeat the operation, unless
 * @wait_mode is TEE_WAIT_MODE_UNLIMITED; -EINPROGRESS: the call was detached.
 */
static int session_try_end(struct tee_session *session, struct tee_user *user,
			   enum tee_wait_mode wait_mode)
{
	struct tee_context *ctx = session->ctx;
	struct tee_call call = {
		.ctx = ctx, .session = session, .user = user, .closes = true,
		.wait_mode = wait_mode,
	};
	int rc;

	rc = ctx->teedev->desc->ops->close_session(&call, session->id);
	tee_user_end(call.user, TEE_USER_CALLS);
	if (call.detached)
		return -EINPROGRESS;
	/* With TEE_WAIT_MODE_UNLIMITED every result is final. */
	if (wait_mode == TEE_WAIT_MODE_UNLIMITED || (rc != -EINTR && rc != -EBUSY))
		tee_session_closed(session, rc);
	return rc;
}

static void session_end_again(struct tee_undo *undo)
{
	struct tee_session *session = container_of(undo, struct tee_session, undo);
	struct tee_user *user = tee_context_priv(session->ctx)->limited;
	struct tee_device *teedev = session->ctx->teedev;

	if (user)
		user = tee_user_turn_of(user, &session->waiter);
	session_try_end(session, user, TEE_WAIT_MODE_UNLIMITED);
	tee_device_exit(teedev);
	put_device(&teedev->dev);
}

/*
 * Let a worker close the session. This counts as a call in progress, so that
 * unregistering the device waits for it.
 */
static void session_end_later(struct tee_session *session)
{
	struct tee_user *user = tee_context_priv(session->ctx)->limited;
	struct tee_device *teedev = session->ctx->teedev;

	percpu_ref_get(&teedev->users);
	get_device(&teedev->dev);
	if (user)
		tee_user_undo_in_turn(user, TEE_USER_CALLS, &session->waiter, &session->undo,
				      session_end_again);
	else
		tee_undo_later(&session->undo, session_end_again);
}

/* Maximum time that a task waits for its user's turn to close a session, jiffies */
#define TEE_CLOSE_WAIT	HZ

/*
 * Maximum total time that a task spends on closing sessions if it exits or closes
 * descriptors of others, jiffies
 */
#define TEE_CLOSE_ALL_WAIT	(HZ / 10)

/*
 * Closing a session runs the application and occupies a TEE thread, so it needs a turn
 * like other calls. The caller waits for that turn only for a short time.
 */
static int session_end_now(struct tee_session *session, enum tee_wait_mode wait_mode)
{
	struct tee_user *user = tee_context_priv(session->ctx)->limited;

	if (user)
		user = tee_user_enter(user, TEE_USER_CALLS,
				      wait_mode == TEE_WAIT_MODE_KILLABLE ? TEE_CLOSE_WAIT : 0);
	return IS_ERR(user) ? -EBUSY : session_try_end(session, user, wait_mode);
}

/* Do this before the TEE closes the session, because the TEE may then reuse the id. */
static void session_unlist(struct tee_session *session)
{
	xa_cmpxchg(&tee_context_priv(session->ctx)->sessions, session->id, session, NULL, 0);
}

/*
 * Close a session whose last reference was dropped. @waits: on entry, true if a worker
 * must close it; on return, true if the closing was left to a worker or to a detached
 * call. Return: the driver's result, or 0 if it is not yet known.
 */
static int session_end(struct tee_session *session, enum tee_wait_mode wait_mode, bool *waits)
{
	int rc = -EBUSY;

	session_unlist(session);
	/* During the device's unregistration no turns are taken. */
	if (wait_mode == TEE_WAIT_MODE_UNLIMITED)
		return session_try_end(session, NULL, wait_mode);
	if (!*waits)
		rc = session_end_now(session, wait_mode);
	*waits = rc == -EINTR || rc == -EBUSY || rc == -EINPROGRESS;
	if (!*waits)
		return rc;
	if (rc != -EINPROGRESS)
		session_end_later(session);
	return 0;
}

/**
 * tee_session_put_in_turn() - drop the reference of a call in a session
 * @session:	the session; the caller has entered the device
 * @user:	the turn in which the call was made, or NULL; ended here
 *
 * If it is the last reference, the session is closed in the same turn, because the call
 * that waits for the next turn may want to open the session again.
 *
 * Context: process, may sleep.
 */
void tee_session_put_in_turn(struct tee_session *session, struct tee_user *user)
{
	enum tee_wait_mode wait_mode = tee_current_wait_mode(session->ctx);
	bool waits = false;
	int rc;

	if (!refcount_dec_and_test(&session->refs)) {
		tee_user_end(user, TEE_USER_CALLS);
		return;
	}
	/* If the call was detached, it has taken the turn. */
	if (!user) {
		session_end(session, wait_mode, &waits);
		return;
	}
	session_unlist(session);
	rc = session_try_end(session, user, wait_mode);
	if (rc == -EINTR || rc == -EBUSY)
		session_end_later(session);
}

/**
 * tee_session_put() - drop a reference to a session
 * @session:	the session; the caller has entered the device
 *
 * If it is the last reference, the TEE is asked to close the session.
 *
 * Context: process, may sleep.
 */
void tee_session_put(struct tee_session *session)
{
	bool waits = false;

	if (refcount_dec_and_test(&session->refs))
		session_end(session, tee_current_wait_mode(session->ctx), &waits);
}

/*
 * Refuse new calls in a session. Return: true if the caller must drop the table's
 * reference.
 */
static bool session_retire(struct tee_session *session)
{
	struct tee_context_private *priv = tee_context_priv(session->ctx);

	if (!xchg(&session->live, false))
		return false;
	cmpxchg((struct tee_session __force **)&priv->last_session, session, NULL);
	return true;
}

/**
 * tee_session_close() - close a session
 * @ctx:	the client
 * @id:		the session's id
 *
 * Calls in progress in the session continue. The TEE is asked to close it after the last
 * of them has ended.
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL if the client has no such session, or the driver's error.
 */
int tee_session_close(struct tee_context *ctx, u32 id)
{
	struct tee_session *session;
	bool waits = false;
	int rc = -EINVAL;

	session = tee_session_find(ctx, id);
	if (!session)
		return -EINVAL;
	/* If several tasks close the session, one retires it; the others get -EINVAL. */
	if (session_retire(session)) {
		refcount_dec(&session->refs);
		rc = 0;
	}
	tee_debug_delay();
	if (refcount_dec_and_test(&session->refs))
		return session_end(session, tee_current_wait_mode(ctx), &waits) ?: rc;
	return rc;
}

/* Return the next session that is not being closed, with a reference; or NULL. */
static struct tee_session *session_next(struct tee_context *ctx, unsigned long *id)
{
	struct tee_session *session;

	rcu_read_lock();
	xa_for_each_start(&tee_context_priv(ctx)->sessions, *id, session, *id)
		if (READ_ONCE(session->live) && refcount_inc_not_zero(&session->refs))
			break;
	rcu_read_unlock();
	return session;
}

/**
 * tee_session_close_all() - close all sessions of a client
 * @ctx:	the client, whose context is being shut
 * @wait_mode:	how long to wait; if that is too short, a worker closes the remaining
 *		sessions
 *
 * Context: process, may sleep.
 */
void tee_session_close_all(struct tee_context *ctx, enum tee_wait_mode wait_mode)
{
	struct tee_session *session;
	unsigned long began = jiffies, id = 0;
	bool waits = false;

	while ((session = session_next(ctx, &id))) {
		waits |= wait_mode == TEE_WAIT_MODE_BRIEF &&
			 time_after(jiffies, began + TEE_CLOSE_ALL_WAIT);
		if (session_retire(session))
			refcount_dec(&session->refs);
		if (refcount_dec_and_test(&session->refs))
			session_end(session, wait_mode, &waits);
	}
}

/**
 * tee_session_invoke_in() - invoke a command
 * @session:	the session, to which the caller holds a reference
 * @arg:	the request, and the TEE's result
 * @params:	the parameters
 * @user:	the turn, from tee_user_begin(); set to NULL if the call was detached,
 *		which then ends the turn
 *
 * Context: process, may sleep.
 * Return: 0 if the TEE has answered, or a negative errno.
 */
int tee_session_invoke_in(struct tee_session *session, struct tee_ioctl_invoke_arg *arg,
			  struct tee_param *params, struct tee_user **user)
{
	struct tee_context *ctx = session->ctx;
	struct tee_device *teedev = ctx->teedev;
	struct tee_call call = {
		.ctx = ctx, .session = session, .params = params,
		.num_params = arg->num_params, .user = *user,
	};
	u64 start;
	int rc;

	if (unlikely(arg->num_params > teedev->max_params))
		return -EINVAL;
	trace_tee_invoke_begin(teedev, ctx, arg);
	start = local_clock();
	rc = teedev->desc->ops->invoke_func(&call, arg, params);
	*user = call.user;
	tee_stats_call(&teedev->stats, start, rc, arg->ret);
	trace_tee_invoke_end(teedev, ctx, arg, rc, start);
	return rc;
}

int tee_session_invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		       struct tee_param *params)
{
	struct tee_session *session;
	struct tee_user *user;
	int rc;

	if (!ctx->teedev->desc->ops->invoke_func)
		return -EOPNOTSUPP;
	/*
	 * Do this before the look-up, so that a call that waits for its turn does not
	 * keep the session open.
	 */
	user = tee_user_begin_call(ctx, arg->session, arg->cancel_id);
	if (IS_ERR(user))
		return turn_failed(PTR_ERR(user), &arg->ret, &arg->ret_origin);
	session = tee_session_find(ctx, arg->session);
	if (!session) {
		tee_user_end(user, TEE_USER_CALLS);
		return -EINVAL;
	}
	tee_debug_delay();
	rc = tee_session_invoke_in(session, arg, params, &user);
	tee_session_put_in_turn(session, user);
	return rc;
}

/**
 * tee_session_cancel_in() - ask the TEE to cancel a command
 * @session:	the session, to which the caller holds a reference
 * @cancel_id:	the id of the command
 *
 * Return: as TEE_IOC_CANCEL.
 */
int tee_session_cancel_in(struct tee_session *session, u32 cancel_id)
{
	const struct tee_driver_ops *ops = session->ctx->teedev->desc->ops;

	return ops->cancel_req ? ops->cancel_req(session->ctx, cancel_id, session->id) :
				 -EOPNOTSUPP;
}

int tee_session_cancel(struct tee_context *ctx, u32 cancel_id, u32 id)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	const struct tee_user_call call = {
		.ctx = ctx, .session = id, .cancel_id = cancel_id,
	};
	struct tee_session *session = NULL;
	struct tee_user *user;
	int rc;

	/* A call that waits for its turn has not reached the driver, so cancel it here. */
	if (tee_user_cancel(&call))
		return 0;
	if (!ops->cancel_req)
		return -EOPNOTSUPP;
	user = tee_user_begin(ctx, TEE_USER_BRIEF);
	if (IS_ERR(user))
		return PTR_ERR(user);
	if (id)
		session = tee_session_find(ctx, id);
	if (id && !session) {
		rc = -EINVAL;
	} else {
		tee_debug_delay();
		rc = ops->cancel_req(ctx, cancel_id, id);
	}
	tee_user_end(user, TEE_USER_BRIEF);
	/*
	 * End the turn before dropping the reference: dropping the last reference closes
	 * the session, which may take a long time.
	 */
	if (session)
		tee_session_put(session);
	return rc;
}

int tee_session_make_system(struct tee_context *ctx, u32 id)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_session *session;
	int rc;

	if (!ops->system_session)
		return -EOPNOTSUPP;
	session = tee_session_find(ctx, id);
	if (!session)
		return -EINVAL;
	tee_debug_delay();
	rc = ops->system_session(ctx, id);
	tee_session_put(session);
	return rc;
}

int tee_object_invoke(struct tee_context *ctx,
		      struct tee_ioctl_object_invoke_arg *arg,
		      struct tee_param *params)
{
	struct tee_device *teedev = ctx->teedev;
	const struct tee_driver_ops *ops = teedev->desc->ops;
	struct tee_user *user;
	u64 start;
	int rc;

	if (!ops->object_invoke_func)
		return -EOPNOTSUPP;
	if (arg->num_params > teedev->max_params)
		return -EINVAL;
	user = tee_user_begin(ctx, TEE_USER_CALLS);
	if (IS_ERR(user))
		return PTR_ERR(user);
	start = local_clock();
	rc = ops->object_invoke_func(ctx, arg, params);
	tee_user_end(user, TEE_USER_CALLS);
	tee_stats_call(&teedev->stats, start, rc, arg->ret);
	return rc;
}
