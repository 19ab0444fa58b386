/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which function ids of the SMC Calling Convention (Arm DEN 0028) are a TEE's.
 * Pure code: compiles on the host as well.
 */
#ifndef __TEE_SMCCC_H
#define __TEE_SMCCC_H

#include <linux/types.h>

/* Bits 29 to 24 of a function id: the owner of the service. */
#define TEE_SMCCC_OWNER_SHIFT		24
#define TEE_SMCCC_OWNER_MASK		0x3f

/*
 * Owners 48 and 49 are Trusted Application calls, 50 to 63 Trusted OS calls. All
 * below belongs to the architecture, the platform and hypervisors.
 */
#define TEE_SMCCC_FIRST_TRUSTED	48

/**
 * tee_smccc_is_trusted() - whether a function id may pass a conduit
 * @function:	the function id as it would stand in the first register
 *
 * Fast and yielding calls pass alike, and so do both register widths: bits 31
 * and 30, as well as the hints in bits 23 to 16, say nothing of the owner. A
 * function id has 32 bits; what does not fit is nobody's.
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
