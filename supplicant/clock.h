/* SPDX-License-Identifier: BSD-2-Clause */
/* The time that waits are measured by. */
#ifndef SUPPLICANT_CLOCK_H
#define SUPPLICANT_CLOCK_H

#include <limits.h>
#include <stdint.h>
#include <time.h>

/** clock_ms() - milliseconds since some moment, whatever is done to the date */
static inline int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/** clock_left_ms() - milliseconds until a time of clock_ms(): 0 to INT_MAX */
static inline int clock_left_ms(int64_t until)
{
	int64_t left = until - clock_ms();

	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/** clock_timespec() - a time of clock_ms(), for a wait by CLOCK_MONOTONIC */
static inline struct timespec clock_timespec(int64_t ms)
{
	return (struct timespec){ ms / 1000, ms % 1000 * 1000000 };
}

#endif
