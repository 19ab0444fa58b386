// SPDX-License-Identifier: BSD-2-Clause
/* Sessions with other applications, cancellation and time */

#include <string.h>

#include "softteed/api/framework/framework.h"
#include "tests/unit/softteed/runtime_stub.h"

#define VALUE	TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INOUT, 0, 0, 0)
#define OUTPUT	TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT, 0, 0, 0)

static struct framework_time stored;
static TEE_Result stored_result;
static uint32_t closed;

TEE_Result framework_load_time(struct framework_time *time)
{
	*time = stored;
	return stored_result;
}

TEE_Result framework_store_time(const struct framework_time *time)
{
	stored = *time;
	stored_result = TEE_SUCCESS;
	return TEE_SUCCESS;
}

static TEE_Result open_session(const TEE_UUID *uuid, uint32_t timeout_ms, uint32_t types,
			       TEE_Param params[4], uint32_t *session, uint32_t *origin)
{
	(void)types;
	(void)params;
	assert_int_equal(timeout_ms, 100);
	*origin = TEE_ORIGIN_TRUSTED_APP;
	*session = uuid->timeLow;
	return uuid->timeLow ? TEE_SUCCESS : TEE_ERROR_ACCESS_DENIED;
}

static TEE_Result invoke(uint32_t session, uint32_t timeout_ms, uint32_t command, uint32_t types,
			 TEE_Param params[4], uint32_t *origin)
{
	(void)timeout_ms;
	*origin = TEE_ORIGIN_TRUSTED_APP;
	if (TEE_PARAM_TYPE_GET(types, 0) == TEE_PARAM_TYPE_VALUE_INOUT)
		params[0].value.a += session + command;
	else
		params[0].memref.size = 5;
	return TEE_SUCCESS;
}

static void close_session(uint32_t session)
{
	closed = session;
}

static int setup(void **state)
{
	(void)state;
	runtime_stub_reset();
	runtime_stub.open = open_session;
	runtime_stub.invoke = invoke;
	runtime_stub.close = close_session;
	stored_result = TEE_ERROR_TIME_NOT_SET;
	closed = 0;
	return 0;
}

static void test_session(void **state)
{
	TEE_Param params[4] = { { .value = { 1, 2 } } };
	TEE_TASessionHandle session, second;
	uint32_t origin = 0;

	(void)state;
	assert_int_equal(TEE_OpenTASession(&(TEE_UUID){ .timeLow = 7 }, 100, 0, NULL, &session,
					   &origin),
			 TEE_SUCCESS);
	assert_int_equal(origin, TEE_ORIGIN_TRUSTED_APP);
	assert_int_equal(TEE_OpenTASession(&(TEE_UUID){ .timeLow = 9 }, 100, 0, NULL, &second,
					   NULL),
			 TEE_SUCCESS);
	assert_int_equal(TEE_InvokeTACommand(session, 0, 20, VALUE, params, &origin), TEE_SUCCESS);
	assert_int_equal(params[0].value.a, 28);
	TEE_CloseTASession(session);
	assert_int_equal(closed, 7);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_CloseTASession(session));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_InvokeTACommand(session, 0, 20, VALUE, params, &origin));
	TEE_CloseTASession(second);
	assert_int_equal(closed, 9);
	TEE_CloseTASession(TEE_HANDLE_NULL);
}

