// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the log. Whatever ends up in a message, it comes out as a single
 * line of printable text.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "log.h"

static char said[4096];

/* Log @name as part of a message and catch what goes to stderr. */
static void say(const char *name)
{
	int file = memfd_create("log", MFD_CLOEXEC), before = dup(STDERR_FILENO);
	ssize_t size;

	dup2(file, STDERR_FILENO);
	log_error("file '%s'", name);
	dup2(before, STDERR_FILENO);
	close(before);
	size = pread(file, said, sizeof(said) - 1, 0);
	assert_true(size >= 0);
	said[size] = 0;
	close(file);
}

static void control_characters_are_shown(void **state)
{
	(void)state;
	log_name("test");
	say("plain ~name");
	assert_string_equal(said, "tee-supplicant[test]: file 'plain ~name'\n");
	say("a\nb\r\t\033[2J\x7f");
	assert_string_equal(said, "tee-supplicant[test]: file 'a\\x0ab\\x0d\\x09\\x1b[2J\\x7f'\n");
	/* CSI in UTF-8 and in Latin-1, and text that resembles our own escapes. */
	say("\xc2\x9b" "31m\x9b" "31m \\x0a");
	assert_string_equal(said, "tee-supplicant[test]: file '\\xc2\\x9b31m\\x9b31m \\x5cx0a'\n");
}

static void every_byte_and_every_length(void **state)
{
	char name[2000];

	(void)state;
	for (size_t length = 1; length < sizeof(name); length += 7) {
		for (size_t n = 0; n < length; n++)
			name[n] = (char)(1 + (n * 37 + length) % 255);
		name[length] = 0;
		say(name);
		length = strlen(name);
		for (size_t n = 0; said[n + 1]; n++)
			assert_in_range((unsigned char)said[n], 0x20, 0x7e);
		assert_int_equal(said[strlen(said) - 1], '\n');
	}
}

static void what_was_said_is_not_said_again(void **state)
{
	(void)state;
	log_hush(true);
	say("again");
	assert_string_equal(said, "");
	log_hush(false);
	say("new");
	assert_string_equal(said, "tee-supplicant[test]: file 'new'\n");
	log_end();
	say("late");
	assert_string_equal(said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_are_shown),
		cmocka_unit_test(every_byte_and_every_length),
		cmocka_unit_test(what_was_said_is_not_said_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
