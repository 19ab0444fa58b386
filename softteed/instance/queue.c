// SPDX-License-Identifier: BSD-2-Clause
/*
 * A session's calls from a queue of a vtee device, see docs/PROTOCOL.vtee.md. The kernel is
 * at the other end, so requests are well-formed. The client's memory isn't.
 *
 * A reply is kept until the next request is received, since a single system call does both.
 * Cancellation arrives in the queue, and other calls of the client's may come before it. Those
 * wait in a list for their turn. The session's thread receives, except during a call to another
 * application, where that's up to the thread that watches over it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "softteed/instance/instance_private.h"

/* Answers */

/* The kernel takes only the request's own parameters for an answer, with their outputs. */
static void begin_answer(const struct vtee_request *request, struct vtee_answer *answer)
{
	memset(answer, 0, sizeof(*answer));
	answer->id = request->id;
	answer->queue = -1;
	answer->num_params = request->num_params;
	memcpy(answer->params, request->params, sizeof(answer->params));
}

static void set_result(const struct vtee_request *request, struct vtee_answer *answer,
		       uint32_t result, uint32_t origin)
{
	answer->ret = result;
	answer->origin = request->op == VTEE_OP_CLOSE_SESSION ? 0 : origin;
}

static void set_output(const struct channel_param *from, uint32_t result, struct vtee_param *to)
{
	switch (to->type) {
	case TEE_PARAM_TYPE_VALUE_OUTPUT:
	case TEE_PARAM_TYPE_VALUE_INOUT:
		to->a = from->a;
		to->b = from->b;
		break;
	case TEE_PARAM_TYPE_MEMREF_OUTPUT:
	case TEE_PARAM_TYPE_MEMREF_INOUT:
		/* Only a buffer that is too short can need more than it has. */
		if (from->b < to->b || result == TEE_ERROR_SHORT_BUFFER)
			to->b = from->b;
		break;
	}
}

/* If this fails, the client is gone, or the device. */
static void send_failure(const struct instance_queue *queue, const struct vtee_request *request,
			 uint32_t result)
{
	struct vtee_answer answer;

	begin_answer(request, &answer);
	set_result(request, &answer, result, TEE_ORIGIN_COMMS);
	ioctl(queue->fd, VTEE_IOC_SEND, &answer);
}

void instance_queue_reply(struct instance_queue *queue, const struct channel_reply *reply)
{
	const struct vtee_request *request = &queue->request;
	struct vtee_answer *answer = &queue->exchange.answer;

	begin_answer(request, answer);
	set_result(request, answer, reply->result, reply->origin);
	for (uint32_t n = 0; n < request->num_params && n < CHANNEL_PARAMS; n++)
		set_output(&reply->params[n], reply->result, &answer->params[n]);
	queue->has_answer = true;
}

static void flush_answer(struct instance_queue *queue)
{
	if (queue->has_answer)
		ioctl(queue->fd, VTEE_IOC_SEND, &queue->exchange.answer);
	queue->has_answer = false;
}

/* Requests that wait for their turn */

static void add_waiting(struct instance_queue *queue, const struct vtee_request *request)
{
	struct instance_request **link = &queue->waiting, *new = malloc(sizeof(*new));

	if (!new) {
		send_failure(queue, request, TEE_ERROR_OUT_OF_MEMORY);
		return;
	}
	*new = (struct instance_request){ .request = *request };
	while (*link)
		link = &(*link)->next;
	*link = new;
}

static bool take_waiting(struct instance_queue *queue, struct vtee_request *request)
{
	struct instance_request *first = queue->waiting;

	if (!first)
		return false;
	*request = first->request;
	queue->waiting = first->next;
	free(first);
	return true;
}

static void cancel(struct instance_queue *queue, uint64_t id)
{
	struct instance_request **link = &queue->waiting, *found;

	queue->cancelled |= id == queue->request.id;
	while (*link && (*link)->request.id != id)
		link = &(*link)->next;
	found = *link;
	if (!found)
		return;
	*link = found->next;
	send_failure(queue, &found->request, TEE_ERROR_CANCEL);
	free(found);
}

