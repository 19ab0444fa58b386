/* SPDX-License-Identifier: GPL-2.0-only */
/* bitwise CRC-32; slow, but short */
#ifndef STUBS_CRC32_H
#define STUBS_CRC32_H

#include "../kernel_stubs.h"

static inline u32 crc32_le(u32 crc, const u8 *from, size_t len)
{
	while (len--) {
		crc ^= *from++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return crc;
}

#endif /* STUBS_CRC32_H */
