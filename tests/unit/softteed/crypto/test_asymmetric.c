// SPDX-License-Identifier: BSD-2-Clause
/* Asymmetric operations and key derivation: known answers, and both parties' views. */

#include <string.h>

#include "tests/unit/softteed/crypto/keys.h"

static const uint8_t digest[64] = "a digest of as many bytes as the hash function has, and more";

/* Sign, verify, and refuse another digest, another signature and a short buffer. */
static void check_signature(uint32_t algorithm, TEE_ObjectHandle key, size_t digest_size,
			    const TEE_Attribute *params, uint32_t num_params)
{
	TEE_OperationHandle sign = make_operation(algorithm, TEE_MODE_SIGN, key, NULL);
	TEE_OperationHandle verify = make_operation(algorithm, TEE_MODE_VERIFY, key, NULL);
	uint8_t signature[MAX_DATA], other[64];
	size_t size = 1;

	assert_int_equal(TEE_AsymmetricSignDigest(sign, params, num_params, digest, digest_size,
						  signature, &size), TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(TEE_AsymmetricSignDigest(sign, params, num_params, digest, digest_size,
						  signature, &size), TEE_SUCCESS);
	assert_int_equal(TEE_AsymmetricVerifyDigest(verify, params, num_params, digest,
						    digest_size, signature, size), TEE_SUCCESS);
	memcpy(other, digest, sizeof(other));
	other[0] ^= 1;
	assert_int_equal(TEE_AsymmetricVerifyDigest(verify, params, num_params, other, digest_size,
						    signature, size),
			 TEE_ERROR_SIGNATURE_INVALID);
	signature[size - 1] ^= 1;
	assert_int_equal(TEE_AsymmetricVerifyDigest(verify, params, num_params, digest,
						    digest_size, signature, size),
			 TEE_ERROR_SIGNATURE_INVALID);
	assert_int_equal(TEE_AsymmetricVerifyDigest(verify, params, num_params, digest,
						    digest_size, signature, size - 1),
			 TEE_ERROR_SIGNATURE_INVALID);
	TEE_FreeOperation(sign);
	TEE_FreeOperation(verify);
}

static void rsa_signatures(void **state)
{
	static const struct {
		uint32_t algorithm;
		size_t size;
	} cases[] = {
		{ TEE_ALG_RSASSA_PKCS1_V1_5, 51 },
		{ TEE_ALG_RSASSA_PKCS1_V1_5_MD5, 16 }, { TEE_ALG_RSASSA_PKCS1_V1_5_SHA1, 20 },
		{ TEE_ALG_RSASSA_PKCS1_V1_5_SHA256, 32 }, { TEE_ALG_RSASSA_PKCS1_V1_5_SHA512, 64 },
		{ TEE_ALG_RSASSA_PKCS1_V1_5_SHA3_384, 48 },
		{ TEE_ALG_RSASSA_PKCS1_V1_5_MD5SHA1, 36 },
		{ TEE_ALG_RSASSA_PKCS1_PSS_MGF1_SHA1, 20 },
		{ TEE_ALG_RSASSA_PKCS1_PSS_MGF1_SHA256, 32 },
		{ TEE_ALG_RSASSA_PKCS1_PSS_MGF1_SHA3_256, 32 },
	};
	TEE_ObjectHandle key = generate(TEE_TYPE_RSA_KEYPAIR, 1024, 0);
	TEE_Attribute salt;

	(void)state;
	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++)
		check_signature(cases[n].algorithm, key, cases[n].size, NULL, 0);
	TEE_InitValueAttribute(&salt, TEE_ATTR_RSA_PSS_SALT_LENGTH, 7, 0);
	check_signature(TEE_ALG_RSASSA_PKCS1_PSS_MGF1_SHA256, key, 32, &salt, 1);
	TEE_FreeTransientObject(key);
}

