// SPDX-License-Identifier: BSD-2-Clause
/* AES-256-GCM and HMAC-SHA-256, by OpenSSL. */

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>

#include "softteed/storage/seal.h"

bool seal_hmac(const uint8_t key[STORAGE_KEY_SIZE], uint64_t number, const void *data,
	       size_t size, uint8_t mac[32])
{
	uint8_t input[sizeof(number) + 128];
	unsigned int length = 32;
	bool done;

	if (size > sizeof(input) - sizeof(number))
		return false;
	memcpy(input, &number, sizeof(number));
	if (size)
		memcpy(input + sizeof(number), data, size);
	done = HMAC(EVP_sha256(), key, STORAGE_KEY_SIZE, input, sizeof(number) + size, mac,
		    &length);
	OPENSSL_cleanse(input, sizeof(input));
	return done;
}

bool seal(const struct storage_keys *keys, const struct seal_place *place, const void *plain,
	  uint8_t *sealed)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	uint8_t key[STORAGE_KEY_SIZE], *text = sealed + SEAL_NONCE_SIZE;
	int size;
	bool done;

	done = context && seal_hmac(keys->seal, place->object, NULL, 0, key) &&
	       RAND_bytes(sealed, SEAL_NONCE_SIZE) == 1 &&
	       EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, sealed) == 1 &&
	       EVP_EncryptUpdate(context, NULL, &size, (const uint8_t *)place,
				 sizeof(*place)) == 1 &&
	       EVP_EncryptUpdate(context, text, &size, plain, (int)place->size) == 1 &&
	       EVP_EncryptFinal_ex(context, text + size, &size) == 1 &&
	       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, SEAL_TAG_SIZE,
				   text + place->size) == 1;
	EVP_CIPHER_CTX_free(context);
	OPENSSL_cleanse(key, sizeof(key));
	return done;
}

bool unseal(const struct storage_keys *keys, const struct seal_place *place,
	    const uint8_t *sealed, void *plain)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	const uint8_t *text = sealed + SEAL_NONCE_SIZE;
	uint8_t key[STORAGE_KEY_SIZE], *out = plain;
	int size;
	bool done;

	done = context && seal_hmac(keys->seal, place->object, NULL, 0, key) &&
	       EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, sealed) == 1 &&
	       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, SEAL_TAG_SIZE,
				   (void *)(text + place->size)) == 1 &&
	       EVP_DecryptUpdate(context, NULL, &size, (const uint8_t *)place,
				 sizeof(*place)) == 1 &&
	       EVP_DecryptUpdate(context, out, &size, text, (int)place->size) == 1 &&
	       EVP_DecryptFinal_ex(context, out + size, &size) == 1;
	if (!done)
		OPENSSL_cleanse(plain, place->size);
	EVP_CIPHER_CTX_free(context);
	OPENSSL_cleanse(key, sizeof(key));
	return done;
}
