// SPDX-License-Identifier: BSD-2-Clause
/* EdDSA with a context and with a hash of the message, and the curves that it's computed on. */

#include <openssl/evp.h>
#include <string.h>

#include "softteed/api/crypto/edwards.h"
#include "tests/unit/softteed/crypto/keys.h"
#include "tests/unit/unit.h"

/* RFC 8032, 7.2, 7.3 and 7.5; 7.4 is in the vectors of tests/vectors. */
static const struct {
	uint32_t algorithm;
	const char *private_key, *public_key, *message, *context;
	bool prehash;
	const char *signature;
} cases[] = {
	{ TEE_ALG_ED25519,
	  "0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6",
	  "dfc9425e4f968f7f0c29f0259cf5f9aed6851c2bb4ad8bfb860cfee0ab248292",
	  "f726936d19c800494e3fdaff20b276a8", "666f6f", false,
	  "55a4cc2f70a54e04288c5f4cd1e45a7bb520b36292911876cada7323198dd87a"
	  "8b36950b95130022907a7fb7c4e9b2d5f6cca685a587b4b21f4b888e4e7edb0d" },
	{ TEE_ALG_ED25519,
	  "0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6",
	  "dfc9425e4f968f7f0c29f0259cf5f9aed6851c2bb4ad8bfb860cfee0ab248292",
	  "f726936d19c800494e3fdaff20b276a8", "626172", false,
	  "fc60d5872fc46b3aa69f8b5b4351d5808f92bcc044606db097abab6dbcb1aee3"
	  "216c48e8b3b66431b5b186d1d28f8ee15a5ca2df6668346291c2043d4eb3e90d" },
	{ TEE_ALG_ED25519,
	  "0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6",
	  "dfc9425e4f968f7f0c29f0259cf5f9aed6851c2bb4ad8bfb860cfee0ab248292",
	  "508e9e6882b979fea900f62adceaca35", "666f6f", false,
	  "8b70c1cc8310e1de20ac53ce28ae6e7207f33c3295e03bb5c0732a1d20dc6490"
	  "8922a8b052cf99b7c4fe107a5abb5b2c4085ae75890d02df26269d8945f84b0b" },
	{ TEE_ALG_ED25519,
	  "ab9c2853ce297ddab85c993b3ae14bcad39b2c682beabc27d6d4eb20711d6560",
	  "0f1d1274943b91415889152e893d80e93275a1fc0b65fd71b4b0dda10ad7d772",
	  "f726936d19c800494e3fdaff20b276a8", "666f6f", false,
	  "21655b5f1aa965996b3f97b3c849eafba922a0a62992f73b3d1b73106a84ad85"
	  "e9b86a7b6005ea868337ff2d20a7f5fbd4cd10b0be49a68da2b2e0dc0ad8960f" },
	{ TEE_ALG_ED25519,
	  "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
	  "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
	  "616263", "", true,
	  "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
	  "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406" },
	{ TEE_ALG_ED448,
	  "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"
	  "ef7822e0d5104127dc05d6dbefde69e3ab2cec7c867c6e2c49",
	  "259b71c19f83ef77a7abd26524cbdb3161b590a48f7d17de3ee0ba9c52beb743"
	  "c09428a131d6b1b57303d90d8132c276d5ed3d5d01c0f53880",
	  "616263", "", true,
	  "822f6901f7480f3d5f562c592994d9693602875614483256505600bbc281ae38"
	  "1f54d6bce2ea911574932f52a4e6cadd78769375ec3ffd1b801a0d9b3f4030cd"
	  "433964b6457ea39476511214f97469b57dd32dbc560a9a94d00bff07620464a3"
	  "ad203df7dc7ce360c3cd3696d9d9fab90f00" },
	{ TEE_ALG_ED448,
	  "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"
	  "ef7822e0d5104127dc05d6dbefde69e3ab2cec7c867c6e2c49",
	  "259b71c19f83ef77a7abd26524cbdb3161b590a48f7d17de3ee0ba9c52beb743"
	  "c09428a131d6b1b57303d90d8132c276d5ed3d5d01c0f53880",
	  "616263", "666f6f", true,
	  "c32299d46ec8ff02b54540982814dce9a05812f81962b649d528095916a2aa48"
	  "1065b1580423ef927ecf0af5888f90da0f6a9a85ad5dc3f280d91224ba9911a3"
	  "653d00e484e2ce232521481c8658df304bb7745a73514cdb9bf3e15784ab7128"
	  "4f8d0704a608c54a6b62d97beb511d132100" },
};