static void check_encryption(uint32_t algorithm, TEE_ObjectHandle key, size_t size,
			     const TEE_Attribute *params, uint32_t num_params)
{
	TEE_OperationHandle encrypt = make_operation(algorithm, TEE_MODE_ENCRYPT, key, NULL);
	TEE_OperationHandle decrypt = make_operation(algorithm, TEE_MODE_DECRYPT, key, NULL);
	uint8_t cipher[MAX_DATA], plain[MAX_DATA];
	size_t cipher_size = 1, plain_size = size - 1;

	assert_int_equal(TEE_AsymmetricEncrypt(encrypt, params, num_params, digest, size, cipher,
					       &cipher_size), TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(TEE_AsymmetricEncrypt(encrypt, params, num_params, digest, size, cipher,
					       &cipher_size), TEE_SUCCESS);
	assert_int_equal(TEE_AsymmetricDecrypt(decrypt, params, num_params, cipher, cipher_size,
					       plain, &plain_size), TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(TEE_AsymmetricDecrypt(decrypt, params, num_params, cipher, cipher_size,
					       plain, &plain_size), TEE_SUCCESS);
	assert_memory_equal(plain + plain_size - size, digest, size);
	cipher[cipher_size - 1] ^= 1;
	plain_size = sizeof(plain);
	if (algorithm != TEE_ALG_RSA_NOPAD)
		assert_int_equal(TEE_AsymmetricDecrypt(decrypt, params, num_params, cipher,
						       cipher_size, plain, &plain_size),
				 TEE_ERROR_CIPHERTEXT_INVALID);
	TEE_FreeOperation(encrypt);
	TEE_FreeOperation(decrypt);
}

/* OpenSSL's generator wants at least 512 bits, the API allows 256. */
static void small_keys(void **state)
{
	static const uint32_t sizes[] = { 256, 257, 384, 511 };

	(void)state;
	for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
		TEE_ObjectHandle key = generate(TEE_TYPE_RSA_KEYPAIR, sizes[n], 0);

		check_encryption(TEE_ALG_RSAES_PKCS1_V1_5, key, 20, NULL, 0);
		check_encryption(TEE_ALG_RSA_NOPAD, key, 20, NULL, 0);
		check_signature(TEE_ALG_RSASSA_PKCS1_V1_5, key, 20, NULL, 0);
		TEE_FreeTransientObject(key);
	}
}

static void encryption(void **state)
{
	TEE_ObjectHandle key = generate(TEE_TYPE_RSA_KEYPAIR, 1024, 0);
	TEE_ObjectHandle sm2 = generate(TEE_TYPE_SM2_PKE_KEYPAIR, 256, 0);
	uint32_t hash = TEE_ALG_SHA1;
	TEE_Attribute params[2];

	(void)state;
	check_encryption(TEE_ALG_RSAES_PKCS1_V1_5, key, 20, NULL, 0);
	check_encryption(TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA1, key, 20, NULL, 0);
	check_encryption(TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA3_256, key, 20, NULL, 0);
	TEE_InitRefAttribute(&params[0], TEE_ATTR_RSA_OAEP_LABEL, "label", 5);
	TEE_InitRefAttribute(&params[1], TEE_ATTR_RSA_OAEP_MGF_HASH, &hash, sizeof(hash));
	check_encryption(TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA256, key, 20, params, 2);
	check_encryption(TEE_ALG_RSA_NOPAD, key, 60, NULL, 0);
	check_encryption(TEE_ALG_SM2_PKE, sm2, 19, NULL, 0);
	TEE_FreeTransientObject(key);
	TEE_FreeTransientObject(sm2);
}

static void curve_signatures(void **state)
{
	static const uint32_t curves[][2] = {
		{ TEE_ECC_CURVE_NIST_P192, 192 }, { TEE_ECC_CURVE_NIST_P224, 224 },
		{ TEE_ECC_CURVE_NIST_P256, 256 }, { TEE_ECC_CURVE_NIST_P384, 384 },
		{ TEE_ECC_CURVE_NIST_P521, 521 },
	};
	TEE_ObjectHandle key;

	(void)state;
	for (size_t n = 0; n < sizeof(curves) / sizeof(curves[0]); n++) {
		key = generate(TEE_TYPE_ECDSA_KEYPAIR, curves[n][1], curves[n][0]);
		for (int round = 0; round < 10; round++)
			check_signature(TEE_ALG_ECDSA_SHA256, key, 32, NULL, 0);
		TEE_FreeTransientObject(key);
	}
	key = generate(TEE_TYPE_SM2_DSA_KEYPAIR, 256, 0);
	check_signature(TEE_ALG_SM2_DSA_SM3, key, 32, NULL, 0);
	TEE_FreeTransientObject(key);
	key = generate(TEE_TYPE_ED25519_KEYPAIR, 256, 0);
	check_signature(TEE_ALG_ED25519, key, 50, NULL, 0);
	TEE_FreeTransientObject(key);
	key = generate(TEE_TYPE_ED448_KEYPAIR, 448, 0);
	check_signature(TEE_ALG_ED448, key, 50, NULL, 0);
	TEE_FreeTransientObject(key);
}

/* RFC 8032, 7.1, test 1 */
static void ed25519_known(void **state)
{
	struct bytes private = from_hex(
		"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
	struct bytes public = from_hex(
		"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
	struct bytes want = from_hex(
		"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
		"5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
	TEE_Attribute values[2];
	TEE_ObjectHandle key;
	TEE_OperationHandle op;
	uint8_t signature[64];
	size_t size = sizeof(signature);

	(void)state;
	TEE_InitRefAttribute(&values[0], TEE_ATTR_ED25519_PRIVATE_VALUE, private.data, 32);
	TEE_InitRefAttribute(&values[1], TEE_ATTR_ED25519_PUBLIC_VALUE, public.data, 32);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_ED25519_KEYPAIR, 256, &key),
			 TEE_SUCCESS);
	assert_int_equal(TEE_PopulateTransientObject(key, values, 2), TEE_SUCCESS);
	op = make_operation(TEE_ALG_ED25519, TEE_MODE_SIGN, key, NULL);
	assert_int_equal(TEE_AsymmetricSignDigest(op, NULL, 0, NULL, 0, signature, &size),
			 TEE_SUCCESS);
	assert_memory_equal(signature, want.data, 64);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
}

/* Derive a secret of at most 4096 bits. */
static struct bytes derive(TEE_OperationHandle op, const TEE_Attribute *params, uint32_t count)
{
	TEE_ObjectHandle key;
	struct bytes bytes;

	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 4096, &key),
			 TEE_SUCCESS);
	TEE_DeriveKey(op, params, count, key);
	bytes = get_attribute(key, TEE_ATTR_SECRET_VALUE);
	TEE_FreeTransientObject(key);
	TEE_FreeOperation(op);
	return bytes;
}