/* Receive all there is during a call. If the device is gone, nobody waits for the call. */
static void receive_waiting(struct instance_queue *queue)
{
	struct pollfd ready = { .fd = queue->fd, .events = POLLIN };
	struct vtee_request request = { 0 };

	if (poll(&ready, 1, 0) <= 0)
		return;
	/* What poll() has seen may have been cancelled by now. */
	fcntl(queue->fd, F_SETFL, O_NONBLOCK);
	while (!ioctl(queue->fd, VTEE_IOC_RECV, &request)) {
		if (request.op == VTEE_OP_CANCEL)
			cancel(queue, request.id);
		else
			add_waiting(queue, &request);
	}
	queue->cancelled |= errno == ENODEV;
	fcntl(queue->fd, F_SETFL, 0);
}

bool instance_queue_is_cancelled(struct instance_queue *queue)
{
	if (!queue->cancelled)
		receive_waiting(queue);
	return queue->cancelled;
}

void instance_queue_await_cancel(const struct instance_queue *queue, uint32_t milliseconds)
{
	struct pollfd ready = { .fd = queue->fd, .events = POLLIN };

	poll(&ready, 1, milliseconds > INT32_MAX ? -1 : (int)milliseconds);
}

/* Calls */

/* Receive a request that isn't a cancellation: of a call that has been answered, that is. */
static int receive(struct instance_queue *queue)
{
	int rc;

	if (queue->waiting)
		flush_answer(queue);
	if (take_waiting(queue, &queue->request))
		return 0;
	do {
		rc = queue->has_answer ?
		     ioctl(queue->fd, VTEE_IOC_SEND_RECV, &queue->exchange) :
		     ioctl(queue->fd, VTEE_IOC_RECV, &queue->exchange.request);
		/* The answer is dropped if it's sent again. */
		if (!rc)
			queue->has_answer = false;
		if (rc && errno != EINTR)
			return -errno;
	} while (rc || queue->exchange.request.op == VTEE_OP_CANCEL);
	queue->request = queue->exchange.request;
	return 0;
}

static uint32_t kind_of(uint32_t op)
{
	switch (op) {
	case VTEE_OP_OPEN_SESSION: return CHANNEL_OPEN;
	case VTEE_OP_INVOKE: return CHANNEL_INVOKE;
	default: return CHANNEL_CLOSE;
	}
}

static bool is_memref(const struct vtee_param *param)
{
	return param->type >= TEE_PARAM_TYPE_MEMREF_INPUT &&
	       param->type <= TEE_PARAM_TYPE_MEMREF_INOUT;
}

static int get_param(struct instance_session *session, const struct vtee_param *from,
		     struct channel_param *to)
{
	*to = (struct channel_param){ .type = from->type, .a = from->a, .b = from->b };
	if (!is_memref(from))
		return 0;
	to->memory = from->region ? from->region : CHANNEL_NO_MEMORY;
	return from->region ? instance_memory_map_region(session, from->region, from->c) : 0;
}

static int get_call(struct instance_session *session, struct channel_call *call)
{
	const struct vtee_request *request = &session->queue.request;
	int rc = 0;

	*call = (struct channel_call){ .kind = kind_of(request->op), .command = request->command };
	if (request->num_params > CHANNEL_PARAMS)
		return -EINVAL;
	instance_memory_make_room(session);
	for (uint32_t n = 0; n < request->num_params && !rc; n++)
		rc = get_param(session, &request->params[n], &call->params[n]);
	return rc;
}

int instance_queue_await_call(struct instance_session *session, struct channel_call *call)
{
	struct instance_queue *queue = &session->queue;
	int rc;

	for (;;) {
		rc = receive(queue);
		if (rc)
			return rc;
		queue->cancelled = false;
		rc = get_call(session, call);
		if (!rc)
			return 0;
		send_failure(queue, &queue->request, rc == -EINVAL ? TEE_ERROR_BAD_PARAMETERS :
			     TEE_ERROR_OUT_OF_MEMORY);
		/* That was no session's start. */
		if (call->kind == CHANNEL_OPEN)
			return -EBADMSG;
	}
}

void instance_queue_close(struct instance_queue *queue)
{
	struct vtee_request request;

	flush_answer(queue);
	while (take_waiting(queue, &request))
		send_failure(queue, &request, TEE_ERROR_TARGET_DEAD);
	close(queue->fd);
}
