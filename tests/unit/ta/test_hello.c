// SPDX-License-Identifier: BSD-2-Clause
/* The example application, with the real framework and a stub of the runtime */

#include <string.h>

#include "softteed/api/framework/framework.h"
#include "ta/hello.h"
#include "tee_internal_api.h"
#include "tests/unit/softteed/runtime_stub.h"

#define TYPES(a, b)	TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_##b, 0, 0)

static void *session;
static TEE_Param params[TEE_NUM_PARAMS];

static int open_session(void **state)
{
	(void)state;
	runtime_stub_reset();
	memset(params, 0, sizeof(params));
	assert_int_equal(TA_OpenSessionEntryPoint(0, params, &session), TEE_SUCCESS);
	return 0;
}

static int close_session(void **state)
{
	(void)state;
	TA_CloseSessionEntryPoint(session);
	assert_int_equal(framework_heap_used(), 0);
	return 0;
}

static TEE_Result invoke(uint32_t command, uint32_t types)
{
	return TA_InvokeCommandEntryPoint(session, command, types, params);
}

static void test_greet(void **state)
{
	char name[TA_HELLO_MAX_NAME + 1] = "Ada", text[100] = "";
	uint32_t types = TYPES(MEMREF_INPUT, MEMREF_OUTPUT);

	(void)state;
	params[0].memref.buffer = name;
	params[0].memref.size = 3;
	params[1].memref.buffer = text;
	params[1].memref.size = 10;
	assert_int_equal(invoke(TA_HELLO_CMD_GREET, types), TEE_ERROR_SHORT_BUFFER);
	assert_int_equal(params[1].memref.size, 11);
	assert_int_equal(invoke(TA_HELLO_CMD_GREET, types), TEE_SUCCESS);
	assert_string_equal(text, "Hello, Ada!");
	params[0].memref.size = sizeof(name);
	assert_int_equal(invoke(TA_HELLO_CMD_GREET, types), TEE_ERROR_EXCESS_DATA);
	params[0].memref.buffer = NULL;
	params[0].memref.size = 0;
	params[1].memref.size = sizeof(text);
	assert_int_equal(invoke(TA_HELLO_CMD_GREET, types), TEE_SUCCESS);
	assert_int_equal(params[1].memref.size, 8);
	assert_int_equal(invoke(TA_HELLO_CMD_GREET, TYPES(NONE, NONE)), TEE_ERROR_BAD_PARAMETERS);
}

static void test_values(void **state)
{
	(void)state;
	params[0].value.a = UINT32_MAX - 2;
	params[0].value.b = 2;
	assert_int_equal(invoke(TA_HELLO_CMD_ADD, TYPES(VALUE_INPUT, VALUE_OUTPUT)), TEE_SUCCESS);
	assert_int_equal(params[1].value.a, UINT32_MAX);
	params[0].value.b = 3;
	assert_int_equal(invoke(TA_HELLO_CMD_ADD, TYPES(VALUE_INPUT, VALUE_OUTPUT)),
			 TEE_ERROR_OVERFLOW);
	for (uint32_t n = 1; n < 4; n++) {
		assert_int_equal(invoke(TA_HELLO_CMD_COUNT, TYPES(VALUE_OUTPUT, NONE)),
				 TEE_SUCCESS);
		assert_int_equal(params[0].value.a, n);
	}
	assert_int_equal(invoke(99, 0), TEE_ERROR_NOT_SUPPORTED);
}

static void test_wait_and_panic(void **state)
{
	(void)state;
	params[0].value.a = 1234;
	assert_int_equal(invoke(TA_HELLO_CMD_WAIT, TYPES(VALUE_INPUT, NONE)), TEE_SUCCESS);
	assert_int_equal(runtime_stub.waited, 1234);
	runtime_stub.cancelled = true;
	assert_int_equal(invoke(TA_HELLO_CMD_WAIT, TYPES(VALUE_INPUT, NONE)), TEE_ERROR_CANCEL);
	EXPECT_PANIC(1234, invoke(TA_HELLO_CMD_PANIC, TYPES(VALUE_INPUT, NONE)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_greet, open_session, close_session),
		cmocka_unit_test_setup_teardown(test_values, open_session, close_session),
		cmocka_unit_test_setup_teardown(test_wait_and_panic, open_session, close_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
