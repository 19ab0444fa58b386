// SPDX-License-Identifier: BSD-2-Clause
/* Cases for DSA, Diffie-Hellman and SM2 (TEE Internal Core API 1.3, sections 5.6.7, 6.7 and 6.8) */
#include "cases.h"
#include "key.h"

#define BITS	512
#define SIZE	(BITS / 8)

/* Parameters of no use but this, since they are too small */

static const uint8_t dh_prime[64] = {
	0xcf, 0x5e, 0xa6, 0x6c, 0x9b, 0x18, 0x2f, 0xe2, 0x85, 0xaf, 0x3a, 0x5a, 0xb1, 0x97, 0x70,
	0xa8, 0x0b, 0xec, 0x16, 0xd6, 0x59, 0x35, 0xc5, 0x1d, 0x31, 0x8b, 0xde, 0x66, 0x64, 0x16,
	0x3a, 0x7e, 0x12, 0xeb, 0xdf, 0xe5, 0xec, 0xf4, 0x05, 0xfe, 0xf2, 0x76, 0x5a, 0xe5, 0x7b,
	0xce, 0x73, 0x39, 0xbc, 0xaa, 0xca, 0x10, 0xc2, 0x9f, 0xb5, 0x4f, 0xd9, 0x2c, 0x01, 0x8d,
	0xa4, 0x23, 0x5f, 0xcf,
};

static const uint8_t dsa_prime[64] = {
	0xd9, 0x55, 0x4b, 0x2b, 0x78, 0x68, 0x0e, 0xe6, 0xaf, 0x83, 0x86, 0xc5, 0x01, 0xf8, 0x7d,
	0x22, 0x66, 0x3c, 0x03, 0x85, 0xc2, 0xce, 0xed, 0xed, 0x2d, 0x48, 0xf2, 0x6d, 0x97, 0xc7,
	0xc3, 0xb9, 0x56, 0x41, 0x37, 0x2a, 0x59, 0x70, 0xe3, 0x0e, 0xb7, 0xa1, 0xff, 0x64, 0x37,
	0x92, 0xbc, 0x2f, 0x8d, 0xa6, 0xc8, 0x4c, 0x1c, 0x49, 0x21, 0xd3, 0x19, 0x65, 0xc1, 0x28,
	0x66, 0x83, 0x98, 0xb3,
};

static const uint8_t dsa_order[20] = {
	0xc1, 0xd9, 0xf6, 0x0a, 0xda, 0x13, 0x07, 0x8e, 0xd2, 0x61, 0xbc, 0x3b, 0x8e, 0xd3, 0xff,
	0x70, 0x3f, 0x18, 0xe9, 0x01,
};

static const uint8_t dsa_base[64] = {
	0x8c, 0xe8, 0x64, 0xfa, 0x79, 0x96, 0x93, 0xbf, 0xa3, 0xab, 0x91, 0x5c, 0x43, 0xe6, 0x28,
	0x9b, 0x18, 0xab, 0xcc, 0x2f, 0xc5, 0x54, 0xb5, 0xb1, 0x75, 0xd5, 0xa8, 0x08, 0x4d, 0x81,
	0x95, 0x46, 0x7f, 0xb3, 0xf9, 0xaf, 0x38, 0x12, 0x39, 0xd4, 0x4e, 0x16, 0x18, 0x95, 0xb6,
	0xa1, 0xba, 0xdd, 0xdf, 0xcc, 0xa6, 0x93, 0x6b, 0x19, 0xdb, 0xe6, 0xe0, 0xa8, 0x9c, 0x63,
	0x58, 0x31, 0x98, 0x46,
};

static const uint8_t dh_base[] = { 2 };

static TEE_OperationHandle operation;
static TEE_ObjectHandle key, other;
static uint8_t digest[32] = { 1, 2, 3, 4 }, result[160], again[160];

/* Sign the first @size bytes of @digest with @key, and verify that. */
static uint32_t sign(uint32_t algorithm, uint32_t bits, size_t size, size_t wanted)
{
	size_t signature_size = sizeof(result);

	EXPECT_OK(key_operation(algorithm, TEE_MODE_SIGN, bits, key, &operation));
	EXPECT_OK(TEE_AsymmetricSignDigest(operation, NULL, 0, digest, size, result,
					   &signature_size));
	EXPECT(signature_size == wanted);
	TEE_FreeOperation(operation);
	EXPECT_OK(key_operation(algorithm, TEE_MODE_VERIFY, bits, key, &operation));
	EXPECT_OK(TEE_AsymmetricVerifyDigest(operation, NULL, 0, digest, size, result, wanted));
	digest[0] ^= 1;
	EXPECT_RESULT(TEE_ERROR_SIGNATURE_INVALID,
		      TEE_AsymmetricVerifyDigest(operation, NULL, 0, digest, size, result,
						 wanted));
	digest[0] ^= 1;
	TEE_FreeOperation(operation);
	TEE_FreeTransientObject(key);
	return 0;
}

static uint32_t dsa(void)
{
	TEE_Attribute params[3];

	TEE_InitRefAttribute(&params[0], TEE_ATTR_DSA_PRIME, dsa_prime, sizeof(dsa_prime));
	TEE_InitRefAttribute(&params[1], TEE_ATTR_DSA_SUBPRIME, dsa_order, sizeof(dsa_order));
	TEE_InitRefAttribute(&params[2], TEE_ATTR_DSA_BASE, dsa_base, sizeof(dsa_base));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_DSA_KEYPAIR, BITS, &key));
	EXPECT_OK(TEE_GenerateKey(key, BITS, params, 3));
	return sign(TEE_ALG_DSA_SHA1, BITS, 20, 2 * sizeof(dsa_order));
}

