/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that the TEE can access, and the cache of it. */
#ifndef TEEC_MEMORY_H
#define TEEC_MEMORY_H

#include "teec_private.h"

/**
 * teec_memory_get() - get zeroed, mapped memory
 * @context:	the context
 * @size:	bytes; may be 0
 * @user:	TEEC_MEMORY_TEMPORARY or TEEC_MEMORY_CLIENT
 * @memory:	[out] the memory; the caller releases it with teec_memory_put()
 *
 * Return: 0 or -errno.
 */
int teec_memory_get(struct teec_context *context, size_t size,
		    enum teec_memory_user user, struct teec_memory **memory);

/**
 * teec_memory_register() - register memory of the program with the TEE
 * @context:	the context
 * @at:		address of the memory
 * @size:	bytes; 0 registers one byte
 * @user:	TEEC_MEMORY_TEMPORARY or TEEC_MEMORY_CLIENT
 * @memory:	[out] the memory; the caller releases it with teec_memory_put()
 *
 * Return: 0 or -errno; -EOPNOTSUPP if the TEE does not register memory.
 */
int teec_memory_register(struct teec_context *context, void *at, size_t size,
			 enum teec_memory_user user, struct teec_memory **memory);

/**
 * teec_memory_shadow() - get memory for copies of a client's buffer that is not registered
 * @context:	the context
 * @buffer:	the client's buffer, which each operation copies
 * @size:	bytes at @buffer
 * @memory:	[out] the memory; the caller releases it with teec_memory_put()
 *
 * If no memory is available for a copy and @size is at most TEEC_COPY_LARGEST, this succeeds
 * without one: each operation then gets memory when it runs.
 *
 * Return: 0 or -errno.
 */
int teec_memory_shadow(struct teec_context *context, void *buffer, size_t size,
		       struct teec_memory **memory);

/**
 * teec_memory_borrow() - get memory for an operation's copy of a client's buffer
 * @registered:	memory from teec_memory_shadow()
 * @start:	[in,out] offset in the buffer of the first byte that the operation uses; set to
 *		the offset in the buffer of the first byte of @memory
 * @end:	offset after the last byte that the operation uses
 * @memory:	[out] @registered itself, or memory of this operation if another operation
 *		uses @registered; the caller releases it with teec_memory_return()
 *
 * Return: 0 or -errno.
 */
int teec_memory_borrow(struct teec_memory *registered, size_t *start, size_t end,
		       struct teec_memory **memory);

/**
 * teec_memory_return() - release an operation's memory
 * @memory:	memory from teec_memory_get(), teec_memory_register() or teec_memory_borrow()
 * @used:	bytes from the start of @memory that may be nonzero. If @memory is a copy of a
 *		client's buffer, they are wiped and the copy is kept for the next operation.
 *		Other memory is released as by teec_memory_put()
 */
void teec_memory_return(struct teec_memory *memory, size_t used);

/**
 * teec_memory_import() - import a dma-buf or a memfd for a client
 * @context:	the context
 * @fd:		the dma-buf or memfd; the caller keeps it
 * @memory:	[out] the memory, with its size; the caller releases it with teec_memory_put()
 *
 * Return: 0 or -errno.
 */
int teec_memory_import(struct teec_context *context, int fd,
		       struct teec_memory **memory);

/**
 * teec_memory_put() - release memory
 * @memory:	the memory
 * @used:	bytes from its start that may be nonzero
 *
 * Wipes these bytes before it caches the memory. Memory that is larger than
 * TEEC_CACHE_LARGEST, or that another process maps, is neither wiped nor cached.
 */
void teec_memory_put(struct teec_memory *memory, size_t used);

/**
 * teec_memory_drain() - free the cache of a context
 * @context:	the context, locked
 */
void teec_memory_drain(struct teec_context *context);

/**
 * teec_memory_forked_parent() - mark clients' memory as also mapped by a child
 * @context:	the context, locked
 */
void teec_memory_forked_parent(struct teec_context *context);

/**
 * teec_memory_forked_child() - free the inherited memory that a child must not use
 * @context:	the context, locked
 *
 * Frees the cache, the memory of operations, and the copies of clients' buffers.
 */
void teec_memory_forked_child(struct teec_context *context);

#endif
