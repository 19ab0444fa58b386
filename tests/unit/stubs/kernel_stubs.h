/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Just enough of the kernel to compile pure code and the headers it includes on the
 * host. Types that the code only passes around have a placeholder member.
 */
#ifndef KERNEL_STUBS_H
#define KERNEL_STUBS_H

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* __u64 and so on */
#include <asm/types.h>

#define __aligned_u64	__u64 __attribute__((aligned(8)))

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __s32 s32;
typedef __u64 u64;
typedef u64 phys_addr_t;

#define S32_MAX			INT_MAX
#define U16_MAX			0xffff
#define __user
#define BIT(n)			(1ul << (n))
#define IS_ENABLED(option)	0
#define READ_ONCE(x)		(*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, v)	(*(volatile typeof(x) *)&(x) = (v))
#define min_t(type, a, b)	((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define check_add_overflow(a, b, sum)	__builtin_add_overflow(a, b, sum)
#define container_of(p, type, member) \
	((type *)((char *)(p) - offsetof(type, member)))
#define container_of_const	container_of

#ifndef PAGE_SIZE
#define PAGE_SIZE		4096ul
#endif

/* All that our pages have is a physical address. */
struct page {
	u64 phys;
};

static inline phys_addr_t page_to_phys(const struct page *page)
{
	return page->phys;
}

typedef struct { int refs; } refcount_t;
typedef struct { long counter; } atomic_long_t;
typedef struct { u8 b[16]; } uuid_t;
struct kref { refcount_t refcount; };
struct list_head { struct list_head *next, *prev; };
struct xarray { void *head; };
struct bus_type { int unused; };
struct device { int unused; };
struct device_driver { int unused; };
struct tee_client_device_id { uuid_t uuid; };
struct rcu_head { void *next; };
struct key;
struct key_type { int unused; };
struct module;
struct attribute_group;

#endif /* KERNEL_STUBS_H */
