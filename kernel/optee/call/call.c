// SPDX-License-Identifier: GPL-2.0-only
/*
 * Yielding calls into secure world: hand over the message, serve RPCs while the call is
 * suspended, resume it and return the result.
 *
 * Once OP-TEE has begun a call we have to see it through. It may be halfway through an
 * update that can't be left half done, and only this driver can resume the thread. A
 * killed client doesn't wait for that: its call is detached and a worker picks it up
 * where it was.
 */

#include <linux/freezer.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/tee_result.h>

#include "debug_delay.h"
#include "optee/call/call.h"
#include "optee/call/slot.h"
#include "optee/call/thread.h"
#include "optee/memory.h"
#include "optee/optee.h"
#include "optee/optee_smc.h"
#include "optee/rpc/rpc.h"

/**
 * struct optee_run - slow path state
 * @optee:	the OP-TEE
 * @slot:	the call's message
 * @regs:	registers to enter or resume the call with
 * @result:	what the last entry returned
 * @rpc:	state of its RPCs
 * @begun:	secure world has begun the call
 * @began:	when we got onto the slow path, jiffies
 * @left:	how much longer to wait for a thread, jiffies; 0 if not yet set
 */
struct optee_run {
	struct optee *optee;
	struct optee_slot *slot;
	struct tee_conduit_args regs;
	struct tee_conduit_result result;
	struct optee_rpc rpc;
	bool begun;
	unsigned long began;
	long left;
};

/**
 * struct optee_detached - call that a worker completes without its caller
 * @work:	completes the call
 * @held:	references that the core holds on the call's behalf
 * @cmd:	OPTEE_MSG_CMD_*
 * @run:	where the call was when detach() copied it
 *
 * Allocated by detach(), freed by detached_work().
 */
struct optee_detached {
	struct work_struct work;
	struct tee_detached_call *held;
	u32 cmd;
	struct optee_run run;
};

/* A call can take long, so don't make suspend wait for it */
static void freeze_if_asked(void)
{
	if (unlikely(freezing(current))) {
		__set_current_state(OPTEE_WAIT_CLEANUP);
		schedule_timeout(1);
	}
}

/*
 * Should the caller stop serving here? Asked before every RPC since OP-TEE may send any
 * number of them.
 */
static bool leaves(const struct optee_run *run)
{
	if (run->rpc.flags & OPTEE_STAY)
		return false;
	if (run->rpc.flags & OPTEE_HASTY)
		return time_after(jiffies, run->began + msecs_to_jiffies(OPTEE_HASTY_MS));
	return fatal_signal_pending(current);
}

/* Serve the pending RPC. -EINTR has the same meaning as in optee_rpc_serve(). */
static int serve(struct optee_run *run)
{
	struct tee_conduit_args *regs = &run->regs;
	u32 status = run->result.a[0];
	int rc = 0;

	regs->a[0] = status;
	memcpy(&regs->a[1], &run->result.a[1], 3 * sizeof(regs->a[0]));
	cond_resched();
	freeze_if_asked();
	if (leaves(run))
		rc = -EINTR;
	else if (OPTEE_SMC_RPC_FUNC(status) != OPTEE_SMC_RPC_FUNC_FOREIGN_INTR)
		rc = optee_rpc_serve(run->optee, &run->rpc, regs);
	regs->a[0] = OPTEE_SMC_RETURN_FROM_RPC;
	return rc;
}

/*
 * Drive the call until it completes. After -EINTR the caller, or detached_work(), can
 * call this again to continue at the same point.
 */
static int go_on(struct optee_run *run)
{
	int rc;

	for (;;) {
		u32 status = run->result.a[0];

		if (optee_smc_is_rpc(status)) {
			run->begun = true;
			rc = serve(run);
		} else if (status == OPTEE_SMC_RETURN_ETHREAD_LIMIT && !run->begun) {
			rc = optee_thread_retry(run->optee, run->rpc.flags, &run->left);
		} else if (status == OPTEE_SMC_RETURN_OK) {
			return 0;
		} else {
			dev_err_ratelimited(run->optee->dev,
					    "secure world answered a call with status %#x\n",
					    status);
			return -EIO;
		}
		if (rc)
			return rc;
		tee_conduit_call(run->optee->conduit, &run->regs, &run->result);
	}
}

