// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions and the calls made in them: the one path that ioctls and kernel
 * clients share.
 *
 * A context's xarray holds the sessions it has opened, by the id the TEE gave: who
 * calls needs to know only that the session is there, who traces which Trusted
 * Application it is with.
 * A session leaves it, and last_session, before the TEE is asked to close it, so
 * that the TEE may give the id out again at once. Only the opening of a session
 * sets last_session: a call that did could bring a closed one back.
 */

#include <linux/rcupdate.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/uuid.h>

#include "tee_private.h"
#include "trace.h"

static bool tee_session_is_known(struct tee_context *ctx, u32 session)
{
	/* Most clients have one session: spare them the look-up. */
	if (session && session == READ_ONCE(tee_context_priv(ctx)->last_session))
		return true;
	return xa_load(&tee_context_priv(ctx)->sessions, session);
}

/**
 * tee_session_ta() - which Trusted Application a session is with
 * @ctx:	the client
 * @session:	its session
 * @ta:		[out] the application's UUID; nil where there is no such session
 *
 * For whoever watches: the session may be closed meanwhile.
 */
void tee_session_ta(struct tee_context *ctx, u32 session, uuid_t *ta)
{
	const struct tee_session *found;

	rcu_read_lock();
	found = xa_load(&tee_context_priv(ctx)->sessions, session);
	*ta = found ? found->ta : uuid_null;
	rcu_read_unlock();
}

int tee_session_open(struct tee_context *ctx,
		     struct tee_ioctl_open_session_arg *arg,
		     struct tee_param *params)
{
	struct tee_device *teedev = ctx->teedev;
	const struct tee_driver_ops *ops = teedev->desc->ops;
	struct tee_session *session;
	void *old;
	u64 start;
	int rc;

	if (!ops->open_session)
		return -EOPNOTSUPP;
	session = kmalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return -ENOMEM;
	import_uuid(&session->ta, arg->uuid);

	tee_turn_let_pass(ctx, &session->ta);
	start = local_clock();
	rc = ops->open_session(ctx, arg, params);
	tee_turn_answered(ctx, &session->ta, !rc && arg->ret == TEE_RESULT_BUSY);
	tee_stats_call(&teedev->stats, start, rc, arg->ret);
	trace_tee_open_session(teedev, ctx, arg, rc, start);
	if (rc || arg->ret)
		goto free_session;

	old = xa_store(&tee_context_priv(ctx)->sessions, arg->session, session, GFP_KERNEL);
	if (xa_is_err(old)) {
		ops->close_session(ctx, arg->session);
		rc = xa_err(old);
		goto free_session;
	}
	/* A TEE that gives out one id twice: the first session is still there. */
	if (old) {
		kfree_rcu((struct tee_session *)old, rcu);
		return -EIO;
	}
	WRITE_ONCE(tee_context_priv(ctx)->last_session, arg->session);
	tee_stats_add(&teedev->stats, TEE_COUNT_SESSIONS, 1);
	return 0;

free_session:
	kfree(session);
	return rc;
}

int tee_session_close(struct tee_context *ctx, u32 session)
{
	struct tee_device *teedev = ctx->teedev;
	struct tee_session *known;
	int rc;

	cmpxchg(&tee_context_priv(ctx)->last_session, session, 0);
	known = xa_erase(&tee_context_priv(ctx)->sessions, session);
	if (!known)
		return -EINVAL;
	rc = teedev->desc->ops->close_session(ctx, session);
	tee_turn_closed(teedev, &known->ta);
	tee_stats_add(&teedev->stats, TEE_COUNT_SESSIONS, -1);
	trace_tee_close_session(teedev, ctx, session, &known->ta, rc);
	kfree_rcu(known, rcu);
	return rc;
}

/**
 * tee_sessions_forget() - free what is left of a context's table of sessions
 * @ctx:	the context, which nobody uses any more
 */
void tee_sessions_forget(struct tee_context *ctx)
{
	struct xarray *sessions = &tee_context_priv(ctx)->sessions;
	struct tee_session *session;
	unsigned long id;

	if (xa_empty(sessions))
		return;
	xa_for_each(sessions, id, session)
		kfree(session);
	xa_destroy(sessions);
}

void tee_session_close_all(struct tee_context *ctx)
{
	unsigned long session;
	void *entry;

	if (xa_empty(&tee_context_priv(ctx)->sessions))
		return;
	xa_for_each(&tee_context_priv(ctx)->sessions, session, entry)
		tee_session_close(ctx, session);
}

int tee_session_invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		       struct tee_param *params)
{
	struct tee_device *teedev = ctx->teedev;
	const struct tee_driver_ops *ops = teedev->desc->ops;
	u64 start;
	int rc;

	if (!ops->invoke_func)
		return -EOPNOTSUPP;
	if (!tee_session_is_known(ctx, arg->session))
		return -EINVAL;

	trace_tee_invoke_begin(teedev, ctx, arg);
	start = local_clock();
	rc = ops->invoke_func(ctx, arg, params);
	tee_stats_call(&teedev->stats, start, rc, arg->ret);
	trace_tee_invoke_end(teedev, ctx, arg, rc, start);
	return rc;
}

int tee_session_cancel(struct tee_context *ctx, u32 cancel_id, u32 session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	if (!ops->cancel_req)
		return -EOPNOTSUPP;
	if (session && !tee_session_is_known(ctx, session))
		return -EINVAL;
	return ops->cancel_req(ctx, cancel_id, session);
}

int tee_session_make_system(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	if (!ops->system_session)
		return -EOPNOTSUPP;
	if (!tee_session_is_known(ctx, session))
		return -EINVAL;
	return ops->system_session(ctx, session);
}

int tee_object_invoke(struct tee_context *ctx,
		      struct tee_ioctl_object_invoke_arg *arg,
		      struct tee_param *params)
{
	struct tee_device *teedev = ctx->teedev;
	const struct tee_driver_ops *ops = teedev->desc->ops;
	u64 start = local_clock();
	int rc;

	if (!ops->object_invoke_func)
		return -EOPNOTSUPP;
	rc = ops->object_invoke_func(ctx, arg, params);
	tee_stats_call(&teedev->stats, start, rc, arg->ret);
	return rc;
}
