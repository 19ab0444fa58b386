/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types that the library's files share.
 *
 * Objects and their owners:
 *
 *   struct teec_context  state of an initialized TEEC_Context. It is looked up by file
 *                        descriptor, so that a TEEC_Context may be copied. References:
 *                        one from TEEC_InitializeContext() to TEEC_FinalizeContext(), and
 *                        one for each struct teec_memory in use. Memory may therefore be
 *                        released after its context was finalized.
 *   struct teec_memory   memory that the TEE can access. It is on its context's list from
 *                        its allocation until it is freed. Its user owns it until
 *                        teec_memory_put(), which frees it or moves it to the context's
 *                        cache.
 *
 * Locks, outermost first: the locks of cancel.c, the lock of the list of contexts, a
 * context's lock. No lock is held across a system call, with two exceptions: a lock of
 * cancel.c is held across TEE_IOC_CANCEL, and TEEC_FinalizeContext() unmaps the cache with
 * the lock of the list and the context's lock held.
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

#define TEEC_EXPORT __attribute__((visibility("default")))

/* A context's cache has buffers of 4 KiB, 8 KiB and so on, up to this size. */
#define TEEC_CACHE_LARGEST	((size_t)64 << 10)
#define TEEC_CACHE_SIZES	5
/*
 * Maximum size of a context's cache in bytes. It is small, because clients share reserved
 * memory.
 */
#define TEEC_CACHE_MOST		((size_t)128 << 10)

/*
 * Temporary references up to this size are copied, larger ones are registered. Buffers up
 * to this size are allocated by the kernel, larger ones are pages of this process.
 */
#define TEEC_COPY_LARGEST	((size_t)1 << 20)

#define TEEC_PARAMS		TEEC_CONFIG_PAYLOAD_REF_COUNT

struct teec_memory;

/**
 * struct teec_context - connection to a TEE
 * @next:	next on the list of all contexts, under that list's lock
 * @fd:		open device, constant
 * @registers:	the TEE can register a program's memory, constant
 * @null_memref: the TEE supports null memory references, constant
 * @lock:	protects the members below
 * @refs:	references, see above
 * @finalized:	@fd is closed or about to be; released memory is not cached
 * @memories:	list of this context's memory
 * @cache:	unused memory by size, last used first; all its bytes are zero
 * @cached:	bytes of memory in @cache
 */
struct teec_context {
	struct teec_context *next;
	int fd;
	bool registers;
	bool null_memref;
	pthread_mutex_t lock;
	unsigned int refs;
	bool finalized;
	struct teec_memory *memories;
	struct teec_memory *cache[TEEC_CACHE_SIZES];
	size_t cached;
};

/* User of memory. */
enum teec_memory_user {
	TEEC_MEMORY_CACHED,	/* no user: it is in the cache */
	TEEC_MEMORY_TEMPORARY,	/* an operation */
	TEEC_MEMORY_CLIENT,	/* a TEEC_SharedMemory */
};

/**
 * struct teec_memory - memory that the TEE can access
 * @context:	its context, constant
 * @next:	next on the context's list, under the context's lock
 * @previous:	previous on the context's list, under the context's lock
 * @next_cached: next on a list of the context's cache, under the context's lock
 * @user:	its user, under the context's lock
 * @inherited:	the process forked while a TEEC_SharedMemory used this memory, so that
 *		another process maps it too; written under the context's lock
 * @id:		id of the memory on @context->fd, or -1
 * @fd:		descriptor that holds the memory if this process does not map it, or -1
 * @at:		address of the mapping, or NULL if not mapped
 * @own_pages:	@at is anonymous memory of this process that is registered
 * @size:	bytes mapped or registered
 * @granted:	bytes that the client asked for, if @user is TEEC_MEMORY_CLIENT
 * @client_buffer: the client's buffer if the kernel did not register it, or NULL. @at is
 *		then a copy of it, or NULL if there was no memory for a copy
 * @lent:	an operation uses the copy at @at; under the context's lock
 */
struct teec_memory {
	struct teec_context *context;
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
