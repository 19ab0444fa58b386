// SPDX-License-Identifier: BSD-2-Clause
/* The process: sockets of instances arrive on the control socket, and requests on those. */

#include <errno.h>
#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "softteed/protocol/packet.h"
#include "softteed/storage/message.h"
#include "softteed/storage/server.h"

struct connection {
	struct server_client *client;
	struct connection *next;
	int fd;
};

struct process {
	struct server *server;
	struct connection *connections;
	int epoll, control;
	uint8_t request[STORAGE_MAX_PACKET], reply[STORAGE_MAX_PACKET];
};

static void close_connection(struct process *process, struct connection *connection)
{
	struct connection **link = &process->connections;

	while (*link != connection)
		link = &(*link)->next;
	*link = connection->next;
	server_remove_client(connection->client);
	close(connection->fd);
	free(connection);
}

static void add_connection(struct process *process, uint32_t number, int fd)
{
	struct connection *connection = calloc(1, sizeof(*connection));
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };

	if (connection)
		connection->client = server_add_client(process->server, number);
	if (!connection || !connection->client ||
	    epoll_ctl(process->epoll, EPOLL_CTL_ADD, fd, &event)) {
		fprintf(stderr, "softteed: storage: cannot serve an instance: %s\n",
			strerror(errno));
		if (connection && connection->client)
			server_remove_client(connection->client);
		free(connection);
		close(fd);
		return;
	}
	connection->fd = fd;
	connection->next = process->connections;
	process->connections = connection;
	/* Without this, the instance takes the process for one that has died, and asks again. */
	packet_send(fd, &number, sizeof(number), NULL, 0, MSG_DONTWAIT);
}

/* Take an instance's socket. Returns false when the broker is gone. */
static bool take_instance(struct process *process)
{
	uint32_t number;
	int fd;
	ssize_t size = packet_receive(process->control, &number, sizeof(number), &fd, 1,
				      MSG_DONTWAIT);

	if (size == -EAGAIN || size == -EBADMSG || size == -EINTR)
		return true;
	if (size < 0)
		return false;
	if (fd >= 0 && size == sizeof(number))
		add_connection(process, number, fd);
	else if (fd >= 0)
		close(fd);
	return true;
}

static void serve_connection(struct process *process, struct connection *connection)
{
	int none;
	ssize_t size = packet_receive(connection->fd, process->request, sizeof(process->request),
				      &none, 0, MSG_DONTWAIT);
	size_t reply = 0;

	if (size == -EAGAIN || size == -EINTR)
		return;
	if (size > 0)
		reply = server_serve(connection->client, process->request, (size_t)size,
				     process->reply);
	/* An instance that does not read its replies must not stop the others. */
	if (!reply || packet_send(connection->fd, process->reply, reply, NULL, 0, MSG_DONTWAIT))
		close_connection(process, connection);
	OPENSSL_cleanse(process->request, sizeof(process->request));
	OPENSSL_cleanse(process->reply, sizeof(process->reply));
}

static int run(struct process *process)
{
	struct epoll_event event = { .events = EPOLLIN };

	if (epoll_ctl(process->epoll, EPOLL_CTL_ADD, process->control, &event))
		return 1;
	for (;;) {
		/* One event at a time, because a connection may be freed. */
		int count = epoll_wait(process->epoll, &event, 1, -1);

		if (count < 0 && errno != EINTR)
			return 1;
		if (count <= 0)
			continue;
		if (event.data.ptr)
			serve_connection(process, event.data.ptr);
		else if (!take_instance(process))
			return 0;
	}
}

int storage_main(const struct storage_options *options)
{
	struct process *process = calloc(1, sizeof(*process));
	int status = 1;

	if (!process)
		return 1;
	process->control = options->control;
	process->epoll = epoll_create1(EPOLL_CLOEXEC);
	process->server = server_create(options);
	if (process->epoll >= 0 && process->server)
		status = run(process);
	if (status)
		fprintf(stderr, "softteed: storage: %s: the process ends: %s\n",
			options->name, strerror(errno));
	while (process->connections)
		close_connection(process, process->connections);
	server_free(process->server);
	if (process->epoll >= 0)
		close(process->epoll);
	free(process);
	return status;
}
