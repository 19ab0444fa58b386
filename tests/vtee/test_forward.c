// SPDX-License-Identifier: BSD-2-Clause
/* Sessions whose OPEN_SESSION is forwarded to a queue of their own */

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server.h"

static int queue_make(const struct server *server)
{
	return (int)CHECK_OK(ioctl(server->fd, VTEE_IOC_QUEUE, 0));
}

static int forward(int fd, uint64_t id, int queue)
{
	struct vtee_forward arg = { .id = id, .queue = queue };

	return ioctl(fd, VTEE_IOC_FORWARD, &arg);
}

/* Start to open a session, and receive the request. */
static void open_start(struct client_call *call, const struct server *server,
		       uint32_t num_params, struct vtee_request *request)
{
	call->fd = server->client;
	call->opens = true;
	if (!num_params)
		open_arg_init(&call->open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call_start(call);
	request_receive(server->fd, VTEE_OP_OPEN_SESSION, request);
}

/* Check that the queue has nothing more to receive, now or in a moment. */
static void queue_is_over(int queue)
{
	struct pollfd ready = { .fd = queue, .events = POLLIN };
	struct vtee_request request;

	CHECK_EQ(poll(&ready, 1, 10000 * test_time_factor()), 1);
	CHECK(ready.revents & POLLHUP);
	CHECK_ERRNO(ioctl(queue, VTEE_IOC_RECV, &request), ENODEV);
}

/* Wait until there's nothing to receive any more. */
static void queue_goes_quiet(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	uint64_t end = deadline_ms(10000);

	while (poll(&ready, 1, 0)) {
		CHECK_MSG(now_ms() < end, "there's still something to receive");
		sleep_ms(5);
	}
}

/* The queue's server has the memory for as long as the session. */
TEST(a_queue_opens_its_own_session)
{
	struct client_call call = { 0 }, invoke;
	struct vtee_request request, same;
	struct server server;
	uint8_t *map, *client;
	int queue, shm, id;

	server_start(&server);
	queue = queue_make(&server);
	shm = (int)CHECK_OK(shm_alloc(server.client, PAGE, &id));
	client = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	CHECK(client != MAP_FAILED);
	open_arg_init(&call.open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 1);
	param_value(&call.open.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, PAGE,
		    (uint64_t)id);
	open_start(&call, &server, 1, &request);
	CHECK_ERRNO((long)region_map(queue, &request.params[0]), EACCES);
	CHECK_OK(forward(server.fd, request.id, queue));
	CHECK_ERRNO((long)region_map(queue, &request.params[0]), EACCES);
	queue_is_empty(server.fd);
	request_receive(queue, VTEE_OP_OPEN_SESSION, &same);
	CHECK_EQ(same.id, request.id);
	CHECK_EQ(same.session, request.session);
	CHECK(!memcmp(same.uuid, ta_uuid, UUID_LEN));
	map = region_map(queue, &same.params[0]);
	CHECK(map != MAP_FAILED);
	map[0] = 0x37;
	answer_success(queue, &same);
	call_end(&call);
	CHECK_EQ(call.open.arg.ret, 0);
	CHECK_EQ(call.open.arg.session, request.session);

	invoke_start(&invoke, server.client, request.session, 1, 0);
	request_receive(queue, VTEE_OP_INVOKE, &request);
	queue_is_empty(server.fd);
	answer_success(queue, &request);
	call_end(&invoke);
	session_drop(&server, queue, request.session);
	queue_is_over(queue);
	queue_is_empty(server.fd);
	/* The client still has its memory. */
	CHECK_EQ(client[0], 0x37);
	CHECK_EQ(map[0], 0);
	map[0] = 0x99;
	CHECK_EQ(client[0], 0x37);
	CHECK_ERRNO((long)region_map(queue, &same.params[0]), EACCES);
	region_unmap(map, &same.params[0]);
	munmap(client, PAGE);
	close(shm);
	close(queue);
	server_stop(&server);
}

TEST(a_forwarded_open_that_fails)
{
	struct client_call call = { 0 };
	struct vtee_request request;
	struct vtee_answer answer;
	struct server server;
	int queue;

	server_start(&server);
	queue = queue_make(&server);
	open_start(&call, &server, 0, &request);
	CHECK_OK(forward(server.fd, request.id, queue));
	request_receive(queue, VTEE_OP_OPEN_SESSION, &request);
	answer_init(&answer, &request);
	answer.ret = TEEC_ERROR_ACCESS_DENIED;
	CHECK_OK(answer_send(queue, &answer));
	call_end(&call);
	CHECK_EQ(call.open.arg.ret, TEEC_ERROR_ACCESS_DENIED);
	queue_is_over(queue);
	close(queue);

	/* nobody left to answer it */
	queue = queue_make(&server);
	open_start(&call, &server, 0, &request);
	CHECK_OK(forward(server.fd, request.id, queue));
	close(queue);
	call_end(&call);
	CHECK_EQ(call.open.arg.ret, TEEC_ERROR_TARGET_DEAD);
	CHECK_EQ(call.open.arg.ret_origin, TEEC_ORIGIN_COMMS);
	server_stop(&server);
}

TEST(what_cannot_be_forwarded)
{
	struct vtee_forward arg = { .reserved = 1 };
	struct client_call call = { 0 }, invoke;
	struct vtee_request request;
	struct vtee_answer answer;
	struct server server, other;
	int queue, foreign;

	server_start(&server);
	server_start(&other);
	queue = queue_make(&server);
	foreign = queue_make(&other);
	open_start(&call, &server, 0, &request);
	arg.id = request.id;
	arg.queue = queue;
	CHECK_ERRNO(ioctl(server.fd, VTEE_IOC_FORWARD, &arg), EINVAL);
	CHECK_ERRNO(ioctl(server.fd, VTEE_IOC_FORWARD, (void *)16), EFAULT);
	CHECK_ERRNO(forward(queue, request.id, queue), EPERM);
	CHECK_ERRNO(forward(server.fd, request.id, -1), EBADF);
	CHECK_ERRNO(forward(server.fd, request.id, foreign), EINVAL);
	CHECK_ERRNO(forward(server.fd, request.id, server.fd), EINVAL);
	CHECK_ERRNO(forward(server.fd, request.id + 1, queue), ENOENT);
	CHECK_OK(forward(server.fd, request.id, queue));
	CHECK_ERRNO(forward(server.fd, request.id, queue), ENOENT);
	request_receive(queue, VTEE_OP_OPEN_SESSION, &request);
	answer_init(&answer, &request);
	CHECK_ERRNO(answer_send(server.fd, &answer), ENOENT);
	answer.queue = queue;
	CHECK_ERRNO(answer_send(queue, &answer), EINVAL);
	answer_success(queue, &request);
	call_end(&call);

	/* The queue is this session's alone. */
	open_start(&call, &server, 0, &request);
	CHECK_ERRNO(forward(server.fd, request.id, queue), EINVAL);
	answer_init(&answer, &request);
	answer.queue = queue;
	CHECK_ERRNO(answer_send(server.fd, &answer), EINVAL);
	answer_success(server.fd, &request);
	call_end(&call);

	invoke_start(&invoke, server.client, request.session, 1, 0);
	request_receive(server.fd, VTEE_OP_INVOKE, &request);
	close(foreign);
	foreign = queue_make(&server);
	CHECK_ERRNO(forward(server.fd, request.id, foreign), EINVAL);
	answer_success(server.fd, &request);
	call_end(&invoke);
	session_drop(&server, server.fd, request.session);
	close(queue);
	close(foreign);
	server_stop(&other);
	server_stop(&server);
}

TEST(cancelling_a_forwarded_open)
{
	struct client_call call = { 0 };
	struct vtee_request request, cancel;
	struct vtee_answer answer;
	struct server server;
	int queue;

	server_start(&server);
	queue = queue_make(&server);
	open_arg_init(&call.open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call.open.arg.cancel_id = 5;
	call.fd = server.client;
	call.opens = true;
	call_start(&call);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &request);
	CHECK_OK(forward(server.fd, request.id, queue));
	request_receive(queue, VTEE_OP_OPEN_SESSION, &request);
	CHECK_ERRNO(call_cancel(server.client, 0, 6), EINVAL);
	CHECK_OK(call_cancel(server.client, 0, 5));
	queue_is_empty(server.fd);
	request_receive(queue, VTEE_OP_CANCEL, &cancel);
	CHECK_EQ(cancel.id, request.id);
	answer_init(&answer, &request);
	answer.ret = TEEC_ERROR_CANCEL;
	CHECK_OK(answer_send(queue, &answer));
	call_end(&call);
	CHECK_EQ(call.open.arg.ret, TEEC_ERROR_CANCEL);
	close(queue);

	/* Cancelled between being received and being forwarded */
	queue = queue_make(&server);
	call_start(&call);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &request);
	CHECK_OK(call_cancel(server.client, 0, 5));
	CHECK_ERRNO(forward(server.fd, request.id, queue), ENOENT);
	call_end(&call);
	CHECK_EQ(call.open.arg.ret, TEEC_ERROR_CANCEL);
	queue_is_empty(server.fd);

	/* Forwarded, but not received again */
	call_start(&call);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &request);
	CHECK_OK(forward(server.fd, request.id, queue));
	CHECK_OK(call_cancel(server.client, 0, 5));
	call_end(&call);
	CHECK_EQ(call.open.arg.ret, TEEC_ERROR_CANCEL);
	queue_is_over(queue);
	close(queue);
	server_stop(&server);
}

