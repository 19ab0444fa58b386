// SPDX-License-Identifier: BSD-2-Clause
/*
 * Diffie-Hellman over OpenSSL's large numbers. OpenSSL's own wants at least 512 bits, keys have
 * 256 or more (Internal Core API 1.3, table 5-9).
 */

#include <openssl/bn.h>

#include "softteed/api/crypto/dh.h"
#include "softteed/api/object/number.h"
#include "softteed/api/object/secret.h"

/* Return true if 1 < value < last. */
static bool between(const BIGNUM *value, const BIGNUM *last)
{
	return BN_cmp(value, BN_value_one()) > 0 && BN_cmp(value, last) < 0;
}

/* Check that the peer's value is in the group: in the subgroup, if the key tells its order. */
static bool in_group(const BIGNUM *peer, const BIGNUM *p, const BIGNUM *last, const BIGNUM *q,
		     BN_CTX *context)
{
	BIGNUM *power = BN_CTX_get(context);

	if (!between(peer, last))
		return false;
	return !q || (power && BN_mod_exp(power, peer, q, p, context) && BN_is_one(power));
}

static TEE_Result compute(const struct asymmetric_call *call, BN_CTX *context, uint8_t **secret,
			  size_t *size)
{
	const TEE_Attribute *param = asymmetric_need_param(call, TEE_ATTR_DH_PUBLIC_VALUE);
	const struct object *key = call->operation->keys[0];
	BIGNUM *p = number_of(context, key, TEE_ATTR_DH_PRIME);
	BIGNUM *q = number_of(context, key, TEE_ATTR_DH_SUBPRIME);
	BIGNUM *x = number_of(context, key, TEE_ATTR_DH_PRIVATE_VALUE);
	BIGNUM *peer = BN_CTX_get(context), *shared = BN_CTX_get(context);
	BIGNUM *last = BN_CTX_get(context);

	if (param->content.ref.length > OBJECT_MAX_BUFFER)
		return TEE_ERROR_BAD_PARAMETERS;
	if (!p || !x || !last || !BN_sub(last, p, BN_value_one()) ||
	    !BN_bin2bn(param->content.ref.buffer, (int)param->content.ref.length, peer))
		return TEE_ERROR_OUT_OF_MEMORY;
	if (!in_group(peer, p, last, q, context))
		return TEE_ERROR_BAD_PARAMETERS;
	if (!BN_mod_exp_mont_consttime(shared, peer, x, p, context, NULL))
		return TEE_ERROR_OUT_OF_MEMORY;
	if (!between(shared, last))
		return TEE_ERROR_BAD_PARAMETERS;
	*size = (size_t)BN_num_bytes(p);
	*secret = secret_alloc(*size);
	if (!*secret || BN_bn2binpad(shared, *secret, (int)*size) < 0)
		return TEE_ERROR_OUT_OF_MEMORY;
	return TEE_SUCCESS;
}

TEE_Result dh_derive(const struct asymmetric_call *call, uint8_t **secret, size_t *size)
{
	BN_CTX *context = BN_CTX_secure_new();
	TEE_Result result;

	if (!context)
		return TEE_ERROR_OUT_OF_MEMORY;
	BN_CTX_start(context);
	result = compute(call, context, secret, size);
	BN_CTX_end(context);
	BN_CTX_free(context);
	return result;
}
