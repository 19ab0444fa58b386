// SPDX-License-Identifier: BSD-2-Clause
/* Tests for common/tee_uuid.c */

#include "tee_uuid.h"
#include "unit.h"

static const char text[] = "d96a5b40-c3e5-21e3-8794-1002a5d5c61b";
static const uint8_t bytes[TEE_UUID_LEN] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};

static void reads_the_order_in_which_it_is_written(void **state)
{
	uint8_t uuid[TEE_UUID_LEN];

	(void)state;
	assert_int_equal(tee_uuid_parse(text, uuid), 0);
	assert_memory_equal(uuid, bytes, sizeof(bytes));
	assert_int_equal(tee_uuid_parse("D96A5B40-C3E5-21E3-8794-1002A5D5C61B", uuid), 0);
	assert_memory_equal(uuid, bytes, sizeof(bytes));
}

static void writes_what_it_reads(void **state)
{
	char written[TEE_UUID_TEXT_SIZE];

	(void)state;
	memset(written, 'x', sizeof(written));
	tee_uuid_format(bytes, written);
	assert_string_equal(written, text);
}

/* Any proper prefix is an error, and so is a bad character anywhere. */
static void refuses_what_is_no_uuid(void **state)
{
	/* mostly what ASCII has right next to the hex digits */
	static const char wrong[] = "gG /:@`\x80";
	uint8_t uuid[TEE_UUID_LEN], untouched[TEE_UUID_LEN];

	(void)state;
	memset(uuid, 0x77, sizeof(uuid));
	memset(untouched, 0x77, sizeof(untouched));
	for (size_t len = 0; len < strlen(text); len++) {
		char *cut = test_malloc(len + 1);

		memcpy(cut, text, len);
		cut[len] = '\0';
		assert_int_equal(tee_uuid_parse(cut, uuid), -EINVAL);
		test_free(cut);
	}
	for (size_t at = 0; at < strlen(text); at++) {
		char changed[sizeof(text)];

		memcpy(changed, text, sizeof(text));
		changed[at] = text[at] == '-' ? '0' : '-';
		assert_int_equal(tee_uuid_parse(changed, uuid), -EINVAL);
		for (size_t n = 0; wrong[n]; n++) {
			changed[at] = wrong[n];
			assert_int_equal(tee_uuid_parse(changed, uuid), -EINVAL);
		}
	}
	assert_int_equal(tee_uuid_parse("d96a5b40-c3e5-21e3-8794-1002a5d5c61b ", uuid), -EINVAL);
	assert_int_equal(tee_uuid_parse("{d96a5b40-c3e5-21e3-8794-1002a5d5c61b}", uuid), -EINVAL);
	assert_memory_equal(uuid, untouched, sizeof(uuid));
}

/* As OP-TEE's supplicant and softteed look for it */
static void tells_files_of_applications(void **state)
{
	uint8_t uuid[TEE_UUID_LEN], untouched[TEE_UUID_LEN];

	(void)state;
	assert_int_equal(tee_uuid_from_file("d96a5b40-c3e5-21e3-8794-1002a5d5c61b.ta", ".ta",
					    uuid), 0);
	assert_memory_equal(uuid, bytes, sizeof(bytes));
	memset(uuid, 0x77, sizeof(uuid));
	memset(untouched, 0x77, sizeof(untouched));
	assert_int_equal(tee_uuid_from_file("D96A5B40-C3E5-21E3-8794-1002A5D5C61B.ta", ".ta",
					    uuid), -EINVAL);
	assert_int_equal(tee_uuid_from_file("d96a5b40-c3e5-21e3-8794-1002a5d5c61b.so", ".ta",
					    uuid), -EINVAL);
	assert_int_equal(tee_uuid_from_file("d96a5b40-c3e5-21e3-8794-1002a5d5c61b.ta.old", ".ta",
					    uuid), -EINVAL);
	assert_int_equal(tee_uuid_from_file("d96a5b40-c3e5-21e3-8794-1002a5d5c61b", ".ta", uuid),
			 -EINVAL);
	assert_int_equal(tee_uuid_from_file("d96a5b40-c3e5-21e3-8794+1002a5d5c61b.ta", ".ta",
					    uuid), -EINVAL);
	assert_int_equal(tee_uuid_from_file(".ta", ".ta", uuid), -EINVAL);
	assert_int_equal(tee_uuid_from_file("", ".ta", uuid), -EINVAL);
	assert_memory_equal(uuid, untouched, sizeof(uuid));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_order_in_which_it_is_written),
		cmocka_unit_test(writes_what_it_reads),
		cmocka_unit_test(refuses_what_is_no_uuid),
		cmocka_unit_test(tells_files_of_applications),
	};

	return cmocka_run_group_tests_name("tee_uuid", tests, NULL, NULL);
}
