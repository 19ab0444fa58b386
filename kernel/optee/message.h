/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Convert between the core's parameters and OP-TEE's messages, and check data from secure
 * world. Pure code that takes no lock, allocates nothing and does no I/O; it also
 * compiles on the host.
 */
#ifndef OPTEE_MESSAGE_H
#define OPTEE_MESSAGE_H

#include <linux/tee_core.h>

#include "optee/optee_msg.h"

/* OP-TEE's RPCs have at most four parameters; leave room for more. */
#define OPTEE_RPC_MAX_PARAMS	8

/*
 * Maximum number of parameters in a request to the supplicant. Every supplicant has room
 * for these after the id.
 */
#define OPTEE_SUPP_MAX_PARAMS	4

/**
 * struct optee_rpc_msg - copy of an RPC message
 * @shared:	the message in shared memory, to which the reply is written
 * @cmd:	OPTEE_RPC_CMD_*
 * @ret:	result, a TEEC_* code
 * @num_params:	number of @params
 * @params:	parameters
 *
 * Secure world can change shared memory at any time. So all decisions are made on this
 * copy, and only outputs are written back.
 */
struct optee_rpc_msg {
	struct optee_msg_arg *shared;
	u32 cmd;
	u32 ret;
	u32 num_params;
	struct optee_msg_param params[OPTEE_RPC_MAX_PARAMS];
};

/**
 * struct optee_rpc_ref - memref of an RPC message, before its memory is looked up
 * @cookie:	cookie of the memory; 0 for a null memref
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
 * optee_page_list_entries() - count the OP-TEE-sized pages of a memory range
 * @offset:	offset of the memory into its first page, bytes
 * @size:	size of the memory, bytes, more than 0
 *
 * Return: number of entries of the memory's page list.
 */
static inline size_t optee_page_list_entries(size_t offset, size_t size)
{
	size_t first = offset % OPTEE_MSG_PAGE_SIZE;

	/* Round up without adding @offset and @size, because the sum might overflow. */
	return size / OPTEE_MSG_PAGE_SIZE +
	       (first + size % OPTEE_MSG_PAGE_SIZE + OPTEE_MSG_PAGE_SIZE - 1) /
	       OPTEE_MSG_PAGE_SIZE;
}

/**
 * optee_page_list_length() - count the pages of a page list
 * @entries:	number of its entries, more than 0
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