/* Number of parameters that set_parameters() makes. */
#define NUM_PARAMETERS	2

static void set_parameters(TEE_Attribute *parameters, bool prehash, const struct bytes *context)
{
	TEE_InitValueAttribute(&parameters[0], TEE_ATTR_EDDSA_PREHASH, prehash, 0);
	TEE_InitRefAttribute(&parameters[1], TEE_ATTR_EDDSA_CTX, context->data, context->size);
}

/* Make a key pair, or a public key if there is no private one. */
static TEE_ObjectHandle make_key(uint32_t algorithm, const char *public_key,
				 const char *private_key)
{
	const bool is_448 = algorithm == TEE_ALG_ED448;
	struct bytes public_bytes = from_hex(public_key);
	struct bytes private_bytes = from_hex(private_key ? private_key : "");
	TEE_Attribute attributes[2];
	TEE_ObjectHandle key;
	uint32_t type;

	type = is_448 ? TEE_TYPE_ED448_PUBLIC_KEY : TEE_TYPE_ED25519_PUBLIC_KEY;
	if (private_key)
		type = is_448 ? TEE_TYPE_ED448_KEYPAIR : TEE_TYPE_ED25519_KEYPAIR;
	assert_int_equal(TEE_AllocateTransientObject(type, is_448 ? 448 : 256, &key), TEE_SUCCESS);
	TEE_InitRefAttribute(&attributes[0], is_448 ? TEE_ATTR_ED448_PUBLIC_VALUE :
						      TEE_ATTR_ED25519_PUBLIC_VALUE,
			     public_bytes.data, public_bytes.size);
	TEE_InitRefAttribute(&attributes[1], is_448 ? TEE_ATTR_ED448_PRIVATE_VALUE :
						      TEE_ATTR_ED25519_PRIVATE_VALUE,
			     private_bytes.data, private_bytes.size);
	assert_int_equal(TEE_PopulateTransientObject(key, attributes, private_key ? 2 : 1),
			 TEE_SUCCESS);
	return key;
}

static void known_answers(void **state)
{
	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		TEE_ObjectHandle key = make_key(cases[n].algorithm, cases[n].public_key,
						cases[n].private_key);
		TEE_OperationHandle op = make_operation(cases[n].algorithm, TEE_MODE_SIGN, key,
							NULL);
		struct bytes message = from_hex(cases[n].message);
		struct bytes context = from_hex(cases[n].context);
		struct bytes wanted = from_hex(cases[n].signature), got = { .size = MAX_DATA };
		TEE_Attribute parameters[NUM_PARAMETERS];

		set_parameters(parameters, cases[n].prehash, &context);
		assert_int_equal(TEE_AsymmetricSignDigest(op, parameters, NUM_PARAMETERS,
							  message.data, message.size, got.data,
							  &got.size), TEE_SUCCESS);
		assert_int_equal(got.size, wanted.size);
		assert_memory_equal(got.data, wanted.data, wanted.size);
		TEE_FreeOperation(op);
		TEE_FreeTransientObject(key);
	}
}

/* The signature replaces the message, part of which is hashed after a part is written. */
static void in_place(void **state)
{
	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		TEE_ObjectHandle key = make_key(cases[n].algorithm, cases[n].public_key,
						cases[n].private_key);
		TEE_OperationHandle op = make_operation(cases[n].algorithm, TEE_MODE_SIGN, key,
							NULL);
		struct bytes data = from_hex(cases[n].message), again;
		struct bytes context = from_hex(cases[n].context), apart = { .size = MAX_DATA };
		TEE_Attribute parameters[NUM_PARAMETERS];
		/* First with the parameters, then the pure form. */
		uint32_t counts[] = { NUM_PARAMETERS, 0 };

		set_parameters(parameters, cases[n].prehash, &context);
		for (size_t m = 0; m < 2; m++) {
			size_t size = MAX_DATA;

			again = data;
			apart.size = MAX_DATA;
			assert_int_equal(TEE_AsymmetricSignDigest(op, parameters, counts[m],
								  data.data, data.size, apart.data,
								  &apart.size), TEE_SUCCESS);
			assert_int_equal(TEE_AsymmetricSignDigest(op, parameters, counts[m],
								  again.data, again.size,
								  again.data, &size),
					 TEE_SUCCESS);
			assert_memory_equal(again.data, apart.data, size);
		}
		TEE_FreeOperation(op);
		TEE_FreeTransientObject(key);
	}
}

