/* SPDX-License-Identifier: BSD-2-Clause */
/* CLOCK_MONOTONIC in milliseconds */
#ifndef SUPPLICANT_CLOCK_H
#define SUPPLICANT_CLOCK_H

#include <limits.h>
#include <stdint.h>
#include <time.h>

/** clock_ms() - read CLOCK_MONOTONIC, in ms */
static inline int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/** clock_left_ms() - get the ms left until @until (a clock_ms() time), clamped to 0..INT_MAX */
static inline int clock_left_ms(int64_t until)
{
	int64_t left = until - clock_ms();

	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/** clock_timespec() - convert clock_ms() time for pthread_cond_clockwait() and the like */
static inline struct timespec clock_timespec(int64_t ms)
{
	return (struct timespec){ ms / 1000, ms % 1000 * 1000000 };
}

#endif
