/* SPDX-License-Identifier: BSD-2-Clause */
/* Objects as OpenSSL's keys, for asymmetric operations. */
#ifndef SOFTTEED_API_OBJECT_PKEY_H
#define SOFTTEED_API_OBJECT_PKEY_H

#include <openssl/evp.h>
#include <stddef.h>

#include "softteed/api/object/object.h"

/**
 * object_to_pkey() - make an OpenSSL key of an object
 * @object:	an initialized object: RSA, DSA, ECDSA, ECDH, SM2, Ed25519, X25519, Ed448 or
 *		X448, public key or key pair
 * @pkey:	[out] the key, to be freed with EVP_PKEY_free(), which wipes it
 *
 * OpenSSL types: "RSA", "DSA", "EC", "SM2", "ED25519", "X25519", "ED448", "X448".
 *
 * Return: TEE_SUCCESS; TEE_ERROR_BAD_STATE if @object has no attributes;
 * TEE_ERROR_NOT_SUPPORTED if it is not an asymmetric key; TEE_ERROR_BAD_PARAMETERS if OpenSSL
 * does not accept the key; TEE_ERROR_OUT_OF_MEMORY.
 */
TEE_Result object_to_pkey(const struct object *object, EVP_PKEY **pkey);

/**
 * object_peer_to_pkey() - make an OpenSSL key of the other party's public value
 * @object:	an initialized key pair of this party: ECDH, SM2, X25519 or X448
 * @x:		the public value, or its X coordinate
 * @x_size:	bytes of @x
 * @y:		the Y coordinate, NULL for X25519 and X448
 * @y_size:	bytes of @y
 * @pkey:	[out] the key, to be freed with EVP_PKEY_free()
 *
 * For TEE_DeriveKey(). Checks that the value is a public key of @object's group: a point that is
 * not on the curve would reveal the private key.
 *
 * Return: as object_to_pkey(), TEE_ERROR_BAD_PARAMETERS if the value is not valid.
 */
TEE_Result object_peer_to_pkey(const struct object *object, const void *x, size_t x_size,
			       const void *y, size_t y_size, EVP_PKEY **pkey);

#endif /* SOFTTEED_API_OBJECT_PKEY_H */
