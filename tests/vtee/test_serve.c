// SPDX-License-Identifier: BSD-2-Clause
/* Creating a device, serving requests, cancelling them, and answers that are wrong */

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server.h"

TEST(identity)
{
	struct tee_ioctl_identity id = { .size = sizeof(id) };
	struct tee_ioctl_version_data vers;
	struct server server;

	server_start(&server);
	CHECK_EQ(fcntl(server.fd, F_GETFD), FD_CLOEXEC);
	CHECK_OK(ioctl(server.client, TEE_IOC_VERSION, &vers));
	CHECK_EQ(vers.impl_id, TEE_IMPL_ID_VTEE);
	CHECK_EQ(vers.gen_caps, TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL | TEE_GEN_CAP_OBJREF |
				TEE_GEN_CAP_REG_MEM);
	CHECK_OK(ioctl(server.client, TEE_IOC_IDENTITY, &id));
	CHECK_EQ(id.driver_type, TEE_DRIVER_TYPE_SOFTWARE);
	CHECK_EQ(id.max_params, VTEE_MAX_PARAMS);
	CHECK_EQ(id.max_shm_size, VTEE_MAX_SHM_SIZE);
	CHECK(!strcmp(id.driver_name, "vtee"));
	CHECK(!strcmp(id.conduit, "none"));
	CHECK(!strcmp(id.os_name, "test server"));
	CHECK(!strcmp(id.os_version, "1.2"));
	CHECK(!strcmp(id.os_build, "abc"));
	CHECK_EQ(id.os_uuid[0], 0xab);
	server_stop(&server);
}

#define REFUSED(err, change)			\
	do {					\
		create_init(&arg);		\
		change;				\
		CHECK_ERRNO(create(&arg), err);	\
	} while (0)

TEST(create_refuses_bad_arguments)
{
	struct { struct vtee_create arg; uint32_t more; } longer;
	struct vtee_create arg;
	int fd;

	REFUSED(EINVAL, arg.size = VTEE_CREATE_SIZE_VER0 - 1);
	REFUSED(E2BIG, arg.size = 5000);
	REFUSED(EINVAL, arg.flags = 1);
	REFUSED(EINVAL, arg.reserved = 1);
	REFUSED(EINVAL, arg.gen_caps |= TEE_GEN_CAP_PRIVILEGED);
	REFUSED(EINVAL, arg.gen_caps |= 1u << 31);
	REFUSED(EINVAL, arg.max_params = VTEE_MAX_PARAMS + 1);
	REFUSED(EINVAL, arg.max_sessions = 1u << 31);
	REFUSED(EINVAL, arg.max_shm_size = VTEE_MAX_SHM_SIZE + PAGE);
	REFUSED(EINVAL, arg.max_shm_size = PAGE + 1);
	REFUSED(EINVAL, arg.os_name[0] = 0);
	REFUSED(EINVAL, memset(arg.os_build, 'x', sizeof(arg.os_build)));
	REFUSED(EINVAL, strcpy(arg.os_version, "1\n2"));
	memset(&longer, 0, sizeof(longer));
	create_init(&longer.arg);
	longer.arg.size = sizeof(longer);
	longer.more = 1;
	CHECK_ERRNO(create(&longer.arg), E2BIG);
	longer.more = 0;
	fd = (int)CHECK_OK(create(&longer.arg));
	close(fd);
	device_wait_gone(longer.arg.device);
	fd = (int)CHECK_OK(open("/dev/vtee", O_RDWR));
	CHECK_ERRNO(ioctl(fd, VTEE_IOC_RECV, NULL), ENOTTY);
	CHECK_ERRNO(ioctl(fd, VTEE_IOC_CREATE, NULL), EFAULT);
}

static void open_as_user(void *unused)
{
	(void)unused;
	CHECK_OK(setgid(1000));
	CHECK_OK(setuid(1000));
	CHECK_ERRNO(open("/dev/vtee", O_RDWR), EACCES);
}

TEST(only_root_can_be_a_server)
{
	child_expect_ok(child_start(open_as_user, NULL), 10, "the user");
}

TEST(module_is_in_use)
{
	struct vtee_create arg;
	int fd;

	create_init(&arg);
	fd = (int)CHECK_OK(create(&arg));
	CHECK(system("rmmod vtee 2>/dev/null"));
	close(fd);
	device_wait_gone(arg.device);
}