static void test_session_errors(void **state)
{
	TEE_Param params[4] = { { .memref = { (void *)8, 16 } } };
	TEE_TASessionHandle session = (TEE_TASessionHandle)1;
	uint32_t origin = 0;

	(void)state;
	assert_int_equal(TEE_OpenTASession(&(TEE_UUID){ .timeLow = 0 }, 100, 0, NULL, &session,
					   &origin),
			 TEE_ERROR_ACCESS_DENIED);
	assert_null(session);
	assert_int_equal(origin, TEE_ORIGIN_TRUSTED_APP);
	assert_int_equal(TEE_OpenTASession(&(TEE_UUID){ .timeLow = 7 }, 100, 4, params, &session,
					   &origin),
			 TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(origin, TEE_ORIGIN_API);
	EXPECT_PANIC(TEE_ERROR_ACCESS_DENIED,
		     TEE_OpenTASession(&(TEE_UUID){ .timeLow = 7 }, 100, OUTPUT, params,
				       &session, NULL));
	EXPECT_PANIC(TEE_ERROR_ACCESS_DENIED,
		     TEE_OpenTASession(NULL, 100, 0, NULL, &session, NULL));
}

static void test_session_11(void **state)
{
	__GP11_TEE_Param params[4] = { { .memref = { NULL, 0 } } };
	TEE_TASessionHandle session;

	(void)state;
	assert_int_equal(__GP11_TEE_OpenTASession(&(TEE_UUID){ .timeLow = 7 }, 100, 0, NULL,
						  &session, NULL), TEE_SUCCESS);
	assert_int_equal(__GP11_TEE_InvokeTACommand(session, 0, 1, OUTPUT, params, NULL),
			 TEE_SUCCESS);
	assert_int_equal(params[0].memref.size, 5);
	TEE_CloseTASession(session);
}

static void test_cancellation(void **state)
{
	(void)state;
	assert_false(TEE_GetCancellationFlag());
	runtime_stub.cancelled = true;
	assert_false(TEE_GetCancellationFlag());
	assert_int_equal(TEE_Wait(10), TEE_SUCCESS);
	assert_int_equal(runtime_stub.waited, 10);
	assert_true(TEE_UnmaskCancellation());
	assert_true(TEE_GetCancellationFlag());
	assert_int_equal(TEE_Wait(TEE_TIMEOUT_INFINITE), TEE_ERROR_CANCEL);
	assert_int_equal(runtime_stub.waited, UINT32_MAX);
	assert_false(TEE_MaskCancellation());
	assert_false(TEE_GetCancellationFlag());
}

static void test_time(void **state)
{
	TEE_Time first, second;

	(void)state;
	TEE_GetSystemTime(&first);
	TEE_GetSystemTime(&second);
	assert_true(second.seconds > first.seconds ||
		    (second.seconds == first.seconds && second.millis >= first.millis));
	TEE_GetREETime(&first);
	assert_true(first.seconds > 1600000000 && first.millis < 1000);
	EXPECT_PANIC(TEE_ERROR_ACCESS_DENIED, TEE_GetSystemTime(NULL));
}

static void test_persistent_time(void **state)
{
	TEE_Time time = { 1000, 0 };

	(void)state;
	assert_int_equal(TEE_GetTAPersistentTime(&time), TEE_ERROR_TIME_NOT_SET);
	assert_int_equal(time.seconds, 0);
	time.seconds = 1000;
	assert_int_equal(TEE_SetTAPersistentTime(&time), TEE_SUCCESS);
	assert_int_equal(TEE_GetTAPersistentTime(&time), TEE_SUCCESS);
	assert_in_range(time.seconds, 1000, 1060);
	/* The time was set 100 seconds ago. */
	stored.reference.seconds -= 100;
	assert_int_equal(TEE_GetTAPersistentTime(&time), TEE_SUCCESS);
	assert_in_range(time.seconds, 1100, 1160);
	/* The time was set in the future. */
	stored.reference.seconds += 500;
	assert_int_equal(TEE_GetTAPersistentTime(&time), TEE_ERROR_TIME_NEEDS_RESET);
	stored.reference.seconds -= 600;
	stored.set.seconds = UINT32_MAX;
	assert_int_equal(TEE_GetTAPersistentTime(&time), TEE_ERROR_OVERFLOW);
	assert_in_range(time.seconds, 199, 260);
	time.millis = 1000;
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_SetTAPersistentTime(&time));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_session, setup),
		cmocka_unit_test_setup(test_session_errors, setup),
		cmocka_unit_test_setup(test_session_11, setup),
		cmocka_unit_test_setup(test_cancellation, setup),
		cmocka_unit_test_setup(test_time, setup),
		cmocka_unit_test_setup(test_persistent_time, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
