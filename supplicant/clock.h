/* SPDX-License-Identifier: BSD-2-Clause */
/* Monotonic time in milliseconds, for timeouts. */
#ifndef SUPPLICANT_CLOCK_H
#define SUPPLICANT_CLOCK_H

#include <limits.h>
#include <stdint.h>
#include <time.h>

/** clock_ms() - get the time of CLOCK_MONOTONIC, in milliseconds */
static inline int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/** clock_left_ms() - get the milliseconds until a time of clock_ms(), from 0 to INT_MAX */
static inline int clock_left_ms(int64_t until)
{
	int64_t left = until - clock_ms();

	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/** clock_timespec() - convert a time of clock_ms() to a timespec of CLOCK_MONOTONIC */
static inline struct timespec clock_timespec(int64_t ms)
{
	return (struct timespec){ ms / 1000, ms % 1000 * 1000000 };
}

#endif
