// SPDX-License-Identifier: BSD-2-Clause
/*
 * Applications that break the rules: they can't get out of the sandbox, and neither the broker
 * nor other applications and their clients may suffer.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "hostile.h"
#include "unit.h"

#define LOG_SIZE	4096

static void assert_others_are_served(void)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);

	assert_int_equal(add(client, session, 1, 2), 3);
	softteed_client_close(client);
}

/* Start another broker, whose log can be read and truncated, if anybody gets at it. */
static struct softteed_client *start_with_log(void **state, uint32_t *session)
{
	struct softteed_client *client;

	stop_broker(state);
	log_file = memfd_create("log", MFD_CLOEXEC);
	start_with("--allow-unsigned");
	client = connect_broker();
	*session = open_session(client, HOSTILE_COMMANDS);
	return client;
}

/* End the broker, and read what it has logged. */
static void read_log(void **state, char text[LOG_SIZE])
{
	ssize_t size;

	stop_broker(state);
	size = pread(log_file, text, LOG_SIZE - 1, 0);
	close(log_file);
	log_file = -1;
	assert_true(size > 0);
	text[size] = '\0';
}

static void cant_leave_the_sandbox(void **state)
{
	struct tee_ioctl_param param = value(0, 0);
	struct softteed_client *client;
	char text[LOG_SIZE];
	uint32_t session;

	client = start_with_log(state, &session);
	assert_int_equal(invoke(client, session, HOSTILE_ATTEMPT, &param), TEEC_SUCCESS);
	assert_int_equal(param.a, 0);
	assert_int_equal(invoke(client, session, HOSTILE_TRACE, &param), TEEC_ERROR_TARGET_DEAD);
	assert_others_are_served();
	softteed_client_close(client);
	read_log(state, text);
	assert_non_null(strstr(text, "killed by signal 31"));
}

static void cant_take_all_threads(void **state)
{
	struct tee_ioctl_param param = value(0, 0);
	struct softteed_client *client;
	uint32_t session;

	if (!has_user_namespaces())
		SKIP_BECAUSE("no user namespaces");
	/* The kernel doesn't limit root's. */
	stop_broker(state);
	start_unprivileged("--allow-unsigned");
	client = connect_broker();
	session = open_session(client, HOSTILE_COMMANDS);
	assert_int_equal(invoke(client, session, HOSTILE_THREADS, &param), TEEC_SUCCESS);
	assert_in_range(param.a, 100, 4096);
	assert_others_are_served();
	softteed_client_close(client);
}

static pid_t pid_of(struct softteed_client *client, uint32_t session)
{
	struct tee_ioctl_param param = value(0, 0);

	assert_int_equal(invoke(client, session, HOSTILE_PID, &param), TEEC_SUCCESS);
	return (pid_t)param.a;
}

static void assert_gone(pid_t pid, unsigned int seconds)
{
	for (unsigned int ms = 0; !kill(pid, 0) && ms < seconds * 1000; ms += 100)
		sleep_ms(100);
	assert_int_equal(kill(pid, 0), -1);
}

/* An instance that the broker gives up is killed, whatever it does. */
static void garbage_ends_the_instance(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, HOSTILE_COMMANDS);
	struct tee_ioctl_param param = value(0, 0);
	pid_t pid = pid_of(client, session);

	(void)state;
	assert_int_equal(invoke(client, session, HOSTILE_GARBAGE, &param), TEEC_ERROR_TARGET_DEAD);
	assert_gone(pid, 10);
	assert_others_are_served();
	softteed_client_close(client);
}

struct caller {
	uint32_t command;
	uint32_t result;
	pthread_t thread;
};

static void *call(void *data)
{
	struct caller *caller = data;
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, HOSTILE_COMMANDS);
	struct tee_ioctl_param param = value(0, 0);

	caller->result = invoke(client, session, caller->command, &param);
	softteed_client_close(client);
	return NULL;
}

