/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random delays for the debug kernel. They sit between the point where we check an
 * object and the one where we use it, to make tests hit races in between. Only defined
 * with TEE_DEBUG_DELAYS (scripts/modules --kernel debug), otherwise empty.
 */
#ifndef TEE_DEBUG_DELAY_H
#define TEE_DEBUG_DELAY_H

#ifdef TEE_DEBUG_DELAYS
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/random.h>

#define TEE_DEBUG_DELAY_MOST_US	2000

/* May sleep. Only one call in eight is delayed or the tests would take forever. */
static inline void tee_debug_delay(void)
{
	might_sleep();
	if (!get_random_u32_below(8))
		usleep_range(0, get_random_u32_below(TEE_DEBUG_DELAY_MOST_US) + 1);
}

#define TEE_DEBUG_SPIN_MOST_US	200

/* for atomic context */
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
