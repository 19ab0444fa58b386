/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types shared by the library's files
 *
 * Objects and their owners:
 *
 *   struct teec_context  what is behind a TEEC_Context. It is looked up by file descriptor, so
 *                        programs can copy the TEEC_Context. There is one reference from
 *                        TEEC_InitializeContext() until TEEC_FinalizeContext(), and one for
 *                        each struct teec_memory in use, since memory may well be released
 *                        after its context was finalized.
 *   struct teec_memory   memory that the TEE can access, on its context's list from
 *                        allocation until it is freed. It belongs to its user until
 *                        teec_memory_put(), which frees it or moves it to the context's
 *                        cache.
 *
 * Locks, outermost first: those of cancel.c, the one for the list of contexts, a context's
 * lock, that of a connection to softteed. We do not hold the first three across system calls,
 * except that TEEC_RequestCancellation() keeps its lock while it notifies the TEE,
 * TEEC_FinalizeContext() unmaps the cache with the list and the context locked, and fork()
 * happens with everything locked. In the last case the child also unmaps what it cannot use
 * before it unlocks.
 */
#ifndef TEEC_PRIVATE_H
#define TEEC_PRIVATE_H

#include <linux/tee.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_client_api.h>
#include <tee_client_api_extensions.h>

#include "door.h"

#define TEEC_EXPORT __attribute__((visibility("default")))

/* The cache is for buffers of 4 KiB, 8 KiB, and so on up to this size. */
#define TEEC_CACHE_LARGEST	((size_t)64 << 10)
#define TEEC_CACHE_SIZES	5
/*
 * Maximum bytes per context in the cache. Not a lot, since reserved memory is shared by all
 * clients.
 */
#define TEEC_CACHE_MOST		((size_t)128 << 10)

/*
 * Temporary references up to this size are copied, the rest is registered. Also, up to this
 * size we allocate from the kernel, and above it we register our own pages. When one
 * doesn't work we try the other.
 */
#define TEEC_COPY_LARGEST	((size_t)1 << 20)

#define TEEC_PARAMS		TEEC_CONFIG_PAYLOAD_REF_COUNT

struct teec_memory;

/**
 * struct teec_context - a connection to a TEE
 * @next:	list of all contexts, under that list's lock
 * @door:	how to reach the TEE; constant
 * @registers:	the TEE can register memory; constant
 * @null_memref: the TEE knows null references; constant
 * @lock:	protects everything below
 * @refs:	refcount, see above
 * @finalized:	@door is as good as closed, so do not cache anything
 * @memories:	all of this context's memory
 * @cache:	free buffers by size, zeroed, the last used first
 * @cached:	bytes in @cache
 */
struct teec_context {
	struct teec_context *next;
	struct teec_door door;
	bool registers;
	bool null_memref;
	pthread_mutex_t lock;
	unsigned int refs;
	bool finalized;
	struct teec_memory *memories;
	struct teec_memory *cache[TEEC_CACHE_SIZES];
	size_t cached;
};

/* Who is using the memory? */
enum teec_memory_user {
	TEEC_MEMORY_CACHED,	/* nobody, it is in the cache */
	TEEC_MEMORY_TEMPORARY,	/* an operation */
	TEEC_MEMORY_CLIENT,	/* a TEEC_SharedMemory */
};

/**
 * struct teec_memory - memory that the TEE can access
 * @context:	its context; constant
 * @door:	its context's operations, also usable once the context is freed; constant
 * @softteed:	the connection that has allocated or imported this memory, a reference; NULL
 *		for a device
 * @next:	context's list, under the context's lock
 * @previous:	context's list, backwards
 * @next_cached: cache list, under the context's lock
 * @user:	who is using it, under the context's lock
 * @inherited:	there was a fork() while a TEEC_SharedMemory was using this, so another process
 *		has it mapped too; written under the context's lock
 * @id:		its id on @context->door, or -1
 * @fd:		descriptor of the registration or import; -1 if the kernel allocated the memory
 * @at:		our mapping of it, or NULL
 * @own_pages:	@at is anonymous memory that we have registered
 * @size:	bytes mapped or registered
 * @granted:	bytes that the client asked for
 * @client_buffer: the client's buffer, if the kernel would not register it. In that case @at is a
 *		copy of it, or NULL if there was no memory for one
 * @lent:	an operation is using the copy, under the context's lock
 */
struct teec_memory {
	struct teec_context *context;
	const struct teec_door_ops *door;
	struct teec_softteed *softteed;
	struct teec_memory *next, *previous;
	struct teec_memory *next_cached;
	enum teec_memory_user user;
	bool inherited;
	int id;
	int fd;
	void *at;
	bool own_pages;
	size_t size;
	size_t granted;
	void *client_buffer;
	bool lent;
};

#endif
