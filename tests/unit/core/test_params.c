// SPDX-License-Identifier: BSD-2-Clause
/* Tests for kernel/core/params.c, which checks ioctl arguments */

#include <linux/tee_drv.h>

#include "core/params.h"
#include "unit.h"

#define HEADER	sizeof(struct tee_ioctl_invoke_arg)
#define PARAM	sizeof(struct tee_ioctl_param)

static void size_must_be_exact(void **state)
{
	(void)state;
	assert_true(tee_arg_size_is_sound(HEADER, HEADER, 0));
	assert_true(tee_arg_size_is_sound(HEADER + 4 * PARAM, HEADER, 4));
	assert_false(tee_arg_size_is_sound(HEADER - 1, HEADER, 0));
	assert_false(tee_arg_size_is_sound(HEADER + 1, HEADER, 0));
	assert_false(tee_arg_size_is_sound(HEADER + 4 * PARAM - 1, HEADER, 4));
	assert_false(tee_arg_size_is_sound(HEADER + 4 * PARAM, HEADER, 5));
	assert_false(tee_arg_size_is_sound(0, HEADER, 0));
}

static void size_is_bounded(void **state)
{
	u32 most = (TEE_MAX_ARG_SIZE - HEADER) / PARAM;

	(void)state;
	assert_true(tee_arg_size_is_sound(HEADER + most * PARAM, HEADER, most));
	assert_false(tee_arg_size_is_sound(HEADER + (most + 1) * PARAM, HEADER, most + 1));
	assert_false(tee_arg_size_is_sound(UINT64_MAX, HEADER, 0));
}

/* 2^27 parameters take 2^32 bytes, which is 0 in a 32-bit size_t. */
static void num_params_does_not_wrap(void **state)
{
	(void)state;
	assert_false(tee_arg_size_is_sound(HEADER, HEADER, 1u << 27));
	assert_false(tee_arg_size_is_sound(HEADER, HEADER, UINT32_MAX));
	assert_false(tee_arg_size_is_sound(HEADER + PARAM, HEADER, (1u << 27) + 1));
}

static bool sound(u64 attr, enum tee_param_role role)
{
	return tee_param_attr_is_sound(attr, role, TEE_GEN_CAP_OBJREF);
}

static void every_type_is_known_or_refused(void **state)
{
	u64 type;

	(void)state;
	for (type = 0; type < 256; type++) {
		bool value = type <= 3;
		bool memref = type >= 5 && type <= 7;
		bool object = type >= 8 && type <= 13;

		assert_int_equal(sound(type, TEE_PARAM_CLIENT), value || memref || object);
		assert_int_equal(tee_param_attr_is_sound(type, TEE_PARAM_CLIENT, 0),
				 value || memref);
		assert_int_equal(sound(type, TEE_PARAM_SUPP_ROOM), value);
		assert_int_equal(tee_param_has_memref(type), memref);
	}
}

static void unknown_bits_are_refused(void **state)
{
	unsigned int bit;

	(void)state;
	for (bit = 9; bit < 64; bit++)
		assert_false(sound(1ULL << bit | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
				   TEE_PARAM_SUPP_ANSWER));
}

static void meta_is_the_supplicants(void **state)
{
	u64 attr = TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;

	(void)state;
	assert_false(sound(attr, TEE_PARAM_CLIENT));
	assert_true(sound(attr, TEE_PARAM_SUPP_ROOM));
	assert_true(sound(attr, TEE_PARAM_SUPP_ANSWER));
}

/* 2^32 + 1 must not turn into memory id 1. */
static void memref_id_is_not_truncated(void **state)
{
	int id = -1;

	(void)state;
	assert_int_equal(tee_memref_id(1, &id), 0);
	assert_int_equal(id, 1);
	assert_int_equal(tee_memref_id(INT_MAX, &id), 0);
	assert_int_equal(tee_memref_id((u64)INT_MAX + 1, &id), -EINVAL);
	assert_int_equal(tee_memref_id((1ULL << 32) + 1, &id), -EINVAL);
	assert_int_equal(tee_memref_id(TEE_MEMREF_NULL, &id), -EINVAL);
}

static void memref_lies_within_its_memory(void **state)
{
	(void)state;
	assert_true(tee_memref_is_within(0, 4096, 4096));
	assert_true(tee_memref_is_within(4096, 0, 4096));
	assert_true(tee_memref_is_within(4095, 1, 4096));
	assert_false(tee_memref_is_within(0, 4097, 4096));
	assert_false(tee_memref_is_within(4097, 0, 4096));
	assert_false(tee_memref_is_within(1, UINT64_MAX, 4096));
	assert_false(tee_memref_is_within(UINT64_MAX, 2, 4096));
	assert_false(tee_memref_is_within(UINT64_MAX, UINT64_MAX, 4096));
}

static void decode_takes_values_and_memrefs(void **state)
{
	struct tee_ioctl_param ip = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, .a = 1, .b = 2, .c = 3,
	};
	struct tee_param param;

	(void)state;
	assert_int_equal(tee_param_decode(&ip, &param), 0);
	assert_int_equal(param.u.value.a, 1);
	assert_int_equal(param.u.value.b, 2);
	assert_int_equal(param.u.value.c, 3);

	/* From the kernel's point of view, a supplicant's output value is input. */
	ip.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
	assert_int_equal(tee_param_decode(&ip, &param), 0);
	assert_int_equal(param.u.value.a, 1);

	ip.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT;
	assert_int_equal(tee_param_decode(&ip, &param), 0);
	assert_int_equal(param.u.memref.shm_offs, 1);
	assert_int_equal(param.u.memref.size, 2);
	assert_null(param.u.memref.shm);
}

static void encode_writes_outputs_only(void **state)
{
	struct tee_param param = { .u.value = { .a = 7, .b = 8, .c = 9 } };
	struct tee_ioctl_param ip;
	u64 type;

	(void)state;
	for (type = 0; type <= 13; type++) {
		bool output = type == 2 || type == 3 || type == 6 || type == 7 ||
			      type == 9 || type == 10 || type == 12 || type == 13;

		param.attr = type;
		memset(&ip, 0, sizeof(ip));
		ip.attr = type;
		assert_int_equal(tee_param_encode(&param, &ip), output);
		assert_int_equal(ip.attr, type);
		if (!output)
			assert_int_equal(ip.a | ip.b | ip.c, 0);
	}
	/* For a memref all we copy back is the size. */
	param.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT;
	param.u.memref.shm_offs = 1;
	param.u.memref.size = 2;
	ip = (struct tee_ioctl_param){ .attr = param.attr, .a = 10, .b = 11, .c = 12 };
	assert_true(tee_param_encode(&param, &ip));
	assert_int_equal(ip.a, 10);
	assert_int_equal(ip.b, 2);
	assert_int_equal(ip.c, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(size_must_be_exact),
		cmocka_unit_test(size_is_bounded),
		cmocka_unit_test(num_params_does_not_wrap),
		cmocka_unit_test(every_type_is_known_or_refused),
		cmocka_unit_test(unknown_bits_are_refused),
		cmocka_unit_test(meta_is_the_supplicants),
		cmocka_unit_test(memref_id_is_not_truncated),
		cmocka_unit_test(memref_lies_within_its_memory),
		cmocka_unit_test(decode_takes_values_and_memrefs),
		cmocka_unit_test(encode_writes_outputs_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
