// SPDX-License-Identifier: GPL-2.0-only
/*
 * Check whether a TEE's random numbers are usable. This code takes no locks and makes no
 * calls, so that it can be tested on the host.
 */

#include <linux/errno.h>

#include "check.h"

/* Best quality, in bits of entropy per 1024 bits, as the hwrng framework counts it. */
#define FULL_QUALITY	1024

/**
 * tee_rng_quality() - choose the quality to report to the kernel
 * @wanted:	the administrator's setting; 0 if not set
 * @told:	the TEE's report; 0 if not reported
 *
 * The framework treats 0 as the best quality. So if neither is given, the lowest quality
 * except 0 is used.
 *
 * Return: bits of entropy in 1024 bits, 1 to 1024.
 */
unsigned int tee_rng_quality(unsigned int wanted, u64 told)
{
	u64 quality = wanted ? wanted : told;

	if (!quality)
		return 1;
	return quality < FULL_QUALITY ? quality : FULL_QUALITY;
}

/**
 * tee_rng_repetitions() - compute the number of equal bytes in a row that fails the check
 * @quality:	bits of entropy in 1024 bits, 1 to 1024
 *
 * This is the cutoff of the repetition count test in NIST SP 800-90B, 4.4.1, for samples
 * of one byte. A source that has this entropy fails the test once in 2^64 bytes.
 *
 * Return: number of bytes, 9 or more.
 */
unsigned int tee_rng_repetitions(unsigned int quality)
{
	/* A byte has quality / 128 bits of entropy. The quotient is rounded up. */
	return 1 + (64 * 128 + quality - 1) / quality;
}

/**
 * tee_rng_check() - check random numbers from a TEE
 * @numbers:	the numbers
 * @size:	number of bytes that the TEE reports
 * @asked:	number of bytes that were requested, and the size of @numbers
 * @repetitions: number of equal bytes in a row that fails the check
 *
 * Return: 0; -EIO if the TEE reports more bytes than were requested, or if a byte is
 * repeated too often, for instance because the TEE did not write to the buffer.
 */
int tee_rng_check(const u8 *numbers, u64 size, size_t asked, unsigned int repetitions)
{
	unsigned int equal = 1;
	size_t n;

	if (size > asked)
		return -EIO;
	for (n = 1; n < size; n++) {
		equal = numbers[n] == numbers[n - 1] ? equal + 1 : 1;
		if (equal >= repetitions)
			return -EIO;
	}
	return 0;
}