static TEE_Result verify(size_t n, const struct bytes *context, const struct bytes *signature)
{
	TEE_ObjectHandle key = make_key(cases[n].algorithm, cases[n].public_key, NULL);
	TEE_OperationHandle op = make_operation(cases[n].algorithm, TEE_MODE_VERIFY, key, NULL);
	struct bytes message = from_hex(cases[n].message);
	TEE_Attribute parameters[NUM_PARAMETERS];
	TEE_Result result;

	set_parameters(parameters, cases[n].prehash, context);
	result = TEE_AsymmetricVerifyDigest(op, parameters, NUM_PARAMETERS, message.data,
					    message.size, signature->data, signature->size);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
	return result;
}

/* Add the order of the base point to S, which is the same number in the signature's equation. */
static void add_order(struct bytes *signature, bool is_448)
{
	const size_t half = signature->size / 2;
	struct edwards curve;
	BIGNUM *s = BN_lebin2bn(signature->data + half, (int)half, NULL);

	assert_true(edwards_init(&curve, is_448));
	assert_true(BN_add(s, s, curve.order));
	assert_true(BN_bn2lebinpad(s, signature->data + half, (int)half) > 0);
	edwards_free(&curve);
	BN_free(s);
}

static void only_valid_signatures(void **state)
{
	const struct bytes other = from_hex("ff");

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		struct bytes context = from_hex(cases[n].context);
		struct bytes signature = from_hex(cases[n].signature);

		assert_int_equal(verify(n, &context, &signature), TEE_SUCCESS);
		assert_int_equal(verify(n, &other, &signature), TEE_ERROR_SIGNATURE_INVALID);
		signature.size--;
		assert_int_equal(verify(n, &context, &signature), TEE_ERROR_SIGNATURE_INVALID);
		signature.size++;
		for (size_t at = 0; at < signature.size; at += 7) {
			signature.data[at] ^= 4;
			assert_int_equal(verify(n, &context, &signature),
					 TEE_ERROR_SIGNATURE_INVALID);
			signature.data[at] ^= 4;
		}
		add_order(&signature, cases[n].algorithm == TEE_ALG_ED448);
		assert_int_equal(verify(n, &context, &signature), TEE_ERROR_SIGNATURE_INVALID);
	}
}

static void wrong_parameters(void **state)
{
	TEE_ObjectHandle key = generate(TEE_TYPE_ED25519_KEYPAIR, 256, 0);
	TEE_OperationHandle op = make_operation(TEE_ALG_ED25519, TEE_MODE_SIGN, key, NULL);
	uint8_t signature[64], context[256] = { 0 };
	size_t size = sizeof(signature);
	TEE_Attribute parameter;

	(void)state;
	TEE_InitRefAttribute(&parameter, TEE_ATTR_EDDSA_CTX, context, sizeof(context));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_AsymmetricSignDigest(op, &parameter, 1, "x", 1, signature, &size));
	parameter.content.ref.length--;
	assert_int_equal(TEE_AsymmetricSignDigest(op, &parameter, 1, "x", 1, signature, &size),
			 TEE_SUCCESS);
	TEE_InitValueAttribute(&parameter, TEE_ATTR_EDDSA_PREHASH, 2, 0);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_AsymmetricSignDigest(op, &parameter, 1, "x", 1, signature, &size));
	TEE_InitValueAttribute(&parameter, TEE_ATTR_EDDSA_PREHASH, 1, 0);
	size--;
	assert_int_equal(TEE_AsymmetricSignDigest(op, &parameter, 1, "x", 1, signature, &size),
			 TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(size, sizeof(signature));
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
}

