/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RPC memory: what secure world allocates and frees through us
 */
#ifndef OPTEE_RPC_SHM_H
#define OPTEE_RPC_SHM_H

#include <linux/types.h>

struct optee;
struct optee_memory;
struct optee_msg_arg;
struct optee_rpc;
struct optee_rpc_msg;
struct tee_conduit_args;

int optee_rpc_shm_alloc(struct optee *optee, struct optee_rpc *rpc);
void optee_rpc_shm_free(struct optee *optee, struct optee_rpc_msg *msg);
void optee_rpc_arg_alloc(struct optee *optee, struct tee_conduit_args *regs);
void optee_rpc_arg_free(struct optee *optee, u64 cookie);
struct optee_msg_arg *optee_rpc_arg_get(struct optee *optee, u64 cookie,
					struct optee_memory *hold);
void optee_rpc_arg_put(struct optee_memory *hold);
int optee_shm_cache_enable(struct optee *optee);
void optee_shm_cache_disable(struct optee *optee);

#endif /* OPTEE_RPC_SHM_H */
