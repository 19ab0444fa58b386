// SPDX-License-Identifier: GPL-2.0-only
/* Is what a TEE answered sound? No locks and no calls: tested on the host too. */

#include <linux/errno.h>

#include "check.h"

/* Bits of entropy in 1024 bits, as the hwrng framework counts it. */
#define FULL_QUALITY	1024

/**
 * tee_rng_quality() - the quality that the kernel is told of
 * @wanted:	what the administrator says, 0 for nothing
 * @told:	what the TEE says of itself, 0 for nothing
 *
 * The framework takes 0 for the best there is. A TEE of which nobody has said
 * anything gets the least that can be told instead.
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
 * tee_rng_repetitions() - how many equal bytes in a row are too many
 * @quality:	bits of entropy in 1024 bits, 1 to 1024
 *
 * The repetition count test of NIST SP 800-90B, 4.4.1, of samples of a byte: a sound
 * source fails it once in 2^64 bytes.
 *
 * Return: that number, 9 or more.
 */
unsigned int tee_rng_repetitions(unsigned int quality)
{
	/* A byte has quality / 128 bits; rounded up. */
	return 1 + (64 * 128 + quality - 1) / quality;
}

/**
 * tee_rng_check() - look at random numbers that a TEE gave
 * @numbers:	the numbers
 * @size:	how many bytes the TEE says that it gave
 * @asked:	how many it was asked for; @numbers has room for them
 * @repetitions: equal bytes in a row that are too many
 *
 * Return: 0, or -EIO where the TEE claims to have given more than it was asked for,
 * or where the numbers are none: the same byte again and again, as when nothing was
 * written at all.
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
