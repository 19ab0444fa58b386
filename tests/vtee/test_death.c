// SPDX-License-Identifier: BSD-2-Clause
/* Clients and servers that are killed at any moment */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server.h"

struct doomed {
	struct server server;
	bool opens;
};

/* A client with a call that nobody answers in time */
static void call_and_die(void *arg)
{
	struct doomed *doomed = arg;
	int fd = (int)CHECK_OK(device_open(doomed->server.device)), id;
	struct invoke_arg invoke;
	uint32_t session;
	uint8_t *map;

	close(doomed->server.fd);
	close(doomed->server.client);
	session = session_open(fd, ta_uuid);
	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
		   (int)CHECK_OK(shm_alloc(fd, PAGE, &id)), 0);
	CHECK(map != MAP_FAILED);
	memset(map, 0x42, PAGE);
	invoke_arg_init(&invoke, session, 1, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, PAGE,
		    (uint64_t)id);
	call_invoke(fd, &invoke);
	FAIL("the call has returned");
}

static void kill_and_wait(pid_t pid)
{
	int status;

	CHECK_OK(kill(pid, SIGKILL));
	status = child_wait(pid, 5, "the killed client");
	CHECK(WIFSIGNALED(status));
}

TEST(a_killed_client_leaves_at_once)
{
	struct vtee_request open, request, cancel, close_it;
	struct vtee_answer answer;
	struct doomed doomed;
	int fd;
	uint8_t *map;
	pid_t pid;

	server_start(&doomed.server);
	fd = doomed.server.fd;
	pid = child_start(call_and_die, &doomed);
	request_receive(fd, VTEE_OP_OPEN_SESSION, &open);
	answer_success(fd, &open);
	request_receive(fd, VTEE_OP_INVOKE, &request);
	map = region_map(fd, &request.params[0]);
	CHECK(map != MAP_FAILED);
	CHECK_EQ(map[0], 0x42);
	kill_and_wait(pid);

	request_receive(fd, VTEE_OP_CANCEL, &cancel);
	CHECK_EQ(cancel.id, request.id);
	CHECK_EQ(map[0], 0);
	memset(map, 1, PAGE);
	/* The session is closed after the call that was in progress. */
	queue_is_empty(fd);
	answer_init(&answer, &request);
	CHECK_ERRNO(answer_send(fd, &answer), ENOENT);
	request_receive(fd, VTEE_OP_CLOSE_SESSION, &close_it);
	CHECK_EQ(close_it.session, request.session);
	answer_success(fd, &close_it);
	CHECK_ERRNO(answer_send(fd, &answer), ENOENT);
	region_unmap(map, &request.params[0]);
	server_stop(&doomed.server);
}

static void open_and_die(void *arg)
{
	struct doomed *doomed = arg;
	int fd = (int)CHECK_OK(device_open(doomed->server.device));

	close(doomed->server.fd);
	close(doomed->server.client);
	session_open(fd, ta_uuid);
	FAIL("the call has returned");
}

TEST(a_session_opened_for_a_killed_client_is_closed)
{
	struct vtee_request open, request;
	struct vtee_answer answer;
	struct doomed doomed;
	int fd, queue;
	pid_t pid;

	server_start(&doomed.server);
	fd = doomed.server.fd;
	queue = (int)CHECK_OK(ioctl(fd, VTEE_IOC_QUEUE, 0));
	pid = child_start(open_and_die, &doomed);
	request_receive(fd, VTEE_OP_OPEN_SESSION, &open);
	kill_and_wait(pid);
	request_receive(fd, VTEE_OP_CANCEL, &request);
	answer_init(&answer, &open);
	answer.queue = queue;
	CHECK_ERRNO(answer_send(fd, &answer), ENOENT);
	request_receive(queue, VTEE_OP_CLOSE_SESSION, &request);
	CHECK_EQ(request.session, open.session);
	answer_success(queue, &request);

	/* A refusal leaves nothing to close, and neither does a request never received. */
	pid = child_start(open_and_die, &doomed);
	request_receive(fd, VTEE_OP_OPEN_SESSION, &open);
	kill_and_wait(pid);
	request_receive(fd, VTEE_OP_CANCEL, &request);
	answer_init(&answer, &open);
	answer.ret = TEEC_ERROR_GENERIC;
	CHECK_ERRNO(answer_send(fd, &answer), ENOENT);
	pid = child_start(open_and_die, &doomed);
	sleep_ms(100);
	kill_and_wait(pid);
	sleep_ms(50);
	queue_is_empty(fd);
	close(queue);
	server_stop(&doomed.server);
}

