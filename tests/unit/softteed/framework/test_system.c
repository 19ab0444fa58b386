// SPDX-License-Identifier: BSD-2-Clause
/* OP-TEE's system service, and plugins */

#include <string.h>

#include "pta_system.h"
#include "softteed/api/framework/framework.h"
#include "tee_internal_api_extensions.h"
#include "tests/unit/softteed/runtime_stub.h"

#define KEY_TYPES	TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT, \
					TEE_PARAM_TYPE_MEMREF_OUTPUT, 0, 0)

static TEE_TASessionHandle session;

static int setup(void **state)
{
	const TEE_UUID uuid = PTA_SYSTEM_UUID;

	(void)state;
	runtime_stub_reset();
	return TEE_OpenTASession(&uuid, TEE_TIMEOUT_INFINITE, 0, NULL, &session, NULL) ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	TEE_CloseTASession(session);
	return 0;
}

static TEE_Result invoke(uint32_t command, uint32_t types, TEE_Param params[4])
{
	return TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, command, types, params, NULL);
}

static TEE_Result derive(const char *extra, void *key, size_t size)
{
	TEE_Param params[4] = {
		[0].memref = { (void *)(uintptr_t)extra, strlen(extra) },
		[1].memref = { key, size },
	};

	return invoke(PTA_SYSTEM_DERIVE_TA_UNIQUE_KEY, KEY_TYPES, params);
}

static void derives_keys(void **state)
{
	uint8_t first[32], again[32], other[32];
	static char long_extra[TA_DERIVED_EXTRA_DATA_MAX_SIZE + 2];

	(void)state;
	assert_int_equal(derive("one", first, 32), TEE_SUCCESS);
	assert_int_equal(derive("one", again, 32), TEE_SUCCESS);
	assert_int_equal(derive("two", other, 32), TEE_SUCCESS);
	assert_memory_equal(first, again, 32);
	assert_memory_not_equal(first, other, 32);
	assert_int_equal(derive("", other, 16), TEE_SUCCESS);
	assert_int_equal(derive("one", first, 15), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(derive("one", first, 33), TEE_ERROR_BAD_PARAMETERS);
	memset(long_extra, 'x', sizeof(long_extra) - 2);
	assert_int_equal(derive(long_extra, first, 32), TEE_SUCCESS);
	long_extra[sizeof(long_extra) - 2] = 'x';
	assert_int_equal(derive(long_extra, first, 32), TEE_ERROR_BAD_PARAMETERS);
}

static void keeps_keys_from_clients(void **state)
{
	uint8_t key[32] = { 0 };
	static const uint8_t zeros[32];

	(void)state;
	runtime_stub.shared[0].at = key;
	runtime_stub.shared[0].size = sizeof(key);
	runtime_stub.shared[0].access = TEE_MEMORY_ACCESS_READ | TEE_MEMORY_ACCESS_WRITE;
	assert_int_equal(derive("one", key, 32), TEE_ERROR_SECURITY);
	assert_memory_equal(key, zeros, 32);
}

static void takes_entropy(void **state)
{
	TEE_Param params[4] = { [0].memref = { (char[]){ "noise" }, 5 } };
	const uint32_t types = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT, 0, 0, 0);

	(void)state;
	assert_int_equal(invoke(PTA_SYSTEM_ADD_RNG_ENTROPY, types, params), TEE_SUCCESS);
	params[0].memref.size = 0;
	assert_int_equal(invoke(PTA_SYSTEM_ADD_RNG_ENTROPY, types, params),
			 TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(invoke(PTA_SYSTEM_ADD_RNG_ENTROPY, 0, params), TEE_ERROR_BAD_PARAMETERS);
}

static void maps_memory(void **state)
{
	TEE_Param params[4] = { [0].value.a = 5000 };
	uint8_t *at;

	(void)state;
	assert_int_equal(invoke(PTA_SYSTEM_MAP_ZI, TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT,
			TEE_PARAM_TYPE_VALUE_INOUT, TEE_PARAM_TYPE_VALUE_INPUT, 0), params),
			 TEE_SUCCESS);
	at = (uint8_t *)(uintptr_t)((uint64_t)params[1].value.a << 32 | params[1].value.b);
	assert_int_equal(at[4999], 0);
	at[4999] = 1;
	assert_int_equal(invoke(PTA_SYSTEM_UNMAP, TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT,
			TEE_PARAM_TYPE_VALUE_INPUT, 0, 0), params), TEE_SUCCESS);
	assert_int_equal(invoke(PTA_SYSTEM_UNMAP, TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT,
			TEE_PARAM_TYPE_VALUE_INPUT, 0, 0), params), TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(invoke(PTA_SYSTEM_GET_TPM_EVENT_LOG, 0, params),
			 TEE_ERROR_NOT_SUPPORTED);
}

static TEE_Result plugin(const TEE_UUID *uuid, uint32_t command, uint32_t subcommand, void *data,
			 size_t size, size_t *used)
{
	assert_int_equal(uuid->timeLow, 7);
	assert_int_equal(command, 1);
	assert_int_equal(subcommand, 2);
	if (size)
		*(uint8_t *)data = 9;
	*used = size;
	return TEE_SUCCESS;
}

static void calls_plugins(void **state)
{
	TEE_UUID uuid = { .timeLow = 7 };
	uint8_t data[4] = { 0 };
	TEE_Param params[4] = {
		[0].memref = { &uuid, sizeof(uuid) }, [1].value = { 1, 2 },
		[2].memref = { data, sizeof(data) },
	};
	const uint32_t types = TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
					       TEE_PARAM_TYPE_VALUE_INPUT,
					       TEE_PARAM_TYPE_MEMREF_INOUT,
					       TEE_PARAM_TYPE_VALUE_OUTPUT);
	size_t used = 0;

	(void)state;
	assert_int_equal(tee_invoke_supp_plugin(&uuid, 1, 2, data, 4, &used),
			 TEE_ERROR_ITEM_NOT_FOUND);
	runtime_stub.plugin = plugin;
	assert_int_equal(tee_invoke_supp_plugin(&uuid, 1, 2, data, 4, &used), TEE_SUCCESS);
	assert_int_equal(used, 4);
	assert_int_equal(tee_invoke_supp_plugin(&uuid, 1, 2, NULL, 0, NULL), TEE_SUCCESS);
	assert_int_equal(tee_invoke_supp_plugin(NULL, 1, 2, data, 4, &used),
			 TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(tee_invoke_supp_plugin(&uuid, 1, 2, data, 0, &used),
			 TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(tee_invoke_supp_plugin(&uuid, 1, 2, NULL, 4, &used),
			 TEE_ERROR_BAD_PARAMETERS);
	data[0] = 0;
	assert_int_equal(invoke(PTA_SYSTEM_SUPP_PLUGIN_INVOKE, types, params), TEE_SUCCESS);
	assert_int_equal(data[0], 9);
	assert_int_equal(params[3].value.a, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(derives_keys, setup, teardown),
		cmocka_unit_test_setup_teardown(keeps_keys_from_clients, setup, teardown),
		cmocka_unit_test_setup_teardown(takes_entropy, setup, teardown),
		cmocka_unit_test_setup_teardown(maps_memory, setup, teardown),
		cmocka_unit_test_setup_teardown(calls_plugins, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
