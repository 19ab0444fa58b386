// SPDX-License-Identifier: BSD-2-Clause
/* Sessions that are delivered to a queue of their own */

#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server.h"

static int queue_make(const struct server *server)
{
	return (int)CHECK_OK(ioctl(server->fd, VTEE_IOC_QUEUE, 0));
}

TEST(a_queue_gets_its_session_only)
{
	struct client_call call, own;
	struct vtee_request request, cancel;
	struct vtee_answer answer;
	uint32_t session, other;
	struct server server;
	int queue, third;

	server_start(&server);
	queue = queue_make(&server);
	third = queue_make(&server);
	session = session_make(&server, queue);
	other = session_make(&server, -1);
	invoke_start(&call, server.client, session, 1, 1);
	call.invoke.arg.cancel_id = 3;
	call_start(&call);
	request_receive(queue, VTEE_OP_INVOKE, &request);
	CHECK_EQ(request.session, session);
	queue_is_empty(server.fd);
	queue_is_empty(third);
	CHECK_OK(call_cancel(server.client, session, 3));
	request_receive(queue, VTEE_OP_CANCEL, &cancel);
	queue_is_empty(server.fd);

	invoke_start(&own, server.client, other, 2, 0);
	request_receive(server.fd, VTEE_OP_INVOKE, &cancel);
	queue_is_empty(queue);

	/* Only the queue that received a request can answer it. */
	answer_init(&answer, &request);
	CHECK_ERRNO(answer_send(third, &answer), ENOENT);
	CHECK_ERRNO(answer_send(server.fd, &answer), ENOENT);
	answer_init(&answer, &cancel);
	CHECK_ERRNO(answer_send(queue, &answer), ENOENT);
	answer_success(queue, &request);
	answer_success(server.fd, &cancel);
	call_end(&call);
	call_end(&own);

	CHECK_ERRNO(ioctl(queue, VTEE_IOC_QUEUE, 0), EPERM);
	CHECK_ERRNO(ioctl(server.fd, VTEE_IOC_QUEUE, 1), EINVAL);
	session_drop(&server, queue, session);
	session_drop(&server, server.fd, other);
	close(queue);
	close(third);
	server_stop(&server);
}

