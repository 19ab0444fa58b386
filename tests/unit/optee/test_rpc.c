// SPDX-License-Identifier: GPL-2.0-only
/*
 * RPC messages from OP-TEE. They're in memory that the secure world can write at
 * any time, so the driver copies them before it checks and serves them.
 */

#include <linux/tee_result.h>

#include "optee/message.h"
#include "unit.h"

/*
 * No slack behind the last parameter, so AddressSanitizer notices any access past
 * the end.
 */
static struct optee_msg_arg *make_shared(u32 num_params)
{
	struct optee_msg_arg *shared = calloc(1, OPTEE_MSG_SIZE(num_params));

	shared->cmd = 42;
	shared->num_params = num_params;
	return shared;
}

static void a_message_is_copied_once(void **state)
{
	struct optee_msg_arg *shared = make_shared(2);
	struct optee_rpc_msg msg;

	(void)state;
	shared->params[0].attr = OPTEE_MSG_TYPE_VALUE_INPUT;
	shared->params[1].attr = OPTEE_MSG_TYPE_VALUE_OUTPUT;
	assert_int_equal(optee_rpc_read(&msg, shared, 2), 0);

	/* The driver has its copy, so changes by the secure world don't matter any more. */
	shared->num_params = 1000;
	shared->params[0].attr = OPTEE_MSG_TYPE_VALUE_OUTPUT;
	shared->params[0].u.value.a = 99;
	msg.ret = TEEC_SUCCESS;
	msg.params[0].u.value.a = 1;
	msg.params[1].u.value.a = 2;
	optee_rpc_write(&msg);
	assert_int_equal(shared->params[0].u.value.a, 99);
	assert_int_equal(shared->params[1].u.value.a, 2);
	assert_int_equal(shared->ret, TEEC_SUCCESS);
	assert_int_equal(shared->ret_origin, TEEC_ORIGIN_COMMS);
	free(shared);
}

static void too_many_parameters_are_refused_and_answered(void **state)
{
	static const u32 numbers[] = { 5, OPTEE_RPC_MAX_PARAMS + 1, 0x7fffffff, 0xffffffff };
	struct optee_msg_arg *shared = make_shared(4);
	struct optee_rpc_msg msg;

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(numbers); n++) {
		shared->num_params = numbers[n];
		assert_int_equal(optee_rpc_read(&msg, shared, 4), -EINVAL);
		assert_int_equal(msg.num_params, 0);
		msg.ret = TEEC_ERROR_BAD_PARAMETERS;
		optee_rpc_write(&msg);
		assert_int_equal(shared->ret, TEEC_ERROR_BAD_PARAMETERS);
	}
	/* There is room for these, but it is more than the driver takes. */
	shared->num_params = OPTEE_RPC_MAX_PARAMS + 1;
	assert_int_equal(optee_rpc_read(&msg, shared, 100), -EINVAL);
	free(shared);
}

static void types_are_checked_to_the_last_bit(void **state)
{
	static const u8 types[] = { OPTEE_MSG_TYPE_VALUE_INPUT, OPTEE_MSG_TYPE_RMEM_INOUT };
	struct optee_rpc_msg msg = { .num_params = 2 };

	(void)state;
	msg.params[0].attr = OPTEE_MSG_TYPE_VALUE_INPUT;
	msg.params[1].attr = OPTEE_MSG_TYPE_RMEM_INOUT;
	assert_true(optee_rpc_has_types(&msg, types, 2));
	msg.params[1].attr = OPTEE_MSG_TYPE_TMEM_INOUT;
	assert_true(optee_rpc_has_types(&msg, types, 2));

	assert_false(optee_rpc_has_types(&msg, types, 1));
	msg.num_params = 1;
	assert_false(optee_rpc_has_types(&msg, types, 2));
	msg.num_params = 2;
	msg.params[1].attr = OPTEE_MSG_TYPE_TMEM_INPUT;
	assert_false(optee_rpc_has_types(&msg, types, 2));
	msg.params[1].attr = OPTEE_MSG_TYPE_RMEM_INOUT;
	msg.params[0].attr = OPTEE_MSG_TYPE_VALUE_INPUT | OPTEE_MSG_ATTR_META;
	assert_false(optee_rpc_has_types(&msg, types, 2));
	msg.params[0].attr = OPTEE_MSG_TYPE_VALUE_INPUT | 1ull << 63;
	assert_false(optee_rpc_has_types(&msg, types, 2));
}