static void open_and_die(void *arg)
{
	const struct server *server = arg;
	int fd = (int)CHECK_OK(device_open(server->device));

	close(server->fd);
	close(server->client);
	session_open(fd, ta_uuid);
	FAIL("the call has returned");
}

static void kill_client(pid_t pid)
{
	CHECK_OK(kill(pid, SIGKILL));
	CHECK(WIFSIGNALED(child_wait(pid, 5, "the killed client")));
}

/* Check that the server is told, once, that a session's client is gone. */
static void is_abandoned(const struct server *server, uint32_t session)
{
	struct vtee_request request;

	request_receive(server->fd, VTEE_OP_ABANDON, &request);
	CHECK_EQ(request.id, 0);
	CHECK_EQ(request.session, session);
	queue_is_empty(server->fd);
}

/* A client is killed before the request is forwarded, and before and after the queue gets it. */
TEST(a_client_killed_while_its_open_is_forwarded)
{
	struct vtee_request request, other;
	struct vtee_answer answer;
	struct server server;
	int queue;
	pid_t pid;

	server_start(&server);
	queue = queue_make(&server);
	pid = child_start(open_and_die, &server);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &request);
	kill_client(pid);
	CHECK_ERRNO(forward(server.fd, request.id, queue), ENOENT);
	queue_is_empty(server.fd);

	pid = child_start(open_and_die, &server);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &request);
	CHECK_OK(forward(server.fd, request.id, queue));
	kill_client(pid);
	queue_is_over(queue);
	close(queue);

	queue = queue_make(&server);
	pid = child_start(open_and_die, &server);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &request);
	CHECK_OK(forward(server.fd, request.id, queue));
	request_receive(queue, VTEE_OP_OPEN_SESSION, &request);
	kill_client(pid);
	request_receive(queue, VTEE_OP_CANCEL, &other);
	is_abandoned(&server, request.session);
	answer_init(&answer, &request);
	CHECK_ERRNO(answer_send(queue, &answer), ENOENT);
	request_receive(queue, VTEE_OP_CLOSE_SESSION, &other);
	CHECK_EQ(other.session, request.session);
	answer_success(queue, &other);
	queue_is_over(queue);
	close(queue);
	server_stop(&server);
}

