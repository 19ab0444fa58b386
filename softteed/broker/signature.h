/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signed applications. The file format is OP-TEE's for Trusted Applications, so the same
 * tools sign for both: a header with a hash and its signature, the application's UUID and
 * version, then the image, which is an ELF file for this machine here.
 */
#ifndef SOFTTEED_SIGNATURE_H
#define SOFTTEED_SIGNATURE_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIGNATURE_UUID_LEN	16

/**
 * struct signed_image - what is in a signed file
 * @uuid:	the application, in text order
 * @version:	for protection against rollback
 * @image:	the image, within the file
 * @size:	its size in bytes
 */
struct signed_image {
	uint8_t uuid[SIGNATURE_UUID_LEN];
	uint32_t version;
	const uint8_t *image;
	size_t size;
};

/**
 * signature_is_private_key() - look whether a file has a private key
 * @path:	a PEM file
 *
 * Return: true if its first key is private, of whatever kind and whether it's encrypted or not.
 */
bool signature_is_private_key(const char *path);

/**
 * signature_read_key() - read the public key that applications have to be signed with
 * @path:	a PEM file
 * @key:	[out] the key, to be freed with EVP_PKEY_free()
 *
 * Return: 0; -EBADMSG if there's no public RSA key of at least 2048 bits in it; -errno.
 */
int signature_read_key(const char *path, EVP_PKEY **key);

/**
 * signature_check() - check a signed file
 * @file:	the file; the caller makes sure that nobody can change it
 * @size:	its size in bytes
 * @key:	the key
 * @image:	[out] what is in it
 *
 * Return: 0; -EBADMSG if it isn't a signed application, or something follows the image;
 * -EACCES if hash or signature are wrong; -ENOMEM.
 */
int signature_check(const uint8_t *file, size_t size, EVP_PKEY *key,
		    struct signed_image *image);

#endif
