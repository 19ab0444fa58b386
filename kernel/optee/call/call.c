// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call into secure world, from its message to its answer: entering, serving
 * the RPCs for which it is suspended, and resuming.
 *
 * A call that has begun is seen to its end, because secure world may be amid a change
 * that must not stay half made, and nobody but us can resume it. A killed client does
 * not wait for that: its call is detached, and a worker goes on where the client stood.
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
 * struct optee_run - a call that did not simply return
 * @optee:	the OP-TEE
 * @slot:	the call's message
 * @regs:	registers to resume it with
 * @result:	registers that it came back with
 * @rpc:	what its RPCs need
 * @begun:	secure world has begun it
 * @began:	when it was handed over, jiffies
 * @left:	jiffies that it may still wait to begin
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
 * struct optee_detached - a call that goes on without its caller
 * @work:	sees it through
 * @held:	what the core holds for it
 * @cmd:	OPTEE_MSG_CMD_*
 * @run:	the call
 *
 * Made when the caller leaves, freed when the call has ended.
 */
struct optee_detached {
	struct work_struct work;
	struct tee_detached_call *held;
	u32 cmd;
	struct optee_run run;
};

/* Tasks that are to freeze find here that they can, however long a call takes. */
static void freeze_if_asked(void)
{
	if (unlikely(freezing(current))) {
		__set_current_state(OPTEE_WAIT_CLEANUP);
		schedule_timeout(1);
	}
}

/*
 * Whether the caller stops serving the call. Checked before each RPC, because secure world
 * may send RPCs without end.
 */
static bool leaves(const struct optee_run *run)
{
	if (run->rpc.flags & OPTEE_STAY)
		return false;
	if (run->rpc.flags & OPTEE_HASTY)
		return time_after(jiffies, run->began + msecs_to_jiffies(OPTEE_HASTY_MS));
	return fatal_signal_pending(current);
}

/* Serve what a call was suspended for. -EINTR: as optee_rpc_serve(). */
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

/* Go on with a call. Called again after -EINTR, it goes on where it was. */
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
 * From now on the call is served until it ends: for a supplicant that is there it waits, for
 * one that is not there it does not.
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
	/* Nobody knows of a session that was opened for a client that has gone. */
	if (detached->cmd == OPTEE_MSG_CMD_OPEN_SESSION && !rc && !ret)
		optee_call_simple(optee, OPTEE_MSG_CMD_CLOSE_SESSION, session, 0,
				  OPTEE_CLEANUP | OPTEE_STAY, NULL);
	atomic_dec(&optee->detached);
	tee_call_end_detached(detached->held, rc ?: ret ? -EINVAL : 0);
	kfree(detached);
}

/* The caller leaves. False where it may not, and has to see the call through itself. */
static bool detach(const struct optee_run *run, struct tee_call *call, u32 cmd)
{
	struct tee_detached_call *held = call ? tee_call_detach(call) : NULL;
	struct optee_detached *detached;

	if (!held)
		return false;
	/* It may be the only way for a process to end: it is not to fail. */
	detached = kmalloc(sizeof(*detached), GFP_KERNEL | __GFP_NOFAIL);
	detached->held = held;
	detached->cmd = cmd;
	detached->run = *run;
	/* On the stack of the caller, who leaves. */
	detached->run.rpc.call = NULL;
	detached->run.rpc.held = held;
	stay(&detached->run);
	atomic_inc(&run->optee->detached);
	INIT_WORK(&detached->work, detached_work);
	queue_work(run->optee->detached_wq, &detached->work);
	return true;
}

/*
 * What a call that did not simply return goes through. Kept apart, so that the
 * call that does simply return pays nothing for it.
 */
static noinline int finish_call(struct optee *optee, struct optee_slot *slot,
				unsigned int flags, struct tee_call *call,
				const struct tee_conduit_args *regs,
				const struct tee_conduit_result *result)
{
	/* Large, and read only where it has been written. */
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
 * optee_call() - hand a message to secure world and see it through
 * @optee:	the OP-TEE
 * @slot:	holds the message; its answer stands there afterwards
 * @flags:	an enum optee_class, and OPTEE_*
 * @call:	the core's call, which is detached if its caller is killed; NULL for a call
 *		that has to be waited for
 *
 * Return: 0 where secure world has answered; -EIO where it did not understand;
 * -EINPROGRESS where the call was detached, and @slot is no longer the caller's; else as
 * optee_thread_wait(), and the message was not handed over.
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
 * optee_call_begin() - get what a call needs: a thread, and room for its message
 * @optee:	the OP-TEE
 * @num_params:	parameters of the message
 * @flags:	the call's
 *
 * The thread comes first: so no more messages are in use than calls can be made.
 *
 * Return: a slot, to be given back with optee_call_end() unless optee_call() says
 * otherwise; or ERR_PTR: as optee_thread_wait(), -ENOMEM, -EINVAL for too many
 * parameters. Calls that clean up get memory always.
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
	/* Before the thread can be taken: it is kept again for the next call of the class. */
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
 * @session:	the session it is about, or 0
 * @cancel_id:	the request it is about, or 0
 * @flags:	as optee_call()
 * @call:	as optee_call()
 *
 * Return: as optee_call() and optee_call_begin(), but that nothing has to be given back;
 * or -EINVAL where secure world answered an error.
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
		/* The commands about notifications leave the answer as it is. */
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
