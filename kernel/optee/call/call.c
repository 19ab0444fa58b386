// SPDX-License-Identifier: GPL-2.0-only
/*
 * Make a call into secure world: pass its message, serve the RPCs for which the call is
 * suspended, resume it, and return the result.
 *
 * A call that has begun is always completed, because secure world may be in the middle of
 * a change that must not remain incomplete, and only the driver can resume the call. A
 * killed client does not wait for this: its call is detached, and a worker continues at
 * the same point.
 */

#include <linux/freezer.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/tee_result.h>

#include "core/debug_delay.h"
#include "optee/call/call.h"
#include "optee/call/slot.h"
#include "optee/call/thread.h"
#include "optee/memory.h"
#include "optee/optee.h"
#include "optee/optee_smc.h"
#include "optee/rpc/rpc.h"

/**
 * struct optee_run - state of a call on the slow path
 * @optee:	the OP-TEE
 * @slot:	message of the call
 * @regs:	registers to enter or resume the call with
 * @result:	registers that the last entry returned
 * @rpc:	state of its RPCs
 * @begun:	secure world has begun the call
 * @began:	time when the slow path began, jiffies
 * @left:	remaining time to wait for a thread, jiffies; 0: not yet set
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
 * @held:	references that the core holds for the call
 * @cmd:	OPTEE_MSG_CMD_*
 * @run:	state of the call
 *
 * It is allocated when the call is detached, and freed when the call has ended.
 */
struct optee_detached {
	struct work_struct work;
	struct tee_detached_call *held;
	u32 cmd;
	struct optee_run run;
};

/* Enter the freezer here if requested, so that a long call does not delay suspend. */
static void freeze_if_asked(void)
{
	if (unlikely(freezing(current))) {
		__set_current_state(OPTEE_WAIT_CLEANUP);
		schedule_timeout(1);
	}
}

/*
 * Check whether the caller must stop serving the call. This is done before each RPC,
 * because the number of RPCs is not limited.
 */
static bool leaves(const struct optee_run *run)
{
	if (run->rpc.flags & OPTEE_STAY)
		return false;
	if (run->rpc.flags & OPTEE_HASTY)
		return time_after(jiffies, run->began + msecs_to_jiffies(OPTEE_HASTY_MS));
	return fatal_signal_pending(current);
}

/* Serve the RPC for which the call is suspended. -EINTR: as for optee_rpc_serve(). */
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
 * Continue a call until it completes. If this returns -EINTR, calling it again continues
 * at the same point.
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
 * Make the current task serve the call to its end. The call then waits without limit for
 * a running supplicant, but does not wait for one to be started.
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
	/* The client was killed and does not know the session, so close it. */
	if (detached->cmd == OPTEE_MSG_CMD_OPEN_SESSION && !rc && !ret)
		optee_call_simple(optee, OPTEE_MSG_CMD_CLOSE_SESSION, session, 0,
				  OPTEE_CLEANUP | OPTEE_STAY, NULL);
	atomic_dec(&optee->detached);
	tee_call_end_detached(detached->held, rc ?: ret ? -EINVAL : 0);
	kfree(detached);
}

/* Pass the call to a worker. Return: false if that is impossible, and the caller must wait. */
static bool detach(const struct optee_run *run, struct tee_call *call, u32 cmd)
{
	struct tee_detached_call *held = call ? tee_call_detach(call) : NULL;
	struct optee_detached *detached;

	if (!held)
		return false;
	/* If this failed, the killed process might be unable to exit. */
	detached = kmalloc(sizeof(*detached), GFP_KERNEL | __GFP_NOFAIL);
	detached->held = held;
	detached->cmd = cmd;
	detached->run = *run;
	/* @call is on the stack of the caller, which is about to return. */
	detached->run.rpc.call = NULL;
	detached->run.rpc.held = held;
	stay(&detached->run);
	atomic_inc(&run->optee->detached);
	INIT_WORK(&detached->work, detached_work);
	queue_work(run->optee->detached_wq, &detached->work);
	return true;
}

/*
 * Slow path: serve RPCs and retry until the call completes. It is a separate function, so
 * that a call that returns without an RPC does not pay for it.
 */
static noinline int finish_call(struct optee *optee, struct optee_slot *slot,
				unsigned int flags, struct tee_call *call,
				const struct tee_conduit_args *regs,
				const struct tee_conduit_result *result)
{
	/* Do not initialize this large structure; each member is written before it is read. */
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
 * @slot:	the message; contains the results afterwards
 * @flags:	an enum optee_class, and OPTEE_*
 * @call:	the core's call, which is detached if its caller is killed; NULL if the
 *		call must not be detached
 *
 * Return: 0 if secure world has answered; -EIO if it returned an unknown status;
 * -EINPROGRESS if the call was detached, and @slot belongs to the worker; otherwise as
 * optee_thread_wait(), and secure world did not begin the call.
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
 * @num_params:	number of parameters of the message
 * @flags:	flags of the call
 *
 * The thread is taken first, so that the number of slots in use does not exceed the
 * number of possible calls.
 *
 * Return: a slot, which the caller returns by optee_call_end() unless optee_call()
 * detached the call; or ERR_PTR: as optee_thread_wait(); -ENOMEM, but never for
 * OPTEE_CLEANUP calls; -EINVAL for too many parameters.
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
	 * Uncount the call before its thread is freed, so that set_reserved() keeps the
	 * thread for the next call of the class.
	 */
	if (unlikely(slot->counted)) {
		optee_threads_count(&optee->threads, slot->counted, -1);
		slot->counted = OPTEE_NORMAL;
	}
	optee_slot_put(optee, slot);
	optee_thread_put(&optee->threads);
}

/**
 * optee_call_simple() - make a call without parameters
 * @optee:	the OP-TEE
 * @cmd:	OPTEE_MSG_CMD_*
 * @session:	the session, or 0
 * @cancel_id:	id of the request to cancel, or 0
 * @flags:	as for optee_call()
 * @call:	as for optee_call()
 *
 * Return: as optee_call() and optee_call_begin(); -EINVAL if secure world answered with
 * an error. The slot is returned in any case.
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
		/* The notification commands do not set @ret. */
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
