/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OP-TEE's functions for memory tagging. softteed does not tag memory, so an address never has a
 * tag, and setting one has no effect.
 */
#ifndef __MEMTAG_H
#define __MEMTAG_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <types_ext.h>
#include <util.h>

#define MEMTAG_IS_ENABLED	0
#define MEMTAG_GRANULE_SIZE	1
#define MEMTAG_GRANULE_MASK	(MEMTAG_GRANULE_SIZE - 1)
#define MEMTAG_TAG_WIDTH	0

static inline bool memtag_is_enabled(void)
{
	return false;
}

static inline void *memtag_set_tags(void *at, size_t size, uint8_t tag)
{
	(void)size;
	(void)tag;
	return at;
}

static inline void *memtag_set_random_tags(void *at, size_t size)
{
	(void)size;
	return at;
}

static inline void memtag_clear_mem(void *at, size_t size)
{
	memset(at, 0, size);
}

static inline vaddr_t memtag_strip_tag_vaddr(const void *at)
{
	return (vaddr_t)at;
}

static inline const void *memtag_strip_tag_const(const void *at)
{
	return at;
}

static inline void *memtag_strip_tag(void *at)
{
	return at;
}

static inline vaddr_t memtag_insert_tag_vaddr(vaddr_t at, uint8_t tag)
{
	(void)tag;
	return at;
}

static inline void *memtag_insert_tag(void *at, uint8_t tag)
{
	(void)tag;
	return at;
}

static inline uint8_t memtag_get_tag(const void *at)
{
	(void)at;
	return 0;
}

static inline uint8_t memtag_read_tag(const void *at)
{
	(void)at;
	return 0;
}

static inline void memtag_assert_tag(const void *at)
{
	(void)at;
}

#endif
