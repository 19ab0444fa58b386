// SPDX-License-Identifier: BSD-2-Clause
/*
 * Forward OP-TEE's plugin requests (OPTEE_RPC_CMD_SUPP_PLUGIN) to the plugin
 * host. Whichever waiting thread gets there first reads the stream on behalf of
 * all of them. As there is a waiter for every request in flight, the host never
 * gets stuck on a reply that nobody reads.
 */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <tee_client_api.h>

#include "log.h"
#include "request/request.h"
#include "services/plugin/plugin.h"
#include "services/plugin/plugin_link.h"
#include "stopping.h"

#define PLUGIN_INVOKE		0

/*
 * struct call - a request in flight, on its caller's stack
 * @next:	next on host.calls
 * @sequence:	matches the reply to the request
 * @done:	@used and @result are valid
 * @data: @size: the caller's buffer
 * @used: @result: copied from the reply
 */
struct call {
	struct call *next;
	uint32_t sequence;
	bool done;
	void *data;
	uint32_t size;
	uint64_t used;
	uint32_t result;
};

/*
 * @sending keeps requests from being interleaved on the stream. Everything else
 * is under @lock.
 */
static struct {
	pthread_mutex_t sending;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int fd;			/* -1 if there is no plugin host */
	struct call *calls;
	uint32_t sequence;
	bool reading;		/* one of the callers is reading for all of them */
	bool broken;		/* the stream has failed, expect no more replies */
} host = {
	.sending = PTHREAD_MUTEX_INITIALIZER,
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.changed = PTHREAD_COND_INITIALIZER,
	.fd = -1,
};

void plugin_start(int fd)
{
	host.fd = fd;
	host.broken = false;
}

/* Called with host.lock held. */
static struct call *find_call(uint32_t sequence)
{
	struct call *call = host.calls;

	while (call && (call->sequence != sequence || call->done))
		call = call->next;
	return call;
}

static void remove_call(struct call *call)
{
	struct call **link = &host.calls;

	while (*link != call)
		link = &(*link)->next;
	*link = call->next;
}

/*
 * Wait for a reply and read its header. Return: 0; -ECANCELED: the supplicant
 * is shutting down; or another -errno.
 */
static int read_answer(int fd, struct plugin_link_answer *answer)
{
	struct pollfd wait[] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = stopping_fd(), .events = POLLIN },
	};

	while (poll(wait, 2, -1) < 0)
		if (errno != EINTR)
			return -errno;
	if (!wait[0].revents)
		return -ECANCELED;
	return plugin_link_read(fd, answer, sizeof(*answer));
}

/*
 * Read one reply and complete its call. Called with host.lock held, which is
 * dropped while reading. @call can't go away meanwhile: its owner doesn't
 * return before host.reading is cleared.
 */
static void read_for_all(int fd)
{
	struct plugin_link_answer answer;
	struct call *call = NULL;
	int err;

	host.reading = true;
	pthread_mutex_unlock(&host.lock);
	err = read_answer(fd, &answer);
	if (!err) {
		pthread_mutex_lock(&host.lock);
		call = find_call(answer.sequence);
		pthread_mutex_unlock(&host.lock);
		if (!call || (answer.size && answer.size != call->size))
			err = -EBADMSG;
		else
			err = plugin_link_read(fd, call->data, answer.size);
	}
	if (err && err != -ECANCELED)
		log_error("receiving from the plugin host: %s", strerror(-err));
	pthread_mutex_lock(&host.lock);
	host.reading = false;
	if (err) {
		host.broken = true;
	} else {
		call->used = answer.used;
		call->result = answer.result;
		call->done = true;
	}
	pthread_cond_broadcast(&host.changed);
}

static int send_request(int fd, const struct plugin_link_request *request, const void *data)
{
	int err;

	pthread_mutex_lock(&host.sending);
	err = plugin_link_write(fd, request, sizeof(*request));
	if (!err)
		err = plugin_link_write(fd, data, request->size);
	pthread_mutex_unlock(&host.sending);
	return err;
}

uint32_t plugin_invoke(const uint8_t uuid[16], uint32_t command, uint32_t sub_command, void *data,
		       size_t size, size_t *used)
{
	struct plugin_link_request request = {
		.size = (uint32_t)size,
		.command = command,
		.sub_command = sub_command,
	};
	struct call call = { .data = data, .size = (uint32_t)size };
	int fd = host.fd, err;

	if (fd < 0)
		return TEEC_ERROR_ITEM_NOT_FOUND;
	if (size > PLUGIN_MAX_DATA)
		return TEEC_ERROR_OUT_OF_MEMORY;
	memcpy(request.uuid, uuid, sizeof(request.uuid));

	/* Queue the call first, as its reply may arrive before we are done sending. */
	pthread_mutex_lock(&host.lock);
	call.sequence = request.sequence = ++host.sequence;
	call.next = host.calls;
	host.calls = &call;
	err = host.broken ? -EPIPE : 0;
	pthread_mutex_unlock(&host.lock);
	if (!err)
		err = send_request(fd, &request, data);

	pthread_mutex_lock(&host.lock);
	if (err)
		host.broken = true;
	while (!call.done && !host.broken) {
		if (!host.reading)
			read_for_all(fd);
		else
			pthread_cond_wait(&host.changed, &host.lock);
	}
	/* Somebody may be in the middle of reading a reply into our buffer. */
	while (!call.done && host.reading)
		pthread_cond_wait(&host.changed, &host.lock);
	remove_call(&call);
	pthread_cond_broadcast(&host.changed);
	pthread_mutex_unlock(&host.lock);
	*used = (size_t)call.used;
	return call.done ? call.result : TEEC_ERROR_COMMUNICATION;
}

/* The UUID arrives as four 32-bit values, each little-endian. */
static void put_word(uint8_t *to, uint64_t word)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(word >> (8 * i));
}

uint32_t supp_plugin(struct service_request *request)
{
	struct supp_param *params = request->params, *memory = &params[3];
	uint8_t uuid[16];
	uint32_t result;
	size_t used = 0;

	if (!supp_expect(request, "vvxX") || params[0].b > UINT32_MAX ||
	    params[0].c > UINT32_MAX || params[1].a > UINT32_MAX ||
	    params[1].b > UINT32_MAX || params[1].c > UINT32_MAX ||
	    params[2].a > UINT32_MAX || (memory->size && !memory->data))
		return TEEC_ERROR_BAD_PARAMETERS;
	if (params[0].a != PLUGIN_INVOKE)
		return TEEC_ERROR_NOT_SUPPORTED;
	put_word(uuid, params[0].b);
	put_word(uuid + 4, params[0].c);
	put_word(uuid + 8, params[1].a);
	put_word(uuid + 12, params[1].b);
	result = plugin_invoke(uuid, (uint32_t)params[1].c, (uint32_t)params[2].a, memory->data,
			       memory->size, &used);
	/*
	 * The TA may well trust this size, so do not let a plugin claim that it
	 * wrote more than fits. On an error, pass on what the plugin says it
	 * needs.
	 */
	params[2].b = !result && used > memory->size ? memory->size : used;
	return result;
}
