// SPDX-License-Identifier: BSD-2-Clause
/* Shared memory: allocated, registered, imported and cached */

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_device.h"

#define BOTH	(TEEC_MEM_INPUT | TEEC_MEM_OUTPUT)
#define KIB	1024

static TEEC_Context context;
static TEEC_Session session;

static int open_with(uint32_t gen_caps)
{
	fake_reset();
	fake_set_device(0, gen_caps, TEE_IMPL_ID_OPTEE, TEE_OPTEE_CAP_TZ);
	return TEEC_InitializeContext(NULL, &context) ||
	       TEEC_OpenSession(&context, &session, &fake_ta, 0, NULL, NULL, NULL);
}

static int open_all(void **state)
{
	(void)state;
	return open_with(TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM | TEE_GEN_CAP_MEMREF_NULL);
}

/* TEE without registered memory and without null references */
static int open_plain(void **state)
{
	(void)state;
	return open_with(TEE_GEN_CAP_GP);
}

static int close_all(void **state)
{
	struct fake_count count;

	(void)state;
	TEEC_FinalizeContext(&context);
	count = fake_count();
	return count.devices || count.sessions || count.memories || count.mappings;
}

static TEEC_SharedMemory allocate(size_t size)
{
	TEEC_SharedMemory memory = { .size = size, .flags = BOTH };

	assert_int_equal(TEEC_AllocateSharedMemory(&context, &memory), TEEC_SUCCESS);
	assert_non_null(memory.buffer);
	return memory;
}

static void allocated_memory_is_zero_and_kept(void **state)
{
	static const uint8_t zeros[64 * KIB];

	(void)state;
	for (int n = 0; n < 10; n++) {
		TEEC_SharedMemory memory = allocate(4096);

		assert_memory_equal(memory.buffer, zeros, 4096);
		memset(memory.buffer, 0x99, 4096);
		TEEC_ReleaseSharedMemory(&memory);
		assert_null(memory.buffer);
		assert_int_equal(memory.size, 4096);
		assert_true(fake_memory_is_zero());
	}
	assert_int_equal(fake_calls(TEE_IOC_SHM_ALLOC), 1);
	/*
	 * A smaller allocation reuses the 4 KiB buffer, and all of that is wiped even if
	 * the program asked for just 100 bytes.
	 */
	for (int n = 0; n < 2; n++) {
		TEEC_SharedMemory memory = allocate(100);

		assert_memory_equal(memory.buffer, zeros, 4096);
		memset(memory.buffer, 0x99, 4096);
		TEEC_ReleaseSharedMemory(&memory);
	}
	assert_int_equal(fake_calls(TEE_IOC_SHM_ALLOC), 1);
}

static void nothing_is_allocated_too(void **state)
{
	TEEC_SharedMemory memory = allocate(0);
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, 0, 0, 0),
		.params[0].memref.parent = &memory,
	};

	(void)state;
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_SUCCESS);
	TEEC_ReleaseSharedMemory(&memory);
}

static void asking_badly(void **state)
{
	static const uint32_t flags[] = { 0, 4, 7, 0x80000001 };
	uint8_t byte;
	TEEC_SharedMemory memory = { .buffer = &byte, .size = 1 };
	TEEC_Context none = { .imp.fd = 1000000000 };

	(void)state;
	for (size_t n = 0; n < 4; n++) {
		memory.flags = flags[n];
		assert_int_equal(TEEC_AllocateSharedMemory(&context, &memory),
				 TEEC_ERROR_BAD_PARAMETERS);
		assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory),
				 TEEC_ERROR_BAD_PARAMETERS);
		assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory, 0),
				 TEEC_ERROR_BAD_PARAMETERS);
	}
	memory.flags = BOTH;
	assert_int_equal(TEEC_AllocateSharedMemory(NULL, &memory), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_AllocateSharedMemory(&none, &memory), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_AllocateSharedMemory(&context, NULL), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_RegisterSharedMemory(NULL, &memory), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_RegisterSharedMemory(&context, NULL), TEEC_ERROR_BAD_PARAMETERS);
	memory.buffer = NULL;
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory, -1),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory, 999),
			 TEEC_ERROR_BAD_PARAMETERS);
	memory.size = SIZE_MAX;
	assert_int_equal(TEEC_AllocateSharedMemory(&context, &memory), TEEC_ERROR_OUT_OF_MEMORY);
	assert_int_equal(fake_count().memories, 0);
}

