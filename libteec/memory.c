// SPDX-License-Identifier: BSD-2-Clause
/*
 * Manages memory that the TEE can access: memory that the kernel allocates, pages of the
 * process that the library registers, and memory that is imported from another driver.
 * Small buffers from the kernel are cached.
 *
 * All bytes in the cache are zero. The caller of teec_memory_put() passes the number of
 * bytes that may be nonzero, and these are wiped before the memory is cached.
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
 * Returns the index of the cache list whose buffers have room for @size, and sets @capacity
 * to the size of these buffers. Returns -1 if @size is too large for the cache; @capacity
 * is then @size.
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

/* Allocation and freeing */

static struct teec_memory *new_memory(struct teec_context *context, size_t size)
{
	/*
	 * Use malloc(), because calloc() bypasses the allocator's per-thread cache and is
	 * slower.
	 */
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

/*
 * Ends the TEE's access, and unmaps the memory. Does not access the context, which may be
 * freed.
 */
static void strip_memory(struct teec_memory *memory)
{
	/* Close first: the TEE must release the pages before they are unmapped. */
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

/* Releases and frees @memory. Does not access the context, which may be freed. */
static void destroy_memory(struct teec_memory *memory)
{
	strip_memory(memory);
	free(memory);
}

/* Adds new memory to its context's list, and sets its first user. */
static void publish_memory(struct teec_memory *memory, enum teec_memory_user user)
{
	struct teec_context *context = memory->context;

	pthread_mutex_lock(&context->lock);
	link_memory(memory, user);
	pthread_mutex_unlock(&context->lock);
}

/*
 * Makes an ioctl that returns a descriptor, and sets FD_CLOEXEC on it. Upstream's kernel
 * does not set that flag, but an executed program must not inherit the memory. If another
 * thread calls execve() between the ioctl and fcntl(), the descriptor still leaks. Returns
 * the descriptor or -errno.
 */
static int make_descriptor(struct teec_context *context, unsigned long request, void *arg)
{
	int fd = teec_device_ioctl(context->fd, request, arg);

	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

/* Allocates memory from the kernel, and maps it. Returns 0 or -errno. */
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
		/* EINVAL can only mean that the size exceeds what the kernel can allocate. */
		return fd == -EINVAL ? -ENOMEM : fd;
	}
	/* The mapping keeps the memory allocated, so the descriptor can be closed. */
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

/* Registers memory of the program with the TEE. Returns 0 or -errno. */
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

/* Maps anonymous memory, and registers it with the TEE. Returns 0 or -errno. */
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
 * Small buffers come from the kernel, which is faster if it has reserved memory, because
 * the TEE has already mapped that. Reserved memory is scarce, and large regions of it are
 * rarely free, so large buffers are pages of this process. If the first method fails, try
 * the other. Returns 0, or -errno of the kernel's allocation.
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

/*
 * Puts memory into the cache. Returns true if the cache took it. Called with the context's
 * lock held.
 */
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

/* Functions of memory.h */

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

/*
 * A copy is aligned like the buffer, up to this alignment, which Trusted Applications may
 * require.
 */
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
	 * Wipe the copy, because the next operation may share the whole page with another
	 * Trusted Application. After a fork, the child has unmapped its copy, so no other
	 * process uses this one. Do not hold the lock, because other threads would wait for it.
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
	 * Memory that is too large for the cache is freed, and the kernel wipes it before it
	 * is used again. Inherited memory must not be wiped, because another process may
	 * still use it. Do not hold the lock, because other threads would wait for it.
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

/* Fork */

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
			/* Operations of the parent still use the copy. */
			if (memory->client_buffer)
				strip_memory(memory);
			memory->lent = false;
			continue;
		}
		/* The thread that ran the operation does not exist in the child. */
		if (memory->user == TEEC_MEMORY_TEMPORARY)
			context->refs--;
		unlink_memory(memory);
		destroy_memory(memory);
	}
	memset(context->cache, 0, sizeof(context->cache));
	context->cached = 0;
}
