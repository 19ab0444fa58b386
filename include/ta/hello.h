/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interface of the example application hello, for its clients and for itself.
 *
 * Anyone may open a session, with no parameters. A command with other parameter types than
 * listed here fails with TEE_ERROR_BAD_PARAMETERS, an unknown one with TEE_ERROR_NOT_SUPPORTED.
 */
#ifndef TA_HELLO_H
#define TA_HELLO_H

/* 3a7d0c52-94e1-4f0b-8a6d-5c2be1f7a940 */
#define TA_HELLO_UUID \
	{ 0x3a7d0c52, 0x94e1, 0x4f0b, { 0x8a, 0x6d, 0x5c, 0x2b, 0xe1, 0xf7, 0xa9, 0x40 } }

/*
 * Write "Hello, NAME!" without a terminating zero.
 *
 * MEMREF_INPUT	 NAME, at most TA_HELLO_MAX_NAME bytes; TEE_ERROR_EXCESS_DATA if longer
 * MEMREF_OUTPUT the text; TEE_ERROR_SHORT_BUFFER and the size it needs if it does not fit
 */
#define TA_HELLO_CMD_GREET	0
#define TA_HELLO_MAX_NAME	64

/*
 * Add two numbers of 32 bits.
 *
 * VALUE_INPUT	a and b, the numbers
 * VALUE_OUTPUT	a: their sum; TEE_ERROR_OVERFLOW if it does not fit
 */
#define TA_HELLO_CMD_ADD	1

/*
 * Count the calls of this command in the session.
 *
 * VALUE_OUTPUT	a: the count, 1 for the first call
 */
#define TA_HELLO_CMD_COUNT	2

/*
 * Wait until the client cancels the call, with TEE_ERROR_CANCEL, or until time is up.
 *
 * VALUE_INPUT	a: how long, in milliseconds; 0xffffffff for without limit
 */
#define TA_HELLO_CMD_WAIT	3

/*
 * Panic: the instance and all its sessions end.
 *
 * VALUE_INPUT	a: the code
 */
#define TA_HELLO_CMD_PANIC	4

#endif
