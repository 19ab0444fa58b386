// SPDX-License-Identifier: BSD-2-Clause
/* Connections to a broker */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "softteed/client/client_private.h"
#include "softteed/protocol/packet.h"

static int say_hello(int fd, struct message_welcome *welcome)
{
	struct message message = { .type = MESSAGE_HELLO };
	int fds[MESSAGE_MAX_FDS];
	int rc;

	rc = message_send(fd, &message, NULL, 0);
	if (!rc)
		rc = message_receive(fd, &message, fds, 0);
	if (rc)
		return rc == -EBADMSG || rc == -EPIPE ? -EPROTO : rc == -EAGAIN ? -ETIMEDOUT : rc;
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	if (message.type != MESSAGE_WELCOME)
		return -EPROTO;
	*welcome = message.welcome;
	return 0;
}

int softteed_client_adopt(int fd, struct softteed_client **client)
{
	struct softteed_client *new = calloc(1, sizeof(*new));
	int rc;

	if (!new)
		return -ENOMEM;
	rc = say_hello(fd, &new->welcome);
	if (rc) {
		free(new);
		return rc;
	}
	new->fd = fd;
	pthread_mutex_init(&new->door, NULL);
	pthread_mutex_init(&new->lock, NULL);
	client_trace_open(new);
	*client = new;
	return 0;
}

void softteed_client_give_up_if(struct softteed_client *client, bool (*gives_up)(void))
{
	client->gives_up = gives_up;
}

int softteed_client_connect(const char *path, struct softteed_client **client)
{
	return softteed_client_connect_within(path, 0, client);
}

int softteed_client_connect_within(const char *path, unsigned int seconds,
				   struct softteed_client **client)
{
	const struct timeval limit = { .tv_sec = seconds };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, rc;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)))
		rc = -errno;
	else if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		rc = errno == EPROTOTYPE ? -EPROTO : errno == EAGAIN ? -ETIMEDOUT : -errno;
	else
		rc = softteed_client_adopt(fd, client);
	if (rc)
		close(fd);
	return rc;
}

int client_ask(struct softteed_client *client, struct message *message, int fds[MESSAGE_MAX_FDS])
{
	int rc;

	pthread_mutex_lock(&client->door);
	rc = message_send(client->fd, message, NULL, 0);
	if (!rc)
		rc = message_receive(client->fd, message, fds, 0);
	/* An answer that comes too late isn't taken for that to the next request. */
	if (rc == -EAGAIN)
		shutdown(client->fd, SHUT_RDWR);
	pthread_mutex_unlock(&client->door);
	return rc == -EBADMSG ? -EPROTO : rc == -EAGAIN ? -ETIMEDOUT : rc;
}

int softteed_client_request(struct softteed_client *client, struct message *request)
{
	int fds[MESSAGE_MAX_FDS];
	int rc = client_ask(client, request, fds);

	if (rc)
		return rc;
	if (request->type == MESSAGE_GRANTED && !request->granted.error && fds[0] >= 0)
		return fds[0];
	packet_close_fds(fds, MESSAGE_MAX_FDS);
	return request->type == MESSAGE_GRANTED && request->granted.error ?
	       -(int)request->granted.error : -EPROTO;
}

void softteed_client_close(struct softteed_client *client)
{
	struct client_session *session;

	/* First, so that the broker doesn't wait for anything that we don't do any more */
	close(client->fd);
	while ((session = client_session_next(client, NULL))) {
		client_session_unlink(client, session);
		client_session_end(client, session);
	}
	client_session_free_idle(client);
	for (size_t n = 0; n < client->num_memory; n++) {
		if (client->memory[n].used)
			close(client->memory[n].fd);
	}
	free(client->memory);
	client_trace_close(client);
	pthread_mutex_destroy(&client->lock);
	pthread_mutex_destroy(&client->door);
	free(client);
}

void softteed_client_lock(struct softteed_client *client)
{
	pthread_mutex_lock(&client->lock);
}

void softteed_client_unlock(struct softteed_client *client)
{
	pthread_mutex_unlock(&client->lock);
}

/*
 * Do not destroy the mutexes and condition variables: threads that do not exist in the child
 * may hold them or wait for them.
 */
void softteed_client_abandon(struct softteed_client *client)
{
	struct client_session *session;

	while ((session = client_session_next(client, NULL))) {
		client_session_unlink(client, session);
		close(session->socket);
		channel_unmap(&session->channel);
		free(session);
	}
	client_session_free_idle(client);
	for (size_t n = 0; n < client->num_memory; n++) {
		if (client->memory[n].used)
			close(client->memory[n].fd);
	}
	free(client->memory);
	if (client->trace >= 0)
		close(client->trace);
	free(client);
}

int softteed_client_fd(const struct softteed_client *client)
{
	return client->fd;
}

void softteed_client_version(const struct softteed_client *client,
			     struct tee_ioctl_version_data *version)
{
	*version = client->welcome.version;
}

void softteed_client_identity(const struct softteed_client *client,
			      struct tee_ioctl_identity *identity)
{
	*identity = client->welcome.identity;
}
