/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RPCs that the kernel serves itself; everything else is for the supplicant. The
 * numbers are from OP-TEE's core/include/optee_rpc_cmd.h and won't change.
 */
#ifndef OPTEE_RPC_PROTOCOL_H
#define OPTEE_RPC_PROTOCOL_H

/* Also for the supplicant, but first the kernel checks how many TAs the user has loaded */
#define OPTEE_RPC_CMD_LOAD_TA		0

/* [out] value a: seconds, b: nanoseconds since the epoch */
#define OPTEE_RPC_CMD_GET_TIME		3

/* [in] value a: WAIT or SEND, b: key, c: timeout in ms, 0 for none */
#define OPTEE_RPC_CMD_NOTIFICATION	4
#define OPTEE_RPC_NOTIFICATION_WAIT	0
#define OPTEE_RPC_NOTIFICATION_SEND	1

/* [in] value a: ms to sleep */
#define OPTEE_RPC_CMD_SUSPEND		5

/* [in] value a: type, b: size, c: alignment; replaced by [out] tmem */
#define OPTEE_RPC_CMD_SHM_ALLOC		6
/* [in] value a: type, b: cookie */
#define OPTEE_RPC_CMD_SHM_FREE		7
#define OPTEE_RPC_SHM_TYPE_APPL		0	/* shared with the supplicant */
#define OPTEE_RPC_SHM_TYPE_KERNEL	1	/* for the kernel's own services */

/*
 * [in] value a: READ or WRITE, b: adapter number, c: chip address; [in] value a: flags;
 * [in/out] memref: the data; [out] value a: bytes transferred
 */
#define OPTEE_RPC_CMD_I2C_TRANSFER	21
#define OPTEE_RPC_I2C_READ		0
#define OPTEE_RPC_I2C_WRITE		1
#define OPTEE_RPC_I2C_TEN_BIT		0x1

/* Look for an RPMB (replay-protected memory block) with a kernel driver; not supported */
#define OPTEE_RPC_CMD_RPMB_PROBE_RESET	22
#define OPTEE_RPC_CMD_RPMB_PROBE_NEXT	23

#endif /* OPTEE_RPC_PROTOCOL_H */
