// SPDX-License-Identifier: BSD-2-Clause
/*
 * Checks of the attributes of an object: that the type has them, that none is missing, and that
 * their values are in range and fit together (Internal Core API 1.3, 5.6.4 and tables 5-9, 5-11).
 */

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <string.h>

#include "softteed/api/object/check.h"
#include "softteed/api/object/number.h"
#include "softteed/api/object/object.h"
#include "softteed/api/object/type.h"

/* Return @code from a function with the parameter @reason, and say why. */
#define FAIL(code, text)	do { *reason = (text); return (code); } while (0)

/* Number of bits of a positive big-endian number. */
static uint32_t count_bits(const struct attribute *attribute)
{
	const uint8_t *at = attribute->buffer.data;
	size_t size = attribute->buffer.size;
	uint32_t bits;

	while (size && !*at) {
		at++;
		size--;
	}
	if (!size)
		return 0;
	bits = (uint32_t)(size - 1) * 8;
	for (unsigned int top = *at; top; top >>= 1)
		bits++;
	return bits;
}

static uint32_t bits_of(const struct object *object, uint32_t id)
{
	const struct attribute *attribute = object_find_attribute(object, id);

	return attribute ? count_bits(attribute) : 0;
}

static bool is_odd(const struct object *object, uint32_t id)
{
	const struct attribute *attribute = object_find_attribute(object, id);

	return attribute->buffer.data[attribute->buffer.size - 1] & 1;
}

/* Remove leading zeros until no more than @size bytes are left. */
static void trim(struct attribute *attribute, size_t size)
{
	uint8_t *data = attribute->buffer.data;
	size_t zeros = 0;

	while (attribute->buffer.size - zeros > size && !data[zeros])
		zeros++;
	if (!zeros)
		return;
	attribute->buffer.size -= zeros;
	memmove(data, data + zeros, attribute->buffer.size);
	OPENSSL_cleanse(data + attribute->buffer.size, zeros);
}

static void trim_all(struct object *object, size_t size)
{
	for (size_t n = 0; n < object->num_attributes; n++)
		if (!object->attributes[n].is_value)
			trim(&object->attributes[n], size);
}

/* Check each attribute by itself. */
static TEE_Result check_known(const struct object_type *type, const struct object *object,
			      const char **reason)
{
	for (size_t n = 0; n < object->num_attributes; n++) {
		const struct attribute *at = &object->attributes[n];

		if (!object_type_attribute(type, at->id) ||
		    at->is_value != !!(at->id & TEE_ATTR_FLAG_VALUE))
			FAIL(TEE_ERROR_NOT_SUPPORTED, "the type has no such attribute");
		if (object_find_attribute(object, at->id) != at)
			FAIL(TEE_ERROR_BAD_PARAMETERS, "an attribute occurs twice");
		if (!at->is_value && !at->buffer.size)
			FAIL(TEE_ERROR_BAD_PARAMETERS, "an attribute is empty");
	}
	return TEE_SUCCESS;
}

/* Check that all attributes are there. */
static TEE_Result check_complete(const struct object_type *type, const struct object *object,
				 const char **reason)
{
	size_t some = 0, missing = 0;

	for (const struct attribute_type *at = type->attributes; at->id; at++) {
		bool there = object_find_attribute(object, at->id);

		if (at->need == NEED_ALWAYS && !there)
			FAIL(TEE_ERROR_ITEM_NOT_FOUND, "a mandatory attribute is missing");
		if (at->need == NEED_ALL_OR_NONE) {
			some += there;
			missing += !there;
		}
	}
	if (some && missing)
		FAIL(TEE_ERROR_ITEM_NOT_FOUND, "some of the CRT attributes are missing");
	return TEE_SUCCESS;
}