/*
 * From here on the current task serves the call to its end. It waits for a running
 * supplicant without a timeout, but not for one to show up.
 */
static void stay(struct optee_run *run)
{
	run->rpc.flags |= OPTEE_STAY | OPTEE_SUPP_NOWAIT;
	run->rpc.flags &= ~OPTEE_HASTY;
}

static void detached_work(struct work_struct *work)
{
	struct optee_detached *detached = container_of(work, struct optee_detached, work);
	struct optee *optee = detached->run.optee;
	struct optee_slot *slot = detached->run.slot;
	u32 ret, session;
	int rc;

	rc = go_on(&detached->run);
	optee_page_list_free(optee, &detached->run.rpc.list);
	ret = READ_ONCE(slot->arg->ret);
	session = READ_ONCE(slot->arg->session);
	optee_call_end(optee, slot);
	/* The killed client never learned this session's id, so nobody else will close it */
	if (detached->cmd == OPTEE_MSG_CMD_OPEN_SESSION && !rc && !ret)
		optee_call_simple(optee, OPTEE_MSG_CMD_CLOSE_SESSION, session, 0,
				  OPTEE_CLEANUP | OPTEE_STAY, NULL);
	atomic_dec(&optee->detached);
	tee_call_end_detached(detached->held, rc ?: ret ? -EINVAL : 0);
	kfree(detached);
}

/* Hand the call to a worker. Returns false if the caller has to wait itself. */
static bool detach(const struct optee_run *run, struct tee_call *call, u32 cmd)
{
	struct tee_detached_call *held = call ? tee_call_detach(call) : NULL;
	struct optee_detached *detached;

	if (!held)
		return false;
	/* Failing here could leave a killed process unable to exit */
	detached = kmalloc(sizeof(*detached), GFP_KERNEL | __GFP_NOFAIL);
	detached->held = held;
	detached->cmd = cmd;
	detached->run = *run;
	/* @call lives on the caller's stack, and the caller is about to return */
	detached->run.rpc.call = NULL;
	detached->run.rpc.held = held;
	stay(&detached->run);
	atomic_inc(&run->optee->detached);
	INIT_WORK(&detached->work, detached_work);
	queue_work(run->optee->detached_wq, &detached->work);
	return true;
}

/*
 * Slow path: RPCs and retries. Kept out of line so that the common call, which returns
 * without an RPC, doesn't pay for it.
 */
static noinline int finish_call(struct optee *optee, struct optee_slot *slot,
				unsigned int flags, struct tee_call *call,
				const struct tee_conduit_args *regs,
				const struct tee_conduit_result *result)
{
	/* Big, and every member is written before it is read */
	struct optee_run run __uninitialized;
	int rc;

	run.optee = optee;
	run.slot = slot;
	run.regs = *regs;
	run.result = *result;
	run.begun = false;
	run.began = jiffies;
	run.left = 0;
	optee_rpc_begin(&run.rpc, slot, flags, call);
	rc = go_on(&run);
	if (rc == -EINTR && run.begun) {
		if (detach(&run, call, slot->cmd))
			return -EINPROGRESS;
		stay(&run);
		rc = go_on(&run);
	}
	optee_page_list_free(optee, &run.rpc.list);
	return rc;
}

/**
 * optee_call() - pass a message to secure world and complete the call
 * @optee:	the OP-TEE
 * @slot:	the message; holds the results on return
 * @flags:	an enum optee_class ORed with OPTEE_* flags
 * @call:	the core's call, detached if its caller is killed; NULL if it can't be
 *		detached
 *
 * Return: 0 if secure world answered; -EIO for an unknown status; -EINPROGRESS if the
 * call was detached and @slot now belongs to the worker. Any other error is from
 * optee_thread_wait(), in which case secure world did not begin the call.
 */