static void ref(TEE_Attribute *attribute, uint32_t id, const struct bytes *bytes)
{
	TEE_InitRefAttribute(attribute, id, bytes->data, bytes->size);
}

/* The parties derive the same secret of @size bytes from each other's public values. */
static void check_exchange(uint32_t algorithm, uint32_t type, uint32_t bits, uint32_t curve,
			   const uint32_t ids[2], size_t size)
{
	TEE_ObjectHandle keys[2] = { generate(type, bits, curve), generate(type, bits, curve) };
	struct bytes secrets[2];

	for (size_t n = 0; n < 2; n++) {
		struct bytes x = get_attribute(keys[!n], ids[0]), y;
		TEE_Attribute params[2];

		ref(&params[0], ids[0], &x);
		if (ids[1]) {
			y = get_attribute(keys[!n], ids[1]);
			ref(&params[1], ids[1], &y);
		}
		secrets[n] = derive(make_operation(algorithm, TEE_MODE_DERIVE, keys[n], NULL),
				    params, ids[1] ? 2 : 1);
		assert_int_equal(secrets[n].size, size);
	}
	assert_memory_equal(secrets[0].data, secrets[1].data, size);
	TEE_FreeTransientObject(keys[0]);
	TEE_FreeTransientObject(keys[1]);
}

