// SPDX-License-Identifier: BSD-2-Clause
/* XTS in pieces. */

#include <openssl/crypto.h>
#include <string.h>

#include "softteed/api/crypto/xts.h"

/* Blocks that are encrypted by one call of OpenSSL. */
#define BATCH	64

static bool ecb(EVP_CIPHER_CTX *context, const uint8_t *in, uint8_t *out, size_t size)
{
	int length = 0;

	return EVP_CipherUpdate(context, out, &length, in, size) == 1 && (size_t)length == size;
}

bool xts_start(struct xts *xts, EVP_CIPHER_CTX *key2, const uint8_t *iv)
{
	return ecb(key2, iv, xts->tweak, XTS_BLOCK);
}

/* Multiply a tweak by alpha in GF(2^128), the bytes little endian (IEEE 1619, 5.2). */
static void next_tweak(uint8_t *tweak)
{
	uint8_t carry = 0, high;

	for (size_t n = 0; n < XTS_BLOCK; n++) {
		high = tweak[n] >> 7;
		tweak[n] = (uint8_t)(tweak[n] << 1 | carry);
		carry = high;
	}
	tweak[0] ^= 0x87 & -carry;
}

static void xor_bytes(uint8_t *out, const uint8_t *in, const uint8_t *mask, size_t size)
{
	for (size_t n = 0; n < size; n++)
		out[n] = in[n] ^ mask[n];
}

bool xts_blocks(struct xts *xts, const uint8_t *in, uint8_t *out, size_t size)
{
	uint8_t tweaks[BATCH * XTS_BLOCK];
	uint8_t blocks[BATCH * XTS_BLOCK];
	bool done = true;
	size_t chunk;

	while (size && done) {
		chunk = size < sizeof(blocks) ? size : sizeof(blocks);
		for (size_t n = 0; n < chunk; n += XTS_BLOCK) {
			memcpy(tweaks + n, xts->tweak, XTS_BLOCK);
			next_tweak(xts->tweak);
		}
		xor_bytes(blocks, in, tweaks, chunk);
		done = ecb(xts->data, blocks, blocks, chunk);
		xor_bytes(out, blocks, tweaks, chunk);
		in += chunk;
		out += chunk;
		size -= chunk;
	}
	OPENSSL_cleanse(tweaks, sizeof(tweaks));
	OPENSSL_cleanse(blocks, sizeof(blocks));
	return done;
}

static bool one_block(struct xts *xts, const uint8_t *tweak, const uint8_t *in, uint8_t *out)
{
	bool done;

	xor_bytes(out, in, tweak, XTS_BLOCK);
	done = ecb(xts->data, out, out, XTS_BLOCK);
	xor_bytes(out, out, tweak, XTS_BLOCK);
	return done;
}

/*
 * The last whole block gives its tail to the partial block. Decryption needs the two tweaks in the
 * opposite order.
 */
bool xts_last(struct xts *xts, bool encrypt, const uint8_t *in, uint8_t *out, size_t size)
{
	const size_t partial = size - XTS_BLOCK;
	uint8_t first[XTS_BLOCK], second[XTS_BLOCK], last_tweak[XTS_BLOCK];
	bool done;

	if (partial % XTS_BLOCK == 0)
		return xts_blocks(xts, in, out, size);
	memcpy(last_tweak, xts->tweak, XTS_BLOCK);
	next_tweak(last_tweak);
	done = one_block(xts, encrypt ? xts->tweak : last_tweak, in, first);
	memcpy(second, in + XTS_BLOCK, partial);
	memcpy(second + partial, first + partial, XTS_BLOCK - partial);
	done = done && one_block(xts, encrypt ? last_tweak : xts->tweak, second, second);
	memcpy(out, second, XTS_BLOCK);
	memcpy(out + XTS_BLOCK, first, partial);
	OPENSSL_cleanse(first, sizeof(first));
	OPENSSL_cleanse(second, sizeof(second));
	return done;
}
