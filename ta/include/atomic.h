/* SPDX-License-Identifier: BSD-2-Clause */
/* Atomic operations with OP-TEE's names. The orders are sequentially consistent. */
#ifndef __ATOMIC_H
#define __ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

/** atomic_inc32() - add 1. Return: the new value. */
static inline uint32_t atomic_inc32(volatile uint32_t *v)
{
	return __atomic_add_fetch(v, 1, __ATOMIC_SEQ_CST);
}

/** atomic_dec32() - subtract 1. Return: the new value. */
static inline uint32_t atomic_dec32(volatile uint32_t *v)
{
	return __atomic_sub_fetch(v, 1, __ATOMIC_SEQ_CST);
}

static inline uint32_t atomic_load_u32(const uint32_t *p)
{
	return __atomic_load_n(p, __ATOMIC_SEQ_CST);
}

static inline void atomic_store_u32(uint32_t *p, uint32_t value)
{
	__atomic_store_n(p, value, __ATOMIC_SEQ_CST);
}

/**
 * atomic_cas_u32() - store a value if the present one is the expected one
 * @p:		where
 * @oval:	[in,out] the expected value; the present one if that is another
 * @nval:	the new value
 *
 * Return: true if it was stored.
 */
static inline bool atomic_cas_u32(uint32_t *p, uint32_t *oval, uint32_t nval)
{
	return __atomic_compare_exchange_n(p, oval, nval, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

#endif
