// SPDX-License-Identifier: BSD-2-Clause
/*
 * SM2 key exchange (GM/T 0003.3), which OpenSSL doesn't have. Both parties have a static and an
 * ephemeral key pair. A is the initiator, B the responder.
 */

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <string.h>

#include "softteed/api/crypto/asymmetric.h"
#include "softteed/api/crypto/provider.h"
#include "softteed/api/crypto/sm2_exchange.h"

#define COORDINATE	32
#define HASH		32
/* The w of the standard for a group order of 256 bits. */
#define HALF_BITS	127

/* Affine coordinates, big endian. */
struct point {
	uint8_t x[COORDINATE], y[COORDINATE];
};

/*
 * @own: static and ephemeral public key; @peer: the other party's
 * @shared: the point that both compute
 * @za, @zb: digests of the parties' identities and static keys
 */
struct exchange {
	bool initiator;
	EC_GROUP *group;
	BN_CTX *numbers;
	struct point own[2], peer[2], shared;
	uint8_t za[HASH], zb[HASH];
};

static bool pad_number(const uint8_t *data, size_t size, uint8_t *out)
{
	while (size && !*data) {
		data++;
		size--;
	}
	if (size > COORDINATE)
		return false;
	memset(out, 0, COORDINATE - size);
	memcpy(out + COORDINATE - size, data, size);
	return true;
}

static bool own_point(const struct object *key, struct point *point)
{
	const struct attribute *x = object_find_attribute(key, TEE_ATTR_ECC_PUBLIC_VALUE_X);
	const struct attribute *y = object_find_attribute(key, TEE_ATTR_ECC_PUBLIC_VALUE_Y);

	return x && y && pad_number(x->buffer.data, x->buffer.size, point->x) &&
	       pad_number(y->buffer.data, y->buffer.size, point->y);
}

/* @legacy is a number that OP-TEE used by mistake and still accepts, or 0. */
static bool peer_number(const struct asymmetric_call *call, uint32_t id, uint32_t legacy,
			uint8_t *out)
{
	const TEE_Attribute *param = asymmetric_param(call, id);

	if (!param && legacy)
		param = asymmetric_param(call, legacy);
	if (!param)
		param = asymmetric_need_param(call, id);
	return pad_number(param->content.ref.buffer, param->content.ref.length, out);
}

static bool gather(const struct asymmetric_call *call, struct exchange *exchange)
{
	const struct operation *operation = call->operation;
	const TEE_Attribute *user = asymmetric_need_param(call, TEE_ATTR_SM2_KEP_USER);

	exchange->initiator = user->content.value.a == 0;
	return user->content.value.a <= 1 &&
	       own_point(operation->keys[0], &exchange->own[0]) &&
	       own_point(operation->keys[1], &exchange->own[1]) &&
	       peer_number(call, TEE_ATTR_ECC_PUBLIC_VALUE_X, 0, exchange->peer[0].x) &&
	       peer_number(call, TEE_ATTR_ECC_PUBLIC_VALUE_Y, 0, exchange->peer[0].y) &&
	       peer_number(call, TEE_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_X,
			   __OPTEE_SM2_KEP_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_X,
			   exchange->peer[1].x) &&
	       peer_number(call, TEE_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_Y,
			   __OPTEE_SM2_KEP_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_Y,
			   exchange->peer[1].y);
}

struct piece {
	const void *data;
	size_t size;
};

static bool hash(const struct piece *pieces, size_t count, uint8_t *out)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	const EVP_MD *md = provider_digest(TEE_ALG_SM3);
	bool done = context && md && EVP_DigestInit_ex2(context, md, NULL) == 1;

	for (size_t n = 0; n < count && done; n++)
		done = EVP_DigestUpdate(context, pieces[n].data, pieces[n].size) == 1;
	done = done && EVP_DigestFinal_ex(context, out, NULL) == 1;
	EVP_MD_CTX_free(context);
	return done;
}

/* Digest of an identity, the curve's parameters, and a static public key (GM/T 0003.2, 5.5). */
static bool hash_identity(const struct exchange *exchange, const TEE_Attribute *id,
			  const struct point *key, uint8_t *out)
{
	const size_t size = id->content.ref.length;
	const uint8_t bits[2] = { (uint8_t)(size * 8 >> 8), (uint8_t)(size * 8) };
	uint8_t curve[4 * COORDINATE];
	BIGNUM *a = BN_new(), *b = BN_new(), *x = BN_new(), *y = BN_new();
	const struct piece pieces[] = {
		{ bits, sizeof(bits) }, { id->content.ref.buffer, size },
		{ curve, sizeof(curve) }, { key, sizeof(*key) },
	};
	bool done;

	done = size < 8192 && a && b && x && y &&
	       EC_GROUP_get_curve(exchange->group, NULL, a, b, exchange->numbers) == 1 &&
	       EC_POINT_get_affine_coordinates(exchange->group,
					       EC_GROUP_get0_generator(exchange->group), x, y,
					       exchange->numbers) == 1 &&
	       BN_bn2binpad(a, curve, COORDINATE) >= 0 &&
	       BN_bn2binpad(b, curve + COORDINATE, COORDINATE) >= 0 &&
	       BN_bn2binpad(x, curve + 2 * COORDINATE, COORDINATE) >= 0 &&
	       BN_bn2binpad(y, curve + 3 * COORDINATE, COORDINATE) >= 0 &&
	       hash(pieces, sizeof(pieces) / sizeof(pieces[0]), out);
	BN_free(a);
	BN_free(b);
	BN_free(x);
	BN_free(y);
	return done;
}

