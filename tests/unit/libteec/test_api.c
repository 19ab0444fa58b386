// SPDX-License-Identifier: BSD-2-Clause
/* Sessions and operations, used properly and otherwise */

#include <sys/mman.h>

#include "fake_device.h"

#define ORIGIN_NONE 0x77

static TEEC_Context context;
static TEEC_Session session;

static int open_all(void **state)
{
	(void)state;
	fake_reset();
	return TEEC_InitializeContext(NULL, &context) ||
	       TEEC_OpenSession(&context, &session, &fake_ta, TEEC_LOGIN_PUBLIC, NULL,
				NULL, NULL);
}

static int close_all(void **state)
{
	struct fake_count count;

	(void)state;
	TEEC_CloseSession(&session);
	count = fake_count();
	if (count.sessions || !fake_memory_is_zero())
		return -1;
	TEEC_FinalizeContext(&context);
	count = fake_count();
	return count.devices || count.memories || count.mappings;
}

/* Invoke @command and check the result's origin. */
static TEEC_Result invoke_from(uint32_t command, TEEC_Operation *operation, uint32_t origin)
{
	uint32_t returned = ORIGIN_NONE;
	TEEC_Result result = TEEC_InvokeCommand(&session, command, operation, &returned);

	assert_int_equal(returned, origin);
	return result;
}

static TEEC_Result invoke(uint32_t command, TEEC_Operation *operation)
{
	return invoke_from(command, operation, TEEC_ORIGIN_TRUSTED_APP);
}

