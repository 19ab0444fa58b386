// SPDX-License-Identifier: BSD-2-Clause
/*
 * The tables of object types and elliptic curves. Sizes are those of Internal Core API 1.3, table
 * 5-9, and up to OP-TEE's limits if the specification leaves them open.
 */

#include "softteed/api/object/type.h"
#include "tee_internal_api_extensions.h"

#define CIPHER_USAGES	(TEE_USAGE_ENCRYPT | TEE_USAGE_DECRYPT | TEE_USAGE_MAC)
#define PUBLIC_USAGES	(TEE_USAGE_ENCRYPT | TEE_USAGE_VERIFY)
#define RSA_USAGES	(TEE_USAGE_ENCRYPT | TEE_USAGE_DECRYPT | TEE_USAGE_SIGN | TEE_USAGE_VERIFY)
#define SIGN_USAGES	(TEE_USAGE_SIGN | TEE_USAGE_VERIFY)

static const struct attribute_type no_attributes[] = { { 0 } };

/* Symmetric keys, and what keys are derived from */

static const struct attribute_type secret[] = { { TEE_ATTR_SECRET_VALUE, NEED_ALWAYS, 0 }, { 0 } };
static const struct attribute_type hkdf_ikm[] = { { TEE_ATTR_HKDF_IKM, NEED_ALWAYS, 0 }, { 0 } };
static const struct attribute_type kdf_z[] = { { TEE_ATTR_CONCAT_KDF_Z, NEED_ALWAYS, 0 }, { 0 } };
static const struct attribute_type password[] = {
	{ TEE_ATTR_PBKDF2_PASSWORD, NEED_ALWAYS, 0 },
	{ 0 },
};

/* RSA, DSA, Diffie-Hellman */

static const struct attribute_type rsa_public[] = {
	{ TEE_ATTR_RSA_MODULUS, NEED_ALWAYS, 0 },
	{ TEE_ATTR_RSA_PUBLIC_EXPONENT, NEED_ALWAYS, 0 },
	{ 0 },
};

static const struct attribute_type rsa_pair[] = {
	{ TEE_ATTR_RSA_MODULUS, NEED_ALWAYS, 0 },
	{ TEE_ATTR_RSA_PUBLIC_EXPONENT, NEED_ALWAYS, NEED_OPTIONAL },
	{ TEE_ATTR_RSA_PRIVATE_EXPONENT, NEED_ALWAYS, 0 },
	{ TEE_ATTR_RSA_PRIME1, NEED_ALL_OR_NONE, 0 },
	{ TEE_ATTR_RSA_PRIME2, NEED_ALL_OR_NONE, 0 },
	{ TEE_ATTR_RSA_EXPONENT1, NEED_ALL_OR_NONE, 0 },
	{ TEE_ATTR_RSA_EXPONENT2, NEED_ALL_OR_NONE, 0 },
	{ TEE_ATTR_RSA_COEFFICIENT, NEED_ALL_OR_NONE, 0 },
	{ 0 },
};

static const struct attribute_type dsa_public[] = {
	{ TEE_ATTR_DSA_PRIME, NEED_ALWAYS, 0 },
	{ TEE_ATTR_DSA_SUBPRIME, NEED_ALWAYS, 0 },
	{ TEE_ATTR_DSA_BASE, NEED_ALWAYS, 0 },
	{ TEE_ATTR_DSA_PUBLIC_VALUE, NEED_ALWAYS, 0 },
	{ 0 },
};

static const struct attribute_type dsa_pair[] = {
	{ TEE_ATTR_DSA_PRIME, NEED_ALWAYS, NEED_ALWAYS },
	{ TEE_ATTR_DSA_SUBPRIME, NEED_ALWAYS, NEED_ALWAYS },
	{ TEE_ATTR_DSA_BASE, NEED_ALWAYS, NEED_ALWAYS },
	{ TEE_ATTR_DSA_PUBLIC_VALUE, NEED_ALWAYS, 0 },
	{ TEE_ATTR_DSA_PRIVATE_VALUE, NEED_ALWAYS, 0 },
	{ 0 },
};

static const struct attribute_type dh_pair[] = {
	{ TEE_ATTR_DH_PRIME, NEED_ALWAYS, NEED_ALWAYS },
	{ TEE_ATTR_DH_BASE, NEED_ALWAYS, NEED_ALWAYS },
	{ TEE_ATTR_DH_PUBLIC_VALUE, NEED_ALWAYS, 0 },
	{ TEE_ATTR_DH_PRIVATE_VALUE, NEED_ALWAYS, 0 },
	{ TEE_ATTR_DH_SUBPRIME, NEED_OPTIONAL, NEED_OPTIONAL },
	{ TEE_ATTR_DH_X_BITS, NEED_OPTIONAL, NEED_OPTIONAL },
	{ 0 },
};

