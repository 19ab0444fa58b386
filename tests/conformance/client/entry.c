// SPDX-License-Identifier: BSD-2-Clause
/* Cases for what entry points get and return (TEE Internal Core API 1.3, section 4.3) */
#include <string.h>

#include "client.h"

#define BYTES	64

/* An operation with memory of its own for each parameter */
struct echo {
	TEEC_Operation operation;
	uint8_t memory[TEEC_CONFIG_PAYLOAD_REF_COUNT][BYTES];
};

static void set_up(struct echo *echo, const uint32_t types[TEEC_CONFIG_PAYLOAD_REF_COUNT])
{
	memset(echo, 0, sizeof(*echo));
	for (uint32_t n = 0; n < TEEC_CONFIG_PAYLOAD_REF_COUNT; n++) {
		TEEC_Parameter *param = &echo->operation.params[n];

		echo->operation.paramTypes |= types[n] << (4 * n);
		memset(echo->memory[n], (int)n + 1, BYTES);
		if (types[n] >= TEEC_MEMREF_TEMP_INPUT)
			param->tmpref = (TEEC_TempMemoryReference){ echo->memory[n], BYTES };
		else
			param->value = (TEEC_Value){ 10 * n + 1, 10 * n + 2 };
	}
}

/* Return true if the memory has come back as its type says. */
static bool memory_came_back(const struct echo *echo, uint32_t n, uint32_t type)
{
	const size_t is_output = type != TEEC_MEMREF_TEMP_INPUT;
	const size_t changed = is_output ? BYTES - 1 : 0;

	if (echo->operation.params[n].tmpref.size != (size_t)BYTES - is_output)
		return false;
	for (size_t k = 0; k < BYTES; k++)
		if (echo->memory[n][k] != (k < changed ? n + 2 : n + 1))
			return false;
	return true;
}

static bool came_back(const struct echo *echo)
{
	for (uint32_t n = 0; n < TEEC_CONFIG_PAYLOAD_REF_COUNT; n++) {
		const TEEC_Value *value = &echo->operation.params[n].value;
		uint32_t type = TEEC_PARAM_TYPE_GET(echo->operation.paramTypes, n);
		uint32_t is_output = type == TEEC_VALUE_OUTPUT || type == TEEC_VALUE_INOUT;

		if (type >= TEEC_MEMREF_TEMP_INPUT) {
			if (!memory_came_back(echo, n, type))
				return false;
		} else if (value->a != 10 * n + 1 + 2 * is_output ||
			   value->b != 10 * n + 2 + 2 * is_output) {
			return false;
		}
	}
	return true;
}

static uint32_t echo_all(TEEC_Session *session, const uint32_t types[4])
{
	struct echo echo;

	set_up(&echo, types);
	EXPECT_OK(TEEC_InvokeCommand(session, CONFORMANCE_ECHO, &echo.operation, NULL));
	EXPECT(came_back(&echo));
	return 0;
}

/* Each type in each position, beside all types in the others */
static uint32_t parameters(TEEC_Context *context)
{
	static const uint32_t types[] = {
		TEEC_NONE, TEEC_VALUE_INPUT, TEEC_VALUE_OUTPUT, TEEC_VALUE_INOUT,
		TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT, TEEC_MEMREF_TEMP_INOUT,
	};
	const size_t num_types = sizeof(types) / sizeof(types[0]);
	TEEC_Session session;
	uint32_t line = 0;

	EXPECT_OK(application_open(context, &session, &application_uuid));
	for (size_t n = 0; n < num_types && !line; n++) {
		for (size_t step = 0; step < 3 && !line; step++) {
			const uint32_t four[] = {
				types[n], types[(n + step) % num_types],
				types[(n + 2 * step) % num_types],
				types[(n + 3 * step) % num_types],
			};

			line = echo_all(&session, four);
		}
	}
	TEEC_CloseSession(&session);
	return line;
}

static uint32_t open_parameters(TEEC_Context *context)
{
	static const uint32_t types[] = {
		TEEC_VALUE_INOUT, TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
		TEEC_MEMREF_TEMP_INOUT,
	};
	TEEC_Session session;
	struct echo echo;

	set_up(&echo, types);
	EXPECT_OK(TEEC_OpenSession(context, &session, &application_uuid, TEEC_LOGIN_PUBLIC, NULL,
				   &echo.operation, NULL));
	TEEC_CloseSession(&session);
	EXPECT(came_back(&echo));
	return 0;
}

