// SPDX-License-Identifier: BSD-2-Clause
/* A server of /dev/vtee and its clients, see server.h */

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server.h"

const uint8_t ta_uuid[UUID_LEN] = {
	0x3f, 0x10, 0x5c, 0x6e, 0x81, 0x9b, 0x4a, 0x0d,
	0x9e, 0x27, 0x52, 0xd4, 0x1b, 0xc8, 0x60, 0x77,
};

void create_init(struct vtee_create *create)
{
	memset(create, 0, sizeof(*create));
	create->size = sizeof(*create);
	create->gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL | TEE_GEN_CAP_OBJREF;
	create->os_uuid[0] = 0xab;
	strcpy(create->os_name, "test server");
	strcpy(create->os_version, "1.2");
	strcpy(create->os_build, "abc");
}

int create(struct vtee_create *create)
{
	int fd = (int)CHECK_OK(open("/dev/vtee", O_RDWR | O_CLOEXEC)), server, err;

	server = ioctl(fd, VTEE_IOC_CREATE, create);
	err = errno;
	close(fd);
	errno = err;
	return server;
}

int device_open(unsigned int device)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/tee%u", device);
	return open(path, O_RDWR | O_CLOEXEC);
}

void device_wait_gone(unsigned int device)
{
	uint64_t end = deadline_ms(10000);
	char path[32];

	snprintf(path, sizeof(path), "/dev/tee%u", device);
	while (!access(path, F_OK)) {
		CHECK_MSG(now_ms() < end, "%s is still there", path);
		sleep_ms(5);
	}
}

void server_start(struct server *server)
{
	struct vtee_create arg;

	create_init(&arg);
	server->fd = (int)CHECK_OK(create(&arg));
	server->device = arg.device;
	server->client = (int)CHECK_OK(device_open(arg.device));
}

void server_stop(struct server *server)
{
	close(server->client);
	close(server->fd);
	device_wait_gone(server->device);
}

void request_receive(int fd, uint32_t op, struct vtee_request *request)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	memset(request, 0xee, sizeof(*request));
	CHECK_MSG(poll(&ready, 1, 10000 * test_time_factor()) == 1, "no request arrives");
	CHECK_OK(ioctl(fd, VTEE_IOC_RECV, request));
	CHECK_EQ(request->op, op);
	CHECK_EQ(!request->id, op == VTEE_OP_ABANDON);
	CHECK_EQ(request->reserved, 0);
}

void answer_init(struct vtee_answer *answer, const struct vtee_request *request)
{
	bool has_origin = request->op == VTEE_OP_OPEN_SESSION || request->op == VTEE_OP_INVOKE;

	memset(answer, 0, sizeof(*answer));
	answer->id = request->id;
	answer->origin = has_origin ? TEEC_ORIGIN_TRUSTED_APP : 0;
	answer->queue = -1;
	answer->num_params = request->num_params;
	memcpy(answer->params, request->params, request->num_params * sizeof(answer->params[0]));
}

int answer_send(int fd, struct vtee_answer *answer)
{
	return ioctl(fd, VTEE_IOC_SEND, answer);
}

void answer_success(int fd, const struct vtee_request *request)
{
	struct vtee_answer answer;

	answer_init(&answer, request);
	CHECK_OK(answer_send(fd, &answer));
}

uint8_t *region_map(int fd, const struct vtee_param *param)
{
	return mmap(NULL, param->c, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    (off_t)VTEE_MMAP_OFFSET(param->region, 0));
}

void region_unmap(uint8_t *region, const struct vtee_param *param)
{
	CHECK_OK(munmap(region, param->c));
}

void queue_is_empty(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	CHECK_EQ(poll(&ready, 1, 0), 0);
}

static void *run_call(void *arg)
{
	struct client_call *call = arg;

	call->rc = call->closes ? call_close(call->fd, call->closes) :
		   call->opens ? call_open(call->fd, &call->open) :
		   call_invoke(call->fd, &call->invoke);
	call->err = errno;
	return NULL;
}

void call_start(struct client_call *call)
{
	CHECK_EQ(pthread_create(&call->thread, NULL, run_call, call), 0);
}

void call_end(struct client_call *call)
{
	CHECK_EQ(pthread_join(call->thread, NULL), 0);
	CHECK_MSG(!call->rc, "the call returned %s", errno_name(call->err));
}

void invoke_start(struct client_call *call, int fd, uint32_t session, uint32_t command,
		  uint32_t num_params)
{
	memset(call, 0, sizeof(*call));
	call->fd = fd;
	invoke_arg_init(&call->invoke, session, command, num_params);
	if (!num_params)
		call_start(call);
}

uint32_t session_make(const struct server *server, int queue)
{
	struct client_call call = { .fd = server->client, .opens = true };
	struct vtee_request request;
	struct vtee_answer answer;

	open_arg_init(&call.open, ta_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call_start(&call);
	request_receive(server->fd, VTEE_OP_OPEN_SESSION, &request);
	CHECK(!memcmp(request.uuid, ta_uuid, UUID_LEN));
	answer_init(&answer, &request);
	answer.queue = queue;
	CHECK_OK(answer_send(server->fd, &answer));
	call_end(&call);
	CHECK_EQ(call.open.arg.ret, 0);
	CHECK_EQ(call.open.arg.session, request.session);
	return request.session;
}

void session_drop(const struct server *server, int queue, uint32_t session)
{
	struct client_call call = { .fd = server->client, .closes = session };
	struct vtee_request request;

	call_start(&call);
	request_receive(queue, VTEE_OP_CLOSE_SESSION, &request);
	CHECK_EQ(request.session, session);
	answer_success(queue, &request);
	call_end(&call);
}

/* Mapping fails if the client has been killed meanwhile. */
static uint32_t copy_memory(int fd, struct vtee_param *from, struct vtee_param *to)
{
	uint8_t *in = region_map(fd, from), *out = region_map(fd, to);
	bool mapped = in != MAP_FAILED && out != MAP_FAILED;

	to->b = from->b < to->b ? from->b : to->b;
	if (mapped)
		memcpy(out + to->a, in + from->a, to->b);
	if (in != MAP_FAILED)
		region_unmap(in, from);
	if (out != MAP_FAILED)
		region_unmap(out, to);
	return mapped ? TEEC_SUCCESS : TEEC_ERROR_GENERIC;
}

void *serve(void *arg)
{
	int fd = *(int *)arg;
	struct vtee_exchange exchange;

	memset(&exchange, 0, sizeof(exchange));
	if (ioctl(fd, VTEE_IOC_RECV, &exchange.request))
		return NULL;
	do {
		answer_init(&exchange.answer, &exchange.request);
		if (exchange.request.op == VTEE_OP_INVOKE) {
			struct vtee_param *params = exchange.answer.params;

			if (exchange.request.command == CMD_ADD)
				params[0].a += params[0].b;
			else
				exchange.answer.ret = copy_memory(fd, &params[0], &params[1]);
		}
	} while (!ioctl(fd, VTEE_IOC_SEND_RECV, &exchange));
	CHECK_EQ(errno, ENODEV);
	return NULL;
}
