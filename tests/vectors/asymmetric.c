// SPDX-License-Identifier: BSD-2-Clause
/* Vectors of keys, signatures, asymmetric encryption, key derivation, and primes. */

#include <string.h>

#include "tests/vectors/kinds.h"

/* Larger than any signature and ciphertext. */
#define MAX_OUTPUT	1024

static void verify(const struct vector *vector, struct bytes digest, struct bytes signature)
{
	TEE_OperationHandle operation = vector_operation(vector, TEE_MODE_VERIFY);
	uint32_t count;
	TEE_Attribute *parameters = vector_parameters(vector, &count);

	MUST(TEE_AsymmetricVerifyDigest(operation, parameters, count, digest.data, digest.size,
					signature.data, signature.size));
}

/* Fields: hash, msg, sig */
void run_verify(const struct vector *vector, unsigned int variant)
{
	(void)variant;
	verify(vector, vector_digest(vector), vector_bytes(vector, "sig"));
}

/* Fields: hash, msg; sig if the signature does not depend on random numbers */
void run_sign(const struct vector *vector, unsigned int variant)
{
	struct bytes digest = vector_digest(vector), signature = vector_alloc(MAX_OUTPUT);
	TEE_OperationHandle operation = vector_operation(vector, TEE_MODE_SIGN);
	uint32_t count;
	TEE_Attribute *parameters = vector_parameters(vector, &count);

	(void)variant;
	MUST(TEE_AsymmetricSignDigest(operation, parameters, count, digest.data, digest.size,
				      signature.data, &signature.size));
	if (vector_has(vector, "sig"))
		outcome_compare("the signature", signature, vector_bytes(vector, "sig"));
	verify(vector, digest, signature);
}

/* Fields: ct, pt */
void run_decrypt(const struct vector *vector, unsigned int variant)
{
	struct bytes in = vector_bytes(vector, "ct"), out = vector_alloc(MAX_OUTPUT);
	struct bytes wanted = vector_bytes(vector, "pt");
	TEE_OperationHandle operation;
	uint32_t count;
	TEE_Attribute *parameters = vector_parameters(vector, &count);

	if (variant && vector->expected == EXPECT_VALID) {
		in = vector_alloc(MAX_OUTPUT);
		operation = vector_operation(vector, TEE_MODE_ENCRYPT);
		MUST(TEE_AsymmetricEncrypt(operation, parameters, count, wanted.data, wanted.size,
					   in.data, &in.size));
	}
	operation = vector_operation(vector, TEE_MODE_DECRYPT);
	MUST(TEE_AsymmetricDecrypt(operation, parameters, count, in.data, in.size, out.data,
				   &out.size));
	outcome_compare("the plaintext", out, wanted);
}

/* Fields: out */
void run_derive(const struct vector *vector, unsigned int variant)
{
	struct bytes wanted = vector_bytes(vector, "out"), got = vector_alloc(MAX_OUTPUT);
	TEE_OperationHandle operation = vector_operation(vector, TEE_MODE_DERIVE);
	uint32_t count;
	TEE_Attribute *parameters = vector_parameters(vector, &count);
	TEE_ObjectHandle derived;

	(void)variant;
	MUST(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, (uint32_t)wanted.size * 8,
					 &derived));
	vector_hold(derived);
	TEE_DeriveKey(operation, parameters, count, derived);
	MUST(TEE_GetObjectBufferAttribute(derived, TEE_ATTR_SECRET_VALUE, got.data, &got.size));
	outcome_compare("the derived key", got, wanted);
}

/* The key is all. */
void run_key(const struct vector *vector, unsigned int variant)
{
	(void)variant;
	vector_key(vector, 'k');
}

/* Fields: value. Valid if it is a prime, invalid if it is composite. */
void run_prime(const struct vector *vector, unsigned int variant)
{
	struct bytes number = vector_bytes(vector, "value");
	const size_t words = TEE_BigIntSizeInU32(number.size * 8 + 1);
	struct bytes memory = vector_alloc(words * sizeof(TEE_BigInt));
	TEE_BigInt *big = (TEE_BigInt *)memory.data;

	(void)variant;
	TEE_BigIntInit(big, words);
	MUST(TEE_BigIntConvertFromOctetString(big, number.data, number.size, 1));
	if (!TEE_BigIntIsProbablePrime(big, 80))
		outcome_must(TEE_ERROR_SIGNATURE_INVALID, "TEE_BigIntIsProbablePrime");
}
