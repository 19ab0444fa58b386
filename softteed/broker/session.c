// SPDX-License-Identifier: BSD-2-Clause
/* Sessions, as far as the broker is concerned: making them, and what deaths mean to them */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/protocol/channel.h"
#include "softteed/protocol/packet.h"

#define MAX_SESSIONS	16384

static void unlink_session(struct broker_session *session)
{
	struct broker_session **link = &session->instance->sessions;

	while (*link != session)
		link = &(*link)->next_of_instance;
	*link = session->next_of_instance;
	session->instance->num_living -= !session->ending;
	session->instance->num_untold -= session->ending && !session->told;
	broker.num_sessions--;
}

static void unlink_from_client(struct broker_session *session)
{
	struct broker_session **link;

	if (!session->client)
		return;
	link = &session->client->sessions;
	while (*link != session)
		link = &(*link)->next_of_client;
	*link = session->next_of_client;
	session->client = NULL;
}

static uint32_t next_session(void)
{
	/* 0 means "none" to clients. After four thousand million sessions, old ones are gone. */
	if (!++broker.last_session)
		broker.last_session++;
	return broker.last_session;
}

/*
 * struct ends - both ends of a new session
 * @client:	channel and socket for the client
 * @instance:	channel and socket for the instance
 */
struct ends {
	int client[2];
	int instance[2];
};

static int make_ends(struct ends *ends)
{
	int sockets[2];
	int channel = channel_create();

	if (channel < 0)
		return channel;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets)) {
		int rc = -errno;

		close(channel);
		return rc;
	}
	/* Only the client has something to send. It need not trust the instance. */
	shutdown(sockets[0], SHUT_RD);
	*ends = (struct ends){ { channel, sockets[0] }, { channel, sockets[1] } };
	return 0;
}

static int hand_to_instance(struct broker_session *session, const struct broker_open *open,
			    const struct ends *ends)
{
	struct message message = {
		.type = MESSAGE_SESSION,
		.session = { .id = session->id, .login = open->login },
	};

	memcpy(message.session.client, open->uuid, sizeof(message.session.client));
	return message_send(session->instance->source.fd, &message, ends->instance, 2);
}

static int start(struct broker_instance *instance, struct broker_open *open, struct ends *ends,
		 struct broker_session **session)
{
	struct broker_session *new;
	int rc;

	if (broker.num_sessions >= MAX_SESSIONS)
		return -ENOSPC;
	new = calloc(1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	new->id = next_session();
	new->instance = instance;
	new->user = open->client->user;
	rc = broker_user_charge_session(new->user);
	if (rc)
		goto free_session;
	rc = make_ends(ends);
	if (rc)
		goto uncharge;
	new->channel = ends->client[0];
	rc = hand_to_instance(new, open, ends);
	if (rc)
		goto close_ends;
	close(ends->instance[1]);
	*session = new;
	return 0;

close_ends:
	close(ends->client[0]);
	close(ends->client[1]);
	close(ends->instance[1]);
uncharge:
	broker_user_uncharge_session(new->user);
free_session:
	free(new);
	return rc;
}

static void link_session(struct broker_session *session, struct broker_client *client)
{
	session->client = client;
	session->next_of_client = client->sessions;
	client->sessions = session;
	session->next_of_instance = session->instance->sessions;
	session->instance->sessions = session;
	session->instance->num_living++;
	broker.num_sessions++;
	broker_instance_watch(session->instance);
}

bool broker_session_start(struct broker_instance *instance, struct broker_open *open)
{
	struct broker_client *client = open->client;
	struct broker_session *session = NULL;
	struct ends ends;
	int rc;

	rc = start(instance, open, &ends, &session);
	if (rc == -EAGAIN)
		return false;
	free(open);
	if (rc) {
		broker_client_reply(client, 0, 0, -rc, NULL);
		return true;
	}
	link_session(session, client);
	broker_client_reply(client, session->id, TEEC_SUCCESS, 0, ends.client);
	close(ends.client[1]);
	return true;
}

void broker_session_abandon(struct broker_session *session)
{
	unlink_from_client(session);
	if (session->ending)
		return;
	session->ending = true;
	session->instance->num_living--;
	session->instance->num_untold++;
	broker_session_flush(session->instance);
	broker_instance_watch(session->instance);
}

void broker_session_flush(struct broker_instance *instance)
{
	struct broker_session *session = instance->sessions;
	struct message message = { .type = MESSAGE_ABANDON };
	bool wants_room;
	int rc = 0;

	for (; session && instance->num_untold && !rc; session = session->next_of_instance) {
		if (!session->ending || session->told)
			continue;
		message.session.id = session->id;
		rc = message_send(instance->source.fd, &message, NULL, 0);
		session->told = !rc;
		instance->num_untold -= !rc;
	}
	wants_room = rc == -EAGAIN || (instance->opens && instance->state == INSTANCE_READY);
	if (instance->wants_room == wants_room)
		return;
	instance->wants_room = wants_room;
	broker_source_want_room(&instance->source, instance->wants_room);
}

void broker_session_ended(struct broker_session *session)
{
	unlink_from_client(session);
	unlink_session(session);
	close(session->channel);
	broker_user_uncharge_session(session->user);
	free(session);
	broker_door_resume();
}

void broker_session_kill(struct broker_session *session)
{
	struct channel channel;

	if (!channel_map(&channel, session->channel)) {
		channel_kill(&channel);
		channel_unmap(&channel);
	}
	broker_session_ended(session);
}