static uint32_t open_refused(TEEC_Context *context)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_VALUE_OUTPUT, TEEC_NONE,
					       TEEC_NONE),
		.params = { { .value.a = 0x1234 } },
	};
	uint32_t origin = 0;
	TEEC_Session session;

	EXPECT_RESULT(0x1234, TEEC_OpenSession(context, &session, &application_uuid,
					       TEEC_LOGIN_PUBLIC, NULL, &operation, &origin));
	EXPECT(origin == TEEC_ORIGIN_TRUSTED_APP);
	EXPECT(operation.params[1].value.a == CONFORMANCE_OPENED);
	return 0;
}

/* Run a case of one session with the application. */
static uint32_t with_session(TEEC_Context *context, uint32_t (*run)(TEEC_Session *session))
{
	TEEC_Session session;
	uint32_t line;

	EXPECT_OK(application_open(context, &session, &application_uuid));
	line = run(&session);
	TEEC_CloseSession(&session);
	return line;
}

static uint32_t results_in(TEEC_Session *session)
{
	static const uint32_t results[] = {
		TEEC_SUCCESS, 1, 0x7fffffff, TEEC_ERROR_GENERIC, TEEC_ERROR_ACCESS_DENIED,
		TEEC_ERROR_CANCEL, TEEC_ERROR_BUSY, TEEC_ERROR_EXTERNAL_CANCEL, 0xfffffffe,
	};

	for (size_t n = 0; n < sizeof(results) / sizeof(results[0]); n++) {
		TEEC_Operation operation = {
			.paramTypes = TEEC_VALUE_INPUT,
			.params = { { .value.a = results[n] } },
		};
		uint32_t origin = 0;

		EXPECT_RESULT(results[n], TEEC_InvokeCommand(session, CONFORMANCE_RETURN,
							     &operation, &origin));
		EXPECT(origin == TEEC_ORIGIN_TRUSTED_APP);
	}
	return 0;
}

static uint32_t results(TEEC_Context *context)
{
	return with_session(context, results_in);
}

static uint32_t short_buffer_in(TEEC_Session *session)
{
	uint8_t memory[BYTES] = { 0 };
	TEEC_Operation operation = {
		.paramTypes = TEEC_MEMREF_TEMP_OUTPUT,
		.params = { { .tmpref = { memory, BYTES } } },
	};

	EXPECT_RESULT(TEEC_ERROR_SHORT_BUFFER,
		      TEEC_InvokeCommand(session, CONFORMANCE_ASK_MORE, &operation, NULL));
	EXPECT(operation.params[0].tmpref.size == 3 * BYTES);
	for (size_t n = 0; n < BYTES; n++)
		EXPECT(!memory[n]);
	return 0;
}

static uint32_t short_buffer(TEEC_Context *context)
{
	return with_session(context, short_buffer_in);
}

static uint32_t no_memory_in(TEEC_Session *session)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_MEMREF_TEMP_INOUT, TEEC_NONE),
	};

	EXPECT_OK(TEEC_InvokeCommand(session, CONFORMANCE_ECHO, &operation, NULL));
	for (size_t n = 0; n < 3; n++)
		EXPECT(!operation.params[n].tmpref.size);
	return 0;
}

static uint32_t no_memory(TEEC_Context *context)
{
	return with_session(context, no_memory_in);
}

static uint32_t unknown_command_in(TEEC_Session *session)
{
	uint32_t origin = 0;

	EXPECT_RESULT(TEEC_ERROR_NOT_SUPPORTED,
		      TEEC_InvokeCommand(session, 0xffffffff, NULL, &origin));
	EXPECT(origin == TEEC_ORIGIN_TRUSTED_APP);
	return 0;
}

static uint32_t unknown_command(TEEC_Context *context)
{
	return with_session(context, unknown_command_in);
}

static TEEC_Result count(TEEC_Session *session, uint32_t add, TEEC_Value *sums)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_VALUE_INOUT,
		.params = { { .value.a = add } },
	};
	TEEC_Result result = TEEC_InvokeCommand(session, CONFORMANCE_COUNT, &operation, NULL);

	*sums = operation.params[0].value;
	return result;
}