static void uuid_and_login_reach_the_kernel(void **state)
{
	static const uint8_t uuid[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
	const struct tee_ioctl_open_session_arg *arg = fake_opening();
	TEEC_Session other;
	uint32_t group = 0x01020304, zero = 0;

	(void)state;
	assert_memory_equal(arg->uuid, uuid, sizeof(uuid));
	assert_int_equal(arg->clnt_login, TEEC_LOGIN_PUBLIC);
	assert_int_equal(TEEC_OpenSession(&context, &other, &fake_ta, TEEC_LOGIN_GROUP, &group,
					  NULL, NULL), TEEC_SUCCESS);
	assert_int_equal(arg->clnt_login, TEEC_LOGIN_GROUP);
	assert_memory_equal(arg->clnt_uuid, &group, sizeof(group));
	TEEC_CloseSession(&other);
	/* The kernel knows who the user is, so this pointer is ignored. */
	assert_int_equal(TEEC_OpenSession(&context, &other, &fake_ta, TEEC_LOGIN_USER, &group,
					  NULL, NULL), TEEC_SUCCESS);
	assert_memory_equal(arg->clnt_uuid, &zero, sizeof(zero));
	TEEC_CloseSession(&other);
}

static void opening_badly(void **state)
{
	const TEEC_UUID unknown = { .timeLow = 1 };
	TEEC_Context none = { .imp.fd = -1 };
	TEEC_Session other;
	uint32_t origin = ORIGIN_NONE;

	(void)state;
	assert_int_equal(TEEC_OpenSession(NULL, &other, &fake_ta, 0, NULL, NULL, &origin),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(origin, TEEC_ORIGIN_API);
	assert_int_equal(TEEC_OpenSession(&none, &other, &fake_ta, 0, NULL, NULL, &origin),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_OpenSession(&context, NULL, &fake_ta, 0, NULL, NULL, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_OpenSession(&context, &other, NULL, 0, NULL, NULL, &origin),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(TEEC_OpenSession(&context, &other, &fake_ta, TEEC_LOGIN_GROUP, NULL,
					  NULL, &origin), TEEC_ERROR_BAD_PARAMETERS);

	assert_int_equal(TEEC_OpenSession(&context, &other, &unknown, 0, NULL, NULL, &origin),
			 TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(origin, TEEC_ORIGIN_TEE);
	/* This one never got opened. */
	assert_int_equal(TEEC_InvokeCommand(&other, 0, NULL, &origin),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(origin, TEEC_ORIGIN_API);
	TEEC_CloseSession(&other);
	assert_int_equal(fake_calls(TEE_IOC_CLOSE_SESSION), 0);

	fake_fail(TEE_IOC_OPEN_SESSION, EPERM, 1);
	assert_int_equal(TEEC_OpenSession(&context, &other, &fake_ta, 0, NULL, NULL, &origin),
			 TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(origin, TEEC_ORIGIN_COMMS);
}

static void opening_takes_parameters_too(void **state)
{
	char text[] = "abc";
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_MEMREF_TEMP_INOUT, 0, 0),
		.params = { { .value = { 1, 2 } }, { .tmpref = { text, 3 } } },
	};
	TEEC_Session other;

	(void)state;
	assert_int_equal(TEEC_OpenSession(&context, &other, &fake_ta, 0, NULL, &operation,
					  NULL), TEEC_SUCCESS);
	assert_int_equal(operation.params[0].value.a, 2);
	assert_int_equal(operation.params[0].value.b, ~2u);
	assert_memory_equal(text, "\x9e\x9d\x9c", 4);
	TEEC_CloseSession(&other);
}

static void after_closing_there_is_no_session(void **state)
{
	uint32_t origin = ORIGIN_NONE;

	(void)state;
	TEEC_CloseSession(NULL);
	TEEC_CloseSession(&session);
	TEEC_CloseSession(&session);
	assert_int_equal(fake_calls(TEE_IOC_CLOSE_SESSION), 1);
	assert_int_equal(TEEC_InvokeCommand(&session, 0, NULL, &origin),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(origin, TEEC_ORIGIN_API);
	assert_int_equal(TEEC_InvokeCommand(NULL, 0, NULL, NULL), TEEC_ERROR_BAD_PARAMETERS);
}

/* Trailing TEEC_NONEs aren't sent, but those in between have to be. */
static void only_what_is_there_is_sent(void **state)
{
	TEEC_Operation operation = { 0 };
	const struct tee_ioctl_param *params;
	uint32_t count;

	(void)state;
	assert_int_equal(invoke(FAKE_TRANSFORM, NULL), TEEC_SUCCESS);
	fake_params(&count);
	assert_int_equal(count, 0);
	assert_int_equal(invoke(FAKE_TRANSFORM, &operation), TEEC_SUCCESS);
	fake_params(&count);
	assert_int_equal(count, 0);
	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_NONE, TEEC_NONE, TEEC_VALUE_INPUT, TEEC_NONE);
	operation.params[2].value = (TEEC_Value){ 5, 6 };
	assert_int_equal(invoke(FAKE_TRANSFORM, &operation), TEEC_SUCCESS);
	params = fake_params(&count);
	assert_int_equal(count, 3);
	assert_int_equal(params[1].attr, TEE_IOCTL_PARAM_ATTR_TYPE_NONE);
	assert_int_equal(params[2].attr, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT);
	assert_int_equal(params[2].a, 5);
	assert_int_equal(params[2].b, 6);
}

static void values(void **state)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_VALUE_OUTPUT,
					       TEEC_VALUE_INOUT, TEEC_NONE),
		.params = { { .value = { 1, 2 } }, { .value = { 3, 4 } },
			    { .value = { UINT32_MAX, 6 } }, { .value = { 7, 8 } } },
	};

	(void)state;
	assert_int_equal(invoke(FAKE_TRANSFORM, &operation), TEEC_SUCCESS);
	assert_int_equal(operation.params[0].value.a, 1);
	assert_int_equal(operation.params[0].value.b, 2);
	assert_int_equal(operation.params[1].value.a, 0);
	assert_int_equal(operation.params[1].value.b, session.imp.session_id);
	assert_int_equal(operation.params[2].value.a, 0);
	assert_int_equal(operation.params[2].value.b, ~6u);
	assert_int_equal(operation.params[3].value.a, 7);
}

static void types_that_are_none(void **state)
{
	static const uint32_t unknown[] = { 4, 8, 9, 10, 11 };

	(void)state;
	for (size_t n = 0; n < sizeof(unknown) / sizeof(unknown[0]); n++) {
		for (unsigned int at = 0; at < 4; at++) {
			TEEC_Operation operation = { .paramTypes = unknown[n] << 4 * at };

			assert_int_equal(invoke_from(0, &operation, TEEC_ORIGIN_API),
					 TEEC_ERROR_BAD_PARAMETERS);
		}
	}
	assert_int_equal(fake_calls(TEE_IOC_INVOKE), 0);
}

/*
 * libteec handles buffers differently depending on their size. Test around the
 * thresholds.
 */
static const size_t sizes[] = {
	0, 1, 4095, 4096, 4097, 8192, 65535, 65536, 65537, 1048576, 1048577, 3000000,
};

static void temporary_memory_of_any_size(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
		size_t size = sizes[n];
		uint8_t *in = test_malloc(size + 1), *inout = test_malloc(size + 1);
		uint8_t *out = test_malloc(size + 1);
		TEEC_Operation operation = {
			.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT,
						       TEEC_MEMREF_TEMP_INOUT,
						       TEEC_MEMREF_TEMP_OUTPUT,
						       TEEC_VALUE_OUTPUT),
			.params = { { .tmpref = { in, size } }, { .tmpref = { inout, size } },
				    { .tmpref = { out, size } } },
		};
		uint8_t sum = (uint8_t)(3 * size);

		memset(in, 1, size + 1);
		memset(inout, 2, size + 1);
		memset(out, 0x44, size + 1);
		assert_int_equal(invoke(FAKE_TRANSFORM, &operation), TEEC_SUCCESS);
		assert_int_equal(operation.params[3].value.a, (uint32_t)(3 * size));
		assert_int_equal(operation.params[0].tmpref.size, size);
		assert_int_equal(operation.params[1].tmpref.size, size);
		assert_int_equal(operation.params[2].tmpref.size, size / 2);
		for (size_t at = 0; at < size; at++) {
			assert_int_equal(in[at], 1);
			assert_int_equal(inout[at], 0xfd);
			assert_int_equal(out[at], at < size / 2 ? sum : 0x44);
		}
		/* nothing past the end of either buffer has changed */
		assert_int_equal(inout[size], 2);
		assert_int_equal(out[size], 0x44);
		test_free(in);
		test_free(inout);
		test_free(out);
	}
}