static uint32_t sm2_sign(void)
{
	EXPECT_OK(key_generate(TEE_TYPE_SM2_DSA_KEYPAIR, 256, &key));
	return sign(TEE_ALG_SM2_DSA_SM3, 256, 32, 64);
}

static uint32_t sm2_encrypt(void)
{
	size_t size = sizeof(result), decrypted = sizeof(again);

	EXPECT_OK(key_generate(TEE_TYPE_SM2_PKE_KEYPAIR, 256, &key));
	EXPECT_OK(key_operation(TEE_ALG_SM2_PKE, TEE_MODE_ENCRYPT, 256, key, &operation));
	EXPECT_OK(TEE_AsymmetricEncrypt(operation, NULL, 0, digest, 20, result, &size));
	TEE_FreeOperation(operation);
	EXPECT_OK(key_operation(TEE_ALG_SM2_PKE, TEE_MODE_DECRYPT, 256, key, &operation));
	EXPECT_OK(TEE_AsymmetricDecrypt(operation, NULL, 0, result, size, again, &decrypted));
	EXPECT(decrypted == 20 && !TEE_MemCompare(digest, again, 20));
	TEE_FreeOperation(operation);
	TEE_FreeTransientObject(key);
	return 0;
}

static TEE_Result generate_dh(TEE_ObjectHandle *pair)
{
	TEE_Result made = TEE_AllocateTransientObject(TEE_TYPE_DH_KEYPAIR, BITS, pair);
	TEE_Attribute params[2];

	TEE_InitRefAttribute(&params[0], TEE_ATTR_DH_PRIME, dh_prime, sizeof(dh_prime));
	TEE_InitRefAttribute(&params[1], TEE_ATTR_DH_BASE, dh_base, sizeof(dh_base));
	return made ? made : TEE_GenerateKey(*pair, BITS, params, 2);
}

/* Derive a secret from the key pair @own and the public key of @from. */
static uint32_t derive_dh(TEE_ObjectHandle own, TEE_ObjectHandle from, uint8_t secret[SIZE],
			  size_t *size)
{
	TEE_ObjectHandle derived;
	TEE_Attribute param;
	uint8_t public[SIZE];
	size_t public_size = SIZE;

	EXPECT_OK(TEE_GetObjectBufferAttribute(from, TEE_ATTR_DH_PUBLIC_VALUE, public,
					       &public_size));
	TEE_InitRefAttribute(&param, TEE_ATTR_DH_PUBLIC_VALUE, public, public_size);
	EXPECT_OK(key_operation(TEE_ALG_DH_DERIVE_SHARED_SECRET, TEE_MODE_DERIVE, BITS, own,
				&operation));
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, BITS, &derived));
	TEE_DeriveKey(operation, &param, 1, derived);
	EXPECT_OK(TEE_GetObjectBufferAttribute(derived, TEE_ATTR_SECRET_VALUE, secret, size));
	TEE_FreeTransientObject(derived);
	TEE_FreeOperation(operation);
	return 0;
}

static uint32_t dh(void)
{
	uint8_t secret[2][SIZE];
	size_t size[2] = { SIZE, SIZE };
	uint32_t line;

	EXPECT_OK(generate_dh(&key));
	EXPECT_OK(generate_dh(&other));
	line = derive_dh(key, other, secret[0], &size[0]);
	if (!line)
		line = derive_dh(other, key, secret[1], &size[1]);
	TEE_FreeTransientObject(key);
	TEE_FreeTransientObject(other);
	EXPECT(line || (size[0] == size[1] && !TEE_MemCompare(secret[0], secret[1], size[0])));
	return line;
}

static uint32_t dh_without_prime(void)
{
	EXPECT_OK(TEE_AllocateTransientObject(TEE_TYPE_DH_KEYPAIR, BITS, &key));
	TEE_GenerateKey(key, BITS, NULL, 0);
	return 0;
}

static uint32_t derive_into_full(void)
{
	TEE_Attribute param;

	TEE_InitRefAttribute(&param, TEE_ATTR_DH_PUBLIC_VALUE, dh_base, sizeof(dh_base));
	EXPECT_OK(generate_dh(&key));
	EXPECT_OK(key_operation(TEE_ALG_DH_DERIVE_SHARED_SECRET, TEE_MODE_DERIVE, BITS, key,
				&operation));
	EXPECT_OK(key_generate(TEE_TYPE_GENERIC_SECRET, BITS, &other));
	TEE_DeriveKey(operation, &param, 1, other);
	return 0;
}

static const struct conformance_case cases[] = {
	{ USE, "5.6.7, 6.7.2, 6.7.3", "DSA keys and signatures", dsa },
	{ USE, "5.6.7, 6.7.2, 6.7.3", "SM2 keys and signatures", sm2_sign },
	{ USE, "5.6.7, 6.7.1", "SM2 keys and encryption", sm2_encrypt },
	{ USE, "5.6.7, 6.8.1", "Diffie-Hellman keys, and a secret derived from them", dh },
	{ PANIC, "5.6.7", "no prime", dh_without_prime },
	{ PANIC, "6.8.1", "a secret is derived into an object that has one", derive_into_full },
};

const struct conformance_group discrete_group = CASES(cases);
