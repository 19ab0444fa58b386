// SPDX-License-Identifier: BSD-2-Clause
/* Tests for softteed.c: it starts nothing if the sandbox doesn't hold, or with wrong options. */
#include <errno.h>
#include <getopt.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/sandbox/check.h"
#include "softteed/sandbox/sandbox.h"
#include "softteed/zygote/zygote.h"
#include "unit.h"

int softteed_main(int argc, char **argv);

/* What the self-test finds for which kind of process, and whether anything was started */
static enum sandbox_kind broken_kind;
static uint32_t broken;
static int check_rc;
static bool started, unconfined;

int sandbox_check(enum sandbox_kind kind, FILE *out, uint32_t without, uint32_t *failed)
{
	(void)out;
	assert_int_equal(without, 0);
	*failed = kind == broken_kind ? broken : 0;
	return kind == broken_kind ? check_rc : 0;
}

int broker_activation_socket(void)
{
	return -ENOENT;
}

int zygote_start(const struct zygote_options *options, int *socket, int *log)
{
	unconfined = options->unconfined;
	started = true;
	*socket = -1;
	*log = -1;
	return 0;
}

int broker_run(const struct broker_options *options, int zygote, int log)
{
	(void)log;
	(void)options;
	(void)zygote;
	return 0;
}

static int run_with(const char *option, const char *value)
{
	char *arguments[] = {
		"softteed", "--socket", "/nowhere", (char *)(uintptr_t)option,
		(char *)(uintptr_t)value, NULL,
	};

	optind = 0;
	started = false;
	return softteed_main(3 + !!option + !!value, arguments);
}

static int run(const char *option)
{
	return run_with(option, NULL);
}

static void find(uint32_t failed, int rc)
{
	broken = failed;
	check_rc = rc;
}

static void starts_if_the_sandbox_holds(void **state)
{
	(void)state;
	find(0, 0);
	assert_int_equal(run(NULL), 0);
	assert_true(started);
	assert_int_equal(run("--check"), 0);
	assert_false(started);
}

static void test_kind(enum sandbox_kind kind)
{
	broken_kind = kind;
	for (int fence = 0; fence < SANDBOX_FENCES; fence++) {
		bool mandatory = sandbox_fence_is_mandatory((enum sandbox_fence)fence);

		find(SANDBOX_BIT(fence), 1);
		assert_int_equal(run(NULL), mandatory);
		assert_int_equal(started, !mandatory);
		assert_int_equal(run("--check"), mandatory);
		assert_false(started);
	}
}

static void starts_nothing_without_a_mandatory_fence(void **state)
{
	(void)state;
	test_kind(SANDBOX_ZYGOTE);
	test_kind(SANDBOX_BROKER);
	assert_true(sandbox_fence_is_mandatory(SANDBOX_CALLS));
}

/* The zygote still sees to it that the mandatory fences are there. */
static void starts_if_the_test_is_impossible(void **state)
{
	(void)state;
	find(0, -ENOMEM);
	assert_int_equal(run(NULL), 0);
	assert_true(started);
	assert_int_equal(run("--check"), 1);
}

static void can_wait_for_children(void **state)
{
	(void)state;
	find(0, 0);
	signal(SIGCHLD, SIG_IGN);
	assert_int_equal(run(NULL), 0);
	assert_ptr_equal(signal(SIGCHLD, SIG_DFL), SIG_DFL);
}

static void starts_without_the_sandbox(void **state)
{
	(void)state;
	find(SANDBOX_BIT(SANDBOX_CALLS), 1);
	assert_int_equal(run("--no-sandbox"), 0);
	assert_true(started);
	assert_true(unconfined);
	find(0, 0);
	assert_int_equal(run("--wait-for-debugger"), 0);
	assert_true(unconfined);
}

static void write_keys(const char *private, const char *encrypted, const char *public)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	FILE *file = fopen(private, "w");

	assert_non_null(key);
	assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
	fclose(file);
	file = fopen(encrypted, "w");
	assert_int_equal(PEM_write_PrivateKey(file, key, EVP_aes_256_cbc(), NULL, 0, NULL,
					      (char *)(uintptr_t)"phrase"), 1);
	fclose(file);
	file = fopen(public, "w");
	assert_int_equal(PEM_write_PUBKEY(file, key), 1);
	fclose(file);
	EVP_PKEY_free(key);
}

static void takes_no_private_key(void **state)
{
	char private[] = "/tmp/softteed-start-XXXXXX";
	char encrypted[] = "/tmp/softteed-start-XXXXXX", public[] = "/tmp/softteed-start-XXXXXX";

	(void)state;
	find(0, 0);
	close(mkstemp(private));
	close(mkstemp(encrypted));
	close(mkstemp(public));
	write_keys(private, encrypted, public);
	assert_int_equal(run_with("--key", private), 1);
	assert_false(started);
	assert_int_equal(run_with("--key", encrypted), 1);
	assert_false(started);
	assert_int_equal(run_with("--key", public), 0);
	assert_true(started);
	unlink(private);
	unlink(encrypted);
	unlink(public);
}

static void takes_no_plugins_of_others(void **state)
{
	char directory[] = "/tmp/softteed-start-XXXXXX";

	(void)state;
	find(0, 0);
	assert_non_null(mkdtemp(directory));
	assert_int_equal(run_with("--plugins", directory), 0);
	assert_true(started);
	chmod(directory, 0720);
	assert_int_equal(run_with("--plugins", directory), 1);
	assert_false(started);
	chmod(directory, 0702);
	assert_int_equal(run_with("--plugins", directory), 1);
	if (!geteuid()) {
		chmod(directory, 0700);
		assert_int_equal(chown(directory, 1234, 0), 0);
		assert_int_equal(run_with("--plugins", directory), 1);
	}
	rmdir(directory);
	assert_int_equal(run_with("--plugins", directory), 1);
	assert_int_equal(run_with("--plugins", "/dev/null"), 1);
	assert_false(started);
}

static void refuses_wrong_usage(void **state)
{
	(void)state;
	find(0, 0);
	assert_int_equal(run_with("--check", "--no-such-option"), 2);
	assert_int_equal(run_with("--check", "argument"), 2);
	assert_int_equal(run_with("--socket", "unix:/nowhere"), 2);
	assert_int_equal(run_with("--socket", "unix:"), 2);
	assert_false(started);
	assert_int_equal(run_with("--socket", "./unix:"), 0);
	assert_true(started);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_if_the_sandbox_holds),
		cmocka_unit_test(starts_nothing_without_a_mandatory_fence),
		cmocka_unit_test(starts_if_the_test_is_impossible),
		cmocka_unit_test(refuses_wrong_usage),
		cmocka_unit_test(takes_no_private_key),
		cmocka_unit_test(takes_no_plugins_of_others),
		cmocka_unit_test(can_wait_for_children),
		cmocka_unit_test(starts_without_the_sandbox),
	};

	return RUN(tests);
}
