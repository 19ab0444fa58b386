// SPDX-License-Identifier: BSD-2-Clause
/*
 * Points of twisted Edwards curves, computed on the same curves in Weierstrass' form:
 *
 *     Edwards (x, y)   u = (1 + y) / (1 - y), v = u / x          Montgomery (u, v)
 *     Montgomery       X = (u + A / 3) / B,   Y = v / B          Weierstrass (X, Y)
 *
 * with A = 2 * (a + d) / (a - d) and B = 4 / (a - d). The neutral element (0, 1) is the point at
 * infinity, the point (0, -1) is (u, v) = (0, 0). All other points have x, v and u + 1 other than
 * 0, because d is not a square.
 */

#include <string.h>

#include "softteed/api/crypto/edwards.h"

/* The curves (RFC 8032, 5.1 and 5.2): the base point has this y, and an even x. */
static const struct parameters {
	size_t size;
	const char *p, *a, *d, *base_y, *order, *cofactor;
} curve25519 = {
	.size = 32,
	.p = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
	.a = "-1",
	.d = "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3",
	.base_y = "6666666666666666666666666666666666666666666666666666666666666658",
	.order = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed",
	.cofactor = "8",
}, curve448 = {
	.size = 57,
	.p = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
	     "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	.a = "1",
	.d = "-98a9",
	.base_y = "693f46716eb6bc248876203756c9c7624bea73736ca3984087789c1e"
		  "05a0c2d73ad3ff1ce67c39c4fdbd132c4ed7c8ad9808795bf230fa14",
	.order = "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		 "7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3",
	.cofactor = "4",
};

/* Temporary numbers are freed all at once, by BN_CTX_end(). */
static BIGNUM *temporary(const struct edwards *curve)
{
	return BN_CTX_get(curve->context);
}

/* result = a / b */
static bool divide(const struct edwards *curve, BIGNUM *result, const BIGNUM *a, const BIGNUM *b)
{
	BIGNUM *inverse = temporary(curve);

	return inverse && BN_mod_inverse(inverse, b, curve->p, curve->context) &&
	       BN_mod_mul(result, a, inverse, curve->p, curve->context);
}

/* Find x from y: x^2 = (1 - y^2) / (a - d * y^2). Fails if y belongs to no point. */
static bool find_x(const struct edwards *curve, const BIGNUM *y, bool odd, BIGNUM *x)
{
	BIGNUM *square = temporary(curve), *above = temporary(curve), *below = temporary(curve);
	const BIGNUM *p = curve->p;
	BN_CTX *context = curve->context;

	if (!below || !BN_mod_sqr(square, y, p, context) ||
	    !BN_mod_sub(above, BN_value_one(), square, p, context) ||
	    !BN_mod_mul(below, curve->d, square, p, context) ||
	    !BN_mod_sub(below, curve->a, below, p, context) ||
	    !divide(curve, square, above, below) || !BN_mod_sqrt(x, square, p, context))
		return false;
	if (BN_is_zero(x))
		return !odd;
	return BN_is_odd(x) == odd || BN_sub(x, p, x);
}

/* Set the Weierstrass point of an Edwards point. */
static bool set_point(const struct edwards *curve, const EC_GROUP *group, EC_POINT *point,
		      const BIGNUM *x, const BIGNUM *y)
{
	BIGNUM *u = temporary(curve), *v = temporary(curve), *below = temporary(curve);
	const BIGNUM *p = curve->p;
	BN_CTX *context = curve->context;

	if (BN_is_one(y))
		return EC_POINT_set_to_infinity(group, point);
	if (!below || !BN_mod_sub(below, BN_value_one(), y, p, context) ||
	    !BN_mod_add(u, BN_value_one(), y, p, context) || !divide(curve, u, u, below))
		return false;
	if (BN_is_zero(x))
		BN_zero(v);
	else if (!divide(curve, v, u, x))
		return false;
	return BN_mod_add(u, u, curve->shift, p, context) && divide(curve, u, u, curve->scale) &&
	       divide(curve, v, v, curve->scale) &&
	       EC_POINT_set_affine_coordinates(group, point, u, v, context);
}

