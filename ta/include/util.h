/* SPDX-License-Identifier: BSD-2-Clause */
/* Macros for numbers and structures under the names that OP-TEE's applications use. */
#ifndef UTIL_H
#define UTIL_H

#include <compiler.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>

#define SIZE_4K			((uintptr_t)0x1000)
#define SIZE_1M			((uintptr_t)0x100000)
#define SIZE_2M			((uintptr_t)0x200000)
#define SIZE_4M			((uintptr_t)0x400000)
#define SIZE_8M			((uintptr_t)0x800000)
#define SIZE_2G			((uintptr_t)0x80000000)

#ifndef MAX
#define MAX(a, b)					\
	(__extension__({				\
		__typeof__(a) max_a = (a);		\
		__typeof__(b) max_b = (b);		\
		max_a > max_b ? max_a : max_b;		\
	}))
#endif
#ifndef MIN
#define MIN(a, b)					\
	(__extension__({				\
		__typeof__(a) min_a = (a);		\
		__typeof__(b) min_b = (b);		\
		min_a < min_b ? min_a : min_b;		\
	}))
#endif
/* These evaluate an argument twice, and can initialize a static variable. */
#define MAX_UNSAFE(a, b)	((a) > (b) ? (a) : (b))
#define MIN_UNSAFE(a, b)	((a) < (b) ? (a) : (b))

/* Return 1, 0 or -1 if @a is greater than, equal to or less than @b. */
#define CMP_TRILEAN(a, b)				\
	(__extension__({				\
		__typeof__(a) cmp_a = (a);		\
		__typeof__(b) cmp_b = (b);		\
		(cmp_a > cmp_b) - (cmp_a < cmp_b);	\
	}))

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(x)		(sizeof(x) / sizeof((x)[0]))
#endif
#define MEMBER_SIZE(type, member)	sizeof(((type *)0)->member)

/* Round @x to a multiple of @y. In the names with 2, @y is a power of two. */
#define ROUNDUP(x, y) \
	(((x) + (__typeof__(x))(y) - 1) / (__typeof__(x))(y) * (__typeof__(x))(y))
#define ROUNDUP2(x, y) \
	(((x) + ((__typeof__(x))(y) - 1)) & ~((__typeof__(x))(y) - 1))
#define ROUNDDOWN(x, y)		((x) / (__typeof__(x))(y) * (__typeof__(x))(y))
#define ROUNDDOWN2(x, y)	((x) & ~((__typeof__(x))(y) - 1))
/* Return true if the rounded number does not fit, otherwise store it at @res. */
#define ROUNDUP_OVERFLOW(x, y, res)						\
	(__extension__({							\
		__typeof__(x) round_rest = (x) % (__typeof__(x))(y);		\
		ADD_OVERFLOW((x), round_rest ? (__typeof__(x))(y) - round_rest : 0, (res)); \
	}))
#define ROUNDUP2_OVERFLOW(x, y, res)	ROUNDUP_OVERFLOW(x, y, res)

/* Divide and round up. ROUNDUP2_DIV() does not overflow. */
#define ROUNDUP_DIV(x, y)	(ROUNDUP((x), (y)) / (__typeof__(x))(y))
#define ROUNDUP2_DIV(x, y)	((x) / (y) + ((x) % (y) ? 1 : 0))
#define DIV_ROUND_UP(x, y)	(((x) + (y) - 1) / (y))
/* Divide unsigned numbers and round to the nearest. */
#define UDIV_ROUND_NEAREST(x, y)			\
	(__extension__({				\
		__typeof__(x) div_x = (x);		\
		__typeof__(y) div_y = (y);		\
		(div_x + div_y / 2) / div_y;		\
	}))

#define IS_POWER_OF_TWO(x)	((x) != 0 && ((x) & (~(x) + 1)) == (x))
#define IS_ALIGNED(x, a)	(((x) & ((a) - 1)) == 0)
#define IS_ALIGNED_WITH_TYPE(x, type)	IS_ALIGNED((uintptr_t)(x), __alignof__(type))

#define _TO_STR(x)		#x
#define TO_STR(x)		_TO_STR(x)
#define _CONCAT(x, y)		x##y
#define CONCAT(x, y)		_CONCAT(x, y)

#ifndef container_of
#define container_of(ptr, type, member)					\
	(__extension__({						\
		const __typeof__(((type *)0)->member) *member_at = (ptr); \
		(type *)((uintptr_t)member_at - offsetof(type, member)); \
	}))
#endif

#define BIT32(n)		(UINT32_C(1) << (n))
#define BIT64(n)		(UINT64_C(1) << (n))
#define BIT(n)			BIT32(n)
#define SHIFT_U32(v, shift)	((uint32_t)(v) << (shift))
#define SHIFT_U64(v, shift)	((uint64_t)(v) << (shift))
/* Bits @h down to @l */
#define GENMASK_32(h, l)	\
	((UINT32_C(0xffffffff) << (l)) & (UINT32_C(0xffffffff) >> (31 - (h))))
#define GENMASK_64(h, l)	((~UINT64_C(0) << (l)) & (~UINT64_C(0) >> (63 - (h))))

/* Return true if the result does not fit, otherwise store it at @res. */
#define ADD_OVERFLOW(a, b, res)	__compiler_add_overflow((a), (b), (res))
#define SUB_OVERFLOW(a, b, res)	__compiler_sub_overflow((a), (b), (res))
#define MUL_OVERFLOW(a, b, res)	__compiler_mul_overflow((a), (b), (res))

/* A number of 64 bits in two parameters, the higher half first */
static inline uint64_t reg_pair_to_64(uint32_t high, uint32_t low)
{
	return (uint64_t)high << 32 | low;
}

static inline uint32_t high32_from_64(uint64_t number)
{
	return number >> 32;
}

static inline uint32_t low32_from_64(uint64_t number)
{
	return number;
}

static inline void reg_pair_from_64(uint64_t number, uint32_t *high, uint32_t *low)
{
	*high = number >> 32;
	*low = number;
}

#endif
