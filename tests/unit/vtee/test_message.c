// SPDX-License-Identifier: GPL-2.0-only
/* Requests to a server of /dev/vtee, and its answers, which may be wrong in every respect */

#include <linux/tee_result.h>

#include "unit.h"
#include "vtee/message.h"

static struct tee_region region = { .num_pages = 3, .offset = 100, .size = 9000 };
static struct tee_shm shm = { .region = &region, .size = 9000 };

static struct tee_param memref(u64 attr, struct tee_shm *memory, size_t offs, size_t size)
{
	return (struct tee_param){
		.attr = attr, .u.memref = { .shm_offs = offs, .size = size, .shm = memory },
	};
}

static struct tee_param value(u64 attr)
{
	return (struct tee_param){ .attr = attr, .u.value = { ~0ull, 1ull << 40, 3 } };
}

static struct tee_param objref(u64 attr)
{
	return (struct tee_param){ .attr = attr, .u.objref = { .id = ~0ull, .flags = 5 } };
}

/* Encode one parameter. The rest of the message keeps its pattern. */
static int encode(struct vtee_request *request, const struct tee_param *param, u32 id)
{
	memset(request, 0xee, sizeof(*request));
	request->op = VTEE_OP_INVOKE;
	return vtee_request_encode(request, param, 1, &id);
}

static struct vtee_answer echo(const struct vtee_request *request)
{
	struct vtee_answer answer = {
		.id = request->id, .origin = TEEC_ORIGIN_TEE, .queue = -1,
		.num_params = request->num_params,
	};

	memcpy(answer.params, request->params, request->num_params * sizeof(answer.params[0]));
	return answer;
}

static void memrefs_count_from_the_first_page(void **state)
{
	struct tee_param param = memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, &shm, 50, 8950);
	struct vtee_request request;

	(void)state;
	assert_int_equal(encode(&request, &param, 7), 0);
	assert_int_equal(request.num_params, 1);
	assert_int_equal(request.params[0].type, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT);
	assert_int_equal(request.params[0].region, 7);
	assert_int_equal(request.params[0].a, 150);
	assert_int_equal(request.params[0].b, 8950);
	assert_int_equal(request.params[0].c, 3 * PAGE_SIZE);
	assert_int_equal(request.params[1].type, 0xeeeeeeee);
	assert_int_equal(vtee_request_size(&request),
			 offsetof(struct vtee_request, params) + sizeof(struct vtee_param));

	/* beyond the pages that the server can map */
	param.u.memref.size = 3 * PAGE_SIZE;
	assert_int_equal(encode(&request, &param, 7), -EINVAL);
	param.u.memref.size = SIZE_MAX;
	assert_int_equal(encode(&request, &param, 7), -EINVAL);
}

static void a_null_memref_has_no_region(void **state)
{
	struct tee_param param = memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, NULL, 0, 20);
	struct vtee_request request;

	(void)state;
	assert_int_equal(encode(&request, &param, 0), 0);
	assert_int_equal(request.params[0].region, 0);
	assert_int_equal(request.params[0].a, 0);
	assert_int_equal(request.params[0].b, 20);
	assert_int_equal(request.params[0].c, 0);
}

static void other_types(void **state)
{
	struct tee_param param = value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT);
	struct vtee_request request;

	(void)state;
	assert_int_equal(encode(&request, &param, 0), 0);
	assert_int_equal(request.params[0].a, ~0ull);
	assert_int_equal(request.params[0].b, 1ull << 40);
	assert_int_equal(request.params[0].c, 3);
	assert_int_equal(request.params[0].region, 0);
	param = objref(TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT);
	assert_int_equal(encode(&request, &param, 0), 0);
	assert_int_equal(request.params[0].a, ~0ull);
	assert_int_equal(request.params[0].b, 5);
	param = (struct tee_param){ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_NONE };
	assert_int_equal(encode(&request, &param, 0), 0);
	assert_int_equal(request.params[0].type, 0);
	param.attr = TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT;
	assert_int_equal(encode(&request, &param, 0), -EOPNOTSUPP);
	assert_int_equal(vtee_request_encode(&request, &param, VTEE_MAX_PARAMS + 1, NULL),
			 -EINVAL);
}

