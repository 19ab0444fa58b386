/* SPDX-License-Identifier: BSD-2-Clause */
/* Making new keys: the parts of TEE_GenerateKey(). */
#ifndef SOFTTEED_API_OBJECT_KEYGEN_H
#define SOFTTEED_API_OBJECT_KEYGEN_H

#include <stdint.h>

#include "softteed/api/object/object.h"

/*
 * These functions add the attributes of a new key to an object that has the parameters of the
 * generation already. If they fail, the caller removes the attributes. All return TEE_SUCCESS,
 * TEE_ERROR_BAD_PARAMETERS if the parameters are wrong, TEE_ERROR_OUT_OF_MEMORY, or
 * TEE_ERROR_GENERIC if OpenSSL fails.
 */

/**
 * keygen_rsa() - make an RSA key with all CRT attributes
 * @object:	the object, with TEE_ATTR_RSA_PUBLIC_EXPONENT
 * @bits:	size of the modulus in bits
 *
 * Return: see above.
 */
TEE_Result keygen_rsa(struct object *object, uint32_t bits);

/**
 * keygen_dsa() - make a DSA key
 * @object:	the object, with the group: TEE_ATTR_DSA_PRIME, _SUBPRIME and _BASE
 *
 * Return: see above.
 */
TEE_Result keygen_dsa(struct object *object);

/**
 * keygen_dh() - make a Diffie-Hellman key
 * @object:	the object, with the group: TEE_ATTR_DH_PRIME and _BASE. TEE_ATTR_DH_SUBPRIME
 *		and _X_BITS limit the private value.
 *
 * Return: see above.
 */
TEE_Result keygen_dh(struct object *object);

/**
 * keygen_ecc() - make a key on a Weierstrass curve
 * @object:	the object, with TEE_ATTR_ECC_CURVE unless its type is one of SM2
 *
 * Return: see above.
 */
TEE_Result keygen_ecc(struct object *object);

/**
 * keygen_octets() - make a key pair of Ed25519, X25519, Ed448 or X448
 * @object:	the object
 *
 * Return: see above.
 */
TEE_Result keygen_octets(struct object *object);

#endif /* SOFTTEED_API_OBJECT_KEYGEN_H */
