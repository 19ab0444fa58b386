// SPDX-License-Identifier: BSD-2-Clause
/*
 * An application and two libraries that ta-build has made, in softteed. Each command of the
 * application checks one thing, and its result says whether that works.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "commands.h"
#include "unit.h"

static char directory[] = "/tmp/softteed-kit-XXXXXX";
static char socket_path[64];
static pid_t softteed;
static TEEC_Context context;
static TEEC_Session session;

static int start(void **state)
{
	const TEEC_UUID uuid = { 0x5f7d0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, 1 } };
	char name[80];
	int ms = 0;

	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(socket_path, sizeof(socket_path), "%s/socket", directory);
	snprintf(name, sizeof(name), "unix:%s", socket_path);
	softteed = fork();
	if (!softteed) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(SOFTTEED, SOFTTEED, "--socket", socket_path, "--applications", APPLICATIONS,
		      "--allow-unsigned", NULL);
		_exit(127);
	}
	while (TEEC_InitializeContext(name, &context) && ms++ < 20000)
		usleep(1000);
	return TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL, NULL, NULL) ?
	       -1 : 0;
}

static int stop(void **state)
{
	int status = -1;

	(void)state;
	TEEC_CloseSession(&session);
	TEEC_FinalizeContext(&context);
	kill(softteed, SIGTERM);
	waitpid(softteed, &status, 0);
	rmdir(directory);
	return status;
}

static void check(uint32_t command)
{
	assert_int_equal(TEEC_InvokeCommand(&session, command, NULL, NULL), TEEC_SUCCESS);
}

static void builds_all_sources(void **state)
{
	(void)state;
	check(COMMAND_SOURCES);
}

static void loads_a_linked_library(void **state)
{
	(void)state;
	check(COMMAND_LINKED);
}

static void opens_a_library(void **state)
{
	(void)state;
	check(COMMAND_OPENED);
	/* again, after it was closed */
	check(COMMAND_OPENED);
}

static void explains_a_missing_library(void **state)
{
	(void)state;
	check(COMMAND_MISSING);
}

static void has_thread_local_variables(void **state)
{
	(void)state;
	check(COMMAND_THREAD_LOCAL);
}

static void throws_exceptions(void **state)
{
	(void)state;
	check(COMMAND_EXCEPTIONS);
}

static void runs_constructors(void **state)
{
	(void)state;
	check(COMMAND_CONSTRUCTORS);
}

static void iterates_over_all_objects(void **state)
{
	(void)state;
	check(COMMAND_OBJECTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_all_sources),
		cmocka_unit_test(loads_a_linked_library),
		cmocka_unit_test(opens_a_library),
		cmocka_unit_test(explains_a_missing_library),
		cmocka_unit_test(has_thread_local_variables),
		cmocka_unit_test(throws_exceptions),
		cmocka_unit_test(runs_constructors),
		cmocka_unit_test(iterates_over_all_objects),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
