// SPDX-License-Identifier: BSD-2-Clause
/* SHA-1 as in FIPS 180-4, needed for version 5 UUIDs */

#include <stdlib.h>
#include <string.h>

#include "sha1.h"

static uint32_t rotate(uint32_t x, unsigned int n)
{
	return x << n | x >> (32 - n);
}

static uint32_t round_function(unsigned int t, uint32_t b, uint32_t c, uint32_t d)
{
	if (t < 20)
		return ((b & c) | (~b & d)) + 0x5a827999;
	if (t < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (t < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

static void block(uint32_t h[5], const uint8_t *p)
{
	uint32_t w[80], s[5], next;

	for (unsigned int t = 0; t < 16; t++)
		w[t] = (uint32_t)p[4 * t] << 24 | (uint32_t)p[4 * t + 1] << 16 |
		       (uint32_t)p[4 * t + 2] << 8 | p[4 * t + 3];
	for (unsigned int t = 16; t < 80; t++)
		w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	memcpy(s, h, sizeof(s));
	for (unsigned int t = 0; t < 80; t++) {
		next = rotate(s[0], 5) + round_function(t, s[1], s[2], s[3]) + s[4] + w[t];
		s[4] = s[3];
		s[3] = s[2];
		s[2] = rotate(s[1], 30);
		s[1] = s[0];
		s[0] = next;
	}
	for (unsigned int i = 0; i < 5; i++)
		h[i] += s[i];
}

void sha1(const void *data, size_t size, uint8_t digest[20])
{
	uint32_t h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
	uint8_t padded[1024 + 72] = { 0 };
	size_t total = (size + 9 + 63) / 64 * 64;
	uint64_t bits = (uint64_t)size * 8;

	if (size > 1024)
		abort();
	memcpy(padded, data, size);
	padded[size] = 0x80;
	for (unsigned int i = 0; i < 8; i++)
		padded[total - 1 - i] = (uint8_t)(bits >> (8 * i));
	for (size_t at = 0; at < total; at += 64)
		block(h, padded + at);
	for (unsigned int i = 0; i < 20; i++)
		digest[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}
