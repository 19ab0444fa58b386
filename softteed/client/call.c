// SPDX-License-Identifier: BSD-2-Clause
/*
 * Calls in a session: the queue for the session's channel, parameters, and memory that the
 * instance has to map first, or should unmap.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <tee_client_api.h>

#include "softteed/client/client_private.h"
#include "softteed/protocol/packet.h"

/* Queueing. All of these are called with the lock held. */

static void remove_turn(struct client_session *session, struct client_turn *turn)
{
	struct client_turn **link = &session->queue;

	while (*link != turn)
		link = &(*link)->next;
	*link = turn->next;
	if (session->queue)
		pthread_cond_broadcast(&session->turn);
}

/* Return false if the call was cancelled meanwhile. */
static bool take_turn(struct softteed_client *client, struct client_session *session,
		      struct client_turn *turn)
{
	struct client_turn **link = &session->queue;

	while (*link)
		link = &(*link)->next;
	*link = turn;
	while (session->queue != turn && !turn->cancelled)
		pthread_cond_wait(&session->turn, &client->lock);
	if (session->queue == turn)
		return true;
	remove_turn(session, turn);
	return false;
}

/* Memory */

static bool is_memref(uint64_t attr)
{
	return attr >= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT &&
	       attr <= TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
}

static int attach(struct client_session *session, struct client_memory *memory, int id)
{
	const struct channel_attach message = { .id = (uint32_t)id, .size = memory->size };

	return packet_send(session->socket, &message, sizeof(message), &memory->fd, 1,
			   MSG_DONTWAIT);
}

static bool is_attached(const struct client_session *session, int id)
{
	for (size_t n = session->num_attached; n; n--) {
		if (session->attached[n - 1] == id)
			return true;
	}
	return false;
}

/*
 * Send along whatever the call refers to and the session doesn't have. It's counted as
 * attached right away: if the instance can't map it, it ends the session.
 */
static int attach_memory(struct softteed_client *client, struct client_session *session,
			 struct channel_call *call)
{
	for (size_t n = 0; n < CHANNEL_PARAMS; n++) {
		uint32_t id = call->params[n].memory;
		int rc;

		if (!is_memref(call->params[n].type) || id == CHANNEL_NO_MEMORY ||
		    is_attached(session, (int)id))
			continue;
		rc = attach(session, &client->memory[id], (int)id);
		if (rc)
			return rc;
		session->attached[session->num_attached++] = (int)id;
		session->attached_bytes += client->memory[id].size;
		client->memory[id].sessions++;
		call->attached++;
	}
	return 0;
}

/* Parameters */

static int set_memref(struct softteed_client *client, const struct tee_ioctl_param *from,
		      struct channel_param *to)
{
	struct client_memory *memory;
	uint64_t end;

	to->a = from->a;
	to->b = from->b;
	to->memory = CHANNEL_NO_MEMORY;
	if (from->c == TEE_MEMREF_NULL)
		return from->a || from->b ? -EINVAL : 0;
	memory = client_memory_get(client, from->c);
	if (!memory || __builtin_add_overflow(from->a, from->b, &end) || end > memory->size)
		return -EINVAL;
	to->memory = (uint32_t)from->c;
	return 0;
}

static int set_param(struct softteed_client *client, const struct tee_ioctl_param *from,
		     struct channel_param *to)
{
	to->type = (uint32_t)from->attr;
	if (from->attr == TEE_IOCTL_PARAM_ATTR_TYPE_NONE)
		return 0;
	if (is_memref(from->attr))
		return set_memref(client, from, to);
	if (from->attr > TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT)
		return -EINVAL;
	to->a = from->a;
	to->b = from->b;
	return 0;
}

static void get_outputs(const struct client_call_arg *arg, const struct channel_reply *reply)
{
	for (uint32_t n = 0; n < arg->num_params; n++) {
		struct tee_ioctl_param *param = &arg->params[n];

		switch (param->attr) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			param->a = reply->params[n].a;
			param->b = reply->params[n].b;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			param->b = reply->params[n].b;
			break;
		}
	}
}

/* Calls */

/*
 * struct patience - how long to wait for a reply
 * @session:	whose
 * @gives_up:	see softteed_client_give_up_if(), or NULL
 * @seconds:	how much longer, roughly
 */
struct patience {
	const struct client_session *session;
	bool (*gives_up)(void);
	unsigned int seconds;
};

/* The application has no part in unmapping memory, so an instance that works does it soon. */
#define DETACH_SECONDS	20

static bool is_dead(void *data)
{
	struct patience *patience = data;
	/* The end is reported anyhow. It's the only thing that can come from there. */
	struct pollfd poll_fd = { .fd = patience->session->socket };

	return !patience->seconds-- || poll(&poll_fd, 1, 0) > 0 ||
	       (patience->gives_up && patience->gives_up());
}

/*
 * Called by the head of the queue with the lock held, which is released during the wait. The
 * call is posted under the lock, so that a cancellation finds it. Returns as
 * channel_await_reply().
 */
