/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys of the storage: the device key, and the keys of an application that derive from it. */
#ifndef SOFTTEED_STORAGE_KEY_H
#define SOFTTEED_STORAGE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#define STORAGE_KEY_SIZE	32
#define STORAGE_UUID_SIZE	16

/**
 * struct storage_keys - the keys of one application
 * @seal:	encrypts; every object has a key of its own that derives from it
 * @name:	authenticates names for the lookup
 * @digest:	key of the digest over all objects
 * @counter:	authenticates the counter's file
 * @check:	value that tells in the database which key it belongs to; not secret
 */
struct storage_keys {
	uint8_t seal[STORAGE_KEY_SIZE], name[STORAGE_KEY_SIZE], digest[STORAGE_KEY_SIZE];
	uint8_t counter[STORAGE_KEY_SIZE], check[STORAGE_KEY_SIZE];
};

/**
 * storage_key_is_own() - check that nobody but the caller could read or write a file
 * @status:	of the file
 *
 * Return: true if it belongs to the caller and has mode 0600 or 0400.
 */
bool storage_key_is_own(const struct stat *status);

/**
 * storage_key_load_file() - read the device key, or create it
 * @path:	the file, of 32 bytes; it must belong to the caller and have mode 0600 or 0400
 * @create:	nonzero to create it with a random key if it does not exist
 * @key:	[out] the device key
 *
 * The file appears with all its bytes or not at all, and is synced. An existing file is never
 * written to.
 *
 * Return: 0; -ENOENT; -EPERM if owner, type or mode are wrong; -EBADMSG if the size is wrong;
 * -errno.
 */
int storage_key_load_file(const char *path, int create, uint8_t key[STORAGE_KEY_SIZE]);

/**
 * storage_key_load_keyring() - read the device key from the kernel's keyrings
 * @description: description of a key of type "user" with 32 bytes
 * @key:	[out] the device key
 *
 * Return: 0; -ENOKEY; -EBADMSG if the size is wrong; -errno.
 */
int storage_key_load_keyring(const char *description, uint8_t key[STORAGE_KEY_SIZE]);

/**
 * storage_key_from_passphrase() - compute the device key from a passphrase
 * @passphrase:	the passphrase
 * @size:	its size in bytes
 * @salt:	32 bytes that the caller keeps; storage_key_load_file() can make them
 * @key:	[out] the device key
 *
 * scrypt (RFC 7914) with N = 2^15, r = 8, p = 1: 32 MiB of memory.
 *
 * Return: 0 or -ENOMEM.
 */
int storage_key_from_passphrase(const char *passphrase, size_t size,
				const uint8_t salt[STORAGE_KEY_SIZE],
				uint8_t key[STORAGE_KEY_SIZE]);

/**
 * storage_key_check() - check that a store's device key is still the same
 * @path:	file that tells which one it is, and not more than that; created if it's missing
 * @key:	the device key
 *
 * Return: 0; -EKEYREJECTED if it's a different one; -EPERM, -EBADMSG as of
 * storage_key_load_file(); -ENOMEM; -errno.
 */
int storage_key_check(const char *path, const uint8_t key[STORAGE_KEY_SIZE]);

/**
 * storage_keys_derive() - derive the keys of an application
 * @device_key:	the device key
 * @uuid:	the application, in text order
 * @keys:	[out] its keys
 *
 * HKDF-SHA-256 (RFC 5869).
 *
 * Return: 0 or -ENOMEM.
 */
int storage_keys_derive(const uint8_t device_key[STORAGE_KEY_SIZE],
			const uint8_t uuid[STORAGE_UUID_SIZE], struct storage_keys *keys);

/**
 * storage_key_derive_root() - derive the secret that an application's own keys come from
 * @device_key:	the device key
 * @uuid:	the application, in text order
 * @key:	[out] the secret, which has nothing to do with the keys of its storage
 *
 * Return: 0 or -ENOMEM.
 */
int storage_key_derive_root(const uint8_t device_key[STORAGE_KEY_SIZE],
			    const uint8_t uuid[STORAGE_UUID_SIZE],
			    uint8_t key[STORAGE_KEY_SIZE]);

#endif
