// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cases for generated keys, asymmetric operations, derived keys and random numbers (TEE Internal
 * Core API 1.3, sections 5.6.7 and 6.7 to 6.9)
 */
#include "cases.h"
#include "key.h"

#define RSA_BITS	1024
#define RSA_SIZE	(RSA_BITS / 8)

static TEE_OperationHandle operation;
static TEE_ObjectHandle key, other;
static uint8_t digest[32] = { 1, 2, 3, 4 }, text[RSA_SIZE], result[RSA_SIZE], again[RSA_SIZE];

/* Generated keys */

static uint32_t generate(TEE_ObjectType type, uint32_t bits)
{
	TEE_ObjectInfo info;

	EXPECT_OK(key_generate(type, bits, &key));
	EXPECT_OK(TEE_GetObjectInfo1(key, &info));
	EXPECT(info.objectSize == bits && info.handleFlags == TEE_HANDLE_FLAG_INITIALIZED);
	TEE_FreeTransientObject(key);
	return 0;
}

static uint32_t generate_secrets(void)
{
	static const struct {
		TEE_ObjectType type;
		uint32_t bits;
	} rows[] = {
		{ TEE_TYPE_AES, 128 }, { TEE_TYPE_AES, 192 }, { TEE_TYPE_AES, 256 },
		{ TEE_TYPE_HMAC_SHA1, 160 }, { TEE_TYPE_HMAC_SHA256, 256 },
		{ TEE_TYPE_HMAC_SHA512, 512 }, { TEE_TYPE_GENERIC_SECRET, 128 },
	};

	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		uint32_t line = generate(rows[n].type, rows[n].bits);

		if (line)
			return line;
	}
	return 0;
}

static uint32_t generate_differs(void)
{
	uint8_t secret[2][16];
	size_t size = 16;

	for (size_t n = 0; n < 2; n++) {
		EXPECT_OK(key_generate(TEE_TYPE_AES, 128, &key));
		EXPECT_OK(TEE_GetObjectBufferAttribute(key, TEE_ATTR_SECRET_VALUE, secret[n],
						       &size));
		EXPECT(size == 16);
		TEE_FreeTransientObject(key);
	}
	EXPECT(TEE_MemCompare(secret[0], secret[1], 16));
	return 0;
}

static uint32_t generate_smaller(void)
{
	TEE_ObjectInfo info;

	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 256, &key));
	EXPECT_OK(TEE_GenerateKey(key, 128, NULL, 0));
	EXPECT_OK(TEE_GetObjectInfo1(key, &info));
	EXPECT(info.objectSize == 128 && info.maxObjectSize == 256);
	TEE_FreeTransientObject(key);
	return 0;
}

static uint32_t generate_rsa(void)
{
	uint8_t exponent[8];
	size_t size = sizeof(exponent), modulus = sizeof(result);

	EXPECT_OK(key_generate(TEE_TYPE_RSA_KEYPAIR, 512, &key));
	EXPECT_OK(TEE_GetObjectBufferAttribute(key, TEE_ATTR_RSA_PUBLIC_EXPONENT, exponent,
					       &size));
	EXPECT(size == 3 && exponent[0] == 1 && !exponent[1] && exponent[2] == 1);
	EXPECT_OK(TEE_GetObjectBufferAttribute(key, TEE_ATTR_RSA_MODULUS, result, &modulus));
	EXPECT(modulus == 64 && result[0] & 0x80);
	TEE_FreeTransientObject(key);
	return 0;
}

static uint32_t generate_ecc(void)
{
	TEE_ObjectInfo info;

	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDSA_KEYPAIR, &key));
	EXPECT_OK(TEE_GetObjectInfo1(key, &info));
	EXPECT(info.objectSize == 256);
	TEE_FreeTransientObject(key);
	return 0;
}

static uint32_t generate_octets(void)
{
	uint32_t line = generate(TEE_TYPE_ED25519_KEYPAIR, 256);

	return line ? line : generate(TEE_TYPE_X25519_KEYPAIR, 256);
}

static uint32_t generate_too_large(void)
{
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &key));
	TEE_GenerateKey(key, 256, NULL, 0);
	return 0;
}

