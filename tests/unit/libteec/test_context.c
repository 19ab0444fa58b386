// SPDX-License-Identifier: BSD-2-Clause
/* Contexts: picking a TEE, and cleaning up after it */

#include "fake_device.h"

#define GP	(TEE_GEN_CAP_GP | TEE_GEN_CAP_REG_MEM | TEE_GEN_CAP_MEMREF_NULL)

static int start(void **state)
{
	(void)state;
	fake_reset();
	return 0;
}

static int stop(void **state)
{
	(void)state;
	return fake_count().devices;
}

static void expect(const char *name, TEEC_Result result, bool registers)
{
	TEEC_Context context;

	assert_int_equal(TEEC_InitializeContext(name, &context), result);
	if (result == TEEC_SUCCESS) {
		assert_int_equal(context.imp.reg_mem, registers);
		assert_int_equal(fake_count().devices, 1);
		TEEC_FinalizeContext(&context);
	}
	assert_int_equal(fake_count().devices, 0);
}

/* Only tee0 can register memory, which is how these tests tell the two apart. */
static void names(void **state)
{
	(void)state;
	fake_set_device(1, TEE_GEN_CAP_GP, TEE_IMPL_ID_AMDTEE, 0);
	expect(NULL, TEEC_SUCCESS, true);
	expect("", TEEC_SUCCESS, true);
	expect("optee-tz", TEEC_SUCCESS, true);
	expect("/dev/tee0", TEEC_SUCCESS, true);
	expect("tee0", TEEC_SUCCESS, true);
	expect("/dev/tee1", TEEC_SUCCESS, false);
	expect("tee1", TEEC_SUCCESS, false);
	expect("tee2", TEEC_ERROR_ITEM_NOT_FOUND, false);
	expect("/dev/teepriv0", TEEC_ERROR_ITEM_NOT_FOUND, false);
	expect("/dev/null", TEEC_ERROR_ITEM_NOT_FOUND, false);
	expect("../dev/tee0", TEEC_ERROR_ITEM_NOT_FOUND, false);
	expect("tee0/", TEEC_ERROR_ITEM_NOT_FOUND, false);
	expect("tee00000000000000000000000000000000", TEEC_ERROR_ITEM_NOT_FOUND, false);
	expect("hello", TEEC_ERROR_ITEM_NOT_FOUND, false);
	assert_int_equal(TEEC_InitializeContext(NULL, NULL), TEEC_ERROR_BAD_PARAMETERS);
}

static void only_what_speaks_globalplatform(void **state)
{
	(void)state;
	fake_set_device(0, TEE_GEN_CAP_REG_MEM, TEE_IMPL_ID_TSP, 0);
	expect(NULL, TEEC_ERROR_ITEM_NOT_FOUND, false);
	expect("tee0", TEEC_ERROR_ITEM_NOT_FOUND, false);
	fake_set_device(1, GP, TEE_IMPL_ID_AMDTEE, 0);
	expect(NULL, TEEC_SUCCESS, true);
	expect("optee-tz", TEEC_ERROR_ITEM_NOT_FOUND, false);
	fake_set_device(1, GP, TEE_IMPL_ID_OPTEE, 0);
	expect("optee-tz", TEEC_ERROR_ITEM_NOT_FOUND, false);
	fake_set_device(1, GP | TEE_GEN_CAP_PRIVILEGED, TEE_IMPL_ID_OPTEE, TEE_OPTEE_CAP_TZ);
	expect(NULL, TEEC_ERROR_ITEM_NOT_FOUND, false);
}

static void the_reason_is_told(void **state)
{
	(void)state;
	fake_set_open_error(0, EACCES);
	expect(NULL, TEEC_ERROR_ACCESS_DENIED, false);
	expect("tee0", TEEC_ERROR_ACCESS_DENIED, false);
	/* If one TEE can't be opened, try the next. */
	fake_set_device(1, GP, TEE_IMPL_ID_OPTEE, TEE_OPTEE_CAP_TZ);
	expect(NULL, TEEC_SUCCESS, true);
	fake_set_open_error(1, ENXIO);
	expect(NULL, TEEC_ERROR_ACCESS_DENIED, false);
	expect("tee1", TEEC_ERROR_ITEM_NOT_FOUND, false);
	fake_set_open_error(1, EMFILE);
	expect("tee1", TEEC_ERROR_OUT_OF_MEMORY, false);
	fake_set_open_error(1, 0);
	fake_fail(TEE_IOC_VERSION, ENOTTY, 1);
	expect("tee1", TEEC_ERROR_ITEM_NOT_FOUND, false);
}

static void finalizing_what_is_none(void **state)
{
	TEEC_Context context, copy;

	(void)state;
	TEEC_FinalizeContext(NULL);
	assert_int_not_equal(TEEC_InitializeContext("hello", &context), TEEC_SUCCESS);
	TEEC_FinalizeContext(&context);
	assert_int_equal(TEEC_InitializeContext(NULL, &context), TEEC_SUCCESS);
	copy = context;
	TEEC_FinalizeContext(&context);
	TEEC_FinalizeContext(&context);
	TEEC_FinalizeContext(&copy);
}

/* Language bindings may well move a TEEC_Context around in memory. */
static void a_context_may_be_copied(void **state)
{
	TEEC_Context context, copy;
	TEEC_Session session;

	(void)state;
	assert_int_equal(TEEC_InitializeContext(NULL, &context), TEEC_SUCCESS);
	copy = context;
	memset(&context, 0xff, sizeof(context));
	assert_int_equal(TEEC_OpenSession(&copy, &session, &fake_ta, 0, NULL, NULL, NULL),
			 TEEC_SUCCESS);
	TEEC_CloseSession(&session);
	TEEC_FinalizeContext(&copy);
}

static void sessions_go_with_their_context(void **state)
{
	TEEC_Context context;
	TEEC_Session session;

	(void)state;
	assert_int_equal(TEEC_InitializeContext(NULL, &context), TEEC_SUCCESS);
	assert_int_equal(TEEC_OpenSession(&context, &session, &fake_ta, 0, NULL, NULL, NULL),
			 TEEC_SUCCESS);
	TEEC_FinalizeContext(&context);
	assert_int_equal(fake_count().sessions, 0);
	assert_int_equal(TEEC_InvokeCommand(&session, 0, NULL, NULL), TEEC_ERROR_BAD_PARAMETERS);
	TEEC_CloseSession(&session);
}

static void many_contexts(void **state)
{
	TEEC_Context contexts[100];

	(void)state;
	for (int n = 0; n < 100; n++)
		assert_int_equal(TEEC_InitializeContext(NULL, &contexts[n]), TEEC_SUCCESS);
	for (int n = 0; n < 100; n++)
		TEEC_FinalizeContext(&contexts[(n * 37) % 100]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define afresh(test) cmocka_unit_test_setup_teardown(test, start, stop)
		afresh(names),
		afresh(only_what_speaks_globalplatform),
		afresh(the_reason_is_told),
		afresh(finalizing_what_is_none),
		afresh(a_context_may_be_copied),
		afresh(sessions_go_with_their_context),
		afresh(many_contexts),
	};

	return cmocka_run_group_tests_name("libteec contexts", tests, NULL, NULL);
}
