// SPDX-License-Identifier: BSD-2-Clause
/*
 * An application and two libraries that ta-build has made and signed, in softteed. Each command of
 * the application checks one thing, and its result says whether that works.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "commands.h"
#include "unit.h"

#define UUID	"5f7d0000-0000-4000-8000-000000000001"

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
		      "--key", KEY, "--plugins", PLUGINS, "--network", UUID, NULL);
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

/* Send a client what it sends, once. */
static void *echo(void *data)
{
	int fd = accept(*(int *)data, NULL, NULL);
	char bytes[8];
	ssize_t size = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));

	if (size > 0)
		size = write(fd, bytes, (size_t)size);
	if (fd >= 0)
		close(fd);
	return NULL;
}

static void uses_the_network_if_it_may(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, 0, 0, 0),
	};
	pthread_t thread;

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	operation.params[0].value.a = ntohs(address.sin_port);
	assert_int_equal(pthread_create(&thread, NULL, echo, &fd), 0);
	assert_int_equal(TEEC_InvokeCommand(&session, COMMAND_SOCKET, &operation, NULL),
			 TEEC_SUCCESS);
	pthread_join(thread, NULL);
	/* Nobody listens any more. */
	close(fd);
	assert_int_equal(TEEC_InvokeCommand(&session, COMMAND_SOCKET, &operation, NULL),
			 TEEC_ERROR_COMMUNICATION);
}

static void calls_a_plugin(void **state)
{
	(void)state;
	check(COMMAND_PLUGIN);
	assert_int_equal(TEEC_InvokeCommand(&session, COMMAND_PLUGIN_CRASH, NULL, NULL),
			 TEEC_ERROR_TARGET_DEAD);
	check(COMMAND_PLUGIN);
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
		cmocka_unit_test(uses_the_network_if_it_may),
		cmocka_unit_test(calls_a_plugin),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
