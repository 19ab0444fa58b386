// SPDX-License-Identifier: BSD-2-Clause
/*
 * Many threads share a context, and each has to get its own results. Then there's
 * cancellation. ThreadSanitizer gets to see all of this in a second build.
 */

#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_device.h"

#define THREADS		16
/* ThreadSanitizer takes ten times as long, and finds what is wrong without a collision. */
#ifdef __SANITIZE_THREAD__
#define OPERATIONS	3000
#else
#define OPERATIONS	10000
#endif
#define LARGEST		(72 * 1024)

static TEEC_Context context;
static TEEC_Session shared;

static const uint8_t constant[300] = "what can only be read";

/* One thread and its random numbers, which are the same in every run */
struct worker {
	pthread_t thread;
	uint64_t random;
	TEEC_Session own;
	uint8_t *in, *inout;
	unsigned int done, wrong;
};

static uint32_t draw(struct worker *worker, uint32_t below)
{
	/* xorshift64* */
	worker->random ^= worker->random >> 12;
	worker->random ^= worker->random << 25;
	worker->random ^= worker->random >> 27;
	return (uint32_t)((worker->random * 2685821657736338717u) >> 33) % below;
}

/* Mostly small, like real programs */
static size_t draw_size(struct worker *worker)
{
	switch (draw(worker, 16)) {
	case 0: return draw(worker, LARGEST);
	case 1: return draw(worker, 16384);
	default: return draw(worker, 600);
	}
}

static uint32_t fill(struct worker *worker, uint8_t *at, size_t size)
{
	uint8_t byte = (uint8_t)draw(worker, 256);
	uint32_t sum = 0;

	for (size_t n = 0; n < size; n++) {
		at[n] = (uint8_t)(byte + n);
		sum += at[n];
	}
	return sum;
}

static bool is_turned(const uint8_t *at, size_t size, uint8_t first)
{
	for (size_t n = 0; n < size; n++)
		if (at[n] != (uint8_t)~(first + n))
			return false;
	return true;
}

static bool transform(struct worker *worker, TEEC_Session *session, uint32_t sum,
		      TEEC_Operation *operation)
{
	operation->paramTypes |= TEEC_PARAM_TYPES(0, 0, TEEC_VALUE_INOUT, TEEC_VALUE_OUTPUT);
	operation->params[2].value.a = draw(worker, UINT32_MAX);
	operation->params[2].value.b = 0;
	TEEC_Value was = operation->params[2].value;

	return TEEC_InvokeCommand(session, FAKE_TRANSFORM, operation, NULL) == TEEC_SUCCESS &&
	       operation->params[2].value.a == was.a + 1 &&
	       operation->params[2].value.b == UINT32_MAX &&
	       operation->params[3].value.a == sum &&
	       operation->params[3].value.b == session->imp.session_id;
}

static bool use_temporary(struct worker *worker, TEEC_Session *session)
{
	size_t in_size = draw_size(worker), inout_size = draw_size(worker);
	uint32_t sum = fill(worker, worker->in, in_size) +
		       fill(worker, worker->inout, inout_size);
	uint8_t first = worker->inout[0];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_INOUT,
					       0, 0),
		.params = { { .tmpref = { worker->in, in_size } },
			    { .tmpref = { worker->inout, inout_size } } },
	};

	return transform(worker, session, sum, &operation) &&
	       is_turned(worker->inout, inout_size, first);
}

static bool use_memory(struct worker *worker, TEEC_Session *session,
		       TEEC_SharedMemory *memory)
{
	size_t offset = memory->size ? draw(worker, (uint32_t)memory->size) : 0;
	size_t size = memory->size - offset;
	uint8_t *at = (uint8_t *)memory->buffer + offset;
	uint32_t sum = fill(worker, at, size);
	uint8_t first = size ? at[0] : 0;
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT, 0, 0, 0),
		.params[0].memref = { memory, size, offset },
	};

	return transform(worker, session, sum, &operation) && is_turned(at, size, first);
}

static bool use_allocated(struct worker *worker, TEEC_Session *session)
{
	TEEC_SharedMemory memory = {
		.size = draw_size(worker), .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};
	bool right = TEEC_AllocateSharedMemory(&context, &memory) == TEEC_SUCCESS;

	for (size_t n = 0; right && n < memory.size; n++)
		right = !((uint8_t *)memory.buffer)[n];
	right = right && use_memory(worker, session, &memory);
	TEEC_ReleaseSharedMemory(&memory);
	return right;
}