static void only_outputs_change(void **state)
{
	(void)state;
	for (u64 type = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	     type <= TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT; type++) {
		bool output;
		struct tee_param param;
		struct vtee_request request;
		struct vtee_answer answer;

		if (type == 4)	/* the gap between VALUE and MEMREF */
			type = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT;
		if (type == TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT)
			type = TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT;
		param = type <= TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT ? value(type) :
			type <= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT ? memref(type, &shm, 0, 50) :
			objref(type);
		output = type != TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT &&
			 type != TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
			 type != TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT;
		assert_int_equal(encode(&request, &param, 1), 0);
		answer = echo(&request);
		answer.params[0].region = 99;
		answer.params[0].a = 40;
		answer.params[0].b = 41;
		answer.params[0].c = 42;
		assert_int_equal(vtee_answer_check(&request, &answer), 0);
		vtee_answer_apply(&answer, &param);
		if (tee_param_is_memref(&param)) {
			assert_int_equal(param.u.memref.size, output ? 41 : 50);
			assert_int_equal(param.u.memref.shm_offs, 0);
			assert_ptr_equal(param.u.memref.shm, &shm);
		} else if (tee_param_is_value(&param)) {
			assert_int_equal(param.u.value.a, output ? 40 : ~0ull);
			assert_int_equal(param.u.value.c, output ? 42 : 3);
		} else {
			assert_int_equal(param.u.objref.id, output ? 40 : ~0ull);
			assert_int_equal(param.u.objref.flags, output ? 41 : 5);
		}
	}
}

static void a_size_may_only_exceed_the_buffer_if_that_is_short(void **state)
{
	struct tee_param param = memref(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, &shm, 0, 50);
	struct vtee_request request;
	struct vtee_answer answer;

	(void)state;
	assert_int_equal(encode(&request, &param, 1), 0);
	answer = echo(&request);
	answer.params[0].b = 51;
	assert_int_equal(vtee_answer_check(&request, &answer), -EINVAL);
	answer.ret = TEEC_ERROR_GENERIC;
	assert_int_equal(vtee_answer_check(&request, &answer), -EINVAL);
	answer.ret = TEEC_ERROR_SHORT_BUFFER;
	assert_int_equal(vtee_answer_check(&request, &answer), 0);
	answer.params[0].b = 50;
	answer.ret = TEEC_SUCCESS;
	assert_int_equal(vtee_answer_check(&request, &answer), 0);
}

static void answers_have_the_parameters_of_the_request(void **state)
{
	struct tee_param param = value(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT);
	struct vtee_request request;
	struct vtee_answer answer;

	(void)state;
	assert_int_equal(encode(&request, &param, 0), 0);
	answer = echo(&request);
	for (u32 type = 0; type < 300; type++) {
		answer.params[0].type = type;
		assert_int_equal(vtee_answer_check(&request, &answer),
				 type == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT ? 0 : -EINVAL);
	}
	answer = echo(&request);
	answer.num_params = 0;
	assert_int_equal(vtee_answer_check(&request, &answer), -EINVAL);
	answer.num_params = ~0u;
	assert_int_equal(vtee_answer_check(&request, &answer), -EINVAL);
}

static void origins(void **state)
{
	static const u32 ops[] = { VTEE_OP_OPEN_SESSION, VTEE_OP_INVOKE, VTEE_OP_CLOSE_SESSION,
				   VTEE_OP_OBJECT_INVOKE };
	struct vtee_answer answer = { .queue = -1 };

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(ops); n++) {
		struct vtee_request request = { .op = ops[n] };
		bool has = ops[n] <= VTEE_OP_INVOKE;

		for (answer.origin = 0; answer.origin < 10; answer.origin++) {
			bool valid = answer.origin >= 1 && answer.origin <= 4;

			assert_int_equal(vtee_answer_check(&request, &answer),
					 (has ? valid : !answer.origin) ? 0 : -EINVAL);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memrefs_count_from_the_first_page),
		cmocka_unit_test(a_null_memref_has_no_region),
		cmocka_unit_test(other_types),
		cmocka_unit_test(only_outputs_change),
		cmocka_unit_test(a_size_may_only_exceed_the_buffer_if_that_is_short),
		cmocka_unit_test(answers_have_the_parameters_of_the_request),
		cmocka_unit_test(origins),
	};

	return RUN(tests);
}