/* The kernel won't register read-only memory, so libteec has to copy it. */
static void memory_that_can_only_be_read(void **state)
{
	(void)state;
	for (size_t n = 1; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
		uint8_t *at = mmap(NULL, sizes[n], PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		TEEC_Operation operation = {
			.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT,
						       TEEC_VALUE_OUTPUT, 0, 0),
			.params = { { .tmpref = { at, sizes[n] } } },
		};

		assert_ptr_not_equal(at, MAP_FAILED);
		memset(at, 3, sizes[n]);
		assert_int_equal(mprotect(at, sizes[n], PROT_READ), 0);
		assert_int_equal(invoke(FAKE_TRANSFORM, &operation), TEEC_SUCCESS);
		assert_int_equal(operation.params[1].value.a, 3 * sizes[n]);
		munmap(at, sizes[n]);
	}
}

static void null_references(void **state)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_MEMREF_TEMP_INOUT, TEEC_NONE),
	};
	const struct tee_ioctl_param *params;
	uint32_t count;

	(void)state;
	assert_int_equal(invoke(FAKE_SHORT_BUFFER, &operation), TEEC_ERROR_SHORT_BUFFER);
	params = fake_params(&count);
	assert_int_equal(count, 3);
	for (unsigned int n = 0; n < 3; n++) {
		assert_true(params[n].c == TEE_MEMREF_NULL);
		assert_int_equal(params[n].b, 0);
	}
	assert_int_equal(operation.params[0].tmpref.size, 0);
	assert_int_equal(operation.params[1].tmpref.size, 1);
	assert_int_equal(operation.params[2].tmpref.size, 1);
	assert_int_equal(fake_calls(TEE_IOC_SHM_ALLOC), 0);

	/* A TEE may tell us the size it wants even if it calls that a success. */
	operation.params[1].tmpref.size = operation.params[2].tmpref.size = 0;
	operation.paramTypes = TEEC_PARAM_TYPES(TEEC_NONE, TEEC_MEMREF_TEMP_OUTPUT, 0, 0);
	assert_int_equal(invoke(FAKE_TRUNCATE, &operation), TEEC_SUCCESS);
	assert_int_equal(operation.params[1].tmpref.size, 32);

	/* NULL with a size of 32 cannot be right. */
	assert_int_equal(invoke_from(0, &operation, TEEC_ORIGIN_API), TEEC_ERROR_BAD_PARAMETERS);
}

