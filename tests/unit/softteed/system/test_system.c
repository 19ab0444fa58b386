// SPDX-License-Identifier: BSD-2-Clause
/*
 * softteed as a whole: a real broker with real instances, and the client's library. Each test
 * starts a broker of its own, kills parts of it in the middle of calls, and looks at what the
 * others make of that.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <ta/softteed_list.h>
#include <tee_client_api.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "softteed/protocol/channel.h"
#include "softteed/protocol/packet.h"
#include "system.h"
#include "unit.h"

/* Tests */

static void passes_values_and_memory(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	struct tee_ioctl_param param;
	uint8_t *at;
	int id;

	(void)state;
	assert_int_equal(add(client, session, 40, 2), 42);
	assert_int_equal(softteed_client_alloc(client, 10000, &id, (void **)&at), 0);
	memset(at, 0x5a, 10000);
	param = (struct tee_ioctl_param){ TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 1, 9998,
					  (uint64_t)id };
	assert_int_equal(invoke(client, session, COMMAND_INVERT, &param), TEEC_SUCCESS);
	assert_int_equal(at[0], 0x5a);
	assert_int_equal(at[9999], 0x5a);
	for (size_t n = 1; n < 9999; n++)
		assert_int_equal(at[n], 0xa5);

	param.b = 7;
	assert_int_equal(invoke(client, session, COMMAND_TOO_MUCH, &param),
			 TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(param.b, 8);
	softteed_client_free(client, id, at, 10000);
	close_session(client, session);
	softteed_client_close(client);
}

static void an_application_calls_another(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	struct tee_ioctl_param param;
	uint8_t *at;
	int id;

	(void)state;
	assert_int_equal(softteed_client_alloc(client, 5000, &id, (void **)&at), 0);
	for (int n = 0; n < 3; n++) {
		memset(at, n, 5000);
		param = (struct tee_ioctl_param){ TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 5000,
						  (uint64_t)id };
		assert_int_equal(invoke(client, session, COMMAND_FORWARD, &param), TEEC_SUCCESS);
		for (size_t byte = 0; byte < 5000; byte++)
			assert_int_equal(at[byte], (uint8_t)~n);
	}
	softteed_client_free(client, id, at, 5000);
	softteed_client_close(client);
}

/* Get the UUID that an application sees of a client with this login. */
static void identity_of(uint32_t login, uint8_t uuid[16])
{
	struct softteed_client *client = connect_broker();
	struct open_message open = {
		.arg.uuid = { 0x5f, 0x7c, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0,
			      APPLICATION_SHARED },
		.arg.clnt_login = login,
	};
	struct invoke_message message = { .arg = { .func = COMMAND_IDENTITY, .num_params = 2 } };
	uint8_t *at;
	int id;

	assert_int_equal(softteed_client_alloc(client, 16, &id, (void **)&at), 0);
	assert_int_equal(softteed_client_open_session(client, &open.arg), 0);
	assert_int_equal(open.arg.ret, TEEC_SUCCESS);
	message.arg.session = open.arg.session;
	message.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
	message.params[1] = (struct tee_ioctl_param){ TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0,
						      16, (uint64_t)id };
	assert_int_equal(softteed_client_invoke(client, &message.arg), 0);
	assert_int_equal(message.arg.ret, TEEC_SUCCESS);
	assert_int_equal(message.params[0].a, login);
	memcpy(uuid, at, 16);
	softteed_client_free(client, id, at, 16);
	softteed_client_close(client);
}

static void tells_a_client_by_its_program(void **state)
{
	static const uint32_t logins[] = {
		TEE_IOCTL_LOGIN_PUBLIC, TEE_IOCTL_LOGIN_USER, TEE_IOCTL_LOGIN_APPLICATION,
		TEE_IOCTL_LOGIN_USER_APPLICATION,
	};
	uint8_t uuids[ARRAY_LEN(logins)][16], same[16];

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(logins); n++) {
		identity_of(logins[n], uuids[n]);
		for (size_t other = 0; other < n; other++)
			assert_memory_not_equal(uuids[n], uuids[other], 16);
		identity_of(logins[n], same);
		assert_memory_equal(uuids[n], same, 16);
	}
}

