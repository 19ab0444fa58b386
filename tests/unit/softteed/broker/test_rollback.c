// SPDX-License-Identifier: BSD-2-Clause
/* Tests for softteed/broker/rollback.c */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/broker/rollback.h"
#include "unit.h"

#define FILE_NAME	"01234567-89ab-4def-8123-456789abcdef.version"

static const uint8_t uuid[ROLLBACK_UUID_LEN] = {
	0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0x4d, 0xef,
	0x81, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
};
static const uint8_t other[ROLLBACK_UUID_LEN] = { 1 };
static int directory;

static int make_directory(void **state)
{
	char name[] = "/tmp/test_rollback.XXXXXX";

	if (!mkdtemp(name))
		return -1;
	directory = open(name, O_RDONLY | O_DIRECTORY);
	*state = strdup(name);
	return directory < 0 || !*state ? -1 : 0;
}

static int remove_directory(void **state)
{
	char command[128];
	int rc;

	close(directory);
	snprintf(command, sizeof(command), "rm -rf '%s'", (char *)*state);
	rc = system(command);
	free(*state);
	return rc;
}

static void put_file(const char *text)
{
	int fd = openat(directory, FILE_NAME, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void versions_only_grow(void **state)
{
	uint32_t newest;

	(void)state;
	assert_int_equal(rollback_check(directory, uuid, 0, &newest), 0);
	assert_int_equal(newest, 0);
	assert_int_equal(rollback_check(directory, uuid, 3, &newest), 0);
	assert_int_equal(rollback_check(directory, uuid, 3, &newest), 0);
	assert_int_equal(newest, 3);
	assert_int_equal(rollback_check(directory, uuid, 2, &newest), -ESTALE);
	assert_int_equal(newest, 3);
	assert_int_equal(rollback_check(directory, uuid, 0, &newest), -ESTALE);
	assert_int_equal(rollback_check(directory, uuid, UINT32_MAX, &newest), 0);
	assert_int_equal(rollback_check(directory, uuid, UINT32_MAX - 1, &newest), -ESTALE);
}

static void applications_are_apart(void **state)
{
	uint32_t newest;

	(void)state;
	assert_int_equal(rollback_check(directory, uuid, 5, &newest), 0);
	assert_int_equal(rollback_check(directory, other, 1, &newest), 0);
	assert_int_equal(newest, 0);
}

static void a_damaged_file_is_no_version(void **state)
{
	static const char *const texts[] = {
		"", "\n", "5", "x\n", "5\n6\n", "-1\n", " 5\n", "4294967296\n",
		"99999999999999999999\n", "00000000000000005\n",
	};
	uint32_t newest;

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(texts); n++) {
		put_file(texts[n]);
		assert_int_equal(rollback_check(directory, uuid, 7, &newest), -EBADMSG);
	}
	put_file("6\n");
	assert_int_equal(rollback_check(directory, uuid, 7, &newest), 0);
}

/* A power cut can leave the new file, but not yet under its name. */
static void a_file_left_half_done_is_replaced(void **state)
{
	uint32_t newest;
	int fd = openat(directory, FILE_NAME ".new", O_WRONLY | O_CREAT, 0600);

	(void)state;
	assert_int_equal(write(fd, "99999", 5), 5);
	close(fd);
	assert_int_equal(rollback_check(directory, uuid, 1, &newest), 0);
	assert_int_equal(rollback_check(directory, uuid, 0, &newest), -ESTALE);
	assert_int_equal(newest, 1);
}

static void a_link_is_not_followed(void **state)
{
	uint32_t newest;

	(void)state;
	assert_int_equal(symlinkat("/dev/zero", directory, FILE_NAME), 0);
	assert_int_equal(rollback_check(directory, uuid, 1, &newest), -ELOOP);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(versions_only_grow),
		TEST(applications_are_apart),
		TEST(a_damaged_file_is_no_version),
		TEST(a_file_left_half_done_is_replaced),
		TEST(a_link_is_not_followed),
	};

	return RUN(tests);
}
