// SPDX-License-Identifier: BSD-2-Clause
/* Cases for panics and memory (TEE Internal Core API 1.3, sections 4.8 and 4.11) */
#include <tee_internal_api_extensions.h>

#include "cases.h"

#define READ	TEE_MEMORY_ACCESS_READ
#define WRITE	TEE_MEMORY_ACCESS_WRITE
#define ANY	TEE_MEMORY_ACCESS_ANY_OWNER

static const uint8_t constant[16] = { 1, 2, 3 };
static uint8_t variable[16];

static uint32_t panic(void)
{
	TEE_Panic(0x1234);
	return 0;
}

static uint32_t fault(void)
{
	static uint8_t *volatile nowhere = (uint8_t *)16;

	*nowhere = 1;
	return 0;
}

/* Access rights */

static uint32_t own_memory(void)
{
	uint8_t local[16];
	void *allocated = TEE_Malloc(16, TEE_MALLOC_FILL_ZERO);

	EXPECT(allocated);
	EXPECT_OK(TEE_CheckMemoryAccessRights(READ | WRITE, local, sizeof(local)));
	EXPECT_OK(TEE_CheckMemoryAccessRights(READ | WRITE, variable, sizeof(variable)));
	EXPECT_OK(TEE_CheckMemoryAccessRights(READ | WRITE, allocated, 16));
	EXPECT_OK(TEE_CheckMemoryAccessRights(READ | WRITE | ANY, variable, sizeof(variable)));
	EXPECT_OK(TEE_CheckMemoryAccessRights(READ, (void *)constant, sizeof(constant)));
	TEE_Free(allocated);
	return 0;
}

static uint32_t constant_memory(void)
{
	EXPECT_RESULT(TEE_ERROR_ACCESS_DENIED,
		      TEE_CheckMemoryAccessRights(WRITE, (void *)constant, sizeof(constant)));
	return 0;
}

static uint32_t shared_memory(void)
{
	EXPECT_OK(TEE_CheckMemoryAccessRights(READ | WRITE | ANY, conformance_shared(),
					      CONFORMANCE_SHARED));
	EXPECT_RESULT(TEE_ERROR_ACCESS_DENIED,
		      TEE_CheckMemoryAccessRights(READ, conformance_shared(), CONFORMANCE_SHARED));
	return 0;
}

static uint32_t no_memory(void)
{
	EXPECT_RESULT(TEE_ERROR_ACCESS_DENIED, TEE_CheckMemoryAccessRights(READ, NULL, 1));
	EXPECT_RESULT(TEE_ERROR_ACCESS_DENIED,
		      TEE_CheckMemoryAccessRights(READ, (void *)UINTPTR_MAX, 1));
	return 0;
}

static uint32_t wrapping_memory(void)
{
	EXPECT_RESULT(TEE_ERROR_ACCESS_DENIED,
		      TEE_CheckMemoryAccessRights(READ, variable, SIZE_MAX));
	return 0;
}

static uint32_t empty_memory(void)
{
	EXPECT_OK(TEE_CheckMemoryAccessRights(READ | WRITE, NULL, 0));
	EXPECT_OK(TEE_CheckMemoryAccessRights(READ | WRITE, variable, 0));
	return 0;
}

/* Instance data */

static uint32_t instance_data(void)
{
	EXPECT(!TEE_GetInstanceData());
	TEE_SetInstanceData(variable);
	EXPECT(TEE_GetInstanceData() == variable);
	TEE_SetInstanceData(NULL);
	EXPECT(!TEE_GetInstanceData());
	return 0;
}

/* The heap */

static uint32_t allocate(void)
{
	uint8_t *first = TEE_Malloc(1000, TEE_MALLOC_FILL_ZERO), *second;

	EXPECT(first && (uintptr_t)first % sizeof(uint64_t) == 0);
	EXPECT(conformance_filled(first, 1000, 0));
	TEE_MemFill(first, 0xa5, 1000);
	second = TEE_Malloc(1000, TEE_MALLOC_FILL_ZERO);
	EXPECT(second && conformance_filled(second, 1000, 0));
	EXPECT(conformance_filled(first, 1000, 0xa5));
	TEE_Free(first);
	first = TEE_Malloc(1000, TEE_MALLOC_FILL_ZERO);
	EXPECT(first && conformance_filled(first, 1000, 0));
	TEE_Free(first);
	TEE_Free(second);
	return 0;
}

static uint32_t allocate_without_fill(void)
{
	uint8_t *memory = TEE_Malloc(100, TEE_MALLOC_NO_FILL | TEE_MALLOC_NO_SHARE);

	EXPECT(memory);
	TEE_MemFill(memory, 1, 100);
	TEE_Free(memory);
	return 0;
}

static uint32_t allocate_nothing(void)
{
	void *memory = TEE_Malloc(0, TEE_MALLOC_FILL_ZERO);

	EXPECT(memory);
	TEE_Free(memory);
	return 0;
}

static uint32_t allocate_too_much(void)
{
	EXPECT(!TEE_Malloc(0x1000000, TEE_MALLOC_FILL_ZERO));
	EXPECT(!TEE_Malloc(SIZE_MAX, TEE_MALLOC_FILL_ZERO));
	EXPECT(!TEE_Malloc(SIZE_MAX - 16, TEE_MALLOC_FILL_ZERO));
	return 0;
}

