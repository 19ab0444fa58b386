// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernel client calls with a timeout that holds even if the Trusted Application hangs.
 *
 * There's no way to abort a call once it has entered the TEE. A worker therefore makes
 * the call on behalf of a struct tee_timed_call, which owns everything involved: copies
 * of the argument and the parameters, references to their shared memory, a hold on the
 * context and the entered device. The client just waits for it. On timeout, or when
 * killed, the client abandons the call and returns, and the worker throws the results
 * away and drops the references whenever the TEE gets around to returning.
 *
 * The two sides race under tee_device.lock. If @ended is set first, the client takes the
 * results, and drops the references before it returns: it may close its session next, or
 * unload the driver. If @abandoned is, the results are dropped.
 */

#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_core.h>
#include <linux/tee_result.h>
#include <linux/tee_wait.h>
#include <linux/workqueue.h>

#include "core/client/client.h"
#include "core/client/opener.h"
#include "core/client/timed.h"
#include "core/device.h"
#include "core/memory/shm.h"
#include "core/params.h"
#include "core/session/context.h"
#include "core/session/session.h"
#include "core/session/user.h"

/* the GlobalPlatform limit */
#define TEE_TIMED_PARAMS	4

/* Delay between attempts to cancel a call, jiffies. Doubles each time, up to the maximum. */
#define TEE_CANCEL_PAUSE	(HZ / 10UL)
#define TEE_CANCEL_MAX_PAUSE	(HZ * 1UL)

/**
 * struct tee_timed_call - a call that may outlive the caller's timeout
 * @refs:	one each for the caller, the worker and the cancellation
 * @work:	makes the call
 * @cancel:	asks the TEE to cancel; rearms itself until the driver has taken the
 *		cancellation
 * @pause:	last delay between two runs of @cancel, jiffies
 * @done:	completed once the results are in
 * @ctx:	the client, held open and referenced; its device is entered
 * @ended:	the call has returned; guarded by tee_device.lock
 * @abandoned:	the caller is gone; guarded by tee_device.lock
 * @turn:	the turn that an abandoned call keeps occupied, or NULL
 * @session:	the session to invoke a command in, with a reference; NULL to open one
 * @owner:	the driver's module, pinned during the call; NULL if it is being
 *		unloaded
 * @rc:		return value of the call
 * @num_params:	number of parameters
 * @params:	the parameters; each memref holds a reference to its memory
 * @sizes:	memref sizes before the call
 * @arg:	request and result
 */
struct tee_timed_call {
	refcount_t refs;
	struct work_struct work;
	struct delayed_work cancel;
	unsigned long pause;
	struct completion done;
	struct tee_context *ctx;
	bool ended;
	bool abandoned;
	struct tee_user *turn;
	struct tee_session *session;
	struct module *owner;
	int rc;
	u32 num_params;
	struct tee_param params[TEE_TIMED_PARAMS];
	size_t sizes[TEE_TIMED_PARAMS];
	union {
		struct tee_ioctl_open_session_arg open;
		struct tee_ioctl_invoke_arg invoke;
	} arg;
};

/*
 * Every call in flight ties up a worker, possibly for a long time. Cancellations get a
 * queue of their own since they'd otherwise sit behind the very calls they should
 * cancel. The system workqueues won't do: a worker that has dropped its last reference
 * is still executing our code, and tee_timed_exit() has to be able to wait for it.
 */
static struct workqueue_struct *tee_timed_wq;
static struct workqueue_struct *tee_timed_cancel_wq;

static void timed_put(struct tee_timed_call *call)
{
	struct tee_context *ctx = call->ctx;
	struct module *owner;
	u32 i;

	if (!refcount_dec_and_test(&call->refs))
		return;
	for (i = 0; i < call->num_params; i++)
		if (tee_param_has_memref(call->params[i].attr))
			tee_shm_put(call->params[i].u.memref.shm);
	owner = call->owner;
	/*
	 * May close the session. Do that before the turn ends, so that at least the
	 * first attempt is accounted to it.
	 */
	if (call->session)
		tee_session_put(call->session);
	tee_client_turn_end(call->turn);
	kfree_sensitive(call);
	tee_context_unhold(ctx);
	tee_device_exit(ctx->teedev);
	tee_context_put(ctx);
	module_put(owner);
}

/* The outputs of an abandoned call may be confidential, so don't leave them lying around. */
static void timed_wipe_outputs(struct tee_timed_call *call)
{
	u32 i;

	for (i = 0; i < call->num_params; i++) {
		const struct tee_param_memref *memref = &call->params[i].u.memref;
		u64 type = call->params[i].attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK;
		void *va;

		if (type != TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT &&
		    type != TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT)
			continue;
		if (!memref->shm || !call->sizes[i])
			continue;
		/* The TEE may have updated memref->size, so go by what we passed in. */
		va = tee_shm_get_va(memref->shm, memref->shm_offs);
		if (!IS_ERR(va))
			memzero_explicit(va, call->sizes[i]);
	}
}

