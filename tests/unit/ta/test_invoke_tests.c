// SPDX-License-Identifier: BSD-2-Clause
/* The test service, with the real framework and a stub of the runtime */

#include <string.h>

#include "pta_invoke_tests.h"
#include "tee_internal_api.h"
#include "tests/unit/softteed/runtime_stub.h"

static TEE_Param params[TEE_NUM_PARAMS];

static int setup(void **state)
{
	(void)state;
	runtime_stub_reset();
	memset(params, 0, sizeof(params));
	return 0;
}

static TEE_Result invoke(uint32_t command, uint32_t type)
{
	return TA_InvokeCommandEntryPoint(NULL, command, TEE_PARAM_TYPES(type, 0, 0, 0), params);
}

static void sums_up(void **state)
{
	uint8_t bytes[] = { 1, 2, 253 };

	(void)state;
	params[0].memref.buffer = bytes;
	params[0].memref.size = 3;
	assert_int_equal(invoke(PTA_INVOKE_TESTS_CMD_PARAMS, TEE_PARAM_TYPE_MEMREF_INPUT),
			 TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(invoke(PTA_INVOKE_TESTS_CMD_PARAMS, TEE_PARAM_TYPE_MEMREF_INOUT),
			 TEE_SUCCESS);
	assert_int_equal(bytes[0], 0);
	params[0].memref.size = 0;
	assert_int_equal(invoke(PTA_INVOKE_TESTS_CMD_PARAMS, TEE_PARAM_TYPE_MEMREF_INOUT),
			 TEE_ERROR_BAD_PARAMETERS);
}

static void checks_nothing(void **state)
{
	uint8_t byte;

	(void)state;
	assert_int_equal(invoke(PTA_INVOKE_TESTS_CMD_MEMREF_NULL, TEE_PARAM_TYPE_MEMREF_INOUT),
			 TEE_SUCCESS);
	assert_int_equal(invoke(PTA_INVOKE_TESTS_CMD_MEMREF_NULL, TEE_PARAM_TYPE_VALUE_INOUT),
			 TEE_ERROR_BAD_PARAMETERS);
	params[0].memref.buffer = &byte;
	params[0].memref.size = 1;
	assert_int_equal(invoke(PTA_INVOKE_TESTS_CMD_MEMREF_NULL, TEE_PARAM_TYPE_MEMREF_INOUT),
			 TEE_ERROR_BAD_PARAMETERS);
}

static void knows_no_others(void **state)
{
	(void)state;
	assert_int_equal(invoke(PTA_INVOKE_TESTS_CMD_SELF_TESTS, TEE_PARAM_TYPE_NONE),
			 TEE_ERROR_NOT_SUPPORTED);
	assert_int_equal(invoke(PTA_INVOKE_TESTS_CMD_TRACE, TEE_PARAM_TYPE_NONE), TEE_SUCCESS);
	assert_non_null(strstr(runtime_stub.log, "invoke_tests"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sums_up, setup),
		cmocka_unit_test_setup(checks_nothing, setup),
		cmocka_unit_test_setup(knows_no_others, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
