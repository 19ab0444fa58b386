// SPDX-License-Identifier: BSD-2-Clause
/* Handles, keys and states of operations: Internal Core API 1.3, 6.2. */

#include <openssl/crypto.h>
#include <stdlib.h>

#include "softteed/api/crypto/methods.h"
#include "softteed/api/crypto/operation.h"
#include "softteed/api/object/handle.h"
#include "softteed/api/object/type.h"

static struct handle_table operations = { .kind = HANDLE_OPERATION };

static const struct operation_methods *find_methods(uint32_t class)
{
	switch (class) {
	case TEE_OPERATION_DIGEST:
		return &digest_methods;
	case TEE_OPERATION_CIPHER:
		return &cipher_methods;
	case TEE_OPERATION_MAC:
		return &mac_methods;
	case TEE_OPERATION_AE:
		return &ae_methods;
	case TEE_OPERATION_KEY_DERIVATION:
		return &derive_methods;
	default:
		return &asymmetric_methods;
	}
}

struct operation *operation_get(TEE_OperationHandle handle, const char *function)
{
	struct operation *operation = handle_find(&operations, (uintptr_t)handle);

	if (!operation)
		operation_panic(function, "invalid operation handle %p", (void *)handle);
	return operation;
}

struct operation *operation_get_class(TEE_OperationHandle handle, uint32_t class,
				      const char *function)
{
	struct operation *operation = operation_get(handle, function);

	if (operation->algorithm->class != class)
		operation_panic(function, "TEE_ALG_%s is not for this function",
				operation->algorithm->name);
	if (!(operation->flags & TEE_HANDLE_FLAG_KEY_SET))
		operation_bad_state(function, "the operation has no key");
	return operation;
}

struct operation *operation_get_started(TEE_OperationHandle handle, uint32_t class,
					const char *function)
{
	struct operation *operation = operation_get_class(handle, class, function);

	if (!(operation->flags & TEE_HANDLE_FLAG_INITIALIZED))
		operation_bad_state(function, "the operation is not initialized");
	return operation;
}

void operation_begin(struct operation *operation, uint32_t state)
{
	operation->flags |= TEE_HANDLE_FLAG_INITIALIZED;
	operation->state = state;
}

void operation_end(struct operation *operation, const char *function)
{
	TEE_Result result = TEE_SUCCESS;

	operation->state = TEE_OPERATION_STATE_INITIAL;
	operation->flags &= ~TEE_HANDLE_FLAG_EXTRACTING;
	if (operation->algorithm->class != TEE_OPERATION_DIGEST)
		operation->flags &= ~TEE_HANDLE_FLAG_INITIALIZED;
	if (operation->methods->reset)
		result = operation->methods->reset(operation);
	if (result != TEE_SUCCESS)
		runtime_panic(result, function, "can't reset the operation");
}

void operation_check_input(const void *data, size_t size, const char *function)
{
	if (!data && size)
		operation_panic(function, "the input is NULL, but has a size of %zu", size);
}

const uint8_t *operation_secret(const struct object *key, size_t *size)
{
	*size = key->attributes[0].buffer.size;
	return key->attributes[0].buffer.data;
}

bool operation_fits(size_t needed, const void *buffer, size_t *size)
{
	if (needed <= *size && (buffer || !needed))
		return true;
	*size = needed;
	return false;
}

static void free_operation(struct operation *operation)
{
	if (operation->data && operation->methods->destroy)
		operation->methods->destroy(operation);
	OPENSSL_clear_free(operation->data, operation->methods->state_size);
	object_free(operation->keys[0]);
	object_free(operation->keys[1]);
	OPENSSL_clear_free(operation, sizeof(*operation));
}

