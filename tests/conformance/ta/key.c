// SPDX-License-Identifier: BSD-2-Clause
/* Keys for the cases of the conformance test */
#include "key.h"

TEE_Result key_make(TEE_ObjectType type, uint32_t bits, TEE_ObjectHandle *key)
{
	TEE_Result result = TEE_AllocateTransientObject(type, bits, key);
	TEE_Attribute attribute;
	uint8_t bytes[128];

	for (size_t n = 0; n < sizeof(bytes); n++)
		bytes[n] = (uint8_t)(n + 1);
	TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, bytes, bits / 8);
	return result ? result : TEE_PopulateTransientObject(*key, &attribute, 1);
}

TEE_Result key_generate(TEE_ObjectType type, uint32_t bits, TEE_ObjectHandle *key)
{
	TEE_Result result = TEE_AllocateTransientObject(type, bits, key);

	return result ? result : TEE_GenerateKey(*key, bits, NULL, 0);
}

TEE_Result key_generate_ecc(TEE_ObjectType type, TEE_ObjectHandle *key)
{
	TEE_Result result = TEE_AllocateTransientObject(type, 256, key);
	TEE_Attribute curve;

	TEE_InitValueAttribute(&curve, TEE_ATTR_ECC_CURVE, TEE_ECC_CURVE_NIST_P256, 0);
	return result ? result : TEE_GenerateKey(*key, 256, &curve, 1);
}

TEE_Result key_operation(uint32_t algorithm, uint32_t mode, uint32_t bits, TEE_ObjectHandle key,
			 TEE_OperationHandle *operation)
{
	TEE_Result result = TEE_AllocateOperation(operation, algorithm, mode, bits);

	if (result || key == TEE_HANDLE_NULL)
		return result;
	return TEE_SetOperationKey(*operation, key);
}

TEE_Result key_start(uint32_t algorithm, uint32_t mode, TEE_ObjectType type, uint32_t bits,
		     TEE_OperationHandle *operation)
{
	TEE_ObjectHandle key;
	TEE_Result result = key_make(type, bits, &key);

	if (!result)
		result = key_operation(algorithm, mode, bits, key, operation);
	TEE_FreeTransientObject(key);
	return result;
}