static TEE_Result check_secret(const struct object_type *type, struct object *object,
			       const char **reason)
{
	uint32_t bits = (uint32_t)object->attributes[0].buffer.size * 8;
	uint32_t room = object->max_size;

	if (type->family == FAMILY_DES && room % 56 == 0) {
		/* The object's maximum does not count the parity bits. */
		if (bits % 64)
			FAIL(TEE_ERROR_BAD_PARAMETERS, "no DES key has such a size");
		bits -= bits / 8;
	}
	if (bits > room)
		FAIL(TEE_ERROR_SHORT_BUFFER, "the key is larger than the object");
	if (!object_type_size_valid(type, bits))
		FAIL(TEE_ERROR_BAD_PARAMETERS, "no key of this type has such a size");
	object->size = bits;
	return TEE_SUCCESS;
}

/* Check the size of a modulus: it is that of the object. */
static TEE_Result check_modulus(const struct object_type *type, struct object *object, uint32_t id,
				const char **reason)
{
	uint32_t bits = bits_of(object, id);

	if (bits > object->max_size)
		FAIL(TEE_ERROR_SHORT_BUFFER, "the key is larger than the object");
	if (!object_type_size_valid(type, bits))
		FAIL(TEE_ERROR_BAD_PARAMETERS, "no key of this type has a modulus of such a size");
	if (!is_odd(object, id))
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the modulus is even");
	/* After trim_all(), nothing else that is larger than the modulus can be right. */
	for (size_t n = 0; n < object->num_attributes; n++)
		if (!object->attributes[n].is_value &&
		    count_bits(&object->attributes[n]) > bits)
			FAIL(TEE_ERROR_BAD_PARAMETERS, "an attribute is larger than the modulus");
	object->size = bits;
	return TEE_SUCCESS;
}

/* Return true if a * b mod m is 1. Also returns false if memory runs out. */
static bool is_inverse(BN_CTX *context, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m)
{
	BIGNUM *product = BN_CTX_get(context);

	return product && BN_mod_mul(product, a, b, m, context) && BN_is_one(product);
}

/* Check that the CRT parts of an RSA key fit to its modulus and public exponent. */
static TEE_Result check_rsa_crt(const struct object *object, BN_CTX *context, const char **reason)
{
	BIGNUM *n = number_of(context, object, TEE_ATTR_RSA_MODULUS);
	BIGNUM *e = number_of(context, object, TEE_ATTR_RSA_PUBLIC_EXPONENT);
	BIGNUM *p = number_of(context, object, TEE_ATTR_RSA_PRIME1);
	BIGNUM *q = number_of(context, object, TEE_ATTR_RSA_PRIME2);
	BIGNUM *dp = number_of(context, object, TEE_ATTR_RSA_EXPONENT1);
	BIGNUM *dq = number_of(context, object, TEE_ATTR_RSA_EXPONENT2);
	BIGNUM *u = number_of(context, object, TEE_ATTR_RSA_COEFFICIENT);
	BIGNUM *product = BN_CTX_get(context);
	bool fits;

	if (!n || !e || !p || !q || !dp || !dq || !u || !product || !BN_mul(product, p, q, context))
		return TEE_ERROR_OUT_OF_MEMORY;
	if (BN_cmp(product, n) || BN_is_one(p) || BN_is_one(q))
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the modulus is not the product of the primes");
	fits = is_inverse(context, u, q, p);
	/* The order of the multiplicative groups */
	if (!BN_sub_word(p, 1) || !BN_sub_word(q, 1))
		return TEE_ERROR_OUT_OF_MEMORY;
	if (BN_is_one(p) || BN_is_one(q))
		FAIL(TEE_ERROR_BAD_PARAMETERS, "a prime is 2");
	fits = fits && is_inverse(context, e, dp, p);
	fits = fits && is_inverse(context, e, dq, q);
	if (!fits)
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the CRT attributes do not fit together");
	return TEE_SUCCESS;
}

static TEE_Result check_rsa(const struct object_type *type, struct object *object,
			    BN_CTX *context, const char **reason)
{
	TEE_Result result;

	trim_all(object, 1);
	result = check_modulus(type, object, TEE_ATTR_RSA_MODULUS, reason);
	if (result)
		return result;
	if (!is_odd(object, TEE_ATTR_RSA_PUBLIC_EXPONENT) ||
	    bits_of(object, TEE_ATTR_RSA_PUBLIC_EXPONENT) < 2)
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the public exponent is not odd and above 1");
	if (type->type == TEE_TYPE_RSA_KEYPAIR &&
	    bits_of(object, TEE_ATTR_RSA_PRIVATE_EXPONENT) < 2)
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the private exponent is too small");
	if (object_find_attribute(object, TEE_ATTR_RSA_PRIME1))
		return check_rsa_crt(object, context, reason);
	return TEE_SUCCESS;
}