static uint32_t generate_twice(void)
{
	EXPECT_OK(key_generate(TEE_TYPE_AES, 128, &key));
	TEE_GenerateKey(key, 128, NULL, 0);
	return 0;
}

static uint32_t generate_public(void)
{
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_RSA_PUBLIC_KEY, 512, &key));
	TEE_GenerateKey(key, 512, NULL, 0);
	return 0;
}

static uint32_t generate_without_curve(void)
{
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_ECDSA_KEYPAIR, 256, &key));
	TEE_GenerateKey(key, 256, NULL, 0);
	return 0;
}

static uint32_t generate_null(void)
{
	TEE_GenerateKey(TEE_HANDLE_NULL, 128, NULL, 0);
	return 0;
}

/* Encryption */

/* An RSA key of no use but this, since generating one of such a size takes an emulator long */
static const uint8_t rsa_modulus[RSA_SIZE] = {
	0xb7, 0xe4, 0x94, 0x4d, 0x78, 0xcf, 0x72, 0xd7, 0x17, 0x84, 0xfd, 0xf6, 0xf3, 0x4a, 0x55,
	0xc1, 0x45, 0xd8, 0x7e, 0x4d, 0x20, 0xf5, 0xd3, 0xab, 0x78, 0xca, 0xfb, 0x4c, 0xfd, 0x3e,
	0xf8, 0xe6, 0xb9, 0xf7, 0x3f, 0x9c, 0x8d, 0x3f, 0xe5, 0xcc, 0x64, 0xd4, 0xc7, 0xc8, 0xc9,
	0x90, 0x3e, 0x3c, 0xc0, 0xef, 0x59, 0x17, 0x99, 0xf6, 0xc7, 0xae, 0x78, 0xe9, 0x5f, 0x27,
	0xeb, 0x90, 0x6d, 0x26, 0xba, 0x71, 0xe5, 0x28, 0xd2, 0x56, 0x53, 0x7d, 0x00, 0x1c, 0x25,
	0xf7, 0xe7, 0x0c, 0xd6, 0x18, 0x1b, 0x63, 0x13, 0xd6, 0xa1, 0xf3, 0xad, 0x20, 0x5b, 0x7a,
	0x0a, 0xe4, 0x79, 0xfb, 0x82, 0x8d, 0xc2, 0xcf, 0x60, 0x12, 0xb5, 0x34, 0x04, 0x2e, 0xd5,
	0xcd, 0x77, 0x25, 0x55, 0x10, 0x9e, 0x4c, 0xb1, 0xdd, 0xfa, 0x04, 0xba, 0xa6, 0x53, 0xdd,
	0x07, 0xd3, 0xfd, 0xaa, 0x35, 0x78, 0xeb, 0x0b,
};

static const uint8_t rsa_private[RSA_SIZE] = {
	0x60, 0xca, 0x78, 0x60, 0xba, 0xa8, 0xfe, 0x3a, 0x46, 0x8f, 0xe2, 0x98, 0xdb, 0xff, 0x91,
	0x59, 0x94, 0x68, 0xda, 0x39, 0xc0, 0x92, 0x83, 0xa2, 0x2a, 0x87, 0x34, 0x74, 0x96, 0x8b,
	0x51, 0xb9, 0x27, 0xc3, 0x03, 0x01, 0x64, 0xbb, 0x70, 0x3a, 0x00, 0x0c, 0x9b, 0x47, 0x8d,
	0x08, 0x56, 0x29, 0xe6, 0x27, 0x55, 0x0e, 0x7e, 0x24, 0x8d, 0x7f, 0xc0, 0xf6, 0x9c, 0xf6,
	0x47, 0x20, 0x12, 0xc2, 0xbd, 0x99, 0xa6, 0x48, 0x25, 0x98, 0xfe, 0x1a, 0x84, 0xc4, 0xa9,
	0x1f, 0xcc, 0xf0, 0x9a, 0xae, 0x8e, 0x14, 0xce, 0x24, 0x5a, 0x2e, 0xb8, 0x39, 0xbf, 0x56,
	0x86, 0xb7, 0x2a, 0x6b, 0xc2, 0xd1, 0x95, 0xfe, 0x28, 0xb8, 0x17, 0x2e, 0xa0, 0x92, 0xff,
	0x89, 0xad, 0xb0, 0x84, 0x1e, 0x46, 0xb5, 0xb5, 0x5a, 0xa6, 0x7c, 0x3a, 0x09, 0xcb, 0x15,
	0x1d, 0x87, 0xc7, 0x0c, 0x10, 0x79, 0x6a, 0x61,
};

