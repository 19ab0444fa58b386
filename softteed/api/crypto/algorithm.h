/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The algorithms that operations can use, with their modes, keys and hash functions
 * (Internal Core API 1.3, tables 6-4 to 6-11; OP-TEE's extensions).
 */
#ifndef SOFTTEED_API_CRYPTO_ALGORITHM_H
#define SOFTTEED_API_CRYPTO_ALGORITHM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tee_internal_api.h"

/* Largest digest or MAC in bytes, without extendable-output functions. */
#define ALGORITHM_MAX_DIGEST	64

/* What an algorithm does, apart from its block cipher or its hash function. */
enum scheme {
	SCHEME_DIGEST,
	SCHEME_XOF,
	SCHEME_ECB,
	SCHEME_CBC,
	SCHEME_CTR,
	SCHEME_CTS,
	SCHEME_XTS,
	SCHEME_HMAC,
	SCHEME_CMAC,
	SCHEME_CBC_MAC,
	SCHEME_CCM,
	SCHEME_GCM,
	SCHEME_RSA_NOPAD,
	SCHEME_RSA_PKCS1,
	SCHEME_RSA_OAEP,
	SCHEME_RSA_PSS,
	SCHEME_DSA,
	SCHEME_ECDSA,
	SCHEME_EDDSA,
	SCHEME_SM2_DSA,
	SCHEME_SM2_PKE,
	SCHEME_DH,
	SCHEME_ECDH,
	SCHEME_XDH,
	SCHEME_SM2_KEP,
	SCHEME_HKDF,
	SCHEME_CONCAT_KDF,
	SCHEME_PBKDF2,
};

/**
 * struct algorithm - an algorithm
 * @id:		TEE_ALG_*
 * @name:	without TEE_ALG_, for messages
 * @class:	TEE_OPERATION_*
 * @scheme:	what it does
 * @key_type:	TEE_TYPE_* of its keys; the public key's type if it is asymmetric, the key
 *		pair's if no public key type exists; 0 for digests
 * @hash:	TEE_ALG_* of the hash function, 0 if it has none
 * @padding:	whether the last block is padded as in PKCS#5
 * @curve:	the only TEE_ECC_CURVE_* that it allows, 0 for any
 */
struct algorithm {
	uint32_t id;
	const char *name;
	uint32_t class;
	enum scheme scheme;
	uint32_t key_type;
	uint32_t hash;
	bool padding;
	uint32_t curve;
};

/**
 * algorithm_find() - find an algorithm
 * @id:		TEE_ALG_*
 *
 * Return: its constant description, or NULL if it is not supported.
 */
const struct algorithm *algorithm_find(uint32_t id);

/**
 * algorithm_modes() - get the modes that an algorithm allows
 * @algorithm:	the algorithm
 *
 * Return: the bits 1 << TEE_MODE_*.
 */
uint32_t algorithm_modes(const struct algorithm *algorithm);

/**
 * algorithm_usage() - get the usages that a key must have
 * @algorithm:	the algorithm
 * @mode:	one of its modes
 *
 * Return: TEE_USAGE_*, 0 for digests.
 */
uint32_t algorithm_usage(const struct algorithm *algorithm, uint32_t mode);

/**
 * algorithm_num_keys() - get the number of keys that an algorithm needs
 * @algorithm:	the algorithm
 *
 * Return: 0, 1 or 2.
 */
unsigned int algorithm_num_keys(const struct algorithm *algorithm);

/**
 * algorithm_key_size_valid() - check the size of an operation's keys
 * @algorithm:	the algorithm
 * @bits:	size of one key, in bits
 *
 * Return: true if a key of @bits bits can be used.
 */
bool algorithm_key_size_valid(const struct algorithm *algorithm, uint32_t bits);

/**
 * algorithm_key_type_valid() - check the type of an operation's key
 * @algorithm:	the algorithm
 * @mode:	one of its modes
 * @type:	TEE_TYPE_* of the key
 *
 * Return: true if a key of type @type can be used. Modes that need the private key only take
 * key pairs, the others take the public key type too.
 */
bool algorithm_key_type_valid(const struct algorithm *algorithm, uint32_t mode, uint32_t type);

/**
 * algorithm_block_size() - get the block size of an algorithm's block cipher
 * @algorithm:	an algorithm with a block cipher
 *
 * Return: the size in bytes.
 */
size_t algorithm_block_size(const struct algorithm *algorithm);

/**
 * algorithm_digest_size() - get the size of an algorithm's digest or MAC
 * @algorithm:	the algorithm
 *
 * Return: bytes of a digest's or MAC's result, or of the digest that is signed; 0 if the
 * algorithm has none, or any size.
 */
size_t algorithm_digest_size(const struct algorithm *algorithm);

/**
 * algorithm_hash_size() - get the size of a hash function's result
 * @hash:	TEE_ALG_* of a digest
 *
 * Return: the size in bytes, 0 for extendable-output functions and if @hash is not a digest.
 */
size_t algorithm_hash_size(uint32_t hash);

#endif /* SOFTTEED_API_CRYPTO_ALGORITHM_H */
