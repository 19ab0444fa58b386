/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SMCCC function ids (Arm DEN 0028), and which of them go to a TEE. Plain C, so that it
 * builds for the host too.
 */
#ifndef __TEE_SMCCC_H
#define __TEE_SMCCC_H

#include <linux/types.h>

/* bits 29 to 24: the service's owner */
#define TEE_SMCCC_OWNER_SHIFT		24
#define TEE_SMCCC_OWNER_MASK		0x3f

/*
 * Owners 48 and 49 are Trusted Applications, 50 to 63 Trusted OSes. What's below
 * belongs to the architecture, the platform and hypervisors, none of our business.
 */
#define TEE_SMCCC_FIRST_TRUSTED	48

/**
 * tee_smccc_is_trusted() - check whether conduits let a call through
 * @function:	function id as in the first register
 *
 * Only the owner counts. A call may be fast or yielding (bit 31), SMC32 or SMC64 (bit
 * 30) and have any hints (bits 23 to 16). Function ids have 32 bits, so anything above
 * is refused.
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