static void refuses_what_is_not_the_clients(void **state)
{
	struct softteed_client *client = connect_broker(), *other = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	struct invoke_message message = { .arg = { .session = session, .num_params = 1 } };
	struct tee_ioctl_param *param = &message.params[0];
	uint8_t *at;
	int id;

	(void)state;
	assert_int_equal(softteed_client_invoke(other, &message.arg), -EINVAL);
	assert_int_equal(softteed_client_alloc(client, 4096, &id, (void **)&at), 0);
	param->attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
	for (int n = 0; n < 5; n++) {
		static const uint64_t wrong[][3] = {
			{ 0, 4097, 0 }, { 4096, 1, 0 }, { UINT64_MAX, 2, 0 }, { 0, 1, 1 },
			{ 0, 1, UINT64_MAX },
		};

		param->a = wrong[n][0];
		param->b = wrong[n][1];
		param->c = (uint64_t)id + wrong[n][2];
		if (n == 4)
			param->c = TEE_MEMREF_NULL;
		assert_int_equal(softteed_client_invoke(client, &message.arg), -EINVAL);
	}
	param->attr = TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT;
	assert_int_equal(softteed_client_invoke(client, &message.arg), -EINVAL);
	message.arg.num_params = 5;
	assert_int_equal(softteed_client_invoke(client, &message.arg), -EINVAL);
	assert_int_equal(add(client, session, 1, 2), 3);
	softteed_client_free(client, id, at, 4096);
	softteed_client_close(client);
	softteed_client_close(other);
}

static void finds_only_sound_applications(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session;

	(void)state;
	assert_int_equal(try_open(client, 0x77, &session), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(try_open(client, APPLICATION_IMPOSTOR, &session), TEEC_ERROR_BAD_FORMAT);
	assert_int_equal(try_open(client, APPLICATION_BROKEN, &session), TEEC_ERROR_BAD_FORMAT);
	assert_int_equal(try_open(client, APPLICATION_REFUSES, &session), TEEC_ERROR_BAD_STATE);
	open_session(client, APPLICATION_SHARED);
	softteed_client_close(client);
}

static void takes_no_unsigned_application_by_default(void **state)
{
	struct softteed_client *client;
	uint32_t session;

	stop_broker(state);
	fork_broker((const char *const[]){ "--verbose", NULL });
	client = connect_broker();
	assert_int_equal(try_open(client, APPLICATION_SHARED, &session),
			 TEEC_ERROR_ITEM_NOT_FOUND);
	softteed_client_close(client);
}

static void follows_the_instance_flags(void **state)
{
	struct softteed_client *client = connect_broker(), *other = connect_broker();
	uint32_t session[4], sessions;

	(void)state;
	session[0] = open_session(client, APPLICATION_SHARED);
	session[1] = open_session(other, APPLICATION_SHARED);
	assert_int_equal(count(client, session[0], &sessions), 1);
	assert_int_equal(sessions, 2);
	assert_int_equal(count(other, session[1], NULL), 2);

	session[2] = open_session(client, APPLICATION_SEPARATE);
	session[3] = open_session(other, APPLICATION_SEPARATE);
	assert_int_equal(count(client, session[2], &sessions), 1);
	assert_int_equal(sessions, 1);
	assert_int_equal(count(other, session[3], NULL), 1);

	session[0] = open_session(client, APPLICATION_ALONE);
	assert_int_equal(try_open(other, APPLICATION_ALONE, &session[1]), TEEC_ERROR_BUSY);
	close_session(client, session[0]);
	softteed_client_close(client);
	softteed_client_close(other);
}

/*
 * The broker must have heard of a session's end when its client does, and no client may keep a
 * channel that it doesn't use.
 */
static void serves_one_client_after_another(void **state)
{
	struct softteed_client *clients[] = { connect_broker(), connect_broker() };

	(void)state;
	for (int n = 0; n < 200; n++) {
		struct softteed_client *client = clients[n % 2];

		close_session(client, open_session(client, APPLICATION_ALONE));
		close_session(client, open_session(client, APPLICATION_ALONE_KEPT));
	}
	softteed_client_close(clients[0]);
	softteed_client_close(clients[1]);
}

static void keeps_an_instance_alive_if_it_says_so(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_KEPT);

	(void)state;
	assert_int_equal(count(client, session, NULL), 1);
	close_session(client, session);
	session = open_session(client, APPLICATION_KEPT);
	assert_int_equal(count(client, session, NULL), 2);
	close_session(client, session);

	softteed_client_close(client);
}

