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

static bool is_session(uint32_t id)
{
	const struct broker_application *application = broker.applications;

	for (; application; application = application->next) {
		const struct broker_instance *instance = application->instances;

		for (; instance; instance = instance->next) {
			const struct broker_session *session = instance->sessions;

			while (session && session->id != id)
				session = session->next_of_instance;
			if (session)
				return true;
		}
	}
	return false;
}

/* The first number is near the last, so that each run comes past that. */
#define FIRST_SESSION	(UINT32_MAX - 100)

/* 0 means "none" to clients. */
static uint32_t next_session(void)
{
	static uint32_t last = FIRST_SESSION - 1;
	static bool used;

	do {
		last++;
		used |= last == FIRST_SESSION - 1;
	} while (!last || (used && is_session(last)));
	return last;
}

/* Requests */

/* An application could name any of its clients, and spend what each of them has. */
struct broker_user *broker_session_user(const struct broker_open *open)
{
	struct broker_user *user = NULL;

	if (!open->client)
		return broker_vtee_user();
	if (open->client->is_application)
		user = broker_instance_user(open->client, open->payer);
	return user ? user : open->client->user;
}

bool broker_session_is_wanted(const struct broker_open *open)
{
	return open->client || open->refusal.id;
}

void broker_session_refuse(struct broker_open *open, uint32_t result)
{
	if (open->client)
		broker_client_reply(open->client, 0, result, 0, NULL);
	else if (open->refusal.id)
		broker_vtee_refuse(open, result);
	free(open);
}

/* Sessions. Return NULL with an errno in @rc. */
static struct broker_session *create_session(struct broker_instance *instance,
					     struct broker_user *user, int *rc)
{
	struct broker_session *session;

	*rc = -ENOSPC;
	if (broker.num_sessions >= MAX_SESSIONS)
		return NULL;
	*rc = -ENOMEM;
	session = calloc(1, sizeof(*session));
	if (!session)
		return NULL;
	*rc = broker_user_charge_session(user);
	if (*rc) {
		free(session);
		return NULL;
	}
	session->id = next_session();
	session->instance = instance;
	session->user = user;
	session->channel = -1;
	return session;
}

static void free_session(struct broker_session *session)
{
	broker_user_uncharge_session(session->user);
	free(session);
}

static void link_session(struct broker_session *session)
{
	session->next_of_instance = session->instance->sessions;
	session->instance->sessions = session;
	session->instance->last_session = session->id;
	session->instance->num_living++;
	broker.num_sessions++;
	broker_instance_watch(session->instance);
}

static void link_to_client(struct broker_session *session, struct broker_client *client)
{
	session->client = client;
	session->next_of_client = client->sessions;
	client->sessions = session;
}

static int hand_to_instance(const struct broker_session *session, const struct broker_open *open,
			    const int *fds, size_t num_fds)
{
	struct message message = {
		.type = MESSAGE_SESSION,
		.session = {
			.id = session->id, .login = open->login, .payer = session->user->uid,
		},
	};

	memcpy(message.session.client, open->uuid, sizeof(message.session.client));
	return message_send(session->instance->source.fd, &message, fds, num_fds);
}

/* Make a channel, and hand one end to the instance. @fds are for the client: channel, socket. */
static int start_channel(struct broker_session *session, const struct broker_open *open,
			 int fds[2])
{
	int sockets[2], rc;

	fds[0] = channel_create();
	if (fds[0] < 0)
		return fds[0];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets)) {
		rc = -errno;
		goto close_channel;
	}
	/* Only the client has something to send. It need not trust the instance. */
	shutdown(sockets[0], SHUT_RD);
	fds[1] = sockets[0];
	rc = hand_to_instance(session, open, (const int[]){ fds[0], sockets[1] }, 2);
	close(sockets[1]);
	if (!rc)
		return 0;
	close(fds[1]);
close_channel:
	close(fds[0]);
	return rc;
}

/* A session at the socket. The broker keeps the channel. */
static void start_at_socket(struct broker_instance *instance, struct broker_open *open)
{
	struct broker_client *client = open->client;
	struct broker_session *session;
	int fds[2], rc;

	session = create_session(instance, broker_session_user(open), &rc);
	if (session)
		rc = start_channel(session, open, fds);
	if (rc && session)
		free_session(session);
	free(open);
	if (rc) {
		broker_client_reply(client, 0, 0, -rc, NULL);
		return;
	}
	session->channel = fds[0];
	link_session(session);
	link_to_client(session, client);
	broker_client_reply(client, session->id, TEEC_SUCCESS, 0, fds);
	close(fds[1]);
}

/*
 * A session at the device. If the instance has just died, closing the queue is what tells the
 * client.
 */
static void start_at_device(struct broker_instance *instance, struct broker_open *open)
{
	struct broker_session *session;
	int queue, rc;

	session = create_session(instance, broker_vtee_user(), &rc);
	queue = session ? broker_vtee_forward(open) : rc;
	if (queue >= 0) {
		rc = hand_to_instance(session, open, &queue, 1);
		if (rc && rc != -EPIPE)
			broker_vtee_take_back(open, queue, TEEC_ERROR_OUT_OF_MEMORY);
		close(queue);
	} else {
		rc = queue;
	}
	if (!rc) {
		session->device_session = open->device_session;
		broker_vtee_add(session);
		link_session(session);
	} else if (session) {
		free_session(session);
	}
	if (rc && open->refusal.id)
		broker_vtee_refuse(open, TEEC_ERROR_OUT_OF_MEMORY);
	free(open);
}

void broker_session_start(struct broker_instance *instance, struct broker_open *open)
{
	if (open->client)
		start_at_socket(instance, open);
	else
		start_at_device(instance, open);
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
	if (session->device_session)
		broker_vtee_remove(session);
	if (session->channel >= 0)
		close(session->channel);
	free_session(session);
	broker_door_resume();
}

void broker_session_kill(struct broker_session *session)
{
	struct channel channel;

	/* The kernel tells the clients of a device. */
	if (session->channel >= 0 && !channel_map(&channel, session->channel)) {
		channel_kill(&channel);
		channel_unmap(&channel);
	}
	broker_session_ended(session);
}
