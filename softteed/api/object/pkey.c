// SPDX-License-Identifier: BSD-2-Clause
/* Objects as OpenSSL's keys: attributes become the parameters that the key is made from. */

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <string.h>

#include "softteed/api/object/check.h"
#include "softteed/api/object/number.h"
#include "softteed/api/object/pkey.h"
#include "softteed/api/object/type.h"

/* An attribute and OpenSSL's name for it. */
struct part {
	uint32_t id;
	const char *name;
};

static const struct part rsa_parts[] = {
	{ TEE_ATTR_RSA_MODULUS, OSSL_PKEY_PARAM_RSA_N },
	{ TEE_ATTR_RSA_PUBLIC_EXPONENT, OSSL_PKEY_PARAM_RSA_E },
	{ TEE_ATTR_RSA_PRIVATE_EXPONENT, OSSL_PKEY_PARAM_RSA_D },
	{ TEE_ATTR_RSA_PRIME1, OSSL_PKEY_PARAM_RSA_FACTOR1 },
	{ TEE_ATTR_RSA_PRIME2, OSSL_PKEY_PARAM_RSA_FACTOR2 },
	{ TEE_ATTR_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT1 },
	{ TEE_ATTR_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_EXPONENT2 },
	{ TEE_ATTR_RSA_COEFFICIENT, OSSL_PKEY_PARAM_RSA_COEFFICIENT1 },
	{ 0, NULL },
};

static const struct part dsa_parts[] = {
	{ TEE_ATTR_DSA_PRIME, OSSL_PKEY_PARAM_FFC_P },
	{ TEE_ATTR_DSA_SUBPRIME, OSSL_PKEY_PARAM_FFC_Q },
	{ TEE_ATTR_DSA_BASE, OSSL_PKEY_PARAM_FFC_G },
	{ TEE_ATTR_DSA_PUBLIC_VALUE, OSSL_PKEY_PARAM_PUB_KEY },
	{ TEE_ATTR_DSA_PRIVATE_VALUE, OSSL_PKEY_PARAM_PRIV_KEY },
	{ 0, NULL },
};

/* OpenSSL's names for keys that are octet strings, and their attributes. */
static const struct octet_key {
	uint32_t public_type;
	const char *name;
	uint32_t public_id, private_id;
} octet_keys[] = {
	{ TEE_TYPE_ED25519_PUBLIC_KEY, "ED25519", TEE_ATTR_ED25519_PUBLIC_VALUE,
	  TEE_ATTR_ED25519_PRIVATE_VALUE },
	{ TEE_TYPE_X25519_PUBLIC_KEY, "X25519", TEE_ATTR_X25519_PUBLIC_VALUE,
	  TEE_ATTR_X25519_PRIVATE_VALUE },
	{ TEE_TYPE_ED448_PUBLIC_KEY, "ED448", TEE_ATTR_ED448_PUBLIC_VALUE,
	  TEE_ATTR_ED448_PRIVATE_VALUE },
	{ TEE_TYPE_X448_PUBLIC_KEY, "X448", TEE_ATTR_X448_PUBLIC_VALUE,
	  TEE_ATTR_X448_PRIVATE_VALUE },
};

/*
 * struct builder - what a key is made from
 * @parameters:	OpenSSL's list, which refers to the numbers until they are converted
 * @numbers:	owns the numbers
 * @point:	an uncompressed point
 * @failed:	whether memory ran out
 */
struct builder {
	OSSL_PARAM_BLD *parameters;
	BN_CTX *numbers;
	uint8_t point[1 + 2 * 66];
	bool failed;
};

static void builder_init(struct builder *builder)
{
	builder->parameters = OSSL_PARAM_BLD_new();
	builder->numbers = BN_CTX_secure_new();
	builder->failed = !builder->parameters || !builder->numbers;
	if (builder->numbers)
		BN_CTX_start(builder->numbers);
}

static void builder_free(struct builder *builder)
{
	if (builder->numbers)
		BN_CTX_end(builder->numbers);
	BN_CTX_free(builder->numbers);
	OSSL_PARAM_BLD_free(builder->parameters);
}

