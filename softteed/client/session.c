// SPDX-License-Identifier: BSD-2-Clause
/* Sessions: opening, invoking, cancelling, closing */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "softteed/client/client_private.h"
#include "softteed/protocol/packet.h"
#include "tee_uuid.h"

/* How often to ask the broker for a session whose instance takes it */
#define OPEN_TRIES	100

/* Have the broker make a session. Return 0 with the descriptors or a result; or -errno. */
static int request_session(struct softteed_client *client, const struct client_key *key,
			   struct message_opened *opened, int fds[MESSAGE_MAX_FDS])
{
	struct message message = { .type = MESSAGE_OPEN };
	int rc;

	memcpy(message.open.uuid, key->uuid, sizeof(message.open.uuid));
	memcpy(message.open.login_data, key->login_data, sizeof(message.open.login_data));
	message.open.login = key->login;

	rc = client_ask(client, &message, fds);
	if (rc)
		return rc;
	if (message.type != MESSAGE_OPENED ||
	    (!message.opened.error && !message.opened.result && (fds[0] < 0 || fds[1] < 0))) {
		packet_close_fds(fds, MESSAGE_MAX_FDS);
		return -EPROTO;
	}
	*opened = message.opened;
	return opened->error ? -(int)opened->error : 0;
}

static int create_session(uint32_t id, int fds[MESSAGE_MAX_FDS], struct client_session **session)
{
	struct client_session *new = calloc(1, sizeof(*new));
	int rc;

	if (!new)
		return -ENOMEM;
	rc = channel_map(&new->channel, fds[0]);
	if (rc) {
		free(new);
		return rc == -EBADMSG ? -EPROTO : rc;
	}
	new->id = id;
	new->socket = fds[1];
	fds[1] = -1;
	new->opening = true;
	pthread_cond_init(&new->turn, NULL);
	*session = new;
	return 0;
}

static struct client_session **bucket_of(struct softteed_client *client, uint32_t id)
{
	return &client->sessions[id % CLIENT_BUCKETS];
}

struct client_session *client_session_next(struct softteed_client *client,
					   const struct client_session *session)
{
	size_t bucket = session ? session->id % CLIENT_BUCKETS + 1 : 0;

	if (session && session->next)
		return session->next;
	while (bucket < CLIENT_BUCKETS && !client->sessions[bucket])
		bucket++;
	return bucket < CLIENT_BUCKETS ? client->sessions[bucket] : NULL;
}

void client_session_unlink(struct softteed_client *client, const struct client_session *session)
{
	struct client_session **link = bucket_of(client, session->id);

	while (*link != session)
		link = &(*link)->next;
	*link = session->next;
}

static void link_session(struct softteed_client *client, struct client_session *session)
{
	struct client_session **bucket = bucket_of(client, session->id);

	session->next = *bucket;
	*bucket = session;
}

static void drop_attached(struct softteed_client *client, struct client_session *session)
{
	pthread_mutex_lock(&client->lock);
	while (session->num_attached)
		client_memory_detached(client, session, session->attached[--session->num_attached]);
	pthread_mutex_unlock(&client->lock);
}

static void free_session(struct client_session *session)
{
	close(session->socket);
	channel_unmap(&session->channel);
	pthread_cond_destroy(&session->turn);
	free(session);
}

static bool never(void *data)
{
	(void)data;
	return true;
}

/* Return true if the channel can be used for another session. */
static bool call_close(struct client_session *session)
{
	const struct channel_call call = { .kind = CHANNEL_CLOSE };
	struct channel_reply reply;

	if (session->dead || session->opening)
		return false;
	channel_post(&session->channel, &call);
	/* The application may take its time, and nobody needs its answer. */
	return !channel_await_reply(&session->channel, &reply, never, NULL) && reply.result;
}

void client_session_end(struct softteed_client *client, struct client_session *session)
{
	bool keep = call_close(session);

	drop_attached(client, session);
	pthread_mutex_lock(&client->lock);
	keep &= client->num_idle < CLIENT_IDLE;
	if (keep) {
		session->closing = false;
		session->next = client->idle;
		client->idle = session;
		client->num_idle++;
	}
	pthread_mutex_unlock(&client->lock);
	if (!keep)
		free_session(session);
}

void client_session_free_idle(struct softteed_client *client)
{
	while (client->idle) {
		struct client_session *session = client->idle;

		client->idle = session->next;
		client->num_idle--;
		free_session(session);
	}
}

/* Take an idle session off the list, or return NULL if there's none. */
static struct client_session *take_idle(struct softteed_client *client,
					const struct client_key *key)
{
	struct client_session **link, *session;

	pthread_mutex_lock(&client->lock);
	link = &client->idle;
	while (*link && memcmp(&(*link)->key, key, sizeof(*key)))
		link = &(*link)->next;
	session = *link;
	if (session) {
		*link = session->next;
		client->num_idle--;
		session->opening = true;
	}
	pthread_mutex_unlock(&client->lock);
	return session;
}

