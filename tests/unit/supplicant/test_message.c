// SPDX-License-Identifier: BSD-2-Clause
/* Tests for decoding requests from the kernel and encoding the replies */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <tee_client_api.h>

#include <cmocka.h>

#include "request/message.h"

#define META	(TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT)

struct shm {
	uint8_t bytes[256];
};

static struct shm piece;

static struct shm *find(void *context, uint64_t id, void **data, size_t *size)
{
	(*(unsigned int *)context)++;
	if (id != 7)
		return NULL;
	*data = piece.bytes;
	*size = sizeof(piece.bytes);
	return &piece;
}

static unsigned int asked;
static struct supp_message message;
static struct service_request request;
static struct message_held held;

static int begin(void **state)
{
	(void)state;
	memset(&message, 0, sizeof(message));
	message.code = SUPP_FS;
	message.num_params = 2;
	message.params[0] = (struct tee_ioctl_param){ .attr = META, .a = 99 };
	asked = 0;
	return 0;
}

static void set(unsigned int n, uint64_t attr, uint64_t a, uint64_t b, uint64_t c)
{
	message.params[n] = (struct tee_ioctl_param){ .attr = attr, .a = a, .b = b, .c = c };
	if (message.num_params < n + 1)
		message.num_params = n + 1;
}

static uint32_t decode(void)
{
	return message_decode(&message, &request, &held, find, &asked);
}

static void sound_request(void **state)
{
	(void)state;
	set(1, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 1, 2, 3);
	set(2, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 16, 32, 7);
	set(3, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 0, 0, 0);
	assert_int_equal(decode(), TEEC_SUCCESS);
	assert_int_equal(request.function, SUPP_FS);
	assert_int_equal(request.num_params, 3);
	assert_true(supp_expect(&request, "vmV"));
	assert_false(supp_expect(&request, "vm"));
	assert_false(supp_expect(&request, "vmV-"));
	assert_false(supp_expect(&request, "xmV"));
	assert_false(supp_expect(&request, "vMV"));
	assert_int_equal(request.params[0].c, 3);
	assert_ptr_equal(request.params[1].data, piece.bytes + 16);
	assert_int_equal(request.params[1].size, 32);
	assert_ptr_equal(held.shm[1], &piece);
	assert_null(held.shm[0]);
}

static void memory_ends_where_it_ends(void **state)
{
	static const uint64_t wrong[][2] = {
		{ 0, 257 }, { 256, 1 }, { 257, 0 }, { 1, 256 }, { UINT64_MAX, 1 },
		{ 1, UINT64_MAX }, { UINT64_MAX, UINT64_MAX }, { 128, 129 },
	};

	(void)state;
	set(1, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 256, 0, 7);
	assert_int_equal(decode(), TEEC_SUCCESS);
	set(1, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 256, 7);
	assert_int_equal(decode(), TEEC_SUCCESS);
	for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++) {
		set(1, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, wrong[n][0], wrong[n][1], 7);
		assert_int_equal(decode(), TEEC_ERROR_BAD_PARAMETERS);
		/* this reference is the caller's to drop */
		assert_ptr_equal(held.shm[0], &piece);
	}
}

static void memory_that_is_not_there(void **state)
{
	(void)state;
	set(1, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0, 0, TEE_MEMREF_NULL);
	assert_int_equal(decode(), TEEC_SUCCESS);
	assert_null(request.params[0].data);
	assert_int_equal(asked, 0);
	set(1, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0, 1, TEE_MEMREF_NULL);
	assert_int_equal(decode(), TEEC_ERROR_BAD_PARAMETERS);
	set(1, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0, 1, 8);
	assert_int_equal(decode(), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(asked, 1);
	assert_null(held.shm[0]);
}

static void unsound_requests(void **state)
{
	(void)state;
	for (uint64_t attr = 0; attr < 0x10000; attr++) {
		bool known = attr <= 3 || (attr >= 5 && attr <= 7);

		set(1, attr, 0, 0, 7);
		assert_int_equal(decode(), known ? TEEC_SUCCESS : TEEC_ERROR_BAD_PARAMETERS);
	}
	message.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	assert_int_equal(decode(), TEEC_ERROR_COMMUNICATION);
	message.params[0].attr = META;
	message.num_params = 0;
	assert_int_equal(decode(), TEEC_ERROR_COMMUNICATION);
	message.num_params = SUPP_MAX_PARAMS + 2;
	assert_int_equal(decode(), TEEC_ERROR_COMMUNICATION);
}

static void answers(void **state)
{
	struct supp_message before;

	(void)state;
	set(1, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 1, 2, 3);
	set(2, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 16, 32, 7);
	set(3, TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 0, 8, 7);
	set(4, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 4, 5, 6);
	assert_int_equal(decode(), TEEC_SUCCESS);
	before = message;
	request.params[0].c = 33;
	request.params[1].size = 40;
	request.params[2].size = 1;
	request.params[3].a = 44;
	message_encode(&message, &request, TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(message.code, TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(message.params[0].a, 99);
	before.code = message.code;
	before.params[1].c = 33;
	before.params[2].b = 40;
	assert_memory_equal(&before, &message, sizeof(message));
}

static void room_for_a_request(void **state)
{
	(void)state;
	memset(&message, 0xff, sizeof(message));
	message_prepare(&message);
	assert_int_equal(message.num_params, SUPP_MAX_PARAMS + 1);
	assert_int_equal(message.params[0].attr, TEE_IOCTL_PARAM_ATTR_META);
	for (unsigned int n = 1; n <= SUPP_MAX_PARAMS; n++)
		assert_int_equal(message.params[n].attr, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sound_request, begin),
		cmocka_unit_test_setup(memory_ends_where_it_ends, begin),
		cmocka_unit_test_setup(memory_that_is_not_there, begin),
		cmocka_unit_test_setup(unsound_requests, begin),
		cmocka_unit_test_setup(answers, begin),
		cmocka_unit_test_setup(room_for_a_request, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