/* Elliptic curves */

static const struct attribute_type ecc_public[] = {
	{ TEE_ATTR_ECC_CURVE, NEED_ALWAYS, 0 },
	{ TEE_ATTR_ECC_PUBLIC_VALUE_X, NEED_ALWAYS, 0 },
	{ TEE_ATTR_ECC_PUBLIC_VALUE_Y, NEED_ALWAYS, 0 },
	{ 0 },
};

static const struct attribute_type ecc_pair[] = {
	{ TEE_ATTR_ECC_CURVE, NEED_ALWAYS, NEED_ALWAYS },
	{ TEE_ATTR_ECC_PRIVATE_VALUE, NEED_ALWAYS, 0 },
	{ TEE_ATTR_ECC_PUBLIC_VALUE_X, NEED_ALWAYS, 0 },
	{ TEE_ATTR_ECC_PUBLIC_VALUE_Y, NEED_ALWAYS, 0 },
	{ 0 },
};

static const struct attribute_type sm2_public[] = {
	{ TEE_ATTR_ECC_PUBLIC_VALUE_X, NEED_ALWAYS, 0 },
	{ TEE_ATTR_ECC_PUBLIC_VALUE_Y, NEED_ALWAYS, 0 },
	{ 0 },
};

static const struct attribute_type sm2_pair[] = {
	{ TEE_ATTR_ECC_PRIVATE_VALUE, NEED_ALWAYS, 0 },
	{ TEE_ATTR_ECC_PUBLIC_VALUE_X, NEED_ALWAYS, 0 },
	{ TEE_ATTR_ECC_PUBLIC_VALUE_Y, NEED_ALWAYS, 0 },
	{ 0 },
};