static void releasing_what_is_none(void **state)
{
	TEEC_SharedMemory memory = { 0 };

	(void)state;
	TEEC_ReleaseSharedMemory(NULL);
	TEEC_ReleaseSharedMemory(&memory);
	memory = allocate(16);
	TEEC_ReleaseSharedMemory(&memory);
	TEEC_ReleaseSharedMemory(&memory);
	assert_int_equal(fake_count().mappings, 1);
}

static void memory_may_outlive_its_context(void **state)
{
	TEEC_SharedMemory memory = allocate(4096);

	(void)state;
	TEEC_FinalizeContext(&context);
	memset(memory.buffer, 1, 4096);
	assert_int_equal(fake_count().mappings, 1);
	TEEC_ReleaseSharedMemory(&memory);
	assert_int_equal(fake_count().mappings, 0);
}

/* No more than 128 KiB stay in the cache, no matter how much the program frees. */
static void a_cache_is_bounded(void **state)
{
	TEEC_SharedMemory memories[80];

	(void)state;
	for (int n = 0; n < 80; n++)
		memories[n] = allocate(4 * KIB);
	for (int n = 0; n < 80; n++)
		TEEC_ReleaseSharedMemory(&memories[n]);
	assert_int_equal(fake_count().mappings, 32);
	for (int n = 0; n < 3; n++)
		memories[n] = allocate(64 * KIB);
	for (int n = 0; n < 3; n++)
		TEEC_ReleaseSharedMemory(&memories[n]);
	assert_int_equal(fake_count().mappings, 32);
	/* too large for the cache */
	memories[0] = allocate(64 * KIB + 1);
	TEEC_ReleaseSharedMemory(&memories[0]);
	assert_int_equal(fake_count().mappings, 32);
}

static void temporary_memory_is_kept_and_wiped(void **state)
{
	char secret[6000];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT,
					       TEEC_MEMREF_TEMP_INPUT, 0, 0),
		.params = { { .tmpref = { secret, 6000 } }, { .tmpref = { secret, 64 } } },
	};

	(void)state;
	memset(secret, 0x5e, sizeof(secret));
	for (int n = 0; n < 5; n++) {
		assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
				 TEEC_SUCCESS);
		assert_int_equal(fake_count().mappings, 2);
		assert_true(fake_memory_is_zero());
	}
	assert_int_equal(fake_calls(TEE_IOC_SHM_ALLOC), 2);
	/* Wipe the buffers even if the call never made it to the TEE. */
	fake_fail(TEE_IOC_INVOKE, ENOMEM, 1);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_ERROR_OUT_OF_MEMORY);
	operation.paramTypes |= TEEC_PARAM_TYPES(0, 0, 4, 0);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_true(fake_memory_is_zero());
}

/* References to memory */

/*
 * Invoke a command with @memory as its only parameter. @got, if not NULL, is the
 * size after the call. libteec has to catch a bad reference itself
 * (TEEC_ORIGIN_API), since for the kernel the id might mean something else by then.
 */
static TEEC_Result use(TEEC_SharedMemory *memory, uint32_t type, size_t offset, size_t size,
		       size_t *got)
{
	uint32_t origin = 0;
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_NONE, type, TEEC_NONE, TEEC_NONE),
		.params[1].memref = { memory, size, offset },
	};
	TEEC_Result result = TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, &origin);

	assert_int_equal(origin, result == TEEC_SUCCESS ? TEEC_ORIGIN_TRUSTED_APP :
							  TEEC_ORIGIN_API);
	if (got)
		*got = operation.params[1].memref.size;
	return result;
}

