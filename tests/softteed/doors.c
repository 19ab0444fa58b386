// SPDX-License-Identifier: BSD-2-Clause
/* softteed with both of its doors open, see doors.h */

#include <glob.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "doors.h"

#define SOCKET_PATH	"/tmp/softteed-test"
#define APPLICATIONS	"/tests/applications"
#define START_MS	60000

/* softteed */

int softteed_device(void)
{
	char name[64];
	glob_t devices;
	int number = -1;

	if (glob("/sys/class/tee/tee[0-9]*/os_name", 0, NULL, &devices))
		return -1;
	for (size_t n = 0; n < devices.gl_pathc && number < 0; n++) {
		if (read_text(devices.gl_pathv[n], name, sizeof(name)) &&
		    !strcmp(name, "softteed\n"))
			number = atoi(devices.gl_pathv[n] + strlen("/sys/class/tee/tee"));
	}
	globfree(&devices);
	return number;
}

static bool is_socket(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISSOCK(status.st_mode);
}

static void wait_gone(void)
{
	uint64_t end = deadline_ms(START_MS);

	while (softteed_device() >= 0) {
		CHECK_MSG(now_ms() < end, "the device of a dead softteed is still there");
		sleep_ms(2);
	}
}

void softteed_start(struct softteed *softteed)
{
	uint64_t end = deadline_ms(START_MS);
	int number;

	wait_gone();
	unlink(SOCKET_PATH);
	softteed->pid = (pid_t)CHECK_OK(fork());
	if (!softteed->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl("/usr/bin/softteed", "softteed", "--vtee", "--socket", SOCKET_PATH,
		      "--applications", APPLICATIONS, "--allow-unsigned", NULL);
		_exit(127);
	}
	while ((number = softteed_device()) < 0 || !is_socket(SOCKET_PATH)) {
		CHECK_MSG(now_ms() < end, "softteed hasn't started");
		sleep_ms(2);
	}
	softteed->device = (unsigned int)number;
	snprintf(softteed->names[DOOR_DEVICE], sizeof(softteed->names[0]), "/dev/tee%u", number);
	snprintf(softteed->names[DOOR_SOCKET], sizeof(softteed->names[0]), "unix:" SOCKET_PATH);
}

void softteed_kill(struct softteed *softteed)
{
	CHECK_OK(kill(softteed->pid, SIGKILL));
	child_wait(softteed->pid, 20, "softteed");
	wait_gone();
}

/* Clients */

TEEC_UUID application_uuid(enum test_application number)
{
	return (TEEC_UUID){ 0x5f7c0000, 0, 0x4000, { 0x80, 0, 0, 0, 0, 0, 0, (uint8_t)number } };
}

void client_connect(struct client *client, const struct softteed *softteed, enum door door)
{
	/* The node of a new device may not be there yet. */
	uint64_t end = deadline_ms(START_MS);

	while (TEEC_InitializeContext(softteed->names[door], &client->context)) {
		CHECK_MSG(now_ms() < end, "can't open %s", softteed->names[door]);
		sleep_ms(10);
	}
}

TEEC_Result client_open(struct client *client, enum test_application number)
{
	const TEEC_UUID uuid = application_uuid(number);

	return TEEC_OpenSession(&client->context, &client->session, &uuid, TEEC_LOGIN_PUBLIC,
				NULL, NULL, NULL);
}

void client_start(struct client *client, const struct softteed *softteed, enum door door,
		  enum test_application number)
{
	client_connect(client, softteed, door);
	CHECK_EQ(client_open(client, number), TEEC_SUCCESS);
}

void client_stop(struct client *client)
{
	TEEC_CloseSession(&client->session);
	TEEC_FinalizeContext(&client->context);
}

TEEC_Result client_invoke(struct client *client, uint32_t command, uint32_t *a, uint32_t *b)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE),
		.params[0].value = { *a, *b },
	};
	TEEC_Result result = TEEC_InvokeCommand(&client->session, command, &operation, NULL);

	*a = operation.params[0].value.a;
	*b = operation.params[0].value.b;
	return result;
}

uint32_t client_add(struct client *client, uint32_t a, uint32_t b)
{
	CHECK_EQ(client_invoke(client, COMMAND_ADD, &a, &b), TEEC_SUCCESS);
	return a;
}

/* Calls in threads */

static void *open_session(void *data)
{
	struct opening *opening = data;
	const TEEC_UUID uuid = application_uuid(opening->number);

	opening->result = TEEC_OpenSession(&opening->client.context, &opening->client.session,
					   &uuid, TEEC_LOGIN_PUBLIC, NULL, &opening->operation,
					   NULL);
	return NULL;
}

void opening_begin(struct opening *opening, const struct softteed *softteed, enum door door,
		   enum test_application number)
{
	opening->number = number;
	client_connect(&opening->client, softteed, door);
	CHECK_EQ(pthread_create(&opening->thread, NULL, open_session, opening), 0);
}

static void join(pthread_t thread, int seconds)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += seconds * test_time_factor();
	CHECK_MSG(!pthread_timedjoin_np(thread, NULL, &end), "a call doesn't return");
}

TEEC_Result opening_end(struct opening *opening)
{
	join(opening->thread, 60);
	return opening->result;
}

struct client_call {
	struct client *client;
	uint32_t command;
	TEEC_Operation operation;
	TEEC_Result result;
	pthread_t thread;
};

static void *run_call(void *data)
{
	struct client_call *call = data;

	call->result = TEEC_InvokeCommand(&call->client->session, call->command, &call->operation,
					  NULL);
	return NULL;
}

struct client_call *call_begin(struct client *client, uint32_t command, uint32_t a)
{
	struct client_call *call = calloc(1, sizeof(*call));

	CHECK(call);
	call->client = client;
	call->command = command;
	call->operation.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, 0, 0, 0);
	call->operation.params[0].value.a = a;
	CHECK_EQ(pthread_create(&call->thread, NULL, run_call, call), 0);
	/* long enough for it to get to the application */
	sleep_ms(200 * (unsigned int)test_time_factor());
	return call;
}

void call_cancel_request(struct client_call *call)
{
	TEEC_RequestCancellation(&call->operation);
}

TEEC_Result call_end(struct client_call *call)
{
	TEEC_Result result;

	join(call->thread, 10);
	result = call->result;
	free(call);
	return result;
}