#define OCTET_KEYS(name, NAME)								\
	static const struct attribute_type name##_public[] = {				\
		{ TEE_ATTR_##NAME##_PUBLIC_VALUE, NEED_ALWAYS, 0 },			\
		{ 0 },									\
	};										\
	static const struct attribute_type name##_pair[] = {				\
		{ TEE_ATTR_##NAME##_PUBLIC_VALUE, NEED_ALWAYS, 0 },			\
		{ TEE_ATTR_##NAME##_PRIVATE_VALUE, NEED_ALWAYS, 0 },			\
		{ 0 },									\
	}
OCTET_KEYS(ed25519, ED25519);
OCTET_KEYS(x25519, X25519);
OCTET_KEYS(ed448, ED448);
OCTET_KEYS(x448, X448);

/* NAME, family, smallest and largest size, quantum, usages, can be generated, attributes */
#define ROW(name, ...)	{ TEE_TYPE_##name, #name, __VA_ARGS__ }

static const struct object_type types[] = {
	ROW(GENERIC_SECRET, FAMILY_SECRET, 8, 4096, 8, TEE_USAGE_DERIVE, true, secret),
	ROW(AES, FAMILY_SECRET, 128, 256, 64, CIPHER_USAGES, true, secret),
	ROW(SM4, FAMILY_SECRET, 128, 128, 128, CIPHER_USAGES, true, secret),
	/* Sizes with and without parity bits, see object_type_size_valid(). */
	ROW(DES, FAMILY_DES, 56, 64, 8, CIPHER_USAGES, true, secret),
	ROW(DES3, FAMILY_DES, 112, 192, 8, CIPHER_USAGES, true, secret),
	ROW(HMAC_MD5, FAMILY_SECRET, 64, 512, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SHA1, FAMILY_SECRET, 80, 512, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SHA224, FAMILY_SECRET, 112, 512, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SHA256, FAMILY_SECRET, 192, 1024, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SHA384, FAMILY_SECRET, 256, 1024, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SHA512, FAMILY_SECRET, 256, 1024, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SHA3_224, FAMILY_SECRET, 192, 1024, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SHA3_256, FAMILY_SECRET, 256, 1024, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SHA3_384, FAMILY_SECRET, 256, 1024, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SHA3_512, FAMILY_SECRET, 256, 1024, 8, TEE_USAGE_MAC, true, secret),
	ROW(HMAC_SM3, FAMILY_SECRET, 80, 1024, 8, TEE_USAGE_MAC, true, secret),
	ROW(HKDF, FAMILY_SECRET, 8, 4096, 8, TEE_USAGE_DERIVE, true, secret),
	ROW(HKDF_IKM, FAMILY_SECRET, 8, 4096, 8, TEE_USAGE_DERIVE, true, hkdf_ikm),
	ROW(CONCAT_KDF_Z, FAMILY_SECRET, 8, 4096, 8, TEE_USAGE_DERIVE, true, kdf_z),
	ROW(PBKDF2_PASSWORD, FAMILY_SECRET, 8, 4096, 8, TEE_USAGE_DERIVE, true, password),
	ROW(RSA_PUBLIC_KEY, FAMILY_RSA, 256, 4096, 1, PUBLIC_USAGES, false, rsa_public),
	ROW(RSA_KEYPAIR, FAMILY_RSA, 256, 4096, 1, RSA_USAGES, true, rsa_pair),
	ROW(DSA_PUBLIC_KEY, FAMILY_DSA, 512, 3072, 64, TEE_USAGE_VERIFY, false, dsa_public),
	ROW(DSA_KEYPAIR, FAMILY_DSA, 512, 3072, 64, SIGN_USAGES, true, dsa_pair),
	ROW(DH_KEYPAIR, FAMILY_DH, 256, 2048, 8, TEE_USAGE_DERIVE, true, dh_pair),
	ROW(ECDSA_PUBLIC_KEY, FAMILY_ECC, 160, 521, 1, TEE_USAGE_VERIFY, false, ecc_public),
	ROW(ECDSA_KEYPAIR, FAMILY_ECC, 160, 521, 1, SIGN_USAGES, true, ecc_pair),
	ROW(ECDH_PUBLIC_KEY, FAMILY_ECC, 160, 521, 1, TEE_USAGE_DERIVE, false, ecc_public),
	ROW(ECDH_KEYPAIR, FAMILY_ECC, 160, 521, 1, TEE_USAGE_DERIVE, true, ecc_pair),
	ROW(SM2_DSA_PUBLIC_KEY, FAMILY_SM2, 256, 256, 1, TEE_USAGE_VERIFY, false, sm2_public),
	ROW(SM2_DSA_KEYPAIR, FAMILY_SM2, 256, 256, 1, SIGN_USAGES, true, sm2_pair),
	ROW(SM2_KEP_PUBLIC_KEY, FAMILY_SM2, 256, 256, 1, TEE_USAGE_DERIVE, false, sm2_public),
	ROW(SM2_KEP_KEYPAIR, FAMILY_SM2, 256, 256, 1, TEE_USAGE_DERIVE, true, sm2_pair),
	ROW(SM2_PKE_PUBLIC_KEY, FAMILY_SM2, 256, 256, 1, TEE_USAGE_ENCRYPT, false, sm2_public),
	ROW(SM2_PKE_KEYPAIR, FAMILY_SM2, 256, 256, 1, TEE_USAGE_ENCRYPT | TEE_USAGE_DECRYPT, true,
	    sm2_pair),
	ROW(ED25519_PUBLIC_KEY, FAMILY_25519_448, 256, 256, 1, TEE_USAGE_VERIFY, false,
	    ed25519_public),
	ROW(ED25519_KEYPAIR, FAMILY_25519_448, 256, 256, 1, SIGN_USAGES, true, ed25519_pair),
	ROW(X25519_PUBLIC_KEY, FAMILY_25519_448, 256, 256, 1, TEE_USAGE_DERIVE, false,
	    x25519_public),
	ROW(X25519_KEYPAIR, FAMILY_25519_448, 256, 256, 1, TEE_USAGE_DERIVE, true, x25519_pair),
	ROW(ED448_PUBLIC_KEY, FAMILY_25519_448, 448, 448, 1, TEE_USAGE_VERIFY, false,
	    ed448_public),
	ROW(ED448_KEYPAIR, FAMILY_25519_448, 448, 448, 1, SIGN_USAGES, true, ed448_pair),
	ROW(X448_PUBLIC_KEY, FAMILY_25519_448, 448, 448, 1, TEE_USAGE_DERIVE, false, x448_public),
	ROW(X448_KEYPAIR, FAMILY_25519_448, 448, 448, 1, TEE_USAGE_DERIVE, true, x448_pair),
	ROW(DATA, FAMILY_DATA, 0, 0, 1, 0, false, no_attributes),
};

static const struct curve curves[] = {
	{ TEE_ECC_CURVE_NIST_P192, 192, "prime192v1" },
	{ TEE_ECC_CURVE_NIST_P224, 224, "secp224r1" },
	{ TEE_ECC_CURVE_NIST_P256, 256, "prime256v1" },
	{ TEE_ECC_CURVE_NIST_P384, 384, "secp384r1" },
	{ TEE_ECC_CURVE_NIST_P521, 521, "secp521r1" },
	{ TEE_ECC_CURVE_BSI_P160r1, 160, "brainpoolP160r1" },
	{ TEE_ECC_CURVE_BSI_P192r1, 192, "brainpoolP192r1" },
	{ TEE_ECC_CURVE_BSI_P224r1, 224, "brainpoolP224r1" },
	{ TEE_ECC_CURVE_BSI_P256r1, 256, "brainpoolP256r1" },
	{ TEE_ECC_CURVE_BSI_P320r1, 320, "brainpoolP320r1" },
	{ TEE_ECC_CURVE_BSI_P384r1, 384, "brainpoolP384r1" },
	{ TEE_ECC_CURVE_BSI_P512r1, 512, "brainpoolP512r1" },
	{ TEE_ECC_CURVE_BSI_P160t1, 160, "brainpoolP160t1" },
	{ TEE_ECC_CURVE_BSI_P192t1, 192, "brainpoolP192t1" },
	{ TEE_ECC_CURVE_BSI_P224t1, 224, "brainpoolP224t1" },
	{ TEE_ECC_CURVE_BSI_P256t1, 256, "brainpoolP256t1" },
	{ TEE_ECC_CURVE_BSI_P320t1, 320, "brainpoolP320t1" },
	{ TEE_ECC_CURVE_BSI_P384t1, 384, "brainpoolP384t1" },
	{ TEE_ECC_CURVE_BSI_P512t1, 512, "brainpoolP512t1" },
	{ TEE_ECC_CURVE_SM2, 256, "SM2" },
};

const struct object_type *object_type_find(uint32_t type)
{
	for (size_t n = 0; n < sizeof(types) / sizeof(types[0]); n++)
		if (types[n].type == type)
			return &types[n];
	return NULL;
}

/* Find a curve that keys choose by TEE_ATTR_ECC_CURVE. The types of SM2 imply theirs. */
static const struct curve *find_generic_curve(uint32_t id)
{
	return id == TEE_ECC_CURVE_SM2 ? NULL : curve_find(id);
}

/* Version 1.1 counts DES keys without the parity bits (56, 112, 168), 1.3 with them. */
static bool des_size_valid(const struct object_type *type, uint32_t bits)
{
	if (type->type == TEE_TYPE_DES)
		return bits == 56 || bits == 64;
	return bits == 112 || bits == 128 || bits == 168 || bits == 192;
}

bool object_type_size_valid(const struct object_type *type, uint32_t bits)
{
	if (type->family == FAMILY_DES)
		return des_size_valid(type, bits);
	return bits >= type->min_size && bits <= type->max_size && bits % type->quantum == 0;
}

static bool curve_supported(const struct object_type *type, uint32_t size, uint32_t id)
{
	const struct curve *curve;

	switch (type->family) {
	case FAMILY_ECC:
		curve = find_generic_curve(id);
		return curve && (!size || size == curve->bits);
	case FAMILY_SM2:
		return id == TEE_ECC_CURVE_SM2;
	case FAMILY_25519_448:
		return id == (type->max_size == 256 ? TEE_ECC_CURVE_25519 : TEE_ECC_CURVE_448);
	default:
		return false;
	}
}

bool object_type_supported(uint32_t id, uint32_t size, uint32_t curve)
{
	const struct object_type *type = object_type_find(id);

	if (!type || (size && !object_type_size_valid(type, size)))
		return false;
	return curve == TEE_CRYPTO_ELEMENT_NONE || curve_supported(type, size, curve);
}

/* The numbers of a public key type and of its key pair type differ in one bit. */
bool object_type_is_pair(uint32_t public, uint32_t pair)
{
	const uint32_t bit = TEE_TYPE_RSA_KEYPAIR ^ TEE_TYPE_RSA_PUBLIC_KEY;

	return object_type_find(public) && object_type_find(pair) && !(public & bit) &&
	       pair == (public | bit);
}

const struct attribute_type *object_type_attribute(const struct object_type *type, uint32_t id)
{
	for (const struct attribute_type *at = type->attributes; at->id; at++)
		if (at->id == id)
			return at;
	return NULL;
}

const struct curve *curve_find(uint32_t id)
{
	for (size_t n = 0; n < sizeof(curves) / sizeof(curves[0]); n++)
		if (curves[n].id == id)
			return &curves[n];
	return NULL;
}

const struct curve *object_curve(const struct object *object)
{
	const struct object_type *type = object_type_find(object->type);
	const struct attribute *curve;

	if (!type || !object->num_attributes)
		return NULL;
	if (type->family == FAMILY_SM2)
		return curve_find(TEE_ECC_CURVE_SM2);
	curve = object_find_attribute(object, TEE_ATTR_ECC_CURVE);
	return curve ? find_generic_curve(curve->value.a) : NULL;
}

uint32_t object_secret_id(const struct object_type *type)
{
	if (type->family != FAMILY_SECRET && type->family != FAMILY_DES)
		return 0;
	return type->attributes[0].id;
}