/* Get the Edwards coordinates of a Weierstrass point. */
static bool get_point(const struct edwards *curve, const EC_POINT *point, BIGNUM *x, BIGNUM *y)
{
	BIGNUM *u = temporary(curve), *v = temporary(curve), *above = temporary(curve);
	const BIGNUM *p = curve->p;
	BN_CTX *context = curve->context;

	if (EC_POINT_is_at_infinity(curve->group, point)) {
		BN_zero(x);
		return BN_one(y);
	}
	if (!above || !EC_POINT_get_affine_coordinates(curve->group, point, u, v, context) ||
	    !BN_mod_mul(u, u, curve->scale, p, context) ||
	    !BN_mod_sub(u, u, curve->shift, p, context) ||
	    !BN_mod_mul(v, v, curve->scale, p, context))
		return false;
	if (BN_is_zero(v))
		BN_zero(x);
	else if (!divide(curve, x, u, v))
		return false;
	return BN_mod_sub(above, u, BN_value_one(), p, context) &&
	       BN_mod_add(u, u, BN_value_one(), p, context) && divide(curve, y, above, u);
}

/* Encode a point: y, little endian, and the lowest bit of x as the highest bit. */
static bool encode(const struct edwards *curve, const EC_POINT *point, uint8_t *out)
{
	BIGNUM *x = temporary(curve), *y = temporary(curve);

	if (!y || !get_point(curve, point, x, y) ||
	    BN_bn2lebinpad(y, out, (int)curve->size) < 0)
		return false;
	out[curve->size - 1] |= (uint8_t)(BN_is_odd(x) << 7);
	return true;
}

static bool decode(const struct edwards *curve, const uint8_t *in, EC_POINT *point)
{
	BIGNUM *x = temporary(curve), *y = temporary(curve);
	uint8_t bytes[EDWARDS_MAX_POINT];

	memcpy(bytes, in, curve->size);
	bytes[curve->size - 1] &= 0x7f;
	return y && BN_lebin2bn(bytes, (int)curve->size, y) && BN_cmp(y, curve->p) < 0 &&
	       find_x(curve, y, in[curve->size - 1] >> 7, x) &&
	       set_point(curve, curve->group, point, x, y);
}

/* Read a number that may be negative, modulo p. */
static bool read_number(const struct edwards *curve, BIGNUM *number, const char *digits)
{
	return BN_hex2bn(&number, digits) > 0 &&
	       BN_nnmod(number, number, curve->p, curve->context);
}

/* Compute @curve->scale and @curve->shift, and the coefficients of Weierstrass' form. */
static bool convert_curve(struct edwards *curve, BIGNUM *a, BIGNUM *b)
{
	BIGNUM *sum = temporary(curve), *difference = temporary(curve), *cube = temporary(curve);
	BIGNUM *number = temporary(curve), *square = temporary(curve);
	const BIGNUM *p = curve->p;
	BN_CTX *context = curve->context;

	/* B = 4 / (a - d); shift = s = 2 * (a + d) / (3 * (a - d)) = A / 3 */
	if (!square || !BN_mod_sub(difference, curve->a, curve->d, p, context) ||
	    !BN_mod_add(sum, curve->a, curve->d, p, context) || !BN_mul_word(sum, 2) ||
	    !BN_set_word(number, 4) || !divide(curve, curve->scale, number, difference) ||
	    !BN_mul_word(difference, 3) || !divide(curve, curve->shift, sum, difference))
		return false;
	/* a = (1 - 3 * s^2) / B^2 */
	if (!BN_mod_sqr(number, curve->shift, p, context) ||
	    !BN_mod_mul(cube, number, curve->shift, p, context) || !BN_mul_word(number, 3) ||
	    !BN_mod_sub(number, BN_value_one(), number, p, context) ||
	    !BN_mod_sqr(square, curve->scale, p, context) || !divide(curve, a, number, square))
		return false;
	/* b = (2 * s^3 - s) / B^3 */
	return BN_mul_word(cube, 2) && BN_mod_sub(cube, cube, curve->shift, p, context) &&
	       BN_mod_mul(square, square, curve->scale, p, context) &&
	       divide(curve, b, cube, square);
}