int optee_call(struct optee *optee, struct optee_slot *slot, unsigned int flags,
	       struct tee_call *call)
{
	struct tee_conduit_args regs = {
		.a = { slot->entry[0], slot->entry[1], slot->entry[2], slot->entry[3] },
	};
	struct tee_conduit_result result;

	tee_conduit_call(optee->conduit, &regs, &result);
	if (unlikely((u32)result.a[0] != OPTEE_SMC_RETURN_OK))
		return finish_call(optee, slot, flags, call, &regs, &result);
	return 0;
}

/**
 * optee_call_begin() - get a thread and a slot for a call
 * @optee:	the OP-TEE
 * @num_params:	number of message parameters
 * @flags:	call flags
 *
 * Takes the thread first. That way there are never more slots in use than calls that
 * can run.
 *
 * Return: a slot, to be passed to optee_call_end() unless optee_call() detaches the
 * call; or an ERR_PTR from optee_thread_wait(), -EINVAL for too many parameters or
 * -ENOMEM, which OPTEE_CLEANUP calls never get.
 */
struct optee_slot *optee_call_begin(struct optee *optee, u32 num_params,
				    unsigned int flags)
{
	struct optee_slot *slot;
	int rc;

	if (unlikely(!optee_thread_try(&optee->threads, optee_class(flags)))) {
		rc = optee_thread_wait(optee, flags);
		if (rc)
			return ERR_PTR(rc);
	}
	slot = optee_slot_get(optee, num_params, flags);
	if (IS_ERR(slot)) {
		optee_thread_put(&optee->threads);
		return slot;
	}
	tee_debug_delay();
	if (unlikely(optee_class(flags) >= OPTEE_SYSTEM)) {
		slot->counted = optee_class(flags);
		optee_threads_count(&optee->threads, slot->counted, 1);
	}
	return slot;
}

void optee_call_end(struct optee *optee, struct optee_slot *slot)
{
	/*
	 * Uncount before freeing the thread. Otherwise set_reserved() wouldn't keep it
	 * for the next call of this class.
	 */
	if (unlikely(slot->counted)) {
		optee_threads_count(&optee->threads, slot->counted, -1);
		slot->counted = OPTEE_NORMAL;
	}
	optee_slot_put(optee, slot);
	optee_thread_put(&optee->threads);
}

/**
 * optee_call_simple() - issue a call that has no parameters
 * @optee:	the OP-TEE
 * @cmd:	OPTEE_MSG_CMD_*
 * @session:	the session, or 0
 * @cancel_id:	for CANCEL, which request to cancel; otherwise 0
 * @flags:	as for optee_call()
 * @call:	as for optee_call()
 *
 * Return: as optee_call_begin() and optee_call(), or -EINVAL if secure world answered
 * with an error code. Nothing is left for the caller to release.
 */
int optee_call_simple(struct optee *optee, u32 cmd, u32 session, u32 cancel_id,
		      unsigned int flags, struct tee_call *call)
{
	struct optee_slot *slot;
	int rc;

	slot = optee_call_begin(optee, 0, flags);
	if (IS_ERR(slot))
		return PTR_ERR(slot);
	slot->cmd = cmd;
	*slot->arg = (struct optee_msg_arg){
		.cmd = cmd,
		.session = session,
		.cancel_id = cancel_id,
		/* OP-TEE leaves @ret alone for the notification commands */
		.ret = cmd < OPTEE_MSG_CMD_DO_BOTTOM_HALF ? TEEC_ERROR_COMMUNICATION :
							    TEEC_SUCCESS,
	};
	rc = optee_call(optee, slot, flags, call);
	if (rc == -EINPROGRESS)
		return rc;
	if (!rc && READ_ONCE(slot->arg->ret))
		rc = -EINVAL;
	optee_call_end(optee, slot);
	return rc;
}
