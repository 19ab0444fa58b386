/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CCM in pieces (NIST SP 800-38C). OpenSSL wants the whole payload in one call, an operation gets
 * it in any number of calls.
 */
#ifndef SOFTTEED_API_CRYPTO_CCM_H
#define SOFTTEED_API_CRYPTO_CCM_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "softteed/api/crypto/cbc_mac.h"

#define CCM_BLOCK	16
#define CCM_MIN_NONCE	7
#define CCM_MAX_NONCE	13

/**
 * struct ccm - a computation in progress
 * @mac:	CBC-MAC of the plaintext; its context has the key
 * @counter:	CTR with the key; the owner has it
 * @aad_left:	bytes of associated data still to come
 * @payload_left: bytes of payload still to come
 * @mask:	what the tag is encrypted with
 */
struct ccm {
	struct cbc_mac mac;
	EVP_CIPHER_CTX *counter;
	uint64_t aad_left;
	uint64_t payload_left;
	uint8_t mask[CCM_BLOCK];
};

/**
 * ccm_start() - start a computation
 * @ccm:	the computation; its contexts have the key
 * @nonce:	the nonce
 * @nonce_size:	in bytes, CCM_MIN_NONCE to CCM_MAX_NONCE
 * @tag_size:	in bytes, 4 to 16 and even
 * @aad_size:	bytes of associated data
 * @payload_size: bytes of payload, less than 256^(15 - @nonce_size)
 *
 * Return: true, or false if OpenSSL fails.
 */
bool ccm_start(struct ccm *ccm, const uint8_t *nonce, size_t nonce_size, size_t tag_size,
	       uint64_t aad_size, uint64_t payload_size);

/**
 * ccm_aad() - add associated data
 * @ccm:	the computation
 * @data:	the data
 * @size:	in bytes, at most @ccm->aad_left
 *
 * Return: true, or false if OpenSSL fails.
 */
bool ccm_aad(struct ccm *ccm, const uint8_t *data, size_t size);

/**
 * ccm_payload() - encrypt or decrypt payload
 * @ccm:	the computation, with all associated data
 * @encrypt:	direction
 * @in:		input
 * @out:	[out] output of the same size, may be the same as @in
 * @size:	in bytes, at most @ccm->payload_left
 *
 * Return: true, or false if OpenSSL fails.
 */
bool ccm_payload(struct ccm *ccm, bool encrypt, const uint8_t *in, uint8_t *out, size_t size);

/**
 * ccm_tag() - compute the tag
 * @ccm:	the computation, with the whole payload
 * @tag:	[out] CCM_BLOCK bytes, of which the first ones are the tag
 *
 * Return: true, or false if OpenSSL fails.
 */
bool ccm_tag(struct ccm *ccm, uint8_t *tag);

/**
 * ccm_clear() - wipe a computation
 * @ccm:	the computation; it keeps its contexts
 */
void ccm_clear(struct ccm *ccm);

#endif /* SOFTTEED_API_CRYPTO_CCM_H */
