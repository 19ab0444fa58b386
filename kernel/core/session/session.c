// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions and the calls in them, for both ioctls and kernel clients.
 *
 * Sessions are refcounted. The client's table has one reference until the client closes
 * the session, and every call in it has one for as long as it runs, including any
 * waiting. Closing a session only keeps further calls out. We ask the TEE to close it
 * when the last reference is dropped. Although TEEs reuse session ids, an id that we've
 * looked up can't change its meaning while we hold on to the reference.
 */

#include <linux/rcupdate.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/tee_result.h>
#include <linux/uuid.h>

#include "core/client/opener.h"
#include "core/device.h"
#include "core/session/context.h"
#include "core/session/session.h"
#include "core/session/undo.h"
#include "core/session/user.h"
#include "core/stats.h"
#include "core/trace.h"
#include "debug_delay.h"

/**
 * tee_session_find() - look up a client's session
 * @ctx:	the client
 * @id:		the session's id
 *
 * Return: the session with a reference, for tee_session_put(); or NULL.
 */
struct tee_session *tee_session_find(struct tee_context *ctx, u32 id)
{
	struct tee_context_private *priv = tee_context_priv(ctx);
	struct tee_session *session;

	rcu_read_lock();
	/* Most clients have just one session, which saves them the lookup. */
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
 * tee_session_get() - get a reference to a session
 * @session:	a session that the caller has a reference to
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

/* Add a session to the client's table once the TEE has opened it. */
static int session_add(struct tee_session *session, u32 id)
{
	struct tee_context *ctx = session->ctx;
	int rc;

	session->id = id;
	rc = xa_insert(&tee_context_priv(ctx)->sessions, id, session, GFP_KERNEL_ACCOUNT);
	/* The TEE has handed out the id of a session that's still open. */
	if (rc == -EBUSY)
		return -EIO;
	tee_context_hold(ctx);
	tee_stats_add(&ctx->teedev->stats, TEE_COUNT_SESSIONS, 1);
	if (!rc)
		return 0;
	/* It's not in the table, so drop that reference. */
	tee_session_put(session);
	return rc;
}

/* Count a session against tee_identity.max_sessions. Return: 0 or -ENOSPC. */
static int reserve_session(struct tee_device *teedev)
{
	u32 max = teedev->identity.max_sessions;

	/* without a maximum, a value that the count never has */
	return atomic_add_unless(&teedev->sessions, 1, max ? (int)max : -1) ? 0 : -ENOSPC;
}

/**
 * tee_session_uncharge() - uncharge a session that's closed or never made it
 * @ctx:	the client it was charged to
 * @loaded:	the TEE has loaded an application for it
 */
void tee_session_uncharge(struct tee_context *ctx, bool loaded)
{
	tee_user_uncharge_session(ctx, loaded);
	atomic_dec(&ctx->teedev->sessions);
}

/* What to return if we didn't get a turn. For a cancelled call, answer in the TEE's place. */
static int turn_failed(int rc, u32 *ret, u32 *origin)
{
	if (rc != -ECANCELED)
		return rc;
	*ret = TEEC_ERROR_CANCEL;
	*origin = TEEC_ORIGIN_COMMS;
	return 0;
}

/* Charge the user for a session and wait for its turn to open one. */
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
	 * Only now that we have the turn. The TEE may support just a few sessions, and
	 * others can use them while we wait.
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
 * @arg:	the request; receives the TEE's result
 * @params:	parameters
 * @session:	[out] the new session, or NULL if the TEE hasn't opened one
 *
 * The session is the caller's alone until tee_session_publish().
 *
 * Context: process, may sleep.
 * Return: 0 if there's a result from the TEE in @arg, or a negative errno.
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
	/* The TEE has failed to load the application because we refused to let it. */
	if (!rc && arg->ret && call.over_limit)
		rc = -EDQUOT;
	tee_openers_answered(ctx, &new->ta, !rc && arg->ret == TEEC_ERROR_BUSY);
	tee_stats_call(&teedev->stats, start, rc, arg->ret);
	trace_tee_open_session(teedev, ctx, arg, rc, start);
	/* Nothing to uncharge yet, since a detached call may still open the session. */
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
 * tee_session_publish() - let the client use its new session
 * @session:	a session from tee_session_open(). Belongs to its context from here on
 *
 * Context: any. Timed calls do this with tee_device.lock held.
 */
void tee_session_publish(struct tee_session *session)
{
	/*
	 * Set this first: session_retire() doesn't clear it before @live is set, and
	 * we'd end up with a stale pointer.
	 */
	rcu_assign_pointer(tee_context_priv(session->ctx)->last_session, session);
	tee_debug_spin();
	/* Pairs with tee_session_find(). */
	smp_store_release(&session->live, true);
}

/**
 * tee_session_discard() - close a session instead of publishing it
 * @session:	a session from tee_session_open()
 *
 * Context: process, may sleep.
 */
void tee_session_discard(struct tee_session *session)
{
	tee_session_put(session);
}

/**
 * tee_session_closed() - free a session that the TEE was asked to close
 * @session:	the session, without any references
 * @rc:		what the driver's close_session() returned, final
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
 * Ask the TEE to close a session, and end the turn. Return: the driver's result. Repeat
 * this after -EINTR or -EBUSY, except with TEE_WAIT_MODE_UNLIMITED. -EINPROGRESS means
 * that the call was detached.
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
	/* final in any case with TEE_WAIT_MODE_UNLIMITED */
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
 * Leave it to a worker to close the session. We enter the device on its behalf, to have
 * unregistration wait for it.
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

/* How long to wait for a turn to close a session, jiffies */
#define TEE_CLOSE_WAIT	HZ

/*
 * Time budget for closing all of a client's sessions if the task is exiting or cleans
 * up after other processes, jiffies
 */
#define TEE_CLOSE_ALL_WAIT	(HZ / 10)

/*
 * Closing runs the application and needs a TEE thread, so it takes a turn like any
 * call. But we don't wait for that very long.
 */
static int session_end_now(struct tee_session *session, enum tee_wait_mode wait_mode)
{
	struct tee_user *user = tee_context_priv(session->ctx)->limited;

	if (user)
		user = tee_user_enter(user, TEE_USER_CALLS,
				      wait_mode == TEE_WAIT_MODE_KILLABLE ? TEE_CLOSE_WAIT : 0);
	return IS_ERR(user) ? -EBUSY : session_try_end(session, user, wait_mode);
}

/* Has to happen before the TEE closes the session. It may reuse the id right away. */
static void session_unlist(struct tee_session *session)
{
	xa_cmpxchg(&tee_context_priv(session->ctx)->sessions, session->id, session, NULL, 0);
}

/*
 * The last reference is gone, so have the TEE close the session. @waits: set this to
 * leave it to a worker; on return, tells whether a worker or a detached call is still
 * at it. Return: the driver's result, or 0 if we don't know it yet.
 */
static int session_end(struct tee_session *session, enum tee_wait_mode wait_mode, bool *waits)
{
	int rc = -EBUSY;

	session_unlist(session);
	/* There are no turns any more during unregistration. */
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
 * tee_session_put_in_turn() - drop a reference at the end of a call
 * @session:	the session; the caller has entered the device
 * @user:	the turn that the call was made in, or NULL. Ends here
 *
 * If that was the last reference, close the session in this turn. The next call in line
 * may well be one to open it again, which would find a single-session TA busy.
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
	/* Either the client has no limits, or a detached call has taken the turn. */
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
 * The last one closes the session in the TEE.
 *
 * Context: process, may sleep.
 */
void tee_session_put(struct tee_session *session)
{
	bool waits = false;

	if (refcount_dec_and_test(&session->refs))
		session_end(session, tee_current_wait_mode(session->ctx), &waits);
}

/* Keep new calls out. Return: true if it's on the caller to drop the table's reference. */
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
 * Doesn't disturb calls in progress. The TEE closes the session after the last one.
 *
 * Context: process, may sleep.
 * Return: 0, -EINVAL if there's no such session, or the driver's error.
 */
int tee_session_close(struct tee_context *ctx, u32 id)
{
	struct tee_session *session;
	bool waits = false;
	int rc = -EINVAL;

	session = tee_session_find(ctx, id);
	if (!session)
		return -EINVAL;
	/* If several tasks get here, one of them wins and the others return -EINVAL. */
	if (session_retire(session)) {
		refcount_dec(&session->refs);
		rc = 0;
	}
	tee_debug_delay();
	if (refcount_dec_and_test(&session->refs))
		return session_end(session, tee_current_wait_mode(ctx), &waits) ?: rc;
	return rc;
}

/* Get the next session that nobody has closed yet, with a reference; or NULL. */
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
 * tee_session_close_all() - close all of a client's sessions
 * @ctx:	the client, about to be shut
 * @wait_mode:	how long to wait before leaving the rest to a worker
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
 * tee_session_invoke_in() - invoke a command in a session
 * @session:	the session, referenced by the caller
 * @arg:	the request; receives the TEE's result
 * @params:	parameters
 * @user:	the turn from tee_user_begin(). Set to NULL if the call was detached,
 *		and the turn along with it
 *
 * Context: process, may sleep.
 * Return: 0 if there's a result from the TEE in @arg, or a negative errno.
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
	/* Wait for a turn before looking up the session, since we'd keep it open meanwhile. */
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
 * tee_session_cancel_in() - have the TEE cancel a command
 * @session:	the session, referenced by the caller
 * @cancel_id:	the command's cancellation id
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

	/* Still waiting for a turn? Then the driver doesn't know the call. */
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
	/* End the turn first, as closing the session may take long. */
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
