// SPDX-License-Identifier: BSD-2-Clause
/* Cases for sessions with another application (TEE Internal Core API 1.3, section 4.9) */
#include "cases.h"
#include "internal_client.h"

#define FOREVER		TEE_TIMEOUT_INFINITE
#define TYPES(a, b, c, d) \
	TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_##b, TEE_PARAM_TYPE_##c, \
			TEE_PARAM_TYPE_##d)

static const TEE_UUID peer = CONFORMANCE_PEER_UUID;
static const TEE_UUID unknown = { 0x12345678, 1, 2, { 3 } };

static TEE_Result open_peer(TEE_TASessionHandle *session)
{
	uint32_t origin;

	return TEE_OpenTASession(&peer, FOREVER, 0, NULL, session, &origin);
}

static uint32_t values(void)
{
	TEE_Param params[TEE_NUM_PARAMS] = {
		{ .value = { 1, 2 } }, { .value = { 0, 0 } }, { .value = { 21, 22 } },
	};
	TEE_TASessionHandle session;
	uint32_t origin = 0;

	EXPECT_OK(open_peer(&session));
	EXPECT_OK(TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ECHO,
				      TYPES(VALUE_INPUT, VALUE_OUTPUT, VALUE_INOUT, NONE), params,
				      &origin));
	TEE_CloseTASession(session);
	EXPECT(origin == TEE_ORIGIN_TRUSTED_APP);
	EXPECT(params[0].value.a == 1 && params[0].value.b == 2);
	EXPECT(params[1].value.a == 13 && params[1].value.b == 14);
	EXPECT(params[2].value.a == 23 && params[2].value.b == 24);
	return 0;
}

static uint32_t memory(void)
{
	static uint8_t bytes[3][100];
	TEE_Param params[TEE_NUM_PARAMS] = {
		{ .memref = { bytes[0], 100 } }, { .memref = { bytes[1], 100 } },
		{ .memref = { bytes[2], 100 } }, { .memref = { NULL, 0 } },
	};
	TEE_TASessionHandle session;

	for (size_t n = 0; n < 3; n++)
		TEE_MemFill(bytes[n], n + 1, 100);
	EXPECT_OK(open_peer(&session));
	EXPECT_OK(TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ECHO,
				      TYPES(MEMREF_INPUT, MEMREF_OUTPUT, MEMREF_INOUT,
					    MEMREF_INPUT), params, NULL));
	TEE_CloseTASession(session);
	EXPECT(params[0].memref.size == 100 && conformance_filled(bytes[0], 100, 1));
	EXPECT(params[1].memref.size == 99 && conformance_filled(bytes[1], 99, 3));
	EXPECT(params[2].memref.size == 99 && conformance_filled(bytes[2], 99, 4));
	EXPECT(bytes[1][99] == 2 && bytes[2][99] == 3);
	return 0;
}

/* Memory that the own client shares goes on to the other application. */
static uint32_t clients_memory(void)
{
	uint8_t *bytes = conformance_shared();
	TEE_Param params[TEE_NUM_PARAMS] = { { .memref = { bytes, CONFORMANCE_SHARED } } };
	TEE_TASessionHandle session;

	TEE_MemFill(bytes, 1, CONFORMANCE_SHARED);
	EXPECT_OK(open_peer(&session));
	EXPECT_OK(TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ECHO,
				      TYPES(MEMREF_INOUT, NONE, NONE, NONE), params, NULL));
	TEE_CloseTASession(session);
	EXPECT(params[0].memref.size == CONFORMANCE_SHARED - 1);
	EXPECT(conformance_filled(bytes, CONFORMANCE_SHARED - 1, 2));
	return 0;
}

/* An address may come with a size of 0. */
static uint32_t empty_memory(void)
{
	static uint8_t byte;
	TEE_Param params[TEE_NUM_PARAMS] = {
		{ .memref = { &byte, 0 } }, { .memref = { &byte, 0 } }, { .memref = { &byte, 0 } },
	};
	TEE_TASessionHandle session;

	EXPECT_OK(open_peer(&session));
	EXPECT_OK(TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ECHO,
				      TYPES(MEMREF_INPUT, MEMREF_OUTPUT, MEMREF_INOUT, NONE),
				      params, NULL));
	TEE_CloseTASession(session);
	EXPECT(!params[1].memref.size && !params[2].memref.size && !byte);
	return 0;
}