static void exchanges(void **state)
{
	static const uint32_t ecc[2] = { TEE_ATTR_ECC_PUBLIC_VALUE_X, TEE_ATTR_ECC_PUBLIC_VALUE_Y };
	static const uint32_t x25519[2] = { TEE_ATTR_X25519_PUBLIC_VALUE, 0 };
	static const uint32_t x448[2] = { TEE_ATTR_X448_PUBLIC_VALUE, 0 };

	(void)state;
	check_exchange(TEE_ALG_ECDH_DERIVE_SHARED_SECRET, TEE_TYPE_ECDH_KEYPAIR, 256,
		       TEE_ECC_CURVE_NIST_P256, ecc, 32);
	check_exchange(TEE_ALG_ECDH_DERIVE_SHARED_SECRET, TEE_TYPE_ECDH_KEYPAIR, 521,
		       TEE_ECC_CURVE_NIST_P521, ecc, 66);
	check_exchange(TEE_ALG_X25519, TEE_TYPE_X25519_KEYPAIR, 256, 0, x25519, 32);
	check_exchange(TEE_ALG_X448, TEE_TYPE_X448_KEYPAIR, 448, 0, x448, 56);
}

/* A safe prime, the order of its large subgroup, and the number before the prime */
#define DH_PRIME	"f0e317e17b0d43cf5c767c84b00b6506eb7e6d73c6678fa43d1261b67d4696bb"
#define DH_SUBPRIME	"78718bf0bd86a1e7ae3b3e425805b28375bf36b9e333c7d21e8930db3ea34b5d"
#define DH_LAST		"f0e317e17b0d43cf5c767c84b00b6506eb7e6d73c6678fa43d1261b67d4696ba"

static TEE_OperationHandle dh_operation(bool subprime, uint32_t bits, struct bytes *public)
{
	struct bytes p = from_hex(DH_PRIME), q = from_hex(DH_SUBPRIME), g = from_hex("04");
	TEE_Attribute params[4];
	TEE_ObjectHandle key;
	TEE_OperationHandle op;

	ref(&params[0], TEE_ATTR_DH_PRIME, &p);
	ref(&params[1], TEE_ATTR_DH_BASE, &g);
	TEE_InitValueAttribute(&params[2], TEE_ATTR_DH_X_BITS, bits, 0);
	ref(&params[3], TEE_ATTR_DH_SUBPRIME, &q);
	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_DH_KEYPAIR, 256, &key), TEE_SUCCESS);
	assert_int_equal(TEE_GenerateKey(key, 256, params, subprime ? 4 : 3), TEE_SUCCESS);
	*public = get_attribute(key, TEE_ATTR_DH_PUBLIC_VALUE);
	op = make_operation(TEE_ALG_DH_DERIVE_SHARED_SECRET, TEE_MODE_DERIVE, key, NULL);
	TEE_FreeTransientObject(key);
	return op;
}

static void refuse_peer(TEE_OperationHandle op, const char *public)
{
	struct bytes peer = from_hex(public);
	TEE_ObjectHandle key;
	TEE_Attribute param;

	assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256, &key),
			 TEE_SUCCESS);
	ref(&param, TEE_ATTR_DH_PUBLIC_VALUE, &peer);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_DeriveKey(op, &param, 1, key));
	TEE_FreeTransientObject(key);
}

/* Both parties derive the same; values that would reveal something are refused. */
static void diffie_hellman(void **state)
{
	static const char *const wrong[] = {
		"", "00", "01", DH_LAST, DH_PRIME, "01" DH_PRIME,
	};
	struct bytes public[2], secrets[2];
	TEE_OperationHandle ops[2];
	TEE_Attribute param;

	(void)state;
	for (size_t n = 0; n < 2; n++)
		ops[n] = dh_operation(n, 250, &public[n]);
	for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++) {
		refuse_peer(ops[0], wrong[n]);
		refuse_peer(ops[1], wrong[n]);
	}
	/* Not in the subgroup, which only a key with a subprime can tell. */
	refuse_peer(ops[1], "02");
	for (size_t n = 0; n < 2; n++) {
		ref(&param, TEE_ATTR_DH_PUBLIC_VALUE, &public[!n]);
		secrets[n] = derive(ops[n], &param, 1);
		assert_int_equal(secrets[n].size, 32);
	}
	assert_memory_equal(secrets[0].data, secrets[1].data, 32);
}

