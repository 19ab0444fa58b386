// SPDX-License-Identifier: BSD-2-Clause
/* The heap, memory access rights, mappings, cache maintenance and log messages */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "softteed/api/framework/framework.h"
#include "tee_internal_api_extensions.h"
#include "tests/unit/softteed/runtime_stub.h"

#define READ	TEE_MEMORY_ACCESS_READ
#define WRITE	TEE_MEMORY_ACCESS_WRITE
#define ANY	TEE_MEMORY_ACCESS_ANY_OWNER

static int setup(void **state)
{
	(void)state;
	runtime_stub_reset();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	assert_int_equal(framework_heap_used(), 0);
	return 0;
}

static void test_heap(void **state)
{
	uint8_t zero[100] = { 0 };
	void *at = TEE_Malloc(sizeof(zero), TEE_MALLOC_FILL_ZERO);

	(void)state;
	assert_non_null(at);
	assert_int_equal((uintptr_t)at % _Alignof(max_align_t), 0);
	assert_memory_equal(at, zero, sizeof(zero));
	assert_int_equal(framework_heap_used(), sizeof(zero));
	TEE_Free(at);
	TEE_Free(NULL);
}

static void test_heap_hints(void **state)
{
	static const uint32_t valid[] = { TEE_MALLOC_NO_SHARE,
					  TEE_MALLOC_NO_SHARE | TEE_MALLOC_NO_FILL,
					  TEE_USER_MEM_HINT_NO_FILL_ZERO };

	(void)state;
	for (size_t n = 0; n < sizeof(valid) / sizeof(valid[0]); n++) {
		void *at = TEE_Malloc(1, valid[n]);

		assert_non_null(at);
		TEE_Free(at);
	}
	assert_null(TEE_Malloc(1, TEE_MALLOC_NO_FILL));
	assert_null(TEE_Malloc(1, 4));
}

static void test_heap_zero(void **state)
{
	void *at = TEE_Malloc(0, 0), *grown;
	int ends[2];

	(void)state;
	assert_non_null(at);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], at, 1), -1);
	assert_int_equal(errno, EFAULT);
	close(ends[0]);
	close(ends[1]);
	grown = TEE_Realloc(at, 8);
	assert_non_null(grown);
	assert_ptr_not_equal(grown, at);
	assert_ptr_equal(TEE_Realloc(grown, 0), at);
	TEE_Free(at);
}

static void test_heap_limit(void **state)
{
	size_t limit = runtime_stub.head.data_size;
	void *at = TEE_Malloc(limit, 0);

	(void)state;
	assert_non_null(at);
	assert_null(TEE_Malloc(1, 0));
	TEE_Free(at);
	assert_null(TEE_Malloc(limit + 1, 0));
	assert_null(TEE_Malloc(SIZE_MAX, 0));
	at = TEE_Malloc(limit - 1, 0);
	/* The block may grow to all of the heap, because it moves. */
	at = TEE_Realloc(at, limit);
	assert_non_null(at);
	assert_null(TEE_Realloc(at, limit + 1));
	assert_int_equal(framework_heap_used(), limit);
	TEE_Free(at);
}

static void test_heap_realloc(void **state)
{
	char *at = TEE_Realloc(NULL, 4);

	(void)state;
	assert_non_null(at);
	memcpy(at, "abcd", 4);
	at = TEE_Realloc(at, 8);
	assert_memory_equal(at, "abcd\0\0\0\0", 8);
	at = TEE_Realloc(at, 2);
	assert_memory_equal(at, "ab", 2);
	assert_int_equal(framework_heap_used(), 2);
	TEE_Free(at);
}

static void test_invalid_free(void **state)
{
	_Alignas(16) char memory[128] = { 0 };

	(void)state;
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_Free(memory + 64));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_Free(memory + 65));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_Realloc(memory + 64, 1));
	assert_non_null(strstr(runtime_stub.panic_text, "TEE_Realloc(): "));
}

static void test_heap_mark(void **state)
{
	void *before = TEE_Malloc(10, 0), *after;

	(void)state;
	tee_user_mem_mark_heap();
	assert_int_equal(tee_user_mem_check_heap(), 0);
	after = TEE_Malloc(7, 0);
	assert_int_equal(tee_user_mem_check_heap(), 7);
	TEE_Free(before);
	assert_int_equal(tee_user_mem_check_heap(), 0);
	TEE_Free(after);
}

static void test_mem_functions(void **state)
{
	char text[] = "0123456789";

	(void)state;
	TEE_MemMove(text + 1, text, 5);
	assert_string_equal(text, "0012346789");
	TEE_MemFill(text, 0x141, 2);
	assert_string_equal(text, "AA12346789");
	assert_int_equal(TEE_MemCompare("abc", "abc", 3), 0);
	assert_true(TEE_MemCompare("abd", "abc", 3) > 0);
	assert_true(TEE_MemCompare("abc", "abd", 3) < 0);
	/* The first difference decides, and bytes are unsigned. */
	assert_true(TEE_MemCompare("b\x01", "a\xff", 2) > 0);
	assert_true(TEE_MemCompare("a\xff", "b\x01", 2) < 0);
	assert_true(TEE_MemCompare("\xff", "\x01", 1) > 0);
	assert_int_equal(TEE_MemCompare("a", "b", 0), 0);
	TEE_SetInstanceData(text);
	assert_ptr_equal(TEE_GetInstanceData(), text);
	EXPECT_PANIC(0x1234, TEE_Panic(0x1234));
}

