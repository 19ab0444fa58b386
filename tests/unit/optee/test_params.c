// SPDX-License-Identifier: GPL-2.0-only
/* Parameters to OP-TEE messages and back */

#include "optee/message.h"
#include "unit.h"

static struct page *some_pages[4];

static struct tee_region registered = {
	.pages = some_pages,
	.num_pages = 4,
	.offset = 100,
	.size = 0x3000,
	.cookie = 77,
};

static struct tee_region reserved = {
	.paddr = 0x42000000,
	.size = 0x10000,
};

static struct tee_shm slice = { .region = &registered, .size = 0x800 };
static struct tee_shm reserved_slice = { .region = &reserved, .size = 0x1000 };

static struct tee_param memref(u64 attr, struct tee_shm *shm, size_t offs, size_t size)
{
	return (struct tee_param){
		.attr = attr,
		.u.memref = { .shm_offs = offs, .size = size, .shm = shm },
	};
}

static void values_keep_their_type_and_bits(void **state)
{
	(void)state;
	for (u64 type = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	     type <= TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT; type++) {
		struct tee_param param = {
			.attr = type,
			.u.value = { .a = ~0ull, .b = 1ull << 40, .c = 3 },
		};
		struct optee_msg_param msg;
		bool output = type != TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;

		assert_int_equal(optee_encode_params(&msg, &param, 1), 0);
		assert_int_equal(msg.attr, type);
		assert_int_equal(msg.u.value.a, ~0ull);
		assert_int_equal(msg.u.value.b, 1ull << 40);
		assert_int_equal(msg.u.value.c, 3);

		msg.u.value.a = 10;
		msg.u.value.b = 11;
		msg.u.value.c = 12;
		assert_int_equal(optee_decode_params(&param, &msg, 1), 0);
		assert_int_equal(param.u.value.a, output ? 10 : ~0ull);
		assert_int_equal(param.u.value.b, output ? 11 : 1ull << 40);
		assert_int_equal(param.u.value.c, output ? 12 : 3);
	}
}

static void nothing_is_nothing(void **state)
{
	struct tee_param param = { .u.value.a = 5 };
	struct optee_msg_param msg;

	(void)state;
	memset(&msg, 0xff, sizeof(msg));
	assert_int_equal(optee_encode_params(&msg, &param, 1), 0);
	assert_int_equal(msg.attr, 0);
	assert_int_equal(msg.u.value.a, 0);
	assert_int_equal(optee_decode_params(&param, &msg, 1), 0);
}

static void registered_memory_goes_by_cookie(void **state)
{
	(void)state;
	for (unsigned int way = 0; way < 3; way++) {
		struct tee_param param =
			memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT + way, &slice, 0x10, 0x7f0);
		struct optee_msg_param msg;

		assert_int_equal(optee_encode_params(&msg, &param, 1), 0);
		assert_int_equal(msg.attr, OPTEE_MSG_TYPE_RMEM_INPUT + way);
		assert_int_equal(msg.u.rmem.offs, 0x10);
		assert_int_equal(msg.u.rmem.size, 0x7f0);
		assert_int_equal(msg.u.rmem.shm_ref, 77);

		/* More than what fits is how the TEE asks for a larger buffer. */
		msg.u.rmem.size = 0x9000;
		msg.u.rmem.offs = 1;
		msg.u.rmem.shm_ref = 1;
		assert_int_equal(optee_decode_params(&param, &msg, 1), 0);
		assert_int_equal(param.u.memref.size, way ? 0x9000 : 0x7f0);
		assert_int_equal(param.u.memref.shm_offs, 0x10);
		assert_ptr_equal(param.u.memref.shm, &slice);
	}
}