/* Repeated as after a signal, when the queue has been passed on and closed */
TEST(an_answer_that_is_repeated)
{
	struct client_call call = { .opens = true }, invoke;
	struct vtee_exchange exchange;
	struct vtee_request request;
	struct server server;
	int queue, copy;

	server_start(&server);
	queue = queue_make(&server);
	copy = (int)CHECK_OK(dup(queue));
	call.fd = server.client;
	open_arg_init(&call.open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call_start(&call);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &request);
	answer_init(&exchange.answer, &request);
	exchange.answer.queue = 1000;
	CHECK_ERRNO(ioctl(server.fd, VTEE_IOC_SEND_RECV, &exchange), EBADF);
	exchange.answer.queue = queue;
	CHECK_OK(answer_send(server.fd, &exchange.answer));
	call_end(&call);
	close(queue);
	CHECK_ERRNO(answer_send(server.fd, &exchange.answer), ENOENT);
	memset(&call, 0, sizeof(call));
	call.fd = server.client;
	call.opens = true;
	open_arg_init(&call.open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call_start(&call);
	CHECK_OK(ioctl(server.fd, VTEE_IOC_SEND_RECV, &exchange));
	CHECK_EQ(exchange.request.op, VTEE_OP_OPEN_SESSION);
	answer_success(server.fd, &exchange.request);
	call_end(&call);

	invoke_start(&invoke, server.client, request.session, 1, 0);
	request_receive(copy, VTEE_OP_INVOKE, &request);
	answer_success(copy, &request);
	call_end(&invoke);
	session_drop(&server, copy, request.session);
	session_drop(&server, server.fd, exchange.request.session);
	close(copy);
	server_stop(&server);
}

TEST(a_queue_maps_its_requests_memory_only)
{
	struct vtee_request request, unseen;
	struct vtee_param *param = &request.params[0];
	struct client_call call;
	struct server server;
	uint32_t session;
	int queue, third, shm, id;
	uint8_t *map;

	server_start(&server);
	queue = queue_make(&server);
	third = queue_make(&server);
	session = session_make(&server, queue);
	shm = (int)CHECK_OK(shm_alloc(server.client, PAGE, &id));
	invoke_start(&call, server.client, session, 1, 1);
	param_value(&call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, PAGE,
		    (uint64_t)id);
	call_start(&call);
	request_receive(queue, VTEE_OP_INVOKE, &request);
	CHECK_ERRNO((long)region_map(third, param), EACCES);
	CHECK_ERRNO((long)region_map(server.fd, param), EACCES);
	map = region_map(queue, param);
	CHECK(map != MAP_FAILED);
	map[0] = 1;
	answer_success(queue, &request);
	call_end(&call);

	/* Queued isn't enough, the request must have been received. */
	close(shm);
	shm = (int)CHECK_OK(shm_alloc(server.client, PAGE, &id));
	call.invoke.params[0].c = (uint64_t)id;
	call_start(&call);
	CHECK_ERRNO(ioctl(queue, VTEE_IOC_RECV, (void *)16), EFAULT);
	request_receive(queue, VTEE_OP_INVOKE, &unseen);
	CHECK_EQ(map[0], 0);
	answer_success(queue, &unseen);
	call_end(&call);
	close(shm);
	session_drop(&server, queue, session);
	region_unmap(map, param);
	close(queue);
	close(third);
	server_stop(&server);
}

TEST(a_released_queue_takes_its_sessions_along)
{
	struct client_call received, pending, later;
	struct vtee_request request;
	uint32_t session, other;
	struct server server;
	int queue;

	server_start(&server);
	queue = queue_make(&server);
	session = session_make(&server, queue);
	other = session_make(&server, -1);
	invoke_start(&received, server.client, session, 1, 0);
	request_receive(queue, VTEE_OP_INVOKE, &request);
	invoke_start(&pending, server.client, session, 2, 0);
	sleep_ms(50);
	close(queue);
	call_end(&received);
	call_end(&pending);
	CHECK_EQ(received.invoke.arg.ret, TEEC_ERROR_TARGET_DEAD);
	CHECK_EQ(received.invoke.arg.ret_origin, TEEC_ORIGIN_COMMS);
	CHECK_EQ(pending.invoke.arg.ret, TEEC_ERROR_TARGET_DEAD);
	invoke_start(&later, server.client, session, 3, 0);
	call_end(&later);
	CHECK_EQ(later.invoke.arg.ret, TEEC_ERROR_TARGET_DEAD);
	CHECK_ERRNO(call_cancel(server.client, session, 0), EINVAL);
	CHECK_OK(call_close(server.client, session));
	queue_is_empty(server.fd);

	/* the others go on */
	invoke_start(&later, server.client, other, 4, 0);
	request_receive(server.fd, VTEE_OP_INVOKE, &request);
	answer_success(server.fd, &request);
	call_end(&later);
	CHECK_EQ(later.invoke.arg.ret, 0);
	session_drop(&server, server.fd, other);
	server_stop(&server);
}

TEST(a_queue_outlives_its_server)
{
	struct vtee_request request;
	struct vtee_answer answer;
	struct server server;
	int queue;

	server_start(&server);
	queue = queue_make(&server);
	session_make(&server, queue);
	/* The client doesn't wait for a dead server to close its session. */
	close(server.fd);
	close(server.client);
	device_wait_gone(server.device);
	CHECK_ERRNO(ioctl(queue, VTEE_IOC_RECV, &request), ENODEV);
	memset(&answer, 0, sizeof(answer));
	answer.queue = -1;
	CHECK_ERRNO(answer_send(queue, &answer), ENODEV);
	CHECK_ERRNO(ioctl(queue, VTEE_IOC_QUEUE, 0), EPERM);
	close(queue);
}
