// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call the TA "rng" in a real TEE from a kernel client, with good arguments and
 * bad. Needs a supplicant. Reading /sys/kernel/debug/ta_rng_test/results runs
 * everything and prints TAP.
 */

#include <linux/err.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/tee_result.h>
#include <ta/rng.h>

#include "../tap.h"

#define OUTPUT	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT

TAP_TESTS(run_tests);

static const uuid_t ta_uuid = TA_RNG_UUID;

static u32 open_session(struct tee_context *ctx, u32 login, struct tee_param *param,
			u32 *session)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = login, .num_params = !!param };
	int rc;

	export_uuid(arg.uuid, &ta_uuid);
	rc = tee_client_open_session(ctx, &arg, param);
	*session = arg.session;
	return rc ? (u32)rc : arg.ret;
}

static u32 invoke(struct tee_context *ctx, u32 session, u32 func, struct tee_param *param,
		  u32 num)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = func, .session = session, .num_params = num,
	};
	int rc = tee_client_invoke_func(ctx, &arg, param);

	return rc ? (u32)rc : arg.ret;
}

static struct tee_param memref(u64 attr, struct tee_shm *shm, size_t size)
{
	return (struct tee_param){ .attr = attr, .u.memref = { .shm = shm, .size = size } };
}

static void test_logins(struct seq_file *s, struct tee_context *ctx)
{
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT };
	u32 session, ret;

	ret = open_session(ctx, TEE_IOCTL_LOGIN_PUBLIC, NULL, &session);
	tap(s, "a_public_login_is_refused", ret == TEEC_ERROR_ACCESS_DENIED, ret);
	ret = open_session(ctx, TEE_IOCTL_LOGIN_USER, NULL, &session);
	tap(s, "a_user_login_is_refused", ret == TEEC_ERROR_ACCESS_DENIED, ret);
	ret = open_session(ctx, TEE_IOCTL_LOGIN_REE_KERNEL, &param, &session);
	tap(s, "a_session_takes_no_parameters", ret == TEEC_ERROR_BAD_PARAMETERS, ret);
}

static void test_numbers(struct seq_file *s, struct tee_context *ctx, u32 session,
			 struct tee_shm *shm)
{
	static const size_t sizes[] = { 1, 64, TA_RNG_MAX_SIZE };
	u8 *numbers = tee_shm_get_va(shm, 0);
	struct tee_param param;
	u8 first[16];
	unsigned int n;
	u32 ret;

	for (n = 0; n < ARRAY_SIZE(sizes); n++) {
		memset(numbers, 0, tee_shm_get_size(shm));
		param = memref(OUTPUT, shm, sizes[n]);
		ret = invoke(ctx, session, TA_RNG_CMD_GENERATE, &param, 1);
		tap(s, "numbers_fill_what_was_asked_for_and_no_more",
		    !ret && param.u.memref.size == sizes[n] &&
		    !memchr_inv(numbers + sizes[n], 0, tee_shm_get_size(shm) - sizes[n]), ret);
	}
	tap(s, "numbers_reach_the_end", memchr_inv(numbers + TA_RNG_MAX_SIZE - 16, 0, 16), 0);
	memcpy(first, numbers, sizeof(first));
	param = memref(OUTPUT, shm, sizeof(first));
	ret = invoke(ctx, session, TA_RNG_CMD_GENERATE, &param, 1);
	tap(s, "numbers_differ_from_call_to_call",
	    !ret && memcmp(first, numbers, sizeof(first)), ret);
}

/* None of these may break the session or write to @shm */
static void test_wrong(struct seq_file *s, struct tee_context *ctx, u32 session,
		       struct tee_shm *shm)
{
	const struct {
		const char *name;
		struct tee_param params[2];
		u32 num, func, ret;
	} wrongs[] = {
		{ "no_parameter_at_all", { }, 0, TA_RNG_CMD_GENERATE, TEEC_ERROR_BAD_PARAMETERS },
		{ "an_input", { memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, shm, 64) }, 1,
		  TA_RNG_CMD_GENERATE, TEEC_ERROR_BAD_PARAMETERS },
		{ "an_inout", { memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, shm, 64) }, 1,
		  TA_RNG_CMD_GENERATE, TEEC_ERROR_BAD_PARAMETERS },
		{ "a_value", { { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT } }, 1,
		  TA_RNG_CMD_GENERATE, TEEC_ERROR_BAD_PARAMETERS },
		{ "two_outputs", { memref(OUTPUT, shm, 64), memref(OUTPUT, shm, 64) }, 2,
		  TA_RNG_CMD_GENERATE, TEEC_ERROR_BAD_PARAMETERS },
		{ "an_output_in_the_wrong_place", { { }, memref(OUTPUT, shm, 64) }, 2,
		  TA_RNG_CMD_GENERATE, TEEC_ERROR_BAD_PARAMETERS },
		{ "a_null_output", { memref(OUTPUT, NULL, 0) }, 1,
		  TA_RNG_CMD_GENERATE, TEEC_ERROR_BAD_PARAMETERS },
		{ "an_output_of_no_size", { memref(OUTPUT, shm, 0) }, 1,
		  TA_RNG_CMD_GENERATE, TEEC_ERROR_BAD_PARAMETERS },
		{ "an_output_too_large", { memref(OUTPUT, shm, TA_RNG_MAX_SIZE + 1) }, 1,
		  TA_RNG_CMD_GENERATE, TEEC_ERROR_EXCESS_DATA },
		{ "an_unknown_command", { memref(OUTPUT, shm, 64) }, 1, 1,
		  TEEC_ERROR_NOT_SUPPORTED },
	};
	unsigned int n;

	memset(tee_shm_get_va(shm, 0), 0, tee_shm_get_size(shm));
	for (n = 0; n < ARRAY_SIZE(wrongs); n++) {
		struct tee_param params[2] = { wrongs[n].params[0], wrongs[n].params[1] };
		u32 ret = invoke(ctx, session, wrongs[n].func, params, wrongs[n].num);

		tap(s, wrongs[n].name, ret == wrongs[n].ret, ret);
	}
	tap(s, "nothing_was_written_for_those",
	    !memchr_inv(tee_shm_get_va(shm, 0), 0, tee_shm_get_size(shm)), 0);
}

static void test_all(struct seq_file *s, struct tee_context *ctx)
{
	struct tee_shm *shm = tee_shm_alloc_kernel_buf(ctx, 2 * TA_RNG_MAX_SIZE);
	u32 session, ret;

	if (IS_ERR(shm)) {
		tap(s, "memory", false, PTR_ERR(shm));
		return;
	}
	test_logins(s, ctx);
	ret = open_session(ctx, TEE_IOCTL_LOGIN_REE_KERNEL, NULL, &session);
	tap(s, "the_kernel_is_let_in", !ret, ret);
	if (!ret) {
		test_numbers(s, ctx, session, shm);
		test_wrong(s, ctx, session, shm);
		test_numbers(s, ctx, session, shm);
		tee_client_close_session(ctx, session);
	}
	tee_shm_free(shm);
}

static void run_tests(struct seq_file *s)
{
	const struct tee_identity_match match = { .os_name = "OP-TEE" };
	struct tee_context *ctx = tee_client_open_by_identity(NULL, &match);

	if (IS_ERR(ctx)) {
		tap(s, "a_tee", false, PTR_ERR(ctx));
		return;
	}
	test_all(s, ctx);
	tee_client_close_context(ctx);
}

MODULE_DESCRIPTION("Tests of the Trusted Application that gives random numbers");
MODULE_LICENSE("GPL");