/* RFC 5869, test case 1, by both identifiers; RFC 6070, case 2 */
static void derivations(void **state)
{
	struct bytes ikm = from_hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
	struct bytes salt = from_hex("000102030405060708090a0b0c");
	struct bytes info = from_hex("f0f1f2f3f4f5f6f7f8f9");
	struct bytes okm = from_hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c"
				    "5db02d56ecc4c5bf34007208d5b887185865");
	struct bytes password = from_hex("70617373776f7264"), pbsalt = from_hex("73616c74");
	struct bytes dk = from_hex("ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"), got;
	TEE_ObjectHandle key = make_secret(TEE_TYPE_HKDF_IKM, TEE_ATTR_HKDF_IKM, ikm.data,
					   ikm.size);
	TEE_ObjectHandle pass = make_secret(TEE_TYPE_PBKDF2_PASSWORD, TEE_ATTR_PBKDF2_PASSWORD,
					    password.data, password.size);
	TEE_Attribute params[4];

	(void)state;
	ref(&params[0], __OPTEE_TEE_ATTR_HKDF_SALT, &salt);
	ref(&params[1], __OPTEE_ATTR_HKDF_INFO, &info);
	TEE_InitValueAttribute(&params[2], TEE_ATTR_HKDF_OKM_LENGTH, 42, 0);
	got = derive(make_operation(TEE_ALG_HKDF_SHA256_DERIVE_KEY, TEE_MODE_DERIVE, key, NULL),
		     params, 3);
	assert_int_equal(got.size, 42);
	assert_memory_equal(got.data, okm.data, 42);

	ref(&params[0], TEE_ATTR_HKDF_SALT, &salt);
	ref(&params[1], TEE_ATTR_HKDF_INFO, &info);
	TEE_InitValueAttribute(&params[2], TEE_ATTR_KDF_KEY_SIZE, 42, 0);
	TEE_InitValueAttribute(&params[3], TEE_ATTR_HKDF_HASH_ALGORITHM, TEE_ALG_SHA256, 0);
	got = derive(make_operation(TEE_ALG_HKDF, TEE_MODE_DERIVE, key, NULL), params, 4);
	assert_memory_equal(got.data, okm.data, 42);
	/* The hash function is SHA-256 by default. */
	got = derive(make_operation(TEE_ALG_HKDF, TEE_MODE_DERIVE, key, NULL), params, 3);
	assert_memory_equal(got.data, okm.data, 42);

	ref(&params[0], TEE_ATTR_PBKDF2_SALT, &pbsalt);
	TEE_InitValueAttribute(&params[1], TEE_ATTR_PBKDF2_ITERATION_COUNT, 2, 0);
	TEE_InitValueAttribute(&params[2], TEE_ATTR_PBKDF2_DKM_LENGTH, 20, 0);
	got = derive(make_operation(TEE_ALG_PBKDF2_HMAC_SHA1_DERIVE_KEY, TEE_MODE_DERIVE, pass,
				    NULL), params, 3);
	assert_memory_equal(got.data, dk.data, 20);
	TEE_FreeTransientObject(key);
	TEE_FreeTransientObject(pass);
}

/* Compute one iteration of PBKDF2: a MAC of the salt and the number 1, or of the one before. */
static void iterate(uint32_t mac, uint32_t type, const struct bytes *password,
		    const struct bytes *in, struct bytes *out)
{
	TEE_ObjectHandle key = make_secret(type, TEE_ATTR_SECRET_VALUE, password->data,
					   password->size);
	TEE_OperationHandle op = make_operation(mac, TEE_MODE_MAC, key, NULL);

	TEE_MACInit(op, NULL, 0);
	out->size = MAX_DATA;
	assert_int_equal(TEE_MACComputeFinal(op, in->data, in->size, out->data, &out->size),
			 TEE_SUCCESS);
	TEE_FreeOperation(op);
	TEE_FreeTransientObject(key);
}

