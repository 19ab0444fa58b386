/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes and builtins of GCC and Clang under the names that OP-TEE's applications use. */
#ifndef COMPILER_H
#define COMPILER_H

#define __weak			__attribute__((weak))
#define __alias(x)		__attribute__((alias(x)))
#define __aligned(x)		__attribute__((aligned(x)))
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define __noinline		__attribute__((noinline))
#define __attr_const		__attribute__((__const__))
#define __maybe_unused		__attribute__((unused))
#define __must_check		__attribute__((warn_unused_result))
#define __section(x)		__attribute__((section(x)))
#define __noprof		__attribute__((no_instrument_function))
#define __nostackcheck		__attribute__((no_instrument_function))

/* The C library's headers define some of these. */
#ifndef __deprecated
#define __deprecated		__attribute__((deprecated))
#endif
#ifndef __packed
#define __packed		__attribute__((packed))
#endif
#ifndef __noreturn
#define __noreturn		__attribute__((__noreturn__))
#endif
#ifndef __pure
#define __pure			__attribute__((pure))
#endif
#ifndef __unused
#define __unused		__attribute__((unused))
#endif
#ifndef __used
#define __used			__attribute__((__used__))
#endif
#ifndef __cold
#define __cold			__attribute__((__cold__))
#endif
#ifndef fallthrough
#define fallthrough		__attribute__((__fallthrough__))
#endif
#ifndef __no_stack_protector
#define __no_stack_protector	__attribute__((no_stack_protector))
#endif

#define __compiler_bswap64(x)	__builtin_bswap64((x))
#define __compiler_bswap32(x)	__builtin_bswap32((x))
#define __compiler_bswap16(x)	__builtin_bswap16((x))

/* Return: true if the result does not fit. */
#define __compiler_add_overflow(a, b, res)	__builtin_add_overflow((a), (b), (res))
#define __compiler_sub_overflow(a, b, res)	__builtin_sub_overflow((a), (b), (res))
#define __compiler_mul_overflow(a, b, res)	__builtin_mul_overflow((a), (b), (res))

#define __compiler_compare_and_swap(p, oval, nval) \
	__atomic_compare_exchange_n((p), (oval), (nval), 1, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)
#define __compiler_atomic_load(p)		__atomic_load_n((p), __ATOMIC_RELAXED)
#define __compiler_atomic_store(p, val)		__atomic_store_n((p), (val), __ATOMIC_RELAXED)

#define barrier()		__asm__ volatile ("" : : : "memory")

#endif
