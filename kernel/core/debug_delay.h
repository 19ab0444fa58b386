/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Add delays between checking an object and using it, so that tests under the debug
 * kernel hit the race window between the two. scripts/modules --kernel debug defines
 * TEE_DEBUG_DELAYS; without it these functions are empty.
 */
#ifndef TEE_DEBUG_DELAY_H
#define TEE_DEBUG_DELAY_H

#ifdef TEE_DEBUG_DELAYS
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/random.h>

#define TEE_DEBUG_DELAY_MOST_US	2000

/* May sleep. Delays only one call in eight, so that tests do not take too long. */
static inline void tee_debug_delay(void)
{
	might_sleep();
	if (!get_random_u32_below(8))
		usleep_range(0, get_random_u32_below(TEE_DEBUG_DELAY_MOST_US) + 1);
}

#define TEE_DEBUG_SPIN_MOST_US	200

/* For code that must not sleep. */
static inline void tee_debug_spin(void)
{
	if (!get_random_u32_below(8))
		udelay(get_random_u32_below(TEE_DEBUG_SPIN_MOST_US) + 1);
}
#else
static inline void tee_debug_delay(void) { }
static inline void tee_debug_spin(void) { }
#endif

#endif /* TEE_DEBUG_DELAY_H */
