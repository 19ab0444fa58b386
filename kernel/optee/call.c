// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call into secure world, from its message to its answer: entering, serving
 * the RPCs for which it is suspended, and resuming.
 */

#include <linux/freezer.h>
#include <linux/sched.h>

#include "optee.h"
#include "optee_smc.h"
#include "thread.h"

/* Tasks that are to freeze find here that they can, however long a call takes. */
static void freeze_if_asked(void)
{
	if (unlikely(freezing(current))) {
		__set_current_state(OPTEE_WAIT_CLEANUP);
		schedule_timeout(1);
	}
}

/*
 * A killed client waits here for its call to come back. To ask secure world to
 * cancel the call would be a call inside the call, and could wait for a lock that
 * the suspended one holds: nobody would ever resume that.
 *
 * What a call that did not simply return goes through. Kept apart, so that the
 * call that does simply return pays nothing for it.
 */
static noinline int finish_call(struct optee *optee, struct optee_slot *slot,
				unsigned int flags, struct tee_conduit_args *regs,
				struct tee_conduit_result *result)
{
	struct optee_rpc rpc = { .slot = slot, .flags = flags };
	bool begun = false;
	long left = 0;
	u32 status;
	int rc;

	for (;;) {
		status = result->a[0];
		if (optee_smc_is_rpc(status)) {
			begun = true;
			regs->a[0] = status;
			memcpy(&regs->a[1], &result->a[1], 3 * sizeof(regs->a[0]));
			cond_resched();
			freeze_if_asked();
			if (OPTEE_SMC_RPC_FUNC(status) != OPTEE_SMC_RPC_FUNC_FOREIGN_INTR)
				optee_rpc_serve(optee, &rpc, regs);
			regs->a[0] = OPTEE_SMC_RETURN_FROM_RPC;
		} else if (status == OPTEE_SMC_RETURN_ETHREAD_LIMIT && !begun) {
			rc = optee_thread_retry(optee, flags, &left);
			if (rc)
				break;
		} else {
			rc = status == OPTEE_SMC_RETURN_OK ? 0 : -EIO;
			break;
		}
		tee_conduit_call(optee->conduit, regs, result);
	}
	optee_page_list_free(optee, &rpc.list);
	if (rc == -EIO)
		dev_err_ratelimited(optee->dev,
				    "secure world answered a call with status %#x\n",
				    status);
	return rc;
}

int optee_call(struct optee *optee, struct optee_slot *slot, unsigned int flags)
{
	struct tee_conduit_args regs = {
		.a = { slot->entry[0], slot->entry[1], slot->entry[2], slot->entry[3] },
	};
	struct tee_conduit_result result;
	int rc = 0;

	if (unlikely(!optee_thread_try(&optee->threads, optee_class(flags)))) {
		rc = optee_thread_wait(optee, flags);
		if (rc)
			return rc;
	}

	tee_conduit_call(optee->conduit, &regs, &result);
	if (unlikely((u32)result.a[0] != OPTEE_SMC_RETURN_OK))
		rc = finish_call(optee, slot, flags, &regs, &result);

	optee_thread_put(&optee->threads);
	return rc;
}

int optee_call_simple(struct optee *optee, u32 cmd, u32 session, u32 cancel_id,
		      unsigned int flags)
{
	struct optee_slot *slot;
	int rc;

	slot = optee_slot_get(optee, 0);
	if (IS_ERR(slot))
		return PTR_ERR(slot);
	*slot->arg = (struct optee_msg_arg){
		.cmd = cmd,
		.session = session,
		.cancel_id = cancel_id,
		/* The commands about notifications leave the answer as it is. */
		.ret = cmd < OPTEE_MSG_CMD_DO_BOTTOM_HALF ? TEEC_ERROR_COMMUNICATION :
							    TEEC_SUCCESS,
	};
	rc = optee_call(optee, slot, flags);
	if (!rc && READ_ONCE(slot->arg->ret))
		rc = -EINVAL;
	optee_slot_put(optee, slot);
	return rc;
}