TEST(requests_say_what_the_client_wants)
{
	struct client_call open = { .opens = true }, call;
	struct vtee_request first, request;
	struct server server;

	server_start(&server);
	open.fd = server.client;
	open_arg_init(&open.open, ta_uuid, TEE_IOCTL_LOGIN_USER, 1);
	param_value(&open.open.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 1, 2, 3);
	call_start(&open);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &first);
	CHECK_EQ(first.login, TEE_IOCTL_LOGIN_USER);
	CHECK(first.client[0] || first.client[1] || first.client[2]);
	CHECK_EQ(first.num_params, 1);
	CHECK_EQ(first.params[0].type, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT);
	CHECK_EQ(first.params[0].b, 2);
	/* the unused part isn't written */
	CHECK_EQ(first.params[1].type, 0xeeeeeeee);
	answer_success(server.fd, &first);
	call_end(&open);

	invoke_start(&call, server.client, first.session, 77, 2);
	param_value(&call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 0,
		    TEE_MEMREF_NULL);
	call_start(&call);
	request_receive(server.fd, VTEE_OP_INVOKE, &request);
	CHECK(request.id != first.id);
	CHECK_EQ(request.session, first.session);
	CHECK_EQ(request.command, 77);
	CHECK_EQ(request.params[0].region, 0);
	CHECK_EQ(request.params[1].type, TEE_IOCTL_PARAM_ATTR_TYPE_NONE);
	answer_success(server.fd, &request);
	call_end(&call);
	CHECK_EQ(call.invoke.arg.ret_origin, TEEC_ORIGIN_TRUSTED_APP);
	session_drop(&server, server.fd, first.session);
	server_stop(&server);
}

TEST(the_server_can_refuse_a_session)
{
	struct client_call call = { .opens = true };
	struct vtee_request request;
	struct vtee_answer answer;
	struct server server;

	server_start(&server);
	call.fd = server.client;
	open_arg_init(&call.open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call_start(&call);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &request);
	answer_init(&answer, &request);
	answer.ret = TEEC_ERROR_ITEM_NOT_FOUND;
	answer.origin = TEEC_ORIGIN_TEE;
	CHECK_OK(answer_send(server.fd, &answer));
	call_end(&call);
	CHECK_EQ(call.open.arg.ret, TEEC_ERROR_ITEM_NOT_FOUND);
	CHECK_EQ(call.open.arg.ret_origin, TEEC_ORIGIN_TEE);
	server_stop(&server);
}

static void *invoke_object(void *arg)
{
	static struct { struct tee_ioctl_object_invoke_arg arg; struct tee_ioctl_param params[2]; }
		object = { .arg = { .id = 99, .op = 5, .num_params = 2 } };

	param_value(&object.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT, 7, 1, 0);
	param_value(&object.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT, 0, 0, 0);
	CHECK_OK(buf_ioctl(*(int *)arg, TEE_IOC_OBJECT_INVOKE, &object, sizeof(object)));
	CHECK_EQ(object.arg.ret, TEEC_ERROR_NO_DATA);
	CHECK_EQ(object.params[1].a, 1234);
	CHECK_EQ(object.params[1].b, 2);
	return NULL;
}

TEST(objects)
{
	struct vtee_request request;
	struct vtee_answer answer;
	struct server server;
	pthread_t thread;

	server_start(&server);
	CHECK_EQ(pthread_create(&thread, NULL, invoke_object, &server.client), 0);
	request_receive(server.fd, VTEE_OP_OBJECT_INVOKE, &request);
	CHECK_EQ(request.object, 99);
	CHECK_EQ(request.command, 5);
	CHECK_EQ(request.params[0].a, 7);
	answer_init(&answer, &request);
	answer.ret = TEEC_ERROR_NO_DATA;
	answer.params[1].a = 1234;
	answer.params[1].b = 2;
	CHECK_OK(answer_send(server.fd, &answer));
	pthread_join(thread, NULL);
	server_stop(&server);
}

TEST(poll_and_nonblock)
{
	struct pollfd ready;
	struct vtee_request request;
	struct client_call call;
	struct server server;
	uint32_t session;

	server_start(&server);
	session = session_make(&server, -1);
	ready = (struct pollfd){ .fd = server.fd, .events = POLLIN };
	CHECK_OK(fcntl(server.fd, F_SETFL, O_NONBLOCK));
	CHECK_ERRNO(ioctl(server.fd, VTEE_IOC_RECV, &request), EAGAIN);
	queue_is_empty(server.fd);
	invoke_start(&call, server.client, session, 0, 0);
	CHECK_EQ(poll(&ready, 1, 10000), 1);
	CHECK_EQ(ready.revents, POLLIN);
	CHECK_OK(ioctl(server.fd, VTEE_IOC_RECV, &request));
	queue_is_empty(server.fd);
	answer_success(server.fd, &request);
	call_end(&call);
	session_drop(&server, server.fd, session);
	server_stop(&server);
}

