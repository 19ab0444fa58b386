/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests of secure world while it suspends a call (RPCs).
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
 * struct optee_rpc - what lasts from one RPC of a call to the next
 * @slot:	the call's
 * @flags:	the call's
 * @call:	the core's call; NULL where it has none, or the caller has left it
 * @held:	what the core holds for the call since the caller left it; NULL before
 * @list:	page list that secure world was told of last
 * @serving:	@msg is being served: the caller was interrupted, and another goes on
 * @msg:	the message being served
 * @hold:	what keeps the memory that the message stands in
 * @request:	what the supplicant was asked for it; NULL before
 * @params:	the parameters of @request, with a reference to the memory of each memref
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