static TEE_Result make_rsa(void)
{
	static const uint8_t exponent[] = { 1, 0, 1 };
	TEE_Result made = TEE_AllocateTransientObject(TEE_TYPE_RSA_KEYPAIR, RSA_BITS, &key);
	TEE_Attribute attributes[3];

	for (size_t n = 0; n < sizeof(text); n++)
		text[n] = (uint8_t)(n + 1);
	TEE_InitRefAttribute(&attributes[0], TEE_ATTR_RSA_MODULUS, rsa_modulus, RSA_SIZE);
	TEE_InitRefAttribute(&attributes[1], TEE_ATTR_RSA_PUBLIC_EXPONENT, exponent, 3);
	TEE_InitRefAttribute(&attributes[2], TEE_ATTR_RSA_PRIVATE_EXPONENT, rsa_private,
			     RSA_SIZE);
	return made ? made : TEE_PopulateTransientObject(key, attributes, 3);
}

static uint32_t encrypt(uint32_t algorithm, size_t size)
{
	size_t encrypted = sizeof(result), decrypted = sizeof(again);

	EXPECT_OK(key_operation(algorithm, TEE_MODE_ENCRYPT, RSA_BITS, key, &operation));
	EXPECT_OK(TEE_AsymmetricEncrypt(operation, NULL, 0, text, size, result, &encrypted));
	EXPECT(encrypted == RSA_SIZE);
	encrypted = RSA_SIZE - 1;
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_AsymmetricEncrypt(operation, NULL, 0, text, size, again, &encrypted));
	EXPECT(encrypted == RSA_SIZE);
	TEE_FreeOperation(operation);
	EXPECT_OK(key_operation(algorithm, TEE_MODE_DECRYPT, RSA_BITS, key, &operation));
	EXPECT_OK(TEE_AsymmetricDecrypt(operation, NULL, 0, result, RSA_SIZE, again, &decrypted));
	EXPECT(decrypted == size && !TEE_MemCompare(text, again, size));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t rsa_encrypt(void)
{
	uint32_t line;

	EXPECT_OK(make_rsa());
	line = encrypt(TEE_ALG_RSAES_PKCS1_V1_5, 20);
	if (!line)
		line = encrypt(TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA1, 20);
	if (!line)
		line = encrypt(TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA256, 20);
	if (!line)
		line = encrypt(TEE_ALG_RSA_NOPAD, RSA_SIZE);
	TEE_FreeTransientObject(key);
	return line;
}

static uint32_t rsa_too_long(void)
{
	size_t size = sizeof(result);

	EXPECT_OK(make_rsa());
	EXPECT_OK(key_operation(TEE_ALG_RSAES_PKCS1_V1_5, TEE_MODE_ENCRYPT, RSA_BITS, key,
				&operation));
	EXPECT_RESULT(TEE_ERROR_BAD_PARAMETERS,
		      TEE_AsymmetricEncrypt(operation, NULL, 0, text, RSA_SIZE - 10, result,
					    &size));
	TEE_FreeOperation(operation);
	TEE_FreeTransientObject(key);
	return 0;
}

static uint32_t rsa_bad_ciphertext(void)
{
	size_t size = sizeof(result);

	EXPECT_OK(make_rsa());
	EXPECT_OK(key_operation(TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA1, TEE_MODE_DECRYPT, RSA_BITS,
				key, &operation));
	EXPECT_RESULT(TEE_ERROR_CIPHERTEXT_INVALID,
		      TEE_AsymmetricDecrypt(operation, NULL, 0, text, RSA_SIZE, result, &size));
	TEE_FreeOperation(operation);
	TEE_FreeTransientObject(key);
	return 0;
}

