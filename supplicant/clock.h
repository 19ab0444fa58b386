/* SPDX-License-Identifier: BSD-2-Clause */
/* The time that waits are measured by. */
#ifndef SUPPLICANT_CLOCK_H
#define SUPPLICANT_CLOCK_H

#include <stdint.h>
#include <time.h>

/** clock_ms() - milliseconds since some moment, whatever is done to the date */
static inline int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