static void a_flood_of_messages_stops_nobody(void **state)
{
	struct caller caller = { .command = HOSTILE_FLOOD };
	struct timespec from, to;

	(void)state;
	assert_int_equal(pthread_create(&caller.thread, NULL, call, &caller), 0);
	sleep_ms(200);
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (int n = 0; n < 5; n++)
		assert_others_are_served();
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_true(to.tv_sec - from.tv_sec < 4);
	pthread_join(caller.thread, NULL);
	assert_int_equal(caller.result, TEEC_SUCCESS);
}

static void *open_never(void *data)
{
	const uint8_t *number = data;
	struct softteed_client *client = connect_broker();
	uint32_t session;

	assert_int_equal(try_open(client, *number, &session), TEEC_ERROR_TARGET_DEAD);
	softteed_client_close(client);
	return NULL;
}

/*
 * A client that is killed in a call, or ends after it with its session open. Return the process of
 * the application.
 */
static pid_t leave_in_call(uint8_t number, uint32_t command)
{
	int ready[2];
	pid_t pid, hung;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		struct softteed_client *client = connect_broker();
		uint32_t session = open_session(client, number);
		struct tee_ioctl_param param = value(session, 0);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		hung = pid_of(client, session);
		if (write(ready[1], &hung, sizeof(hung)) == sizeof(hung))
			invoke(client, session, command, &param);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &hung, sizeof(hung)), sizeof(hung));
	close(ready[0]);
	close(ready[1]);
	sleep_ms(200);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return hung;
}

static void what_hangs_is_killed(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, HOSTILE_NO_END);
	pid_t ending = pid_of(client, session);
	/* The next one gets another instance. */
	pid_t lying = leave_in_call(HOSTILE_COMMANDS, HOSTILE_END_NEVER);
	pid_t hung = leave_in_call(HOSTILE_COMMANDS, HOSTILE_HANG);
	pid_t closing = leave_in_call(HOSTILE_NO_CLOSE, HOSTILE_NOTHING);
	uint8_t no_start = HOSTILE_NO_START, commands = HOSTILE_COMMANDS;
	uint8_t no_close = HOSTILE_NO_CLOSE;
	pthread_t starting, waiting, waiting_too;

	(void)state;
	/* Nor does it go on because somebody waits for it. */
	assert_int_equal(pthread_create(&waiting, NULL, open_never, &commands), 0);
	assert_int_equal(pthread_create(&waiting_too, NULL, open_never, &no_close), 0);
	assert_int_equal(pthread_create(&starting, NULL, open_never, &no_start), 0);
	close_session(client, session);
	assert_others_are_served();
	pthread_join(starting, NULL);
	assert_gone(ending, 30);
	assert_gone(lying, 40);
	pthread_join(waiting, NULL);
	assert_gone(hung, 1);
	assert_gone(closing, 10);
	pthread_join(waiting_too, NULL);
	softteed_client_close(client);
}

static void what_it_does_is_logged(void **state)
{
	struct tee_ioctl_param param = value(0, 0);
	struct softteed_client *client;
	char text[LOG_SIZE];
	uint32_t session;

	client = start_with_log(state, &session);
	assert_int_equal(invoke(client, session, HOSTILE_PRINT, &param), TEEC_SUCCESS);
	assert_int_equal(invoke(client, session, HOSTILE_EXIT, &param), TEEC_ERROR_TARGET_DEAD);
	softteed_client_close(client);
	read_log(state, text);
	assert_non_null(strstr(text, "\nprinted by an application\n"));
	assert_non_null(strstr(text, "the application: exit(3)"));
}

static void an_application_of_another_version_isnt_loaded(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session;

	(void)state;
	assert_int_equal(try_open(client, HOSTILE_NEWER, &session), TEEC_ERROR_BAD_FORMAT);
	softteed_client_close(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cant_leave_the_sandbox),
		TEST(cant_take_all_threads),
		TEST(garbage_ends_the_instance),
		TEST(a_flood_of_messages_stops_nobody),
		TEST(what_hangs_is_killed),
		TEST(what_it_does_is_logged),
		TEST(an_application_of_another_version_isnt_loaded),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
