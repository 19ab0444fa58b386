/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Function ids of the SMC Calling Convention (Arm DEN 0028), and a check whether a
 * function id belongs to a TEE. Pure code: it also compiles on the host.
 */
#ifndef __TEE_SMCCC_H
#define __TEE_SMCCC_H

#include <linux/types.h>

/* Bits 29 to 24 of a function id: the owner of the service. */
#define TEE_SMCCC_OWNER_SHIFT		24
#define TEE_SMCCC_OWNER_MASK		0x3f

/*
 * Owners 48 and 49 are Trusted Application calls, 50 to 63 Trusted OS calls. All lower
 * owners belong to the architecture, the platform and hypervisors.
 */
#define TEE_SMCCC_FIRST_TRUSTED	48

/**
 * tee_smccc_is_trusted() - check whether a conduit may make a call
 * @function:	the function id, the value of the first register
 *
 * Fast and yielding calls are permitted, with 32-bit and 64-bit registers: bits 31 and
 * 30, and the hints in bits 23 to 16, do not affect the owner. A function id has 32 bits;
 * a larger value is refused.
 *
 * Return: true for Trusted Application and Trusted OS calls.
 */
static inline bool tee_smccc_is_trusted(unsigned long function)
{
	unsigned long owner = (function >> TEE_SMCCC_OWNER_SHIFT) &
			      TEE_SMCCC_OWNER_MASK;

	return function == (u32)function && owner >= TEE_SMCCC_FIRST_TRUSTED;
}

#endif /* __TEE_SMCCC_H */