static bool make_group(struct edwards *curve, const struct parameters *parameters)
{
	BIGNUM *a = temporary(curve), *b = temporary(curve), *cofactor = temporary(curve);
	BIGNUM *x = temporary(curve), *y = temporary(curve);
	EC_POINT *base = NULL;
	bool done;

	if (!y || !convert_curve(curve, a, b))
		return false;
	curve->group = EC_GROUP_new_curve_GFp(curve->p, a, b, curve->context);
	base = curve->group ? EC_POINT_new(curve->group) : NULL;
	done = base && BN_hex2bn(&cofactor, parameters->cofactor) &&
	       BN_hex2bn(&y, parameters->base_y) && find_x(curve, y, false, x) &&
	       set_point(curve, curve->group, base, x, y) &&
	       EC_GROUP_set_generator(curve->group, base, curve->order, cofactor);
	EC_POINT_free(base);
	return done;
}

bool edwards_init(struct edwards *curve, bool is_448)
{
	const struct parameters *parameters = is_448 ? &curve448 : &curve25519;
	bool done;

	*curve = (struct edwards){
		.size = parameters->size, .context = BN_CTX_secure_new(),
		.order = BN_new(), .p = BN_new(), .a = BN_new(), .d = BN_new(),
		.scale = BN_new(), .shift = BN_new(),
	};
	if (!curve->context || !curve->order || !curve->p || !curve->a || !curve->d ||
	    !curve->scale || !curve->shift)
		return false;
	BN_CTX_start(curve->context);
	done = BN_hex2bn(&curve->p, parameters->p) && BN_hex2bn(&curve->order, parameters->order) &&
	       read_number(curve, curve->a, parameters->a) &&
	       read_number(curve, curve->d, parameters->d) && make_group(curve, parameters);
	BN_CTX_end(curve->context);
	return done;
}

void edwards_free(struct edwards *curve)
{
	EC_GROUP_free(curve->group);
	BN_free(curve->order);
	BN_free(curve->p);
	BN_free(curve->a);
	BN_free(curve->d);
	BN_free(curve->scale);
	BN_free(curve->shift);
	BN_CTX_free(curve->context);
}

bool edwards_multiply_base(const struct edwards *curve, const BIGNUM *factor, uint8_t *out)
{
	EC_POINT *point = EC_POINT_new(curve->group);
	bool done;

	BN_CTX_start(curve->context);
	/* With one factor, libcrypto uses a ladder. */
	done = point && EC_POINT_mul(curve->group, point, factor, NULL, NULL, curve->context) &&
	       encode(curve, point, out);
	BN_CTX_end(curve->context);
	EC_POINT_clear_free(point);
	return done;
}

bool edwards_subtract(const struct edwards *curve, const BIGNUM *base_factor,
		      const uint8_t *encoded, const BIGNUM *factor, uint8_t *out)
{
	EC_POINT *point = EC_POINT_new(curve->group), *result = EC_POINT_new(curve->group);
	bool done;

	BN_CTX_start(curve->context);
	done = point && result && decode(curve, encoded, point) &&
	       EC_POINT_invert(curve->group, point, curve->context) &&
	       EC_POINT_mul(curve->group, result, base_factor, point, factor, curve->context) &&
	       encode(curve, result, out);
	BN_CTX_end(curve->context);
	EC_POINT_free(point);
	EC_POINT_free(result);
	return done;
}
