// SPDX-License-Identifier: BSD-2-Clause
/* CCM in pieces: CBC-MAC of the plaintext, and encryption in counter mode. */

#include <openssl/crypto.h>
#include <string.h>

#include "softteed/api/crypto/ccm.h"

/* Bytes that pass through both modes at a time, while they are in the cache. */
#define BATCH	4096

void ccm_clear(struct ccm *ccm)
{
	cbc_mac_clear(&ccm->mac);
	OPENSSL_cleanse(ccm->mask, sizeof(ccm->mask));
	ccm->aad_left = 0;
	ccm->payload_left = 0;
}

static bool counter(struct ccm *ccm, const uint8_t *in, uint8_t *out, size_t size)
{
	int length = 0;

	return EVP_EncryptUpdate(ccm->counter, out, &length, in, size) == 1 &&
	       (size_t)length == size;
}

static void big_endian(uint8_t *out, uint64_t value, size_t size)
{
	for (size_t n = size; n-- > 0; value >>= 8)
		out[n] = (uint8_t)value;
}

/* The length of the associated data, as SP 800-38C, A.2.2 encodes it. */
static bool encode_aad_size(struct ccm *ccm, uint64_t size)
{
	uint8_t encoded[10] = { 0xff, 0xff };

	if (!size)
		return true;
	if (size < 0xff00) {
		big_endian(encoded, size, 2);
		return cbc_mac_update(&ccm->mac, encoded, 2);
	}
	if (size <= UINT32_MAX) {
		encoded[1] = 0xfe;
		big_endian(encoded + 2, size, 4);
		return cbc_mac_update(&ccm->mac, encoded, 6);
	}
	big_endian(encoded + 2, size, 8);
	return cbc_mac_update(&ccm->mac, encoded, 10);
}

bool ccm_start(struct ccm *ccm, const uint8_t *nonce, size_t nonce_size, size_t tag_size,
	       uint64_t aad_size, uint64_t payload_size)
{
	const size_t length_size = 15 - nonce_size;
	uint8_t block[CCM_BLOCK] = { 0 };

	ccm_clear(ccm);
	ccm->aad_left = aad_size;
	ccm->payload_left = payload_size;

	/* Counter block 0 masks the tag, the payload starts with counter block 1. */
	block[0] = (uint8_t)(length_size - 1);
	memcpy(block + 1, nonce, nonce_size);
	if (EVP_EncryptInit_ex2(ccm->counter, NULL, NULL, block, NULL) != 1 ||
	    !counter(ccm, ccm->mask, ccm->mask, CCM_BLOCK))
		return false;

	block[0] |= (uint8_t)((aad_size ? 0x40 : 0) | (tag_size - 2) / 2 << 3);
	big_endian(block + 1 + nonce_size, payload_size, length_size);
	return cbc_mac_start(&ccm->mac) && cbc_mac_update(&ccm->mac, block, CCM_BLOCK) &&
	       encode_aad_size(ccm, aad_size);
}

bool ccm_aad(struct ccm *ccm, const uint8_t *data, size_t size)
{
	ccm->aad_left -= size;
	return cbc_mac_update(&ccm->mac, data, size) && (ccm->aad_left || cbc_mac_pad(&ccm->mac));
}

bool ccm_payload(struct ccm *ccm, bool encrypt, const uint8_t *in, uint8_t *out, size_t size)
{
	size_t chunk;

	ccm->payload_left -= size;
	while (size) {
		chunk = size < BATCH ? size : BATCH;
		if (encrypt && !cbc_mac_update(&ccm->mac, in, chunk))
			return false;
		if (!counter(ccm, in, out, chunk))
			return false;
		if (!encrypt && !cbc_mac_update(&ccm->mac, out, chunk))
			return false;
		in += chunk;
		out += chunk;
		size -= chunk;
	}
	return true;
}

bool ccm_tag(struct ccm *ccm, uint8_t *tag)
{
	if (!cbc_mac_pad(&ccm->mac))
		return false;
	for (size_t n = 0; n < CCM_BLOCK; n++)
		tag[n] = ccm->mac.last[n] ^ ccm->mask[n];
	return true;
}