/* A server that answers opens, and nothing else */
static void serve_and_die(void *arg)
{
	struct { struct gate started, received; unsigned int device; } *shared = arg;
	struct vtee_request request;
	struct vtee_create create_arg;
	int fd;

	create_init(&create_arg);
	fd = (int)CHECK_OK(create(&create_arg));
	shared->device = create_arg.device;
	gate_open(&shared->started);
	request_receive(fd, VTEE_OP_OPEN_SESSION, &request);
	answer_success(fd, &request);
	request_receive(fd, VTEE_OP_INVOKE, &request);
	region_map(fd, &request.params[0])[0] = 0x51;
	gate_open(&shared->received);
	for (;;)
		pause();
}

TEST(a_killed_server)
{
	struct { struct gate started, received; unsigned int device; } *shared;
	struct client_call received, pending;
	uint32_t session;
	int client, shm, id;
	uint8_t *map;
	pid_t pid;

	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED);
	gate_make(&shared->started);
	gate_make(&shared->received);
	pid = child_start(serve_and_die, shared);
	gate_wait(&shared->started, 10, "the server");
	client = (int)CHECK_OK(device_open(shared->device));
	session = session_open(client, ta_uuid);
	shm = (int)CHECK_OK(shm_alloc(client, PAGE, &id));
	map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, shm, 0);
	CHECK(map != MAP_FAILED);
	invoke_start(&received, client, session, 1, 1);
	param_value(&received.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, PAGE,
		    (uint64_t)id);
	call_start(&received);
	gate_wait(&shared->received, 10, "the server has the call");
	invoke_start(&pending, client, session, 2, 0);
	sleep_ms(50);
	CHECK_OK(kill(pid, SIGKILL));
	call_end(&received);
	call_end(&pending);
	CHECK_EQ(received.invoke.arg.ret, TEEC_ERROR_TARGET_DEAD);
	CHECK_EQ(received.invoke.arg.ret_origin, TEEC_ORIGIN_COMMS);
	CHECK_EQ(pending.invoke.arg.ret, TEEC_ERROR_TARGET_DEAD);
	CHECK_EQ(map[0], 0x51);
	device_wait_gone(shared->device);
	/* Between the removal of the node and the end, the server is merely dead. */
	while (!call_invoke(client, &pending.invoke))
		CHECK_EQ(pending.invoke.arg.ret, TEEC_ERROR_TARGET_DEAD);
	CHECK_EQ(errno, ENODEV);
	CHECK_ERRNO(call_close(client, session), ENODEV);
	close(client);
	close(shm);
}

/* Sessions of killed clients wait for the server, and end with it. */
TEST(a_server_that_never_answers)
{
	struct vtee_request request;
	struct doomed doomed;
	pid_t pid;

	server_start(&doomed.server);
	for (int n = 0; n < 5; n++) {
		pid = child_start(call_and_die, &doomed);
		request_receive(doomed.server.fd, VTEE_OP_OPEN_SESSION, &request);
		answer_success(doomed.server.fd, &request);
		if (n % 2)
			request_receive(doomed.server.fd, VTEE_OP_INVOKE, &request);
		else
			sleep_ms(50);
		kill_and_wait(pid);
		/* Only the close is left, or the cancellation. */
		if (n % 2)
			request_receive(doomed.server.fd, VTEE_OP_CANCEL, &request);
		else
			request_receive(doomed.server.fd, VTEE_OP_CLOSE_SESSION, &request);
	}
	server_stop(&doomed.server);
}

