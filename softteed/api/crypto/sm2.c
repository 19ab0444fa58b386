// SPDX-License-Identifier: BSD-2-Clause
/*
 * SM2 encryption (GM/T 0003.4). GlobalPlatform's ciphertext is a point, a digest and the encrypted
 * data one after the other (C1, C3, C2), OpenSSL's is an ASN.1 sequence of x, y, C3 and C2.
 *
 * OP-TEE has them in the order of the standard's first edition, C1, C2, C3. As the digest tells
 * which one it is, both can be decrypted.
 */

#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <string.h>

#include "softteed/api/crypto/asymmetric.h"
#include "softteed/api/crypto/sm2.h"

#define COORDINATE	32
#define POINT		(1 + 2 * COORDINATE)
#define HASH		32
/* What the ciphertext has in addition to the plaintext. */
#define OVERHEAD	(POINT + HASH)
/* First byte of a point that is not compressed. */
#define UNCOMPRESSED	0x04

static bool put_coordinate(const ASN1_TYPE *item, uint8_t *out)
{
	BIGNUM *number = item->type == V_ASN1_INTEGER ?
			 ASN1_INTEGER_to_BN(item->value.integer, NULL) : NULL;
	bool done = number && BN_bn2binpad(number, out, COORDINATE) >= 0;

	BN_free(number);
	return done;
}

static bool put_octets(const ASN1_TYPE *item, uint8_t *out, size_t size)
{
	if (item->type != V_ASN1_OCTET_STRING ||
	    (size_t)ASN1_STRING_length(item->value.octet_string) != size)
		return false;
	memcpy(out, ASN1_STRING_get0_data(item->value.octet_string), size);
	return true;
}

/* Convert OpenSSL's ciphertext. @size is that of the plaintext. */
static bool flatten(const uint8_t *der, size_t der_size, uint8_t *out, size_t size)
{
	ASN1_SEQUENCE_ANY *items = d2i_ASN1_SEQUENCE_ANY(NULL, &der, (long)der_size);
	bool done;

	out[0] = UNCOMPRESSED;
	done = items && sk_ASN1_TYPE_num(items) == 4 &&
	       put_coordinate(sk_ASN1_TYPE_value(items, 0), out + 1) &&
	       put_coordinate(sk_ASN1_TYPE_value(items, 1), out + 1 + COORDINATE) &&
	       put_octets(sk_ASN1_TYPE_value(items, 2), out + POINT, HASH) &&
	       put_octets(sk_ASN1_TYPE_value(items, 3), out + OVERHEAD, size);
	sk_ASN1_TYPE_pop_free(items, ASN1_TYPE_free);
	return done;
}

/* Add @value, which the sequence owns afterwards, or free it. */
static bool push(ASN1_SEQUENCE_ANY *items, int type, ASN1_STRING *value)
{
	ASN1_TYPE *item = ASN1_TYPE_new();

	if (!item || !value) {
		ASN1_TYPE_free(item);
		ASN1_STRING_free(value);
		return false;
	}
	ASN1_TYPE_set(item, type, value);
	if (sk_ASN1_TYPE_push(items, item) > 0)
		return true;
	ASN1_TYPE_free(item);
	return false;
}

static ASN1_INTEGER *get_coordinate(const uint8_t *in)
{
	BIGNUM *number = BN_bin2bn(in, COORDINATE, NULL);
	ASN1_INTEGER *integer = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;

	BN_free(number);
	return integer;
}

static ASN1_OCTET_STRING *get_octets(const uint8_t *in, size_t size)
{
	ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new();

	if (octets && ASN1_OCTET_STRING_set(octets, in, (int)size) == 1)
		return octets;
	ASN1_OCTET_STRING_free(octets);
	return NULL;
}