/* The same, without those whose instance has ended meanwhile */
static struct client_session *take_served(struct softteed_client *client,
					  const struct client_key *key)
{
	struct client_session *session;

	while ((session = take_idle(client, key)) && !channel_is_served(&session->channel))
		free_session(session);
	return session;
}

/* Take the session off the list, and close it unless a call in it does that later. */
static void close_session(struct softteed_client *client, struct client_session *session)
{
	bool idle;

	client_session_unlink(client, session);
	session->closing = true;
	idle = !session->queue;
	pthread_mutex_unlock(&client->lock);
	if (idle)
		client_session_end(client, session);
}

/* Have cancellations find an OPEN that has no session yet. */
static void begin_opening(struct softteed_client *client, struct client_turn *opening)
{
	pthread_mutex_lock(&client->lock);
	opening->next = client->openings;
	client->openings = opening;
	pthread_mutex_unlock(&client->lock);
}

/* Return whether it has been cancelled. Called with the lock held. */
static bool end_opening(struct softteed_client *client, struct client_turn *opening)
{
	struct client_turn **link = &client->openings;

	while (*link != opening)
		link = &(*link)->next;
	*link = opening->next;
	return opening->cancelled;
}

/*
 * Open @session, which belongs to the caller again if this fails, or if the application
 * refuses. Returns -ECANCELED if the instance doesn't serve the channel any more. @opening is
 * ended, if there's one.
 */
static int open_channel(struct softteed_client *client, struct client_session *session,
			struct client_turn *opening, struct tee_ioctl_open_session_arg *arg)
{
	struct client_call_arg call = {
		.cancel_id = arg->cancel_id, .num_params = arg->num_params, .params = arg->params,
	};
	int rc;

	pthread_mutex_lock(&client->lock);
	if (opening && end_opening(client, opening)) {
		pthread_mutex_unlock(&client->lock);
		arg->ret = TEEC_ERROR_CANCEL;
		arg->ret_origin = TEEC_ORIGIN_COMMS;
		return 0;
	}
	link_session(client, session);
	rc = client_call(client, session, CHANNEL_OPEN, &call);
	arg->ret = call.ret;
	arg->ret_origin = call.ret_origin;
	pthread_mutex_lock(&client->lock);
	if (rc || arg->ret) {
		client_session_unlink(client, session);
	} else {
		session->opening = false;
		arg->session = session->id;
	}
	pthread_mutex_unlock(&client->lock);
	return rc;
}

/* Open a session in an idle channel. Returns -ECANCELED if there's none, or not any more. */
static int open_idle(struct softteed_client *client, const struct client_key *key,
		     struct tee_ioctl_open_session_arg *arg)
{
	struct client_session *session = take_served(client, key);
	int rc;

	if (!session)
		return -ECANCELED;
	rc = open_channel(client, session, NULL, arg);
	if (rc || arg->ret) {
		drop_attached(client, session);
		free_session(session);
	}
	return rc;
}

/* Get a session from the broker. @arg has the result if there's none. Returns 0 or -errno. */
static int get_session(struct softteed_client *client, const struct client_key *key,
		       struct tee_ioctl_open_session_arg *arg, struct client_session **session)
{
	struct message_opened opened;
	int fds[MESSAGE_MAX_FDS];
	int rc;

	*session = NULL;
	rc = request_session(client, key, &opened, fds);
	if (rc)
		return rc;
	arg->ret = opened.result;
	arg->ret_origin = TEEC_ORIGIN_TEE;
	if (opened.result)
		return 0;
	rc = create_session(opened.session, fds, session);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	if (!rc)
		(*session)->key = *key;
	return rc;
}

static int open_new(struct softteed_client *client, const struct client_key *key,
		    struct tee_ioctl_open_session_arg *arg)
{
	struct client_turn opening = { .cancel_id = arg->cancel_id };
	struct client_session *session;
	int rc;

	begin_opening(client, &opening);
	rc = get_session(client, key, arg, &session);
	if (!session) {
		pthread_mutex_lock(&client->lock);
		end_opening(client, &opening);
		pthread_mutex_unlock(&client->lock);
		return rc;
	}
	rc = open_channel(client, session, &opening, arg);
	if (rc || arg->ret) {
		drop_attached(client, session);
		free_session(session);
	}
	return rc;
}

static int open_session(struct softteed_client *client, struct tee_ioctl_open_session_arg *arg)
{
	struct client_key key = { .login = arg->clnt_login };
	int rc;

	if (arg->num_params > CHANNEL_PARAMS)
		return -EINVAL;
	memcpy(key.uuid, arg->uuid, sizeof(key.uuid));
	memcpy(key.login_data, arg->clnt_uuid, sizeof(key.login_data));
	rc = open_idle(client, &key, arg);
	/* The broker may not know yet that the instance it chose is ending. */
	for (int tries = 0; rc == -ECANCELED && tries < OPEN_TRIES; tries++)
		rc = open_new(client, &key, arg);
	return rc;
}