static bool hash_identities(const struct asymmetric_call *call, struct exchange *exchange)
{
	const struct point *a = exchange->initiator ? &exchange->own[0] : &exchange->peer[0];
	const struct point *b = exchange->initiator ? &exchange->peer[0] : &exchange->own[0];

	return hash_identity(exchange, asymmetric_need_param(call, TEE_ATTR_SM2_ID_INITIATOR), a,
			     exchange->za) &&
	       hash_identity(exchange, asymmetric_need_param(call, TEE_ATTR_SM2_ID_RESPONDER), b,
			     exchange->zb);
}

/* Make a point, NULL if it is not on the curve. */
static EC_POINT *load_point(const struct exchange *exchange, const struct point *point)
{
	EC_POINT *loaded = EC_POINT_new(exchange->group);
	BIGNUM *x = BN_bin2bn(point->x, COORDINATE, NULL);
	BIGNUM *y = BN_bin2bn(point->y, COORDINATE, NULL);

	if (!loaded || !x || !y ||
	    EC_POINT_set_affine_coordinates(exchange->group, loaded, x, y,
					    exchange->numbers) != 1) {
		EC_POINT_free(loaded);
		loaded = NULL;
	}
	BN_free(x);
	BN_free(y);
	return loaded;
}

/* The lower bits of an x coordinate, with the bit above them set. */
static BIGNUM *half(const uint8_t *x)
{
	BIGNUM *number = BN_bin2bn(x + COORDINATE / 2, COORDINATE / 2, NULL);

	/* HALF_BITS is one less than the bits of these bytes. */
	if (number && BN_set_bit(number, HALF_BITS) == 1)
		return number;
	BN_free(number);
	return NULL;
}

static BIGNUM *load_private(const struct object *key)
{
	const struct attribute *found = object_find_attribute(key, TEE_ATTR_ECC_PRIVATE_VALUE);
	BIGNUM *number = BN_secure_new();

	if (!found || !number ||
	    !BN_bin2bn(found->buffer.data, (int)found->buffer.size, number)) {
		BN_clear_free(number);
		return NULL;
	}
	BN_set_flags(number, BN_FLG_CONSTTIME);
	return number;
}

/* t = static private key + half(x of the ephemeral public key) * ephemeral private key */
static BIGNUM *combine_private(const struct asymmetric_call *call,
			       const struct exchange *exchange)
{
	const BIGNUM *order = EC_GROUP_get0_order(exchange->group);
	BIGNUM *secret = load_private(call->operation->keys[0]);
	BIGNUM *ephemeral = load_private(call->operation->keys[1]);
	BIGNUM *factor = half(exchange->own[1].x);

	if (!secret || !ephemeral || !factor ||
	    BN_mod_mul(ephemeral, ephemeral, factor, order, exchange->numbers) != 1 ||
	    BN_mod_add(secret, secret, ephemeral, order, exchange->numbers) != 1) {
		BN_clear_free(secret);
		secret = NULL;
	}
	BN_clear_free(ephemeral);
	BN_free(factor);
	if (secret)
		BN_set_flags(secret, BN_FLG_CONSTTIME);
	return secret;
}