/* Return true if 1 < value < below. */
static bool in_range(const BIGNUM *value, const BIGNUM *below)
{
	return !BN_is_zero(value) && !BN_is_one(value) && BN_cmp(value, below) < 0;
}

static TEE_Result check_dsa(const struct object_type *type, struct object *object,
			    BN_CTX *context, const char **reason)
{
	BIGNUM *p, *q, *g, *y, *x, *rest;
	TEE_Result result;

	trim_all(object, 1);
	result = check_modulus(type, object, TEE_ATTR_DSA_PRIME, reason);
	if (result)
		return result;
	p = number_of(context, object, TEE_ATTR_DSA_PRIME);
	q = number_of(context, object, TEE_ATTR_DSA_SUBPRIME);
	g = number_of(context, object, TEE_ATTR_DSA_BASE);
	y = number_of(context, object, TEE_ATTR_DSA_PUBLIC_VALUE);
	x = number_of(context, object, TEE_ATTR_DSA_PRIVATE_VALUE);
	rest = BN_CTX_get(context);
	if (!p || !q || !g || !y || !rest || (type->type == TEE_TYPE_DSA_KEYPAIR && !x))
		return TEE_ERROR_OUT_OF_MEMORY;
	if (!in_range(g, p) || !in_range(y, p))
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the base or the public value is out of range");
	if (BN_num_bits(q) < 160 || BN_num_bits(q) > 256)
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the subprime has no size of the standard");
	if (x && (BN_is_zero(x) || BN_cmp(x, q) >= 0))
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the private value is out of range");
	if (!BN_mod(rest, p, q, context))
		return TEE_ERROR_OUT_OF_MEMORY;
	if (!BN_is_one(rest))
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the subprime does not divide prime - 1");
	return TEE_SUCCESS;
}

static TEE_Result check_dh(const struct object_type *type, struct object *object,
			   BN_CTX *context, const char **reason)
{
	const struct attribute *x_bits = object_find_attribute(object, TEE_ATTR_DH_X_BITS);
	BIGNUM *limit, *g, *y, *x;
	TEE_Result result;

	trim_all(object, 1);
	result = check_modulus(type, object, TEE_ATTR_DH_PRIME, reason);
	if (result)
		return result;
	limit = number_of(context, object, TEE_ATTR_DH_PRIME);
	g = number_of(context, object, TEE_ATTR_DH_BASE);
	y = number_of(context, object, TEE_ATTR_DH_PUBLIC_VALUE);
	x = number_of(context, object, TEE_ATTR_DH_PRIVATE_VALUE);
	if (!limit || !g || !y || !x || !BN_sub_word(limit, 1))
		return TEE_ERROR_OUT_OF_MEMORY;
	if (!in_range(g, limit) || !in_range(y, limit))
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the base or the public value is out of range");
	if (BN_is_zero(x) || BN_cmp(x, limit) >= 0)
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the private value is out of range");
	if (x_bits && x_bits->value.a > object->size)
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the private value has too many bits");
	return TEE_SUCCESS;
}

/* OpenSSL would reduce larger coordinates. */
static bool in_field(const EC_GROUP *group, const BIGNUM *x, const BIGNUM *y)
{
	const BIGNUM *p = EC_GROUP_get0_field(group);

	return BN_cmp(x, p) < 0 && BN_cmp(y, p) < 0;
}

