/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * What TF-A's Test Secure Payload can do, for programs: see TEE_IMPL_ID_TSP.
 *
 * One service, opened without parameters. Each command takes one parameter, a
 * value of type INOUT, and works on its a and b apart: a becomes a OP a, and b
 * becomes b OP b, in 64 bits. c stays. Other parameters are of type NONE.
 *
 * Answers, beyond success: BAD_PARAMETERS, NOT_SUPPORTED (no such command),
 * CANCEL (TEE_IOC_CANCEL came before the end), and BUSY: the call could
 * not be finished on its CPU, and may be made again.
 */
#ifndef __TEE_TSP_H
#define __TEE_TSP_H

/* The service's UUID, 9def5c95-b148-4055-bd33-f2f46d0b1124, as OPEN_SESSION has it. */
#define TEE_TSP_UUID \
	{ 0x9d, 0xef, 0x5c, 0x95, 0xb1, 0x48, 0x40, 0x55, \
	  0xbd, 0x33, 0xf2, 0xf4, 0x6d, 0x0b, 0x11, 0x24 }

#define TEE_TSP_CMD_ADD		0
#define TEE_TSP_CMD_SUBTRACT	1
#define TEE_TSP_CMD_MULTIPLY	2
#define TEE_TSP_CMD_DIVIDE	3	/* what is 0 stays 0 */

/* Added to a command: interrupts are served during the call, and it can be cancelled. */
#define TEE_TSP_CMD_YIELDING	0x100

#endif /* __TEE_TSP_H */
