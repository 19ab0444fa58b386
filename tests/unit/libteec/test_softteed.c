// SPDX-License-Identifier: BSD-2-Clause
/* Contexts that are connected to softteed */
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_softteed.h"

#define NAME	"unix:" FAKE_SOCKET
#define BOTH	(TEEC_MEM_INPUT | TEEC_MEM_OUTPUT)
#define THREADS	16
/* ThreadSanitizer takes ten times as long, and finds what is wrong without a collision. */
#ifdef __SANITIZE_THREAD__
#define ROUNDS		150
#else
#define ROUNDS	500
#endif

static TEEC_Context context;
static TEEC_Session session;

static int open_all(void **state)
{
	(void)state;
	unsetenv("GTEE_TEE");
	fake_softteed_reset();
	return TEEC_InitializeContext(NAME, &context) ||
	       TEEC_OpenSession(&context, &session, &fake_ta, 0, NULL, NULL, NULL);
}

static int close_all(void **state)
{
	struct fake_count count;

	(void)state;
	TEEC_FinalizeContext(&context);
	count = fake_count();
	return count.devices || count.sessions || count.memories || count.mappings;
}

static void expect(const char *name, TEEC_Result result, unsigned int connections)
{
	unsigned int before = fake_softteed_connections();
	TEEC_Context other;

	assert_int_equal(TEEC_InitializeContext(name, &other), result);
	assert_int_equal(fake_softteed_connections() - before, connections);
	TEEC_FinalizeContext(&other);
}

static void names(void **state)
{
	(void)state;
	expect(NAME, TEEC_SUCCESS, 1);
	setenv("XDG_RUNTIME_DIR", FAKE_RUNTIME_DIR, 1);
	expect("unix:", TEEC_SUCCESS, 1);
	unsetenv("XDG_RUNTIME_DIR");
	expect("unix:", TEEC_ERROR_ITEM_NOT_FOUND, 0);
	expect("unix:/nothing", TEEC_ERROR_ITEM_NOT_FOUND, 0);
	expect("unix", TEEC_ERROR_ITEM_NOT_FOUND, 0);
	fake_softteed_set_error(ECONNREFUSED);
	expect(NAME, TEEC_ERROR_ITEM_NOT_FOUND, 0);
	fake_softteed_set_error(EACCES);
	expect(NAME, TEEC_ERROR_ACCESS_DENIED, 0);
	fake_softteed_set_error(EPROTO);
	expect(NAME, TEEC_ERROR_COMMUNICATION, 0);
}

static void a_default_needs_a_machine_without_devices(void **state)
{
	(void)state;
	setenv("GTEE_TEE", NAME, 1);
	expect(NULL, TEEC_SUCCESS, 0);
	fake_set_device(0, 0, 0, 0);
	expect(NULL, TEEC_SUCCESS, 1);
	expect("", TEEC_SUCCESS, 1);
	expect("tee0", TEEC_ERROR_ITEM_NOT_FOUND, 0);
	expect("optee-tz", TEEC_ERROR_ITEM_NOT_FOUND, 0);
	setenv("GTEE_TEE", "unix:/nothing", 1);
	expect(NULL, TEEC_ERROR_ITEM_NOT_FOUND, 0);
	setenv("GTEE_TEE", NAME, 1);
	fake_set_device(0, TEE_GEN_CAP_GP, TEE_IMPL_ID_OPTEE, 0);
	fake_set_open_error(0, EACCES);
	expect(NULL, TEEC_ERROR_ACCESS_DENIED, 0);
	unsetenv("GTEE_TEE");
}

static bool transform(TEEC_Session *in, uint8_t *bytes, uint32_t size, TEEC_SharedMemory *memory)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, TEEC_VALUE_INOUT,
					       memory ? TEEC_MEMREF_WHOLE : TEEC_NONE,
					       TEEC_VALUE_OUTPUT),
		.params = { { .tmpref = { bytes, size } }, { .value = { 7, 0 } },
			    { .memref = { .parent = memory } } },
	};
	uint8_t *at = memory ? memory->buffer : NULL;
	uint32_t sum = 0;

	for (uint32_t n = 0; n < size; n++)
		sum += bytes[n] = (uint8_t)(n + size);
	for (size_t n = 0; at && n < memory->size; n++)
		sum += at[n] = (uint8_t)n;
	if (TEEC_InvokeCommand(in, FAKE_TRANSFORM, &operation, NULL) ||
	    operation.params[1].value.a != 8 || operation.params[1].value.b != UINT32_MAX ||
	    operation.params[3].value.a != sum)
		return false;
	for (uint32_t n = 0; n < size; n++)
		if (bytes[n] != (uint8_t)~(n + size))
			return false;
	for (size_t n = 0; at && n < memory->size; n++)
		if (at[n] != (uint8_t)~n)
			return false;
	return true;
}

