/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the Trusted Application "rng" (ta/rng) offers, for itself and for its client,
 * the kernel module tee_rng.
 *
 * Who opens a session must be the kernel (login TEE_LOGIN_REE_KERNEL) and hands over
 * no parameters. Each command takes the parameters that stand with it; all others are
 * of type NONE. Whatever is malformed is answered TEE_ERROR_BAD_PARAMETERS, a command
 * that does not exist TEE_ERROR_NOT_SUPPORTED.
 */
#ifndef TA_RNG_H
#define TA_RNG_H

/* 98634850-5b5e-4256-8328-4e0e0ba3b7a6, for the kernel's uuid_t. */
#define TA_RNG_UUID	UUID_INIT(0x98634850, 0x5b5e, 0x4256, \
				  0x83, 0x28, 0x4e, 0x0e, 0x0b, 0xa3, 0xb7, 0xa6)

/*
 * Random numbers of the TEE's own generator.
 *
 *   memref output	filled to its last byte; 1 to TA_RNG_MAX_SIZE bytes
 *
 * TEE_ERROR_EXCESS_DATA where more is asked for than that.
 */
#define TA_RNG_CMD_GENERATE	0
#define TA_RNG_MAX_SIZE		4096

#endif /* TA_RNG_H */
