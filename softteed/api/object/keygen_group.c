// SPDX-License-Identifier: BSD-2-Clause
/* Making keys in a multiplicative group that the application chose: DSA and Diffie-Hellman. */

#include <openssl/bn.h>

#include "softteed/api/object/key_generators.h"
#include "softteed/api/object/number.h"

/*
 * Check the group of @prime and @base: exponentiation needs an odd modulus, and the key's
 * public value would reveal the private one if the base was 0, 1 or -1.
 */
static bool group_valid(const BIGNUM *prime, const BIGNUM *base, BN_CTX *context)
{
	BIGNUM *last = BN_CTX_get(context);

	return last && BN_is_odd(prime) && BN_num_bits(prime) > 2 &&
	       BN_sub(last, prime, BN_value_one()) && BN_cmp(base, BN_value_one()) > 0 &&
	       BN_cmp(base, last) < 0;
}

/* Add a key with the private value @x, which is wiped with @context. */
static TEE_Result add_key(struct object *object, BN_CTX *context, const BIGNUM *prime,
			  const BIGNUM *base, BIGNUM *x, const uint32_t ids[2])
{
	BIGNUM *y = BN_CTX_get(context);
	TEE_Result result;

	BN_set_flags(x, BN_FLG_CONSTTIME);
	if (!y || !BN_mod_exp(y, base, x, prime, context))
		return TEE_ERROR_GENERIC;
	result = number_add(object, ids[0], y, 0);
	return result ? result : number_add(object, ids[1], x, 0);
}

/* Choose 1 <= x < @limit. */
static bool choose_below(BIGNUM *x, const BIGNUM *limit, BN_CTX *context)
{
	BIGNUM *range = BN_CTX_get(context);

	return range && BN_sub(range, limit, BN_value_one()) && !BN_is_negative(range) &&
	       !BN_is_zero(range) && BN_priv_rand_range_ex(x, range, 0, context) &&
	       BN_add_word(x, 1);
}

TEE_Result keygen_dsa(struct object *object)
{
	static const uint32_t ids[2] = { TEE_ATTR_DSA_PUBLIC_VALUE, TEE_ATTR_DSA_PRIVATE_VALUE };
	BN_CTX *context = BN_CTX_secure_new();
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;
	BIGNUM *p, *q, *g, *x;

	if (!context)
		return result;
	BN_CTX_start(context);
	p = number_of(context, object, TEE_ATTR_DSA_PRIME);
	q = number_of(context, object, TEE_ATTR_DSA_SUBPRIME);
	g = number_of(context, object, TEE_ATTR_DSA_BASE);
	x = BN_CTX_get(context);
	if (!p || !q || !g || !x)
		goto out;
	result = TEE_ERROR_BAD_PARAMETERS;
	if (!group_valid(p, g, context) || BN_num_bits(q) < 160 || BN_cmp(q, p) >= 0)
		goto out;
	result = TEE_ERROR_GENERIC;
	if (choose_below(x, q, context))
		result = add_key(object, context, p, g, x, ids);
out:
	BN_CTX_end(context);
	BN_CTX_free(context);
	return result;
}

/* Choose the private value: of @bits bits if not 0, and below @q or, if @q is NULL, @p - 1. */
static TEE_Result choose_dh(BIGNUM *x, const BIGNUM *p, const BIGNUM *q, uint32_t bits,
			    BN_CTX *context)
{
	BIGNUM *limit = BN_CTX_get(context);

	if (!limit || !(q ? BN_copy(limit, q) != NULL : BN_sub(limit, p, BN_value_one())))
		return TEE_ERROR_OUT_OF_MEMORY;
	if (BN_num_bits(limit) < 2 || BN_cmp(limit, p) >= 0 || bits > (uint32_t)BN_num_bits(limit))
		return TEE_ERROR_BAD_PARAMETERS;
	if (!bits || bits == (uint32_t)BN_num_bits(limit))
		return choose_below(x, limit, context) ? TEE_SUCCESS : TEE_ERROR_GENERIC;
	/* Any number with fewer bits is below the limit. */
	if (!BN_priv_rand_ex(x, (int)bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY, 0, context))
		return TEE_ERROR_GENERIC;
	return TEE_SUCCESS;
}

TEE_Result keygen_dh(struct object *object)
{
	static const uint32_t ids[2] = { TEE_ATTR_DH_PUBLIC_VALUE, TEE_ATTR_DH_PRIVATE_VALUE };
	const struct attribute *bits = object_find_attribute(object, TEE_ATTR_DH_X_BITS);
	bool has_q = object_find_attribute(object, TEE_ATTR_DH_SUBPRIME);
	BN_CTX *context = BN_CTX_secure_new();
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;
	BIGNUM *p, *q, *g, *x;

	if (!context)
		return result;
	BN_CTX_start(context);
	p = number_of(context, object, TEE_ATTR_DH_PRIME);
	q = number_of(context, object, TEE_ATTR_DH_SUBPRIME);
	g = number_of(context, object, TEE_ATTR_DH_BASE);
	x = BN_CTX_get(context);
	if (!p || (has_q && !q) || !g || !x)
		goto out;
	result = TEE_ERROR_BAD_PARAMETERS;
	if (!group_valid(p, g, context))
		goto out;
	result = choose_dh(x, p, q, bits ? bits->value.a : 0, context);
	if (!result)
		result = add_key(object, context, p, g, x, ids);
out:
	BN_CTX_end(context);
	BN_CTX_free(context);
	return result;
}