/* What was freed can be allocated again, however often. */
static uint32_t exhaust(void)
{
	static void *blocks[100];
	size_t count[2];

	for (size_t round = 0; round < 2; round++) {
		size_t n = 0;

		while (n < 100 && (blocks[n] = TEE_Malloc(4096, TEE_MALLOC_FILL_ZERO)))
			n++;
		count[round] = n;
		while (n)
			TEE_Free(blocks[--n]);
	}
	EXPECT(count[0] >= 8 && count[0] < 100 && count[0] == count[1]);
	return 0;
}

static uint32_t reallocate(void)
{
	uint8_t *memory = TEE_Realloc(NULL, 10);

	EXPECT(memory);
	TEE_MemFill(memory, 7, 10);
	memory = TEE_Realloc(memory, 2000);
	EXPECT(memory && conformance_filled(memory, 10, 7));
	memory = TEE_Realloc(memory, 5);
	EXPECT(memory && conformance_filled(memory, 5, 7));
	TEE_Free(memory);
	return 0;
}

static uint32_t reallocate_too_much(void)
{
	uint8_t *memory = TEE_Malloc(10, TEE_MALLOC_FILL_ZERO);

	EXPECT(memory && !TEE_Realloc(memory, 0x1000000) && !TEE_Realloc(memory, SIZE_MAX));
	EXPECT(conformance_filled(memory, 10, 0));
	TEE_Free(memory);
	return 0;
}

static uint32_t free_null(void)
{
	TEE_Free(NULL);
	return 0;
}

/* Memory */

static uint32_t move(void)
{
	uint8_t bytes[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	static const uint8_t up[] = { 1, 2, 1, 2, 3, 4, 5, 6 };
	static const uint8_t down[] = { 1, 2, 3, 4, 5, 6, 5, 6 };

	TEE_MemMove(bytes + 2, bytes, 6);
	EXPECT(!TEE_MemCompare(bytes, up, 8));
	TEE_MemMove(bytes, bytes + 2, 6);
	EXPECT(!TEE_MemCompare(bytes, down, 8));
	TEE_MemMove(bytes, up, 0);
	EXPECT(!TEE_MemCompare(bytes, down, 8));
	return 0;
}

static uint32_t compare(void)
{
	static const uint8_t low[] = { 1, 2, 0x7f, 9 }, high[] = { 1, 2, 0x80, 0 };

	EXPECT(TEE_MemCompare(low, high, 4) < 0 && TEE_MemCompare(high, low, 4) > 0);
	EXPECT(!TEE_MemCompare(low, high, 2) && !TEE_MemCompare(low, high, 0));
	EXPECT(!TEE_MemCompare(low, low, 4));
	return 0;
}

static uint32_t fill(void)
{
	uint8_t bytes[4] = { 1, 2, 3, 4 };

	TEE_MemFill(bytes + 1, 0x1234, 2);
	EXPECT(bytes[0] == 1 && bytes[1] == 0x34 && bytes[2] == 0x34 && bytes[3] == 4);
	return 0;
}

/* OP-TEE's functions, for applications with TA_FLAG_CACHE_MAINTENANCE */
static uint32_t maintain_caches(void)
{
	static char bytes[4096];

	TEE_MemFill(bytes, 7, sizeof(bytes));
	EXPECT_OK(TEE_CacheClean(bytes, sizeof(bytes)));
	EXPECT_OK(TEE_CacheFlush(bytes, sizeof(bytes)));
	EXPECT_OK(TEE_CacheInvalidate(bytes, sizeof(bytes)));
	EXPECT(bytes[0] == 7 && bytes[sizeof(bytes) - 1] == 7);
	return 0;
}

static const struct conformance_case cases[] = {
	{ PANIC, "4.8.1", "TEE_Panic()", panic },
	{ PANIC, "4.8", "an access to memory that isn't there", fault },
	{ USE, "4.11.1", "memory of the application", own_memory },
	{ USE, "4.11.1", "constants can't be written", constant_memory },
	{ USE, "4.11.1", "memory that the client shares needs TEE_MEMORY_ACCESS_ANY_OWNER",
	  shared_memory },
	{ MISUSE, "4.11.1", "no memory", no_memory },
	{ MISUSE, "4.11.1", "memory beyond the end of the address space", wrapping_memory },
	{ USE, "4.11.1", "a size of 0", empty_memory },
	{ USE, "4.11.2, 4.11.3", "data of the instance", instance_data },
	{ USE, "4.11.4", "TEE_Malloc() clears memory", allocate },
	{ USE, "4.11.4", "TEE_Malloc() without clearing", allocate_without_fill },
	{ USE, "4.11.4", "TEE_Malloc() of 0 bytes is not NULL", allocate_nothing },
	{ MISUSE, "4.11.4", "TEE_Malloc() of too much", allocate_too_much },
	{ USE, "4.11.4, 4.11.6", "freed memory can be allocated again", exhaust },
	{ USE, "4.11.5", "TEE_Realloc() keeps the data", reallocate },
	{ MISUSE, "4.11.5", "TEE_Realloc() to too much keeps the memory", reallocate_too_much },
	{ USE, "4.11.6", "TEE_Free(NULL)", free_null },
	{ USE, "4.11.7", "TEE_MemMove() with overlap", move },
	{ USE, "4.11.8", "TEE_MemCompare() takes bytes as unsigned", compare },
	{ USE, "4.11.9", "TEE_MemFill() takes the lowest byte", fill },
	{ USE, "4.11", "OP-TEE's cache maintenance", maintain_caches },
};

const struct conformance_group memory_group = CASES(cases);
