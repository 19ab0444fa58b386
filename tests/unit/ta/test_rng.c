// SPDX-License-Identifier: BSD-2-Clause
/* Tests for ta/rng/rng.c, including a fake TEE */

#include <ta/rng.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "unit.h"

/* the fake TEE */
static uint32_t login;
static TEE_Result identity_result;
static const uint8_t *generated_at;
static size_t generated_size;

TEE_Result TEE_GetPropertyAsIdentity(TEE_PropSetHandle set, const char *name,
				     TEE_Identity *value)
{
	assert_ptr_equal(set, TEE_PROPSET_CURRENT_CLIENT);
	assert_string_equal(name, "gpd.client.identity");
	memset(value, 0, sizeof(*value));
	value->login = login;
	return identity_result;
}

void TEE_GenerateRandom(void *buffer, size_t size)
{
	size_t n;

	generated_at = buffer;
	generated_size = size;
	for (n = 0; n < size; n++)
		((uint8_t *)buffer)[n] = 1 + n % 255;
}

void TEE_MemMove(void *to, const void *from, size_t size)
{
	memmove(to, from, size);
}

void TEE_MemFill(void *to, uint8_t byte, size_t size)
{
	memset(to, byte, size);
}

static TEE_Result open_as(uint32_t who, uint32_t types)
{
	TEE_Param params[TEE_NUM_PARAMS] = { 0 };
	void *session = &session;
	TEE_Result result;

	login = who;
	result = TA_OpenSessionEntryPoint(types, params, &session);
	assert_null(session);
	return result;
}

static void only_the_kernel_opens_a_session(void **state)
{
	uint32_t who;

	(void)state;
	assert_int_equal(TA_CreateEntryPoint(), TEE_SUCCESS);
	assert_int_equal(open_as(TEE_LOGIN_REE_KERNEL, 0), TEE_SUCCESS);
	TA_CloseSessionEntryPoint(NULL);
	/* public, user, group and application, their combinations, and values that don't exist */
	for (who = TEE_LOGIN_PUBLIC; who < 8; who++)
		assert_int_equal(open_as(who, 0), TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(open_as(TEE_LOGIN_TRUSTED_APP, 0), TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(open_as(TEE_LOGIN_REE_KERNEL + 1, 0), TEE_ERROR_ACCESS_DENIED);
	assert_int_equal(open_as(TEE_LOGIN_REE_KERNEL - 1, 0), TEE_ERROR_ACCESS_DENIED);
	TA_DestroyEntryPoint();
}

static void a_client_who_is_not_known_is_refused(void **state)
{
	(void)state;
	identity_result = TEE_ERROR_ITEM_NOT_FOUND;
	assert_int_equal(open_as(TEE_LOGIN_REE_KERNEL, 0), TEE_ERROR_ITEM_NOT_FOUND);
	identity_result = TEE_SUCCESS;
}

static void a_session_takes_no_parameters(void **state)
{
	unsigned int at, type;

	(void)state;
	for (at = 0; at < TEE_NUM_PARAMS; at++)
		for (type = 1; type < 16; type++)
			assert_int_equal(open_as(TEE_LOGIN_REE_KERNEL, type << 4 * at),
					 TEE_ERROR_BAD_PARAMETERS);
}

/* Ask for @size bytes in a buffer without any slack. */
static TEE_Result generate(uint32_t types, size_t size, uint8_t **numbers)
{
	TEE_Param params[TEE_NUM_PARAMS] = { 0 };

	*numbers = calloc(1, size ? size : 1);
	params[0].memref.buffer = *numbers;
	params[0].memref.size = size;
	generated_at = NULL;
	return TA_InvokeCommandEntryPoint(NULL, TA_RNG_CMD_GENERATE, types, params);
}

static void numbers_fill_what_was_asked_for(void **state)
{
	static const size_t sizes[] = { 1, 2, 64, TA_RNG_MAX_SIZE - 1, TA_RNG_MAX_SIZE };
	uint8_t *numbers;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(generate(TEE_PARAM_TYPE_MEMREF_OUTPUT, sizes[i], &numbers),
				 TEE_SUCCESS);
		assert_int_equal(generated_size, sizes[i]);
		for (n = 0; n < sizes[i]; n++)
			assert_int_equal(numbers[n], 1 + n % 255);
		free(numbers);
	}
}

/*
 * TEE_GenerateRandom() may only see the TA's own memory, and nothing may be left in
 * there.
 */
static void nothing_of_the_numbers_stays(void **state)
{
	uint8_t *numbers;
	size_t n;

	(void)state;
	assert_int_equal(generate(TEE_PARAM_TYPE_MEMREF_OUTPUT, 100, &numbers), TEE_SUCCESS);
	assert_ptr_not_equal(generated_at, numbers);
	for (n = 0; n < generated_size; n++)
		assert_int_equal(generated_at[n], 0);
	free(numbers);
}

static void every_wrong_parameter_is_refused(void **state)
{
	TEE_Param params[TEE_NUM_PARAMS] = { 0 };
	uint8_t *numbers;
	uint32_t types;

	(void)state;
	for (types = 0; types <= 0xffff; types++) {
		if (types == TEE_PARAM_TYPE_MEMREF_OUTPUT)
			continue;
		assert_int_equal(generate(types, 64, &numbers), TEE_ERROR_BAD_PARAMETERS);
		assert_null(generated_at);
		free(numbers);
	}
	/* a null reference, first with size 0 and then with size 1 */
	for (params[0].memref.size = 0; params[0].memref.size < 2; params[0].memref.size++)
		assert_int_equal(TA_InvokeCommandEntryPoint(NULL, TA_RNG_CMD_GENERATE,
							    TEE_PARAM_TYPE_MEMREF_OUTPUT,
							    params),
				 TEE_ERROR_BAD_PARAMETERS);
}

static void the_size_is_bounded(void **state)
{
	uint8_t *numbers;

	(void)state;
	assert_int_equal(generate(TEE_PARAM_TYPE_MEMREF_OUTPUT, 0, &numbers),
			 TEE_ERROR_BAD_PARAMETERS);
	free(numbers);
	assert_int_equal(generate(TEE_PARAM_TYPE_MEMREF_OUTPUT, TA_RNG_MAX_SIZE + 1, &numbers),
			 TEE_ERROR_EXCESS_DATA);
	assert_null(generated_at);
	free(numbers);
}

static void other_commands_are_not_there(void **state)
{
	TEE_Param params[TEE_NUM_PARAMS] = { 0 };

	(void)state;
	assert_int_equal(TA_InvokeCommandEntryPoint(NULL, 1, 0, params),
			 TEE_ERROR_NOT_SUPPORTED);
	assert_int_equal(TA_InvokeCommandEntryPoint(NULL, UINT32_MAX, 0, params),
			 TEE_ERROR_NOT_SUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_kernel_opens_a_session),
		cmocka_unit_test(a_client_who_is_not_known_is_refused),
		cmocka_unit_test(a_session_takes_no_parameters),
		cmocka_unit_test(numbers_fill_what_was_asked_for),
		cmocka_unit_test(nothing_of_the_numbers_stays),
		cmocka_unit_test(every_wrong_parameter_is_refused),
		cmocka_unit_test(the_size_is_bounded),
		cmocka_unit_test(other_commands_are_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