static void an_instance_ends_with_its_last_session(void **state)
{
	struct softteed_client *client = connect_broker(), *other = connect_broker();

	(void)state;
	for (size_t n = 0; n < 100; n++) {
		struct softteed_client *next = n % 2 ? other : client;
		uint32_t session = open_session(next, APPLICATION_SHARED);

		assert_int_equal(count(next, session, NULL), 1);
		close_session(next, session);
		session = open_session(next, APPLICATION_ALONE);
		assert_int_equal(count(next, session, NULL), 1);
		close_session(next, session);
	}
	softteed_client_close(client);
	softteed_client_close(other);
}

static void a_crash_ends_the_instance_only(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	uint32_t same = open_session(client, APPLICATION_SHARED);
	uint32_t other = open_session(client, APPLICATION_KEPT);
	struct tee_ioctl_param param = value(0, 0);

	(void)state;
	assert_int_equal(invoke(client, session, COMMAND_CRASH, &param), TEEC_ERROR_TARGET_DEAD);
	assert_int_equal(invoke(client, session, COMMAND_ADD, &param), TEEC_ERROR_TARGET_DEAD);
	assert_int_equal(invoke(client, same, COMMAND_ADD, &param), TEEC_ERROR_TARGET_DEAD);
	assert_int_equal(add(client, other, 1, 1), 2);
	close_session(client, session);
	close_session(client, same);
	session = open_session(client, APPLICATION_SHARED);
	assert_int_equal(count(client, session, NULL), 1);
	softteed_client_close(client);
}

/* The channel of a closed session is used again, but not one of an instance that has died. */
static void a_crash_between_sessions_is_not_noticed(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_KEPT);
	uint32_t other = open_session(client, APPLICATION_KEPT);
	struct tee_ioctl_param param = value(0, 0);

	(void)state;
	close_session(client, other);
	assert_int_equal(open_session(client, APPLICATION_KEPT), other);
	close_session(client, other);
	assert_int_equal(invoke(client, session, COMMAND_CRASH, &param), TEEC_ERROR_TARGET_DEAD);
	other = open_session(client, APPLICATION_KEPT);
	assert_int_equal(count(client, other, NULL), 1);
	softteed_client_close(client);
}

/* A call in another thread, or process, that takes @ms milliseconds */
struct sleeper {
	struct softteed_client *client;
	uint32_t session;
	uint32_t ms;
	uint32_t result;
	pthread_t thread;
};

static void *sleep_in_call(void *data)
{
	struct sleeper *sleeper = data;
	struct tee_ioctl_param param = value(sleeper->ms, 0);

	sleeper->result = invoke(sleeper->client, sleeper->session, COMMAND_SLEEP, &param);
	return NULL;
}

static void start_sleeper(struct sleeper *sleeper, struct softteed_client *client,
			  uint32_t session, uint32_t ms)
{
	*sleeper = (struct sleeper){ .client = client, .session = session, .ms = ms };
	assert_int_equal(pthread_create(&sleeper->thread, NULL, sleep_in_call, sleeper), 0);
	sleep_ms(100);
}

static void join_sleeper(struct sleeper *sleeper, uint32_t result)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 20;
	assert_int_equal(pthread_timedjoin_np(sleeper->thread, NULL, &until), 0);
	assert_int_equal(sleeper->result, result);
}

static void a_killed_instance_fails_its_calls(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	struct tee_ioctl_param param = value(0, 0);
	struct sleeper sleeper;

	(void)state;
	assert_int_equal(invoke(client, session, COMMAND_PID, &param), TEEC_SUCCESS);
	start_sleeper(&sleeper, client, session, 60000);
	assert_int_equal(kill((pid_t)param.a, SIGKILL), 0);
	join_sleeper(&sleeper, TEEC_ERROR_TARGET_DEAD);
	softteed_client_close(client);
}

static void a_killed_broker_takes_all_along(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	struct tee_ioctl_param param = value(0, 0);
	struct sleeper sleeper;

	(void)state;
	assert_int_equal(invoke(client, session, COMMAND_PID, &param), TEEC_SUCCESS);
	start_sleeper(&sleeper, client, session, 60000);
	assert_int_equal(kill(broker, SIGKILL), 0);
	assert_int_equal(waitpid(broker, NULL, 0), broker);
	broker = 0;
	join_sleeper(&sleeper, TEEC_ERROR_TARGET_DEAD);
	for (int ms = 0; !kill((pid_t)param.a, 0) && ms < 5000; ms += 10)
		sleep_ms(10);
	assert_int_not_equal(kill((pid_t)param.a, 0), 0);
	softteed_client_close(client);
	start_broker(state);
	client = connect_broker();
	open_session(client, APPLICATION_SHARED);
	softteed_client_close(client);
}

