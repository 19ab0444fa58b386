/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of object types and of elliptic curves: allowed sizes, attributes, usages
 * (Internal Core API 1.3, tables 5-9 to 5-13, 6-14 and 6-15; OP-TEE's extensions).
 */
#ifndef SOFTTEED_API_OBJECT_TYPE_H
#define SOFTTEED_API_OBJECT_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "softteed/api/object/object.h"

/* What kind of key a type is. It selects how keys are made and checked. */
enum object_family {
	FAMILY_SECRET,		/* one secret of random bytes */
	FAMILY_DES,		/* the same, with parity bits */
	FAMILY_RSA,
	FAMILY_DSA,
	FAMILY_DH,
	FAMILY_ECC,		/* with a curve as an attribute */
	FAMILY_SM2,
	FAMILY_25519_448,	/* Ed25519, X25519, Ed448, X448: plain octet strings */
	FAMILY_DATA,		/* no attributes */
};

/* When an object of the type has the attribute. */
enum attribute_need {
	NEED_ALWAYS = 1,
	NEED_OPTIONAL,
	NEED_ALL_OR_NONE,	/* present if the others with this need are */
};

/**
 * struct attribute_type - an attribute of an object type
 * @id:		TEE_ATTR_*, 0 ends the list
 * @need:	whether the object has to have it
 * @generate:	for TEE_GenerateKey(): whether it is a parameter, 0 if not
 */
struct attribute_type {
	uint32_t id;
	enum attribute_need need;
	enum attribute_need generate;
};

/**
 * struct object_type - an object type
 * @type:	TEE_TYPE_*
 * @name:	without TEE_TYPE_, for messages
 * @family:	what kind of key it is
 * @min_size:	smallest size in bits
 * @max_size:	largest size in bits
 * @quantum:	sizes are multiples of it
 * @usages:	TEE_USAGE_* that operations with such a key can need
 * @can_generate: whether TEE_GenerateKey() makes such objects
 * @attributes:	its attributes
 */
struct object_type {
	uint32_t type;
	const char *name;
	enum object_family family;
	uint16_t min_size, max_size, quantum;
	uint32_t usages;
	bool can_generate;
	const struct attribute_type *attributes;
};

/**
 * struct curve - an elliptic curve
 * @id:		TEE_ECC_CURVE_*
 * @bits:	size of the field, which is the size of the key
 * @name:	OpenSSL's name of the group
 */
struct curve {
	uint32_t id;
	uint16_t bits;
	const char *name;
};

/**
 * object_type_find() - find an object type
 * @type:	TEE_TYPE_*
 *
 * Return: its constant description, or NULL if it is not known.
 */
const struct object_type *object_type_find(uint32_t type);

/**
 * object_type_size_valid() - check a key's size
 * @type:	the type
 * @bits:	size
 *
 * Return: true if a key of the type can have that many bits.
 */
bool object_type_size_valid(const struct object_type *type, uint32_t bits);

/**
 * object_type_supported() - check if objects of a type, size and curve are supported
 * @type:	TEE_TYPE_*
 * @size:	size in bits, 0 for any
 * @curve:	TEE_ECC_CURVE_*, or TEE_CRYPTO_ELEMENT_NONE for any
 *
 * For TEE_IsAlgorithmSupported() and TEE_AllocateOperation().
 *
 * Return: true if all three are supported together.
 */
bool object_type_supported(uint32_t type, uint32_t size, uint32_t curve);

/**
 * object_type_is_pair() - check that two types belong together
 * @public:	TEE_TYPE_*
 * @pair:	TEE_TYPE_*
 *
 * Return: true if @pair is the key pair of the public key type @public.
 */
bool object_type_is_pair(uint32_t public, uint32_t pair);

/**
 * object_type_attribute() - find what a type says about an attribute
 * @type:	the type
 * @id:		TEE_ATTR_*
 *
 * Return: the constant description, or NULL if the type has no such attribute.
 */
const struct attribute_type *object_type_attribute(const struct object_type *type, uint32_t id);

/**
 * curve_find() - find a curve
 * @id:		TEE_ECC_CURVE_*
 *
 * Return: its constant description, or NULL if it is not a supported Weierstrass curve.
 */
const struct curve *curve_find(uint32_t id);

/**
 * object_curve() - find the curve of an elliptic curve key
 * @object:	an object of FAMILY_ECC or FAMILY_SM2, with its attributes
 *
 * Return: the curve; NULL if @object is of a different family or has no attributes.
 */
const struct curve *object_curve(const struct object *object);

/**
 * object_secret_id() - find the only attribute of symmetric keys and other secrets
 * @type:	the type
 *
 * Return: TEE_ATTR_SECRET_VALUE or the like, 0 if objects of the type are not one secret.
 */
uint32_t object_secret_id(const struct object_type *type);

#endif /* SOFTTEED_API_OBJECT_TYPE_H */
