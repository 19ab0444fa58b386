/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RPCs: requests from secure world, during which the call is suspended.
 */
#ifndef OPTEE_RPC_H
#define OPTEE_RPC_H

#include <linux/tee_core.h>

#include "optee/memory.h"
#include "optee/message.h"

struct optee;
struct optee_slot;
struct optee_supp_request;
struct tee_conduit_args;

/**
 * struct optee_rpc - state of a call's RPCs
 * @slot:	message of the call
 * @flags:	flags of the call
 * @call:	the core's call; NULL if the core made no call, or after the call was
 *		detached
 * @held:	references that the core holds for a detached call; NULL before it is
 *		detached
 * @list:	page list in the last reply to secure world
 * @serving:	@msg was being served when the caller was interrupted; another task
 *		continues
 * @msg:	the message being served
 * @hold:	reference to the memory that contains the message
 * @request:	the request to the supplicant for @msg, or NULL
 * @params:	parameters of @request, with a reference to the memory of each memref
 */
struct optee_rpc {
	struct optee_slot *slot;
	unsigned int flags;
	struct tee_call *call;
	struct tee_detached_call *held;
	struct optee_page_list list;
	bool serving;
	struct optee_rpc_msg msg;
	struct optee_memory hold;
	struct optee_supp_request *request;
	struct tee_param params[OPTEE_RPC_MAX_PARAMS];
};

static inline void optee_rpc_begin(struct optee_rpc *rpc, struct optee_slot *slot,
				   unsigned int flags, struct tee_call *call)
{
	rpc->slot = slot;
	rpc->flags = flags;
	rpc->call = call;
	rpc->held = NULL;
	rpc->list.first = NULL;
	rpc->serving = false;
	rpc->request = NULL;
}

int optee_rpc_serve(struct optee *optee, struct optee_rpc *rpc,
		    struct tee_conduit_args *regs);

#endif /* OPTEE_RPC_H */