static void parts_must_lie_within(void **state)
{
	TEEC_SharedMemory memory = allocate(100);
	static const struct {
		size_t offset, size;
		TEEC_Result result;
	} cases[] = {
		{ 0, 100, TEEC_SUCCESS }, { 100, 0, TEEC_SUCCESS }, { 99, 1, TEEC_SUCCESS },
		{ 0, 101, TEEC_ERROR_BAD_PARAMETERS }, { 1, 100, TEEC_ERROR_BAD_PARAMETERS },
		{ 101, 0, TEEC_ERROR_BAD_PARAMETERS },
		{ SIZE_MAX, 1, TEEC_ERROR_BAD_PARAMETERS },
		{ SIZE_MAX, 2, TEEC_ERROR_BAD_PARAMETERS },
		{ 50, SIZE_MAX, TEEC_ERROR_BAD_PARAMETERS },
		{ 50, SIZE_MAX - 49, TEEC_ERROR_BAD_PARAMETERS },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++)
		assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INOUT, cases[n].offset,
				     cases[n].size, NULL), cases[n].result);
	/* A larger .size doesn't make the memory any larger. */
	memory.size = 200;
	assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INOUT, 0, 150, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(use(&memory, TEEC_MEMREF_WHOLE, 0, 0, NULL), TEEC_ERROR_BAD_PARAMETERS);
	/* With a smaller .size, use only that much. */
	memory.size = 50;
	assert_int_equal(use(&memory, TEEC_MEMREF_WHOLE, 0, 0, NULL), TEEC_SUCCESS);
	assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INPUT, 0, 51, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	TEEC_ReleaseSharedMemory(&memory);
	assert_int_equal(use(&memory, TEEC_MEMREF_WHOLE, 0, 0, NULL), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(use(NULL, TEEC_MEMREF_WHOLE, 0, 0, NULL), TEEC_ERROR_BAD_PARAMETERS);
}

static void directions_are_the_memorys(void **state)
{
	TEEC_SharedMemory input = { .size = 64, .flags = TEEC_MEM_INPUT };
	TEEC_SharedMemory output = { .size = 64, .flags = TEEC_MEM_OUTPUT };
	size_t got;

	(void)state;
	assert_int_equal(TEEC_AllocateSharedMemory(&context, &input), TEEC_SUCCESS);
	assert_int_equal(TEEC_AllocateSharedMemory(&context, &output), TEEC_SUCCESS);
	assert_int_equal(use(&input, TEEC_MEMREF_PARTIAL_INPUT, 0, 64, NULL), TEEC_SUCCESS);
	assert_int_equal(use(&input, TEEC_MEMREF_PARTIAL_OUTPUT, 0, 64, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(use(&input, TEEC_MEMREF_PARTIAL_INOUT, 0, 64, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(use(&output, TEEC_MEMREF_PARTIAL_INPUT, 0, 64, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(use(&output, TEEC_MEMREF_PARTIAL_OUTPUT, 0, 64, &got), TEEC_SUCCESS);
	assert_int_equal(got, 32);
	/* TEEC_MEMREF_WHOLE doesn't care about offset and size. */
	assert_int_equal(use(&output, TEEC_MEMREF_WHOLE, 9, 9, &got), TEEC_SUCCESS);
	assert_int_equal(got, 32);
	assert_int_equal(use(&input, TEEC_MEMREF_WHOLE, 9, 9, &got), TEEC_SUCCESS);
	assert_int_equal(got, 9);
	TEEC_ReleaseSharedMemory(&input);
	TEEC_ReleaseSharedMemory(&output);
}

static void whole_and_part_reach_the_tee(void **state)
{
	TEEC_SharedMemory memory = allocate(8);

	(void)state;
	memcpy(memory.buffer, "\0\1\2\3\4\5\6\7", 8);
	assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INOUT, 2, 3, NULL), TEEC_SUCCESS);
	assert_memory_equal(memory.buffer, "\x00\x01\xfd\xfc\xfb\x05\x06\x07", 8);
	assert_int_equal(use(&memory, TEEC_MEMREF_WHOLE, 0, 0, NULL), TEEC_SUCCESS);
	assert_memory_equal(memory.buffer, "\xff\xfe\x02\x03\x04\xfa\xf9\xf8", 8);
	TEEC_ReleaseSharedMemory(&memory);
}

/* Ids belong to a context. In another one, the same id may be something else entirely. */
static void memory_of_another_context(void **state)
{
	TEEC_Context other;
	TEEC_SharedMemory foreign = { .size = 64, .flags = BOTH }, own = allocate(64);

	(void)state;
	assert_int_equal(TEEC_InitializeContext(NULL, &other), TEEC_SUCCESS);
	assert_int_equal(TEEC_AllocateSharedMemory(&other, &foreign), TEEC_SUCCESS);
	assert_int_equal(use(&foreign, TEEC_MEMREF_WHOLE, 0, 0, NULL), TEEC_ERROR_BAD_PARAMETERS);
	TEEC_ReleaseSharedMemory(&foreign);
	TEEC_ReleaseSharedMemory(&own);
	TEEC_FinalizeContext(&other);
}

static void registered_memory_is_used_in_place(void **state)
{
	char text[] = "abcdef";
	TEEC_SharedMemory memory = { .buffer = text, .size = 6, .flags = BOTH };

	(void)state;
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory), TEEC_SUCCESS);
	assert_int_equal(fake_calls(TEE_IOC_SHM_REGISTER), 1);
	assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INOUT, 1, 2, NULL), TEEC_SUCCESS);
	assert_memory_equal(text, "a\x9d\x9c" "def", 7);
	TEEC_ReleaseSharedMemory(&memory);
	assert_memory_equal(text, "a\x9d\x9c" "def", 7);
	assert_int_equal(fake_count().memories, 0);
}