/* Let two sessions count, and return whether they share the instance's variable in @shared. */
static uint32_t count_both(TEEC_Session session[2], bool *shared)
{
	TEEC_Value sums[3];

	EXPECT_OK(count(&session[0], 1, &sums[0]));
	EXPECT_OK(count(&session[1], 10, &sums[1]));
	EXPECT_OK(count(&session[0], 100, &sums[2]));
	EXPECT(sums[0].b == 1 && sums[1].b == 10 && sums[2].b == 101);
	EXPECT(sums[0].a == 1 && (sums[1].a == 10 || sums[1].a == 11));
	*shared = sums[1].a == 11;
	EXPECT(sums[2].a == (*shared ? 111 : 101));
	return 0;
}

static uint32_t count_in_two(TEEC_Context *context, const TEEC_UUID *uuid, bool *shared)
{
	TEEC_Session session[2];
	uint32_t line;

	EXPECT_OK(application_open(context, &session[0], uuid));
	if (report_differs(TEEC_SUCCESS, application_open(context, &session[1], uuid))) {
		TEEC_CloseSession(&session[0]);
		return __LINE__;
	}
	line = count_both(session, shared);
	TEEC_CloseSession(&session[1]);
	TEEC_CloseSession(&session[0]);
	return line;
}

static uint32_t single_instance(TEEC_Context *context)
{
	bool shared = false;
	uint32_t line = count_in_two(context, &application_uuid, &shared);

	EXPECT(line || shared);
	return line;
}

static uint32_t multi_instance(TEEC_Context *context)
{
	bool shared = true;
	uint32_t line = count_in_two(context, &application_peer_uuid, &shared);

	EXPECT(line || !shared);
	return line;
}

/* The instance ends with its last session, so the next one starts from zero. */
static uint32_t instance_ends(TEEC_Context *context)
{
	for (size_t n = 0; n < 2; n++) {
		TEEC_Session session;
		TEEC_Value sums = { 0 };
		TEEC_Result result;

		EXPECT_OK(application_open(context, &session, &application_uuid));
		result = count(&session, 1, &sums);
		TEEC_CloseSession(&session);
		EXPECT_OK(result);
		EXPECT(sums.a == 1);
	}
	return 0;
}

/* Open a session with the keeper, count, and close it. */
static uint32_t count_in_keeper(TEEC_Context *context, TEEC_Value *sums)
{
	TEEC_Session session;
	TEEC_Result result;

	EXPECT_OK(application_open(context, &session, &application_keeper_uuid));
	result = count(&session, 1, sums);
	TEEC_CloseSession(&session);
	EXPECT_OK(result);
	return 0;
}

/* The instance outlives its sessions, but not a panic. */
static uint32_t keep_alive(TEEC_Context *context)
{
	TEEC_Operation operation = { .paramTypes = TEEC_VALUE_INPUT };
	TEEC_Value sums[3] = { 0 };
	TEEC_Session session;
	TEEC_Result result;
	uint32_t line = count_in_keeper(context, &sums[0]);

	if (!line)
		line = count_in_keeper(context, &sums[1]);
	if (line)
		return line;
	EXPECT(sums[1].a == sums[0].a + 1 && sums[1].b == 1);
	EXPECT_OK(application_open(context, &session, &application_keeper_uuid));
	result = TEEC_InvokeCommand(&session, CONFORMANCE_DIE, &operation, NULL);
	TEEC_CloseSession(&session);
	EXPECT_RESULT(TEEC_ERROR_TARGET_DEAD, result);
	line = count_in_keeper(context, &sums[2]);
	EXPECT(line || sums[2].a == 1);
	return line;
}

static uint32_t second_session(TEEC_Context *context)
{
	TEEC_Session session[2];
	TEEC_Result result;
	uint32_t origin = 0;

	EXPECT_OK(application_open(context, &session[0], &application_keeper_uuid));
	result = TEEC_OpenSession(context, &session[1], &application_keeper_uuid,
				  TEEC_LOGIN_PUBLIC, NULL, NULL, &origin);
	if (!result)
		TEEC_CloseSession(&session[1]);
	TEEC_CloseSession(&session[0]);
	EXPECT_RESULT(TEEC_ERROR_BUSY, result);
	EXPECT(origin == TEEC_ORIGIN_TEE);
	EXPECT_OK(application_open(context, &session[0], &application_keeper_uuid));
	TEEC_CloseSession(&session[0]);
	return 0;
}

/* Each attempt to open a session creates an instance anew. */
static uint32_t not_created(TEEC_Context *context)
{
	for (size_t n = 0; n < 3; n++) {
		TEEC_Session session;

		EXPECT_RESULT(CONFORMANCE_BARREN,
			      application_open(context, &session, &application_barren_uuid));
	}
	return 0;
}