/* PBKDF2 is the sum of its iterations (RFC 8018, 5.2). */
static void pbkdf2(void **state)
{
	static const struct {
		uint32_t algorithm, mac, type;
	} cases[] = {
#define CASE(hash)	{ TEE_ALG_PBKDF2_HMAC_##hash##_DERIVE_KEY, TEE_ALG_HMAC_##hash,	\
			  TEE_TYPE_HMAC_##hash }
		CASE(SHA1), CASE(SHA224), CASE(SHA256), CASE(SHA384), CASE(SHA512), CASE(SM3),
	};
	struct bytes password = from_hex("000102030405060708090a0b0c0d0e0f"
					 "101112131415161718191a1b1c1d1e1f");
	struct bytes salt = from_hex("73616c7400000001"), first, second, got;
	TEE_ObjectHandle key = make_secret(TEE_TYPE_PBKDF2_PASSWORD, TEE_ATTR_PBKDF2_PASSWORD,
					   password.data, password.size);
	TEE_Attribute params[3];

	(void)state;
	/* With a salt, and without. */
	for (size_t n = 0; n < 2 * sizeof(cases) / sizeof(cases[0]); n++) {
		struct bytes input = n % 2 ? from_hex("00000001") : salt;

		iterate(cases[n / 2].mac, cases[n / 2].type, &password, &input, &first);
		iterate(cases[n / 2].mac, cases[n / 2].type, &password, &first, &second);
		for (size_t at = 0; at < first.size; at++)
			first.data[at] ^= second.data[at];
		TEE_InitValueAttribute(&params[0], TEE_ATTR_PBKDF2_ITERATION_COUNT, 2, 0);
		TEE_InitValueAttribute(&params[1], TEE_ATTR_PBKDF2_DKM_LENGTH,
				       (uint32_t)first.size, 0);
		TEE_InitRefAttribute(&params[2], TEE_ATTR_PBKDF2_SALT, salt.data, 4);
		got = derive(make_operation(cases[n / 2].algorithm, TEE_MODE_DERIVE, key, NULL),
			     params, n % 2 ? 2 : 3);
		assert_int_equal(got.size, first.size);
		assert_memory_equal(got.data, first.data, first.size);
	}
	TEE_FreeTransientObject(key);
}

/* RFC 7914, section 11: SHA-256, one iteration, two blocks */
static void pbkdf2_known(void **state)
{
	struct bytes password = from_hex("706173737764"), salt = from_hex("73616c74"), got;
	struct bytes want = from_hex(
		"55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
		"49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
	TEE_ObjectHandle key = make_secret(TEE_TYPE_PBKDF2_PASSWORD, TEE_ATTR_PBKDF2_PASSWORD,
					   password.data, password.size);
	TEE_Attribute params[3];

	(void)state;
	ref(&params[0], TEE_ATTR_PBKDF2_SALT, &salt);
	TEE_InitValueAttribute(&params[1], TEE_ATTR_PBKDF2_ITERATION_COUNT, 1, 0);
	TEE_InitValueAttribute(&params[2], TEE_ATTR_PBKDF2_DKM_LENGTH, 64, 0);
	got = derive(make_operation(TEE_ALG_PBKDF2_HMAC_SHA256_DERIVE_KEY, TEE_MODE_DERIVE, key,
				    NULL), params, 3);
	assert_int_equal(got.size, 64);
	assert_memory_equal(got.data, want.data, 64);
	TEE_FreeTransientObject(key);
}

/* The concatenation KDF's first block is the digest of a counter, the secret and the info. */
static void concat_kdf(void **state)
{
	struct bytes z = from_hex("00112233445566778899aabbccddeeff");
	struct bytes info = from_hex("aabbcc"), got;
	TEE_ObjectHandle key = make_secret(TEE_TYPE_CONCAT_KDF_Z, TEE_ATTR_CONCAT_KDF_Z, z.data,
					   z.size);
	TEE_OperationHandle hash = make_operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, NULL, NULL);
	TEE_Attribute params[2];
	uint8_t want[32];
	size_t size = sizeof(want);

	(void)state;
	ref(&params[0], TEE_ATTR_CONCAT_KDF_OTHER_INFO, &info);
	TEE_InitValueAttribute(&params[1], TEE_ATTR_CONCAT_KDF_DKM_LENGTH, 40, 0);
	got = derive(make_operation(TEE_ALG_CONCAT_KDF_SHA256_DERIVE_KEY, TEE_MODE_DERIVE, key,
				    NULL), params, 2);
	assert_int_equal(got.size, 40);
	TEE_DigestUpdate(hash, "\0\0\0\1", 4);
	TEE_DigestUpdate(hash, z.data, z.size);
	assert_int_equal(TEE_DigestDoFinal(hash, info.data, info.size, want, &size), TEE_SUCCESS);
	assert_memory_equal(got.data, want, 32);
	TEE_FreeOperation(hash);
	TEE_FreeTransientObject(key);
}

