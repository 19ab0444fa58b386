// SPDX-License-Identifier: BSD-2-Clause
/* Cases for the TEE Client API 1.0 itself (its section 4.5) */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client.h"

#define BYTES	256

static const TEEC_UUID unknown = { 0x12345678, 1, 2, { 3 } };

/* Contexts */

static uint32_t two_contexts(TEEC_Context *context)
{
	TEEC_Context other;
	TEEC_Session session;

	(void)context;
	EXPECT_OK(TEEC_InitializeContext(client_tee, &other));
	EXPECT_OK(application_open(&other, &session, &application_uuid));
	TEEC_CloseSession(&session);
	TEEC_FinalizeContext(&other);
	return 0;
}

static uint32_t no_such_tee(TEEC_Context *context)
{
	TEEC_Context other;

	(void)context;
	EXPECT(TEEC_InitializeContext("no such TEE", &other));
	return 0;
}

static uint32_t no_context(TEEC_Context *context)
{
	(void)context;
	EXPECT_RESULT(TEEC_ERROR_BAD_PARAMETERS, TEEC_InitializeContext(client_tee, NULL));
	return 0;
}

static uint32_t ignore_null(TEEC_Context *context)
{
	(void)context;
	TEEC_FinalizeContext(NULL);
	TEEC_CloseSession(NULL);
	TEEC_ReleaseSharedMemory(NULL);
	return 0;
}

/* Shared memory */

static bool filled(const uint8_t *at, size_t size, uint8_t value)
{
	for (size_t n = 0; n < size; n++)
		if (at[n] != value)
			return false;
	return true;
}

/* Run CONFORMANCE_ECHO with one memory reference of an open session. */
static TEEC_Result echo(TEEC_Session *session, uint32_t type, TEEC_Parameter *param)
{
	TEEC_Operation operation = { .paramTypes = type, .params = { *param } };
	TEEC_Result result = TEEC_InvokeCommand(session, CONFORMANCE_ECHO, &operation, NULL);

	*param = operation.params[0];
	return result;
}

static uint32_t use_parts(TEEC_Session *session, TEEC_SharedMemory *memory)
{
	uint8_t *bytes = memory->buffer;
	TEEC_Parameter param = { .memref = { memory, 10, 20 } };

	memset(bytes, 1, BYTES);
	EXPECT_OK(echo(session, TEEC_MEMREF_PARTIAL_INPUT, &param));
	EXPECT(filled(bytes, BYTES, 1));
	EXPECT_OK(echo(session, TEEC_MEMREF_PARTIAL_INOUT, &param));
	EXPECT(param.memref.size == 9 && filled(bytes, 20, 1) && filled(bytes + 20, 9, 2));
	EXPECT(filled(bytes + 29, BYTES - 29, 1));
	param.memref = (TEEC_RegisteredMemoryReference){ memory, 8, BYTES - 8 };
	EXPECT_OK(echo(session, TEEC_MEMREF_PARTIAL_OUTPUT, &param));
	EXPECT(param.memref.size == 7 && filled(bytes + BYTES - 8, 7, 2) && bytes[BYTES - 1] == 1);
	memset(bytes, 1, BYTES);
	param.memref = (TEEC_RegisteredMemoryReference){ memory, 0, 0 };
	EXPECT_OK(echo(session, TEEC_MEMREF_WHOLE, &param));
	EXPECT(param.memref.size == BYTES - 1 && filled(bytes, BYTES - 1, 2));
	return 0;
}

/* The memory is released while the session is open, and the session closed. */
static uint32_t with_memory(TEEC_Context *context, TEEC_SharedMemory *memory,
			    uint32_t (*use)(TEEC_Session *session, TEEC_SharedMemory *memory))
{
	TEEC_Session session;
	uint32_t line;

	if (report_differs(TEEC_SUCCESS,
			   application_open(context, &session, &application_uuid))) {
		TEEC_ReleaseSharedMemory(memory);
		return __LINE__;
	}
	line = use(&session, memory);
	TEEC_ReleaseSharedMemory(memory);
	TEEC_CloseSession(&session);
	return line;
}

static uint32_t register_memory(TEEC_Context *context)
{
	uint8_t bytes[BYTES];
	TEEC_SharedMemory memory = {
		.buffer = bytes, .size = BYTES, .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};

	EXPECT_OK(TEEC_RegisterSharedMemory(context, &memory));
	EXPECT(memory.buffer == bytes && memory.size == BYTES);
	return with_memory(context, &memory, use_parts);
}

static uint32_t allocate_memory(TEEC_Context *context)
{
	TEEC_SharedMemory memory = {
		.size = BYTES, .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT,
	};

	EXPECT_OK(TEEC_AllocateSharedMemory(context, &memory));
	EXPECT(memory.buffer && memory.size == BYTES);
	return with_memory(context, &memory, use_parts);
}