#define ROUNDS	500

TEST_LIMIT(servers_come_and_go, 280)
{
	struct vtee_create arg;
	int fds[4], client;

	for (int n = 0; n < ROUNDS / test_time_factor(); n++) {
		for (int i = 0; i < 4; i++) {
			uint64_t end = deadline_ms(10000);

			create_init(&arg);
			/* The numbers are free once the earlier ones are removed. */
			while ((fds[i] = create(&arg)) < 0) {
				CHECK_EQ(errno, ENOSPC);
				CHECK(now_ms() < end);
				sleep_ms(2);
			}
		}
		client = device_open(arg.device);
		for (int i = 0; i < 4; i++)
			close(fds[i]);
		if (client >= 0)
			close(client);
	}
	device_wait_gone(arg.device);
}

/* Servers and clients are killed at random moments, all at the same time. */
static void random_client(void *arg)
{
	unsigned int device = *(unsigned int *)arg;
	struct invoke_arg invoke;
	struct open_arg open;
	int fd, shm, id;

	for (;;) {
		fd = device_open(device);
		if (fd < 0)
			continue;
		open_arg_init(&open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
		shm = shm_alloc(fd, 2 * PAGE, &id);
		if (shm >= 0 && !call_open(fd, &open) && !open.arg.ret) {
			invoke_arg_init(&invoke, open.arg.session, CMD_COPY, 2);
			param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 0,
				    PAGE, (uint64_t)id);
			param_value(&invoke.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
				    PAGE, PAGE, (uint64_t)id);
			while (!call_invoke(fd, &invoke) && !invoke.arg.ret)
				;
		}
		close(shm);
		close(fd);
	}
}

static void *serve_queue(void *arg)
{
	serve(arg);
	close(*(int *)arg);
	free(arg);
	return NULL;
}

/* Forward a request to a thread with a queue. It may be gone by now. */
static void forward_open(int fd, const struct vtee_request *request)
{
	struct vtee_forward forward = { .id = request->id };
	int *queue = malloc(sizeof(*queue));
	pthread_t thread;

	CHECK(queue);
	*queue = (int)CHECK_OK(ioctl(fd, VTEE_IOC_QUEUE, 0));
	forward.queue = *queue;
	if (ioctl(fd, VTEE_IOC_FORWARD, &forward)) {
		CHECK_EQ(errno, ENOENT);
		close(*queue);
		free(queue);
		return;
	}
	CHECK_EQ(pthread_create(&thread, NULL, serve_queue, queue), 0);
	CHECK_EQ(pthread_detach(thread), 0);
}

static void *serve_forwarding(void *arg)
{
	int fd = *(int *)arg;
	struct vtee_request request;

	while (!ioctl(fd, VTEE_IOC_RECV, &request)) {
		if (request.op == VTEE_OP_OPEN_SESSION)
			forward_open(fd, &request);
	}
	CHECK_EQ(errno, ENODEV);
	return NULL;
}

static void random_server(void *arg)
{
	struct vtee_create create_arg;
	bool forwards = rand() % 2;
	pthread_t thread;
	int fd;

	create_init(&create_arg);
	while ((fd = create(&create_arg)) < 0)
		sleep_ms(1);
	*(volatile unsigned int *)arg = create_arg.device;
	CHECK_EQ(pthread_create(&thread, NULL, forwards ? serve_forwarding : serve, &fd), 0);
	forwards ? serve_forwarding(&fd) : serve(&fd);
}

TEST_LIMIT(killed_at_random, 120)
{
	unsigned int *device = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t end = now_ms() + 20000;
	pid_t pids[6] = { 0 };

	CHECK(device != MAP_FAILED);
	srand(1);
	while (now_ms() < end) {
		int n = rand() % 6;

		if (pids[n]) {
			CHECK_OK(kill(pids[n], SIGKILL));
			child_wait(pids[n], 10, "the killed process");
		}
		pids[n] = child_start(n < 2 ? random_server : random_client, device);
		sleep_ms((unsigned int)rand() % 60);
	}
}