static void timed_work(struct work_struct *work)
{
	struct tee_timed_call *call = container_of(work, struct tee_timed_call, work);
	struct tee_device *teedev = call->ctx->teedev;
	struct tee_session *session = NULL;
	struct tee_user *nobody = NULL;
	bool abandoned;

	if (call->session)
		call->rc = tee_session_invoke_in(call->session, &call->arg.invoke,
						 call->params, &nobody);
	else
		call->rc = tee_session_open(call->ctx, &call->arg.open, call->params,
					    &session);

	spin_lock(&teedev->lock);
	call->ended = true;
	abandoned = call->abandoned;
	if (session && !abandoned)
		tee_session_publish(session);
	spin_unlock(&teedev->lock);
	if (abandoned) {
		/* Nothing left to cancel. */
		if (cancel_delayed_work(&call->cancel))
			timed_put(call);
		timed_wipe_outputs(call);
		if (session)
			tee_session_discard(session);
		timed_put(call);
	} else {
		/* The caller drops the last one. Nothing of the call may outlive its return. */
		refcount_dec(&call->refs);
		complete(&call->done);
	}
}

/*
 * The driver doesn't know our call (most likely the worker hasn't got to it yet), or the
 * cancellation, which is a call of its own, found no thread of the TEE or no memory.
 */
static bool must_cancel_again(int rc)
{
	return rc == -EINVAL || rc == -EBUSY || rc == -ENOMEM;
}

static void timed_cancel_work(struct work_struct *work)
{
	struct tee_timed_call *call = container_of(to_delayed_work(work), struct tee_timed_call,
						   cancel);
	struct tee_device *teedev = call->ctx->teedev;
	bool ended;

	spin_lock(&teedev->lock);
	ended = call->ended;
	spin_unlock(&teedev->lock);
	/* No session id to cancel by while we're still opening it. */
	if (!ended && call->session &&
	    must_cancel_again(tee_session_cancel_in(call->session,
						    call->arg.invoke.cancel_id))) {
		call->pause = clamp(2 * call->pause, TEE_CANCEL_PAUSE, TEE_CANCEL_MAX_PAUSE);
		queue_delayed_work(tee_timed_cancel_wq, &call->cancel, call->pause);
		return;
	}
	timed_put(call);
}

/* Check parameters. Note that the call may outlive its caller. */
static bool timed_params_are_sound(struct tee_context *ctx, const struct tee_param *param,
				   u32 num_params)
{
	u32 i;

	if (num_params > TEE_TIMED_PARAMS || !tee_client_params_are_sound(ctx, num_params, param))
		return false;
	/* A kernel client may free borrowed memory as soon as we return. */
	for (i = 0; i < num_params; i++)
		if (tee_param_has_memref(param[i].attr) && param[i].u.memref.shm &&
		    param[i].u.memref.shm->ops->borrowed)
			return false;
	return true;
}

static void timed_take_params(struct tee_timed_call *call, const struct tee_param *param,
			      u32 num_params)
{
	u32 i;

	for (i = 0; i < num_params; i++) {
		call->params[i] = param[i];
		if (!tee_param_has_memref(param[i].attr) || !param[i].u.memref.shm)
			continue;
		tee_shm_get(param[i].u.memref.shm);
		call->sizes[i] = param[i].u.memref.size;
	}
	call->num_params = num_params;
}

/* Set up a call. It keeps the device entered until timed_put() drops the last reference. */
static struct tee_timed_call *timed_alloc(struct tee_context *ctx,
					  const struct tee_param *param, u32 num_params)
{
	struct tee_timed_call *call;

	if (!timed_params_are_sound(ctx, param, num_params))
		return ERR_PTR(-EINVAL);
	call = kzalloc(sizeof(*call), GFP_KERNEL);
	if (!call)
		return ERR_PTR(-ENOMEM);
	if (!tee_device_enter(ctx->teedev)) {
		kfree(call);
		return ERR_PTR(-ENODEV);
	}
	/* On failure the module is being unloaded, and unregistration waits for us. */
	if (try_module_get(ctx->teedev->desc->owner))
		call->owner = ctx->teedev->desc->owner;
	tee_context_get(ctx);
	tee_context_hold(ctx);
	call->ctx = ctx;
	timed_take_params(call, param, num_params);
	refcount_set(&call->refs, 1);
	INIT_WORK(&call->work, timed_work);
	INIT_DELAYED_WORK(&call->cancel, timed_cancel_work);
	init_completion(&call->done);
	return call;
}