static void test_access_own(void **state)
{
	static const char constant[] = "constant";
	size_t page = sysconf(_SC_PAGESIZE);
	char local = 1;
	char *pages = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);

	(void)state;
	assert_ptr_not_equal(pages, MAP_FAILED);
	assert_int_equal(mprotect(pages + page, page, PROT_READ), 0);
	assert_int_equal(munmap(pages + 2 * page, page), 0);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ | WRITE, &local, 1), TEE_SUCCESS);
	assert_int_equal(local, 1);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ, (void *)constant, 8), TEE_SUCCESS);
	assert_int_equal(TEE_CheckMemoryAccessRights(WRITE, (void *)constant, 8),
			 TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ | WRITE, pages, page), TEE_SUCCESS);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ, pages, 2 * page), TEE_SUCCESS);
	assert_int_equal(TEE_CheckMemoryAccessRights(WRITE, pages, page + 1),
			 TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ, pages, 2 * page + 1),
			 TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ, NULL, 1), TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ, pages, SIZE_MAX),
			 TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ, NULL, 0), TEE_SUCCESS);
	assert_int_equal(TEE_CheckMemoryAccessRights(0x40, &local, 1), TEE_ERROR_ACCESS_DENIED);
	munmap(pages, 2 * page);
}

static void test_access_shared(void **state)
{
	static char memory[64];

	(void)state;
	runtime_stub.shared[0] = (struct runtime_stub_region){ memory + 16, 32, READ };
	assert_int_equal(TEE_CheckMemoryAccessRights(READ, memory, 16), TEE_SUCCESS);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ, memory + 16, 32),
			 TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ | ANY, memory + 16, 32), TEE_SUCCESS);
	assert_int_equal(TEE_CheckMemoryAccessRights(WRITE | ANY, memory + 16, 32),
			 TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ, memory + 15, 2),
			 TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ | TEE_MEMORY_ACCESS_SECURE, memory, 8),
			 TEE_SUCCESS);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ | TEE_MEMORY_ACCESS_NONSECURE, memory,
						     8), TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(TEE_CheckMemoryAccessRights(READ | ANY | TEE_MEMORY_ACCESS_NONSECURE,
						     memory + 16, 8), TEE_SUCCESS);
}

static void test_mappings(void **state)
{
	char *at = tee_map_zi(10000, TEE_MEMORY_ACCESS_ANY_OWNER);

	(void)state;
	assert_non_null(at);
	assert_int_equal(at[9999], 0);
	assert_null(tee_map_zi(0, 0));
	assert_null(tee_map_zi(1, 1));
	assert_int_equal(tee_unmap(at, 9999), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(tee_unmap(at, 10000), TEE_SUCCESS);
	assert_int_equal(tee_unmap(at, 10000), TEE_ERROR_BAD_PARAMETERS);
}

static void test_cache(void **state)
{
	char memory[8];

	(void)state;
	assert_int_equal(TEE_CacheClean(memory, 8), TEE_ERROR_NOT_SUPPORTED);
	runtime_stub.head.flags |= TA_FLAG_CACHE_MAINTENANCE;
	assert_int_equal(TEE_CacheClean(memory, 8), TEE_SUCCESS);
	assert_int_equal(TEE_CacheFlush(memory, 8), TEE_SUCCESS);
	assert_int_equal(TEE_CacheInvalidate(memory, 8), TEE_SUCCESS);
	assert_int_equal(TEE_CacheClean(NULL, 8), TEE_ERROR_ACCESS_DENIED);
}

static void test_trace(void **state)
{
	(void)state;
	trace_printf("function", 7, TRACE_ERROR, true, "number %d\n", 42);
	assert_string_equal(runtime_stub.log, "function:7 number 42");
	assert_int_equal(runtime_stub.log_level, TRACE_ERROR);
	trace_set_level(TRACE_INFO);
	DMSG("not logged");
	assert_string_equal(runtime_stub.log, "function:7 number 42");
	IMSG_RAW("logged");
	assert_string_equal(runtime_stub.log, "logged");
	trace_ext_puts("line\n");
	assert_string_equal(runtime_stub.log, "line");
	trace_set_level(99);
	assert_int_equal(trace_get_level(), TRACE_MAX);
	dhex_dump(NULL, 0, TRACE_DEBUG, "\x01\xab", 2);
	assert_non_null(strstr(runtime_stub.log, "  01 ab "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_heap, setup, teardown),
		cmocka_unit_test_setup_teardown(test_heap_hints, setup, teardown),
		cmocka_unit_test_setup_teardown(test_heap_zero, setup, teardown),
		cmocka_unit_test_setup_teardown(test_heap_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(test_heap_realloc, setup, teardown),
		cmocka_unit_test_setup_teardown(test_invalid_free, setup, teardown),
		cmocka_unit_test_setup_teardown(test_heap_mark, setup, teardown),
		cmocka_unit_test_setup_teardown(test_mem_functions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_access_own, setup, teardown),
		cmocka_unit_test_setup_teardown(test_access_shared, setup, teardown),
		cmocka_unit_test_setup_teardown(test_mappings, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cache, setup, teardown),
		cmocka_unit_test_setup_teardown(test_trace, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