/* Open a session in a queue, for a client of its own, and have a child make a call in it. */
static pid_t start_call_in_child(const struct server *server, int client, int queue,
				 struct vtee_request *request)
{
	struct client_call call = { .fd = client, .opens = true };
	struct invoke_arg invoke;
	pid_t pid;

	open_arg_init(&call.open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call_start(&call);
	request_receive(server->fd, VTEE_OP_OPEN_SESSION, request);
	CHECK_OK(forward(server->fd, request->id, queue));
	request_receive(queue, VTEE_OP_OPEN_SESSION, request);
	answer_success(queue, request);
	call_end(&call);
	pid = (pid_t)CHECK_OK(fork());
	if (!pid) {
		close(server->fd);
		close(queue);
		invoke_arg_init(&invoke, request->session, 1, 0);
		call_invoke(client, &invoke);
		_exit(1);
	}
	request_receive(queue, VTEE_OP_INVOKE, request);
	return pid;
}

/* The queue's server hangs in a call. The session has a client as long as its fd is open. */
TEST(a_client_that_is_gone_is_reported)
{
	struct vtee_request request, other;
	struct client_call invoke;
	struct vtee_answer answer;
	struct server server;
	int queue, client;
	pid_t pid;

	server_start(&server);
	queue = queue_make(&server);
	client = (int)CHECK_OK(device_open(server.device));
	pid = start_call_in_child(&server, client, queue, &request);
	kill_client(pid);
	request_receive(queue, VTEE_OP_CANCEL, &other);
	invoke_start(&invoke, client, request.session, 2, 0);
	request_receive(queue, VTEE_OP_INVOKE, &other);
	queue_is_empty(server.fd);
	answer_success(queue, &other);
	call_end(&invoke);
	queue_is_empty(server.fd);

	close(client);
	CHECK_ERRNO(ioctl(server.fd, VTEE_IOC_RECV, (void *)16), EFAULT);
	is_abandoned(&server, request.session);
	queue_is_empty(queue);
	answer_init(&answer, &request);
	CHECK_ERRNO(answer_send(queue, &answer), ENOENT);
	request_receive(queue, VTEE_OP_CLOSE_SESSION, &other);
	answer_success(queue, &other);
	queue_is_over(queue);
	close(queue);

	/* It isn't reported once the session is over, so close the queue in the call. */
	queue = queue_make(&server);
	client = (int)CHECK_OK(device_open(server.device));
	pid = start_call_in_child(&server, client, queue, &request);
	close(client);
	kill_client(pid);
	request_receive(queue, VTEE_OP_CANCEL, &other);
	close(queue);
	queue_goes_quiet(server.fd);
	server_stop(&server);
}

TEST(a_server_dies_with_a_forwarded_open)
{
	struct client_call call = { 0 };
	struct vtee_request request;
	struct server server;
	int queue;

	server_start(&server);
	queue = queue_make(&server);
	open_start(&call, &server, 0, &request);
	CHECK_OK(forward(server.fd, request.id, queue));
	request_receive(queue, VTEE_OP_OPEN_SESSION, &request);
	close(server.fd);
	call_end(&call);
	CHECK_EQ(call.open.arg.ret, TEEC_ERROR_TARGET_DEAD);
	queue_is_over(queue);
	close(server.client);
	close(queue);
	device_wait_gone(server.device);
}