TEST(a_request_that_cannot_be_copied_stays)
{
	struct vtee_request request;
	struct client_call call;
	struct server server;
	uint32_t session;

	server_start(&server);
	session = session_make(&server, -1);
	invoke_start(&call, server.client, session, 5, 0);
	CHECK_ERRNO(ioctl(server.fd, VTEE_IOC_RECV, (void *)16), EFAULT);
	request_receive(server.fd, VTEE_OP_INVOKE, &request);
	CHECK_EQ(request.command, 5);
	CHECK_ERRNO(ioctl(server.fd, VTEE_IOC_SEND, (void *)16), EFAULT);
	answer_success(server.fd, &request);
	call_end(&call);
	session_drop(&server, server.fd, session);
	server_stop(&server);
}

TEST(cancellation)
{
	struct vtee_request request, cancel;
	struct client_call call, pending;
	struct vtee_answer answer;
	struct server server;
	uint32_t session;

	server_start(&server);
	session = session_make(&server, -1);
	invoke_start(&call, server.client, session, 0, 1);
	call.invoke.arg.cancel_id = 5;
	call_start(&call);
	request_receive(server.fd, VTEE_OP_INVOKE, &request);
	CHECK_ERRNO(call_cancel(server.client, session, 4), EINVAL);
	queue_is_empty(server.fd);
	CHECK_OK(call_cancel(server.client, session, 5));
	CHECK_OK(call_cancel(server.client, session, 5));
	request_receive(server.fd, VTEE_OP_CANCEL, &cancel);
	CHECK_EQ(cancel.id, request.id);
	CHECK_EQ(cancel.session, session);
	queue_is_empty(server.fd);
	answer_init(&answer, &request);
	answer.ret = TEEC_ERROR_CANCEL;
	CHECK_OK(answer_send(server.fd, &answer));
	call_end(&call);
	CHECK_EQ(call.invoke.arg.ret, TEEC_ERROR_CANCEL);
	CHECK_EQ(call.invoke.arg.ret_origin, TEEC_ORIGIN_TRUSTED_APP);

	/* The server never sees a call that is cancelled before it's received. */
	invoke_start(&pending, server.client, session, 0, 1);
	pending.invoke.arg.cancel_id = 6;
	call_start(&pending);
	while (call_cancel(server.client, session, 6))
		CHECK_EQ(errno, EINVAL);
	call_end(&pending);
	CHECK_EQ(pending.invoke.arg.ret, TEEC_ERROR_CANCEL);
	CHECK_EQ(pending.invoke.arg.ret_origin, TEEC_ORIGIN_COMMS);
	queue_is_empty(server.fd);
	session_drop(&server, server.fd, session);
	server_stop(&server);
}

/* An answer that's wrong in one respect is refused, and the request still waits. */
#define LIE(err, change)						\
	do {								\
		answer_init(&answer, &request);				\
		change;							\
		CHECK_ERRNO(answer_send(server.fd, &answer), err);	\
	} while (0)

TEST(lies_are_refused)
{
	struct vtee_request request;
	struct vtee_answer answer;
	struct client_call call;
	struct server server;
	uint32_t session;
	int id, shm;

	server_start(&server);
	session = session_make(&server, -1);
	shm = (int)CHECK_OK(shm_alloc(server.client, PAGE, &id));
	invoke_start(&call, server.client, session, 0, 3);
	param_value(&call.invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 8, 100, id);
	param_value(&call.invoke.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 1, 2, 3);
	param_value(&call.invoke.params[2], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 0, 0, 0);
	call_start(&call);
	request_receive(server.fd, VTEE_OP_INVOKE, &request);

	LIE(ENOENT, answer.id = 0);
	LIE(ENOENT, answer.id++);
	LIE(ENOENT, answer.id--);
	LIE(EINVAL, answer.num_params = 2);
	LIE(EINVAL, answer.num_params = 4);
	LIE(EINVAL, answer.num_params = UINT32_MAX);
	LIE(EINVAL, answer.origin = 0);
	LIE(EINVAL, answer.origin = 5);
	LIE(EINVAL, answer.params[0].type = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT);
	LIE(EINVAL, answer.params[0].type = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT);
	LIE(EINVAL, answer.params[1].type |= 1u << 31);
	LIE(EINVAL, answer.params[0].b = 101);
	LIE(EINVAL, answer.params[0].b = UINT64_MAX);

	/* inputs, and where the memory is, don't come from the answer */
	answer_init(&answer, &request);
	answer.ret = TEEC_ERROR_SHORT_BUFFER;
	answer.params[0] = (struct vtee_param){
		.type = answer.params[0].type, .region = 55, .a = 4096, .b = 9999, .c = 1,
	};
	answer.params[1].a = 17;
	answer.params[2].c = 18;
	CHECK_OK(answer_send(server.fd, &answer));
	CHECK_ERRNO(answer_send(server.fd, &answer), ENOENT);
	call_end(&call);
	CHECK_EQ(call.invoke.arg.ret, TEEC_ERROR_SHORT_BUFFER);
	CHECK_EQ(call.invoke.params[0].a, 8);
	CHECK_EQ(call.invoke.params[0].b, 9999);
	CHECK_EQ(call.invoke.params[1].a, 1);
	CHECK_EQ(call.invoke.params[2].c, 18);
	close(shm);
	session_drop(&server, server.fd, session);
	server_stop(&server);
}

