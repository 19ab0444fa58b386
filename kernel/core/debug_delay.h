/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Delays between the check of something and its use, so that tests under the debug
 * kernel reach the moment between the two. scripts/modules --kernel debug defines
 * TEE_DEBUG_DELAYS; without it there is no code for them.
 */
#ifndef TEE_DEBUG_DELAY_H
#define TEE_DEBUG_DELAY_H

#ifdef TEE_DEBUG_DELAYS
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/random.h>

#define TEE_DEBUG_DELAY_MOST_US	2000

/* May sleep. Most calls do not, so that a test takes no more than its time. */
static inline void tee_debug_delay(void)
{
	might_sleep();
	if (!get_random_u32_below(8))
		usleep_range(0, get_random_u32_below(TEE_DEBUG_DELAY_MOST_US) + 1);
}

#define TEE_DEBUG_SPIN_MOST_US	200

/* Where nothing may sleep. */
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
