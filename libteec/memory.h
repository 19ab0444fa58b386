/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that the TEE can access, and a cache for it */
#ifndef TEEC_MEMORY_H
#define TEEC_MEMORY_H

#include "teec_private.h"

/**
 * teec_memory_get() - allocate mapped and zeroed memory
 * @context:	the context
 * @size:	bytes, possibly 0
 * @user:	TEEC_MEMORY_TEMPORARY or TEEC_MEMORY_CLIENT
 * @memory:	[out] the memory, to be released with teec_memory_put()
 *
 * Return: 0 or -errno.
 */
int teec_memory_get(struct teec_context *context, size_t size,
		    enum teec_memory_user user, struct teec_memory **memory);

/**
 * teec_memory_register() - register the program's memory with the TEE
 * @context:	the context
 * @at:		its address
 * @size:	bytes; 0 still registers one byte
 * @user:	TEEC_MEMORY_TEMPORARY or TEEC_MEMORY_CLIENT
 * @memory:	[out] the memory, to be released with teec_memory_put()
 *
 * Return: 0 or -errno, e.g. -EOPNOTSUPP if the TEE cannot register memory.
 */
int teec_memory_register(struct teec_context *context, void *at, size_t size,
			 enum teec_memory_user user, struct teec_memory **memory);

/**
 * teec_memory_shadow() - allocate a copy of a buffer that cannot be registered
 * @context:	the context
 * @buffer:	the client's buffer, copied for each operation
 * @size:	bytes at @buffer
 * @memory:	[out] the memory, to be released with teec_memory_put()
 *
 * Up to TEEC_COPY_LARGEST, being out of memory is not an error. Each operation then allocates
 * its own copy.
 *
 * Return: 0 or -errno.
 */
int teec_memory_shadow(struct teec_context *context, void *buffer, size_t size,
		       struct teec_memory **memory);

/**
 * teec_memory_borrow() - get hold of a copy of a client's buffer, for one operation
 * @registered:	what teec_memory_shadow() returned
 * @start:	[in,out] where in the buffer the operation starts; on return, where @memory
 *		starts
 * @end:	where the operation ends, exclusive
 * @memory:	[out] @registered itself, or if that's taken, memory of our own. To be released
 *		with teec_memory_return()
 *
 * Return: 0 or -errno.
 */
int teec_memory_borrow(struct teec_memory *registered, size_t *start, size_t end,
		       struct teec_memory **memory);

/**
 * teec_memory_return() - release memory after an operation
 * @memory:	memory from teec_memory_get(), teec_memory_register() or teec_memory_borrow()
 * @used:	bytes from the start that may be nonzero
 *
 * A client's copy is wiped and kept for the next operation. Everything else goes to
 * teec_memory_put().
 */
void teec_memory_return(struct teec_memory *memory, size_t used);

/**
 * teec_memory_import() - import a client's dma-buf or memfd
 * @context:	the context
 * @fd:		the dma-buf or memfd, which the caller keeps
 * @memory:	[out] the memory and its size, to be released with teec_memory_put()
 *
 * Return: 0 or -errno.
 */
int teec_memory_import(struct teec_context *context, int fd,
		       struct teec_memory **memory);

/**
 * teec_memory_put() - release memory
 * @memory:	the memory
 * @used:	bytes from the start that may be nonzero
 *
 * Wipes these bytes and caches the memory if there is room. Memory that is larger than
 * TEEC_CACHE_LARGEST, or mapped by another process too, is freed without wiping it.
 */
void teec_memory_put(struct teec_memory *memory, size_t used);

/**
 * teec_memory_drain() - free a context's cache before its connection is closed
 * @context:	the context, locked
 */
void teec_memory_drain(struct teec_context *context);

/**
 * teec_memory_forked_parent() - note that a child has the clients' memory mapped too
 * @context:	the context, locked
 */
void teec_memory_forked_parent(struct teec_context *context);

/**
 * teec_memory_forked_child() - drop what a child can't use
 * @context:	the context, locked
 *
 * That is the cache, the memory of operations in progress, and copies of clients' buffers.
 */
void teec_memory_forked_child(struct teec_context *context);

#endif
