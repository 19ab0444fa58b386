/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RPCs, i.e. requests that secure world makes while its call is suspended
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
 * struct optee_rpc - a call's RPC state
 * @slot:	the call's message
 * @flags:	call flags
 * @call:	the core's call; NULL if there is none, or once it is detached
 * @held:	references that the core holds for a detached call, otherwise NULL
 * @list:	page list in the latest reply
 * @serving:	the caller was interrupted while serving @msg, which is to be continued
 * @msg:	current RPC message
 * @hold:	reference to the memory it is in
 * @request:	the supplicant's request for @msg, or NULL
 * @params:	@request's parameters, with a reference for each memref
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
