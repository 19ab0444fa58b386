/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * XTS over any cipher of 16-byte blocks (IEEE 1619), in pieces. OpenSSL 3.0 wants a data unit as
 * a whole, refuses equal keys, and doesn't have it for SM4.
 */
#ifndef SOFTTEED_API_CRYPTO_XTS_H
#define SOFTTEED_API_CRYPTO_XTS_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XTS_BLOCK	16

/**
 * struct xts - a data unit in progress
 * @data:	ECB with the first key, in the direction of the operation
 * @tweak:	the tweak of the next block
 *
 * The owner has @data.
 */
struct xts {
	EVP_CIPHER_CTX *data;
	uint8_t tweak[XTS_BLOCK];
};

/**
 * xts_start() - start a data unit
 * @xts:	the data unit; @data is set
 * @key2:	ECB encryption with the second key
 * @iv:		XTS_BLOCK bytes
 *
 * Return: true, or false if OpenSSL fails.
 */
bool xts_start(struct xts *xts, EVP_CIPHER_CTX *key2, const uint8_t *iv);

/**
 * xts_blocks() - encrypt or decrypt whole blocks
 * @xts:	the data unit
 * @in:		input
 * @out:	[out] output, may be the same as @in
 * @size:	a multiple of XTS_BLOCK, in bytes
 *
 * Return: true, or false if OpenSSL fails.
 */
bool xts_blocks(struct xts *xts, const uint8_t *in, uint8_t *out, size_t size);

/**
 * xts_last() - encrypt or decrypt the last bytes, with ciphertext stealing
 * @xts:	the data unit
 * @encrypt:	direction
 * @in:		input
 * @out:	[out] output of the same size, may be the same as @in
 * @size:	in bytes, between XTS_BLOCK and 2 * XTS_BLOCK
 *
 * Return: true, or false if OpenSSL fails.
 */
bool xts_last(struct xts *xts, bool encrypt, const uint8_t *in, uint8_t *out, size_t size);

#endif /* SOFTTEED_API_CRYPTO_XTS_H */
