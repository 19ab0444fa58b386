/* SPDX-License-Identifier: GPL-2.0-only */
/* big-endian accessors for unaligned addresses */
#ifndef STUBS_UNALIGNED_H
#define STUBS_UNALIGNED_H

#include "../kernel_stubs.h"

static inline u16 get_unaligned_be16(const void *from)
{
	const u8 *b = from;

	return (u16)(b[0] << 8 | b[1]);
}

static inline u32 get_unaligned_be32(const void *from)
{
	const u8 *b = from;

	return (u32)get_unaligned_be16(b) << 16 | get_unaligned_be16(b + 2);
}

static inline void put_unaligned_be16(u16 value, void *to)
{
	u8 *b = to;

	b[0] = (u8)(value >> 8);
	b[1] = (u8)value;
}

static inline void put_unaligned_be32(u32 value, void *to)
{
	put_unaligned_be16((u16)(value >> 16), to);
	put_unaligned_be16((u16)value, (u8 *)to + 2);
}

#endif /* STUBS_UNALIGNED_H */
