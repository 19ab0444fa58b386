// SPDX-License-Identifier: BSD-2-Clause
/* The names of needed libraries: in this program's own file, and in what's left of it */
#include <fcntl.h>
#include <unistd.h>

#include "softteed/instance/needed.h"
#include "unit.h"

#define ROOM	((size_t)64 << 20)

static uint8_t *program;
static size_t program_size;

static int read_program(void **state)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	ssize_t got;

	(void)state;
	program = malloc(ROOM);
	if (fd < 0 || !program)
		return -1;
	while ((got = read(fd, program + program_size, ROOM - program_size)) > 0)
		program_size += (size_t)got;
	close(fd);
	return (int)got;
}

static int free_program(void **state)
{
	(void)state;
	free(program);
	return 0;
}

static int count_libc(char *name, void *data)
{
	*(int *)data += !strncmp(name, "libc.so", 7);
	return 0;
}

static int refuse(char *name, void *data)
{
	(void)name;
	++*(int *)data;
	return -ENOENT;
}

static void finds_names(void **state)
{
	int count = 0;

	(void)state;
	assert_int_equal(needed_for_each(program, program_size, count_libc, &count), 0);
	assert_int_equal(count, 1);
}

static void stops_at_an_error(void **state)
{
	int count = 0;

	(void)state;
	assert_int_equal(needed_for_each(program, program_size, refuse, &count), -ENOENT);
	assert_int_equal(count, 1);
}

static int replace(char *name, void *data)
{
	(void)data;
	*name = '?';
	return 0;
}

static int count_replaced(char *name, void *data)
{
	*(int *)data += *name == '?';
	return 0;
}

static void replaces_names(void **state)
{
	uint8_t *copy = malloc(program_size);
	int count = 0;

	(void)state;
	memcpy(copy, program, program_size);
	assert_int_equal(needed_for_each(copy, program_size, replace, NULL), 0);
	assert_int_equal(needed_for_each(copy, program_size, count_replaced, &count), 0);
	assert_true(count > 0);
	free(copy);
}

/* The sanitizer sees it if anything beyond the end is read. */
static void reads_nothing_beyond_the_end(void **state)
{
	int count = 0;

	(void)state;
	for (size_t size = 0; size < program_size; size += size < 2048 ? 1 : program_size / 97) {
		uint8_t *part = malloc(size + !size);
		int rc;

		memcpy(part, program, size);
		rc = needed_for_each(part, size, count_libc, &count);
		assert_true(rc == 0 || rc == -EBADMSG);
		assert_true(size >= 64 || rc == -EBADMSG);
		free(part);
	}
}

/* One byte of the headers at a time */
static void survives_any_header(void **state)
{
	uint8_t *copy = malloc(program_size);
	int count = 0;

	(void)state;
	memcpy(copy, program, program_size);
	for (size_t n = 0; n < 1024; n++) {
		for (unsigned int bit = 0; bit < 8; bit++) {
			int rc;

			copy[n] ^= (uint8_t)(1u << bit);
			rc = needed_for_each(copy, program_size, count_libc, &count);
			assert_true(rc == 0 || rc == -EBADMSG);
			copy[n] ^= (uint8_t)(1u << bit);
		}
	}
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_names),
		cmocka_unit_test(stops_at_an_error),
		cmocka_unit_test(replaces_names),
		cmocka_unit_test(reads_nothing_beyond_the_end),
		cmocka_unit_test(survives_any_header),
	};

	return cmocka_run_group_tests(tests, read_program, free_program);
}