static const char in_rodata[] = "constant";

static void constants_are_registered_as_copies(void **state)
{
	TEEC_SharedMemory memory = {
		.buffer = (void *)(uintptr_t)in_rodata, .size = 8, .flags = TEEC_MEM_INPUT,
	};
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, TEEC_MEMREF_PARTIAL_INPUT,
					       TEEC_VALUE_OUTPUT, TEEC_NONE),
		.params = { { .memref.parent = &memory }, { .memref = { &memory, 3, 5 } } },
	};
	uint32_t sum = 'a' + 'n' + 't';

	(void)state;
	for (int n = 0; n < 8; n++)
		sum += in_rodata[n];
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory), TEEC_SUCCESS);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_SUCCESS);
	assert_int_equal(operation.params[2].value.a, sum);
	assert_ptr_equal(memory.buffer, in_rodata);
	TEEC_ReleaseSharedMemory(&memory);
	assert_true(fake_memory_is_zero());
}

static void a_tee_that_registers_nothing(void **state)
{
	static uint8_t large[3000000];
	char text[] = "abcdef";
	TEEC_SharedMemory memory = { .buffer = text, .size = 6, .flags = BOTH };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT,
					       TEEC_MEMREF_TEMP_INPUT, 0, 0),
		.params[0].tmpref = { large, sizeof(large) },
	};

	(void)state;
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory), TEEC_SUCCESS);
	assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INOUT, 1, 2, NULL), TEEC_SUCCESS);
	assert_memory_equal(text, "a\x9d\x9c" "def", 7);
	TEEC_ReleaseSharedMemory(&memory);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_SUCCESS);
	assert_int_equal(large[2999999], 0xff);
	assert_int_equal(fake_calls(TEE_IOC_SHM_REGISTER), 0);
	assert_true(fake_memory_is_zero());
}

