/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * What programs need to use TF-A's Test Secure Payload (TEE_IMPL_ID_TSP).
 *
 * There is a single service, opened without parameters. Each command takes a single
 * parameter, a value of type INOUT (NONE for all others), and works on a and b
 * separately as 64-bit numbers: a becomes a OP a, b becomes b OP b. c is left alone.
 *
 * Errors are BAD_PARAMETERS, NOT_SUPPORTED (no such command), CANCEL (TEE_IOC_CANCEL
 * got there before the result did) and BUSY (the call couldn't be finished on its CPU,
 * just try again).
 */
#ifndef __TEE_TSP_H
#define __TEE_TSP_H

/* 9def5c95-b148-4055-bd33-f2f46d0b1124, in the byte order that OPEN_SESSION takes */
#define TEE_TSP_UUID \
	{ 0x9d, 0xef, 0x5c, 0x95, 0xb1, 0x48, 0x40, 0x55, \
	  0xbd, 0x33, 0xf2, 0xf4, 0x6d, 0x0b, 0x11, 0x24 }

#define TEE_TSP_CMD_ADD		0
#define TEE_TSP_CMD_SUBTRACT	1
#define TEE_TSP_CMD_MULTIPLY	2
#define TEE_TSP_CMD_DIVIDE	3	/* 0 stays 0 */

/* or'ed to a command: serve interrupts during the call, and allow it to be cancelled */
#define TEE_TSP_CMD_YIELDING	0x100

#endif /* __TEE_TSP_H */