TEST(lies_about_queues_are_refused)
{
	struct client_call call, open = { .opens = true };
	struct server server, other;
	struct vtee_request request;
	struct vtee_answer answer;
	int queue, foreign;

	server_start(&server);
	server_start(&other);
	queue = (int)CHECK_OK(ioctl(server.fd, VTEE_IOC_QUEUE, 0));
	foreign = (int)CHECK_OK(ioctl(other.fd, VTEE_IOC_QUEUE, 0));
	open.fd = server.client;
	open_arg_init(&open.open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call_start(&open);
	request_receive(server.fd, VTEE_OP_OPEN_SESSION, &request);
	LIE(EBADF, answer.queue = 1000);
	LIE(EBADF, answer.queue = -2);
	LIE(EINVAL, answer.queue = 0);
	LIE(EINVAL, answer.queue = foreign);
	LIE(EINVAL, (answer.queue = queue, answer.ret = TEEC_ERROR_GENERIC));
	answer_success(server.fd, &request);
	call_end(&open);

	invoke_start(&call, server.client, request.session, 0, 0);
	request_receive(server.fd, VTEE_OP_INVOKE, &request);
	LIE(EINVAL, answer.queue = queue);
	answer_success(server.fd, &request);
	call_end(&call);
	session_drop(&server, server.fd, request.session);
	close(queue);
	close(foreign);
	server_stop(&server);
	server_stop(&other);
}

#define THREADS	4
#define CLIENTS	8
#define CALLS	200

struct echo_client { unsigned int device; int server; };

/* Memory that is registered in the middle of a page, and a value */
static void echo(void *arg)
{
	static uint8_t in[3 * PAGE], out[3 * PAGE];
	const struct echo_client *client = arg;
	struct invoke_arg invoke;
	uint32_t session;
	int fd, in_id, out_id;

	close(client->server);
	fd = (int)CHECK_OK(device_open(client->device));
	session = session_open(fd, ta_uuid);
	CHECK_OK(shm_register(fd, in + 100, sizeof(in) - 200, &in_id));
	CHECK_OK(shm_register(fd, out + 300, sizeof(out) - 300, &out_id));
	for (unsigned int n = 0; n < CALLS; n++) {
		invoke_arg_init(&invoke, session, CMD_ADD, 1);
		param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, n, 7, 0);
		CHECK_OK(call_invoke(fd, &invoke));
		CHECK_EQ(invoke.params[0].a, n + 7);
		memset(in, (int)(n + (unsigned int)getpid()), sizeof(in));
		invoke_arg_init(&invoke, session, CMD_COPY, 2);
		param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 50, 5000,
			    (uint64_t)in_id);
		param_value(&invoke.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 20, 6000,
			    (uint64_t)out_id);
		CHECK_OK(call_invoke(fd, &invoke));
		CHECK_EQ(invoke.params[1].b, 5000);
		CHECK(!memcmp(in + 150, out + 320, 5000));
		CHECK_EQ(out[5320], 0);
	}
	CHECK_OK(call_close(fd, session));
}

TEST_LIMIT(many_clients_and_threads, 100)
{
	pthread_t threads[THREADS];
	struct echo_client client;
	struct server server;
	pid_t pids[CLIENTS];

	server_start(&server);
	for (int n = 0; n < THREADS; n++)
		CHECK_EQ(pthread_create(&threads[n], NULL, serve, &server.fd), 0);
	client = (struct echo_client){ server.device, server.fd };
	for (int n = 0; n < CLIENTS; n++)
		pids[n] = child_start(echo, &client);
	for (int n = 0; n < CLIENTS; n++)
		child_expect_ok(pids[n], 80, "a client");
	/* The threads still refer to the server's fd, so they end with the process. */
	close(server.client);
}