static void one_way_fails_and_the_other_serves(void **state)
{
	static uint8_t large[3000000];
	uint8_t small[100] = { 1 };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, 0, 0, 0),
		.params[0].tmpref = { small, sizeof(small) },
	};
	TEEC_SharedMemory memory;

	(void)state;
	fake_fail(TEE_IOC_SHM_ALLOC, EDQUOT, 1000);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_SUCCESS);
	assert_int_equal(small[0], 0xfe);
	memory = allocate(4096);
	memset(memory.buffer, 1, 4096);
	assert_int_equal(use(&memory, TEEC_MEMREF_WHOLE, 0, 0, NULL), TEEC_SUCCESS);
	assert_int_equal(((uint8_t *)memory.buffer)[4095], 0xfe);
	TEEC_ReleaseSharedMemory(&memory);

	/* Now registration fails as well. */
	fake_fail(TEE_IOC_SHM_REGISTER, ENOMEM, 1000);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_ERROR_OUT_OF_MEMORY);
	memory = (TEEC_SharedMemory){ .buffer = large, .size = sizeof(large), .flags = BOTH };
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory), TEEC_ERROR_OUT_OF_MEMORY);
	assert_int_equal(TEEC_AllocateSharedMemory(&context, &memory), TEEC_ERROR_OUT_OF_MEMORY);
	operation.params[0].tmpref = (TEEC_TempMemoryReference){ large, sizeof(large) };
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_ERROR_OUT_OF_MEMORY);

	fake_fail(TEE_IOC_SHM_ALLOC, 0, 0);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_SUCCESS);
	assert_int_equal(large[2999999], 0xff);
}

/* Memory that the kernel will not register */

/* Registration fails with @error, which makes libteec fall back to copying. */
static TEEC_SharedMemory register_copied(void *text, size_t size, int error)
{
	TEEC_SharedMemory memory = { .buffer = text, .size = size, .flags = BOTH };
	unsigned int calls = fake_calls(TEE_IOC_SHM_REGISTER);

	fake_fail(TEE_IOC_SHM_REGISTER, error, 2);
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory), TEEC_SUCCESS);
	assert_true(fake_calls(TEE_IOC_SHM_REGISTER) > calls);
	assert_ptr_equal(memory.buffer, text);
	return memory;
}

/*
 * The kernel will not register file-backed pages, or more than RLIMIT_MEMLOCK or
 * the client's own limit allow. libteec copies for each operation instead, and the
 * program should not notice.
 */
static void what_is_not_registered_is_copied(void **state)
{
	static const int errors[] = { EFAULT, ENOMEM, EDQUOT };

	(void)state;
	for (size_t n = 0; n < sizeof(errors) / sizeof(errors[0]); n++) {
		char text[] = "abcdefgh";
		TEEC_SharedMemory memory = register_copied(text, 8, errors[n]);
		size_t got;

		assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INOUT, 1, 2, &got),
				 TEEC_SUCCESS);
		assert_int_equal(got, 2);
		assert_memory_equal(text, "a\x9d\x9c" "defgh", 9);
		/*
		 * Each call copies the current contents to the TEE, and afterwards
		 * overwrites just the bytes that came back.
		 */
		memcpy(text, "ABCDEFGH", 8);
		assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_OUTPUT, 4, 4, &got),
				 TEEC_SUCCESS);
		assert_int_equal(got, 2);
		assert_memory_equal(text, "ABCD\0\0GH", 9);
		assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INPUT, 0, 8, &got),
				 TEEC_SUCCESS);
		assert_memory_equal(text, "ABCD\0\0GH", 9);
		assert_int_equal(use(&memory, TEEC_MEMREF_WHOLE, 3, 3, &got), TEEC_SUCCESS);
		assert_memory_equal(text, "\xbe\xbd\xbc\xbb\xff\xff\xb8\xb7", 9);
		/* libteec caches the buffer, but no other TA gets to see what was in it. */
		assert_int_equal(fake_count().memories, 1);
		assert_true(fake_memory_is_zero());
		TEEC_ReleaseSharedMemory(&memory);
		assert_true(fake_memory_is_zero());
	}
}