static void push_number(struct builder *builder, const char *name, const BIGNUM *number,
			size_t size)
{
	if (builder->failed)
		return;
	builder->failed = !number || !OSSL_PARAM_BLD_push_BN_pad(builder->parameters, name, number,
								  size);
}

/* Push those of the parts that @object has. */
static void push_parts(struct builder *builder, const struct object *object,
		       const struct part *parts)
{
	for (; parts->id && !builder->failed; parts++) {
		const struct attribute *at = object_find_attribute(object, parts->id);

		if (at)
			push_number(builder, parts->name,
				    number_of(builder->numbers, object, parts->id),
				    at->buffer.size);
	}
}

/* Make the key, and free the builder. */
static TEE_Result build(struct builder *builder, const char *name, bool is_pair, EVP_PKEY **pkey)
{
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;
	EVP_PKEY_CTX *context = NULL;
	OSSL_PARAM *parameters = NULL;

	*pkey = NULL;
	if (builder->failed)
		goto out;
	parameters = OSSL_PARAM_BLD_to_param(builder->parameters);
	context = EVP_PKEY_CTX_new_from_name(NULL, name, NULL);
	if (!parameters || !context)
		goto out;
	result = TEE_SUCCESS;
	if (EVP_PKEY_fromdata_init(context) <= 0 ||
	    EVP_PKEY_fromdata(context, pkey, is_pair ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
			      parameters) <= 0)
		result = TEE_ERROR_BAD_PARAMETERS;
out:
	for (OSSL_PARAM *at = parameters; at && at->key; at++)
		OPENSSL_cleanse(at->data, at->data_size);
	OSSL_PARAM_free(parameters);
	EVP_PKEY_CTX_free(context);
	builder_free(builder);
	ERR_clear_error();
	return result;
}

static TEE_Result build_numbers(const struct object *object, const char *name,
				const struct part *parts, bool is_pair, EVP_PKEY **pkey)
{
	struct builder builder;

	builder_init(&builder);
	push_parts(&builder, object, parts);
	return build(&builder, name, is_pair, pkey);
}

/* Put a coordinate at the end of @size zeros. object_finish() made sure that it fits. */
static void place_coordinate(uint8_t *to, size_t size, const struct attribute *from)
{
	memset(to, 0, size);
	memcpy(to + size - from->buffer.size, from->buffer.data, from->buffer.size);
}

static TEE_Result build_ecc(const struct object *object, bool is_sm2, EVP_PKEY **pkey)
{
	const struct attribute *x = object_find_attribute(object, TEE_ATTR_ECC_PUBLIC_VALUE_X);
	const struct attribute *y = object_find_attribute(object, TEE_ATTR_ECC_PUBLIC_VALUE_Y);
	bool is_pair = object_find_attribute(object, TEE_ATTR_ECC_PRIVATE_VALUE);
	const struct curve *curve = object_curve(object);
	size_t size = (curve->bits + 7u) / 8;
	struct builder builder;

	builder_init(&builder);
	builder.point[0] = 4;
	place_coordinate(builder.point + 1, size, x);
	place_coordinate(builder.point + 1 + size, size, y);
	if (!builder.failed)
		builder.failed = !OSSL_PARAM_BLD_push_utf8_string(builder.parameters,
				OSSL_PKEY_PARAM_GROUP_NAME, curve->name, 0) ||
			!OSSL_PARAM_BLD_push_octet_string(builder.parameters,
				OSSL_PKEY_PARAM_PUB_KEY, builder.point, 1 + 2 * size);
	if (is_pair && !builder.failed)
		push_number(&builder, OSSL_PKEY_PARAM_PRIV_KEY,
			    number_of(builder.numbers, object, TEE_ATTR_ECC_PRIVATE_VALUE), size);
	return build(&builder, is_sm2 ? "SM2" : "EC", is_pair, pkey);
}

static const struct octet_key *find_octet_key(uint32_t type)
{
	for (size_t n = 0; n < sizeof(octet_keys) / sizeof(octet_keys[0]); n++)
		if (octet_keys[n].public_type == type ||
		    object_type_is_pair(octet_keys[n].public_type, type))
			return &octet_keys[n];
	return NULL;
}