static uint32_t encrypt_without_key(void)
{
	size_t size = sizeof(result);

	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_RSAES_PKCS1_V1_5, TEE_MODE_ENCRYPT,
					RSA_BITS));
	TEE_AsymmetricEncrypt(operation, NULL, 0, text, 20, result, &size);
	return 0;
}

static uint32_t encrypt_with_signature(void)
{
	size_t size = sizeof(result);

	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDSA_KEYPAIR, &key));
	EXPECT_OK(key_operation(TEE_ALG_ECDSA_SHA256, TEE_MODE_SIGN, 256, key, &operation));
	TEE_AsymmetricEncrypt(operation, NULL, 0, text, 20, result, &size);
	return 0;
}

/* Signatures */

static uint32_t sign(uint32_t algorithm, uint32_t bits, size_t signature_size)
{
	size_t size = sizeof(result);

	EXPECT_OK(key_operation(algorithm, TEE_MODE_SIGN, bits, key, &operation));
	EXPECT_OK(TEE_AsymmetricSignDigest(operation, NULL, 0, digest, 32, result, &size));
	EXPECT(size == signature_size);
	TEE_FreeOperation(operation);
	EXPECT_OK(key_operation(algorithm, TEE_MODE_VERIFY, bits, key, &operation));
	EXPECT_OK(TEE_AsymmetricVerifyDigest(operation, NULL, 0, digest, 32, result, size));
	result[5] ^= 1;
	EXPECT_RESULT(TEE_ERROR_SIGNATURE_INVALID,
		      TEE_AsymmetricVerifyDigest(operation, NULL, 0, digest, 32, result, size));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t rsa_sign(void)
{
	uint32_t line;

	EXPECT_OK(make_rsa());
	line = sign(TEE_ALG_RSASSA_PKCS1_V1_5_SHA256, RSA_BITS, RSA_SIZE);
	if (!line)
		line = sign(TEE_ALG_RSASSA_PKCS1_PSS_MGF1_SHA256, RSA_BITS, RSA_SIZE);
	TEE_FreeTransientObject(key);
	return line;
}

static uint32_t ecdsa_sign(void)
{
	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDSA_KEYPAIR, &key));
	return sign(TEE_ALG_ECDSA_SHA256, 256, 64);
}

static uint32_t ed25519_sign(void)
{
	EXPECT_OK(key_generate(TEE_TYPE_ED25519_KEYPAIR, 256, &key));
	return sign(TEE_ALG_ED25519, 256, 64);
}

static uint32_t short_signature(void)
{
	size_t size = 63;

	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDSA_KEYPAIR, &key));
	EXPECT_OK(key_operation(TEE_ALG_ECDSA_SHA256, TEE_MODE_SIGN, 256, key, &operation));
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_AsymmetricSignDigest(operation, NULL, 0, digest, 32, result, &size));
	EXPECT(size == 64);
	EXPECT_OK(TEE_AsymmetricSignDigest(operation, NULL, 0, digest, 32, result, &size));
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t sign_without_key(void)
{
	size_t size = sizeof(result);

	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_ECDSA_SHA256, TEE_MODE_SIGN, 256));
	TEE_AsymmetricSignDigest(operation, NULL, 0, digest, 32, result, &size);
	return 0;
}

static uint32_t sign_to_verify(void)
{
	size_t size = sizeof(result);

	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDSA_KEYPAIR, &key));
	EXPECT_OK(key_operation(TEE_ALG_ECDSA_SHA256, TEE_MODE_VERIFY, 256, key, &operation));
	TEE_AsymmetricSignDigest(operation, NULL, 0, digest, 32, result, &size);
	return 0;
}

static uint32_t verify_to_sign(void)
{
	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDSA_KEYPAIR, &key));
	EXPECT_OK(key_operation(TEE_ALG_ECDSA_SHA256, TEE_MODE_SIGN, 256, key, &operation));
	TEE_AsymmetricVerifyDigest(operation, NULL, 0, digest, 32, result, 64);
	return 0;
}

static uint32_t wrong_digest(void)
{
	size_t size = sizeof(result);

	EXPECT_OK(make_rsa());
	EXPECT_OK(key_operation(TEE_ALG_RSASSA_PKCS1_V1_5_SHA256, TEE_MODE_SIGN, RSA_BITS, key,
				&operation));
	TEE_AsymmetricSignDigest(operation, NULL, 0, digest, 31, result, &size);
	return 0;
}

