// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory for keys, in arenas that the kernel neither swaps nor dumps. An arena is an array of
 * granules, and an allocation is a run of them. What is allocated is recorded outside of the
 * arena, so that a write past the end of a secret cannot corrupt the allocator.
 */

#include <errno.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "softteed/api/object/secret.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_POISON_MEMORY_REGION
#define ASAN_POISON_MEMORY_REGION(at, size)	((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size)	((void)(at), (void)(size))
#endif

/* The system call's number, which old headers lack. A unit test defines one that fails. */
#ifndef MEMFD_SECRET
#define MEMFD_SECRET	447
#endif

#define GRANULE		32
#define ARENA_SIZE	SECRET_MAX_SIZE
#define NUM_GRANULES	(ARENA_SIZE / GRANULE)
#define MAX_ARENAS	(SECRET_MAX_TOTAL / ARENA_SIZE)

/*
 * @memory:	ARENA_SIZE bytes between two inaccessible pages
 * @used:	number of granules that are allocated
 * @length:	for the first granule of an allocation, the number of its granules
 * @taken:	for each granule, whether it is part of an allocation
 */
struct arena {
	uint8_t *memory;
	size_t used;
	uint16_t length[NUM_GRANULES];
	bool taken[NUM_GRANULES];
};

static struct arena *arenas[MAX_ARENAS];

/* A child of fork() has no mapping of the arenas, because of MADV_DONTFORK. */
static void forget_arenas(void)
{
	for (size_t n = 0; n < MAX_ARENAS; n++) {
		free(arenas[n]);
		arenas[n] = NULL;
	}
}

/* Map memfd_secret() memory at @at. Fails if the kernel does not have the system call. */
static bool map_secret(void *at)
{
	int fd = (int)syscall(MEMFD_SECRET, 0);
	bool done = false;

	if (fd < 0)
		return false;
	if (!ftruncate(fd, ARENA_SIZE))
		done = mmap(at, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
			    0) == at;
	close(fd);
	return done;
}

/* Map ordinary memory at @at, and lock it. Fails if RLIMIT_MEMLOCK is too low. */
static bool map_locked(void *at)
{
	if (mmap(at, ARENA_SIZE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != at)
		return false;
	/* Under AddressSanitizer, the C library's mlock() does nothing. */
	return !syscall(SYS_mlock, at, ARENA_SIZE) && !madvise(at, ARENA_SIZE, MADV_DONTDUMP);
}

static struct arena *create_arena(void)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t size = ARENA_SIZE + 2 * page;
	static bool registered;
	struct arena *arena;
	uint8_t *memory;

	if (!registered && pthread_atfork(NULL, NULL, forget_arenas))
		return NULL;
	registered = true;
	arena = calloc(1, sizeof(*arena));
	if (!arena)
		return NULL;
	memory = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED) {
		free(arena);
		return NULL;
	}
	arena->memory = memory + page;
	/* The sandbox refuses MADV_DONTFORK with EPERM. Only the zygote forks, without secrets. */
	if ((!map_secret(arena->memory) && !map_locked(arena->memory)) ||
	    (madvise(arena->memory, ARENA_SIZE, MADV_DONTFORK) && errno != EPERM)) {
		munmap(memory, size);
		free(arena);
		return NULL;
	}
	ASAN_POISON_MEMORY_REGION(arena->memory, ARENA_SIZE);
	return arena;
}

static void destroy_arena(struct arena *arena)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);

	/* Shadow memory outlives the mapping, and other code may map this range. */
	ASAN_UNPOISON_MEMORY_REGION(arena->memory, ARENA_SIZE);
	munmap(arena->memory - page, ARENA_SIZE + 2 * page);
	free(arena);
}

/* Find @count free granules in a row. Returns NUM_GRANULES if there are none. */
static size_t find_run(const struct arena *arena, size_t count)
{
	size_t run = 0;

	if (NUM_GRANULES - arena->used < count)
		return NUM_GRANULES;
	for (size_t n = 0; n < NUM_GRANULES; n++) {
		run = arena->taken[n] ? 0 : run + 1;
		if (run == count)
			return n + 1 - count;
	}
	return NUM_GRANULES;
}

static void *take_run(struct arena *arena, size_t first, size_t count, size_t size)
{
	uint8_t *at = arena->memory + first * GRANULE;

	for (size_t n = first; n < first + count; n++)
		arena->taken[n] = true;
	arena->length[first] = (uint16_t)count;
	arena->used += count;
	ASAN_UNPOISON_MEMORY_REGION(at, size);
	return at;
}

void *secret_alloc(size_t size)
{
	size_t count, first;

	if (size > SECRET_MAX_SIZE)
		return NULL;
	if (!size)
		size = 1;
	count = (size + GRANULE - 1) / GRANULE;
	for (size_t n = 0; n < MAX_ARENAS; n++) {
		if (!arenas[n])
			arenas[n] = create_arena();
		if (!arenas[n])
			return NULL;
		first = find_run(arenas[n], count);
		if (first < NUM_GRANULES)
			return take_run(arenas[n], first, count, size);
	}
	return NULL;
}

static struct arena **find_arena(const uint8_t *at)
{
	for (size_t n = 0; n < MAX_ARENAS; n++)
		if (arenas[n] && at >= arenas[n]->memory &&
		    at < arenas[n]->memory + ARENA_SIZE)
			return &arenas[n];
	return NULL;
}

void secret_free(void *secret)
{
	struct arena **arena;
	size_t first, count;

	if (!secret)
		return;
	arena = find_arena(secret);
	if (!arena)
		abort();
	first = (size_t)((uint8_t *)secret - (*arena)->memory);
	if (first % GRANULE || !(*arena)->length[first / GRANULE])
		abort();
	first /= GRANULE;
	count = (*arena)->length[first];
	ASAN_UNPOISON_MEMORY_REGION(secret, count * GRANULE);
	OPENSSL_cleanse(secret, count * GRANULE);
	ASAN_POISON_MEMORY_REGION(secret, count * GRANULE);
	(*arena)->length[first] = 0;
	for (size_t n = first; n < first + count; n++)
		(*arena)->taken[n] = false;
	(*arena)->used -= count;
	/* Keep the first arena: most applications need no other. */
	if (!(*arena)->used && *arena != arenas[0]) {
		destroy_arena(*arena);
		*arena = NULL;
	}
}
