// SPDX-License-Identifier: BSD-2-Clause
/* Look for the supplicant in a fake /proc and /sys, with /dev/null as its device. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../shell.h"
#include "supplicant_paths.h"
#include "unit.h"

#define ROOTS		"Name:\ttee-supplicant\nUid:\t0\t0\t0\t0\n"
#define WORKERS		"Name:\ttee-supplicant\nUid:\t998\t998\t998\t998\n"
#define USERS		"Name:\tx\\nUid:\\t0\nUid:\t1000\t1000\t1000\t1000\n"
#define OPEN		"pos:\t0\nflags:\t02100002\nmnt_id:\t20\n"
#define OPEN_AS_PATH	"pos:\t0\nflags:\t012000000\nmnt_id:\t20\n"
#define OPEN_TO_READ	"pos:\t0\nflags:\t02100000\nmnt_id:\t20\n"

static char root[] = "/tmp/gtee-supplicant-XXXXXX";

static void put(const char *text, size_t size, const char *format, ...)
{
	char name[256], path[300];
	va_list args;
	FILE *file;

	va_start(args, format);
	vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

#define PUT(text, ...) put(text, sizeof(text) - 1, __VA_ARGS__)

static int make_root(void **state)
{
	(void)state;
	strcpy(root + strlen(root) - 6, "XXXXXX");
	if (!mkdtemp(root))
		return -1;
	run("mkdir -p %s/proc/1/fd %s/proc/self %s/sys/class/tee/tee0 %s/sys/class/tee/teepriv0",
	    root, root, root, root);
	PUT("1:3\n", "sys/class/tee/teepriv0/dev");
	PUT("1:5\n", "sys/class/tee/tee0/dev");
	PUT("init\n", "proc/1/comm");
	return 0;
}

static int remove_root(void **state)
{
	(void)state;
	run("rm -rf %s", root);
	return 0;
}

/* A process with a single fd, which links to @file and whose fdinfo is @how */
#define PROCESS(pid, name, cmdline, status, file, how) do { \
	run("mkdir -p %s/proc/%d/fd %s/proc/%d/fdinfo && ln -s %s %s/proc/%d/fd/7", root, pid, \
	    root, pid, file, root, pid); \
	PUT(name "\n", "proc/%d/comm", pid); \
	PUT(cmdline "\0", "proc/%d/cmdline", pid); \
	PUT(status, "proc/%d/status", pid); \
	PUT(how, "proc/%d/fdinfo/7", pid); \
} while (0)

static void whoever_has_the_device(void **state)
{
	struct supplicant found;

	(void)state;
	assert_int_equal(supplicant_find_below(root, NULL, &found), SUPPLICANT_NONE);
	assert_int_equal(found.pid, 0);
	/* The name doesn't matter. */
	PROCESS(20, "other", "x\0-l\0/a", ROOTS, "/dev/null", OPEN);
	assert_int_equal(supplicant_find_below(root, NULL, &found), SUPPLICANT_RUNS);
	assert_int_equal(found.pid, 20);
	assert_string_equal(found.ta_path, "/a");
	assert_int_equal(supplicant_find_below(root, "teepriv0", &found), SUPPLICANT_RUNS);
	assert_int_equal(supplicant_find_below(root, "teepriv1", &found), SUPPLICANT_NONE);
}

static void names_are_not_believed(void **state)
{
	struct supplicant found;

	(void)state;
	PROCESS(20, "tee-supplicant", "tee-supplicant\0-l\0/evil", USERS, "/dev/zero", OPEN);
	PROCESS(21, "tee-supplicant", "tee-supplicant\0-l\0/evil", ROOTS, "/dev/full", OPEN);
	/*
	 * Only root can open the device read-write, so nothing less counts. An O_PATH fd
	 * needs no permission at all.
	 */
	PROCESS(22, "tee-supplicant", "tee-supplicant\0-l\0/evil", USERS, "/dev/null",
		OPEN_AS_PATH);
	PROCESS(23, "tee-supplicant", "tee-supplicant\0-l\0/evil", USERS, "/dev/null",
		OPEN_TO_READ);
	PROCESS(24, "tee-supplicant", "tee-supplicant\0-l\0/evil", USERS, "/nothing", OPEN);
	assert_int_equal(supplicant_find_below(root, NULL, &found), SUPPLICANT_NONE);
	assert_string_equal(found.ta_path, "");
}

/* A compromised worker can rewrite its own command line. Trust only root's. */
static void roots_is_asked_for_its_directories(void **state)
{
	struct supplicant found;

	(void)state;
	PROCESS(20, "worker", "tee-supplicant\0-l\0/evil", WORKERS, "/dev/null", OPEN);
	assert_int_equal(supplicant_find_below(root, NULL, &found), SUPPLICANT_RUNS);
	assert_int_equal(found.pid, 20);
	PROCESS(30, "tee-supplicant", "tee-supplicant\0-l\0/good", ROOTS, "/dev/null", OPEN);
	PROCESS(40, "worker", "tee-supplicant\0-l\0/evil", WORKERS, "/dev/null", OPEN);
	assert_int_equal(supplicant_find_below(root, NULL, &found), SUPPLICANT_RUNS);
	assert_int_equal(found.pid, 30);
	assert_string_equal(found.ta_path, "/good");
}

/*
 * Ordinary users can't look at the fds of other users' processes, and with hidepid
 * they don't even see those processes.
 */
static void what_is_hidden(void **state)
{
	struct supplicant found;

	(void)state;
	PROCESS(20, "other", "x", ROOTS, "/dev/null", OPEN);
	run("rm -r %s/proc/1/fd %s/proc/20/fd", root, root);
	assert_int_equal(supplicant_find_below(root, NULL, &found), SUPPLICANT_NONE);
	PUT("tee-supplicant\n", "proc/20/comm");
	assert_int_equal(supplicant_find_below(root, NULL, &found), SUPPLICANT_UNKNOWN);
	PUT("other\n", "proc/20/comm");
	run("rm -r %s/proc/1", root);
	assert_int_equal(supplicant_find_below(root, NULL, &found), SUPPLICANT_UNKNOWN);
	run("rm -r %s/proc", root);
	assert_int_equal(supplicant_find_below(root, NULL, &found), SUPPLICANT_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define in_a_tree(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)
		in_a_tree(whoever_has_the_device),
		in_a_tree(names_are_not_believed),
		in_a_tree(roots_is_asked_for_its_directories),
		in_a_tree(what_is_hidden),
	};

	return RUN(tests);
}