/* Fork a client that opens a session, and calls COMMAND_SLEEP if @ms isn't 0. */
static pid_t fork_client(uint32_t ms)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		struct softteed_client *client = connect_broker();
		uint32_t session = open_session(client, APPLICATION_SHARED);
		struct tee_ioctl_param param = value(ms, 0);

		assert_int_equal(write(ready[1], "x", 1), 1);
		if (ms)
			invoke(client, session, COMMAND_SLEEP, &param);
		pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void a_killed_clients_sessions_are_closed(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	uint32_t sessions = 0;

	(void)state;
	for (uint32_t ms = 0; ms <= 500; ms += 500) {
		pid_t pid = fork_client(ms);

		if (!ms) {
			count(client, session, &sessions);
			assert_int_equal(sessions, 2);
		} else {
			sleep_ms(100);
		}
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		for (int waited = 0; waited < 20000; waited += 10) {
			count(client, session, &sessions);
			if (sessions == 1)
				break;
			sleep_ms(10);
		}
		assert_int_equal(sessions, 1);
	}
	softteed_client_close(client);
}

static void cancels_a_call_that_waits_for_its_turn(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	struct tee_ioctl_cancel_arg cancel = { .cancel_id = 2, .session = session };
	struct sleeper running, waiting;

	(void)state;
	assert_int_equal(softteed_client_cancel(client, &cancel), -EINVAL);
	start_sleeper(&running, client, session, 1000);
	start_sleeper(&waiting, client, session, 0);
	/* Both have id 1: it's the first that is found, which sleeps on regardless. */
	cancel.cancel_id = 1;
	assert_int_equal(softteed_client_cancel(client, &cancel), 0);
	join_sleeper(&running, TEEC_SUCCESS);
	join_sleeper(&waiting, TEEC_SUCCESS);
	softteed_client_close(client);
}

static uint32_t open_list(struct softteed_client *client)
{
	struct open_message open = { .arg.uuid = TA_SOFTTEED_LIST_UUID_BYTES };

	assert_int_equal(softteed_client_open_session(client, &open.arg), 0);
	assert_int_equal(open.arg.ret, TEEC_SUCCESS);
	return open.arg.session;
}

/* The paths of all applications, each once, as soon as there's room for them */
static void lists_its_applications(void **state)
{
	struct tee_ioctl_param param = { TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0, 1, 0 };
	struct softteed_client *client = connect_broker();
	uint32_t session = open_list(client);
	const size_t room = 1 << 16;
	int count = 0, id;
	void *memory;
	char *paths;

	(void)state;
	assert_int_equal(softteed_client_alloc(client, room, &id, &memory), 0);
	paths = memory;
	param.c = (uint64_t)id;
	assert_int_equal(invoke(client, session, TA_SOFTTEED_LIST_CMD_GET, &param),
			 TEEC_ERROR_SHORT_BUFFER);
	assert_true(param.b > 1 && param.b < room);
	assert_int_equal(paths[0], '\0');
	assert_int_equal(invoke(client, session, TA_SOFTTEED_LIST_CMD_GET, &param), TEEC_SUCCESS);
	assert_int_equal(paths[param.b - 1], '\0');
	for (const char *path = paths; path < paths + param.b; path += strlen(path) + 1) {
		assert_int_equal(path[0], '/');
		assert_int_equal(access(path, R_OK), 0);
		count += !!strstr(path, "/5f7c0000-0000-4000-8000-");
	}
	assert_true(count >= 3);
	softteed_client_free(client, id, memory, room);
	softteed_client_close(client);
}