static uint32_t identity_in(TEEC_Session *session)
{
	static const TEEC_UUID nil;
	TEEC_UUID uuid = application_uuid;
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_NONE, TEEC_NONE),
		.params = { { .value.a = 1 }, { .tmpref = { &uuid, sizeof(uuid) } } },
	};

	EXPECT_OK(TEEC_InvokeCommand(session, CONFORMANCE_CLIENT, &operation, NULL));
	EXPECT(operation.params[0].value.a == TEEC_LOGIN_PUBLIC);
	EXPECT(!memcmp(&uuid, &nil, sizeof(uuid)));
	return 0;
}

static uint32_t identity(TEEC_Context *context)
{
	return with_session(context, identity_in);
}

/* A panic ends all sessions of the instance, and the next one gets a new instance. */
static uint32_t panic_both(TEEC_Session session[2])
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_VALUE_INPUT,
		.params = { { .value.a = 0x1234 } },
	};
	uint32_t origin = 0;
	TEEC_Value sums;

	EXPECT_RESULT(TEEC_ERROR_TARGET_DEAD,
		      TEEC_InvokeCommand(&session[0], CONFORMANCE_DIE, &operation, &origin));
	EXPECT(origin == TEEC_ORIGIN_TEE);
	EXPECT_RESULT(TEEC_ERROR_TARGET_DEAD,
		      TEEC_InvokeCommand(&session[0], CONFORMANCE_ECHO, NULL, &origin));
	EXPECT(origin == TEEC_ORIGIN_TEE);
	EXPECT_RESULT(TEEC_ERROR_TARGET_DEAD, count(&session[1], 1, &sums));
	return 0;
}

static uint32_t panic(TEEC_Context *context)
{
	TEEC_Session session[2];
	TEEC_Value sums;
	uint32_t line;

	EXPECT_OK(application_open(context, &session[0], &application_uuid));
	EXPECT_OK(application_open(context, &session[1], &application_uuid));
	line = panic_both(session);
	TEEC_CloseSession(&session[1]);
	TEEC_CloseSession(&session[0]);
	if (line)
		return line;
	EXPECT_OK(application_open(context, &session[0], &application_uuid));
	EXPECT_OK(count(&session[0], 1, &sums));
	TEEC_CloseSession(&session[0]);
	EXPECT(sums.a == 1);
	return 0;
}

static uint32_t forward_in(TEEC_Session *session)
{
	uint8_t memory[BYTES];
	TEEC_Operation operation = {
		.paramTypes = TEEC_MEMREF_TEMP_INPUT,
		.params = { { .tmpref = { memory, BYTES } } },
	};

	memset(memory, 1, BYTES);
	EXPECT_RESULT(TEEC_ERROR_TARGET_DEAD,
		      TEEC_InvokeCommand(session, CONFORMANCE_FORWARD, &operation, NULL));
	for (size_t n = 0; n < BYTES; n++)
		EXPECT(memory[n] == 1);
	return 0;
}

static uint32_t forward(TEEC_Context *context)
{
	return with_session(context, forward_in);
}

static const struct client_case cases[] = {
	{ USE, "4.3.5", "a command gets and returns parameters of all types", parameters },
	{ USE, "4.3.3", "the open entry point gets and returns parameters", open_parameters },
	{ USE, "4.3.3", "the open entry point refuses a session with a result of its own",
	  open_refused },
	{ USE, "4.3.5", "a command's result comes from the application", results },
	{ USE, "4.3.6", "an output buffer that is too short: its size comes back", short_buffer },
	{ USE, "4.3.6", "memory references without memory", no_memory },
	{ MISUSE, "4.3.5", "a command that the application doesn't know", unknown_command },
	{ USE, "4.3.1", "the create entry point fails with a result of its own", not_created },
	{ USE, "4.5", "a single instance has one set of variables", single_instance },
	{ USE, "4.5", "without a single instance, each session has its own", multi_instance },
	{ USE, "4.5", "an instance ends with its last session", instance_ends },
	{ USE, "4.5", "an instance that is kept alive", keep_alive },
	{ MISUSE, "4.5", "a second session with an instance that has one at a time",
	  second_session },
	{ USE, "4.6", "the client's identity", identity },
	{ PANIC, "4.9.4", "the client's input is passed on as another application's output",
	  forward },
	{ USE, "4.8.1", "a panic ends all sessions of the instance, and nothing else", panic },
};

const struct client_group entry_group = CASES(cases);
