/* SPDX-License-Identifier: BSD-2-Clause */
/* Encryption and authentication of what the database holds. */
#ifndef SOFTTEED_STORAGE_SEAL_H
#define SOFTTEED_STORAGE_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "softteed/storage/key.h"

#define SEAL_NONCE_SIZE	12
#define SEAL_TAG_SIZE	16
/* Sealed data is larger by that many bytes: nonce, ciphertext, tag. */
#define SEAL_OVERHEAD	(SEAL_NONCE_SIZE + SEAL_TAG_SIZE)

/**
 * struct seal_place - what sealed data is, so that it is not accepted elsewhere
 * @kind:	enum seal_kind
 * @object:	the object's number, 0 for the store's head
 * @number:	the block
 * @size:	bytes of plain text
 */
struct seal_place {
	uint64_t kind, object, number, size;
};

enum seal_kind { SEAL_STORE = 1, SEAL_HEAD, SEAL_BLOCK };

/**
 * seal() - encrypt and authenticate
 * @keys:	the application's keys
 * @place:	what @plain is; @place->size bytes are read
 * @plain:	plain text
 * @sealed:	[out] @place->size + SEAL_OVERHEAD bytes, the tag at the end
 *
 * AES-256-GCM with a random nonce and a key that derives from the object's number.
 *
 * Return: true, or false without memory.
 */
bool seal(const struct storage_keys *keys, const struct seal_place *place, const void *plain,
	  uint8_t *sealed);

/**
 * unseal() - check and decrypt
 * @keys:	the application's keys
 * @place:	what the data must be
 * @sealed:	@place->size + SEAL_OVERHEAD bytes
 * @plain:	[out] @place->size bytes, wiped if the data is not authentic
 *
 * Return: true, or false if the data is not authentic.
 */
bool unseal(const struct storage_keys *keys, const struct seal_place *place,
	    const uint8_t *sealed, void *plain);

/**
 * seal_hmac() - compute HMAC-SHA-256 of two parts
 * @key:	the key
 * @number:	the first part
 * @data:	the second part
 * @size:	its size in bytes
 * @mac:	[out] the MAC
 *
 * Return: true, or false without memory.
 */
bool seal_hmac(const uint8_t key[STORAGE_KEY_SIZE], uint64_t number, const void *data,
	       size_t size, uint8_t mac[32]);

#endif
