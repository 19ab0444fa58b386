// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory that the TEE can access. It is allocated by the connection, i.e. by the kernel or as
 * a memfd, or it consists of our own pages that we register, or it is imported from another
 * driver. Small allocated buffers are cached.
 *
 * Everything in the cache is zeroed. It is enough to wipe what may have been written, so
 * teec_memory_put() gets the number of bytes from its caller.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "context.h"
#include "memory.h"
#include "teec_private.h"

#define SMALLEST	((size_t)4 << 10)

/*
 * Returns the cache list for buffers that can hold @size, and their size in @capacity.
 * Returns -1 for anything too large for the cache, with @capacity set to @size.
 */
static int cache_list(size_t size, size_t *capacity)
{
	int list = 0;

	*capacity = size;
	if (size > TEEC_CACHE_LARGEST)
		return -1;
	for (*capacity = SMALLEST; *capacity < size; *capacity *= 2)
		list++;
	return list;
}

/* Allocation */

static struct teec_memory *new_memory(struct teec_context *context, size_t size)
{
	/* calloc() bypasses malloc()'s per-thread cache, so it's slower. */
	struct teec_memory *memory = malloc(sizeof(*memory));

	if (memory)
		*memory = (struct teec_memory){
			.context = context, .door = context->door.ops, .size = size, .id = -1,
			.fd = -1,
		};
	return memory;
}

/* Called with the context's lock held. */
static void link_memory(struct teec_memory *memory, enum teec_memory_user user)
{
	struct teec_context *context = memory->context;

	memory->user = user;
	memory->previous = NULL;
	memory->next = context->memories;
	if (memory->next)
		memory->next->previous = memory;
	context->memories = memory;
	context->refs++;
}

/* Called with the context's lock held. */
static void unlink_memory(struct teec_memory *memory)
{
	if (memory->next)
		memory->next->previous = memory->previous;
	if (memory->previous)
		memory->previous->next = memory->next;
	else
		memory->context->memories = memory->next;
}

/* End the TEE's access and unmap. The context may be freed already, don't touch it. */
static void strip_memory(struct teec_memory *memory)
{
	memory->door->release(memory);
	memory->id = -1;
	memory->fd = -1;
	memory->at = NULL;
	memory->own_pages = false;
	memory->size = 0;
}

/* The context may be freed already, do not touch it. */
static void destroy_memory(struct teec_memory *memory)
{
	strip_memory(memory);
	free(memory);
}

static void publish_memory(struct teec_memory *memory, enum teec_memory_user user)
{
	struct teec_context *context = memory->context;

	pthread_mutex_lock(&context->lock);
	link_memory(memory, user);
	pthread_mutex_unlock(&context->lock);
}

/* Returns 0 or -errno. */
static int allocate_memory(struct teec_context *context, size_t size,
			   struct teec_memory **memory)
{
	struct teec_memory *made = new_memory(context, size);
	int rc;

	if (!made)
		return -ENOMEM;
	rc = made->door->allocate(&context->door, made);
	if (rc) {
		free(made);
		return rc;
	}
	*memory = made;
	return 0;
}

/* Register the program's memory. Returns 0 or -errno. */
static int register_memory(struct teec_context *context, void *at, size_t size,
			   struct teec_memory **memory)
{
	struct teec_memory *made;
	int rc;

	if (!context->registers)
		return -EOPNOTSUPP;
	made = new_memory(context, size);
	if (!made)
		return -ENOMEM;
	rc = made->door->register_pages(&context->door, at, made);
	if (rc) {
		free(made);
		return rc;
	}
	*memory = made;
	return 0;
}

/* Map anonymous memory and register it. Returns 0 or -errno. */
static int register_own_pages(struct teec_context *context, size_t size,
			      struct teec_memory **memory)
{
	void *at;
	int rc;

	if (!context->registers)
		return -EOPNOTSUPP;
	at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return -ENOMEM;
	rc = register_memory(context, at, size, memory);
	if (rc) {
		munmap(at, size);
		return rc;
	}
	(*memory)->at = at;
	(*memory)->own_pages = true;
	return 0;
}

/*
 * For small buffers ask the kernel, which is faster if it has reserved memory, as the TEE
 * has that mapped already. Reserved memory is scarce and gets fragmented, though, so for
 * large ones use our own pages. Each is the other's fallback. Returns 0, or the -errno of
 * the kernel's allocation.
 */
static int make_memory(struct teec_context *context, size_t size,
		       struct teec_memory **memory)
{
	int rc;

	if (size <= TEEC_COPY_LARGEST) {
		rc = allocate_memory(context, size, memory);
		return rc && register_own_pages(context, size, memory) ? rc : 0;
	}
	rc = register_own_pages(context, size, memory);
	return rc ? allocate_memory(context, size, memory) : 0;
}

/* The cache */

static struct teec_memory *take_cached(struct teec_context *context, int list,
				       enum teec_memory_user user)
{
	struct teec_memory *memory;

	pthread_mutex_lock(&context->lock);
	memory = context->cache[list];
	if (memory) {
		context->cache[list] = memory->next_cached;
		context->cached -= memory->size;
		context->refs++;
		memory->user = user;
	}
	pthread_mutex_unlock(&context->lock);
	return memory;
}

/* Returns true if the cache took the memory. Called with the context's lock held. */
static bool keep_memory(struct teec_memory *memory)
{
	struct teec_context *context = memory->context;
	size_t capacity;
	int list = cache_list(memory->size, &capacity);

	if (context->finalized || memory->inherited || !memory->at || memory->own_pages ||
	    list < 0 || capacity != memory->size ||
	    context->cached + memory->size > TEEC_CACHE_MOST)
		return false;
	memory->user = TEEC_MEMORY_CACHED;
	memory->client_buffer = NULL;
	memory->next_cached = context->cache[list];
	context->cache[list] = memory;
	context->cached += memory->size;
	return true;
}