static void parameters_and_memory(void **state)
{
	static uint8_t large[3 << 20], own[5000];
	TEEC_SharedMemory allocated = { .size = 9000, .flags = BOTH };
	TEEC_SharedMemory registered = { .buffer = own, .size = sizeof(own), .flags = BOTH };

	(void)state;
	assert_true(transform(&session, large, 100, NULL));
	assert_true(transform(&session, large, sizeof(large), NULL));
	assert_int_equal(TEEC_AllocateSharedMemory(&context, &allocated), TEEC_SUCCESS);
	assert_true(transform(&session, large, 1000, &allocated));
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &registered), TEEC_SUCCESS);
	assert_true(transform(&session, large, 1000, &registered));
	TEEC_ReleaseSharedMemory(&registered);
	TEEC_ReleaseSharedMemory(&allocated);
}

static void a_memfd_is_imported(void **state)
{
	int fd = memfd_create("test", MFD_ALLOW_SEALING);
	uint8_t bytes[4096] = { 0 };
	TEEC_SharedMemory memory = { .flags = BOTH };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, 0, 0, 0),
		.params[0].memref.parent = &memory,
	};

	(void)state;
	assert_int_equal(write(fd, bytes, sizeof(bytes)), sizeof(bytes));
	assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory, 0),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &memory, fd),
			 TEEC_SUCCESS);
	assert_int_equal(memory.size, sizeof(bytes));
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation, NULL),
			 TEEC_SUCCESS);
	assert_int_equal(pread(fd, bytes, sizeof(bytes), 0), sizeof(bytes));
	assert_int_equal(bytes[4095], 0xff);
	TEEC_ReleaseSharedMemory(&memory);
	close(fd);
}

/* The connection is closed by then, so releasing must not use it. */
static void memory_outlives_its_context(void **state)
{
	TEEC_SharedMemory memory = { .size = 9000, .flags = BOTH };

	(void)state;
	assert_int_equal(TEEC_AllocateSharedMemory(&context, &memory), TEEC_SUCCESS);
	TEEC_FinalizeContext(&context);
	memset(memory.buffer, 1, memory.size);
	TEEC_ReleaseSharedMemory(&memory);
}

static void a_broker_that_exits(void **state)
{
	uint32_t origin = 0;

	(void)state;
	fake_fail(TEE_IOC_INVOKE, EPIPE, 1);
	assert_int_equal(TEEC_InvokeCommand(&session, 0, NULL, &origin), TEEC_ERROR_TARGET_DEAD);
	assert_int_equal(origin, TEEC_ORIGIN_COMMS);
}

static void *work(void *argument)
{
	uintptr_t number = (uintptr_t)argument, wrong = 0;
	uint8_t *bytes = malloc(70000);

	for (uint32_t n = 0; n < ROUNDS; n++) {
		TEEC_SharedMemory memory = {
			.size = 1 + (n * 977 + number * 131) % 70000, .flags = BOTH,
		};
		TEEC_Session own;

		wrong += TEEC_OpenSession(&context, &own, &fake_ta, 0, NULL, NULL, NULL) != 0;
		wrong += TEEC_AllocateSharedMemory(&context, &memory) != TEEC_SUCCESS;
		for (size_t at = 0; at < memory.size; at++)
			wrong += ((uint8_t *)memory.buffer)[at];
		wrong += !transform(&own, bytes, (uint32_t)(n * 31 + number) % 5000, &memory);
		wrong += !transform(&session, bytes, (uint32_t)number, NULL);
		TEEC_ReleaseSharedMemory(&memory);
		TEEC_CloseSession(&own);
	}
	free(bytes);
	return (void *)wrong;
}

static void sixteen_threads_share_a_context(void **state)
{
	pthread_t threads[THREADS];
	void *wrong;

	(void)state;
	for (uintptr_t n = 0; n < THREADS; n++)
		assert_int_equal(pthread_create(&threads[n], NULL, work, (void *)n), 0);
	for (int n = 0; n < THREADS; n++) {
		pthread_join(threads[n], &wrong);
		assert_null(wrong);
	}
	assert_int_equal(fake_count().sessions, 1);
}

static TEEC_Operation waiting;

static void *wait_in_the_tee(void *argument)
{
	(void)argument;
	return (void *)(uintptr_t)TEEC_InvokeCommand(&session, FAKE_WAIT, &waiting, NULL);
}