int softteed_client_open_session(struct softteed_client *client,
				 struct tee_ioctl_open_session_arg *arg)
{
	uint64_t start = client_trace_now(client);
	char uuid[TEE_UUID_TEXT_SIZE];
	int rc = open_session(client, arg);

	if (!start)
		return rc;
	tee_uuid_format(arg->uuid, uuid);
	client_trace(client, "tee_open_session",
		     "ta=%s login=%#x session=%u ret=%#x origin=%u rc=%d latency_ns=%llu", uuid,
		     arg->clnt_login, rc || arg->ret ? 0 : arg->session, rc ? 0 : arg->ret,
		     rc ? 0 : arg->ret_origin, rc,
		     (unsigned long long)(client_trace_now(client) - start));
	return rc;
}

/* Called with the lock held. Sessions that are being opened have no id yet. */
static struct client_session *find_session(struct softteed_client *client, uint32_t id)
{
	struct client_session *session = *bucket_of(client, id);

	while (session && (session->id != id || session->opening))
		session = session->next;
	return session;
}

int softteed_client_invoke(struct softteed_client *client, struct tee_ioctl_invoke_arg *arg)
{
	struct client_call_arg call = {
		.command = arg->func, .cancel_id = arg->cancel_id,
		.num_params = arg->num_params, .params = arg->params,
	};
	uint64_t start = client_trace_now(client);
	struct client_session *session;
	char uuid[TEE_UUID_TEXT_SIZE];
	int rc;

	if (arg->num_params > CHANNEL_PARAMS)
		return -EINVAL;
	pthread_mutex_lock(&client->lock);
	session = find_session(client, arg->session);
	if (!session) {
		pthread_mutex_unlock(&client->lock);
		return -EINVAL;
	}
	if (start) {
		tee_uuid_format(session->key.uuid, uuid);
		client_trace(client, "tee_invoke_begin", "session=%u func=%#x num_params=%u ta=%s",
			     arg->session, arg->func, arg->num_params, uuid);
	}
	rc = client_call(client, session, CHANNEL_INVOKE, &call);
	arg->ret = call.ret;
	arg->ret_origin = call.ret_origin;
	if (start)
		client_trace(client, "tee_invoke_end",
			     "session=%u func=%#x ret=%#x origin=%u rc=%d ta=%s latency_ns=%llu",
			     arg->session, arg->func, rc ? 0 : arg->ret, rc ? 0 : arg->ret_origin,
			     rc, uuid, (unsigned long long)(client_trace_now(client) - start));
	return rc;
}

int softteed_client_close_session(struct softteed_client *client,
				  const struct tee_ioctl_close_session_arg *arg)
{
	struct client_session *session;
	char uuid[TEE_UUID_TEXT_SIZE];

	pthread_mutex_lock(&client->lock);
	session = find_session(client, arg->session);
	if (!session) {
		pthread_mutex_unlock(&client->lock);
		return -EINVAL;
	}
	tee_uuid_format(session->key.uuid, uuid);
	close_session(client, session);
	client_trace(client, "tee_close_session", "session=%u rc=0 ta=%s", arg->session, uuid);
	return 0;
}

/* Return true if the call was found. Called with the lock held. */
static bool cancel_in(struct client_session *session, uint32_t cancel_id)
{
	struct client_turn *turn = session->queue;

	while (turn && turn->cancel_id != cancel_id)
		turn = turn->next;
	if (!turn)
		return false;
	if (turn == session->queue) {
		channel_cancel(&session->channel);
	} else {
		turn->cancelled = true;
		pthread_cond_broadcast(&session->turn);
	}
	return true;
}

/* The same for a call that opens a session, and still waits for the broker */
static bool cancel_opening(struct softteed_client *client, uint32_t cancel_id)
{
	struct client_turn *turn = client->openings;

	while (turn && turn->cancel_id != cancel_id)
		turn = turn->next;
	if (turn)
		turn->cancelled = true;
	return turn;
}

int softteed_client_cancel(struct softteed_client *client,
			   const struct tee_ioctl_cancel_arg *arg)
{
	struct client_session *session = NULL;
	bool found;

	pthread_mutex_lock(&client->lock);
	found = !arg->session && cancel_opening(client, arg->cancel_id);
	while (!found && (session = client_session_next(client, session))) {
		if (arg->session ? session->id == arg->session && !session->opening :
				   session->opening)
			found = cancel_in(session, arg->cancel_id);
	}
	pthread_mutex_unlock(&client->lock);
	return found ? 0 : -EINVAL;
}
