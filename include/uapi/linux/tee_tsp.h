/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * Interface for programs that use the service of TF-A's Test Secure Payload
 * (TEE_IMPL_ID_TSP).
 *
 * The TSP has one service, which is opened without parameters. Each command takes one
 * parameter, a value of type INOUT, and applies the operation to a and b separately, as
 * 64-bit numbers: a becomes a OP a, and b becomes b OP b. c does not change. All other
 * parameters are of type NONE.
 *
 * Error results: BAD_PARAMETERS, NOT_SUPPORTED (no such command), CANCEL (TEE_IOC_CANCEL
 * arrived before the end), and BUSY: the call could not be finished on its CPU and can be
 * repeated.
 */
#ifndef __TEE_TSP_H
#define __TEE_TSP_H

/*
 * UUID of the service, 9def5c95-b148-4055-bd33-f2f46d0b1124, in the byte order of
 * OPEN_SESSION.
 */
#define TEE_TSP_UUID \
	{ 0x9d, 0xef, 0x5c, 0x95, 0xb1, 0x48, 0x40, 0x55, \
	  0xbd, 0x33, 0xf2, 0xf4, 0x6d, 0x0b, 0x11, 0x24 }

#define TEE_TSP_CMD_ADD		0
#define TEE_TSP_CMD_SUBTRACT	1
#define TEE_TSP_CMD_MULTIPLY	2
#define TEE_TSP_CMD_DIVIDE	3	/* 0 stays 0 */

/* Flag for a command: interrupts are served during the call, and the call can be cancelled. */
#define TEE_TSP_CMD_YIELDING	0x100

#endif /* __TEE_TSP_H */