/* Derived keys */

/* Derive a secret from @key and the public key of @from into 256 bits at @secret. */
static uint32_t derive_ecdh(TEE_ObjectHandle own, TEE_ObjectHandle from, uint8_t secret[32])
{
	TEE_Attribute params[2];
	uint8_t x[32], y[32];
	size_t size[2] = { 32, 32 }, secret_size = 32;
	TEE_ObjectHandle derived;

	EXPECT_OK(TEE_GetObjectBufferAttribute(from, TEE_ATTR_ECC_PUBLIC_VALUE_X, x, &size[0]));
	EXPECT_OK(TEE_GetObjectBufferAttribute(from, TEE_ATTR_ECC_PUBLIC_VALUE_Y, y, &size[1]));
	TEE_InitRefAttribute(&params[0], TEE_ATTR_ECC_PUBLIC_VALUE_X, x, size[0]);
	TEE_InitRefAttribute(&params[1], TEE_ATTR_ECC_PUBLIC_VALUE_Y, y, size[1]);
	EXPECT_OK(key_operation(TEE_ALG_ECDH_DERIVE_SHARED_SECRET, TEE_MODE_DERIVE, 256, own,
				&operation));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256, &derived));
	TEE_DeriveKey(operation, params, 2, derived);
	EXPECT_OK(TEE_GetObjectBufferAttribute(derived, TEE_ATTR_SECRET_VALUE, secret,
					       &secret_size));
	EXPECT(secret_size == 32);
	TEE_FreeTransientObject(derived);
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t ecdh(void)
{
	uint8_t secret[2][32];
	uint32_t line;

	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDH_KEYPAIR, &key));
	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDH_KEYPAIR, &other));
	line = derive_ecdh(key, other, secret[0]);
	if (!line)
		line = derive_ecdh(other, key, secret[1]);
	EXPECT(line || !TEE_MemCompare(secret[0], secret[1], 32));
	return line;
}

static uint32_t x25519(void)
{
	uint8_t secret[2][32], public[32];
	TEE_ObjectHandle pair[2], derived;
	size_t size = 32;

	EXPECT_OK(key_generate(TEE_TYPE_X25519_KEYPAIR, 256, &pair[0]));
	EXPECT_OK(key_generate(TEE_TYPE_X25519_KEYPAIR, 256, &pair[1]));
	for (size_t n = 0; n < 2; n++) {
		TEE_Attribute param;

		EXPECT_OK(TEE_GetObjectBufferAttribute(pair[!n], TEE_ATTR_X25519_PUBLIC_VALUE,
						       public, &size));
		TEE_InitRefAttribute(&param, TEE_ATTR_X25519_PUBLIC_VALUE, public, 32);
		EXPECT_OK(key_operation(TEE_ALG_X25519, TEE_MODE_DERIVE, 256, pair[n],
					&operation));
		EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256, &derived));
		TEE_DeriveKey(operation, &param, 1, derived);
		EXPECT_OK(TEE_GetObjectBufferAttribute(derived, TEE_ATTR_SECRET_VALUE, secret[n],
						       &size));
		TEE_FreeTransientObject(derived);
		TEE_FreeOperation(operation);
	}
	EXPECT(!TEE_MemCompare(secret[0], secret[1], 32));
	return 0;
}

static uint32_t derive_without_key(void)
{
	TEE_Attribute params[2];

	TEE_InitRefAttribute(&params[0], TEE_ATTR_ECC_PUBLIC_VALUE_X, digest, 32);
	TEE_InitRefAttribute(&params[1], TEE_ATTR_ECC_PUBLIC_VALUE_Y, digest, 32);
	EXPECT_OK(TEE_AllocateOperation(&operation, TEE_ALG_ECDH_DERIVE_SHARED_SECRET,
					TEE_MODE_DERIVE, 256));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256, &other));
	TEE_DeriveKey(operation, params, 2, other);
	return 0;
}

