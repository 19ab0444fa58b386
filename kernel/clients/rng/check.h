/* SPDX-License-Identifier: GPL-2.0-only */
/* Sanity checks, see check.c */
#ifndef TEE_RNG_CHECK_H
#define TEE_RNG_CHECK_H

#include <linux/types.h>

unsigned int tee_rng_quality(unsigned int wanted, u64 told);
unsigned int tee_rng_repetitions(unsigned int quality);
int tee_rng_check(const u8 *numbers, u64 size, size_t asked, unsigned int repetitions);

#endif /* TEE_RNG_CHECK_H */
