/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OpenSSL's implementations of hash functions, block ciphers, MACs and key derivations. Each is
 * fetched once in a process, because a fetch costs more than hashing a short message.
 */
#ifndef SOFTTEED_API_CRYPTO_PROVIDER_H
#define SOFTTEED_API_CRYPTO_PROVIDER_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include "softteed/api/crypto/algorithm.h"

/**
 * provider_load() - fetch all implementations
 *
 * Call it before fork(), so that the children share them. Not needed otherwise: they are
 * fetched at the first use.
 */
void provider_load(void);

/**
 * provider_digest() - get a hash function
 * @hash:	TEE_ALG_* of a digest
 *
 * Return: the function, which stays the cache's, or NULL if OpenSSL doesn't have it.
 */
const EVP_MD *provider_digest(uint32_t hash);

/**
 * provider_cipher() - get a block cipher in a mode of operation
 * @key_type:	TEE_TYPE_AES, TEE_TYPE_SM4, TEE_TYPE_DES or TEE_TYPE_DES3
 * @key_size:	of the key that OpenSSL gets, in bytes; see provider_cipher_key()
 * @scheme:	SCHEME_ECB, SCHEME_CBC, SCHEME_CTR or SCHEME_GCM
 *
 * Return: the cipher, which stays the cache's, or NULL if OpenSSL doesn't have it.
 */
const EVP_CIPHER *provider_cipher(uint32_t key_type, size_t key_size, enum scheme scheme);

/* Largest key of a block cipher, in bytes. */
#define PROVIDER_MAX_KEY	32

/**
 * provider_cipher_key() - make the key that OpenSSL's cipher gets
 * @key_type:	as for provider_cipher()
 * @key:	the application's key
 * @key_size:	its size in bytes
 * @expanded:	[out] PROVIDER_MAX_KEY bytes; the caller wipes them
 *
 * DES and two-key 3DES are 3DES with equal keys: OpenSSL has single DES only in its legacy
 * module, which a sandboxed process can't load.
 *
 * Return: bytes of the expanded key, 0 if @key_size is not valid.
 */
size_t provider_cipher_key(uint32_t key_type, const uint8_t *key, size_t key_size,
			   uint8_t *expanded);

/**
 * provider_hmac() - get HMAC
 *
 * Return: the algorithm, which stays the cache's, or NULL if OpenSSL doesn't have it.
 */
EVP_MAC *provider_hmac(void);

/** provider_cmac() - get CMAC. Return: as provider_hmac() */
EVP_MAC *provider_cmac(void);

/**
 * provider_kdf() - get a key derivation function
 * @scheme:	SCHEME_HKDF, SCHEME_CONCAT_KDF or SCHEME_PBKDF2
 *
 * Return: the function, which stays the cache's, or NULL if OpenSSL doesn't have it.
 */
EVP_KDF *provider_kdf(enum scheme scheme);

/**
 * provider_digest_name() - get OpenSSL's name of a hash function
 * @hash:	TEE_ALG_* of a digest
 *
 * Return: a constant, or NULL if it is not known.
 */
const char *provider_digest_name(uint32_t hash);

#endif /* SOFTTEED_API_CRYPTO_PROVIDER_H */
