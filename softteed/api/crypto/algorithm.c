// SPDX-License-Identifier: BSD-2-Clause
/* The table of algorithms, and what follows from a row of it. */

#include "softteed/api/crypto/algorithm.h"
#include "softteed/api/object/type.h"
#include "tee_internal_api_extensions.h"

#define CIPHER		TEE_OPERATION_CIPHER
#define MAC		TEE_OPERATION_MAC
#define AE		TEE_OPERATION_AE
#define DIGEST		TEE_OPERATION_DIGEST
#define ENCRYPTION	TEE_OPERATION_ASYMMETRIC_CIPHER
#define SIGNATURE	TEE_OPERATION_ASYMMETRIC_SIGNATURE
#define DERIVATION	TEE_OPERATION_KEY_DERIVATION

#define ROW(name, class, scheme, ...)	\
	{ TEE_ALG_##name, #name, class, SCHEME_##scheme, __VA_ARGS__ }
#define HASH_ROW(name)			ROW(name, DIGEST, DIGEST, 0, TEE_ALG_##name, false, 0)
#define HMAC_ROW(hash)	\
	ROW(HMAC_##hash, MAC, HMAC, TEE_TYPE_HMAC_##hash, TEE_ALG_##hash, false, 0)
#define BLOCK_ROW(name, class, scheme, key)	\
	ROW(name, class, scheme, TEE_TYPE_##key, 0, false, 0)
#define PADDED_ROW(name, class, scheme, key)	\
	ROW(name, class, scheme, TEE_TYPE_##key, 0, true, 0)
#define RSA_ROW(name, class, scheme, hash)	\
	ROW(name, class, scheme, TEE_TYPE_RSA_PUBLIC_KEY, hash, false, 0)
#define PKCS1_ROW(hash)	\
	RSA_ROW(RSASSA_PKCS1_V1_5_##hash, SIGNATURE, RSA_PKCS1, TEE_ALG_##hash)
#define PSS_ROW(hash)	\
	RSA_ROW(RSASSA_PKCS1_PSS_MGF1_##hash, SIGNATURE, RSA_PSS, TEE_ALG_##hash)
#define OAEP_ROW(hash)	\
	RSA_ROW(RSAES_PKCS1_OAEP_MGF1_##hash, ENCRYPTION, RSA_OAEP, TEE_ALG_##hash)
#define DSA_ROW(hash)	\
	ROW(DSA_##hash, SIGNATURE, DSA, TEE_TYPE_DSA_PUBLIC_KEY, TEE_ALG_##hash, false, 0)
#define ECDSA_ROW(hash)	\
	ROW(ECDSA_##hash, SIGNATURE, ECDSA, TEE_TYPE_ECDSA_PUBLIC_KEY, TEE_ALG_##hash, false, 0)
#define SM2_ROW(name, class, scheme, hash)	\
	ROW(name, class, scheme, TEE_TYPE_##scheme##_PUBLIC_KEY, hash, false, TEE_ECC_CURVE_SM2)
#define KDF_ROW(name, scheme, key, hash)	\
	ROW(name, DERIVATION, scheme, TEE_TYPE_##key, hash, false, 0)
/* Identifiers of version 1.1 that OP-TEE gave different numbers. They name the curve. */
#define LEGACY_ROWS(curve)								\
	{ __OPTEE_ALG_ECDSA_##curve, "ECDSA_" #curve, SIGNATURE, SCHEME_ECDSA,		\
	  TEE_TYPE_ECDSA_PUBLIC_KEY, 0, false, TEE_ECC_CURVE_NIST_##curve },		\
	{ __OPTEE_ALG_ECDH_##curve, "ECDH_" #curve, DERIVATION, SCHEME_ECDH,		\
	  TEE_TYPE_ECDH_PUBLIC_KEY, 0, false, TEE_ECC_CURVE_NIST_##curve }

static const struct algorithm algorithms[] = {
	HASH_ROW(MD5),
	HASH_ROW(SHA1),
	HASH_ROW(SHA224),
	HASH_ROW(SHA256),
	HASH_ROW(SHA384),
	HASH_ROW(SHA512),
	HASH_ROW(SHA3_224),
	HASH_ROW(SHA3_256),
	HASH_ROW(SHA3_384),
	HASH_ROW(SHA3_512),
	HASH_ROW(SM3),
	HASH_ROW(MD5SHA1),
	ROW(SHAKE128, DIGEST, XOF, 0, TEE_ALG_SHAKE128, false, 0),
	ROW(SHAKE256, DIGEST, XOF, 0, TEE_ALG_SHAKE256, false, 0),

	BLOCK_ROW(AES_ECB_NOPAD, CIPHER, ECB, AES),
	BLOCK_ROW(AES_CBC_NOPAD, CIPHER, CBC, AES),
	BLOCK_ROW(AES_CTR, CIPHER, CTR, AES),
	BLOCK_ROW(AES_CTS, CIPHER, CTS, AES),
	BLOCK_ROW(AES_XTS, CIPHER, XTS, AES),
	BLOCK_ROW(DES_ECB_NOPAD, CIPHER, ECB, DES),
	BLOCK_ROW(DES_CBC_NOPAD, CIPHER, CBC, DES),
	BLOCK_ROW(DES3_ECB_NOPAD, CIPHER, ECB, DES3),
	BLOCK_ROW(DES3_CBC_NOPAD, CIPHER, CBC, DES3),
	BLOCK_ROW(SM4_ECB_NOPAD, CIPHER, ECB, SM4),
	BLOCK_ROW(SM4_CBC_NOPAD, CIPHER, CBC, SM4),
	PADDED_ROW(SM4_ECB_PKCS5, CIPHER, ECB, SM4),
	PADDED_ROW(SM4_CBC_PKCS5, CIPHER, CBC, SM4),
	BLOCK_ROW(SM4_CTR, CIPHER, CTR, SM4),
	BLOCK_ROW(SM4_XTS, CIPHER, XTS, SM4),

	HMAC_ROW(MD5),
	HMAC_ROW(SHA1),
	HMAC_ROW(SHA224),
	HMAC_ROW(SHA256),
	HMAC_ROW(SHA384),
	HMAC_ROW(SHA512),
	HMAC_ROW(SHA3_224),
	HMAC_ROW(SHA3_256),
	HMAC_ROW(SHA3_384),
	HMAC_ROW(SHA3_512),
	HMAC_ROW(SM3),
	BLOCK_ROW(AES_CMAC, MAC, CMAC, AES),
	BLOCK_ROW(DES3_CMAC, MAC, CMAC, DES3),
	BLOCK_ROW(AES_CBC_MAC_NOPAD, MAC, CBC_MAC, AES),
	PADDED_ROW(AES_CBC_MAC_PKCS5, MAC, CBC_MAC, AES),
	BLOCK_ROW(DES_CBC_MAC_NOPAD, MAC, CBC_MAC, DES),
	PADDED_ROW(DES_CBC_MAC_PKCS5, MAC, CBC_MAC, DES),
	BLOCK_ROW(DES3_CBC_MAC_NOPAD, MAC, CBC_MAC, DES3),
	PADDED_ROW(DES3_CBC_MAC_PKCS5, MAC, CBC_MAC, DES3),

	BLOCK_ROW(AES_CCM, AE, CCM, AES),
	BLOCK_ROW(AES_GCM, AE, GCM, AES),

	RSA_ROW(RSA_NOPAD, ENCRYPTION, RSA_NOPAD, 0),
	RSA_ROW(RSAES_PKCS1_V1_5, ENCRYPTION, RSA_PKCS1, 0),
	OAEP_ROW(MD5),
	OAEP_ROW(SHA1),
	OAEP_ROW(SHA224),
	OAEP_ROW(SHA256),
	OAEP_ROW(SHA384),
	OAEP_ROW(SHA512),
	OAEP_ROW(SHA3_224),
	OAEP_ROW(SHA3_256),
	OAEP_ROW(SHA3_384),
	OAEP_ROW(SHA3_512),
	SM2_ROW(SM2_PKE, ENCRYPTION, SM2_PKE, TEE_ALG_SM3),

	RSA_ROW(RSASSA_PKCS1_V1_5, SIGNATURE, RSA_PKCS1, 0),
	PKCS1_ROW(MD5),
	PKCS1_ROW(SHA1),
	PKCS1_ROW(SHA224),
	PKCS1_ROW(SHA256),
	PKCS1_ROW(SHA384),
	PKCS1_ROW(SHA512),
	PKCS1_ROW(SHA3_224),
	PKCS1_ROW(SHA3_256),
	PKCS1_ROW(SHA3_384),
	PKCS1_ROW(SHA3_512),
	PKCS1_ROW(MD5SHA1),
	PSS_ROW(MD5),
	PSS_ROW(SHA1),
	PSS_ROW(SHA224),
	PSS_ROW(SHA256),
	PSS_ROW(SHA384),
	PSS_ROW(SHA512),
	PSS_ROW(SHA3_224),
	PSS_ROW(SHA3_256),
	PSS_ROW(SHA3_384),
	PSS_ROW(SHA3_512),
	DSA_ROW(SHA1),
	DSA_ROW(SHA224),
	DSA_ROW(SHA256),
	DSA_ROW(SHA3_224),
	DSA_ROW(SHA3_256),
	DSA_ROW(SHA3_384),
	DSA_ROW(SHA3_512),
	ECDSA_ROW(SHA1),
	ECDSA_ROW(SHA224),
	ECDSA_ROW(SHA256),
	ECDSA_ROW(SHA384),
	ECDSA_ROW(SHA512),
	ECDSA_ROW(SHA3_224),
	ECDSA_ROW(SHA3_256),
	ECDSA_ROW(SHA3_384),
	ECDSA_ROW(SHA3_512),
	ROW(ED25519, SIGNATURE, EDDSA, TEE_TYPE_ED25519_PUBLIC_KEY, 0, false, TEE_ECC_CURVE_25519),
	ROW(ED448, SIGNATURE, EDDSA, TEE_TYPE_ED448_PUBLIC_KEY, 0, false, TEE_ECC_CURVE_448),
	SM2_ROW(SM2_DSA_SM3, SIGNATURE, SM2_DSA, TEE_ALG_SM3),

	ROW(DH_DERIVE_SHARED_SECRET, DERIVATION, DH, TEE_TYPE_DH_KEYPAIR, 0, false, 0),
	ROW(ECDH_DERIVE_SHARED_SECRET, DERIVATION, ECDH, TEE_TYPE_ECDH_PUBLIC_KEY, 0, false, 0),
	ROW(X25519, DERIVATION, XDH, TEE_TYPE_X25519_PUBLIC_KEY, 0, false, TEE_ECC_CURVE_25519),
	ROW(X448, DERIVATION, XDH, TEE_TYPE_X448_PUBLIC_KEY, 0, false, TEE_ECC_CURVE_448),
	SM2_ROW(SM2_KEP, DERIVATION, SM2_KEP, TEE_ALG_SM3),
	KDF_ROW(HKDF, HKDF, HKDF, 0),
	KDF_ROW(HKDF_MD5_DERIVE_KEY, HKDF, HKDF_IKM, TEE_ALG_MD5),
	KDF_ROW(HKDF_SHA1_DERIVE_KEY, HKDF, HKDF_IKM, TEE_ALG_SHA1),
	KDF_ROW(HKDF_SHA224_DERIVE_KEY, HKDF, HKDF_IKM, TEE_ALG_SHA224),
	KDF_ROW(HKDF_SHA256_DERIVE_KEY, HKDF, HKDF_IKM, TEE_ALG_SHA256),
	KDF_ROW(HKDF_SHA384_DERIVE_KEY, HKDF, HKDF_IKM, TEE_ALG_SHA384),
	KDF_ROW(HKDF_SHA512_DERIVE_KEY, HKDF, HKDF_IKM, TEE_ALG_SHA512),
	KDF_ROW(CONCAT_KDF_SHA1_DERIVE_KEY, CONCAT_KDF, CONCAT_KDF_Z, TEE_ALG_SHA1),
	KDF_ROW(CONCAT_KDF_SHA224_DERIVE_KEY, CONCAT_KDF, CONCAT_KDF_Z, TEE_ALG_SHA224),
	KDF_ROW(CONCAT_KDF_SHA256_DERIVE_KEY, CONCAT_KDF, CONCAT_KDF_Z, TEE_ALG_SHA256),
	KDF_ROW(CONCAT_KDF_SHA384_DERIVE_KEY, CONCAT_KDF, CONCAT_KDF_Z, TEE_ALG_SHA384),
	KDF_ROW(CONCAT_KDF_SHA512_DERIVE_KEY, CONCAT_KDF, CONCAT_KDF_Z, TEE_ALG_SHA512),
	KDF_ROW(PBKDF2_HMAC_SHA1_DERIVE_KEY, PBKDF2, PBKDF2_PASSWORD, TEE_ALG_SHA1),
	KDF_ROW(PBKDF2_HMAC_SHA224_DERIVE_KEY, PBKDF2, PBKDF2_PASSWORD, TEE_ALG_SHA224),
	KDF_ROW(PBKDF2_HMAC_SHA256_DERIVE_KEY, PBKDF2, PBKDF2_PASSWORD, TEE_ALG_SHA256),
	KDF_ROW(PBKDF2_HMAC_SHA384_DERIVE_KEY, PBKDF2, PBKDF2_PASSWORD, TEE_ALG_SHA384),
	KDF_ROW(PBKDF2_HMAC_SHA512_DERIVE_KEY, PBKDF2, PBKDF2_PASSWORD, TEE_ALG_SHA512),
	KDF_ROW(PBKDF2_HMAC_SM3_DERIVE_KEY, PBKDF2, PBKDF2_PASSWORD, TEE_ALG_SM3),

	LEGACY_ROWS(P192),
	LEGACY_ROWS(P224),
	LEGACY_ROWS(P256),
	LEGACY_ROWS(P384),
	LEGACY_ROWS(P521),
};

const struct algorithm *algorithm_find(uint32_t id)
{
	for (size_t n = 0; n < sizeof(algorithms) / sizeof(algorithms[0]); n++)
		if (algorithms[n].id == id)
			return &algorithms[n];
	return NULL;
}

uint32_t algorithm_modes(const struct algorithm *algorithm)
{
	switch (algorithm->class) {
	case CIPHER:
	case AE:
	case ENCRYPTION:
		return 1u << TEE_MODE_ENCRYPT | 1u << TEE_MODE_DECRYPT;
	case SIGNATURE:
		return 1u << TEE_MODE_SIGN | 1u << TEE_MODE_VERIFY;
	case MAC:
		return 1u << TEE_MODE_MAC;
	case DIGEST:
		return 1u << TEE_MODE_DIGEST;
	default:
		return 1u << TEE_MODE_DERIVE;
	}
}

uint32_t algorithm_usage(const struct algorithm *algorithm, uint32_t mode)
{
	/* Without padding, encryption is the same as verification, decryption as signing. */
	const bool both = algorithm->scheme == SCHEME_RSA_NOPAD;

	switch (mode) {
	case TEE_MODE_ENCRYPT:
		return TEE_USAGE_ENCRYPT | (both ? TEE_USAGE_VERIFY : 0);
	case TEE_MODE_DECRYPT:
		return TEE_USAGE_DECRYPT | (both ? TEE_USAGE_SIGN : 0);
	case TEE_MODE_SIGN:
		return TEE_USAGE_SIGN;
	case TEE_MODE_VERIFY:
		return TEE_USAGE_VERIFY;
	case TEE_MODE_MAC:
		return TEE_USAGE_MAC;
	case TEE_MODE_DERIVE:
		return TEE_USAGE_DERIVE;
	default:
		return 0;
	}
}

unsigned int algorithm_num_keys(const struct algorithm *algorithm)
{
	if (algorithm->class == DIGEST)
		return 0;
	return algorithm->scheme == SCHEME_XTS || algorithm->scheme == SCHEME_SM2_KEP ? 2 : 1;
}

/* FIPS 186 fixes the pairs of hash function and prime size (tables 5-9 and 6-4). */
static bool dsa_size_valid(uint32_t hash, uint32_t bits)
{
	switch (hash) {
	case TEE_ALG_SHA1:
		return bits <= 1024;
	case TEE_ALG_SHA224:
	case TEE_ALG_SHA3_224:
		return bits == 2048;
	default:
		return bits == 2048 || bits == 3072;
	}
}

bool algorithm_key_size_valid(const struct algorithm *algorithm, uint32_t bits)
{
	const struct curve *curve;

	if (!bits || !object_type_supported(algorithm->key_type, bits, TEE_CRYPTO_ELEMENT_NONE))
		return false;
	if (algorithm->scheme == SCHEME_DSA)
		return dsa_size_valid(algorithm->hash, bits);
	if (algorithm->scheme == SCHEME_XTS)
		return bits != 192;
	curve = algorithm->curve ? curve_find(algorithm->curve) : NULL;
	return !curve || curve->bits == bits;
}

bool algorithm_key_type_valid(const struct algorithm *algorithm, uint32_t mode, uint32_t type)
{
	const bool public = mode == TEE_MODE_ENCRYPT || mode == TEE_MODE_VERIFY;

	if (object_type_is_pair(algorithm->key_type, type))
		return true;
	/* GlobalPlatform's HKDF takes OP-TEE's input key too. */
	if (algorithm->id == TEE_ALG_HKDF && type == TEE_TYPE_HKDF_IKM)
		return true;
	if (type != algorithm->key_type)
		return false;
	switch (algorithm->class) {
	case ENCRYPTION:
	case SIGNATURE:
		return public;
	case DERIVATION:
		return algorithm->scheme != SCHEME_ECDH && algorithm->scheme != SCHEME_XDH &&
		       algorithm->scheme != SCHEME_SM2_KEP;
	default:
		return true;
	}
}

size_t algorithm_block_size(const struct algorithm *algorithm)
{
	return algorithm->key_type == TEE_TYPE_DES || algorithm->key_type == TEE_TYPE_DES3 ? 8 : 16;
}

size_t algorithm_hash_size(uint32_t hash)
{
	switch (hash) {
	case TEE_ALG_MD5:
		return 16;
	case TEE_ALG_SHA1:
		return 20;
	case TEE_ALG_SHA224:
	case TEE_ALG_SHA3_224:
		return 28;
	case TEE_ALG_SHA256:
	case TEE_ALG_SHA3_256:
	case TEE_ALG_SM3:
		return 32;
	case TEE_ALG_MD5SHA1:
		return 36;
	case TEE_ALG_SHA384:
	case TEE_ALG_SHA3_384:
		return 48;
	case TEE_ALG_SHA512:
	case TEE_ALG_SHA3_512:
		return 64;
	default:
		return 0;
	}
}

size_t algorithm_digest_size(const struct algorithm *algorithm)
{
	switch (algorithm->class) {
	case DIGEST:
	case SIGNATURE:
		return algorithm_hash_size(algorithm->hash);
	case MAC:
		return algorithm->scheme == SCHEME_HMAC ? algorithm_hash_size(algorithm->hash) :
							  algorithm_block_size(algorithm);
	default:
		return 0;
	}
}