static pthread_t start_waiting(void)
{
	pthread_t thread;

	waiting = (TEEC_Operation){ 0 };
	assert_int_equal(pthread_create(&thread, NULL, wait_in_the_tee, NULL), 0);
	fake_await_waiter();
	return thread;
}

static void another_thread_cancels(void **state)
{
	pthread_t thread = start_waiting();
	void *result;

	(void)state;
	TEEC_RequestCancellation(&waiting);
	pthread_join(thread, &result);
	assert_int_equal((uintptr_t)result, TEEC_ERROR_CANCEL);
}

/* fork() */

static void run_in_child(void (*test)(void **))
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (!child) {
		test(NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static TEEC_SharedMemory inherited;

static int count_wrong_results(void)
{
	TEEC_SharedMemory memory = { .size = 10, .flags = BOTH };
	TEEC_SharedMemory registered = { .buffer = &memory, .size = 8, .flags = BOTH };
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, 0, 0, 0),
		.params[0].memref.parent = &inherited,
	};
	TEEC_Session other;
	uint32_t origin = 0;
	int wrong = 0;

	wrong += TEEC_InvokeCommand(&session, 0, &operation, &origin) != TEEC_ERROR_BAD_STATE;
	wrong += origin != TEEC_ORIGIN_COMMS;
	wrong += TEEC_OpenSession(&context, &other, &fake_ta, 0, NULL, NULL, NULL) !=
		 TEEC_ERROR_BAD_STATE;
	wrong += TEEC_AllocateSharedMemory(&context, &memory) != TEEC_ERROR_BAD_STATE;
	wrong += TEEC_RegisterSharedMemory(&context, &registered) != TEEC_ERROR_BAD_STATE;
	return wrong;
}

static void use_in_child(void **state)
{
	char path[64], target[64] = "";
	TEEC_Context own;
	TEEC_Session other;
	int wrong;

	(void)state;
	wrong = count_wrong_results();
	wrong += *(uint8_t *)inherited.buffer != 0x5a;
	*(uint8_t *)inherited.buffer = 0xa5;
	/* The socket is closed, but its number is not used for another context. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", context.imp.fd);
	wrong += readlink(path, target, sizeof(target) - 1) < 0 || !strstr(target, "eventfd");
	wrong += TEEC_InitializeContext(NAME, &own) != TEEC_SUCCESS;
	wrong += own.imp.fd == context.imp.fd;
	wrong += TEEC_OpenSession(&own, &other, &fake_ta, 0, NULL, NULL, NULL) != TEEC_SUCCESS;
	wrong += TEEC_InvokeCommand(&other, FAKE_TRANSFORM, NULL, NULL) != TEEC_SUCCESS;
	wrong += TEEC_InvokeCommand(&session, 0, NULL, NULL) != TEEC_ERROR_BAD_STATE;
	TEEC_FinalizeContext(&own);
	TEEC_CloseSession(&session);
	TEEC_ReleaseSharedMemory(&inherited);
	TEEC_FinalizeContext(&context);
	wrong += readlink(path, target, sizeof(target) - 1) >= 0;
	_exit(wrong);
}

/* Another thread has a call in progress, which continues in the parent. */
static void a_child_cannot_use_its_parents_connection(void **state)
{
	pthread_t thread;
	uint8_t bytes[10];
	void *result;

	(void)state;
	inherited = (TEEC_SharedMemory){ .size = 9000, .flags = BOTH };
	assert_int_equal(TEEC_AllocateSharedMemory(&context, &inherited), TEEC_SUCCESS);
	*(uint8_t *)inherited.buffer = 0x5a;
	assert_true(transform(&session, bytes, sizeof(bytes), NULL));
	thread = start_waiting();
	run_in_child(use_in_child);
	TEEC_RequestCancellation(&waiting);
	pthread_join(thread, &result);
	assert_int_equal((uintptr_t)result, TEEC_ERROR_CANCEL);
	assert_int_equal(*(uint8_t *)inherited.buffer, 0xa5);
	assert_true(transform(&session, bytes, sizeof(bytes), &inherited));
	TEEC_ReleaseSharedMemory(&inherited);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define with_session(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
		with_session(names),
		with_session(a_default_needs_a_machine_without_devices),
		with_session(parameters_and_memory),
		with_session(a_memfd_is_imported),
		with_session(memory_outlives_its_context),
		with_session(a_broker_that_exits),
		with_session(sixteen_threads_share_a_context),
		with_session(another_thread_cancels),
		with_session(a_child_cannot_use_its_parents_connection),
	};

	return cmocka_run_group_tests_name("libteec softteed", tests, NULL, NULL);
}