static void copies_and_answers_that_are_no_success(void **state)
{
	char text[] = "abcdefgh";
	TEEC_SharedMemory memory = register_copied(text, 8, EFAULT);
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_OUTPUT, 0, 0, 0),
		.params[0].memref = { &memory, 4, 2 },
	};

	(void)state;
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_SHORT_BUFFER, &operation, NULL),
			 TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(operation.params[0].memref.size, 9);
	assert_string_equal(text, "abcdefgh");
	operation.params[0].memref.size = 4;
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRUNCATE, &operation, NULL),
			 TEEC_SUCCESS);
	assert_int_equal(operation.params[0].memref.size, 4);
	assert_string_equal(text, "ab\xee\xee\xee\xeegh");
	operation.params[0].memref.size = 4;
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_REFUSE, &operation, NULL),
			 TEEC_ERROR_BAD_STATE);
	assert_string_equal(text, "ab\xee\xee\xee\xeegh");
	/* No leak if the call never made it to the TEE. */
	fake_fail(TEE_IOC_INVOKE, EFAULT, 1);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRUNCATE, &operation, NULL),
			 TEEC_ERROR_GENERIC);
	assert_string_equal(text, "ab\xee\xee\xee\xeegh");
	fake_fail(TEE_IOC_SHM_ALLOC, ENOMEM, 1000);
	fake_fail(TEE_IOC_SHM_REGISTER, ENOMEM, 1000);
	assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_OUTPUT, 0, 8, NULL), TEEC_SUCCESS);
	TEEC_ReleaseSharedMemory(&memory);
}

/*
 * References that overlap in the program's memory have to overlap in the copy too,
 * so there can be just one.
 */
static void references_to_one_memory_share_its_copy(void **state)
{
	char text[] = "abcdefgh";
	TEEC_SharedMemory memory = register_copied(text, 8, EFAULT);
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT, TEEC_MEMREF_PARTIAL_INOUT,
					       TEEC_MEMREF_PARTIAL_INPUT, 0),
		.params = { { .memref = { &memory, 4, 0 } }, { .memref = { &memory, 4, 2 } },
			    { .memref = { &memory, 8, 0 } } },
	};
	const struct tee_ioctl_param *params;
	uint32_t count;

	(void)state;
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_SUCCESS);
	params = fake_params(&count);
	assert_int_equal(count, 3);
	assert_true(params[0].c == params[1].c && params[1].c == params[2].c);
	assert_int_equal(params[1].a - params[0].a, 2);
	assert_memory_equal(text, "\x9e\x9d" "cd" "\x9a\x99" "gh", 9);
	TEEC_ReleaseSharedMemory(&memory);
}

/* Without memory from the kernel, what is in the cache has to do. */
static void without_memory_an_operation_finds_its_own(void **state)
{
	static uint8_t text[200 * KIB];
	TEEC_SharedMemory memory, cached = allocate(64 * KIB);

	(void)state;
	TEEC_ReleaseSharedMemory(&cached);
	fake_fail(TEE_IOC_SHM_ALLOC, EDQUOT, 1000);
	memory = register_copied(text, sizeof(text), EDQUOT);
	fake_fail(TEE_IOC_SHM_REGISTER, EDQUOT, 1000);
	for (int n = 0; n < 3; n++) {
		memset(text, 1, sizeof(text));
		assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INOUT, 100 * KIB - 1, 60 * KIB,
				     NULL), TEEC_SUCCESS);
		assert_int_equal(text[100 * KIB - 2], 1);
		assert_int_equal(text[100 * KIB - 1], 0xfe);
		assert_int_equal(text[160 * KIB - 2], 0xfe);
		assert_int_equal(text[160 * KIB - 1], 1);
		assert_true(fake_memory_is_zero());
	}
	/* No cached buffer is large enough for this one. */
	assert_int_equal(use(&memory, TEEC_MEMREF_WHOLE, 0, 0, NULL), TEEC_ERROR_OUT_OF_MEMORY);
	fake_fail(TEE_IOC_SHM_ALLOC, 0, 0);
	assert_int_equal(use(&memory, TEEC_MEMREF_WHOLE, 0, 0, NULL), TEEC_SUCCESS);
	assert_int_equal(text[0], 0xfe);
	TEEC_ReleaseSharedMemory(&memory);
	/* The device is gone, so do not claim that we are out of memory. */
	fake_fail(TEE_IOC_SHM_REGISTER, ENODEV, 1000);
	fake_fail(TEE_IOC_SHM_ALLOC, ENODEV, 1000);
	memory = (TEEC_SharedMemory){ .buffer = text, .size = sizeof(text), .flags = BOTH };
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory), TEEC_ERROR_TARGET_DEAD);
}

