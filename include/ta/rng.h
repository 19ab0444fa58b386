/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commands of the Trusted Application "rng" (ta/rng), shared with its client, the
 * kernel module tee_rng.
 *
 * Sessions are for the kernel only (login TEE_LOGIN_REE_KERNEL) and take no parameters.
 * Commands take the parameters listed with them and NONE for the rest, otherwise you
 * get TEE_ERROR_BAD_PARAMETERS. For unknown commands it's TEE_ERROR_NOT_SUPPORTED.
 */
#ifndef TA_RNG_H
#define TA_RNG_H

/* 98634850-5b5e-4256-8328-4e0e0ba3b7a6 as a kernel uuid_t */
#define TA_RNG_UUID	UUID_INIT(0x98634850, 0x5b5e, 0x4256, \
				  0x83, 0x28, 0x4e, 0x0e, 0x0b, 0xa3, 0xb7, 0xa6)

/*
 * Get bytes from the TEE's random number generator.
 *
 *   memref output	1 to TA_RNG_MAX_SIZE bytes, all of which are filled
 *
 * Returns TEE_ERROR_EXCESS_DATA if the memref is larger.
 */
#define TA_RNG_CMD_GENERATE	0
#define TA_RNG_MAX_SIZE		4096

#endif /* TA_RNG_H */