static bool use_registered(struct worker *worker, TEEC_Session *session)
{
	TEEC_SharedMemory memory = {
		.buffer = worker->inout, .size = draw_size(worker) + 1,
		.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};
	bool right = TEEC_RegisterSharedMemory(&context, &memory) == TEEC_SUCCESS &&
		     use_memory(worker, session, &memory);

	TEEC_ReleaseSharedMemory(&memory);
	return right;
}

static bool use_constant(struct worker *worker, TEEC_Session *session)
{
	size_t size = draw(worker, sizeof(constant));
	uint32_t sum = 0;
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, 0, 0, 0),
		.params[0].tmpref = { (void *)(uintptr_t)constant, size },
	};

	for (size_t n = 0; n < size; n++)
		sum += constant[n];
	return transform(worker, session, sum, &operation);
}

static bool use_short_buffer(struct worker *worker, TEEC_Session *session)
{
	size_t size = draw_size(worker);
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT, 0, 0, 0),
		.params[0].tmpref = { worker->inout, size },
	};
	uint8_t first;

	fill(worker, worker->inout, size + 1);
	first = (uint8_t)~worker->inout[0];
	if (TEEC_InvokeCommand(session, FAKE_SHORT_BUFFER, &operation, NULL) !=
	    TEEC_ERROR_SHORT_BUFFER || operation.params[0].tmpref.size != 2 * size + 1)
		return false;
	for (size_t n = 0; n <= size; n++)
		if (worker->inout[n] != (uint8_t)(~first + n))
			return false;
	return true;
}

static bool renew_session(struct worker *worker, TEEC_Session *session)
{
	(void)session;
	TEEC_CloseSession(&worker->own);
	return TEEC_OpenSession(&context, &worker->own, &fake_ta, 0, NULL, NULL, NULL) ==
	       TEEC_SUCCESS;
}

static bool use_badly(struct worker *worker, TEEC_Session *session)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, 4 + 4 * draw(worker, 2),
					       0, 0),
		.params[0].tmpref = { worker->in, 100 },
	};

	return TEEC_InvokeCommand(session, FAKE_TRANSFORM, &operation, NULL) ==
	       TEEC_ERROR_BAD_PARAMETERS;
}

static void *work(void *argument)
{
	static bool (*const operations[])(struct worker *, TEEC_Session *) = {
		use_temporary, use_temporary, use_temporary, use_temporary, use_allocated,
		use_allocated, use_registered, use_constant, use_short_buffer, use_badly,
		renew_session,
	};
	struct worker *worker = argument;

	worker->in = malloc(LARGEST + 1);
	worker->inout = malloc(LARGEST + 1);
	while (worker->in && worker->inout && worker->done < OPERATIONS) {
		TEEC_Session *session = draw(worker, 2) ? &shared : &worker->own;
		uint32_t which = draw(worker, sizeof(operations) / sizeof(operations[0]));

		if (!operations[which](worker, session))
			worker->wrong++;
		worker->done++;
	}
	free(worker->in);
	free(worker->inout);
	return NULL;
}

static int open_all(void **state)
{
	(void)state;
	fake_reset();
	return TEEC_InitializeContext(NULL, &context) ||
	       TEEC_OpenSession(&context, &shared, &fake_ta, 0, NULL, NULL, NULL);
}

static int close_all(void **state)
{
	struct fake_count count;

	(void)state;
	if (!fake_memory_is_zero())
		return -1;
	TEEC_CloseSession(&shared);
	TEEC_FinalizeContext(&context);
	count = fake_count();
	return count.devices || count.sessions || count.memories || count.mappings;
}

static void sixteen_threads_get_their_own_answers(void **state)
{
	static struct worker workers[THREADS];

	(void)state;
	for (unsigned int n = 0; n < THREADS; n++) {
		workers[n].random = n + 1;
		assert_int_equal(TEEC_OpenSession(&context, &workers[n].own, &fake_ta, 0, NULL,
						  NULL, NULL), TEEC_SUCCESS);
		assert_int_equal(pthread_create(&workers[n].thread, NULL, work, &workers[n]), 0);
	}
	for (unsigned int n = 0; n < THREADS; n++) {
		pthread_join(workers[n].thread, NULL);
		TEEC_CloseSession(&workers[n].own);
	}
	for (unsigned int n = 0; n < THREADS; n++) {
		assert_int_equal(workers[n].done, OPERATIONS);
		assert_int_equal(workers[n].wrong, 0);
	}
	assert_int_equal(fake_count().sessions, 1);
}

/*
 * All threads use this memory, which the kernel won't register. There's one part
 * that everybody reads, followed by a private part for each thread.
 */
#define SHARED_PART	600
#define OWN_PART	900
#define COPY_ROUNDS	2000

static uint8_t copied_text[SHARED_PART + THREADS * OWN_PART];
static TEEC_SharedMemory copied = {
	.buffer = copied_text, .size = sizeof(copied_text),
	.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
};

