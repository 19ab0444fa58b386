/* SPDX-License-Identifier: BSD-2-Clause */
/* Parameter conversion */
#ifndef TEEC_OPERATION_H
#define TEEC_OPERATION_H

#include "teec_private.h"

/**
 * struct teec_transfer - an operation on its way to the kernel and back
 * @context:	the context
 * @operation:	the program's operation, or NULL if it has no parameters
 * @num_params:	how many of @params are in use
 * @params:	the parameters as the kernel wants them
 * @memory:	copy or registration of the program's memory, for us to release. NULL if there
 *		is none, or if it belongs to an earlier reference
 * @used:	bytes from the start of @memory that may be nonzero
 * @registered:	a TEEC_SharedMemory's memory, if we use a copy of it
 * @copy:	the copy
 * @start:	where in @registered the copy starts
 * @at:		our copy of @buffer
 * @buffer:	the program's memory, or NULL if it is not copied
 * @size:	bytes of the program's memory, according to the program
 */
struct teec_transfer {
	struct teec_context *context;
	TEEC_Operation *operation;
	uint32_t num_params;
	struct tee_ioctl_param *params;
	struct {
		struct teec_memory *memory;
		size_t used;
		const struct teec_memory *registered;
		struct teec_memory *copy;
		size_t start;
		void *at;
		void *buffer;
		size_t size;
	} memref[TEEC_PARAMS];
};

/**
 * teec_transfer_begin() - convert parameters for the kernel
 * @transfer:	[out] the transfer; needs a teec_transfer_end() even after an error
 * @context:	the context
 * @operation:	the program's operation, or NULL
 * @params:	room for TEEC_PARAMS parameters
 *
 * Buffers that are not registered with the TEE are copied to memory that is.
 *
 * Return: TEEC_SUCCESS, TEEC_ERROR_BAD_PARAMETERS, TEEC_ERROR_OUT_OF_MEMORY, or whatever the
 * kernel's error translates to.
 */
TEEC_Result teec_transfer_begin(struct teec_transfer *transfer,
				struct teec_context *context, TEEC_Operation *operation,
				struct tee_ioctl_param *params);

/**
 * teec_transfer_end() - copy outputs back and release the memory
 * @transfer:	the transfer
 * @answer:	the TEE's result. NULL if the operation never got there, which leaves the
 *		program's operation and memory as they were
 */
void teec_transfer_end(struct teec_transfer *transfer, const TEEC_Result *answer);

#endif