static int transact(struct softteed_client *client, struct client_session *session,
		    const struct channel_call *call, struct channel_reply *reply)
{
	struct patience patience = {
		session, client->gives_up,
		call->kind == CHANNEL_DETACH ? DETACH_SECONDS : UINT_MAX,
	};
	int rc;

	if (session->dead)
		return -EPIPE;
	channel_post(&session->channel, call);
	pthread_mutex_unlock(&client->lock);
	rc = channel_await_reply(&session->channel, reply, is_dead, &patience);
	pthread_mutex_lock(&client->lock);
	session->dead = rc;
	return rc;
}

/* Return the index of something freed in @attached, or -1. Called with the lock held. */
static int find_freed(const struct softteed_client *client, const struct client_session *session)
{
	for (size_t n = 0; n < session->num_attached; n++) {
		if (client->memory[session->attached[n]].freed)
			return (int)n;
	}
	return -1;
}

/* Have the instance unmap @attached[n]. Called by the head of the queue with the lock held. */
static void detach(struct softteed_client *client, struct client_session *session, int n)
{
	int id = session->attached[n];
	const struct channel_call call = { .kind = CHANNEL_DETACH, .command = (uint32_t)id };
	struct channel_reply reply;

	session->num_attached--;
	memmove(&session->attached[n], &session->attached[n + 1],
		(session->num_attached - (size_t)n) * sizeof(session->attached[0]));
	transact(client, session, &call, &reply);
	client_memory_detached(client, session, id);
}

static void detach_freed(struct softteed_client *client, struct client_session *session)
{
	int n;

	while ((n = find_freed(client, session)) >= 0)
		detach(client, session, n);
}

/* Return the size of what the parameters refer to, which may be invalid. */
static uint64_t size_of_memory(struct softteed_client *client, const struct client_call_arg *arg)
{
	uint64_t size = 0;

	for (uint32_t n = 0; n < arg->num_params; n++) {
		struct client_memory *memory = is_memref(arg->params[n].attr) ?
			client_memory_get(client, arg->params[n].c) : NULL;

		if (memory && __builtin_add_overflow(size, memory->size, &size))
			return UINT64_MAX;
	}
	return size;
}

/* Detach what was attached first, until a call's parameters fit. It's attached again if needed. */
static int make_room(struct softteed_client *client, struct client_session *session,
		     const struct client_call_arg *arg)
{
	uint64_t size = size_of_memory(client, arg);

	if (size > CHANNEL_MAX_MAPPED)
		return -ENOMEM;
	while (session->num_attached > CLIENT_ATTACHED - CHANNEL_PARAMS ||
	       session->attached_bytes > CHANNEL_MAX_MAPPED - size)
		detach(client, session, 0);
	return 0;
}

/* Called by the head of the queue with the lock held, which is released. */
static void leave(struct softteed_client *client, struct client_session *session,
		  struct client_turn *turn)
{
	bool last;

	if (session->num_attached)
		detach_freed(client, session);
	remove_turn(session, turn);
	last = session->closing && !session->queue;
	pthread_mutex_unlock(&client->lock);
	if (last)
		client_session_end(client, session);
}

static int build_call(struct softteed_client *client, struct client_session *session,
		      const struct client_call_arg *arg, struct channel_call *call)
{
	int rc = 0;

	call->command = arg->command;
	for (uint32_t n = 0; n < arg->num_params && !rc; n++)
		rc = set_param(client, &arg->params[n], &call->params[n]);
	if (rc)
		return rc;
	rc = attach_memory(client, session, call);
	/* What has been sent is never received: no call counts it. */
	if (rc && call->attached)
		session->dead = true;
	return rc;
}

int client_call(struct softteed_client *client, struct client_session *session,
		enum channel_kind kind, struct client_call_arg *arg)
{
	struct client_turn turn = { .cancel_id = arg->cancel_id };
	struct channel_call call = { .kind = kind };
	struct channel_reply reply = { 0 };
	int rc;

	if (!take_turn(client, session, &turn)) {
		bool last = session->closing && !session->queue;

		pthread_mutex_unlock(&client->lock);
		if (last)
			client_session_end(client, session);
		arg->ret = TEEC_ERROR_CANCEL;
		arg->ret_origin = TEEC_ORIGIN_COMMS;
		return 0;
	}
	rc = make_room(client, session, arg);
	if (!rc)
		rc = build_call(client, session, arg, &call);
	if (!rc) {
		rc = transact(client, session, &call, &reply);
		if (!rc)
			get_outputs(arg, &reply);
		arg->ret = rc ? TEEC_ERROR_TARGET_DEAD : reply.result;
		arg->ret_origin = rc ? TEEC_ORIGIN_TEE : reply.origin;
		/* An OPEN that wasn't taken can be repeated elsewhere. */
		if (rc != -ECANCELED || kind != CHANNEL_OPEN)
			rc = 0;
	}
	leave(client, session, &turn);
	return rc;
}

static bool wants_detach(const struct softteed_client *client,
			 const struct client_session *session)
{
	return !session->queue && find_freed(client, session) >= 0;
}

void client_session_detach(struct softteed_client *client)
{
	struct client_turn turn = { 0 };
	struct client_session *session;

	for (;;) {
		pthread_mutex_lock(&client->lock);
		session = client_session_next(client, NULL);
		while (session && !wants_detach(client, session))
			session = client_session_next(client, session);
		if (!session)
			break;
		take_turn(client, session, &turn);
		leave(client, session, &turn);
		turn.next = NULL;
	}
	pthread_mutex_unlock(&client->lock);
}
