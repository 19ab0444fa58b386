// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the command line: what options do, and which ones exclude each
 * other
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

#define CID	"0123456789abcdef0123456789ABCDEF"

static struct supp_options options;

/* Split at spaces, then parse. */
static int parse(const char *line)
{
	char copy[256], *rest = copy, *words[16] = { (char *)"tee-supplicant" };
	int count = 1;

	options_free(&options);
	strcpy(copy, line);
	while ((words[count] = strsep(&rest, " ")))
		count++;
	return options_parse(&options, count, words);
}

static int forget(void **state)
{
	(void)state;
	options_free(&options);
	return 0;
}

/* Naming a card means this card and no other, least of all the emulated one. */
static void which_rpmb_there_is(void **state)
{
	(void)state;
	assert_int_equal(parse("-d"), 0);
	assert_false(options.rpmb_device || options.has_cid || options.program_key);
	assert_int_equal(parse("--rpmb device"), 0);
	assert_true(options.rpmb_device && !options.has_cid && !options.program_key);
	assert_int_equal(parse("-r " CID), 0);
	assert_true(options.rpmb_device && options.has_cid && !options.program_key);
	assert_int_equal(options.cid[15], 0xef);
	assert_int_equal(parse("--rpmb=device --rpmb-cid " CID " --rpmb-program-key"), 0);
	assert_true(options.rpmb_device && options.has_cid && options.program_key);
	assert_int_not_equal(parse("--rpmb emulated -r " CID), 0);
	assert_int_not_equal(parse("-r " CID " --rpmb emulated"), 0);
	assert_int_not_equal(parse("--rpmb-program-key"), 0);
	assert_int_not_equal(parse("--rpmb=emulated --rpmb-program-key"), 0);
	/* A programmed key stays in the card forever, so insist on the card being named. */
	assert_int_not_equal(parse("--rpmb=device --rpmb-program-key"), 0);
	assert_int_equal(parse("--rpmb-program-key -r " CID), 0);
	assert_true(options.rpmb_device && options.has_cid && options.program_key);
	assert_int_not_equal(parse("--rpmb card"), 0);
}

static void assert_directories(const char *line, const char *first, const char *second)
{
	assert_int_equal(parse(line), 0);
	assert_string_equal(options.ta_directories[0], first);
	if (second)
		assert_string_equal(options.ta_directories[1], second);
	assert_null(options.ta_directories[second ? 2 : 1]);
}

/*
 * Compatible with Debian's tee-supplicant: skip empty parts, and start relative
 * paths at the working directory.
 */
static void directories(void **state)
{
	(void)state;
	assert_int_equal(chdir("/usr/lib"), 0);
	assert_directories("-l /a:/b", "/a", "/b");
	assert_directories("-l /a:", "/a", NULL);
	assert_directories("-l :/a::/b:", "/a", "/b");
	assert_directories("-l tas:/b", "/usr/lib/tas", "/b");
	assert_directories("-t name", "/lib/name", "/usr/lib/name");
	assert_int_not_equal(parse("-l :"), 0);
	assert_int_not_equal(parse("-l /1:/2:/3:/4:/5:/6:/7:/8:/9"), 0);
	assert_int_equal(parse("-l /1:/2:/3:/4::/5:/6:/7:/8:"), 0);
	assert_string_equal(options.ta_directories[7], "/8");
	assert_int_equal(parse("-f store -p plugins"), 0);
	assert_string_equal(options.storage, "/usr/lib/store");
	assert_string_equal(options.plugins, "/usr/lib/plugins");
	free((void *)(uintptr_t)options.storage);
	free((void *)(uintptr_t)options.plugins);
	assert_int_not_equal(parse("-t a -l /b"), 0);
}

static void limits(void **state)
{
	(void)state;
	assert_int_equal(parse("-d"), 0);
	assert_int_equal(options.map_limit, SUPP_DEFAULT_MAP_LIMIT);
	assert_int_equal(parse("--map-limit 8192"), 0);
	assert_int_equal(options.map_limit, 8 << 20);
	assert_int_not_equal(parse("--map-limit 255"), 0);
	assert_int_not_equal(parse("--map-limit -1"), 0);
	assert_int_not_equal(parse("--map-limit 99999999999999999999"), 0);
	assert_int_not_equal(parse("--map-limit 512k"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(which_rpmb_there_is, forget),
		cmocka_unit_test_teardown(directories, forget),
		cmocka_unit_test_teardown(limits, forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
