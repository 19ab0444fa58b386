/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conversion between the core's parameters and OP-TEE messages.
 *
 * Nothing in here locks, allocates or does I/O, so the same code is also built for the
 * host, where it can be fuzzed.
 */
#ifndef OPTEE_MESSAGE_H
#define OPTEE_MESSAGE_H

#include <linux/tee_core.h>

#include "optee/optee_msg.h"

/* OP-TEE's RPCs have four parameters at most, this leaves some headroom */
#define OPTEE_RPC_MAX_PARAMS	8

/* Every supplicant's receive buffer fits this many parameters after the id */
#define OPTEE_SUPP_MAX_PARAMS	4

/**
 * struct optee_rpc_msg - private copy of an RPC message
 * @shared:	the original, to which the reply is written
 * @cmd:	OPTEE_RPC_CMD_*
 * @ret:	TEEC_* code to reply with
 * @num_params:	number of @params
 * @params:	parameters
 *
 * Secure world can change the shared message under our feet at any time. We decide
 * everything on this copy and only write outputs back.
 */
struct optee_rpc_msg {
	struct optee_msg_arg *shared;
	u32 cmd;
	u32 ret;
	u32 num_params;
	struct optee_msg_param params[OPTEE_RPC_MAX_PARAMS];
};

/**
 * struct optee_rpc_ref - an RPC memref whose memory hasn't been looked up yet
 * @cookie:	the memory's cookie; 0 for a null memref
 * @where:	offset into the memory, or its physical address if @physical
 * @size:	bytes
 * @physical:	@where is a physical address
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
 * optee_page_list_entries() - count the OP-TEE pages that a memory range touches
 * @offset:	where the memory begins in its first page, bytes
 * @size:	its size in bytes, not 0
 *
 * Return: number of page list entries needed.
 */
static inline size_t optee_page_list_entries(size_t offset, size_t size)
{
	size_t first = offset % OPTEE_MSG_PAGE_SIZE;

	/* @offset + @size could overflow */
	return size / OPTEE_MSG_PAGE_SIZE +
	       (first + size % OPTEE_MSG_PAGE_SIZE + OPTEE_MSG_PAGE_SIZE - 1) /
	       OPTEE_MSG_PAGE_SIZE;
}

/**
 * optee_page_list_length() - count the pages that a page list takes
 * @entries:	number of entries, not 0
 *
 * Return: number of pages of OP-TEE's size.
 */
static inline size_t optee_page_list_length(size_t entries)
{
	return (entries - 1) / OPTEE_MSG_PAGES_PER_LIST + 1;
}

void optee_page_list_fill(struct optee_msg_page_list *list, size_t index,
			  struct page **pages, size_t offset, size_t entries,
			  u64 next);

#endif /* OPTEE_MESSAGE_H */
