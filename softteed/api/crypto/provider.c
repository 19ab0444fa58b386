// SPDX-License-Identifier: BSD-2-Clause
/* The cache of OpenSSL's implementations. */

#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <string.h>

#include "softteed/api/crypto/provider.h"

struct digest_entry {
	uint32_t hash;
	const char *name;
	EVP_MD *md;
};

struct cipher_entry {
	uint32_t key_type;
	size_t key_size;
	enum scheme scheme;
	const char *name;
	EVP_CIPHER *cipher;
};

struct kdf_entry {
	enum scheme scheme;
	const char *name;
	EVP_KDF *kdf;
};

static struct digest_entry digests[] = {
	{ TEE_ALG_MD5, "MD5", NULL },
	{ TEE_ALG_SHA1, "SHA1", NULL },
	{ TEE_ALG_SHA224, "SHA2-224", NULL },
	{ TEE_ALG_SHA256, "SHA2-256", NULL },
	{ TEE_ALG_SHA384, "SHA2-384", NULL },
	{ TEE_ALG_SHA512, "SHA2-512", NULL },
	{ TEE_ALG_SHA3_224, "SHA3-224", NULL },
	{ TEE_ALG_SHA3_256, "SHA3-256", NULL },
	{ TEE_ALG_SHA3_384, "SHA3-384", NULL },
	{ TEE_ALG_SHA3_512, "SHA3-512", NULL },
	{ TEE_ALG_SM3, "SM3", NULL },
	{ TEE_ALG_MD5SHA1, "MD5-SHA1", NULL },
	{ TEE_ALG_SHAKE128, "SHAKE-128", NULL },
	{ TEE_ALG_SHAKE256, "SHAKE-256", NULL },
};

static struct cipher_entry ciphers[] = {
	{ TEE_TYPE_AES, 16, SCHEME_ECB, "AES-128-ECB", NULL },
	{ TEE_TYPE_AES, 24, SCHEME_ECB, "AES-192-ECB", NULL },
	{ TEE_TYPE_AES, 32, SCHEME_ECB, "AES-256-ECB", NULL },
	{ TEE_TYPE_AES, 16, SCHEME_CBC, "AES-128-CBC", NULL },
	{ TEE_TYPE_AES, 24, SCHEME_CBC, "AES-192-CBC", NULL },
	{ TEE_TYPE_AES, 32, SCHEME_CBC, "AES-256-CBC", NULL },
	{ TEE_TYPE_AES, 16, SCHEME_CTR, "AES-128-CTR", NULL },
	{ TEE_TYPE_AES, 24, SCHEME_CTR, "AES-192-CTR", NULL },
	{ TEE_TYPE_AES, 32, SCHEME_CTR, "AES-256-CTR", NULL },
	{ TEE_TYPE_AES, 16, SCHEME_GCM, "AES-128-GCM", NULL },
	{ TEE_TYPE_AES, 24, SCHEME_GCM, "AES-192-GCM", NULL },
	{ TEE_TYPE_AES, 32, SCHEME_GCM, "AES-256-GCM", NULL },
	{ TEE_TYPE_DES3, 24, SCHEME_ECB, "DES-EDE3-ECB", NULL },
	{ TEE_TYPE_DES3, 24, SCHEME_CBC, "DES-EDE3-CBC", NULL },
	{ TEE_TYPE_SM4, 16, SCHEME_ECB, "SM4-ECB", NULL },
	{ TEE_TYPE_SM4, 16, SCHEME_CBC, "SM4-CBC", NULL },
	{ TEE_TYPE_SM4, 16, SCHEME_CTR, "SM4-CTR", NULL },
};

static struct kdf_entry kdfs[] = {
	{ SCHEME_HKDF, "HKDF", NULL },
	{ SCHEME_CONCAT_KDF, "SSKDF", NULL },
	{ SCHEME_PBKDF2, "PBKDF2", NULL },
};

static EVP_MAC *hmac, *cmac;

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static struct digest_entry *find_digest(uint32_t hash)
{
	for (size_t n = 0; n < COUNT(digests); n++)
		if (digests[n].hash == hash)
			return &digests[n];
	return NULL;
}

const EVP_MD *provider_digest(uint32_t hash)
{
	struct digest_entry *entry = find_digest(hash);

	if (entry && !entry->md)
		entry->md = EVP_MD_fetch(NULL, entry->name, NULL);
	return entry ? entry->md : NULL;
}

const char *provider_digest_name(uint32_t hash)
{
	const struct digest_entry *entry = find_digest(hash);

	return entry ? entry->name : NULL;
}

const EVP_CIPHER *provider_cipher(uint32_t key_type, size_t key_size, enum scheme scheme)
{
	if (key_type == TEE_TYPE_DES)
		key_type = TEE_TYPE_DES3;
	for (size_t n = 0; n < COUNT(ciphers); n++) {
		struct cipher_entry *entry = &ciphers[n];

		if (entry->key_type != key_type || entry->key_size != key_size ||
		    entry->scheme != scheme)
			continue;
		if (!entry->cipher)
			entry->cipher = EVP_CIPHER_fetch(NULL, entry->name, NULL);
		return entry->cipher;
	}
	return NULL;
}

size_t provider_cipher_key(uint32_t key_type, const uint8_t *key, size_t key_size,
			   uint8_t *expanded)
{
	if (key_type != TEE_TYPE_DES && key_type != TEE_TYPE_DES3) {
		if (key_size > PROVIDER_MAX_KEY)
			return 0;
		memcpy(expanded, key, key_size);
		return key_size;
	}
	if (key_size != 8 && key_size != 16 && key_size != 24)
		return 0;
	for (size_t n = 0; n < 24; n++)
		expanded[n] = key[n % key_size];
	return 24;
}

EVP_MAC *provider_hmac(void)
{
	if (!hmac)
		hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	return hmac;
}

EVP_MAC *provider_cmac(void)
{
	if (!cmac)
		cmac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	return cmac;
}

EVP_KDF *provider_kdf(enum scheme scheme)
{
	for (size_t n = 0; n < COUNT(kdfs); n++) {
		if (kdfs[n].scheme != scheme)
			continue;
		if (!kdfs[n].kdf)
			kdfs[n].kdf = EVP_KDF_fetch(NULL, kdfs[n].name, NULL);
		return kdfs[n].kdf;
	}
	return NULL;
}

void provider_load(void)
{
	for (size_t n = 0; n < COUNT(digests); n++)
		provider_digest(digests[n].hash);
	for (size_t n = 0; n < COUNT(ciphers); n++)
		provider_cipher(ciphers[n].key_type, ciphers[n].key_size, ciphers[n].scheme);
	for (size_t n = 0; n < COUNT(kdfs); n++)
		provider_kdf(kdfs[n].scheme);
	provider_hmac();
	provider_cmac();
}
