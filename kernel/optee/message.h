/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages: between the core's parameters and OP-TEE's, and the checks on what
 * secure world writes. Pure code: no locks, no allocation, no I/O; compiles on
 * the host as well.
 */
#ifndef OPTEE_MESSAGE_H
#define OPTEE_MESSAGE_H

#include <linux/tee_core.h>

#include "optee/optee_msg.h"

/* OP-TEE's RPCs have at most four parameters; there is room for some growth. */
#define OPTEE_RPC_MAX_PARAMS	8

/* So many of them fit into what every supplicant has room for, behind the request's id. */
#define OPTEE_SUPP_MAX_PARAMS	4

/**
 * struct optee_rpc_msg - an RPC message, taken out of shared memory
 * @shared:	where it was and the answer goes
 * @cmd:	OPTEE_RPC_CMD_*
 * @ret:	the answer
 * @num_params:	number of @params
 * @params:	parameters
 *
 * Secure world can change shared memory at any time: everything is decided on
 * this copy, and only outputs are written back.
 */
struct optee_rpc_msg {
	struct optee_msg_arg *shared;
	u32 cmd;
	u32 ret;
	u32 num_params;
	struct optee_msg_param params[OPTEE_RPC_MAX_PARAMS];
};

/**
 * struct optee_rpc_ref - a memref of an RPC message before its memory is known
 * @cookie:	names the memory; 0 for a null memref
 * @where:	offset into the memory, or physical address where @physical
 * @size:	bytes
 * @physical:	what @where is
 */
struct optee_rpc_ref {
	u64 cookie;
	u64 where;
	u64 size;
	bool physical;
};

int optee_encode_params(struct optee_msg_param *msg,
			const struct tee_param *params, size_t num);
int optee_decode_params(struct tee_param *params,
			const struct optee_msg_param *msg, size_t num);
int optee_rpc_read(struct optee_rpc_msg *msg, struct optee_msg_arg *shared,
		   u32 room);
void optee_rpc_write(const struct optee_rpc_msg *msg);
bool optee_rpc_has_types(const struct optee_rpc_msg *msg, const u8 *types,
			 u32 num);
int optee_rpc_decode(struct tee_param *param, struct optee_rpc_ref *ref,
		     const struct optee_msg_param *msg);
int optee_rpc_bind(struct tee_param *param, const struct optee_rpc_ref *ref,
		   struct tee_shm *shm);
void optee_rpc_encode_outputs(struct optee_rpc_msg *msg,
			      const struct tee_param *params);

/**
 * optee_page_list_entries() - how many pages of OP-TEE's size memory touches
 * @offset:	where in its first page the memory begins
 * @size:	its size, more than 0
 *
 * Return: entries of its page list.
 */
static inline size_t optee_page_list_entries(size_t offset, size_t size)
{
	size_t first = offset % OPTEE_MSG_PAGE_SIZE;

	/* Rounded up without the sum, which might wrap. */
	return size / OPTEE_MSG_PAGE_SIZE +
	       (first + size % OPTEE_MSG_PAGE_SIZE + OPTEE_MSG_PAGE_SIZE - 1) /
	       OPTEE_MSG_PAGE_SIZE;
}

/**
 * optee_page_list_length() - how many pages a page list takes
 * @entries:	its entries, more than 0
 *
 * Return: pages of OP-TEE's size.
 */
static inline size_t optee_page_list_length(size_t entries)
{
	return (entries - 1) / OPTEE_MSG_PAGES_PER_LIST + 1;
}

void optee_page_list_fill(struct optee_msg_page_list *list, size_t index,
			  struct page **pages, size_t offset, size_t entries,
			  u64 next);

#endif /* OPTEE_MESSAGE_H */
