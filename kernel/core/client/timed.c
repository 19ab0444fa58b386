// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of kernel clients with a timeout, which works even if the Trusted Application
 * hangs.
 *
 * A call that has begun in a TEE cannot be aborted. So a worker makes the call for an
 * object that owns everything the call needs: copies of the argument and the parameters,
 * references to their memory, the context, which it holds open, and the device, which it
 * has entered. The caller waits for the object. If the timeout expires, or the caller is
 * killed, it abandons the call and returns. The worker then discards the results when the
 * call returns, and drops all references.
 *
 * tee_device.lock decides between the two: a call has either ended, and its caller takes
 * the results, or it was abandoned, and the results are discarded.
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

/* GlobalPlatform's maximum */
#define TEE_TIMED_PARAMS	4

/*
 * Delay between attempts to cancel a call: initial value, and the maximum up to which it
 * doubles, jiffies.
 */
#define TEE_CANCEL_PAUSE	(HZ / 10UL)
#define TEE_CANCEL_MAX_PAUSE	(HZ * 1UL)

/**
 * struct tee_timed_call - a call that may outlive its caller's timeout
 * @refs:	references: one each for the caller, the worker and the cancellation
 * @work:	makes the call
 * @cancel:	asks the TEE to cancel the call, repeatedly until the driver knows the
 *		call
 * @pause:	time until @cancel asks again, jiffies
 * @done:	completed when the results are available
 * @ctx:	the client, held open and referenced; its device is entered
 * @ended:	the call has returned; guarded by tee_device.lock
 * @abandoned:	the caller does not wait for the call; guarded by tee_device.lock
 * @turn:	the turn towards which the call counts once it is abandoned, or NULL
 * @session:	the session in which the call invokes a command, with a reference; NULL if
 *		the call opens a session
 * @owner:	the driver's module, referenced during the call
 * @rc:		return value of the call
 * @num_params:	number of parameters
 * @params:	the parameters; memrefs hold references
 * @sizes:	sizes of the memrefs before the call
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
 * Each call in progress has a worker, which may sleep for a long time. Cancellations have
 * their own queue, so that they do not wait behind the calls that they cancel. System
 * workqueues are unsuitable: a worker that has dropped all references still runs code of
 * this module, so tee_timed_exit() must be able to wait for it.
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
	 * If this is the last reference to the session, the first attempt to close it in
	 * the TEE is made within the turn.
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

/* Wipe the outputs of an abandoned call: they may be confidential. */
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
		/* The TEE may have changed the size, so wipe the size that was passed to it. */
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
		/* Stop the attempts to cancel the call, because it has ended. */
		if (cancel_delayed_work(&call->cancel))
			timed_put(call);
		timed_wipe_outputs(call);
		if (session)
			tee_session_discard(session);
	} else {
		complete(&call->done);
	}
	timed_put(call);
}

/*
 * A cancellation is a separate call, and may have to wait. Repeat it as long as the
 * driver does not know the call, because the worker may not have made the call yet.
 */
static void timed_cancel_work(struct work_struct *work)
{
	struct tee_timed_call *call = container_of(to_delayed_work(work), struct tee_timed_call,
						   cancel);
	struct tee_device *teedev = call->ctx->teedev;
	bool ended;

	spin_lock(&teedev->lock);
	ended = call->ended;
	spin_unlock(&teedev->lock);
	/* A session that is being opened has no id yet. */
	if (!ended && call->session &&
	    tee_session_cancel_in(call->session, call->arg.invoke.cancel_id) == -EINVAL) {
		call->pause = clamp(2 * call->pause, TEE_CANCEL_PAUSE, TEE_CANCEL_MAX_PAUSE);
		queue_delayed_work(tee_timed_cancel_wq, &call->cancel, call->pause);
		return;
	}
	timed_put(call);
}

/* Check whether a call with these parameters may outlive its caller. */
static bool timed_params_are_sound(struct tee_context *ctx, const struct tee_param *param,
				   u32 num_params)
{
	u32 i;

	if (num_params > TEE_TIMED_PARAMS || !tee_client_params_are_sound(ctx, num_params, param))
		return false;
	/* Borrowed memory may be freed by its owner while the call is in progress. */
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

/* Allocate a call. The device stays entered until the call's last reference is dropped. */
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
	/* If the module's exit function is running, unregistration waits for the call. */
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

/* Abandon a call. Return: false if it has ended in the meantime. */
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
		/* The worker has not begun the call: drop its reference. */
		timed_put(call);
		return true;
	}
	/* The caller's reference keeps the call valid until here. */
	call->turn = tee_user_share_turn(tee_context_priv(call->ctx)->turn);
	refcount_inc(&call->refs);
	queue_delayed_work(tee_timed_cancel_wq, &call->cancel, 0);
	return true;
}

/* Queue the call and wait for it. Return: 0 if it has ended, and its result is then in call->rc. */
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
 * Make a call and free it. @arg, of @size bytes, and @param are updated if the call has
 * ended.
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
 * Choose a cancellation id for a call whose client did not set one. Every call gets a
 * different id, so that a late cancellation cannot match the client's next call.
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
	/* Look up the session here, because it may be closed before a worker makes the call. */
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

	/* Other logins identify the calling process, and the worker is another task. */
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
		/* The timeout has expired: return TEEC_ERROR_BUSY, which is in @arg. */
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
