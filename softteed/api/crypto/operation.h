/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations: an algorithm, a mode, copies of the keys, and the state of a computation
 * (Internal Core API 1.3, 6.2). The functions of each class of algorithms are in a file of their
 * own, behind struct operation_methods.
 */
#ifndef SOFTTEED_API_CRYPTO_OPERATION_H
#define SOFTTEED_API_CRYPTO_OPERATION_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "softteed/api/annotation.h"
#include "softteed/api/crypto/algorithm.h"
#include "softteed/api/object/object.h"

struct operation;

/**
 * struct operation_methods - what a class of algorithms does
 * @state_size:	bytes of the class's state, zeroed before create() and wiped after destroy()
 * @create:	allocate what the state needs
 * @destroy:	free what the state holds; the state may be incomplete
 * @set_key:	take the new keys from @operation->keys, which are NULL if they were cleared
 * @reset:	forget the computation in progress
 * @copy:	make @to's computation the same as @from's; both have the same keys
 *
 * NULL stands for a function that does nothing. All return TEE_SUCCESS,
 * TEE_ERROR_OUT_OF_MEMORY, TEE_ERROR_NOT_SUPPORTED, or TEE_ERROR_BAD_PARAMETERS if
 * OpenSSL refuses a key.
 */
struct operation_methods {
	size_t state_size;
	TEE_Result (*create)(struct operation *operation);
	void (*destroy)(struct operation *operation);
	TEE_Result (*set_key)(struct operation *operation);
	TEE_Result (*reset)(struct operation *operation);
	TEE_Result (*copy)(struct operation *to, const struct operation *from);
};

/**
 * struct operation - an operation
 * @algorithm:	what it computes
 * @methods:	its class's functions
 * @mode:	TEE_MODE_*
 * @max_key_size: what TEE_AllocateOperation() got, in bits
 * @usage:	TEE_USAGE_* that keys need
 * @flags:	TEE_HANDLE_FLAG_*
 * @state:	TEE_OPERATION_STATE_*
 * @digest_size: bytes of the digest, MAC or tag
 * @keys:	private copies of the keys, NULL if not set
 * @handle:	its handle
 * @data:	the class's state
 */
struct operation {
	const struct algorithm *algorithm;
	const struct operation_methods *methods;
	uint32_t mode;
	uint32_t max_key_size;
	uint32_t usage;
	uint32_t flags;
	uint32_t state;
	size_t digest_size;
	struct object *keys[2];
	uintptr_t handle;
	void *data;
};

/* End the instance because the application misused an operation. @function is __func__. */
#define operation_panic(function, ...)	\
	runtime_panic(TEE_ERROR_BAD_PARAMETERS, function, __VA_ARGS__)
#define operation_bad_state(function, ...)	\
	runtime_panic(TEE_ERROR_BAD_STATE, function, __VA_ARGS__)

/**
 * operation_get() - find the operation that an argument of the API names
 * @handle:	what the application passed
 * @function:	the function that it called, __func__
 *
 * Return: the operation. Panics if the application has no such operation.
 */
struct operation *operation_get(TEE_OperationHandle handle, const char *function);

/**
 * operation_get_class() - find an operation of a class, with its key
 * @handle:	what the application passed
 * @class:	TEE_OPERATION_*
 * @function:	the function that it called, __func__
 *
 * Return: the operation. Panics if the application has no such operation, if it is of a
 * different class, or if its key is not set.
 */
struct operation *operation_get_class(TEE_OperationHandle handle, uint32_t class,
				      const char *function);

/**
 * operation_get_started() - find an operation of a class that is initialized
 * @handle:	what the application passed
 * @class:	TEE_OPERATION_*
 * @function:	the function that it called, __func__
 *
 * Return: the operation. Panics as operation_get_class(), and if no TEE_*Init() function was
 * called.
 */
struct operation *operation_get_started(TEE_OperationHandle handle, uint32_t class,
					const char *function);

/**
 * operation_begin() - note that a computation has started
 * @operation:	the operation
 * @state:	TEE_OPERATION_STATE_INITIAL or TEE_OPERATION_STATE_ACTIVE
 */
void operation_begin(struct operation *operation, uint32_t state);

/**
 * operation_end() - return an operation to the initial state, after a computation
 * @operation:	the operation
 * @function:	for the panic if that fails
 */
void operation_end(struct operation *operation, const char *function);

/**
 * operation_check_input() - panic if an input buffer is NULL but not empty
 * @data:	the buffer
 * @size:	its size in bytes
 * @function:	the API function, __func__
 */
void operation_check_input(const void *data, size_t size, const char *function);

/**
 * operation_secret() - get the only attribute of a symmetric key
 * @key:	a key of an operation
 * @size:	[out] its size in bytes
 *
 * Return: the bytes, which stay the key's.
 */
const uint8_t *operation_secret(const struct object *key, size_t *size);

/**
 * operation_fits() - check the room of an output buffer
 * @needed:	bytes needed
 * @buffer:	the buffer
 * @size:	[in,out] its size in bytes; set to @needed if it is too small
 *
 * Return: true if @needed bytes fit.
 */
bool operation_fits(size_t needed, const void *buffer, size_t *size);

#endif /* SOFTTEED_API_CRYPTO_OPERATION_H */
