// SPDX-License-Identifier: BSD-2-Clause
/*
 * Guards: known bytes behind each allocation, which are checked when it is freed. For code with
 * AddressSanitizer they are poisoned.
 */

#include <openssl/crypto.h>
#include <sanitizer/asan_interface.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/vectors/guard.h"

/* Keeps the alignment of malloc(). */
#define HEADER	16
#define GUARD	128
#define PATTERN	0xa5

static void *guarded_malloc(size_t size, const char *file, int line)
{
	uint8_t *memory = malloc(HEADER + size + GUARD);

	(void)file;
	(void)line;
	if (!memory)
		return NULL;
	memcpy(memory, &size, sizeof(size));
	memset(memory + HEADER + size, PATTERN, GUARD);
	ASAN_POISON_MEMORY_REGION(memory + HEADER + size, GUARD);
	return memory + HEADER;
}

static size_t size_of(const uint8_t *memory)
{
	size_t size;

	memcpy(&size, memory, sizeof(size));
	return size;
}

static void guarded_free(void *at, const char *file, int line)
{
	uint8_t *memory = at ? (uint8_t *)at - HEADER : NULL, *guard;

	if (!memory)
		return;
	guard = memory + HEADER + size_of(memory);
	ASAN_UNPOISON_MEMORY_REGION(guard, GUARD);
	for (size_t n = 0; n < GUARD; n++) {
		if (guard[n] == PATTERN)
			continue;
		fprintf(stderr, "%s:%d frees %zu bytes, beyond which byte %zu was written\n",
			file, line, size_of(memory), n);
		abort();
	}
	free(memory);
}

static void *guarded_realloc(void *at, size_t size, const char *file, int line)
{
	const size_t old = at ? size_of((uint8_t *)at - HEADER) : 0;
	void *new;

	if (!size) {
		guarded_free(at, file, line);
		return NULL;
	}
	new = guarded_malloc(size, file, line);
	if (!new || !at)
		return new;
	memcpy(new, at, old < size ? old : size);
	guarded_free(at, file, line);
	return new;
}

void guard_start(void)
{
	if (CRYPTO_set_mem_functions(guarded_malloc, guarded_realloc, guarded_free) == 1)
		return;
	fprintf(stderr, "OpenSSL has allocated memory already\n");
	exit(2);
}