static uint32_t short_buffer(void)
{
	uint8_t bytes[10] = { 0 };
	TEE_Param params[TEE_NUM_PARAMS] = { { .memref = { bytes, 10 } } };
	TEE_TASessionHandle session;
	uint32_t origin = 0;

	EXPECT_OK(open_peer(&session));
	EXPECT_RESULT(TEE_ERROR_SHORT_BUFFER,
		      TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ASK_MORE,
					  TYPES(MEMREF_OUTPUT, NONE, NONE, NONE), params,
					  &origin));
	TEE_CloseTASession(session);
	EXPECT(origin == TEE_ORIGIN_TRUSTED_APP && params[0].memref.size == 30);
	return 0;
}

static uint32_t open_with_params(void)
{
	TEE_Param params[TEE_NUM_PARAMS] = { { .value.a = 0 } };
	TEE_TASessionHandle session;
	uint32_t origin = 0;

	EXPECT_OK(TEE_OpenTASession(&peer, FOREVER, TYPES(VALUE_INPUT, VALUE_OUTPUT, NONE, NONE),
				    params, &session, &origin));
	EXPECT(session != TEE_HANDLE_NULL && params[1].value.a == CONFORMANCE_OPENED);
	TEE_CloseTASession(session);
	return 0;
}

static uint32_t open_refused(void)
{
	TEE_Param params[TEE_NUM_PARAMS] = { { .value.a = 0x1234 } };
	TEE_TASessionHandle session = TEE_HANDLE_NULL;
	uint32_t origin = 0;

	EXPECT_RESULT(0x1234, TEE_OpenTASession(&peer, FOREVER,
						TYPES(VALUE_INPUT, VALUE_OUTPUT, NONE, NONE),
						params, &session, &origin));
	EXPECT(session == TEE_HANDLE_NULL && origin == TEE_ORIGIN_TRUSTED_APP);
	return 0;
}

static uint32_t open_unknown(void)
{
	TEE_TASessionHandle session = TEE_HANDLE_NULL;
	uint32_t origin = 0;

	EXPECT_RESULT(TEE_ERROR_ITEM_NOT_FOUND,
		      TEE_OpenTASession(&unknown, FOREVER, 0, NULL, &session, &origin));
	EXPECT(session == TEE_HANDLE_NULL && origin != TEE_ORIGIN_TRUSTED_APP);
	return 0;
}

static uint32_t identity(void)
{
	static const TEE_UUID own = CONFORMANCE_UUID;
	TEE_UUID uuid = peer;
	TEE_Param params[TEE_NUM_PARAMS] = { { .value.a = 0 },
					     { .memref = { &uuid, sizeof(uuid) } } };
	TEE_TASessionHandle session;

	EXPECT_OK(open_peer(&session));
	EXPECT_OK(TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_CLIENT,
				      TYPES(VALUE_OUTPUT, MEMREF_OUTPUT, NONE, NONE), params,
				      NULL));
	TEE_CloseTASession(session);
	EXPECT(params[0].value.a == TEE_LOGIN_TRUSTED_APP);
	EXPECT(!TEE_MemCompare(&uuid, &own, sizeof(own)));
	return 0;
}

static uint32_t two_sessions(void)
{
	TEE_Param params[2][TEE_NUM_PARAMS] = { { { .value.a = 5 } }, { { .value.a = 7 } } };
	TEE_TASessionHandle session[2];

	EXPECT_OK(open_peer(&session[0]));
	EXPECT_OK(open_peer(&session[1]));
	EXPECT(session[0] != session[1]);
	for (size_t n = 0; n < 2; n++)
		EXPECT_OK(TEE_InvokeTACommand(session[n], FOREVER, CONFORMANCE_COUNT,
					      TYPES(VALUE_INOUT, NONE, NONE, NONE), params[n],
					      NULL));
	TEE_CloseTASession(session[0]);
	TEE_CloseTASession(session[1]);
	EXPECT(params[0][0].value.a == 5 && params[1][0].value.a == 7);
	return 0;
}

