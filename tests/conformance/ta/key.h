/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys for the cases of the conformance test */
#ifndef TESTS_CONFORMANCE_KEY_H
#define TESTS_CONFORMANCE_KEY_H

#include <tee_internal_api.h>

/**
 * key_make() - make a symmetric key of bytes 1, 2, 3 …
 * @type:	its type
 * @bits:	its size
 * @key:	[out] the key
 *
 * Return: TEE_SUCCESS, or what a function of the API returns.
 */
TEE_Result key_make(TEE_ObjectType type, uint32_t bits, TEE_ObjectHandle *key);

/**
 * key_generate() - generate a key without parameters
 * @type:	its type
 * @bits:	its size
 * @key:	[out] the key
 *
 * Return: TEE_SUCCESS, or what a function of the API returns.
 */
TEE_Result key_generate(TEE_ObjectType type, uint32_t bits, TEE_ObjectHandle *key);

/**
 * key_generate_ecc() - generate a key pair on NIST's curve P-256
 * @type:	its type
 * @key:	[out] the key pair
 *
 * Return: TEE_SUCCESS, or what a function of the API returns.
 */
TEE_Result key_generate_ecc(TEE_ObjectType type, TEE_ObjectHandle *key);

/**
 * key_operation() - allocate an operation and set its key
 * @algorithm:	the algorithm
 * @mode:	the mode
 * @bits:	size of the key
 * @key:	the key, or TEE_HANDLE_NULL
 * @operation:	[out] the operation
 *
 * Return: TEE_SUCCESS, or what a function of the API returns.
 */
TEE_Result key_operation(uint32_t algorithm, uint32_t mode, uint32_t bits, TEE_ObjectHandle key,
			 TEE_OperationHandle *operation);

/**
 * key_start() - make a symmetric key, and an operation with it
 * @algorithm:	the algorithm
 * @mode:	the mode
 * @type:	type of the key
 * @bits:	size of the key
 * @operation:	[out] the operation
 *
 * Return: TEE_SUCCESS, or what a function of the API returns.
 */
TEE_Result key_start(uint32_t algorithm, uint32_t mode, TEE_ObjectType type, uint32_t bits,
		     TEE_OperationHandle *operation);

#endif