static void outputs_that_do_not_fit(void **state)
{
	char in[8] = "in", out[8] = "out", inout[8] = "inout";
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT,
					       TEEC_MEMREF_TEMP_INOUT, TEEC_NONE),
		.params = { { .tmpref = { in, 8 } }, { .tmpref = { out, 8 } },
			    { .tmpref = { inout, 7 } } },
	};

	(void)state;
	assert_int_equal(invoke(FAKE_SHORT_BUFFER, &operation), TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(operation.params[0].tmpref.size, 8);
	assert_int_equal(operation.params[1].tmpref.size, 17);
	assert_int_equal(operation.params[2].tmpref.size, 15);
	assert_memory_equal(out, "out\0\0\0\0", 8);
	assert_memory_equal(inout, "inout\0\0", 8);

	/* more than fits, see FAKE_TRUNCATE */
	operation.params[1].tmpref.size = 7;
	operation.params[2].tmpref.size = 3;
	assert_int_equal(invoke(FAKE_TRUNCATE, &operation), TEEC_SUCCESS);
	/* On success, libteec cuts such a size down to what the buffer holds. */
	assert_int_equal(operation.params[1].tmpref.size, 7);
	assert_int_equal(operation.params[2].tmpref.size, 3);
	assert_memory_equal(out, "\xee\xee\xee\xee\xee\xee\xee", 8);
	assert_memory_equal(inout, "\xee\xee\xeeut\0\0", 8);
}

static void a_refusal_leaves_outputs_alone(void **state)
{
	char out[8] = "before";
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT, TEEC_VALUE_OUTPUT, 0, 0),
		.params = { { .tmpref = { out, 8 } }, { .value = { 1, 2 } } },
	};

	(void)state;
	assert_int_equal(invoke(FAKE_REFUSE, &operation), TEEC_ERROR_BAD_STATE);
	assert_string_equal(out, "before");
	assert_int_equal(operation.params[0].tmpref.size, 8);
}

static void errors_of_the_kernel(void **state)
{
	static const struct {
		int error;
		TEEC_Result result;
	} cases[] = {
		{ EINVAL, TEEC_ERROR_BAD_PARAMETERS }, { ENOMEM, TEEC_ERROR_OUT_OF_MEMORY },
		{ EDQUOT, TEEC_ERROR_OUT_OF_MEMORY }, { EPERM, TEEC_ERROR_ACCESS_DENIED },
		{ EOPNOTSUPP, TEEC_ERROR_NOT_SUPPORTED }, { EBUSY, TEEC_ERROR_BUSY },
		{ ENODEV, TEEC_ERROR_TARGET_DEAD }, { EFAULT, TEEC_ERROR_GENERIC },
	};
	char out[8] = "before";
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT, TEEC_VALUE_INOUT, 0, 0),
		.params = { { .tmpref = { out, 8 } }, { .value = { 1, 2 } } },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		fake_fail(TEE_IOC_INVOKE, cases[n].error, 1);
		assert_int_equal(invoke_from(0, &operation, TEEC_ORIGIN_COMMS), cases[n].result);
		assert_string_equal(out, "before");
		assert_int_equal(operation.params[0].tmpref.size, 8);
		assert_int_equal(operation.params[1].value.a, 1);
	}
}

static void no_origin_is_wanted(void **state)
{
	(void)state;
	assert_int_equal(TEEC_InvokeCommand(&session, FAKE_REFUSE, NULL, NULL),
			 TEEC_ERROR_BAD_STATE);
}

/* Nothing happens if the operation is over or has not started yet. */
static void cancelling_nothing(void **state)
{
	TEEC_Operation operation = { 0 };

	(void)state;
	TEEC_RequestCancellation(NULL);
	TEEC_RequestCancellation(&operation);
	/* All a program has to initialize is .started. The rest may be garbage. */
	operation.imp.session = &session;
	TEEC_RequestCancellation(&operation);
	assert_int_equal(fake_calls(TEE_IOC_CANCEL), 0);
	assert_int_equal(invoke(FAKE_TRANSFORM, &operation), TEEC_SUCCESS);
	TEEC_RequestCancellation(&operation);
	assert_int_equal(fake_calls(TEE_IOC_CANCEL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define with_session(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
		with_session(uuid_and_login_reach_the_kernel),
		with_session(opening_badly),
		with_session(opening_takes_parameters_too),
		with_session(after_closing_there_is_no_session),
		with_session(only_what_is_there_is_sent),
		with_session(values),
		with_session(types_that_are_none),
		with_session(temporary_memory_of_any_size),
		with_session(memory_that_can_only_be_read),
		with_session(null_references),
		with_session(outputs_that_do_not_fit),
		with_session(a_refusal_leaves_outputs_alone),
		with_session(errors_of_the_kernel),
		with_session(no_origin_is_wanted),
		with_session(cancelling_nothing),
	};

	return cmocka_run_group_tests_name("libteec", tests, NULL, NULL);
}