/*
 * Registering the constant is just the fallback. It fails with EFAULT, but what the
 * caller wants to know is why the allocation failed.
 */
static void a_constant_and_no_memory(void **state)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, 0, 0, 0),
		.params[0].tmpref = { (void *)(uintptr_t)in_rodata, 8 },
	};

	(void)state;
	fake_fail(TEE_IOC_SHM_ALLOC, EDQUOT, 1);
	fake_fail(TEE_IOC_SHM_REGISTER, EFAULT, 2);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_ERROR_OUT_OF_MEMORY);
}

static void descriptors_are_imported(void **state)
{
	TEEC_SharedMemory memory = { .buffer = &memory, .size = 1, .flags = BOTH };
	const struct tee_ioctl_param *params;
	uint32_t count;
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT, 0, 0, 0),
		.params[0].memref = { &memory, 4096, 4096 },
	};

	(void)state;
	assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory, 0),
			 TEEC_SUCCESS);
	assert_null(memory.buffer);
	assert_int_equal(memory.size, 8192);
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_REFUSE, &operation, NULL),
			 TEEC_ERROR_BAD_STATE);
	params = fake_params(&count);
	assert_int_equal(params[0].a, 4096);
	assert_int_equal(params[0].b, 4096);
	operation.params[0].memref.offset++;
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_REFUSE, &operation, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	TEEC_ReleaseSharedMemory(&memory);
	assert_int_equal(fake_count().memories, 0);
}

/* Shared memory must not leak through execve(). */
static void descriptors_are_closed_by_execve(void **state)
{
	uint8_t text[100];
	TEEC_SharedMemory memory = { .buffer = text, .size = sizeof(text), .flags = BOTH };

	(void)state;
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory), TEEC_SUCCESS);
	assert_int_equal(fcntl(memory.imp.registered_fd, F_GETFD), FD_CLOEXEC);
	TEEC_ReleaseSharedMemory(&memory);
	assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory, 0),
			 TEEC_SUCCESS);
	assert_int_equal(fcntl(memory.imp.registered_fd, F_GETFD), FD_CLOEXEC);
	TEEC_ReleaseSharedMemory(&memory);
	/*
	 * libteec closes the fd after mapping it, so nothing is open here.
	 * teec_device_map() in the fake has checked close-on-exec by now.
	 */
	memory = allocate(4096);
	TEEC_ReleaseSharedMemory(&memory);
}

/*
 * A program may release what it failed to get, and it may never have initialized it
 * either.
 */
static void releasing_what_was_refused(void **state)
{
	uint8_t byte;
	TEEC_SharedMemory memory;

	(void)state;
	memset(&memory, 0x5a, sizeof(memory));
	assert_int_equal(TEEC_AllocateSharedMemory(&context, &memory),
			 TEEC_ERROR_BAD_PARAMETERS);
	TEEC_ReleaseSharedMemory(&memory);
	memset(&memory, 0x5a, sizeof(memory));
	assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory, -1),
			 TEEC_ERROR_BAD_PARAMETERS);
	TEEC_ReleaseSharedMemory(&memory);
	memset(&memory, 0x5a, sizeof(memory));
	memory.buffer = &byte;
	memory.size = 1;
	memory.flags = BOTH;
	fake_fail(TEE_IOC_SHM_REGISTER, ENODEV, 1000);
	fake_fail(TEE_IOC_SHM_ALLOC, ENODEV, 1000);
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &memory), TEEC_ERROR_TARGET_DEAD);
	assert_ptr_equal(memory.buffer, &byte);
	TEEC_ReleaseSharedMemory(&memory);
}