static uint32_t allocate_nothing(TEEC_Context *context)
{
	TEEC_SharedMemory memory = { .flags = TEEC_MEM_INPUT };

	EXPECT_OK(TEEC_AllocateSharedMemory(context, &memory));
	EXPECT(memory.buffer && !memory.size);
	TEEC_ReleaseSharedMemory(&memory);
	return 0;
}

static uint32_t register_nothing(TEEC_Context *context)
{
	uint8_t byte = 0;
	TEEC_SharedMemory memory = { .buffer = &byte, .flags = TEEC_MEM_INPUT };

	EXPECT_OK(TEEC_RegisterSharedMemory(context, &memory));
	TEEC_ReleaseSharedMemory(&memory);
	return 0;
}

/* The only flags are TEEC_MEM_INPUT and TEEC_MEM_OUTPUT, one of them or both. */
static uint32_t wrong_flags(TEEC_Context *context)
{
	static const uint32_t flags[] = { 4, TEEC_MEM_INPUT | 0x100, 0x80000000 };
	uint8_t bytes[BYTES];

	for (size_t n = 0; n < sizeof(flags) / sizeof(flags[0]); n++) {
		TEEC_SharedMemory own = { .buffer = bytes, .size = BYTES, .flags = flags[n] };
		TEEC_SharedMemory memory = { .size = BYTES, .flags = flags[n] };

		EXPECT_RESULT(TEEC_ERROR_BAD_PARAMETERS, TEEC_RegisterSharedMemory(context, &own));
		EXPECT_RESULT(TEEC_ERROR_BAD_PARAMETERS,
			      TEEC_AllocateSharedMemory(context, &memory));
	}
	return 0;
}

static uint32_t allocate_too_much(TEEC_Context *context)
{
	TEEC_SharedMemory memory = { .size = SIZE_MAX / 2, .flags = TEEC_MEM_INPUT };

	EXPECT(TEEC_AllocateSharedMemory(context, &memory));
	return 0;
}

static uint32_t use_wrong_part(TEEC_Session *session, TEEC_SharedMemory *memory)
{
	TEEC_Parameter param = { .memref = { memory, 10, BYTES - 9 } };

	EXPECT_RESULT(TEEC_ERROR_BAD_PARAMETERS,
		      echo(session, TEEC_MEMREF_PARTIAL_INPUT, &param));
	param.memref = (TEEC_RegisteredMemoryReference){ memory, 10, SIZE_MAX - 5 };
	EXPECT_RESULT(TEEC_ERROR_BAD_PARAMETERS,
		      echo(session, TEEC_MEMREF_PARTIAL_INPUT, &param));
	return 0;
}

static uint32_t wrong_part(TEEC_Context *context)
{
	TEEC_SharedMemory memory = { .size = BYTES, .flags = TEEC_MEM_INPUT };

	EXPECT_OK(TEEC_AllocateSharedMemory(context, &memory));
	return with_memory(context, &memory, use_wrong_part);
}

static uint32_t use_wrong_way(TEEC_Session *session, TEEC_SharedMemory *memory)
{
	TEEC_Parameter param = { .memref = { memory, 10, 0 } };

	EXPECT_RESULT(TEEC_ERROR_BAD_PARAMETERS,
		      echo(session, TEEC_MEMREF_PARTIAL_OUTPUT, &param));
	EXPECT_RESULT(TEEC_ERROR_BAD_PARAMETERS,
		      echo(session, TEEC_MEMREF_PARTIAL_INOUT, &param));
	return 0;
}

static uint32_t wrong_way(TEEC_Context *context)
{
	TEEC_SharedMemory memory = { .size = BYTES, .flags = TEEC_MEM_INPUT };

	EXPECT_OK(TEEC_AllocateSharedMemory(context, &memory));
	return with_memory(context, &memory, use_wrong_way);
}

/* Sessions */

static uint32_t open_unknown(TEEC_Context *context)
{
	TEEC_Session session;
	uint32_t origin = 0;

	EXPECT_RESULT(TEEC_ERROR_ITEM_NOT_FOUND,
		      TEEC_OpenSession(context, &session, &unknown, TEEC_LOGIN_PUBLIC, NULL, NULL,
				       &origin));
	EXPECT(origin && origin != TEEC_ORIGIN_TRUSTED_APP);
	return 0;
}

