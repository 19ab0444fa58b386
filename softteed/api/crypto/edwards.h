/* SPDX-License-Identifier: BSD-2-Clause */
/* Points of the curves edwards25519 and edwards448 (RFC 8032) */
#ifndef SOFTTEED_API_CRYPTO_EDWARDS_H
#define SOFTTEED_API_CRYPTO_EDWARDS_H

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Largest encoding of a point, in bytes. */
#define EDWARDS_MAX_POINT	57

/**
 * struct edwards - a curve
 * @size:	bytes of a point's encoding
 * @order:	order of the base point
 * @context:	for temporary numbers
 * @p:		the field's prime
 * @a:		the curve is a * x^2 + y^2 = 1 + d * x^2 * y^2
 * @d:		see there
 * @scale:	B of the same curve in Montgomery's form, B * v^2 = u^3 + A * u^2 + u
 * @shift:	A / 3
 * @group:	the same curve in Weierstrass' form, the only one that libcrypto's points have
 */
struct edwards {
	size_t size;
	BIGNUM *order;
	BN_CTX *context;
	BIGNUM *p, *a, *d, *scale, *shift;
	EC_GROUP *group;
};

/**
 * edwards_init() - make a curve
 * @curve:	[out] the curve, to be freed with edwards_free() in any case
 * @is_448:	whether it is edwards448, not edwards25519
 *
 * Return: true, or false without memory.
 */
bool edwards_init(struct edwards *curve, bool is_448);

/**
 * edwards_free() - free a curve
 * @curve:	the curve
 */
void edwards_free(struct edwards *curve);

/**
 * edwards_multiply_base() - multiply the base point
 * @curve:	the curve
 * @factor:	the factor; the time does not depend on it
 * @out:	[out] the encoded product, of @curve->size bytes
 *
 * Return: true, or false without memory.
 */
bool edwards_multiply_base(const struct edwards *curve, const BIGNUM *factor, uint8_t *out);

/**
 * edwards_subtract() - multiply the base point, and subtract a multiple of another point
 * @curve:	the curve
 * @base_factor: the base point's factor
 * @point:	encoding of the other point
 * @factor:	its factor
 * @out:	[out] the encoded difference, of @curve->size bytes
 *
 * For public numbers only.
 *
 * Return: true, or false if @point is not the encoding of a point, or without memory.
 */
bool edwards_subtract(const struct edwards *curve, const BIGNUM *base_factor,
		      const uint8_t *point, const BIGNUM *factor, uint8_t *out);

#endif /* SOFTTEED_API_CRYPTO_EDWARDS_H */
