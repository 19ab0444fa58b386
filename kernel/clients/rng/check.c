// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sanity checks on a TEE's random numbers. No locks and no calls in here, so the unit
 * tests can run it on the host.
 */

#include <linux/errno.h>

#include "check.h"

/* hwrng counts quality in bits of entropy per 1024 bits, so this is the maximum */
#define FULL_QUALITY	1024

/**
 * tee_rng_quality() - pick the quality to claim to the hwrng core
 * @wanted:	what the administrator wants, or 0
 * @told:	what the TEE claims, or 0
 *
 * If neither says anything we claim 1 and not 0, which hwrng would take for the
 * maximum.
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
 * tee_rng_repetitions() - compute how many equal bytes in a row are too many
 * @quality:	bits of entropy in 1024 bits, 1 to 1024
 *
 * The cutoff for the repetition count test in NIST SP 800-90B, 4.4.1, with bytes as
 * samples and a false positive once in 2^64 bytes for a source that really has this
 * entropy.
 *
 * Return: number of bytes, 9 or more.
 */
unsigned int tee_rng_repetitions(unsigned int quality)
{
	/* 64 bits over the quality / 128 bits of entropy in a byte, rounded up */
	return 1 + (64 * 128 + quality - 1) / quality;
}

/**
 * tee_rng_check() - check random numbers from a TEE
 * @numbers:	the numbers
 * @size:	how many bytes the TEE says it has written
 * @asked:	how many we asked for; @numbers has room for these
 * @repetitions: cutoff from tee_rng_repetitions()
 *
 * Return: 0, or -EIO if the TEE claims more than we asked for, or one byte repeats too
 * often (all zero, say, if the TEE never touched the buffer).
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
