/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The RPC messages that the kernel serves itself. With RPCs, OP-TEE requests services of
 * normal world; the supplicant serves all others. The numbers are OP-TEE's
 * (core/include/optee_rpc_cmd.h there), and are stable.
 */
#ifndef OPTEE_RPC_PROTOCOL_H
#define OPTEE_RPC_PROTOCOL_H

/* Served by the supplicant. The kernel checks the user's limit of applications first. */
#define OPTEE_RPC_CMD_LOAD_TA		0

/* [out] value a: seconds, b: nanoseconds since the epoch */
#define OPTEE_RPC_CMD_GET_TIME		3

/* [in] value a: WAIT or SEND, b: the key, c: timeout, ms (0: none) */
#define OPTEE_RPC_CMD_NOTIFICATION	4
#define OPTEE_RPC_NOTIFICATION_WAIT	0
#define OPTEE_RPC_NOTIFICATION_SEND	1

/* [in] value a: time to sleep, ms */
#define OPTEE_RPC_CMD_SUSPEND		5

/* [in] value a: type, b: size, c: alignment; replaced by [out] tmem */
#define OPTEE_RPC_CMD_SHM_ALLOC		6
/* [in] value a: type, b: cookie */
#define OPTEE_RPC_CMD_SHM_FREE		7
#define OPTEE_RPC_SHM_TYPE_APPL		0	/* shared with the supplicant */
#define OPTEE_RPC_SHM_TYPE_KERNEL	1	/* for the kernel only */

/*
 * [in] value a: READ or WRITE, b: number of the adapter, c: address of the chip; [in]
 * value a: flags; [in/out] memref: the data; [out] value a: bytes transferred
 */
#define OPTEE_RPC_CMD_I2C_TRANSFER	21
#define OPTEE_RPC_I2C_READ		0
#define OPTEE_RPC_I2C_WRITE		1
#define OPTEE_RPC_I2C_TEN_BIT		0x1

/* Search for an RPMB (replay-protected memory block) that a kernel driver controls */
#define OPTEE_RPC_CMD_RPMB_PROBE_RESET	22
#define OPTEE_RPC_CMD_RPMB_PROBE_NEXT	23

#endif /* OPTEE_RPC_PROTOCOL_H */