void teec_memory_drain(struct teec_context *context)
{
	for (int list = 0; context->cached && list < TEEC_CACHE_SIZES; list++) {
		while (context->cache[list]) {
			struct teec_memory *memory = context->cache[list];

			context->cache[list] = memory->next_cached;
			context->cached -= memory->size;
			unlink_memory(memory);
			memory->door->unmap(memory);
			free(memory);
		}
	}
}

/* Interface */

int teec_memory_get(struct teec_context *context, size_t size,
		    enum teec_memory_user user, struct teec_memory **memory)
{
	size_t capacity;
	int list = cache_list(size, &capacity);
	int rc;

	*memory = list < 0 ? NULL : take_cached(context, list, user);
	if (!*memory) {
		rc = make_memory(context, capacity, memory);
		if (rc)
			return rc;
		publish_memory(*memory, user);
	}
	(*memory)->granted = size;
	return 0;
}

int teec_memory_register(struct teec_context *context, void *at, size_t size,
			 enum teec_memory_user user, struct teec_memory **memory)
{
	int rc = register_memory(context, at, size ? size : 1, memory);

	if (rc)
		return rc;
	(*memory)->granted = size;
	publish_memory(*memory, user);
	return 0;
}

int teec_memory_shadow(struct teec_context *context, void *buffer, size_t size,
		       struct teec_memory **memory)
{
	int rc = teec_memory_get(context, size, TEEC_MEMORY_CLIENT, memory);

	if ((rc == -ENOMEM || rc == -EDQUOT) && size <= TEEC_COPY_LARGEST) {
		*memory = new_memory(context, 0);
		if (*memory) {
			(*memory)->granted = size;
			publish_memory(*memory, TEEC_MEMORY_CLIENT);
			rc = 0;
		}
	}
	if (!rc)
		(*memory)->client_buffer = buffer;
	return rc;
}

/* Align a copy like the original, up to this much, since Trusted Applications may depend on it. */
#define COPY_ALIGNMENT	((size_t)64)

int teec_memory_borrow(struct teec_memory *registered, size_t *start, size_t end,
		       struct teec_memory **memory)
{
	struct teec_context *context = registered->context;
	bool idle;

	pthread_mutex_lock(&context->lock);
	idle = registered->at && !registered->lent;
	registered->lent |= idle;
	pthread_mutex_unlock(&context->lock);
	if (idle) {
		*start = 0;
		*memory = registered;
		return 0;
	}
	*start -= *start % COPY_ALIGNMENT;
	return teec_memory_get(context, end - *start, TEEC_MEMORY_TEMPORARY, memory);
}

void teec_memory_return(struct teec_memory *memory, size_t used)
{
	struct teec_context *context = memory->context;

	if (!memory->client_buffer) {
		teec_memory_put(memory, used);
		return;
	}
	/*
	 * Wipe the copy, as the next operation may share this page with another Trusted
	 * Application. Nobody else uses it: after fork() the child has unmapped its own
	 * copy. Do it unlocked, so other threads don't have to wait.
	 */
	if (memory->at)
		explicit_bzero(memory->at, used);
	pthread_mutex_lock(&context->lock);
	memory->lent = false;
	pthread_mutex_unlock(&context->lock);
}

int teec_memory_import(struct teec_context *context, int fd, struct teec_memory **memory)
{
	struct teec_memory *made = new_memory(context, 0);
	int rc;

	if (!made)
		return -ENOMEM;
	rc = made->door->import(&context->door, fd, made);
	if (rc) {
		free(made);
		return rc;
	}
	made->granted = made->size;
	publish_memory(made, TEEC_MEMORY_CLIENT);
	*memory = made;
	return 0;
}

void teec_memory_put(struct teec_memory *memory, size_t used)
{
	struct teec_context *context = memory->context;
	bool kept;

	/*
	 * What is too large for the cache is freed, and the kernel wipes it before reuse.
	 * Do not wipe inherited memory, another process may be using it. Unlocked, so other
	 * threads do not have to wait.
	 */
	if (memory->at && memory->size <= TEEC_CACHE_LARGEST &&
	    !__atomic_load_n(&memory->inherited, __ATOMIC_RELAXED))
		explicit_bzero(memory->at, used);
	pthread_mutex_lock(&context->lock);
	kept = keep_memory(memory);
	if (!kept)
		unlink_memory(memory);
	teec_context_put_unlock(context);
	if (!kept)
		destroy_memory(memory);
}

/* fork() */

void teec_memory_forked_parent(struct teec_context *context)
{
	for (struct teec_memory *memory = context->memories; memory; memory = memory->next)
		if (memory->user == TEEC_MEMORY_CLIENT)
			__atomic_store_n(&memory->inherited, true, __ATOMIC_RELAXED);
}

void teec_memory_forked_child(struct teec_context *context)
{
	struct teec_memory *next;

	for (struct teec_memory *memory = context->memories; memory; memory = next) {
		next = memory->next;
		if (memory->user == TEEC_MEMORY_CLIENT) {
			__atomic_store_n(&memory->inherited, true, __ATOMIC_RELAXED);
			/* the parent's operations are still using it */
			if (memory->client_buffer)
				strip_memory(memory);
			memory->lent = false;
			continue;
		}
		/* The operation's thread was not cloned by fork(). */
		if (memory->user == TEEC_MEMORY_TEMPORARY)
			context->refs--;
		unlink_memory(memory);
		destroy_memory(memory);
	}
	memset(context->cache, 0, sizeof(context->cache));
	context->cached = 0;
}
