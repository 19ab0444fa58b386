// SPDX-License-Identifier: BSD-2-Clause
/* Sessions: opening, invoking, cancelling, closing */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "softteed/client/client_private.h"
#include "softteed/protocol/packet.h"

/* Have the broker make a session. Return 0 with the descriptors or a result; or -errno. */
static int request_session(struct softteed_client *client,
			   const struct tee_ioctl_open_session_arg *arg,
			   struct message_opened *opened, int fds[MESSAGE_MAX_FDS])
{
	struct message message = { .type = MESSAGE_OPEN };
	int rc;

	memcpy(message.open.uuid, arg->uuid, sizeof(message.open.uuid));
	memcpy(message.open.login_data, arg->clnt_uuid, sizeof(message.open.login_data));
	message.open.login = arg->clnt_login;

	pthread_mutex_lock(&client->door);
	rc = message_send(client->fd, &message, NULL, 0);
	if (!rc)
		rc = message_receive(client->fd, &message, fds, 0);
	pthread_mutex_unlock(&client->door);
	if (rc)
		return rc == -EBADMSG ? -EPROTO : rc;
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

static void unlink_session(struct softteed_client *client, struct client_session *session)
{
	struct client_session **link = &client->sessions;

	while (*link != session)
		link = &(*link)->next;
	*link = session->next;
}

static void drop_attached(struct softteed_client *client, struct client_session *session)
{
	pthread_mutex_lock(&client->lock);
	while (session->num_attached)
		client_memory_detached(client, session->attached[--session->num_attached]);
	pthread_mutex_unlock(&client->lock);
}

static bool never(void *data)
{
	(void)data;
	return true;
}

void client_session_end(struct softteed_client *client, struct client_session *session)
{
	const struct channel_call call = { .kind = CHANNEL_CLOSE };
	struct channel_reply reply;

	if (!session->dead && !session->opening) {
		channel_post(&session->channel, &call);
		/* The application may take its time, and nobody needs its answer. */
		channel_await_reply(&session->channel, &reply, never, NULL);
	}
	drop_attached(client, session);
	close(session->socket);
	channel_unmap(&session->channel);
	pthread_cond_destroy(&session->turn);
	free(session);
}

/* Take the session off the list, and close it unless a call in it does that later. */
static void close_session(struct softteed_client *client, struct client_session *session)
{
	bool idle;

	unlink_session(client, session);
	session->closing = true;
	idle = !session->queue;
	pthread_mutex_unlock(&client->lock);
	if (idle)
		client_session_end(client, session);
}

int softteed_client_open_session(struct softteed_client *client,
				 struct tee_ioctl_open_session_arg *arg)
{
	struct client_call_arg call = {
		.cancel_id = arg->cancel_id, .num_params = arg->num_params, .params = arg->params,
	};
	struct client_session *session;
	struct message_opened opened;
	int fds[MESSAGE_MAX_FDS];
	int rc;

	if (arg->num_params > CHANNEL_PARAMS)
		return -EINVAL;
	rc = request_session(client, arg, &opened, fds);
	if (rc)
		return rc;
	arg->ret = opened.result;
	arg->ret_origin = TEEC_ORIGIN_TEE;
	if (opened.result)
		return 0;
	rc = create_session(opened.session, fds, &session);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	if (rc)
		return rc;

	pthread_mutex_lock(&client->lock);
	session->next = client->sessions;
	client->sessions = session;
	rc = client_call(client, session, CHANNEL_OPEN, &call);
	arg->ret = call.ret;
	arg->ret_origin = call.ret_origin;
	pthread_mutex_lock(&client->lock);
	if (rc || arg->ret) {
		/* The instance has ended it, or never began. */
		close_session(client, session);
		return rc;
	}
	session->opening = false;
	arg->session = session->id;
	pthread_mutex_unlock(&client->lock);
	return 0;
}

/* Called with the lock held. Sessions that are being opened have no id yet. */
static struct client_session *find_session(struct softteed_client *client, uint32_t id)
{
	struct client_session *session = client->sessions;

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
	struct client_session *session;
	int rc;

	if (arg->num_params > CHANNEL_PARAMS)
		return -EINVAL;
	pthread_mutex_lock(&client->lock);
	session = find_session(client, arg->session);
	if (!session) {
		pthread_mutex_unlock(&client->lock);
		return -EINVAL;
	}
	rc = client_call(client, session, CHANNEL_INVOKE, &call);
	arg->ret = call.ret;
	arg->ret_origin = call.ret_origin;
	return rc;
}

int softteed_client_close_session(struct softteed_client *client,
				  const struct tee_ioctl_close_session_arg *arg)
{
	struct client_session *session;

	pthread_mutex_lock(&client->lock);
	session = find_session(client, arg->session);
	if (!session) {
		pthread_mutex_unlock(&client->lock);
		return -EINVAL;
	}
	close_session(client, session);
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

int softteed_client_cancel(struct softteed_client *client,
			   const struct tee_ioctl_cancel_arg *arg)
{
	struct client_session *session;
	bool found = false;

	pthread_mutex_lock(&client->lock);
	for (session = client->sessions; session && !found; session = session->next) {
		if (arg->session ? session->id == arg->session && !session->opening :
				   session->opening)
			found = cancel_in(session, arg->cancel_id);
	}
	pthread_mutex_unlock(&client->lock);
	return found ? 0 : -EINVAL;
}