/* Compute a private key's scalar as RFC 8032, 5.1.5 and 5.2.5 say. */
static void get_scalar(EVP_PKEY *pkey, bool is_448, BIGNUM *scalar)
{
	const EVP_MD *md = is_448 ? EVP_shake256() : EVP_sha512();
	const size_t each = is_448 ? 57 : 32;
	uint8_t bytes[57], digest[114];
	size_t size = sizeof(bytes);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	assert_int_equal(EVP_PKEY_get_raw_private_key(pkey, bytes, &size), 1);
	assert_int_equal(EVP_DigestInit_ex(context, md, NULL), 1);
	assert_int_equal(EVP_DigestUpdate(context, bytes, size), 1);
	if (is_448)
		assert_int_equal(EVP_DigestFinalXOF(context, digest, 2 * each), 1);
	else
		assert_int_equal(EVP_DigestFinal_ex(context, digest, NULL), 1);
	EVP_MD_CTX_free(context);
	digest[0] &= is_448 ? 0xfc : 0xf8;
	if (is_448) {
		digest[56] = 0;
		digest[55] |= 0x80;
	} else {
		digest[31] = (digest[31] & 0x3f) | 0x40;
	}
	assert_non_null(BN_lebin2bn(digest, (int)each, scalar));
}

/* Compare with the public keys that OpenSSL makes. */
static void curves_are_openssl_s(void **state)
{
	static const char *const names[] = { "ED25519", "ED448" };
	BIGNUM *scalar = BN_new(), *zero = BN_new(), *one = BN_new();

	(void)state;
	BN_zero(zero);
	BN_one(one);
	for (int is_448 = 0; is_448 < 2; is_448++) {
		struct edwards curve;

		assert_true(edwards_init(&curve, is_448));
		for (size_t n = 0; n < 20; n++) {
			EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, names[is_448]);
			uint8_t wanted[57], got[57];
			size_t size = sizeof(wanted);

			assert_int_equal(EVP_PKEY_get_raw_public_key(pkey, wanted, &size), 1);
			get_scalar(pkey, is_448, scalar);
			assert_true(edwards_multiply_base(&curve, scalar, got));
			assert_memory_equal(got, wanted, size);
			/* scalar * base - 1 * public key is the neutral element. */
			assert_true(edwards_subtract(&curve, scalar, wanted, one, got));
			assert_int_equal(got[0], 1);
			memset(wanted, 0, sizeof(wanted));
			assert_memory_equal(got + 1, wanted, size - 1);
			EVP_PKEY_free(pkey);
		}
		edwards_free(&curve);
	}
	BN_free(scalar);
	BN_free(zero);
	BN_free(one);
}

/* Points that RFC 8032's formulas treat differently, and bytes that are no points. */
static void special_points(void **state)
{
	BIGNUM *zero = BN_new(), *one = BN_new(), *number = BN_new();

	(void)state;
	BN_zero(zero);
	BN_one(one);
	for (int is_448 = 0; is_448 < 2; is_448++) {
		uint8_t neutral[57] = { 1 }, point[57] = { 0 }, got[57];
		struct edwards curve;

		assert_true(edwards_init(&curve, is_448));
		/* (0, 1) minus itself, twice (0, -1), and four times (1 or sqrt(-1), 0) */
		assert_true(edwards_subtract(&curve, zero, neutral, one, got));
		assert_memory_equal(got, neutral, curve.size);
		assert_true(BN_sub(number, curve.p, one));
		assert_true(BN_bn2lebinpad(number, point, (int)curve.size) > 0);
		assert_true(edwards_subtract(&curve, zero, point, one, got));
		assert_memory_equal(got, point, curve.size);
		BN_set_word(number, 2);
		assert_true(edwards_subtract(&curve, zero, point, number, got));
		assert_memory_equal(got, neutral, curve.size);
		memset(point, 0, sizeof(point));
		assert_true(edwards_subtract(&curve, zero, point, one, got));
		BN_set_word(number, 4);
		assert_true(edwards_subtract(&curve, zero, point, number, got));
		assert_memory_equal(got, neutral, curve.size);
		/* x is 0 but said to be odd; y is p; y with no x */
		neutral[curve.size - 1] |= 0x80;
		assert_false(edwards_subtract(&curve, zero, neutral, one, got));
		assert_true(BN_bn2lebinpad(curve.p, point, (int)curve.size) > 0);
		assert_false(edwards_subtract(&curve, zero, point, one, got));
		memset(point, 0, sizeof(point));
		point[0] = 2;
		assert_false(edwards_subtract(&curve, zero, point, one, got));
		edwards_free(&curve);
	}
	BN_free(zero);
	BN_free(one);
	BN_free(number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
		cmocka_unit_test(in_place),
		cmocka_unit_test(only_valid_signatures),
		cmocka_unit_test(wrong_parameters),
		cmocka_unit_test(curves_are_openssl_s),
		cmocka_unit_test(special_points),
	};

	runtime_stub_reset();
	return RUN(tests);
}
