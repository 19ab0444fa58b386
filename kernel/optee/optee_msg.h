/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OP-TEE's message ABI: the layout of messages in shared memory, for calls into OP-TEE
 * and for RPCs from OP-TEE. The layout and the numbers are OP-TEE's
 * (core/include/optee_msg.h there), and are stable.
 */
#ifndef OPTEE_MSG_H
#define OPTEE_MSG_H

#include <linux/types.h>

/* Types of a parameter: the low byte of its attributes */
#define OPTEE_MSG_TYPE_NONE		0x0
#define OPTEE_MSG_TYPE_VALUE_INPUT	0x1
#define OPTEE_MSG_TYPE_VALUE_OUTPUT	0x2
#define OPTEE_MSG_TYPE_VALUE_INOUT	0x3
#define OPTEE_MSG_TYPE_RMEM_INPUT	0x5	/* registered memory */
#define OPTEE_MSG_TYPE_RMEM_OUTPUT	0x6
#define OPTEE_MSG_TYPE_RMEM_INOUT	0x7
#define OPTEE_MSG_TYPE_TMEM_INPUT	0x9	/* memory by physical address */
#define OPTEE_MSG_TYPE_TMEM_OUTPUT	0xa
#define OPTEE_MSG_TYPE_TMEM_INOUT	0xb
#define OPTEE_MSG_TYPE_MASK		0xff

/* The parameter is for OP-TEE itself and is not passed to the Trusted Application. */
#define OPTEE_MSG_ATTR_META		0x100
/* buf_ptr is the address of a page list (see below) plus the offset into its first page. */
#define OPTEE_MSG_ATTR_NONCONTIG	0x200

/**
 * struct optee_msg_tmem - memory by physical address
 * @buf_ptr:	physical address
 * @size:	bytes
 * @shm_ref:	id chosen by normal world; 0 for a null memref
 */
struct optee_msg_tmem {
	u64 buf_ptr;
	u64 size;
	u64 shm_ref;
};

/**
 * struct optee_msg_rmem - part of registered memory
 * @offs:	offset of the part, bytes
 * @size:	bytes
 * @shm_ref:	cookie of the memory
 */
struct optee_msg_rmem {
	u64 offs;
	u64 size;
	u64 shm_ref;
};

/**
 * struct optee_msg_value - value of a parameter
 * @a:		first number
 * @b:		second number
 * @c:		third number
 */
struct optee_msg_value {
	u64 a;
	u64 b;
	u64 c;
};

/**
 * struct optee_msg_param - parameter
 * @attr:	OPTEE_MSG_TYPE_* and OPTEE_MSG_ATTR_*
 * @u:		contents; @u.octets is @u.value as bytes
 */
struct optee_msg_param {
	u64 attr;
	union {
		struct optee_msg_tmem tmem;
		struct optee_msg_rmem rmem;
		struct optee_msg_value value;
		u8 octets[24];
	} u;
};

/**
 * struct optee_msg_arg - message
 * @cmd:	OPTEE_MSG_CMD_*; in an RPC message OPTEE_RPC_CMD_*
 * @func:	the Trusted Application's command, for INVOKE_COMMAND
 * @session:	the session; an output for OPEN_SESSION
 * @cancel_id:	id by which CANCEL identifies this request
 * @pad:	0
 * @ret:	result, a TEEC_* code
 * @ret_origin:	origin of the result, a TEEC_ORIGIN_* code
 * @num_params:	number of @params
 * @params:	parameters, META ones first
 */
struct optee_msg_arg {
	u32 cmd;
	u32 func;
	u32 session;
	u32 cancel_id;
	u32 pad;
	u32 ret;
	u32 ret_origin;
	u32 num_params;
	struct optee_msg_param params[];
};

#define OPTEE_MSG_SIZE(num_params) \
	(sizeof(struct optee_msg_arg) + sizeof(struct optee_msg_param) * (num_params))

/* META values: first the application's UUID, then the client's UUID with its login method in c */
#define OPTEE_MSG_CMD_OPEN_SESSION	0
#define OPTEE_MSG_CMD_INVOKE_COMMAND	1
#define OPTEE_MSG_CMD_CLOSE_SESSION	2
#define OPTEE_MSG_CMD_CANCEL		3
/* TMEM_OUTPUT with NONCONTIG: the memory. shm_ref becomes its cookie. */
#define OPTEE_MSG_CMD_REGISTER_SHM	4
/* RMEM_INPUT: the cookie */
#define OPTEE_MSG_CMD_UNREGISTER_SHM	5
#define OPTEE_MSG_CMD_DO_BOTTOM_HALF	6
#define OPTEE_MSG_CMD_STOP_ASYNC_NOTIF	7

/* Page lists describe pages of this size, whatever the kernel's page size is. */
#define OPTEE_MSG_PAGE_SIZE		4096
#define OPTEE_MSG_PAGES_PER_LIST	(OPTEE_MSG_PAGE_SIZE / sizeof(u64) - 1)

/**
 * struct optee_msg_page_list - page of a page list
 * @pages:	physical addresses of the pages that the list describes
 * @next:	physical address of the list's next page; ignored in the last one
 */
struct optee_msg_page_list {
	u64 pages[OPTEE_MSG_PAGES_PER_LIST];
	u64 next;
};

#endif /* OPTEE_MSG_H */