/* fork() */

static void invoke_once(void)
{
	char text[] = "abc";
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, 0, 0, 0),
		.params[0].tmpref = { text, 3 },
	};

	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_SUCCESS);
	assert_memory_equal(text, "\x9e\x9d\x9c", 3);
}

/* Runs in the child. Returns the number of the first check that fails, or 0. */
static int child_of_fork(TEEC_SharedMemory *memory)
{
	/* We inherit what the program holds, but not what the parent has cached. */
	if (fake_count().mappings != 1)
		return 1;
	if (memcmp(memory->buffer, "parent", 6))
		return 2;
	memcpy(memory->buffer, "child", 6);
	invoke_once();
	if (fake_count().mappings != 2)
		return 3;
	/* The parent is still using it, so it must be neither wiped nor cached. */
	TEEC_ReleaseSharedMemory(memory);
	if (fake_count().mappings != 1)
		return 4;
	TEEC_FinalizeContext(&context);
	return fake_count().mappings || fake_count().devices ? 5 : 0;
}

static void a_child_has_its_own_cache(void **state)
{
	TEEC_SharedMemory memory = allocate(4096), cached = allocate(4096);
	int status;
	pid_t pid;

	(void)state;
	TEEC_ReleaseSharedMemory(&cached);
	invoke_once();
	memcpy(memory.buffer, "parent", 6);
	assert_int_equal(fake_count().mappings, 2);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		_exit(child_of_fork(&memory));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);

	assert_string_equal(memory.buffer, "child");
	invoke_once();
	assert_int_equal(fake_count().mappings, 2);
	/* Not for the cache, as the child may still be using it. */
	TEEC_ReleaseSharedMemory(&memory);
	assert_int_equal(fake_count().mappings, 1);
}

/* Parent and child do not share copies. */
static void a_child_copies_for_itself(void **state)
{
	char text[] = "abcdefgh";
	TEEC_SharedMemory memory = register_copied(text, 8, EFAULT);
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		assert_int_equal(fake_count().mappings, 0);
		assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INOUT, 1, 2, NULL), TEEC_SUCCESS);
		TEEC_ReleaseSharedMemory(&memory);
		TEEC_FinalizeContext(&context);
		_exit(memcmp(text, "a\x9d\x9c" "defgh", 8) || fake_count().mappings);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_string_equal(text, "abcdefgh");
	assert_int_equal(use(&memory, TEEC_MEMREF_PARTIAL_INOUT, 0, 1, NULL), TEEC_SUCCESS);
	assert_string_equal(text, "\x9e" "bcdefgh");
	TEEC_ReleaseSharedMemory(&memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define with_session(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
		with_session(allocated_memory_is_zero_and_kept),
		with_session(nothing_is_allocated_too),
		with_session(asking_badly),
		with_session(releasing_what_is_none),
		with_session(memory_may_outlive_its_context),
		with_session(a_cache_is_bounded),
		with_session(temporary_memory_is_kept_and_wiped),
		with_session(parts_must_lie_within),
		with_session(directions_are_the_memorys),
		with_session(whole_and_part_reach_the_tee),
		with_session(memory_of_another_context),
		with_session(registered_memory_is_used_in_place),
		with_session(constants_are_registered_as_copies),
		cmocka_unit_test_setup_teardown(a_tee_that_registers_nothing, open_plain,
						close_all),
		with_session(one_way_fails_and_the_other_serves),
		with_session(what_is_not_registered_is_copied),
		with_session(copies_and_answers_that_are_no_success),
		with_session(references_to_one_memory_share_its_copy),
		with_session(without_memory_an_operation_finds_its_own),
		with_session(a_constant_and_no_memory),
		with_session(descriptors_are_imported),
		with_session(descriptors_are_closed_by_execve),
		with_session(releasing_what_was_refused),
		with_session(a_child_has_its_own_cache),
		with_session(a_child_copies_for_itself),
	};

	return cmocka_run_group_tests_name("libteec memory", tests, NULL, NULL);
}
