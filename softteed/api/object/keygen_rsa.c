// SPDX-License-Identifier: BSD-2-Clause
/*
 * Making RSA keys. OpenSSL's generator wants at least 512 bits, but applications may have keys
 * from 256 bits on (Internal Core API 1.3, table 5-9). Those are made of primes here.
 */

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "softteed/api/object/key_generators.h"
#include "softteed/api/object/number.h"

#define OPENSSL_MIN_BITS	512
/* Tries to find primes that fit to the public exponent. A large one fits nearly always. */
#define MAX_TRIES		100

/* Attributes of the key, and OpenSSL's names for them */
static const struct {
	uint32_t id;
	const char *name;
} parts[] = {
	{ TEE_ATTR_RSA_MODULUS, OSSL_PKEY_PARAM_RSA_N },
	{ TEE_ATTR_RSA_PRIVATE_EXPONENT, OSSL_PKEY_PARAM_RSA_D },
	{ TEE_ATTR_RSA_PRIME1, OSSL_PKEY_PARAM_RSA_FACTOR1 },
	{ TEE_ATTR_RSA_PRIME2, OSSL_PKEY_PARAM_RSA_FACTOR2 },
	{ TEE_ATTR_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT1 },
	{ TEE_ATTR_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_EXPONENT2 },
	{ TEE_ATTR_RSA_COEFFICIENT, OSSL_PKEY_PARAM_RSA_COEFFICIENT1 },
};

static TEE_Result add_parts(struct object *object, const EVP_PKEY *key)
{
	TEE_Result result = TEE_SUCCESS;

	for (size_t n = 0; n < sizeof(parts) / sizeof(parts[0]) && !result; n++) {
		BIGNUM *number = NULL;

		result = TEE_ERROR_GENERIC;
		if (EVP_PKEY_get_bn_param(key, parts[n].name, &number))
			result = number_add(object, parts[n].id, number, 0);
		BN_clear_free(number);
	}
	return result;
}

static TEE_Result generate_large(struct object *object, uint32_t bits, BIGNUM *exponent)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;
	EVP_PKEY *key = NULL;

	if (!context)
		goto out;
	result = TEE_ERROR_GENERIC;
	if (EVP_PKEY_keygen_init(context) <= 0 ||
	    EVP_PKEY_CTX_set_rsa_keygen_bits(context, (int)bits) <= 0 ||
	    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, exponent) <= 0 ||
	    EVP_PKEY_generate(context, &key) <= 0)
		goto out;
	result = add_parts(object, key);
out:
	EVP_PKEY_free(key);
	EVP_PKEY_CTX_free(context);
	return result;
}

/* Make a prime of @bits bits whose predecessor has no common divisor with @exponent. */
static bool find_prime(BIGNUM *prime, uint32_t bits, const BIGNUM *exponent, BN_CTX *context)
{
	BIGNUM *order = BN_CTX_get(context);
	BIGNUM *divisor = BN_CTX_get(context);

	if (!divisor)
		return false;
	for (int n = 0; n < MAX_TRIES; n++) {
		if (!BN_generate_prime_ex2(prime, (int)bits, 0, NULL, NULL, NULL, context) ||
		    !BN_sub(order, prime, BN_value_one()) ||
		    !BN_gcd(divisor, order, exponent, context))
			return false;
		if (BN_is_one(divisor))
			return true;
	}
	return false;
}

/* Compute the other numbers of a key from its primes @number[2] and @number[3]. */
static bool complete(BIGNUM *number[7], const BIGNUM *e, BN_CTX *context)
{
	BIGNUM *p = number[2], *q = number[3];
	BIGNUM *p1 = BN_CTX_get(context), *q1 = BN_CTX_get(context);
	BIGNUM *product = BN_CTX_get(context), *divisor = BN_CTX_get(context);
	BIGNUM *lcm = BN_CTX_get(context);

	return lcm && BN_mul(number[0], p, q, context) &&
	       BN_sub(p1, p, BN_value_one()) && BN_sub(q1, q, BN_value_one()) &&
	       BN_gcd(divisor, p1, q1, context) && BN_mul(product, p1, q1, context) &&
	       BN_div(lcm, NULL, product, divisor, context) &&
	       BN_mod_inverse(number[1], e, lcm, context) &&
	       BN_mod(number[4], number[1], p1, context) &&
	       BN_mod(number[5], number[1], q1, context) &&
	       BN_mod_inverse(number[6], q, p, context);
}

static TEE_Result generate_small(struct object *object, uint32_t bits, const BIGNUM *exponent,
				 BN_CTX *context)
{
	TEE_Result result = TEE_SUCCESS;
	BIGNUM *number[7];
	int tries = 0;

	for (size_t n = 0; n < 7; n++) {
		number[n] = BN_CTX_get(context);
		if (!number[n])
			return TEE_ERROR_OUT_OF_MEMORY;
		BN_set_flags(number[n], BN_FLG_CONSTTIME);
	}
	do {
		if (tries++ == MAX_TRIES ||
		    !find_prime(number[2], bits - bits / 2, exponent, context) ||
		    !find_prime(number[3], bits / 2, exponent, context))
			return TEE_ERROR_GENERIC;
	} while (!BN_cmp(number[2], number[3]));
	if (!complete(number, exponent, context))
		return TEE_ERROR_GENERIC;
	for (size_t n = 0; n < 7 && !result; n++)
		result = number_add(object, parts[n].id, number[n], 0);
	return result;
}

TEE_Result keygen_rsa(struct object *object, uint32_t bits)
{
	BN_CTX *context = BN_CTX_secure_new();
	TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;
	BIGNUM *exponent;

	if (!context)
		return result;
	BN_CTX_start(context);
	exponent = number_of(context, object, TEE_ATTR_RSA_PUBLIC_EXPONENT);
	if (!exponent)
		goto out;
	/* Internal Core API 1.3, table 5-12: odd. No larger one can be had with all sizes. */
	if (!BN_is_odd(exponent) || BN_is_one(exponent) ||
	    (uint32_t)BN_num_bits(exponent) > (bits > 512 ? 256 : bits / 2))
		result = TEE_ERROR_BAD_PARAMETERS;
	else if (bits < OPENSSL_MIN_BITS)
		result = generate_small(object, bits, exponent, context);
	else
		result = generate_large(object, bits, exponent);
out:
	BN_CTX_end(context);
	BN_CTX_free(context);
	return result;
}
