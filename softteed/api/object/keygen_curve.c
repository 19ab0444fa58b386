// SPDX-License-Identifier: BSD-2-Clause
/* Making keys on elliptic curves. */

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <string.h>

#include "softteed/api/object/key_generators.h"
#include "softteed/api/object/number.h"
#include "softteed/api/object/type.h"

static TEE_Result add_part(struct object *object, const EVP_PKEY *key, uint32_t id,
			   const char *name, size_t size)
{
	TEE_Result result = TEE_ERROR_GENERIC;
	BIGNUM *number = NULL;

	if (EVP_PKEY_get_bn_param(key, name, &number))
		result = number_add(object, id, number, size);
	BN_clear_free(number);
	return result;
}

TEE_Result keygen_ecc(struct object *object)
{
	const struct object_type *type = object_type_find(object->type);
	const struct curve *curve = object_curve(object);
	TEE_Result result = TEE_ERROR_GENERIC;
	EVP_PKEY *key;
	size_t size;

	if (type->family == FAMILY_SM2)
		curve = curve_find(TEE_ECC_CURVE_SM2);
	if (!curve)
		return TEE_ERROR_BAD_PARAMETERS;
	size = (curve->bits + 7u) / 8;
	key = type->family == FAMILY_SM2 ? EVP_PKEY_Q_keygen(NULL, NULL, "SM2") :
		EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve->name);
	if (!key)
		return result;
	result = add_part(object, key, TEE_ATTR_ECC_PRIVATE_VALUE, OSSL_PKEY_PARAM_PRIV_KEY, size);
	if (!result)
		result = add_part(object, key, TEE_ATTR_ECC_PUBLIC_VALUE_X,
				  OSSL_PKEY_PARAM_EC_PUB_X, size);
	if (!result)
		result = add_part(object, key, TEE_ATTR_ECC_PUBLIC_VALUE_Y,
				  OSSL_PKEY_PARAM_EC_PUB_Y, size);
	EVP_PKEY_free(key);
	return result;
}

/* OpenSSL's name for a type of keys that are octet strings, and the largest such string. */
#define MAX_OCTETS	57

static const struct {
	uint32_t type;
	const char *name;
} octet_keys[] = {
	{ TEE_TYPE_ED25519_KEYPAIR, "ED25519" },
	{ TEE_TYPE_X25519_KEYPAIR, "X25519" },
	{ TEE_TYPE_ED448_KEYPAIR, "ED448" },
	{ TEE_TYPE_X448_KEYPAIR, "X448" },
};

TEE_Result keygen_octets(struct object *object)
{
	const struct object_type *type = object_type_find(object->type);
	size_t public_size = MAX_OCTETS, private_size = MAX_OCTETS;
	TEE_Result result = TEE_ERROR_GENERIC;
	uint8_t public[MAX_OCTETS], private[MAX_OCTETS];
	EVP_PKEY *key = NULL;

	for (size_t n = 0; n < sizeof(octet_keys) / sizeof(octet_keys[0]); n++)
		if (octet_keys[n].type == object->type)
			key = EVP_PKEY_Q_keygen(NULL, NULL, octet_keys[n].name);
	if (!key || EVP_PKEY_get_raw_public_key(key, public, &public_size) <= 0 ||
	    EVP_PKEY_get_raw_private_key(key, private, &private_size) <= 0)
		goto out;
	/* The type's table has the public value first. */
	result = object_add_buffer(object, type->attributes[0].id, public, public_size);
	if (!result)
		result = object_add_buffer(object, type->attributes[1].id, private, private_size);
out:
	OPENSSL_cleanse(private, sizeof(private));
	EVP_PKEY_free(key);
	return result;
}