static void *use_copied(void *argument)
{
	size_t offset = SHARED_PART + (size_t)(uintptr_t)argument * OWN_PART;
	uint8_t first = (uint8_t)offset;
	uintptr_t wrong = 0;

	memset(copied_text + offset, first, OWN_PART);
	for (int n = 0; n < COPY_ROUNDS; n++) {
		TEEC_Operation operation = {
			.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INPUT,
						       TEEC_MEMREF_PARTIAL_INOUT,
						       TEEC_VALUE_OUTPUT, 0),
			.params = { { .memref = { &copied, SHARED_PART, 0 } },
				    { .memref = { &copied, OWN_PART, offset } } },
		};
		uint32_t sum = SHARED_PART * 7 + OWN_PART * first;

		wrong += TEEC_InvokeCommand(&shared, FAKE_TRANSFORM, &operation, NULL) !=
				 TEEC_SUCCESS || operation.params[2].value.a != sum;
		first ^= 0xff;
		for (size_t at = 0; at < OWN_PART; at++)
			wrong += copied_text[offset + at] != first;
	}
	return (void *)wrong;
}

static void sixteen_threads_share_what_must_be_copied(void **state)
{
	pthread_t threads[THREADS];
	uintptr_t wrong = 0;

	(void)state;
	memset(copied_text, 7, SHARED_PART);
	fake_fail(TEE_IOC_SHM_REGISTER, EFAULT, 1);
	assert_int_equal(TEEC_RegisterSharedMemory(&context, &copied), TEEC_SUCCESS);
	for (uintptr_t n = 0; n < THREADS; n++)
		assert_int_equal(pthread_create(&threads[n], NULL, use_copied, (void *)n), 0);
	for (int n = 0; n < THREADS; n++) {
		void *result;

		pthread_join(threads[n], &result);
		wrong += (uintptr_t)result;
	}
	assert_int_equal(wrong, 0);
	TEEC_ReleaseSharedMemory(&copied);
}

/* Cancellation */

static TEEC_Operation waiting;

static void *wait_in_the_tee(void *argument)
{
	uint32_t origin;

	(void)argument;
	return (void *)(uintptr_t)(TEEC_InvokeCommand(&shared, FAKE_WAIT, &waiting, &origin) ==
				   TEEC_ERROR_CANCEL && origin == TEEC_ORIGIN_TRUSTED_APP);
}

static void another_thread_cancels(void **state)
{
	pthread_t thread;
	void *right;

	(void)state;
	for (int n = 0; n < 50; n++) {
		waiting = (TEEC_Operation){ 0 };
		assert_int_equal(pthread_create(&thread, NULL, wait_in_the_tee, NULL), 0);
		fake_await_waiter();
		TEEC_RequestCancellation(&waiting);
		pthread_join(thread, &right);
		assert_non_null(right);
	}
}

/*
 * One thread keeps requesting cancellation of @operation while operations and
 * contexts start and end under its feet. At least one request per context has to
 * make it to the TEE.
 */
static bool stop;

static void *cancel_all_the_time(void *argument)
{
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		TEEC_RequestCancellation(argument);
	return NULL;
}

static void cancelling_may_come_at_any_time(void **state)
{
	static TEEC_Operation operation;
	pthread_t thread;

	(void)state;
	__atomic_store_n(&stop, false, __ATOMIC_RELAXED);
	assert_int_equal(pthread_create(&thread, NULL, cancel_all_the_time, &operation), 0);
	for (int n = 0; n < 200; n++) {
		TEEC_Context other;
		TEEC_Session session;

		assert_int_equal(TEEC_InitializeContext(NULL, &other), TEEC_SUCCESS);
		assert_int_equal(TEEC_OpenSession(&other, &session, &fake_ta, 0, NULL, &operation,
						  NULL), TEEC_SUCCESS);
		for (int i = 0; i < 10; i++)
			assert_int_equal(TEEC_InvokeCommand(&session, FAKE_TRANSFORM, &operation,
							    NULL), TEEC_SUCCESS);
		assert_int_equal(TEEC_InvokeCommand(&session, FAKE_WAIT, &operation, NULL),
				 TEEC_ERROR_CANCEL);
		TEEC_CloseSession(&session);
		TEEC_FinalizeContext(&other);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define with_session(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
		with_session(sixteen_threads_get_their_own_answers),
		with_session(sixteen_threads_share_what_must_be_copied),
		with_session(another_thread_cancels),
		with_session(cancelling_may_come_at_any_time),
	};

	return cmocka_run_group_tests_name("libteec threads", tests, NULL, NULL);
}