static uint32_t derive_without_params(void)
{
	EXPECT_OK(key_generate_ecc(TEE_TYPE_ECDH_KEYPAIR, &key));
	EXPECT_OK(key_operation(TEE_ALG_ECDH_DERIVE_SHARED_SECRET, TEE_MODE_DERIVE, 256, key,
				&operation));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256, &other));
	TEE_DeriveKey(operation, NULL, 0, other);
	return 0;
}

static uint32_t derive_too_large(void)
{
	uint8_t public[32] = { 9 };
	TEE_Attribute param;

	TEE_InitRefAttribute(&param, TEE_ATTR_X25519_PUBLIC_VALUE, public, 32);
	EXPECT_OK(key_generate(TEE_TYPE_X25519_KEYPAIR, 256, &key));
	EXPECT_OK(key_operation(TEE_ALG_X25519, TEE_MODE_DERIVE, 256, key, &operation));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 128, &other));
	TEE_DeriveKey(operation, &param, 1, other);
	return 0;
}

/* Random numbers */

static uint32_t random(void)
{
	TEE_MemFill(result, 0, sizeof(result));
	TEE_MemFill(again, 0, sizeof(again));
	TEE_GenerateRandom(result, 64);
	TEE_GenerateRandom(again, 64);
	EXPECT(TEE_MemCompare(result, again, 64));
	EXPECT(!result[64] && !again[64]);
	TEE_GenerateRandom(result, 0);
	return 0;
}

static uint32_t random_to_null(void)
{
	TEE_GenerateRandom(NULL, 16);
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "5.6.7", "secrets of several types and sizes", generate_secrets },
	{ USE, "5.6.7", "two keys differ", generate_differs },
	{ USE, "5.6.7", "a key that is smaller than the object", generate_smaller },
	{ USE, "5.6.7", "an RSA key pair, whose exponent is 65537", generate_rsa },
	{ USE, "5.6.7", "a key pair on P-256", generate_ecc },
	{ USE, "5.6.7", "key pairs of Ed25519 and X25519", generate_octets },
	{ PANIC, "5.6.7", "a key that is larger than the object", generate_too_large },
	{ PANIC, "5.6.7", "a key is generated in an object that has one", generate_twice },
	{ PANIC, "5.6.7", "a public key is generated", generate_public },
	{ PANIC, "5.6.7", "no curve", generate_without_curve },
	{ PANIC, "5.6.7", "TEE_HANDLE_NULL", generate_null },
	{ USE, "6.7.1", "RSA with each padding", rsa_encrypt },
	{ MISUSE, "6.7.1", "a text that is too long for the padding", rsa_too_long },
	{ MISUSE, "6.7.1", "what was not encrypted can't be decrypted", rsa_bad_ciphertext },
	{ PANIC, "6.7.1", "encryption without a key", encrypt_without_key },
	{ PANIC, "6.7.1", "encryption with an operation for signatures", encrypt_with_signature },
	{ USE, "6.7.2, 6.7.3", "RSA signatures", rsa_sign },
	{ USE, "6.7.2, 6.7.3", "ECDSA signatures", ecdsa_sign },
	{ USE, "6.7.2, 6.7.3", "Ed25519 signatures", ed25519_sign },
	{ MISUSE, "6.7.2", "a buffer that is too short for the signature", short_signature },
	{ PANIC, "6.7.2", "a signature without a key", sign_without_key },
	{ PANIC, "6.7.2", "a signature by an operation that verifies", sign_to_verify },
	{ PANIC, "6.7.2", "a digest that is too short", wrong_digest },
	{ PANIC, "6.7.3", "verification by an operation that signs", verify_to_sign },
	{ USE, "6.8.1", "ECDH", ecdh },
	{ USE, "6.8.1", "X25519", x25519 },
	{ PANIC, "6.8.1", "a derivation without a key", derive_without_key },
	{ PANIC, "6.8.1", "a derivation without parameters", derive_without_params },
	{ PANIC, "6.8.1", "an object that is too small for the derived key", derive_too_large },
	{ USE, "6.9.1", "TEE_GenerateRandom()", random },
	{ PANIC, "6.9.1", "no place for the random numbers", random_to_null },
};

const struct conformance_group asymmetric_group = CASES(cases);
