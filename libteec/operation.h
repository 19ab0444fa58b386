/* SPDX-License-Identifier: BSD-2-Clause */
/* Conversion of an operation's parameters and results. */
#ifndef TEEC_OPERATION_H
#define TEEC_OPERATION_H

#include "teec_private.h"

/**
 * struct teec_transfer - an operation's parameters, in the program's and in the kernel's form
 * @context:	the context
 * @operation:	the program's operation, or NULL if there are no parameters
 * @num_params:	parameters used in @params; the rest are of type none
 * @params:	parameters in the kernel's form
 * @memory:	copy or registration of the program's memory, which this reference releases;
 *		NULL if there is nothing to release, or if an earlier reference releases it
 * @used:	bytes from the start of @memory that may be nonzero
 * @registered:	memory of a TEEC_SharedMemory that this operation uses a copy of, or NULL
 * @copy:	copy of @registered
 * @start:	offset of the first byte of @copy in @registered
 * @at:		address of the copy of the program's memory
 * @buffer:	the program's memory, of which @at is a copy, or NULL
 * @size:	size of the program's memory in bytes, as the program gave it
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
 * teec_transfer_begin() - convert an operation's parameters for the kernel
 * @transfer:	[out] the transfer; the caller ends it with teec_transfer_end(), on error too
 * @context:	the context
 * @operation:	the program's operation, may be NULL
 * @params:	room for TEEC_PARAMS parameters
 *
 * Copies inputs to memory that the TEE can access.
 *
 * Return: TEEC_SUCCESS, TEEC_ERROR_BAD_PARAMETERS, TEEC_ERROR_OUT_OF_MEMORY, or another
 * error of the kernel.
 */
TEEC_Result teec_transfer_begin(struct teec_transfer *transfer,
				struct teec_context *context, TEEC_Operation *operation,
				struct tee_ioctl_param *params);

/**
 * teec_transfer_end() - copy the outputs to the program, and release the memory
 * @transfer:	the transfer
 * @answer:	result of the TEE, or NULL if the operation did not reach the TEE; the
 *		program's operation and memory then stay unchanged
 */
void teec_transfer_end(struct teec_transfer *transfer, const TEEC_Result *answer);

#endif