static TEE_Result build_octets(const struct object *object, EVP_PKEY **pkey)
{
	const struct octet_key *key = find_octet_key(object->type);
	const struct attribute *at = object_find_attribute(object, key->private_id);

	if (at) {
		*pkey = EVP_PKEY_new_raw_private_key_ex(NULL, key->name, NULL, at->buffer.data,
							at->buffer.size);
	} else {
		at = object_find_attribute(object, key->public_id);
		*pkey = EVP_PKEY_new_raw_public_key_ex(NULL, key->name, NULL, at->buffer.data,
						       at->buffer.size);
	}
	ERR_clear_error();
	return *pkey ? TEE_SUCCESS : TEE_ERROR_BAD_PARAMETERS;
}

TEE_Result object_to_pkey(const struct object *object, EVP_PKEY **pkey)
{
	const struct object_type *type = object_type_find(object->type);

	*pkey = NULL;
	if (!type)
		return TEE_ERROR_NOT_SUPPORTED;
	if (!object_is_initialized(object))
		return TEE_ERROR_BAD_STATE;
	switch (type->family) {
	case FAMILY_RSA:
		return build_numbers(object, "RSA", rsa_parts,
				     object->type == TEE_TYPE_RSA_KEYPAIR, pkey);
	case FAMILY_DSA:
		return build_numbers(object, "DSA", dsa_parts,
				     object->type == TEE_TYPE_DSA_KEYPAIR, pkey);
	case FAMILY_ECC:
	case FAMILY_SM2:
		return build_ecc(object, type->family == FAMILY_SM2, pkey);
	case FAMILY_25519_448:
		return build_octets(object, pkey);
	default:
		return TEE_ERROR_NOT_SUPPORTED;
	}
}

/* Make a public key object, whose attributes object_finish() checks, and a key of it. */
static TEE_Result build_peer(struct object *peer, EVP_PKEY **pkey)
{
	const char *reason;
	TEE_Result result = object_finish(peer, &reason);

	if (!result)
		return object_to_pkey(peer, pkey);
	return result == TEE_ERROR_OUT_OF_MEMORY ? result : TEE_ERROR_BAD_PARAMETERS;
}

TEE_Result object_peer_to_pkey(const struct object *object, const void *x, size_t x_size,
			       const void *y, size_t y_size, EVP_PKEY **pkey)
{
	const struct attribute *curve = object_find_attribute(object, TEE_ATTR_ECC_CURVE);
	const struct object_type *type = object_type_find(object->type);
	TEE_Result result = TEE_SUCCESS;
	struct object *peer = NULL;

	*pkey = NULL;
	if (!type)
		return TEE_ERROR_NOT_SUPPORTED;
	if (!object_is_initialized(object))
		return TEE_ERROR_BAD_STATE;
	if (!x || x_size > OBJECT_MAX_BUFFER || y_size > OBJECT_MAX_BUFFER)
		return TEE_ERROR_BAD_PARAMETERS;
	if (type->family != FAMILY_ECC && type->family != FAMILY_SM2 &&
	    type->family != FAMILY_25519_448)
		return TEE_ERROR_NOT_SUPPORTED;
	if (!y && type->family != FAMILY_25519_448)
		return TEE_ERROR_BAD_PARAMETERS;
	peer = object_create(object->type & ~(TEE_TYPE_RSA_KEYPAIR ^ TEE_TYPE_RSA_PUBLIC_KEY),
			     object->size);
	if (!peer)
		return TEE_ERROR_OUT_OF_MEMORY;
	if (type->family == FAMILY_25519_448) {
		result = object_add_buffer(peer, find_octet_key(object->type)->public_id, x,
					   x_size);
	} else {
		if (curve)
			result = object_add_value(peer, curve->id, curve->value.a, 0);
		if (!result)
			result = object_add_buffer(peer, TEE_ATTR_ECC_PUBLIC_VALUE_X, x, x_size);
		if (!result)
			result = object_add_buffer(peer, TEE_ATTR_ECC_PUBLIC_VALUE_Y, y, y_size);
	}
	if (!result)
		result = build_peer(peer, pkey);
	object_free(peer);
	return result;
}
