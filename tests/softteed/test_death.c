// SPDX-License-Identifier: BSD-2-Clause
/* Applications, clients and softteed itself die in the middle of calls */

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doors.h"

static uint32_t pid_of(struct client *client)
{
	uint32_t pid = 0, b = 0;

	CHECK_EQ(client_invoke(client, COMMAND_PID, &pid, &b), TEEC_SUCCESS);
	return pid;
}

/* Both have sessions with the instance that is about to die. */
static void check_death(struct client *device, struct client *socket,
			const struct softteed *softteed)
{
	uint32_t a = 1, b = 2;
	struct client other;

	CHECK_EQ(client_invoke(device, COMMAND_ADD, &a, &b), TEEC_ERROR_TARGET_DEAD);
	CHECK_EQ(client_invoke(socket, COMMAND_ADD, &a, &b), TEEC_ERROR_TARGET_DEAD);
	client_stop(device);
	client_stop(socket);
	client_start(&other, softteed, DOOR_DEVICE, APPLICATION_SHARED);
	CHECK_EQ(client_add(&other, 1, 2), 3);
	client_stop(&other);
}

TEST_LIMIT(an_application_crashes, 120)
{
	struct client device, socket;
	struct softteed softteed;
	uint32_t a = 0, b = 0;

	softteed_start(&softteed);
	client_start(&device, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	client_start(&socket, &softteed, DOOR_SOCKET, APPLICATION_SHARED);
	CHECK_EQ(client_invoke(&device, COMMAND_CRASH, &a, &b), TEEC_ERROR_TARGET_DEAD);
	check_death(&device, &socket, &softteed);
}

TEST_LIMIT(an_instance_is_killed_during_a_call, 120)
{
	struct client device, socket;
	struct softteed softteed;
	struct client_call *call;
	pid_t pid;

	softteed_start(&softteed);
	client_start(&device, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	client_start(&socket, &softteed, DOOR_SOCKET, APPLICATION_SHARED);
	pid = (pid_t)pid_of(&socket);
	call = call_begin(&device, COMMAND_SLEEP, 100000);
	CHECK_OK(kill(pid, SIGKILL));
	CHECK_EQ(call_end(call), TEEC_ERROR_TARGET_DEAD);
	check_death(&device, &socket, &softteed);
}

struct doomed {
	struct softteed *softteed;
	struct gate started;
};

/* Hold the only session of an application, in a call that doesn't end by itself. */
static void wait_and_die(void *data)
{
	struct doomed *doomed = data;
	uint32_t a = UINT32_MAX, b = 0;
	struct client client;

	client_start(&client, doomed->softteed, DOOR_DEVICE, APPLICATION_ALONE);
	gate_open(&doomed->started);
	client_invoke(&client, COMMAND_WAIT, &a, &b);
	FAIL("the call has returned");
}

TEST_LIMIT(a_client_is_killed_during_a_call, 120)
{
	struct softteed softteed;
	struct client client;
	uint64_t end;

	softteed_start(&softteed);
	for (unsigned int n = 0; n < 4; n++) {
		struct doomed doomed = { .softteed = &softteed };
		pid_t pid;

		gate_make(&doomed.started);
		pid = child_start(wait_and_die, &doomed);
		gate_wait(&doomed.started, 20, "the client's session");
		sleep_ms(50 * n);
		CHECK_OK(kill(pid, SIGKILL));
		CHECK(WIFSIGNALED(child_wait(pid, 10, "the killed client")));

		client_connect(&client, &softteed, DOOR_DEVICE);
		end = deadline_ms(10000);
		while (client_open(&client, APPLICATION_ALONE)) {
			CHECK_MSG(now_ms() < end, "a killed client's session is still open");
			sleep_ms(5);
		}
		client_stop(&client);
	}
}

/* Hold the only session of an application, in a call that ignores its cancellation. */
static void hang_and_die(void *data)
{
	struct doomed *doomed = data;
	uint32_t a = 1000000, b = 0;
	struct client client;

	client_start(&client, doomed->softteed, DOOR_DEVICE, APPLICATION_ALONE);
	gate_open(&doomed->started);
	client_invoke(&client, COMMAND_SLEEP, &a, &b);
	FAIL("the call has returned");
}

/* An instance that has no other client is killed after 30 s. */
TEST_LIMIT(a_client_is_killed_while_its_application_hangs, 200)
{
	struct softteed softteed;
	struct doomed doomed = { .softteed = &softteed };
	struct client client;
	uint64_t end;
	pid_t pid;

	softteed_start(&softteed);
	gate_make(&doomed.started);
	pid = child_start(hang_and_die, &doomed);
	gate_wait(&doomed.started, 20, "the client's session");
	sleep_ms(200 * (unsigned int)test_time_factor());
	CHECK_OK(kill(pid, SIGKILL));
	CHECK(WIFSIGNALED(child_wait(pid, 10, "the killed client")));

	client_connect(&client, &softteed, DOOR_DEVICE);
	CHECK_EQ(client_open(&client, APPLICATION_ALONE), TEEC_ERROR_BUSY);
	end = deadline_ms(60000);
	while (client_open(&client, APPLICATION_ALONE)) {
		CHECK_MSG(now_ms() < end, "the killed client's instance is still there");
		sleep_ms(100);
	}
	CHECK_EQ(client_add(&client, 1, 2), 3);
	client_stop(&client);
}

static void open_and_die(void *data)
{
	struct doomed *doomed = data;
	struct client client;

	client_connect(&client, doomed->softteed, DOOR_DEVICE);
	gate_open(&doomed->started);
	for (;;) {
		if (!client_open(&client, APPLICATION_SHARED))
			TEEC_CloseSession(&client.session);
	}
}

/* The instance goes with its last session, wherever a client was killed on the way to it. */
TEST_LIMIT(a_client_is_killed_while_it_opens, 200)
{
	struct softteed softteed;
	struct client client;
	uint32_t calls, sessions;

	softteed_start(&softteed);
	srand(7);
	for (int n = 0; n < 40; n++) {
		struct doomed doomed = { .softteed = &softteed };
		pid_t pid;

		gate_make(&doomed.started);
		pid = child_start(open_and_die, &doomed);
		gate_wait(&doomed.started, 20, "the client");
		usleep((useconds_t)rand() % 30000);
		CHECK_OK(kill(pid, SIGKILL));
		CHECK(WIFSIGNALED(child_wait(pid, 10, "the killed client")));
		close(doomed.started.fd[0]);
		close(doomed.started.fd[1]);
	}
	client_start(&client, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	for (uint64_t end = deadline_ms(10000);; sleep_ms(10)) {
		calls = sessions = 0;
		CHECK_EQ(client_invoke(&client, COMMAND_COUNT, &calls, &sessions), TEEC_SUCCESS);
		if (sessions == 1)
			break;
		CHECK_MSG(now_ms() < end, "%u sessions of killed clients are open", sessions - 1);
	}
	client_stop(&client);
}

/*
 * softteed looks at the device first, because there was a request that has been cancelled. But it
 * finds a later one, of a client that already knows what the instance hasn't told softteed yet.
 */
static void look_at_device_first(const struct softteed *softteed)
{
	struct opening opening = { 0 };

	/* until it sleeps */
	sleep_ms(200 * (unsigned int)test_time_factor());
	CHECK_OK(kill(softteed->pid, SIGSTOP));
	opening_begin(&opening, softteed, DOOR_DEVICE, APPLICATION_KEPT);
	sleep_ms(200 * (unsigned int)test_time_factor());
	TEEC_RequestCancellation(&opening.operation);
	CHECK_EQ(opening_end(&opening), TEEC_ERROR_CANCEL);
	TEEC_FinalizeContext(&opening.client.context);
}

static void go_on(const struct softteed *softteed)
{
	sleep_ms(200 * (unsigned int)test_time_factor());
	CHECK_OK(kill(softteed->pid, SIGCONT));
}

/* The instance goes with its last session, and the next client gets another. */
TEST_LIMIT(a_session_is_opened_after_the_last_is_closed, 120)
{
	static const enum test_application numbers[] = { APPLICATION_SHARED, APPLICATION_ALONE };
	struct softteed softteed;
	struct client client;
	uint32_t calls, sessions;

	softteed_start(&softteed);
	for (size_t n = 0; n < sizeof(numbers) / sizeof(numbers[0]); n++) {
		struct opening opening = { 0 };

		client_start(&client, &softteed, DOOR_DEVICE, numbers[n]);
		CHECK_EQ(client_add(&client, 1, 2), 3);
		look_at_device_first(&softteed);
		client_stop(&client);
		opening_begin(&opening, &softteed, DOOR_DEVICE, numbers[n]);
		go_on(&softteed);
		CHECK_EQ(opening_end(&opening), TEEC_SUCCESS);
		CHECK_EQ(client_invoke(&opening.client, COMMAND_COUNT, &calls, &sessions),
			 TEEC_SUCCESS);
		CHECK_EQ(calls, 1);
		CHECK_EQ(sessions, 1);
		client_stop(&opening.client);
	}
}

TEST_LIMIT(a_session_is_opened_after_a_crash, 120)
{
	struct opening opening = { 0 };
	struct softteed softteed;
	struct client client;
	uint32_t a = 0, b = 0;

	softteed_start(&softteed);
	client_start(&client, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	look_at_device_first(&softteed);
	CHECK_EQ(client_invoke(&client, COMMAND_CRASH, &a, &b), TEEC_ERROR_TARGET_DEAD);
	opening_begin(&opening, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	go_on(&softteed);
	CHECK_EQ(opening_end(&opening), TEEC_SUCCESS);
	CHECK_EQ(client_add(&opening.client, 1, 2), 3);
	client_stop(&opening.client);
	client_stop(&client);
}

static void *close_client(void *data)
{
	client_stop(data);
	return NULL;
}

/* It's passed to an instance that may just have said that it's ending: that goes on. */
TEST_LIMIT(a_session_is_opened_while_the_last_is_closed, 120)
{
	struct softteed softteed;

	softteed_start(&softteed);
	for (int n = 0; n < 10; n++) {
		struct opening opening = { 0 };
		struct client client, second;
		pthread_t closing;
		pid_t pid;

		client_start(&client, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
		pid = (pid_t)pid_of(&client);
		CHECK_OK(kill(pid, SIGSTOP));
		CHECK_EQ(pthread_create(&closing, NULL, close_client, &client), 0);
		opening_begin(&opening, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
		sleep_ms(100 * (unsigned int)test_time_factor());
		CHECK_OK(kill(pid, SIGCONT));
		CHECK_EQ(opening_end(&opening), TEEC_SUCCESS);
		CHECK_EQ(pthread_join(closing, NULL), 0);
		client_start(&second, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
		CHECK_EQ(pid_of(&second), pid_of(&opening.client));
		client_stop(&second);
		client_stop(&opening.client);
	}
}

#define BURST	600

/* More requests at a time than the instance's socket has room for */
TEST_LIMIT(a_burst_of_sessions, 200)
{
	static struct opening openings[BURST];
	struct softteed softteed;
	struct client client;
	pid_t pid;

	softteed_start(&softteed);
	client_start(&client, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	pid = (pid_t)pid_of(&client);
	CHECK_OK(kill(pid, SIGSTOP));
	for (int n = 0; n < BURST; n++)
		opening_begin(&openings[n], &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	sleep_ms(1000);
	CHECK_OK(kill(pid, SIGCONT));
	for (int n = 0; n < BURST; n++)
		CHECK_EQ(opening_end(&openings[n]), TEEC_SUCCESS);
	for (int n = 0; n < BURST; n++)
		client_stop(&openings[n].client);
	CHECK_EQ(client_add(&client, 1, 2), 3);
	client_stop(&client);
}

TEST_LIMIT(softteed_is_told_to_stop, 120)
{
	struct softteed softteed;
	struct client client;
	uint32_t a = 1, b = 2;
	int status;

	softteed_start(&softteed);
	client_start(&client, &softteed, DOOR_DEVICE, APPLICATION_SHARED);
	CHECK_OK(kill(softteed.pid, SIGTERM));
	status = child_wait(softteed.pid, 20, "softteed");
	CHECK(WIFEXITED(status) && !WEXITSTATUS(status));
	CHECK_EQ(client_invoke(&client, COMMAND_ADD, &a, &b), TEEC_ERROR_TARGET_DEAD);
	client_stop(&client);
}

/* softteed is killed under load */

#define THREADS		16
#define CALLS		20

static struct {
	int device;		/* -1: none right now */
	bool stop;
	unsigned int good;	/* calls that were successful */
	unsigned int turns[THREADS];	/* of each thread */
} load = { .device = -1 };

/* What a client may be told about a TEE that dies, or has died */
static bool is_death(TEEC_Result result)
{
	return result == TEEC_ERROR_TARGET_DEAD || result == TEEC_ERROR_COMMUNICATION;
}

static TEEC_Result make_calls(struct client *client)
{
	uint8_t bytes[300];
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, 0, 0, 0),
		.params[0].tmpref = { bytes, sizeof(bytes) },
	};

	for (uint32_t n = 0; n < CALLS; n++) {
		uint32_t a = n, b = 5;
		TEEC_Result result = client_invoke(client, COMMAND_ADD, &a, &b);

		if (result)
			return result;
		CHECK_EQ(a, n + 5);
		memset(bytes, (int)n, sizeof(bytes));
		result = TEEC_InvokeCommand(&client->session, COMMAND_INVERT, &operation, NULL);
		if (result)
			return result;
		for (size_t byte = 0; byte < sizeof(bytes); byte++)
			CHECK_EQ(bytes[byte], (uint8_t)~n);
		__atomic_add_fetch(&load.good, 2, __ATOMIC_RELAXED);
	}
	return TEEC_SUCCESS;
}

static void take_turn(const struct softteed *softteed, enum test_application number)
{
	struct client client;
	TEEC_Result result;

	/* Without a device there's nothing to be told. */
	if (TEEC_InitializeContext(softteed->names[DOOR_DEVICE], &client.context)) {
		sleep_ms(1);
		return;
	}
	result = client_open(&client, number);
	if (!result) {
		result = make_calls(&client);
		TEEC_CloseSession(&client.session);
	}
	CHECK_MSG(!result || is_death(result), "result 0x%x", result);
	TEEC_FinalizeContext(&client.context);
}

static void *load_thread(void *data)
{
	unsigned int *turns = data;

	while (!__atomic_load_n(&load.stop, __ATOMIC_RELAXED)) {
		struct softteed softteed;
		int device = __atomic_load_n(&load.device, __ATOMIC_RELAXED);

		snprintf(softteed.names[DOOR_DEVICE], sizeof(softteed.names[0]), "/dev/tee%d",
			 device);
		/* Not so often that softteed doesn't get to start */
		if (device < 0)
			sleep_ms(10 * (unsigned int)test_time_factor());
		else
			take_turn(&softteed, *turns % 4 ? APPLICATION_SHARED :
							  APPLICATION_SEPARATE);
		__atomic_add_fetch(turns, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

/* Wait until every thread has returned from whatever it was doing. */
static void check_all_return(void)
{
	uint64_t end = deadline_ms(30000);

	for (int n = 0; n < THREADS; n++) {
		unsigned int before = __atomic_load_n(&load.turns[n], __ATOMIC_RELAXED);

		while (__atomic_load_n(&load.turns[n], __ATOMIC_RELAXED) == before) {
			CHECK_MSG(now_ms() < end, "thread %d hangs", n);
			sleep_ms(1);
		}
	}
}

static void kill_under_load(void)
{
	uint64_t end = deadline_ms(60000);
	struct softteed softteed;

	softteed_start(&softteed);
	__atomic_store_n(&load.good, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&load.device, (int)softteed.device, __ATOMIC_RELAXED);
	while (__atomic_load_n(&load.good, __ATOMIC_RELAXED) < 2 * THREADS) {
		CHECK_MSG(now_ms() < end, "clients get nowhere");
		sleep_ms(1);
	}
	sleep_ms((unsigned int)rand() % 300);
	softteed_kill(&softteed);
	__atomic_store_n(&load.device, -1, __ATOMIC_RELAXED);
	check_all_return();
}

/* SOFTTEED_KILLS says how often, 20 times by default. */
TEST_LIMIT(softteed_is_killed_under_load, 3000)
{
	const char *kills = getenv("SOFTTEED_KILLS");
	pthread_t threads[THREADS];

	srand(11);
	for (int n = 0; n < THREADS; n++)
		CHECK_EQ(pthread_create(&threads[n], NULL, load_thread, &load.turns[n]), 0);
	for (int n = 0; n < (kills ? atoi(kills) : 20); n++)
		kill_under_load();
	__atomic_store_n(&load.stop, true, __ATOMIC_RELAXED);
	for (int n = 0; n < THREADS; n++)
		CHECK_EQ(pthread_join(threads[n], NULL), 0);
}
