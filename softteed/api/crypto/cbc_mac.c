// SPDX-License-Identifier: BSD-2-Clause
/* CBC-MAC: CBC encryption of which only the last block is kept. */

#include <openssl/crypto.h>
#include <string.h>

#include "softteed/api/crypto/cbc_mac.h"

/* Bytes that are encrypted by one call of OpenSSL. */
#define BATCH	1024

bool cbc_mac_start(struct cbc_mac *mac)
{
	static const uint8_t zeros[CBC_MAC_MAX_BLOCK];

	cbc_mac_clear(mac);
	return EVP_CipherInit_ex2(mac->context, NULL, NULL, zeros, 1, NULL) == 1;
}

void cbc_mac_clear(struct cbc_mac *mac)
{
	OPENSSL_cleanse(mac->pending, sizeof(mac->pending));
	OPENSSL_cleanse(mac->last, sizeof(mac->last));
	mac->num_pending = 0;
}

static bool blocks(struct cbc_mac *mac, const uint8_t *data, size_t size)
{
	uint8_t out[BATCH];
	bool done = true;
	size_t chunk;
	int length;

	while (size && done) {
		chunk = size < sizeof(out) ? size : sizeof(out);
		done = EVP_CipherUpdate(mac->context, out, &length, data, chunk) == 1 &&
		       (size_t)length == chunk;
		memcpy(mac->last, out + chunk - mac->block, mac->block);
		data += chunk;
		size -= chunk;
	}
	OPENSSL_cleanse(out, sizeof(out));
	return done;
}

bool cbc_mac_update(struct cbc_mac *mac, const uint8_t *data, size_t size)
{
	size_t whole, taken;

	if (!size)
		return true;
	if (mac->num_pending) {
		taken = mac->block - mac->num_pending;
		taken = taken < size ? taken : size;
		memcpy(mac->pending + mac->num_pending, data, taken);
		mac->num_pending += taken;
		data += taken;
		size -= taken;
		if (mac->num_pending < mac->block)
			return true;
		mac->num_pending = 0;
		if (!blocks(mac, mac->pending, mac->block))
			return false;
	}
	whole = size / mac->block * mac->block;
	if (!blocks(mac, data, whole))
		return false;
	memcpy(mac->pending, data + whole, size - whole);
	mac->num_pending = size - whole;
	return true;
}

bool cbc_mac_pad(struct cbc_mac *mac)
{
	static const uint8_t zeros[CBC_MAC_MAX_BLOCK];

	return !mac->num_pending || cbc_mac_update(mac, zeros, mac->block - mac->num_pending);
}