static uint32_t peer_panics(void)
{
	TEE_Param params[TEE_NUM_PARAMS] = { { .value.a = 1 } };
	TEE_TASessionHandle session;
	uint32_t origin = 0;

	EXPECT_OK(open_peer(&session));
	EXPECT_RESULT(TEE_ERROR_TARGET_DEAD,
		      TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_DIE,
					  TYPES(VALUE_INPUT, NONE, NONE, NONE), params, &origin));
	EXPECT(origin == TEE_ORIGIN_TEE);
	EXPECT_RESULT(TEE_ERROR_TARGET_DEAD,
		      TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ECHO, 0, NULL, &origin));
	TEE_CloseTASession(session);
	return 0;
}

static uint32_t time_out(void)
{
	TEE_Param params[TEE_NUM_PARAMS] = { { .value = { 3000, 1 } } };
	TEE_TASessionHandle session;

	EXPECT_OK(open_peer(&session));
	EXPECT_RESULT(TEE_ERROR_CANCEL,
		      TEE_InvokeTACommand(session, 100, CONFORMANCE_WAIT,
					  TYPES(VALUE_INPUT, VALUE_OUTPUT, NONE, NONE), params,
					  NULL));
	TEE_CloseTASession(session);
	return 0;
}

static uint32_t close_null(void)
{
	TEE_CloseTASession(TEE_HANDLE_NULL);
	return 0;
}

static uint32_t invoke_closed(void)
{
	TEE_TASessionHandle session;

	EXPECT_OK(open_peer(&session));
	TEE_CloseTASession(session);
	TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ECHO, 0, NULL, NULL);
	return 0;
}

static uint32_t invoke_null(void)
{
	TEE_InvokeTACommand(TEE_HANDLE_NULL, FOREVER, CONFORMANCE_ECHO, 0, NULL, NULL);
	return 0;
}

static uint32_t close_closed(void)
{
	TEE_TASessionHandle session;

	EXPECT_OK(open_peer(&session));
	TEE_CloseTASession(session);
	TEE_CloseTASession(session);
	return 0;
}

static uint32_t no_params(void)
{
	TEE_TASessionHandle session;

	EXPECT_OK(open_peer(&session));
	TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ECHO,
			    TYPES(VALUE_INPUT, NONE, NONE, NONE), NULL, NULL);
	return 0;
}

static uint32_t unmapped_memory(void)
{
	TEE_Param params[TEE_NUM_PARAMS] = { { .memref = { (void *)16, 16 } } };
	TEE_TASessionHandle session;

	EXPECT_OK(open_peer(&session));
	TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ECHO,
			    TYPES(MEMREF_INPUT, NONE, NONE, NONE), params, NULL);
	return 0;
}

TEE_Result internal_client_forward(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
	TEE_TASessionHandle session;
	TEE_Result result;

	if (types != TYPES(MEMREF_INPUT, NONE, NONE, NONE))
		return TEE_ERROR_BAD_PARAMETERS;
	result = open_peer(&session);
	if (result)
		return result;
	return TEE_InvokeTACommand(session, FOREVER, CONFORMANCE_ECHO,
				   TYPES(MEMREF_OUTPUT, NONE, NONE, NONE), params, NULL);
}

static const struct conformance_case cases[] = {
	{ USE, "4.9.1", "a session is opened with parameters", open_with_params },
	{ USE, "4.9.1", "a session is refused with a result of the application's", open_refused },
	{ MISUSE, "4.9.1", "an application that does not exist", open_unknown },
	{ USE, "4.9.1", "sessions have their own instances", two_sessions },
	{ USE, "4.9.2", "TEE_CloseTASession(TEE_HANDLE_NULL)", close_null },
	{ PANIC, "4.9.2", "a session is closed twice", close_closed },
	{ USE, "4.9.3", "values", values },
	{ USE, "4.9.3", "memory", memory },
	{ USE, "4.9.3", "memory that the client shares", clients_memory },
	{ USE, "4.9.4", "memory of 0 bytes that has an address", empty_memory },
	{ USE, "4.9.3", "an output buffer that is too short", short_buffer },
	{ USE, "4.9.3", "the application that is called panics", peer_panics },
	{ USE, "4.9.3", "a call is cancelled after its time", time_out },
	{ PANIC, "4.9.3", "a call in a closed session", invoke_closed },
	{ PANIC, "4.9.3", "a call in no session", invoke_null },
	{ PANIC, "4.9.3", "no parameters, but types", no_params },
	{ PANIC, "4.9.3", "memory that the application can't access", unmapped_memory },
	{ USE, "4.6", "an application is the client", identity },
};

const struct conformance_group internal_client_group = CASES(cases);