static void every_type_decodes_or_is_refused(void **state)
{
	(void)state;
	for (u64 attr = 0; attr < 0x1000; attr++) {
		struct optee_msg_param msg = {
			.attr = attr,
			.u.value = { .a = 1, .b = 2, .c = 3 },
		};
		bool known = attr <= 3 || (attr >= 5 && attr <= 7) ||
			     (attr >= 9 && attr <= 11);
		struct optee_rpc_ref ref;
		struct tee_param param;

		assert_int_equal(optee_rpc_decode(&param, &ref, &msg), known ? 0 : -EINVAL);
		if (!known)
			continue;
		assert_int_equal(param.attr, attr >= 9 ? attr - 4 : attr);
		if (attr < 4) {
			assert_int_equal(ref.cookie, 0);
			assert_int_equal(param.u.value.a, attr ? 1 : 0);
		} else {
			assert_int_equal(ref.where, 1);
			assert_int_equal(ref.size, 2);
			assert_int_equal(ref.cookie, 3);
			assert_int_equal(ref.physical, attr >= 9);
			assert_null(param.u.memref.shm);
			assert_int_equal(param.u.memref.shm_offs, 0);
		}
	}
}

static void memory_is_bound_only_where_it_fits(void **state)
{
	struct page *pages[1] = { NULL };
	struct tee_region region = { .pages = pages, .size = 0x10000 };
	struct tee_shm shm = { .region = &region, .size = 0x1000 };
	static const struct { u64 where, size; bool fits; } cases[] = {
		{ 0, 0, true }, { 0, 0x1000, true }, { 0xfff, 1, true },
		{ 0x1000, 0, true }, { 0x1000, 1, false }, { 0x1001, 0, false },
		{ 0, 0x1001, false }, { 1, ~0ull, false }, { ~0ull, 1, false },
		{ ~0ull, ~0ull, false }, { 0x800, 0x801, false },
	};

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		struct optee_rpc_ref ref = { .where = cases[n].where, .size = cases[n].size };
		struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT };

		assert_int_equal(optee_rpc_bind(&param, &ref, &shm),
				 cases[n].fits ? 0 : -EINVAL);
		if (cases[n].fits) {
			assert_ptr_equal(param.u.memref.shm, &shm);
			assert_int_equal(param.u.memref.shm_offs, cases[n].where);
		} else {
			assert_null(param.u.memref.shm);
		}
	}
}

static void an_address_must_lie_in_its_reserved_memory(void **state)
{
	struct page *pages[1] = { NULL };
	struct tee_region reserved = { .paddr = 0x42000000, .size = 0x10000 };
	struct tee_region registered = { .pages = pages, .size = 0x10000 };
	struct tee_shm shm = { .region = &reserved, .size = 0x1000 };
	static const struct { u64 where, size; bool fits; } cases[] = {
		{ 0x42000000, 0x1000, true }, { 0x42000fff, 1, true },
		{ 0x41ffffff, 1, false }, { 0x42001000, 1, false }, { 0, 1, false },
		{ ~0ull, 1, false }, { 0x42000000, 0x1001, false },
	};
	struct tee_param param;
	struct optee_rpc_ref ref;

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		ref = (struct optee_rpc_ref){
			.where = cases[n].where, .size = cases[n].size, .physical = true,
		};
		assert_int_equal(optee_rpc_bind(&param, &ref, &shm),
				 cases[n].fits ? 0 : -EINVAL);
	}
	/* The secure world may not pass registered memory by address. */
	shm.region = &registered;
	ref = (struct optee_rpc_ref){ .where = 0x1000, .size = 1, .physical = true };
	assert_int_equal(optee_rpc_bind(&param, &ref, &shm), -EINVAL);
}

static void only_outputs_are_encoded(void **state)
{
	struct optee_rpc_msg msg = { .num_params = 4 };
	struct tee_param params[4] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, .u.value.a = 1 },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, .u.value = { 1, 2, 3 } },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, .u.memref.size = 5 },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, .u.memref.size = 6 },
	};

	(void)state;
	msg.params[2].u.rmem.shm_ref = 8;
	optee_rpc_encode_outputs(&msg, params);
	assert_int_equal(msg.params[0].u.value.a, 0);
	assert_int_equal(msg.params[1].u.value.c, 3);
	assert_int_equal(msg.params[2].u.rmem.size, 5);
	assert_int_equal(msg.params[2].u.rmem.shm_ref, 8);
	assert_int_equal(msg.params[3].u.rmem.size, 0);
}

static void structures_have_the_sizes_that_op_tee_expects(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct optee_msg_param), 32);
	assert_int_equal(sizeof(struct optee_msg_arg), 32);
	assert_int_equal(offsetof(struct optee_msg_arg, ret), 20);
	assert_int_equal(offsetof(struct optee_msg_arg, num_params), 28);
	assert_int_equal(offsetof(struct optee_msg_param, u), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_copied_once),
		cmocka_unit_test(too_many_parameters_are_refused_and_answered),
		cmocka_unit_test(types_are_checked_to_the_last_bit),
		cmocka_unit_test(every_type_decodes_or_is_refused),
		cmocka_unit_test(memory_is_bound_only_where_it_fits),
		cmocka_unit_test(an_address_must_lie_in_its_reserved_memory),
		cmocka_unit_test(only_outputs_are_encoded),
		cmocka_unit_test(structures_have_the_sizes_that_op_tee_expects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