static uint32_t open_without_operation(TEEC_Context *context)
{
	TEEC_Session session;
	uint32_t origin = 0;

	EXPECT_OK(TEEC_OpenSession(context, &session, &application_uuid, TEEC_LOGIN_PUBLIC, NULL,
				   NULL, &origin));
	TEEC_CloseSession(&session);
	EXPECT(origin == TEEC_ORIGIN_TRUSTED_APP);
	return 0;
}

static uint32_t open_as_user(TEEC_Context *context)
{
	static const TEEC_UUID nil;
	TEEC_UUID uuid = nil;
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[1].tmpref = { &uuid, sizeof(uuid) },
	};
	TEEC_Session session;
	TEEC_Result result;

	EXPECT_OK(TEEC_OpenSession(context, &session, &application_uuid, TEEC_LOGIN_USER, NULL,
				   NULL, NULL));
	result = TEEC_InvokeCommand(&session, CONFORMANCE_CLIENT, &operation, NULL);
	TEEC_CloseSession(&session);
	EXPECT_OK(result);
	EXPECT(operation.params[0].value.a == TEEC_LOGIN_USER);
	EXPECT(memcmp(&uuid, &nil, sizeof(uuid)));
	return 0;
}

/* Log in, and ask the application who the client is. */
static uint32_t log_in(TEEC_Context *context, uint32_t login, const void *data, TEEC_UUID *uuid)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_NONE, TEEC_NONE),
		.params[1].tmpref = { uuid, sizeof(*uuid) },
	};
	TEEC_Session session;
	TEEC_Result result;

	EXPECT_OK(TEEC_OpenSession(context, &session, &application_uuid, login, data, NULL,
				   NULL));
	result = TEEC_InvokeCommand(&session, CONFORMANCE_CLIENT, &operation, NULL);
	TEEC_CloseSession(&session);
	EXPECT_OK(result);
	EXPECT(operation.params[0].value.a == login);
	return 0;
}

/* Each login has an identity of its own, which is the same the next time. */
static uint32_t open_in_each_way(TEEC_Context *context)
{
	static const uint32_t logins[] = {
		TEEC_LOGIN_USER, TEEC_LOGIN_GROUP, TEEC_LOGIN_APPLICATION,
		TEEC_LOGIN_USER_APPLICATION, TEEC_LOGIN_GROUP_APPLICATION,
	};
	const size_t num = sizeof(logins) / sizeof(logins[0]);
	const uint32_t group = getegid();
	TEEC_UUID uuid[sizeof(logins) / sizeof(logins[0])], again;

	for (size_t n = 0; n < num; n++) {
		bool with_group = logins[n] == TEEC_LOGIN_GROUP ||
				  logins[n] == TEEC_LOGIN_GROUP_APPLICATION;
		const void *data = with_group ? &group : NULL;
		uint32_t line = log_in(context, logins[n], data, &uuid[n]);

		if (!line)
			line = log_in(context, logins[n], data, &again);
		if (line)
			return line;
		EXPECT(!memcmp(&uuid[n], &again, sizeof(again)));
		for (size_t k = 0; k < n; k++)
			EXPECT(memcmp(&uuid[n], &uuid[k], sizeof(again)));
	}
	return 0;
}

static uint32_t open_as_foreign_group(TEEC_Context *context)
{
	const uint32_t group = 0x7ffffff0;
	TEEC_Session session;

	EXPECT(TEEC_OpenSession(context, &session, &application_uuid, TEEC_LOGIN_GROUP, &group,
				NULL, NULL));
	return 0;
}

static uint32_t open_unknown_login(TEEC_Context *context)
{
	TEEC_Session session;

	EXPECT(TEEC_OpenSession(context, &session, &application_uuid, 77, NULL, NULL, NULL));
	return 0;
}

static uint32_t many_sessions(TEEC_Context *context)
{
	TEEC_Session session[8];
	TEEC_Result result = TEEC_SUCCESS;
	size_t count = 0;

	while (count < 8 && !result) {
		result = application_open(context, &session[count], &application_uuid);
		count += !result;
	}
	for (size_t n = 0; n < count && !result; n++)
		result = TEEC_InvokeCommand(&session[n], CONFORMANCE_ECHO, NULL, NULL);
	while (count)
		TEEC_CloseSession(&session[--count]);
	EXPECT_OK(result);
	return 0;
}

static uint32_t wrong_types(TEEC_Context *context)
{
	TEEC_Operation operation = { .paramTypes = 0x9 };
	TEEC_Session session;
	TEEC_Result result;

	EXPECT_OK(application_open(context, &session, &application_uuid));
	result = TEEC_InvokeCommand(&session, CONFORMANCE_ECHO, &operation, NULL);
	TEEC_CloseSession(&session);
	EXPECT_RESULT(TEEC_ERROR_BAD_PARAMETERS, result);
	return 0;
}