/* Convert to OpenSSL's ciphertext. Returns NULL without memory. */
static uint8_t *unflatten(const uint8_t *in, size_t in_size, bool digest_last, size_t *der_size)
{
	const size_t data_size = in_size - OVERHEAD;
	const uint8_t *digest = in + POINT + (digest_last ? data_size : 0);
	const uint8_t *data = in + POINT + (digest_last ? 0 : HASH);
	ASN1_SEQUENCE_ANY *items = sk_ASN1_TYPE_new_null();
	uint8_t *der = NULL;
	int length = 0;

	if (items && push(items, V_ASN1_INTEGER, get_coordinate(in + 1)) &&
	    push(items, V_ASN1_INTEGER, get_coordinate(in + 1 + COORDINATE)) &&
	    push(items, V_ASN1_OCTET_STRING, get_octets(digest, HASH)) &&
	    push(items, V_ASN1_OCTET_STRING, get_octets(data, data_size)))
		length = i2d_ASN1_SEQUENCE_ANY(items, &der);
	sk_ASN1_TYPE_pop_free(items, ASN1_TYPE_free);
	*der_size = length > 0 ? (size_t)length : 0;
	return der;
}

TEE_Result sm2_encrypt(const struct asymmetric_call *call)
{
	const size_t needed = call->in_size + OVERHEAD;
	EVP_PKEY_CTX *context = NULL;
	uint8_t *der = NULL;
	TEE_Result result = TEE_ERROR_BAD_PARAMETERS;
	size_t size;

	if (!call->in_size || call->in_size > INT32_MAX / 2)
		return TEE_ERROR_BAD_PARAMETERS;
	if (!operation_fits(needed, call->out, call->out_size))
		return TEE_ERROR_SHORT_BUFFER;
	context = asymmetric_start(call, EVP_PKEY_encrypt_init);
	if (!context || EVP_PKEY_encrypt(context, NULL, &size, call->in, call->in_size) != 1)
		goto out;
	der = OPENSSL_malloc(size);
	if (!der) {
		result = TEE_ERROR_OUT_OF_MEMORY;
		goto out;
	}
	if (EVP_PKEY_encrypt(context, der, &size, call->in, call->in_size) != 1 ||
	    !flatten(der, size, call->out, call->in_size))
		goto out;
	*call->out_size = needed;
	result = TEE_SUCCESS;
out:
	OPENSSL_free(der);
	EVP_PKEY_CTX_free(context);
	return result;
}

/* Decrypt to @plain, which has room for as much as OpenSSL thinks that there could be. */
static TEE_Result decrypt(const struct asymmetric_call *call, bool digest_last, uint8_t *plain,
			  size_t *plain_size)
{
	size_t der_size;
	uint8_t *der = unflatten(call->in, call->in_size, digest_last, &der_size);
	EVP_PKEY_CTX *context = asymmetric_start(call, EVP_PKEY_decrypt_init);
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;

	if (der && context)
		result = EVP_PKEY_decrypt(context, plain, plain_size, der, der_size) == 1 ?
			 TEE_SUCCESS : TEE_ERROR_CIPHERTEXT_INVALID;
	OPENSSL_free(der);
	EVP_PKEY_CTX_free(context);
	return result;
}

TEE_Result sm2_decrypt(const struct asymmetric_call *call)
{
	const size_t room = call->in_size;
	size_t size, plain_size;
	uint8_t *plain;
	TEE_Result result = TEE_ERROR_CIPHERTEXT_INVALID;

	if (call->in_size <= OVERHEAD || call->in_size > INT32_MAX / 2)
		return TEE_ERROR_BAD_PARAMETERS;
	if (call->in[0] != UNCOMPRESSED)
		return TEE_ERROR_CIPHERTEXT_INVALID;
	size = call->in_size - OVERHEAD;
	if (!operation_fits(size, call->out, call->out_size))
		return TEE_ERROR_SHORT_BUFFER;
	plain = OPENSSL_malloc(room);
	if (!plain)
		return TEE_ERROR_OUT_OF_MEMORY;
	for (int last = 0; last < 2 && result == TEE_ERROR_CIPHERTEXT_INVALID; last++) {
		plain_size = room;
		result = decrypt(call, last, plain, &plain_size);
		if (result == TEE_SUCCESS && plain_size != size)
			result = TEE_ERROR_CIPHERTEXT_INVALID;
	}
	if (result == TEE_SUCCESS) {
		memcpy(call->out, plain, size);
		*call->out_size = size;
	}
	OPENSSL_clear_free(plain, room);
	return result;
}
