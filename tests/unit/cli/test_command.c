// SPDX-License-Identifier: BSD-2-Clause
/* Command line tests that don't need a TEE, e.g. option order and error messages */
#define _GNU_SOURCE
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

static char out[4096], err[4096];

static void take(char *text, size_t size, const char *path)
{
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
	assert_int_equal(unlink(path), 0);
}

/*
 * Run gtee with @words (split by the shell) as its arguments. What it prints ends
 * up in out and err.
 */
static int gtee(const char *words)
{
	char directory[] = "/tmp/gtee-command-XXXXXX", path[64], command[1024];
	int status;

	assert_non_null(mkdtemp(directory));
	snprintf(command, sizeof(command), "cd %s && %s %s >out 2>err </dev/null", directory, GTEE,
		 words);
	status = system(command);
	assert_true(WIFEXITED(status));
	snprintf(path, sizeof(path), "%s/out", directory);
	take(out, sizeof(out), path);
	snprintf(path, sizeof(path), "%s/err", directory);
	take(err, sizeof(err), path);
	assert_int_equal(rmdir(directory), 0);
	return WEXITSTATUS(status);
}

/*
 * --tee goes either before or after any subcommand except help. There's no TEE by
 * this name anywhere, so GTEE_NO_TEE means that the option was understood.
 */
static void the_tee_may_come_first(void **state)
{
	static const char *const calls[] = { "info", "list", "call crypt 2", "top", "trace",
		"bench", "doctor" };
	char words[64];

	(void)state;
	for (size_t n = 0; n < sizeof(calls) / sizeof(calls[0]); n++) {
		snprintf(words, sizeof(words), "--tee name:no-such %s", calls[n]);
		assert_int_equal(gtee(words), 3);
		snprintf(words, sizeof(words), "%s -t name:no-such", calls[n]);
		assert_int_equal(gtee(words), 3);
		snprintf(words, sizeof(words), "-t nonsense %s", calls[n]);
		assert_int_equal(gtee(words), 2);
		assert_non_null(strstr(err, "nonsense: invalid TEE selector"));
	}
	assert_int_equal(gtee("--tee"), 2);
	assert_non_null(strstr(err, "option '--tee' needs an argument"));
}

static void help_takes_no_tee(void **state)
{
	static const char *const calls[] = { "--tee tee0 help", "help --tee tee0",
		"help list -t tee0", "help --tee=tee0" };

	(void)state;
	for (size_t n = 0; n < sizeof(calls) / sizeof(calls[0]); n++) {
		assert_int_equal(gtee(calls[n]), 2);
		assert_non_null(strstr(err, "gtee: help: cannot select a TEE: "));
		assert_string_equal(out, "");
	}
}

static void the_version_has_a_short_option(void **state)
{
	(void)state;
	assert_int_equal(gtee("-v"), 0);
	assert_memory_equal(out, "gtee ", 5);
	assert_int_equal(gtee("--version"), 0);
	assert_memory_equal(out, "gtee ", 5);
}

/* stderr has to be a single JSON object on one line. */
static void expect_json(const char *words, int status)
{
	assert_int_equal(gtee(words), status);
	assert_memory_equal(err, "{\"level\":\"error\",", 17);
	assert_ptr_equal(strchr(err, '\n'), err + strlen(err) - 1);
	assert_int_equal(err[strlen(err) - 2], '}');
}

static void errors_are_json(void **state)
{
	static const char *const subcommands[] = { "info", "list", "call", "top", "trace", "bench",
		"doctor" };
	char words[64];

	(void)state;
	for (size_t n = 0; n < sizeof(subcommands) / sizeof(subcommands[0]); n++) {
		snprintf(words, sizeof(words), "%s --nonsense --json", subcommands[n]);
		expect_json(words, 2);
		snprintf(words, sizeof(words), "--json %s --nonsense", subcommands[n]);
		expect_json(words, 2);
	}
	expect_json("--json", 2);
	expect_json("--json nonsense", 2);
	expect_json("--nonsense -j", 2);
	expect_json("info --json --tee name:no-such", 3);
	expect_json("list --json --folder nowhere", 4);
	assert_int_equal(gtee("list --folder nowhere"), 4);
	assert_memory_equal(err, "gtee: nowhere: ", 15);
}

/* Point users to the list of names, since the usage is of no help here. */
static void an_unknown_name_leads_to_the_list(void **state)
{
	static const char *const words[] = { "call nosuch 2", "bench nosuch 2",
					     "trace --ta nosuch" };

	(void)state;
	for (size_t n = 0; n < sizeof(words) / sizeof(words[0]); n++) {
		assert_int_equal(gtee(words[n]), 2);
		assert_non_null(strstr(err, "'nosuch' is neither a UUID nor a known name\n"));
		assert_non_null(
			strstr(err, "  'gtee list' shows the known names; a UUID also works.\n"));
	}
}

static void help_takes_one_word(void **state)
{
	(void)state;
	assert_int_equal(gtee("help call"), 0);
	assert_int_equal(gtee("help call extra"), 2);
	assert_string_equal(out, "");
	assert_non_null(strstr(err, "unexpected argument 'extra'"));
	expect_json("--json help call extra", 2);
}

static void a_slip_is_corrected(void **state)
{
	(void)state;
	assert_int_equal(gtee("infoo"), 2);
	assert_non_null(strstr(err, "did you mean 'info'?"));
	assert_int_equal(gtee("lits"), 2);
	assert_non_null(strstr(err, "did you mean 'list'?"));
	assert_int_equal(gtee("help trce"), 2);
	assert_non_null(strstr(err, "did you mean 'trace'?"));
	assert_int_equal(gtee("nonsense"), 2);
	assert_null(strstr(err, "did you mean"));
	assert_int_equal(gtee("x"), 2);
	assert_null(strstr(err, "did you mean"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tee_may_come_first),
		cmocka_unit_test(help_takes_no_tee),
		cmocka_unit_test(the_version_has_a_short_option),
		cmocka_unit_test(errors_are_json),
		cmocka_unit_test(an_unknown_name_leads_to_the_list),
		cmocka_unit_test(help_takes_one_word),
		cmocka_unit_test(a_slip_is_corrected),
	};

	return RUN(tests);
}