/* Both parties of an SM2 key exchange get the same key, and confirm it. */
static void sm2_exchanges(void **state)
{
	struct bytes keys[2], x[2][2], y[2][2];
	TEE_ObjectHandle objects[2][2];
	uint8_t confirmation[32];
	TEE_Attribute params[8];

	(void)state;
	for (size_t n = 0; n < 4; n++) {
		objects[n / 2][n % 2] = generate(TEE_TYPE_SM2_KEP_KEYPAIR, 256, 0);
		x[n / 2][n % 2] = get_attribute(objects[n / 2][n % 2], TEE_ATTR_ECC_PUBLIC_VALUE_X);
		y[n / 2][n % 2] = get_attribute(objects[n / 2][n % 2], TEE_ATTR_ECC_PUBLIC_VALUE_Y);
	}
	for (uint32_t n = 0; n < 2; n++) {
		TEE_InitValueAttribute(&params[0], TEE_ATTR_SM2_KEP_USER, n, 0);
		ref(&params[1], TEE_ATTR_ECC_PUBLIC_VALUE_X, &x[!n][0]);
		ref(&params[2], TEE_ATTR_ECC_PUBLIC_VALUE_Y, &y[!n][0]);
		ref(&params[3], TEE_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_X, &x[!n][1]);
		ref(&params[4], TEE_ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_Y, &y[!n][1]);
		TEE_InitRefAttribute(&params[5], TEE_ATTR_SM2_ID_INITIATOR, "Alice", 5);
		TEE_InitRefAttribute(&params[6], TEE_ATTR_SM2_ID_RESPONDER, "Bob", 3);
		TEE_InitRefAttribute(&params[7], n ? TEE_ATTR_SM2_KEP_CONFIRMATION_IN :
						     TEE_ATTR_SM2_KEP_CONFIRMATION_OUT,
				     confirmation, sizeof(confirmation));
		keys[n] = derive(make_operation(TEE_ALG_SM2_KEP, TEE_MODE_DERIVE, objects[n][0],
						objects[n][1]), params, 8);
		assert_int_equal(keys[n].size, 512);
	}
	assert_memory_equal(keys[0].data, keys[1].data, 512);
	for (size_t n = 0; n < 4; n++)
		TEE_FreeTransientObject(objects[n / 2][n % 2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rsa_signatures), cmocka_unit_test(encryption),
		cmocka_unit_test(curve_signatures), cmocka_unit_test(ed25519_known),
		cmocka_unit_test(exchanges), cmocka_unit_test(diffie_hellman),
		cmocka_unit_test(derivations),
		cmocka_unit_test(pbkdf2), cmocka_unit_test(pbkdf2_known),
		cmocka_unit_test(small_keys),
		cmocka_unit_test(concat_kdf), cmocka_unit_test(sm2_exchanges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