static void reserved_memory_goes_by_address(void **state)
{
	(void)state;
	for (unsigned int way = 0; way < 3; way++) {
		struct tee_param param =
			memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT + way,
			       &reserved_slice, 4, 8);
		struct optee_msg_param msg;

		assert_int_equal(optee_encode_params(&msg, &param, 1), 0);
		assert_int_equal(msg.attr, OPTEE_MSG_TYPE_TMEM_INPUT + way);
		assert_int_equal(msg.u.tmem.buf_ptr, 0x42000004);
		assert_int_equal(msg.u.tmem.size, 8);
		assert_int_not_equal(msg.u.tmem.shm_ref, 0);
		msg.u.tmem.size = 6;
		assert_int_equal(optee_decode_params(&param, &msg, 1), 0);
		assert_int_equal(param.u.memref.size, way ? 6 : 8);
	}
}

static void a_null_memref_has_a_size_and_no_memory(void **state)
{
	struct tee_param param =
		memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, NULL, 0, 0x123);
	struct optee_msg_param msg;

	(void)state;
	assert_int_equal(optee_encode_params(&msg, &param, 1), 0);
	assert_int_equal(msg.attr, OPTEE_MSG_TYPE_TMEM_OUTPUT);
	assert_int_equal(msg.u.tmem.buf_ptr, 0);
	assert_int_equal(msg.u.tmem.size, 0x123);
	assert_int_equal(msg.u.tmem.shm_ref, 0);
	msg.u.tmem.size = 0x456;
	assert_int_equal(optee_decode_params(&param, &msg, 1), 0);
	assert_int_equal(param.u.memref.size, 0x456);
	assert_null(param.u.memref.shm);
}

static void memrefs_outside_their_memory_are_refused(void **state)
{
	static const struct { size_t offs, size; } wrong[] = {
		{ 0, 0x801 }, { 0x800, 1 }, { 0x801, 0 }, { 1, 0x800 },
		{ 1, SIZE_MAX }, { SIZE_MAX, 1 }, { SIZE_MAX, SIZE_MAX },
		{ SIZE_MAX - 0xfff, 0x1000 },
	};
	static const struct { size_t offs, size; } right[] = {
		{ 0, 0 }, { 0, 0x800 }, { 0x800, 0 }, { 0x7ff, 1 },
	};
	struct optee_msg_param msg;
	size_t n;

	(void)state;
	for (n = 0; n < ARRAY_LEN(wrong); n++) {
		struct tee_param param = memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
						&slice, wrong[n].offs, wrong[n].size);

		assert_int_equal(optee_encode_params(&msg, &param, 1), -EINVAL);
	}
	for (n = 0; n < ARRAY_LEN(right); n++) {
		struct tee_param param = memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
						&slice, right[n].offs, right[n].size);

		assert_int_equal(optee_encode_params(&msg, &param, 1), 0);
	}
}

static void types_that_op_tee_does_not_know_are_refused(void **state)
{
	static const u64 attrs[] = {
		4, TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT, TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT,
		TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT, 0xff,
		TEE_IOCTL_PARAM_ATTR_META,
		TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT | TEE_IOCTL_PARAM_ATTR_META,
		TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT | 1ull << 32,
	};
	struct optee_msg_param msg[2];

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(attrs); n++) {
		struct tee_param params[2] = {
			{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT },
			{ .attr = attrs[n] },
		};

		assert_int_equal(optee_encode_params(msg, params, 2), -EINVAL);
	}
}

static void a_type_that_secure_world_changed_is_an_error(void **state)
{
	struct tee_param param = { .attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT };
	struct optee_msg_param msg;

	(void)state;
	assert_int_equal(optee_encode_params(&msg, &param, 1), 0);
	for (u64 type = 0; type < 256; type++) {
		msg.attr = type;
		assert_int_equal(optee_decode_params(&param, &msg, 1),
				 type == OPTEE_MSG_TYPE_VALUE_OUTPUT ? 0 : -EIO);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_keep_their_type_and_bits),
		cmocka_unit_test(nothing_is_nothing),
		cmocka_unit_test(registered_memory_goes_by_cookie),
		cmocka_unit_test(reserved_memory_goes_by_address),
		cmocka_unit_test(a_null_memref_has_a_size_and_no_memory),
		cmocka_unit_test(memrefs_outside_their_memory_are_refused),
		cmocka_unit_test(types_that_op_tee_does_not_know_are_refused),
		cmocka_unit_test(a_type_that_secure_world_changed_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
