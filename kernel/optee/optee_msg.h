/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OP-TEE's message ABI, for calls into OP-TEE and for its RPCs. Layout and numbers are
 * from OP-TEE's core/include/optee_msg.h and won't change.
 */
#ifndef OPTEE_MSG_H
#define OPTEE_MSG_H

#include <linux/types.h>

/* Parameter type, the low byte of @attr */
#define OPTEE_MSG_TYPE_NONE		0x0
#define OPTEE_MSG_TYPE_VALUE_INPUT	0x1
#define OPTEE_MSG_TYPE_VALUE_OUTPUT	0x2
#define OPTEE_MSG_TYPE_VALUE_INOUT	0x3
#define OPTEE_MSG_TYPE_RMEM_INPUT	0x5	/* memory registered before */
#define OPTEE_MSG_TYPE_RMEM_OUTPUT	0x6
#define OPTEE_MSG_TYPE_RMEM_INOUT	0x7
#define OPTEE_MSG_TYPE_TMEM_INPUT	0x9	/* memory by physical address */
#define OPTEE_MSG_TYPE_TMEM_OUTPUT	0xa
#define OPTEE_MSG_TYPE_TMEM_INOUT	0xb
#define OPTEE_MSG_TYPE_MASK		0xff

/* For OP-TEE itself, the TA doesn't get to see it */
#define OPTEE_MSG_ATTR_META		0x100
/* buf_ptr is a page list's address (see below) plus the offset into the first page */
#define OPTEE_MSG_ATTR_NONCONTIG	0x200

/**
 * struct optee_msg_tmem - memory by physical address
 * @buf_ptr:	physical address
 * @size:	bytes
 * @shm_ref:	an id of our choice; 0 for a null memref
 */
struct optee_msg_tmem {
	u64 buf_ptr;
	u64 size;
	u64 shm_ref;
};

/**
 * struct optee_msg_rmem - part of registered memory
 * @offs:	where the part begins, bytes
 * @size:	bytes
 * @shm_ref:	the memory's cookie
 */
struct optee_msg_rmem {
	u64 offs;
	u64 size;
	u64 shm_ref;
};

/**
 * struct optee_msg_value - value parameter
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
 * struct optee_msg_param - message parameter
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
 * struct optee_msg_arg - message to OP-TEE, or an RPC from it
 * @cmd:	OPTEE_MSG_CMD_*, or OPTEE_RPC_CMD_* in an RPC
 * @func:	TA command, for INVOKE_COMMAND
 * @session:	the session; OPEN_SESSION returns it here
 * @cancel_id:	what a CANCEL has to pass to hit this request
 * @pad:	0
 * @ret:	TEEC_* result
 * @ret_origin:	TEEC_ORIGIN_* where the result came from
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

/* Two META values come first: the TA's UUID, then the client's UUID with the login method in c */
#define OPTEE_MSG_CMD_OPEN_SESSION	0
#define OPTEE_MSG_CMD_INVOKE_COMMAND	1
#define OPTEE_MSG_CMD_CLOSE_SESSION	2
#define OPTEE_MSG_CMD_CANCEL		3
/* TMEM_OUTPUT with NONCONTIG; shm_ref becomes the memory's cookie */
#define OPTEE_MSG_CMD_REGISTER_SHM	4
/* RMEM_INPUT, of which only shm_ref matters */
#define OPTEE_MSG_CMD_UNREGISTER_SHM	5
#define OPTEE_MSG_CMD_DO_BOTTOM_HALF	6
#define OPTEE_MSG_CMD_STOP_ASYNC_NOTIF	7

/* Page list entries are 4K pages even if the kernel's pages are larger */
#define OPTEE_MSG_PAGE_SIZE		4096
#define OPTEE_MSG_PAGES_PER_LIST	(OPTEE_MSG_PAGE_SIZE / sizeof(u64) - 1)

/**
 * struct optee_msg_page_list - one page of a page list
 * @pages:	physical addresses of the described pages
 * @next:	physical address of the next list page; ignored in the last one
 */
struct optee_msg_page_list {
	u64 pages[OPTEE_MSG_PAGES_PER_LIST];
	u64 next;
};

#endif /* OPTEE_MSG_H */