static TEE_Result create_operation(struct operation *operation)
{
	TEE_Result result = TEE_SUCCESS;

	operation->data = OPENSSL_zalloc(operation->methods->state_size);
	if (!operation->data)
		return TEE_ERROR_OUT_OF_MEMORY;
	if (operation->methods->create)
		result = operation->methods->create(operation);
	if (result != TEE_SUCCESS)
		return result;
	operation->handle = handle_open(&operations, operation);
	return operation->handle ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

static bool allowed(const struct algorithm *algorithm, uint32_t mode, uint32_t max_key_size)
{
	const unsigned int num_keys = algorithm_num_keys(algorithm);

	if (mode > TEE_MODE_DERIVE || !(algorithm_modes(algorithm) & 1u << mode))
		return false;
	/* With two keys, the size is the sum of both. */
	return !num_keys || (max_key_size % num_keys == 0 &&
			     algorithm_key_size_valid(algorithm, max_key_size / num_keys));
}

TEE_Result TEE_AllocateOperation(TEE_OperationHandle *operation, uint32_t algorithm, uint32_t mode,
				 uint32_t maxKeySize)
{
	const struct algorithm *found = algorithm_find(algorithm);
	struct operation *new;
	TEE_Result result;

	annotation_require_own(operation, sizeof(*operation), "the handle", __func__);
	if (!found || !allowed(found, mode, maxKeySize))
		return TEE_ERROR_NOT_SUPPORTED;
	new = OPENSSL_zalloc(sizeof(*new));
	if (!new)
		return TEE_ERROR_OUT_OF_MEMORY;
	new->algorithm = found;
	new->methods = find_methods(found->class);
	new->mode = mode;
	new->max_key_size = maxKeySize;
	new->usage = algorithm_usage(found, mode);
	new->state = TEE_OPERATION_STATE_INITIAL;
	if (mode == TEE_MODE_SIGN || mode == TEE_MODE_MAC || mode == TEE_MODE_DIGEST)
		new->digest_size = algorithm_digest_size(found);
	if (found->class == TEE_OPERATION_DIGEST)
		new->flags = TEE_HANDLE_FLAG_KEY_SET | TEE_HANDLE_FLAG_INITIALIZED;
	if (algorithm_num_keys(found) == 2)
		new->flags = TEE_HANDLE_FLAG_EXPECT_TWO_KEYS;

	result = create_operation(new);
	if (result == TEE_SUCCESS)
		*operation = (TEE_OperationHandle)new->handle;
	else
		free_operation(new);
	return result;
}

void TEE_FreeOperation(TEE_OperationHandle operation)
{
	struct operation *found;

	if (operation == TEE_HANDLE_NULL)
		return;
	found = operation_get(operation, __func__);
	handle_close(&operations, found->handle);
	free_operation(found);
}

void TEE_GetOperationInfo(TEE_OperationHandle operation, TEE_OperationInfo *operationInfo)
{
	const struct operation *found = operation_get(operation, __func__);
	const bool two_keys = found->flags & TEE_HANDLE_FLAG_EXPECT_TWO_KEYS;

	annotation_require_own(operationInfo, sizeof(*operationInfo), "the information",
			       __func__);
	*operationInfo = (TEE_OperationInfo){
		.algorithm = found->algorithm->id,
		.operationClass = found->algorithm->class,
		.mode = found->mode,
		.digestLength = found->digest_size,
		.maxKeySize = found->max_key_size,
		.keySize = two_keys || !found->keys[0] ? 0 : found->keys[0]->size,
		.requiredKeyUsage = two_keys ? 0 : found->usage,
		.handleState = found->flags,
	};
}

TEE_Result TEE_GetOperationInfoMultiple(TEE_OperationHandle operation,
					TEE_OperationInfoMultiple *operationInfoMultiple,
					size_t *operationSize)
{
	const struct operation *found = operation_get(operation, __func__);
	const unsigned int num_keys = algorithm_num_keys(found->algorithm);
	const size_t needed = sizeof(TEE_OperationInfoMultiple) +
			      num_keys * sizeof(TEE_OperationInfoKey);

	annotation_require_own(operationSize, sizeof(*operationSize), "the size", __func__);
	if (!operation_fits(needed, operationInfoMultiple, operationSize))
		return TEE_ERROR_SHORT_BUFFER;
	*operationInfoMultiple = (TEE_OperationInfoMultiple){
		.algorithm = found->algorithm->id,
		.operationClass = found->algorithm->class,
		.mode = found->mode,
		.digestLength = found->digest_size,
		.maxKeySize = found->max_key_size,
		.handleState = found->flags,
		.operationState = found->state,
		.numberOfKeys = num_keys,
	};
	for (unsigned int n = 0; n < num_keys; n++)
		operationInfoMultiple->keyInformation[n] = (TEE_OperationInfoKey){
			.keySize = found->keys[n] ? found->keys[n]->size : 0,
			.requiredKeyUsage = found->usage,
		};
	*operationSize = needed;
	return TEE_SUCCESS;
}

void TEE_ResetOperation(TEE_OperationHandle operation)
{
	struct operation *found = operation_get(operation, __func__);

	if (!(found->flags & TEE_HANDLE_FLAG_KEY_SET))
		operation_bad_state(__func__, "the operation has no key");
	operation_end(found, __func__);
}

/* Version 1.1 counts DES keys without the parity bits (56, 112, 168 bits), 1.3 with them. */
static uint32_t with_parity(uint32_t key_type, uint32_t bits)
{
	const bool des = key_type == TEE_TYPE_DES || key_type == TEE_TYPE_DES3;

	return des && bits % 64 ? bits / 7 * 8 : bits;
}

static void check_key(const struct operation *operation, const struct object *key,
		      const char *function)
{
	const struct algorithm *algorithm = operation->algorithm;
	const uint32_t max = operation->max_key_size / algorithm_num_keys(algorithm);
	const struct curve *curve;

	if (!object_is_initialized(key))
		operation_panic(function, "the key is not initialized");
	if (!algorithm_key_type_valid(algorithm, operation->mode, key->type))
		operation_panic(function, "key of type 0x%08x for TEE_ALG_%s", key->type,
				algorithm->name);
	if ((key->usage & operation->usage) != operation->usage)
		operation_panic(function, "the key's usage 0x%x lacks 0x%x", key->usage,
				operation->usage);
	if (with_parity(key->type, key->size) > with_parity(key->type, max))
		operation_panic(function, "key of %u bits in an operation of at most %u",
				key->size, max);
	curve = object_curve(key);
	if (curve && algorithm->curve && curve->id != algorithm->curve)
		operation_panic(function, "the key's curve does not fit TEE_ALG_%s",
				algorithm->name);
}

static void clear_keys(struct operation *operation)
{
	for (size_t n = 0; n < 2; n++) {
		object_free(operation->keys[n]);
		operation->keys[n] = NULL;
	}
	operation->flags &= ~TEE_HANDLE_FLAG_KEY_SET;
}

/*
 * Copy @keys, or clear the operation's keys if the first one is NULL. A computation in progress
 * ends.
 */
static TEE_Result set_keys(struct operation *operation, const struct object *keys[2],
			   const char *function)
{
	TEE_Result result = TEE_SUCCESS;

	clear_keys(operation);
	operation_end(operation, function);
	for (size_t n = 0; n < 2 && keys[n]; n++) {
		operation->keys[n] = object_copy(keys[n]);
		if (!operation->keys[n])
			result = TEE_ERROR_OUT_OF_MEMORY;
	}
	if (result == TEE_SUCCESS && operation->methods->set_key)
		result = operation->methods->set_key(operation);
	if (result != TEE_SUCCESS) {
		clear_keys(operation);
		return result;
	}
	if (keys[0])
		operation->flags |= TEE_HANDLE_FLAG_KEY_SET;
	return TEE_SUCCESS;
}

/* Panic if the operation takes another number of keys. */
static void check_num_keys(const struct operation *operation, unsigned int num_keys,
			   const char *function)
{
	if (algorithm_num_keys(operation->algorithm) != num_keys)
		operation_panic(function, "TEE_ALG_%s takes %u keys", operation->algorithm->name,
				algorithm_num_keys(operation->algorithm));
}

TEE_Result TEE_SetOperationKey(TEE_OperationHandle operation, TEE_ObjectHandle key)
{
	struct operation *found = operation_get(operation, __func__);
	const struct object *keys[2] = { NULL, NULL };
	TEE_Result result;

	check_num_keys(found, 1, __func__);
	if (key != TEE_HANDLE_NULL) {
		keys[0] = object_get(key, __func__);
		check_key(found, keys[0], __func__);
	}
	result = set_keys(found, keys, __func__);
	if (result != TEE_SUCCESS)
		runtime_panic(result, __func__, "can't use the key");
	return result;
}

TEE_Result TEE_SetOperationKey2(TEE_OperationHandle operation, TEE_ObjectHandle key1,
				TEE_ObjectHandle key2)
{
	struct operation *found = operation_get(operation, __func__);
	const struct object *keys[2] = { NULL, NULL };
	TEE_Result result;

	check_num_keys(found, 2, __func__);
	if (!key1 != !key2)
		operation_panic(__func__, "only one of two keys");
	if (key1) {
		if (key1 == key2)
			return TEE_ERROR_SECURITY;
		keys[0] = object_get(key1, __func__);
		keys[1] = object_get(key2, __func__);
		check_key(found, keys[0], __func__);
		check_key(found, keys[1], __func__);
		if (keys[0]->size != keys[1]->size)
			operation_panic(__func__, "keys of %u and %u bits", keys[0]->size,
					keys[1]->size);
	}
	result = set_keys(found, keys, __func__);
	if (result != TEE_SUCCESS)
		runtime_panic(result, __func__, "can't use the keys");
	return result;
}

void TEE_CopyOperation(TEE_OperationHandle dstOperation, TEE_OperationHandle srcOperation)
{
	struct operation *to = operation_get(dstOperation, __func__);
	const struct operation *from = operation_get(srcOperation, __func__);
	const struct object *keys[2] = { from->keys[0], from->keys[1] };
	TEE_Result result = TEE_SUCCESS;

	if (to == from)
		return;
	if (to->algorithm != from->algorithm || to->mode != from->mode)
		operation_panic(__func__, "TEE_ALG_%s in mode %u to TEE_ALG_%s in mode %u",
				from->algorithm->name, from->mode, to->algorithm->name, to->mode);
	if (algorithm_num_keys(from->algorithm)) {
		for (size_t n = 0; n < 2 && keys[n]; n++)
			check_key(to, keys[n], __func__);
		result = set_keys(to, keys, __func__);
	}
	if (result == TEE_SUCCESS && to->methods->copy)
		result = to->methods->copy(to, from);
	if (result != TEE_SUCCESS)
		runtime_panic(result, __func__, "can't copy the operation");
	to->flags = from->flags;
	to->state = from->state;
	to->digest_size = from->digest_size;
}

TEE_Result TEE_IsAlgorithmSupported(uint32_t algId, uint32_t element)
{
	const struct algorithm *algorithm = algorithm_find(algId);
	const bool needs_curve = algorithm && (algorithm->curve ||
					       algorithm->scheme == SCHEME_ECDSA ||
					       algorithm->scheme == SCHEME_ECDH);

	if (!algorithm || needs_curve != (element != TEE_CRYPTO_ELEMENT_NONE))
		return TEE_ERROR_NOT_SUPPORTED;
	if (!needs_curve)
		return TEE_SUCCESS;
	if (algorithm->curve && element != algorithm->curve)
		return TEE_ERROR_NOT_SUPPORTED;
	return object_type_supported(algorithm->key_type, 0, element) ? TEE_SUCCESS :
									TEE_ERROR_NOT_SUPPORTED;
}
