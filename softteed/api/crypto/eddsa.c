// SPDX-License-Identifier: BSD-2-Clause
/*
 * EdDSA (RFC 8032). OpenSSL 3.0 only has the pure forms. Those with a context or a hash of the
 * message, Ed25519ctx, Ed25519ph, Ed448 with a context and Ed448ph, are put together here.
 */

#include <openssl/crypto.h>
#include <string.h>

#include "softteed/api/crypto/eddsa.h"
#include "softteed/api/crypto/edwards.h"
#include "softteed/api/crypto/provider.h"

#define MAX_CONTEXT	255
#define PREHASH		64
/* The longest name of a domain, the flag of the prehash, the context's size, the context. */
#define MAX_DOMAIN	(32 + 1 + 1 + MAX_CONTEXT)

/*
 * struct eddsa - a signature with a domain
 * @curve:	its curve
 * @md:		its hash function
 * @public_key:	of the key
 * @domain:	what all hashes begin with, of @domain_size bytes
 * @prehash:	hash of the message
 * @message:	the message or its hash, of @message_size bytes
 */
struct eddsa {
	struct edwards curve;
	const EVP_MD *md;
	uint8_t public_key[EDWARDS_MAX_POINT];
	uint8_t domain[MAX_DOMAIN];
	size_t domain_size;
	uint8_t prehash[PREHASH];
	const uint8_t *message;
	size_t message_size;
};

static bool is_448(const struct asymmetric_call *call)
{
	return call->operation->algorithm->id == TEE_ALG_ED448;
}

/* Get the parameters. @context is NULL if there is none, or an empty one. */
static TEE_Result get_parameters(const struct asymmetric_call *call, bool *prehash,
				 const TEE_Attribute **context)
{
	const TEE_Attribute *flag = asymmetric_param(call, TEE_ATTR_EDDSA_PREHASH);

	*context = asymmetric_param(call, TEE_ATTR_EDDSA_CTX);
	*prehash = flag && flag->content.value.a;
	if (flag && (flag->content.value.a > 1 || flag->content.value.b))
		return TEE_ERROR_BAD_PARAMETERS;
	if (*context && (*context)->content.ref.length > MAX_CONTEXT)
		return TEE_ERROR_BAD_PARAMETERS;
	if (*context && !(*context)->content.ref.length)
		*context = NULL;
	return TEE_SUCCESS;
}

/* Hash the domain, up to two parts of @each bytes, and the message. */
static bool hash(const struct eddsa *eddsa, const uint8_t *first, const uint8_t *second,
		 size_t each, uint8_t *out, size_t size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool done;

	done = context && EVP_DigestInit_ex2(context, eddsa->md, NULL) == 1 &&
	       EVP_DigestUpdate(context, eddsa->domain, eddsa->domain_size) == 1 &&
	       EVP_DigestUpdate(context, first, each) == 1 &&
	       (!second || EVP_DigestUpdate(context, second, each) == 1) &&
	       EVP_DigestUpdate(context, eddsa->message, eddsa->message_size) == 1;
	if (EVP_MD_get_flags(eddsa->md) & EVP_MD_FLAG_XOF)
		done = done && EVP_DigestFinalXOF(context, out, size) == 1;
	else
		done = done && EVP_DigestFinal_ex(context, out, NULL) == 1;
	EVP_MD_CTX_free(context);
	return done;
}

/* As hash(), a number below the order of the base point. */
static BIGNUM *hash_number(const struct eddsa *eddsa, const uint8_t *first, const uint8_t *second)
{
	const size_t size = 2 * eddsa->curve.size;
	uint8_t digest[2 * EDWARDS_MAX_POINT];
	BIGNUM *number = BN_secure_new();

	if (number)
		BN_set_flags(number, BN_FLG_CONSTTIME);
	if (!number || !hash(eddsa, first, second, eddsa->curve.size, digest, size) ||
	    !BN_lebin2bn(digest, (int)size, number) ||
	    !BN_mod(number, number, eddsa->curve.order, eddsa->curve.context)) {
		BN_clear_free(number);
		number = NULL;
	}
	OPENSSL_cleanse(digest, sizeof(digest));
	return number;
}

/* Prepare a signature; the caller frees its curve in any case. */
static bool begin(struct eddsa *eddsa, const struct asymmetric_call *call, bool prehash,
		  const TEE_Attribute *context)
{
	static const char *const names[] = { "SigEd25519 no Ed25519 collisions", "SigEd448" };
	const char *name = names[is_448(call)];
	const size_t name_size = strlen(name);
	const size_t context_size = context ? context->content.ref.length : 0;
	size_t size = sizeof(eddsa->public_key);

	eddsa->md = provider_digest(is_448(call) ? TEE_ALG_SHAKE256 : TEE_ALG_SHA512);
	if (!edwards_init(&eddsa->curve, is_448(call)) || !eddsa->md ||
	    EVP_PKEY_get_raw_public_key(call->key, eddsa->public_key, &size) != 1)
		return false;
	eddsa->message = call->in;
	eddsa->message_size = call->in_size;
	if (prehash) {
		if (!hash(eddsa, NULL, NULL, 0, eddsa->prehash, PREHASH))
			return false;
		eddsa->message = eddsa->prehash;
		eddsa->message_size = PREHASH;
	}
	memcpy(eddsa->domain, name, name_size);
	eddsa->domain[name_size] = prehash;
	eddsa->domain[name_size + 1] = (uint8_t)context_size;
	if (context)
		memcpy(eddsa->domain + name_size + 2, context->content.ref.buffer, context_size);
	eddsa->domain_size = name_size + 2 + context_size;
	return true;
}

