/* SPDX-License-Identifier: BSD-2-Clause */
/* CBC-MAC with an IV of zeros (ISO/IEC 9797-1, MAC algorithm 1), for MACs and for CCM. */
#ifndef SOFTTEED_API_CRYPTO_CBC_MAC_H
#define SOFTTEED_API_CRYPTO_CBC_MAC_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CBC_MAC_MAX_BLOCK	16

/**
 * struct cbc_mac - a MAC in progress
 * @context:	CBC encryption with the key; the owner has it
 * @block:	block size in bytes
 * @pending:	bytes that don't make a block yet
 * @num_pending: how many
 * @last:	the last ciphertext block
 */
struct cbc_mac {
	EVP_CIPHER_CTX *context;
	size_t block;
	uint8_t pending[CBC_MAC_MAX_BLOCK];
	size_t num_pending;
	uint8_t last[CBC_MAC_MAX_BLOCK];
};

/**
 * cbc_mac_start() - start a MAC
 * @mac:	the MAC; @context and @block are set
 *
 * Return: true, or false if OpenSSL fails.
 */
bool cbc_mac_start(struct cbc_mac *mac);

/**
 * cbc_mac_update() - add data
 * @mac:	the MAC
 * @data:	the data
 * @size:	in bytes
 *
 * Return: true, or false if OpenSSL fails.
 */
bool cbc_mac_update(struct cbc_mac *mac, const uint8_t *data, size_t size);

/**
 * cbc_mac_pad() - add zeros until the data is a multiple of the block size
 * @mac:	the MAC
 *
 * Return: true, or false if OpenSSL fails.
 */
bool cbc_mac_pad(struct cbc_mac *mac);

/**
 * cbc_mac_clear() - wipe a MAC in progress
 * @mac:	the MAC; it keeps its context
 */
void cbc_mac_clear(struct cbc_mac *mac);

#endif /* SOFTTEED_API_CRYPTO_CBC_MAC_H */
