/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commands of the Trusted Application "tpm" (ta/tpm), a TPM 2.0. The interface is that of the
 * firmware TPM which the kernel's tpm_ftpm_tee driver is made for.
 *
 * There can be one session at a time, which takes no parameters. Commands take the parameters
 * listed with them and NONE for the rest, otherwise you get TEE_ERROR_BAD_PARAMETERS. For unknown
 * commands it's TEE_ERROR_NOT_SUPPORTED.
 */
#ifndef TA_TPM_H
#define TA_TPM_H

/* bc50d971-d4c9-42c4-82cb-343fb7f37896 as a kernel uuid_t */
#define TA_TPM_UUID	UUID_INIT(0xbc50d971, 0xd4c9, 0x42c4, \
				  0x82, 0xcb, 0x34, 0x3f, 0xb7, 0xf3, 0x78, 0x96)

/* Most bytes in a TPM's command or response */
#define TA_TPM_MAX_SIZE	4096

/*
 * Run a command of the TPM 2.0 library specification.
 *
 *   memref input		the command: TEE_ERROR_EXCESS_DATA if it's too large
 *   memref inout or output	[out] the response, which may be the TPM's error. There must be room
 *				for TA_TPM_MAX_SIZE bytes: TEE_ERROR_SHORT_BUFFER if not, and the
 *				command isn't run
 */
#define TA_TPM_CMD_SUBMIT	0

#endif /* TA_TPM_H */
