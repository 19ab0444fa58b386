/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The services that OP-TEE asks of normal world by an RPC message, as far as
 * the kernel gives them itself; the rest is the supplicant's. The numbers are
 * OP-TEE's (its core/include/optee_rpc_cmd.h), which keeps them stable.
 */
#ifndef OPTEE_RPC_PROTOCOL_H
#define OPTEE_RPC_PROTOCOL_H

/* The supplicant's; the kernel counts them */
#define OPTEE_RPC_CMD_LOAD_TA		0

/* [out] value a: seconds, b: nanoseconds since the epoch */
#define OPTEE_RPC_CMD_GET_TIME		3

/* [in] value a: WAIT or SEND, b: the key, c: at most so many ms (0: no limit) */
#define OPTEE_RPC_CMD_NOTIFICATION	4
#define OPTEE_RPC_NOTIFICATION_WAIT	0
#define OPTEE_RPC_NOTIFICATION_SEND	1

/* [in] value a: sleep so many ms */
#define OPTEE_RPC_CMD_SUSPEND		5

/* [in] value a: the type, b: size, c: alignment; replaced by [out] tmem */
#define OPTEE_RPC_CMD_SHM_ALLOC		6
/* [in] value a: the type, b: the cookie */
#define OPTEE_RPC_CMD_SHM_FREE		7
#define OPTEE_RPC_SHM_TYPE_APPL		0	/* the supplicant sees it */
#define OPTEE_RPC_SHM_TYPE_KERNEL	1	/* the kernel alone sees it */

/*
 * [in] value a: READ or WRITE, b: the adapter, c: the chip's address
 * [in] value a: flags; [in/out] memref: the bytes; [out] value a: bytes moved
 */
#define OPTEE_RPC_CMD_I2C_TRANSFER	21
#define OPTEE_RPC_I2C_READ		0
#define OPTEE_RPC_I2C_WRITE		1
#define OPTEE_RPC_I2C_TEN_BIT		0x1

/* Looking for replay-protected memory in the kernel */
#define OPTEE_RPC_CMD_RPMB_PROBE_RESET	22
#define OPTEE_RPC_CMD_RPMB_PROBE_NEXT	23

#endif /* OPTEE_RPC_PROTOCOL_H */