/* shared = t * (peer's static key + half(x of its ephemeral key) * its ephemeral key) */
static TEE_Result compute_shared(const struct asymmetric_call *call, struct exchange *exchange)
{
	EC_POINT *base = load_point(exchange, &exchange->peer[0]);
	EC_POINT *ephemeral = load_point(exchange, &exchange->peer[1]);
	BIGNUM *factor = half(exchange->peer[1].x);
	BIGNUM *secret = combine_private(call, exchange);
	BIGNUM *x = BN_secure_new(), *y = BN_secure_new();
	const EC_GROUP *group = exchange->group;
	TEE_Result result = TEE_ERROR_BAD_PARAMETERS;

	if (!base || !ephemeral || !factor || !secret || !x || !y)
		goto out;
	if (EC_POINT_mul(group, ephemeral, NULL, ephemeral, factor, exchange->numbers) == 1 &&
	    EC_POINT_add(group, base, base, ephemeral, exchange->numbers) == 1 &&
	    EC_POINT_mul(group, base, NULL, base, secret, exchange->numbers) == 1 &&
	    !EC_POINT_is_at_infinity(group, base) &&
	    EC_POINT_get_affine_coordinates(group, base, x, y, exchange->numbers) == 1 &&
	    BN_bn2binpad(x, exchange->shared.x, COORDINATE) >= 0 &&
	    BN_bn2binpad(y, exchange->shared.y, COORDINATE) >= 0)
		result = TEE_SUCCESS;
out:
	EC_POINT_clear_free(base);
	EC_POINT_free(ephemeral);
	BN_free(factor);
	BN_clear_free(secret);
	BN_clear_free(x);
	BN_clear_free(y);
	return result;
}

/* The standard's KDF: digests of the shared point, both identities and a counter. */
static bool expand(const struct exchange *exchange, uint8_t *key, size_t size)
{
	uint8_t block[HASH], counter[4];
	const struct piece pieces[] = {
		{ &exchange->shared, sizeof(exchange->shared) }, { exchange->za, HASH },
		{ exchange->zb, HASH }, { counter, sizeof(counter) },
	};
	bool done = true;
	size_t chunk;

	for (uint32_t n = 1; size && done; n++) {
		for (size_t byte = 0; byte < 4; byte++)
			counter[byte] = (uint8_t)(n >> (24 - 8 * byte));
		chunk = size < HASH ? size : HASH;
		done = hash(pieces, sizeof(pieces) / sizeof(pieces[0]), block);
		memcpy(key, block, chunk);
		key += chunk;
		size -= chunk;
	}
	OPENSSL_cleanse(block, sizeof(block));
	return done;
}

/* The confirmation value of the responder (@tag 2) or the initiator (@tag 3). */
static bool confirm(const struct exchange *exchange, uint8_t tag, uint8_t *out)
{
	const struct point *a = exchange->initiator ? &exchange->own[1] : &exchange->peer[1];
	const struct point *b = exchange->initiator ? &exchange->peer[1] : &exchange->own[1];
	uint8_t inner[HASH];
	const struct piece first[] = {
		{ exchange->shared.x, COORDINATE }, { exchange->za, HASH }, { exchange->zb, HASH },
		{ a, sizeof(*a) }, { b, sizeof(*b) },
	};
	const struct piece second[] = {
		{ &tag, 1 }, { exchange->shared.y, COORDINATE }, { inner, HASH },
	};

	return hash(first, sizeof(first) / sizeof(first[0]), inner) &&
	       hash(second, sizeof(second) / sizeof(second[0]), out);
}

static TEE_Result exchange_confirmations(const struct asymmetric_call *call,
					 const struct exchange *exchange)
{
	const TEE_Attribute *in = asymmetric_param(call, TEE_ATTR_SM2_KEP_CONFIRMATION_IN);
	const TEE_Attribute *out = asymmetric_param(call, TEE_ATTR_SM2_KEP_CONFIRMATION_OUT);
	uint8_t own[HASH], peer[HASH];

	if (!confirm(exchange, exchange->initiator ? 3 : 2, own) ||
	    !confirm(exchange, exchange->initiator ? 2 : 3, peer))
		return TEE_ERROR_OUT_OF_MEMORY;
	if (in && (in->content.ref.length != HASH ||
		   CRYPTO_memcmp(in->content.ref.buffer, peer, HASH) != 0))
		return TEE_ERROR_SECURITY;
	if (!out)
		return TEE_SUCCESS;
	if (out->content.ref.length < HASH)
		operation_panic(call->function, "no room for the confirmation value");
	memcpy(out->content.ref.buffer, own, HASH);
	return TEE_SUCCESS;
}

TEE_Result sm2_exchange(const struct asymmetric_call *call, uint8_t *key, size_t key_size)
{
	struct exchange exchange = {
		.group = EC_GROUP_new_by_curve_name(NID_sm2),
		.numbers = BN_CTX_secure_new(),
	};
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;

	if (!exchange.group || !exchange.numbers)
		goto out;
	result = TEE_ERROR_BAD_PARAMETERS;
	if (!gather(call, &exchange) || !hash_identities(call, &exchange))
		goto out;
	result = compute_shared(call, &exchange);
	if (result == TEE_SUCCESS)
		result = exchange_confirmations(call, &exchange);
	if (result == TEE_SUCCESS && !expand(&exchange, key, key_size))
		result = TEE_ERROR_OUT_OF_MEMORY;
out:
	EC_GROUP_free(exchange.group);
	BN_CTX_free(exchange.numbers);
	OPENSSL_cleanse(&exchange, sizeof(exchange));
	return result;
}
