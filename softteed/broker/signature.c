// SPDX-License-Identifier: BSD-2-Clause
/* Check the signature of an application's file. */
#include <errno.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "softteed/broker/signature.h"

#define MAGIC			0x4f545348u
#define KIND_SIGNED		1u	/* with UUID and version */
#define ALGORITHM_PSS		0x70414930u	/* RSASSA-PSS with MGF1, SHA-256 */
#define ALGORITHM_V1_5		0x70004830u	/* RSASSA-PKCS1-v1_5, SHA-256 */
#define HASH_SIZE		32u
#define MIN_KEY_BITS		2048

/* Offsets in the file. All numbers are little-endian. */
#define AT_KIND			4
#define AT_IMAGE_SIZE		8
#define AT_ALGORITHM		12
#define AT_HASH_SIZE		16
#define AT_SIGNATURE_SIZE	18
#define AT_HASH			20
#define AT_SIGNATURE		(AT_HASH + HASH_SIZE)

static uint32_t read_u16(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t read_u32(const uint8_t *bytes)
{
	return read_u16(bytes) | read_u16(bytes + 2) << 16;
}

/*
 * struct layout - a file's parts
 * @algorithm:	of the signature
 * @signature_size: bytes at AT_SIGNATURE
 * @description: UUID and version
 * @image:	the image, up to the end of the file
 */
struct layout {
	uint32_t algorithm;
	size_t signature_size;
	size_t description;
	size_t image;
};

#define DESCRIPTION_SIZE	(SIGNATURE_UUID_LEN + 4)

/* Return false if the file isn't a signed application. */
static bool find_parts(const uint8_t *file, size_t size, struct layout *layout)
{
	if (size < AT_SIGNATURE || read_u32(file) != MAGIC ||
	    read_u32(file + AT_KIND) != KIND_SIGNED ||
	    read_u16(file + AT_HASH_SIZE) != HASH_SIZE)
		return false;
	layout->algorithm = read_u32(file + AT_ALGORITHM);
	layout->signature_size = read_u16(file + AT_SIGNATURE_SIZE);
	layout->description = AT_SIGNATURE + layout->signature_size;
	layout->image = layout->description + DESCRIPTION_SIZE;
	return size >= layout->image && size - layout->image == read_u32(file + AT_IMAGE_SIZE);
}

/* The hash is of the fixed part of the header, the description, and the image. */
static int check_hash(const uint8_t *file, size_t size, const struct layout *layout)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t hash[EVP_MAX_MD_SIZE];
	int rc = -ENOMEM;

	if (context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) > 0 &&
	    EVP_DigestUpdate(context, file, AT_HASH) > 0 &&
	    EVP_DigestUpdate(context, file + layout->description,
			     size - layout->description) > 0 &&
	    EVP_DigestFinal_ex(context, hash, NULL) > 0)
		rc = memcmp(hash, file + AT_HASH, HASH_SIZE) ? -EACCES : 0;
	EVP_MD_CTX_free(context);
	return rc;
}

static int padding_of(uint32_t algorithm)
{
	switch (algorithm) {
	case ALGORITHM_PSS: return RSA_PKCS1_PSS_PADDING;
	case ALGORITHM_V1_5: return RSA_PKCS1_PADDING;
	default: return 0;
	}
}

static int check_signature(const uint8_t *file, const struct layout *layout, EVP_PKEY *key)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	int padding = padding_of(layout->algorithm);
	int rc = -EACCES;

	if (context && padding && EVP_PKEY_verify_init(context) > 0 &&
	    EVP_PKEY_CTX_set_rsa_padding(context, padding) > 0 &&
	    EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) > 0 &&
	    (padding != RSA_PKCS1_PSS_PADDING ||
	     EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) > 0) &&
	    EVP_PKEY_verify(context, file + AT_SIGNATURE, layout->signature_size,
			    file + AT_HASH, HASH_SIZE) == 1)
		rc = 0;
	EVP_PKEY_CTX_free(context);
	return rc;
}

int signature_check(const uint8_t *file, size_t size, EVP_PKEY *key, struct signed_image *image)
{
	struct layout layout;
	int rc;

	if (!find_parts(file, size, &layout))
		return -EBADMSG;
	rc = check_signature(file, &layout, key);
	if (!rc)
		rc = check_hash(file, size, &layout);
	if (rc)
		return rc;
	memcpy(image->uuid, file + layout.description, sizeof(image->uuid));
	image->version = read_u32(file + layout.description + SIGNATURE_UUID_LEN);
	image->image = file + layout.image;
	image->size = size - layout.image;
	return 0;
}

/* By the name in the file, as it may be encrypted. */
bool signature_is_private_key(const char *path)
{
	FILE *file = fopen(path, "re");
	char *name = NULL, *header = NULL;
	unsigned char *data = NULL;
	bool found = false;
	long size = 0;

	if (file && PEM_read(file, &name, &header, &data, &size))
		found = strstr(name, "PRIVATE KEY");
	if (file)
		fclose(file);
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_clear_free(data, (size_t)size);
	return found;
}

int signature_read_key(const char *path, EVP_PKEY **key)
{
	FILE *file = fopen(path, "re");
	EVP_PKEY *found;

	if (!file)
		return -errno;
	found = PEM_read_PUBKEY(file, NULL, NULL, NULL);
	fclose(file);
	if (found && EVP_PKEY_is_a(found, "RSA") && EVP_PKEY_get_bits(found) >= MIN_KEY_BITS) {
		*key = found;
		return 0;
	}
	EVP_PKEY_free(found);
	return -EBADMSG;
}
