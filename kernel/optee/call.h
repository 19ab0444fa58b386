/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls into secure world.
 */
#ifndef OPTEE_CALL_H
#define OPTEE_CALL_H

#include <linux/types.h>

struct optee;
struct optee_slot;
struct tee_call;

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
				    unsigned int flags);
void optee_call_end(struct optee *optee, struct optee_slot *slot);

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
	       struct tee_call *call);

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
		      unsigned int flags, struct tee_call *call);

#endif /* OPTEE_CALL_H */