/* Give up on a call. Return: false if it finished first. */
static bool timed_abandon(struct tee_timed_call *call)
{
	struct tee_device *teedev = call->ctx->teedev;

	spin_lock(&teedev->lock);
	if (call->ended) {
		spin_unlock(&teedev->lock);
		return false;
	}
	call->abandoned = true;
	spin_unlock(&teedev->lock);

	if (cancel_work(&call->work)) {
		/* It never started, so its reference is ours to drop. */
		timed_put(call);
		return true;
	}
	/* We still hold the caller's reference, so the call can't have been freed under us. */
	call->turn = tee_user_share_turn(tee_context_priv(call->ctx)->turn);
	refcount_inc(&call->refs);
	queue_delayed_work(tee_timed_cancel_wq, &call->cancel, 0);
	return true;
}

/* Run the call in a worker. Return: 0 if it finished; see call->rc for its result. */
static int timed_run(struct tee_timed_call *call, unsigned int timeout_ms)
{
	long left;

	refcount_inc(&call->refs);
	queue_work(tee_timed_wq, &call->work);
	left = tee_wait_for_completion(&call->done, msecs_to_jiffies(timeout_ms));
	if (left > 0)
		return 0;
	if (timed_abandon(call))
		return left ? -EINTR : -ETIMEDOUT;
	wait_for_completion(&call->done);
	return 0;
}

/*
 * Run @call and drop the caller's reference. @arg (@size bytes) and @param are only
 * updated if the call finished.
 */
static int timed_make(struct tee_timed_call *call, void *arg, size_t size,
		      struct tee_param *param, unsigned int timeout_ms)
{
	int rc;

	memcpy(&call->arg, arg, size);
	rc = timed_run(call, timeout_ms);
	if (!rc) {
		rc = call->rc;
		memcpy(arg, &call->arg, size);
		memcpy(param, call->params, call->num_params * sizeof(*param));
	}
	timed_put(call);
	return rc;
}

static int timed_open(struct tee_context *ctx, struct tee_ioctl_open_session_arg *arg,
		      struct tee_param *param, unsigned int timeout_ms)
{
	struct tee_timed_call *call = timed_alloc(ctx, param, arg->num_params);

	if (IS_ERR(call))
		return PTR_ERR(call);
	return timed_make(call, arg, sizeof(*arg), param, timeout_ms);
}

/*
 * Cancellation id for clients that didn't set one. It's different for each call, since
 * a late cancellation must not hit the client's next one.
 */
static u32 timed_cancel_id(void)
{
	static atomic_t ids = ATOMIC_INIT(0);

	return (u32)atomic_inc_return(&ids) | BIT(31);
}

int tee_client_invoke_timeout(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
			      struct tee_param *param, unsigned int timeout_ms)
{
	struct tee_timed_call *call = timed_alloc(ctx, param, arg->num_params);
	u32 cancel_id = arg->cancel_id;
	int rc;

	if (IS_ERR(call))
		return PTR_ERR(call);
	/* Look this up here: the client may close the session before the worker runs. */
	if (ctx->teedev->desc->ops->invoke_func)
		call->session = tee_session_find(ctx, arg->session);
	if (!call->session) {
		timed_put(call);
		return -EINVAL;
	}
	if (!cancel_id)
		arg->cancel_id = timed_cancel_id();
	rc = timed_make(call, arg, sizeof(*arg), param, timeout_ms);
	arg->cancel_id = cancel_id;
	return rc;
}
EXPORT_SYMBOL_GPL(tee_client_invoke_timeout);

int tee_client_open_session_timeout(struct tee_context *ctx,
				    struct tee_ioctl_open_session_arg *arg,
				    struct tee_param *param, unsigned int timeout_ms)
{
	unsigned long end = jiffies + msecs_to_jiffies(timeout_ms);
	struct tee_opener opener;
	long left;
	int rc;

	/* Every other login describes current, which in the worker is the wrong task. */
	if (arg->clnt_login != TEE_IOCTL_LOGIN_PUBLIC &&
	    arg->clnt_login != TEE_IOCTL_LOGIN_REE_KERNEL)
		return -EINVAL;
	rc = tee_opener_begin(&opener, ctx, arg->uuid, end);
	while (!rc) {
		left = max_t(long, end - jiffies, 0);
		rc = timed_open(ctx, arg, param, jiffies_to_msecs(left));
		if (rc || arg->ret != TEEC_ERROR_BUSY)
			break;
		rc = tee_opener_wait(&opener, end);
		/* Out of time. @arg already says TEEC_ERROR_BUSY. */
		if (time_after_eq(jiffies, end))
			break;
	}
	tee_opener_end(&opener);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_client_open_session_timeout);

int tee_timed_init(void)
{
	tee_timed_wq = alloc_workqueue("tee_calls", WQ_UNBOUND, 0);
	if (!tee_timed_wq)
		return -ENOMEM;
	tee_timed_cancel_wq = alloc_workqueue("tee_cancels", WQ_UNBOUND, 0);
	if (!tee_timed_cancel_wq) {
		destroy_workqueue(tee_timed_wq);
		return -ENOMEM;
	}
	return 0;
}

void tee_timed_exit(void)
{
	destroy_workqueue(tee_timed_cancel_wq);
	destroy_workqueue(tee_timed_wq);
}