/* Compute the private scalar, and the bytes that make the nonce, from the private key. */
static bool expand_key(const struct eddsa *eddsa, EVP_PKEY *key, BIGNUM *scalar, uint8_t *prefix)
{
	const struct eddsa only_hash = { .md = eddsa->md };
	const size_t size = eddsa->curve.size;
	uint8_t bytes[EDWARDS_MAX_POINT], digest[2 * EDWARDS_MAX_POINT];
	size_t key_size = sizeof(bytes);
	bool done;

	done = EVP_PKEY_get_raw_private_key(key, bytes, &key_size) == 1 && key_size == size &&
	       hash(&only_hash, bytes, NULL, size, digest, 2 * size);
	if (size == EDWARDS_MAX_POINT) {
		digest[0] &= 0xfc;
		digest[size - 2] |= 0x80;
		digest[size - 1] = 0;
	} else {
		digest[0] &= 0xf8;
		digest[size - 1] = (digest[size - 1] & 0x7f) | 0x40;
	}
	memcpy(prefix, digest + size, size);
	done = done && BN_lebin2bn(digest, (int)size, scalar);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	OPENSSL_cleanse(digest, sizeof(digest));
	return done;
}

static bool sign(const struct eddsa *eddsa, EVP_PKEY *key, uint8_t *signature)
{
	const struct edwards *curve = &eddsa->curve;
	uint8_t prefix[EDWARDS_MAX_POINT];
	BIGNUM *scalar = BN_secure_new(), *nonce = NULL, *challenge = NULL;
	bool done = false;

	if (!scalar)
		return false;
	BN_set_flags(scalar, BN_FLG_CONSTTIME);
	if (!expand_key(eddsa, key, scalar, prefix))
		goto out;
	nonce = hash_number(eddsa, prefix, NULL);
	if (!nonce || !edwards_multiply_base(curve, nonce, signature))
		goto out;
	challenge = hash_number(eddsa, signature, eddsa->public_key);
	done = challenge &&
	       BN_mod_mul(challenge, challenge, scalar, curve->order, curve->context) &&
	       BN_mod_add_quick(challenge, challenge, nonce, curve->order) &&
	       BN_bn2lebinpad(challenge, signature + curve->size, (int)curve->size) >= 0;
out:
	OPENSSL_cleanse(prefix, sizeof(prefix));
	BN_clear_free(scalar);
	BN_clear_free(nonce);
	BN_clear_free(challenge);
	return done;
}

/* The signature is R and S, with S * base = R + challenge * public key. */
static bool verify(const struct eddsa *eddsa, const uint8_t *signature)
{
	const struct edwards *curve = &eddsa->curve;
	BIGNUM *challenge = hash_number(eddsa, signature, eddsa->public_key);
	BIGNUM *s = BN_lebin2bn(signature + curve->size, (int)curve->size, NULL);
	uint8_t point[EDWARDS_MAX_POINT];
	bool valid;

	valid = challenge && s && BN_cmp(s, curve->order) < 0 &&
		edwards_subtract(curve, s, eddsa->public_key, challenge, point) &&
		memcmp(point, signature, curve->size) == 0;
	BN_free(challenge);
	BN_free(s);
	return valid;
}

static bool sign_pure(const struct asymmetric_call *call, uint8_t *signature, size_t size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool done;

	done = context && EVP_DigestSignInit(context, NULL, NULL, NULL, call->key) == 1 &&
	       EVP_DigestSign(context, signature, &size, call->in, call->in_size) == 1;
	EVP_MD_CTX_free(context);
	return done;
}

static bool verify_pure(const struct asymmetric_call *call)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool valid;

	valid = context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, call->key) == 1 &&
		EVP_DigestVerify(context, call->out, *call->out_size, call->in,
				 call->in_size) == 1;
	EVP_MD_CTX_free(context);
	return valid;
}

TEE_Result eddsa_sign(const struct asymmetric_call *call)
{
	const size_t size = (size_t)EVP_PKEY_get_size(call->key);
	/* The message is read again after the first half is written: they may overlap. */
	uint8_t signature[2 * EDWARDS_MAX_POINT];
	struct eddsa eddsa = { 0 };
	const TEE_Attribute *context;
	bool prehash, done;
	TEE_Result result = get_parameters(call, &prehash, &context);

	if (result != TEE_SUCCESS)
		return result;
	if (!operation_fits(size, call->out, call->out_size))
		return TEE_ERROR_SHORT_BUFFER;
	if (prehash || context) {
		done = begin(&eddsa, call, prehash, context) && sign(&eddsa, call->key, signature);
		edwards_free(&eddsa.curve);
	} else {
		done = sign_pure(call, signature, size);
	}
	if (!done)
		return TEE_ERROR_OUT_OF_MEMORY;
	memcpy(call->out, signature, size);
	*call->out_size = size;
	return TEE_SUCCESS;
}

TEE_Result eddsa_verify(const struct asymmetric_call *call)
{
	struct eddsa eddsa = { 0 };
	const TEE_Attribute *context;
	bool prehash, valid;
	TEE_Result result = get_parameters(call, &prehash, &context);

	if (result != TEE_SUCCESS)
		return result;
	if (*call->out_size != (size_t)EVP_PKEY_get_size(call->key))
		return TEE_ERROR_SIGNATURE_INVALID;
	if (prehash || context) {
		valid = begin(&eddsa, call, prehash, context) && verify(&eddsa, call->out);
		edwards_free(&eddsa.curve);
	} else {
		valid = verify_pure(call);
	}
	return valid ? TEE_SUCCESS : TEE_ERROR_SIGNATURE_INVALID;
}