static void refuses_what_the_list_does_not_have(void **state)
{
	struct softteed_client *client = connect_broker();
	struct tee_ioctl_param param = value(0, 0);
	uint32_t session = open_list(client);

	(void)state;
	assert_int_equal(invoke(client, session, TA_SOFTTEED_LIST_CMD_GET, &param),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(invoke(client, session, TA_SOFTTEED_LIST_CMD_GET + 1, &param),
			 TEEC_ERROR_NOT_SUPPORTED);
	softteed_client_close(client);
}

/* Also while a client has it open */
static void does_not_list_applications_for_each_other(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	struct tee_ioctl_param param = value(0, 0);

	(void)state;
	open_list(client);
	assert_int_equal(invoke(client, session, COMMAND_LIST, &param),
			 TEEC_ERROR_ITEM_NOT_FOUND);
	softteed_client_close(client);
}

static void drops_a_client_that_sends_garbage(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	unsigned int seed = 1;

	(void)state;
	strcpy(address.sun_path, socket_path);
	for (int n = 0; n < 200; n++) {
		struct message garbage;
		char byte;
		int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

		assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
		for (size_t at = 0; at < sizeof(garbage); at++)
			((uint8_t *)&garbage)[at] = (uint8_t)rand_r(&seed);
		if (n % 2)
			garbage.magic = MESSAGE_MAGIC;
		/* Everything but what a client may send */
		garbage.type = (uint32_t)n % (MESSAGE_TYPES + 2);
		if (garbage.type == MESSAGE_HELLO || garbage.type == MESSAGE_OPEN)
			garbage.magic = 0;
		packet_send(fd, &garbage, message_size(garbage.type) ?: 9, NULL, 0, 0);
		assert_true(recv(fd, &byte, 1, 0) <= 0);
		close(fd);
	}
	assert_int_equal(add(client, session, 1, 1), 2);
	softteed_client_close(client);
}

/* Memory that can shrink could kill the instance, so the session ends, and no other. */
static void an_instance_takes_no_memory_that_can_shrink(void **state)
{
	struct message message = {
		.type = MESSAGE_OPEN,
		.open.uuid = { 0x5f, 0x7c, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0,
			       APPLICATION_SHARED },
	};
	struct channel_call call = { .kind = CHANNEL_OPEN, .attached = 1 };
	const struct channel_attach attach = { .id = 0, .size = 4096 };
	struct softteed_client *client = connect_broker(), *victim = connect_broker();
	uint32_t session = open_session(victim, APPLICATION_SHARED);
	int memory = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int fds[MESSAGE_MAX_FDS];
	struct channel_reply reply;
	struct channel channel;
	char byte;

	(void)state;
	assert_int_equal(ftruncate(memory, 4096), 0);
	assert_int_equal(message_send(softteed_client_fd(client), &message, NULL, 0), 0);
	assert_int_equal(message_receive(softteed_client_fd(client), &message, fds, 0), 0);
	assert_int_equal(message.type, MESSAGE_OPENED);
	assert_int_equal(channel_map(&channel, fds[0]), 0);
	assert_int_equal(packet_send(fds[1], &attach, sizeof(attach), &memory, 1, 0), 0);
	channel_post(&channel, &call);
	assert_int_equal(recv(fds[1], &byte, 1, 0), 0);
	assert_int_equal(channel_await_reply(&channel, &reply, NULL, NULL), 0);
	assert_int_equal(reply.result, TEEC_ERROR_OUT_OF_MEMORY);
	channel_unmap(&channel);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	close(memory);
	assert_int_equal(add(victim, session, 1, 1), 2);
	softteed_client_close(client);
	softteed_client_close(victim);
}

#define THREADS		16
#define ROUNDS		200

struct mixer {
	struct softteed_client *client;
	uint32_t shared;
	unsigned int seed;
	pthread_t thread;
};

static uint32_t open_any(struct mixer *mixer)
{
	static const uint8_t applications[] = {
		APPLICATION_SHARED, APPLICATION_SEPARATE, APPLICATION_KEPT,
	};

	return open_session(mixer->client, applications[rand_r(&mixer->seed) % 3]);
}

/* @command inverts the memory, maybe by means of another application. */
static void mix_memory(struct mixer *mixer, uint32_t session, uint32_t command)
{
	size_t size = 1 + (size_t)rand_r(&mixer->seed) % 20000;
	uint8_t byte = (uint8_t)rand_r(&mixer->seed);
	struct tee_ioctl_param param;
	uint8_t *at;
	int id;

	assert_int_equal(softteed_client_alloc(mixer->client, size, &id, (void **)&at), 0);
	memset(at, byte, size);
	param = (struct tee_ioctl_param){ TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, size,
					  (uint64_t)id };
	assert_int_equal(invoke(mixer->client, session, command, &param), TEEC_SUCCESS);
	for (size_t n = 0; n < size; n++)
		assert_int_equal(at[n], (uint8_t)~byte);
	softteed_client_free(mixer->client, id, at, size);
}

static void *mix(void *data)
{
	struct mixer *mixer = data;
	uint32_t own = open_any(mixer);

	for (int n = 0; n < ROUNDS; n++) {
		uint32_t session = rand_r(&mixer->seed) % 2 ? own : mixer->shared;
		uint32_t a = (uint32_t)rand_r(&mixer->seed);

		switch (rand_r(&mixer->seed) % 8) {
		case 0:
		case 1:
			mix_memory(mixer, session, COMMAND_INVERT);
			break;
		case 2:
			mix_memory(mixer, mixer->shared, COMMAND_FORWARD);
			break;
		case 3:
		case 4:
			close_session(mixer->client, own);
			own = open_any(mixer);
			break;
		default:
			assert_int_equal(add(mixer->client, session, a, 7), a + 7);
		}
	}
	return NULL;
}

static void many_threads_share_a_connection(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t shared = open_session(client, APPLICATION_SHARED);
	struct mixer mixers[THREADS];

	(void)state;
	for (unsigned int n = 0; n < THREADS; n++) {
		mixers[n] = (struct mixer){ .client = client, .shared = shared, .seed = n };
		assert_int_equal(pthread_create(&mixers[n].thread, NULL, mix, &mixers[n]), 0);
	}
	for (unsigned int n = 0; n < THREADS; n++)
		pthread_join(mixers[n].thread, NULL);
	softteed_client_close(client);
}

/* More than a session can have attached at a time */
#define BUFFERS	300

static void a_session_uses_any_number_of_buffers(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	uint8_t *at[BUFFERS];
	int ids[BUFFERS];

	(void)state;
	for (int n = 0; n < BUFFERS; n++) {
		assert_int_equal(softteed_client_alloc(client, 64, &ids[n], (void **)&at[n]), 0);
		memset(at[n], n, 64);
	}
	for (int round = 0; round < 3; round++) {
		for (int n = 0; n < BUFFERS; n++) {
			struct tee_ioctl_param param = {
				TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 64, (uint64_t)ids[n],
			};

			assert_int_equal(invoke(client, session, COMMAND_INVERT, &param), 0);
		}
	}
	for (int n = 0; n < BUFFERS; n++) {
		assert_int_equal(at[n][63], (uint8_t)~n);
		softteed_client_free(client, ids[n], at[n], 64);
	}
	softteed_client_close(client);
}

static void says_what_a_device_needs(void **state)
{
	(void)state;
	if (!access("/dev/vtee", F_OK))
		SKIP_BECAUSE("the kernel has the module vtee");
	assert_int_equal(refuses("modprobe vtee", "--vtee", NULL), 1);
}

static void an_application_has_no_network(void **state)
{
	struct softteed_client *client = connect_broker();
	uint32_t session = open_session(client, APPLICATION_SHARED);
	struct tee_ioctl_param param = value(1, 0);

	(void)state;
	assert_int_equal(invoke(client, session, COMMAND_CONNECT, &param),
			 TEEC_ERROR_ACCESS_DENIED);
	/* Asking was no mistake. */
	assert_int_equal(add(client, session, 40, 2), 42);
	softteed_client_close(client);
}

/* A client's request for a library or a socket is garbage, as only applications may ask. */
static void a_client_gets_no_libraries(void **state)
{
	static const uint32_t types[] = { MESSAGE_LIBRARY, MESSAGE_CONNECT, MESSAGE_PLUGINS };

	(void)state;
	for (size_t n = 0; n < 3; n++) {
		struct softteed_client *client = connect_broker();
		struct message message = { .type = types[n] };

		assert_int_equal(softteed_client_request(client, &message), -EPIPE);
		softteed_client_close(client);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(passes_values_and_memory),
		TEST(an_application_calls_another),
		TEST(tells_a_client_by_its_program),
		TEST(refuses_what_is_not_the_clients),
		TEST(finds_only_sound_applications),
		TEST(takes_no_unsigned_application_by_default),
		TEST(follows_the_instance_flags),
		TEST(serves_one_client_after_another),
		TEST(keeps_an_instance_alive_if_it_says_so),
		TEST(an_instance_ends_with_its_last_session),
		TEST(a_crash_ends_the_instance_only),
		TEST(a_crash_between_sessions_is_not_noticed),
		TEST(a_killed_instance_fails_its_calls),
		TEST(a_killed_broker_takes_all_along),
		TEST(a_killed_clients_sessions_are_closed),
		TEST(cancels_a_call_that_waits_for_its_turn),
		TEST(lists_its_applications),
		TEST(refuses_what_the_list_does_not_have),
		TEST(does_not_list_applications_for_each_other),
		TEST(drops_a_client_that_sends_garbage),
		TEST(an_instance_takes_no_memory_that_can_shrink),
		TEST(many_threads_share_a_connection),
		TEST(a_session_uses_any_number_of_buffers),
		cmocka_unit_test(says_what_a_device_needs),
		TEST(an_application_has_no_network),
		TEST(a_client_gets_no_libraries),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
