// SPDX-License-Identifier: BSD-2-Clause
/* Tests for profile and trace dumps: where do the parts go, and when is a dump over? */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "request/request.h"
#include "services/dump.h"

/* 11223344-5566-7788-99aa-bbccddeeff00 as the TEE stores it */
static const uint8_t uuid[16] = {
	0x44, 0x33, 0x22, 0x11, 0x66, 0x55, 0x88, 0x77,
	0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x00,
};

static int files[64];
static unsigned int made;
static int fail_with;
static const char *last_kind;
static uint8_t last_uuid[16];

int broker_create_dump(const char *kind, const uint8_t who[16])
{
	if (fail_with)
		return -fail_with;
	last_kind = kind;
	memcpy(last_uuid, who, sizeof(last_uuid));
	files[made] = memfd_create("dump", MFD_CLOEXEC);
	return dup(files[made++]);
}

static int tear_down(void **state)
{
	(void)state;
	while (made)
		close(files[--made]);
	fail_with = 0;
	return 0;
}

static uint32_t dump(supp_service_fn *service, uint64_t *number, const uint8_t *who,
		     const void *data, size_t size)
{
	struct service_request request = {
		.num_params = 3,
		.params = {
			{ .kind = SUPP_VALUE, .input = true, .output = true, .a = *number },
			{ .kind = SUPP_MEMORY, .input = true, .data = (void *)(uintptr_t)who,
			  .size = 16 },
			{ .kind = SUPP_MEMORY, .input = true, .data = (void *)(uintptr_t)data,
			  .size = size },
		},
	};
	uint32_t result = service(&request);

	*number = request.params[0].a;
	return result;
}

static void assert_file(unsigned int file, const char *content)
{
	char data[64] = "";

	assert_true(pread(files[file], data, sizeof(data) - 1, 0) >= 0);
	assert_string_equal(data, content);
}

static void test_pieces(void **state)
{
	static const uint8_t written[16] = {
		0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
		0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x00,
	};
	uint64_t one = 0, two = 0, trace = 0;

	(void)state;
	assert_int_equal(dump(supp_gprof, &one, uuid, "first ", 6), TEEC_SUCCESS);
	assert_true(one >= 1);
	assert_string_equal(last_kind, "gprof");
	assert_memory_equal(last_uuid, written, 16);
	assert_int_equal(dump(supp_gprof, &two, uuid, "other", 5), TEEC_SUCCESS);
	assert_int_not_equal(two, one);
	assert_int_equal(dump(supp_ftrace, &trace, uuid, "trace", 5), TEEC_SUCCESS);
	assert_string_equal(last_kind, "ftrace");
	assert_int_equal(dump(supp_gprof, &one, uuid, "second", 6), TEEC_SUCCESS);
	assert_int_equal(made, 3);
	assert_file(0, "first second");
	assert_file(1, "other");
	assert_file(2, "trace");
	/* Numbers are specific to the kind of dump and the TA. */
	assert_int_equal(dump(supp_ftrace, &one, uuid, "x", 1), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(dump(supp_gprof, &one, written, "x", 1), TEEC_ERROR_BAD_PARAMETERS);
	one += 1000;
	assert_int_equal(dump(supp_gprof, &one, uuid, "x", 1), TEEC_ERROR_BAD_PARAMETERS);
	assert_file(0, "first second");
}

static void test_size(void **state)
{
	size_t piece = 16 << 20;
	uint8_t *data = calloc(1, piece);
	uint64_t number = 0, big = 0;
	int i;

	(void)state;
	for (i = 0; i < 4; i++)
		assert_int_equal(dump(supp_ftrace, &number, uuid, data, piece), TEEC_SUCCESS);
	assert_int_equal(dump(supp_ftrace, &number, uuid, data, 1), TEEC_ERROR_STORAGE_NO_SPACE);
	/* that was the end of the dump, and of its number */
	assert_int_equal(dump(supp_ftrace, &number, uuid, data, 1), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(dump(supp_ftrace, &big, uuid, data, SIZE_MAX),
			 TEEC_ERROR_STORAGE_NO_SPACE);
	free(data);
}

/* With too many dumps open, the least recently used one has to go. */
static void test_many(void **state)
{
	uint64_t numbers[17] = { 0 };
	int i;

	(void)state;
	for (i = 0; i < 17; i++) {
		assert_int_equal(dump(supp_gprof, &numbers[i], uuid, "a", 1), TEEC_SUCCESS);
		if (i)
			assert_int_equal(dump(supp_gprof, &numbers[0], uuid, "b", 1),
					 TEEC_SUCCESS);
	}
	assert_int_equal(dump(supp_gprof, &numbers[1], uuid, "c", 1),
			 TEEC_ERROR_BAD_PARAMETERS);
	for (i = 2; i < 17; i++)
		assert_int_equal(dump(supp_gprof, &numbers[i], uuid, "c", 1), TEEC_SUCCESS);
	assert_file(0, "abbbbbbbbbbbbbbbb");
}

static void test_no_file(void **state)
{
	uint64_t number = 0;

	(void)state;
	fail_with = EACCES;
	assert_int_equal(dump(supp_gprof, &number, uuid, "a", 1), TEEC_ERROR_GENERIC);
	assert_int_equal(number, 0);
}

static void test_bad_requests(void **state)
{
	struct service_request good = {
		.num_params = 3,
		.params = {
			{ .kind = SUPP_VALUE, .input = true, .output = true },
			{ .kind = SUPP_MEMORY, .input = true,
			  .data = (void *)(uintptr_t)uuid, .size = 16 },
			{ .kind = SUPP_MEMORY, .input = true,
			  .data = (void *)(uintptr_t)uuid, .size = 16 },
		},
	}, bad;
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		bad = good;
		bad.num_params = (unsigned int)i;
		assert_int_equal(supp_gprof(&bad), TEEC_ERROR_BAD_PARAMETERS);
		bad = good;
		bad.params[i].input = false;
		assert_int_equal(supp_ftrace(&bad), TEEC_ERROR_BAD_PARAMETERS);
		bad = good;
		bad.params[i].kind = SUPP_NONE;
		assert_int_equal(supp_gprof(&bad), TEEC_ERROR_BAD_PARAMETERS);
	}
	bad = good;
	bad.params[1].size = 15;
	assert_int_equal(supp_gprof(&bad), TEEC_ERROR_BAD_PARAMETERS);
	bad = good;
	bad.params[2].data = NULL;
	bad.params[2].size = 0;
	assert_int_equal(supp_gprof(&bad), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(made, 0);
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pieces),
		TEST(test_size),
		TEST(test_many),
		TEST(test_no_file),
		TEST(test_bad_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