/* Check that the public key is a point on the curve, and the private key less than its order. */
static TEE_Result check_point(const struct object *object, const struct curve *curve,
			      BN_CTX *context, const char **reason)
{
	bool pair = object_find_attribute(object, TEE_ATTR_ECC_PRIVATE_VALUE);
	EC_GROUP *group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(curve->name));
	EC_POINT *point = group ? EC_POINT_new(group) : NULL;
	BIGNUM *x = number_of(context, object, TEE_ATTR_ECC_PUBLIC_VALUE_X);
	BIGNUM *y = number_of(context, object, TEE_ATTR_ECC_PUBLIC_VALUE_Y);
	BIGNUM *d = number_of(context, object, TEE_ATTR_ECC_PRIVATE_VALUE);
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;

	if (point && x && y && (d || !pair)) {
		result = TEE_ERROR_BAD_PARAMETERS;
		if (!in_field(group, x, y) ||
		    !EC_POINT_set_affine_coordinates(group, point, x, y, context))
			*reason = "the public key is not a point on the curve";
		else if (d && (BN_is_zero(d) || BN_cmp(d, EC_GROUP_get0_order(group)) >= 0))
			*reason = "the private key is out of range";
		else
			result = TEE_SUCCESS;
	}
	EC_POINT_free(point);
	EC_GROUP_free(group);
	return result;
}

static TEE_Result check_ecc(struct object *object, BN_CTX *context, const char **reason)
{
	const struct curve *curve = object_curve(object);
	size_t size;

	if (!curve)
		FAIL(TEE_ERROR_BAD_PARAMETERS, "the curve is not supported");
	if (curve->bits > object->max_size)
		FAIL(TEE_ERROR_SHORT_BUFFER, "the key is larger than the object");
	size = (curve->bits + 7u) / 8;
	trim_all(object, size);
	for (size_t n = 0; n < object->num_attributes; n++)
		if (!object->attributes[n].is_value && object->attributes[n].buffer.size > size)
			FAIL(TEE_ERROR_BAD_PARAMETERS, "an attribute is larger than the curve");
	object->size = curve->bits;
	return check_point(object, curve, context, reason);
}

/* Ed25519 and the like have octet strings of one size. */
static TEE_Result check_octets(const struct object_type *type, struct object *object,
			       const char **reason)
{
	size_t size = type->max_size / 8;

	/* Ed448 has one byte more, for the sign. */
	if (type->type == TEE_TYPE_ED448_PUBLIC_KEY || type->type == TEE_TYPE_ED448_KEYPAIR)
		size++;
	for (size_t n = 0; n < object->num_attributes; n++)
		if (object->attributes[n].buffer.size != size)
			FAIL(TEE_ERROR_BAD_PARAMETERS, "no key of this type has such a size");
	object->size = type->max_size;
	return TEE_SUCCESS;
}

static TEE_Result check_values(const struct object_type *type, struct object *object,
			       BN_CTX *context, const char **reason)
{
	switch (type->family) {
	case FAMILY_SECRET:
	case FAMILY_DES:
		return check_secret(type, object, reason);
	case FAMILY_RSA:
		return check_rsa(type, object, context, reason);
	case FAMILY_DSA:
		return check_dsa(type, object, context, reason);
	case FAMILY_DH:
		return check_dh(type, object, context, reason);
	case FAMILY_ECC:
	case FAMILY_SM2:
		return check_ecc(object, context, reason);
	case FAMILY_25519_448:
		return check_octets(type, object, reason);
	case FAMILY_DATA:
		return TEE_SUCCESS;
	}
	FAIL(TEE_ERROR_NOT_SUPPORTED, "the type is not supported");
}

TEE_Result object_finish(struct object *object, const char **reason)
{
	const struct object_type *type = object_type_find(object->type);
	BN_CTX *context = BN_CTX_secure_new();
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;

	*reason = "out of memory";
	if (!context)
		goto out;
	BN_CTX_start(context);
	result = TEE_ERROR_NOT_SUPPORTED;
	*reason = "the type is not supported";
	if (type)
		result = check_known(type, object, reason);
	if (!result)
		result = check_complete(type, object, reason);
	if (!result)
		result = check_values(type, object, context, reason);
	if (!result)
		object->flags |= TEE_HANDLE_FLAG_INITIALIZED;
	BN_CTX_end(context);
out:
	BN_CTX_free(context);
	if (result)
		object_remove_attributes(object);
	return result;
}
