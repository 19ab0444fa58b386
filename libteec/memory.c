// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory that the TEE can access. It is allocated by the kernel, or it consists of our own
 * pages that we register, or it is imported from another driver. Small buffers from the
 * kernel are cached.
 *
 * Everything in the cache is zeroed. It is enough to wipe what may have been written, so
 * teec_memory_put() gets the number of bytes from its caller.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "context.h"
#include "device.h"
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
			.context = context, .size = size, .id = -1, .fd = -1,
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
	/* Close first: the TEE has to let go of the pages before we unmap them. */
	if (memory->fd >= 0)
		teec_device_close(memory->fd);
	if (memory->own_pages)
		munmap(memory->at, memory->size);
	else if (memory->at)
		teec_device_unmap(memory->at, memory->size);
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

/*
 * Issue an ioctl that returns a descriptor, and make that close-on-exec, which upstream's
 * kernel doesn't do by itself. (If another thread manages to execve() in between, the new
 * program still inherits the memory.) Returns the descriptor or -errno.
 */
static int make_descriptor(struct teec_context *context, unsigned long request, void *arg)
{
	int fd = teec_device_ioctl(context->fd, request, arg);

	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

/* Returns 0 or -errno. */
static int allocate_memory(struct teec_context *context, size_t size,
			   struct teec_memory **memory)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = size };
	struct teec_memory *made = new_memory(context, size);
	int fd;

	if (!made)
		return -ENOMEM;
	fd = make_descriptor(context, TEE_IOC_SHM_ALLOC, &arg);
	if (fd < 0) {
		free(made);
		/*
		 * There is nothing else in @arg to be invalid, so the size is beyond what
		 * the kernel can allocate.
		 */
		return fd == -EINVAL ? -ENOMEM : fd;
	}
	/* The mapping keeps the memory alive. */
	made->at = teec_device_map(fd, size);
	teec_device_close(fd);
	if (!made->at) {
		free(made);
		return -ENOMEM;
	}
	made->id = arg.id;
	*memory = made;
	return 0;
}

/* Register the program's memory. Returns 0 or -errno. */
static int register_memory(struct teec_context *context, void *at, size_t size,
			   struct teec_memory **memory)
{
	struct tee_ioctl_shm_register_data arg = { .addr = (uintptr_t)at, .length = size };
	struct teec_memory *made;

	if (!context->registers)
		return -EOPNOTSUPP;
	made = new_memory(context, size);
	if (!made)
		return -ENOMEM;
	made->fd = make_descriptor(context, TEE_IOC_SHM_REGISTER, &arg);
	if (made->fd < 0) {
		int rc = made->fd;

		free(made);
		return rc;
	}
	made->id = arg.id;
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
			destroy_memory(memory);
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
	struct tee_ioctl_shm_register_fd_data arg = { .fd = fd };
	struct teec_memory *made = new_memory(context, 0);

	if (!made)
		return -ENOMEM;
	made->fd = make_descriptor(context, TEE_IOC_SHM_REGISTER_FD, &arg);
	if (made->fd < 0) {
		int rc = made->fd;

		free(made);
		return rc;
	}
	made->id = arg.id;
	made->size = arg.size;
	made->granted = arg.size;
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