/* Cancellation */

struct waiter {
	TEEC_Session session;
	TEEC_Operation operation;
	TEEC_Result result;
	bool done;
};

static void *wait_in_command(void *data)
{
	struct waiter *waiter = data;

	waiter->result = TEEC_InvokeCommand(&waiter->session, CONFORMANCE_WAIT,
					    &waiter->operation, NULL);
	__atomic_store_n(&waiter->done, true, __ATOMIC_SEQ_CST);
	return NULL;
}

/* Wait in a command, and cancel it every 50 ms until it returns. */
static uint32_t cancel(TEEC_Context *context, struct waiter *waiter, uint32_t ms, uint32_t unmask)
{
	const struct timespec pause = { .tv_nsec = 50000000 };
	pthread_t thread;

	memset(waiter, 0, sizeof(*waiter));
	waiter->operation.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_VALUE_OUTPUT,
							TEEC_NONE, TEEC_NONE);
	waiter->operation.params[0].value = (TEEC_Value){ ms, unmask };
	EXPECT_OK(application_open(context, &waiter->session, &application_uuid));
	EXPECT(!pthread_create(&thread, NULL, wait_in_command, waiter));
	while (!__atomic_load_n(&waiter->done, __ATOMIC_SEQ_CST)) {
		nanosleep(&pause, NULL);
		TEEC_RequestCancellation(&waiter->operation);
	}
	pthread_join(thread, NULL);
	TEEC_CloseSession(&waiter->session);
	return 0;
}

static uint32_t cancelled(TEEC_Context *context)
{
	struct waiter waiter;
	uint32_t line = cancel(context, &waiter, 20000, 1);

	if (line)
		return line;
	EXPECT_RESULT(TEEC_ERROR_CANCEL, waiter.result);
	EXPECT(waiter.operation.params[1].value.a);
	return 0;
}

static uint32_t masked(TEEC_Context *context)
{
	struct waiter waiter;
	uint32_t line = cancel(context, &waiter, 500, 0);

	if (line)
		return line;
	EXPECT_OK(waiter.result);
	EXPECT(!waiter.operation.params[1].value.a);
	return 0;
}

static uint32_t cancel_unused(TEEC_Context *context)
{
	TEEC_Operation operation = { 0 };

	(void)context;
	TEEC_RequestCancellation(&operation);
	return 0;
}

#define SECTION(number)	"Client API " number

static const struct client_case cases[] = {
	{ USE, SECTION("4.5.2"), "a second context", two_contexts },
	{ MISUSE, SECTION("4.5.2"), "a TEE that does not exist", no_such_tee },
	{ MISUSE, SECTION("4.5.2"), "no place for the context", no_context },
	{ USE, SECTION("4.5.3, 4.5.6, 4.5.8"), "NULL is ignored", ignore_null },
	{ USE, SECTION("4.5.4"), "registered memory, in part and as a whole", register_memory },
	{ USE, SECTION("4.5.4"), "registered memory of 0 bytes", register_nothing },
	{ USE, SECTION("4.5.5"), "allocated memory, in part and as a whole", allocate_memory },
	{ USE, SECTION("4.5.5"), "allocated memory of 0 bytes is not NULL", allocate_nothing },
	{ MISUSE, SECTION("4.5.5"), "more memory than there is", allocate_too_much },
	{ MISUSE, SECTION("4.5.4, 4.5.5"), "flags that don't exist", wrong_flags },
	{ USE, SECTION("4.5.7"), "a session without an operation", open_without_operation },
	{ USE, SECTION("4.5.7"), "the login of a user", open_as_user },
	{ USE, SECTION("4.5.7"), "each login has an identity of its own", open_in_each_way },
	{ MISUSE, SECTION("4.5.7"), "the login of a group that the user isn't in",
	  open_as_foreign_group },
	{ MISUSE, SECTION("4.5.7"), "a login that does not exist", open_unknown_login },
	{ MISUSE, SECTION("4.5.7"), "an application that does not exist", open_unknown },
	{ USE, SECTION("4.5.7"), "eight sessions", many_sessions },
	{ MISUSE, SECTION("4.5.9"), "a part beyond the end of the memory", wrong_part },
	{ MISUSE, SECTION("4.5.9"), "memory for input as output", wrong_way },
	{ MISUSE, SECTION("4.5.9"), "types of parameters that do not exist", wrong_types },
	{ USE, SECTION("4.5.10"), "a command is cancelled", cancelled },
	{ USE, SECTION("4.5.10"), "a command that masks cancellation goes on", masked },
	{ USE, SECTION("4.5.10"), "an operation that isn't in use is cancelled", cancel_unused },
};

const struct client_group teec_group = CASES(cases);
