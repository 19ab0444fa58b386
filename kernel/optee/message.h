/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages: between the core's parameters and OP-TEE's, and the checks on what
 * secure world writes. Pure code: no locks, no allocation, no I/O; compiles on
 * the host as well.
 */
#ifndef OPTEE_MESSAGE_H
#define OPTEE_MESSAGE_H

#include <linux/tee_core.h>

#include "optee_msg.h"

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

/**
 * optee_encode_params() - write parameters into a message
 * @msg:	@num parameters of the message
 * @params:	the parameters
 * @num:	their number
 *
 * Return: 0, or -EINVAL for a type that OP-TEE does not know or a memref that
 * does not lie within its memory.
 */
int optee_encode_params(struct optee_msg_param *msg,
			const struct tee_param *params, size_t num);

/**
 * optee_decode_params() - take a message's outputs
 * @params:	the parameters as encoded; outputs are updated
 * @msg:	the message's
 * @num:	their number
 *
 * Return: 0, or -EIO where secure world has changed a parameter's type or set
 * a size beyond what a size can hold.
 */
int optee_decode_params(struct tee_param *params,
			const struct optee_msg_param *msg, size_t num);

/**
 * optee_rpc_read() - take an RPC message out of shared memory
 * @msg:	filled in
 * @shared:	the shared memory
 * @room:	parameters that fit into it
 *
 * Return: 0, or -EINVAL where it claims more parameters than fit; @msg has none
 * then, and can still carry an answer.
 */
int optee_rpc_read(struct optee_rpc_msg *msg, struct optee_msg_arg *shared,
		   u32 room);

/**
 * optee_rpc_write() - answer an RPC message
 * @msg:	the message, its @ret and outputs set
 */
void optee_rpc_write(const struct optee_rpc_msg *msg);

/**
 * optee_rpc_has_types() - whether an RPC message has just these parameters
 * @msg:	the message
 * @types:	OPTEE_MSG_TYPE_*; one of RMEM stands for TMEM too
 * @num:	their number
 *
 * Return: true where number and types are right and no attribute is set.
 */
bool optee_rpc_has_types(const struct optee_rpc_msg *msg, const u8 *types,
			 u32 num);

/**
 * optee_rpc_decode() - take one parameter of an RPC message
 * @param:	filled in, but for the memory of a memref
 * @ref:	for a memref, says which memory; cookie 0 otherwise
 * @msg:	the message's
 *
 * Return: 0, or -EINVAL for a type or attribute that no RPC has.
 */
int optee_rpc_decode(struct tee_param *param, struct optee_rpc_ref *ref,
		     const struct optee_msg_param *msg);

/**
 * optee_rpc_bind() - give a memref of an RPC message its memory
 * @param:	from optee_rpc_decode()
 * @ref:	likewise
 * @shm:	the memory that its cookie names
 *
 * Return: 0, or -EINVAL where the memref does not lie within the memory.
 */
int optee_rpc_bind(struct tee_param *param, const struct optee_rpc_ref *ref,
		   struct tee_shm *shm);

/**
 * optee_rpc_encode_outputs() - put a service's outputs into an RPC message
 * @msg:	the message
 * @params:	its parameters as decoded, outputs set
 */
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

/**
 * optee_page_list_fill() - write one page of a page list
 * @list:	the page
 * @index:	its place in the page list
 * @pages:	the memory's pages
 * @offset:	where in the first of them the memory begins
 * @entries:	entries of the whole list
 * @next:	physical address of the list's next page; 0 for its last
 */
void optee_page_list_fill(struct optee_msg_page_list *list, size_t index,
			  struct page **pages, size_t offset, size_t entries,
			  u64 next);

#endif /* OPTEE_MESSAGE_H */
