/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OP-TEE's SMC ABI, i.e. the registers used to enter OP-TEE and to return from it. The
 * numbers are from OP-TEE's core/arch/arm/include/sm/optee_smc.h and won't change.
 * Registers count as 32 bits wide. A 64-bit number takes two, upper half first.
 */
#ifndef OPTEE_SMC_H
#define OPTEE_SMC_H

#include <linux/types.h>

/*
 * Function ids as in the SMC Calling Convention: SMC32, fast or yielding, owner 50
 * (Trusted OS) or 63 (the last in the Trusted OS range)
 */
#define OPTEE_SMC_FAST(number)		(0xb2000000u | (number))
#define OPTEE_SMC_YIELDING(number)	(0x32000000u | (number))
#define OPTEE_SMC_GENERIC(number)	(0xbf000000u | (number))

/* Identify OP-TEE. Out: a0 to a3: UUID in four words, most significant first */
#define OPTEE_SMC_CALLS_UID		OPTEE_SMC_GENERIC(0xff01)
/* Out: a0, a1: major and minor revision of this ABI */
#define OPTEE_SMC_CALLS_REVISION	OPTEE_SMC_GENERIC(0xff03)
/* Likewise for the Trusted OS itself. Its revision has a build id in a2, 0 if unknown. */
#define OPTEE_SMC_GET_OS_UUID		OPTEE_SMC_FAST(0)
#define OPTEE_SMC_GET_OS_REVISION	OPTEE_SMC_FAST(1)

#define OPTEE_SMC_UID_0			0x384fb3e0
#define OPTEE_SMC_UID_1			0xe7f811e3
#define OPTEE_SMC_UID_2			0xaf630002
#define OPTEE_SMC_UID_3			0xa5d5c51b

#define OPTEE_SMC_REVISION_MAJOR	2

/*
 * Calls with a message. In: a1, a2: its physical address; a3: OPTEE_SMC_SHM_*. Outside
 * reserved memory the message has to start a page. WITH_RPC_ARG leaves room for an RPC
 * message right after it. So does WITH_REGD_ARG, but there a1, a2 are the cookie of
 * registered memory and a3 is an offset.
 */
#define OPTEE_SMC_RETURN_FROM_RPC	OPTEE_SMC_YIELDING(3)
#define OPTEE_SMC_CALL_WITH_ARG		OPTEE_SMC_YIELDING(4)
#define OPTEE_SMC_CALL_WITH_RPC_ARG	OPTEE_SMC_YIELDING(18)
#define OPTEE_SMC_CALL_WITH_REGD_ARG	OPTEE_SMC_YIELDING(19)

#define OPTEE_SMC_SHM_CACHED		1

/* Reserved memory. Out: a1: physical address, a2: size, a3: OPTEE_SMC_SHM_* */
#define OPTEE_SMC_GET_SHM_CONFIG	OPTEE_SMC_FAST(7)

/*
 * In: a1: OPTEE_SMC_NSEC_CAP_*. Out: a1: OPTEE_SMC_SEC_CAP_*; a2: highest notification
 * key; a3, low byte: how many parameters an RPC message after a message may have.
 */
#define OPTEE_SMC_EXCHANGE_CAPABILITIES	OPTEE_SMC_FAST(9)

#define OPTEE_SMC_NSEC_CAP_UNIPROCESSOR	0x01

#define OPTEE_SMC_SEC_CAP_RESERVED_SHM	0x01	/* has reserved memory */
#define OPTEE_SMC_SEC_CAP_DYNAMIC_SHM	0x04	/* accepts registered memory */
#define OPTEE_SMC_SEC_CAP_MEMREF_NULL	0x10	/* accepts a null memref */
#define OPTEE_SMC_SEC_CAP_ASYNC_NOTIF	0x20	/* notifies by an interrupt */
#define OPTEE_SMC_SEC_CAP_RPC_ARG	0x40	/* RPC message after the message */

/* Caching of RPC buffers in OP-TEE. Each DISABLE call hands one cookie back in a1, a2. */
#define OPTEE_SMC_DISABLE_SHM_CACHE	OPTEE_SMC_FAST(10)
#define OPTEE_SMC_ENABLE_SHM_CACHE	OPTEE_SMC_FAST(11)

/* Out: a1: maximum number of concurrent yielding calls */
#define OPTEE_SMC_GET_THREAD_COUNT	OPTEE_SMC_FAST(15)

#define OPTEE_SMC_ENABLE_ASYNC_NOTIF	OPTEE_SMC_FAST(16)
/* Out: a1: a key; a2: OPTEE_SMC_NOTIF_* */
#define OPTEE_SMC_GET_ASYNC_NOTIF_VALUE	OPTEE_SMC_FAST(17)

#define OPTEE_SMC_NOTIF_VALID		0x1	/* a1 holds a key */
#define OPTEE_SMC_NOTIF_PENDING		0x2	/* more keys are pending */
#define OPTEE_SMC_NOTIF_DO_BOTTOM_HALF	0	/* asks for a DO_BOTTOM_HALF call */

/* Return status, in a0 */
#define OPTEE_SMC_RETURN_OK		0x0
#define OPTEE_SMC_RETURN_ETHREAD_LIMIT	0x1	/* no thread is free, try later */
#define OPTEE_SMC_RETURN_EBUSY		0x2
#define OPTEE_SMC_RETURN_ENOTAVAIL	0x7
#define OPTEE_SMC_RETURN_UNKNOWN	0xffffffff

/*
 * With these upper bits in a0 it isn't a result but an RPC, selected by the lower bits.
 * a3 names the suspended thread. It has to come back unchanged to resume the call.
 */
#define OPTEE_SMC_RPC_PREFIX		0xffff0000
#define OPTEE_SMC_RPC_FUNC(status)	((status) & 0xffff)
/* Allocate an RPC message. In: a1: size. Out: a1, a2: address, a4, a5: cookie, 0 on failure */
#define OPTEE_SMC_RPC_FUNC_ALLOC	0
/* In: a1, a2: cookie */
#define OPTEE_SMC_RPC_FUNC_FREE		2
/* One of our interrupts is pending. Nothing to serve: the CPU takes it on return. */
#define OPTEE_SMC_RPC_FUNC_FOREIGN_INTR	4
/* In: a1, a2: the RPC message's cookie, unused if it follows the call's message */
#define OPTEE_SMC_RPC_FUNC_CMD		5

/**
 * optee_smc_is_rpc() - does this status ask for an RPC?
 * @status:	a0 as returned by the call
 *
 * Return: true if the call is suspended and waits to be resumed.
 */
static inline bool optee_smc_is_rpc(u32 status)
{
	return (status & OPTEE_SMC_RPC_PREFIX) == OPTEE_SMC_RPC_PREFIX &&
	       status != OPTEE_SMC_RETURN_UNKNOWN;
}

#endif /* OPTEE_SMC_H */
