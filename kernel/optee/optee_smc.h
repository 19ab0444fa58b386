/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OP-TEE's SMC ABI: the registers with which normal world enters OP-TEE and returns.
 * The numbers are OP-TEE's (core/arch/arm/include/sm/optee_smc.h there), and are
 * stable. Registers are 32 bits wide; a 64-bit number takes two, upper half first.
 */
#ifndef OPTEE_SMC_H
#define OPTEE_SMC_H

#include <linux/types.h>

/*
 * Function ids: SMC32, fast or yielding, owner 50 (Trusted OS) or 63 (end of the
 * Trusted OS range)
 */
#define OPTEE_SMC_FAST(number)		(0xb2000000u | (number))
#define OPTEE_SMC_YIELDING(number)	(0x32000000u | (number))
#define OPTEE_SMC_GENERIC(number)	(0xbf000000u | (number))

/* Identify secure world. Out: a0 to a3: a UUID in four words, most significant first. */
#define OPTEE_SMC_CALLS_UID		OPTEE_SMC_GENERIC(0xff01)
/* Out: a0: major, a1: minor number of this interface */
#define OPTEE_SMC_CALLS_REVISION	OPTEE_SMC_GENERIC(0xff03)
/* Same for the Trusted OS itself; a2 of the revision is the build id, or 0 if unknown */
#define OPTEE_SMC_GET_OS_UUID		OPTEE_SMC_FAST(0)
#define OPTEE_SMC_GET_OS_REVISION	OPTEE_SMC_FAST(1)

#define OPTEE_SMC_UID_0			0x384fb3e0
#define OPTEE_SMC_UID_1			0xe7f811e3
#define OPTEE_SMC_UID_2			0xaf630002
#define OPTEE_SMC_UID_3			0xa5d5c51b

#define OPTEE_SMC_REVISION_MAJOR	2

/*
 * Calls with a message. In: a1, a2: its physical address; a3: OPTEE_SMC_SHM_*. Outside
 * reserved memory the message is at the beginning of a page. WITH_RPC_ARG: after the
 * message there is room for an RPC message. WITH_REGD_ARG: likewise, but a1, a2 are the
 * cookie of registered memory, and a3 is the offset into it.
 */
#define OPTEE_SMC_RETURN_FROM_RPC	OPTEE_SMC_YIELDING(3)
#define OPTEE_SMC_CALL_WITH_ARG		OPTEE_SMC_YIELDING(4)
#define OPTEE_SMC_CALL_WITH_RPC_ARG	OPTEE_SMC_YIELDING(18)
#define OPTEE_SMC_CALL_WITH_REGD_ARG	OPTEE_SMC_YIELDING(19)

#define OPTEE_SMC_SHM_CACHED		1

/* Reserved memory. Out: a1: physical address, a2: size, a3: OPTEE_SMC_SHM_* */
#define OPTEE_SMC_GET_SHM_CONFIG	OPTEE_SMC_FAST(7)

/*
 * In: a1: OPTEE_SMC_NSEC_CAP_*. Out: a1: OPTEE_SMC_SEC_CAP_*; a2: the highest
 * notification key; a3, low byte: the number of parameters for which the RPC message
 * after a message must have room.
 */
#define OPTEE_SMC_EXCHANGE_CAPABILITIES	OPTEE_SMC_FAST(9)

#define OPTEE_SMC_NSEC_CAP_UNIPROCESSOR	0x01

#define OPTEE_SMC_SEC_CAP_RESERVED_SHM	0x01	/* has reserved memory */
#define OPTEE_SMC_SEC_CAP_DYNAMIC_SHM	0x04	/* accepts registered memory */
#define OPTEE_SMC_SEC_CAP_MEMREF_NULL	0x10	/* accepts a null memref */
#define OPTEE_SMC_SEC_CAP_ASYNC_NOTIF	0x20	/* notifies by an interrupt */
#define OPTEE_SMC_SEC_CAP_RPC_ARG	0x40	/* RPC message after the message */

/* OP-TEE's cache of RPC buffers. DISABLE returns one cookie (a1, a2) per call. */
#define OPTEE_SMC_DISABLE_SHM_CACHE	OPTEE_SMC_FAST(10)
#define OPTEE_SMC_ENABLE_SHM_CACHE	OPTEE_SMC_FAST(11)

/* Out: a1: maximum number of concurrent yielding calls */
#define OPTEE_SMC_GET_THREAD_COUNT	OPTEE_SMC_FAST(15)

#define OPTEE_SMC_ENABLE_ASYNC_NOTIF	OPTEE_SMC_FAST(16)
/* Out: a1: a key; a2: OPTEE_SMC_NOTIF_* */
#define OPTEE_SMC_GET_ASYNC_NOTIF_VALUE	OPTEE_SMC_FAST(17)

#define OPTEE_SMC_NOTIF_VALID		0x1	/* a1 holds a key */
#define OPTEE_SMC_NOTIF_PENDING		0x2	/* more keys are pending */
#define OPTEE_SMC_NOTIF_DO_BOTTOM_HALF	0	/* the key by which secure world requests a call */

/* Status of a call, in a0 */
#define OPTEE_SMC_RETURN_OK		0x0
#define OPTEE_SMC_RETURN_ETHREAD_LIMIT	0x1	/* no thread is free, try later */
#define OPTEE_SMC_RETURN_EBUSY		0x2
#define OPTEE_SMC_RETURN_ENOTAVAIL	0x7
#define OPTEE_SMC_RETURN_UNKNOWN	0xffffffff

/*
 * A status with these upper bits is a remote procedure call (RPC); the lower bits select
 * it. a3 identifies the thread to resume, and must be passed back unchanged.
 */
#define OPTEE_SMC_RPC_PREFIX		0xffff0000
#define OPTEE_SMC_RPC_FUNC(status)	((status) & 0xffff)
/* Memory for RPC messages. In: a1: size. Out: a1, a2: address, a4, a5: cookie; 0 if none. */
#define OPTEE_SMC_RPC_FUNC_ALLOC	0
/* In: a1, a2: cookie */
#define OPTEE_SMC_RPC_FUNC_FREE		2
/* An interrupt of normal world is pending. It is taken after the return from secure world. */
#define OPTEE_SMC_RPC_FUNC_FOREIGN_INTR	4
/* In: a1, a2: cookie of the RPC message, unless it is after the call's message */
#define OPTEE_SMC_RPC_FUNC_CMD		5

/**
 * optee_smc_is_rpc() - check whether a status is an RPC
 * @status:	a0 of a call that returned
 *
 * Return: true if the call is suspended and must be resumed.
 */
static inline bool optee_smc_is_rpc(u32 status)
{
	return (status & OPTEE_SMC_RPC_PREFIX) == OPTEE_SMC_RPC_PREFIX &&
	       status != OPTEE_SMC_RETURN_UNKNOWN;
}

#endif /* OPTEE_SMC_H */
