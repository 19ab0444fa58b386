// SPDX-License-Identifier: BSD-2-Clause
/* The door: the socket for clients, and their connections */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"
#include "softteed/protocol/packet.h"

#define MAX_CLIENTS	4096
#define BACKLOG		128

/* For the time until it's listened to */
#define NEW_SUFFIX	".new"
#define MAX_PATH	(sizeof(((struct sockaddr_un *)NULL)->sun_path) - sizeof(NEW_SUFFIX))

/* Clients */

static void release_client(struct broker_source *source)
{
	struct broker_client *client = (struct broker_client *)source;

	client->user->clients--;
	broker_user_put(client->user);
	free(client);
}

static void remove_client(struct broker_client *client)
{
	struct broker_client **link = &broker.clients;

	while (*link != client)
		link = &(*link)->next;
	*link = client->next;
	broker.num_clients--;
	if (client->open)
		client->open->client = NULL;
	if (client->helper)
		broker_helper_cancel(client->helper);
	while (client->sessions)
		broker_session_abandon(client->sessions);
	broker_source_remove(&client->source);
}

static void welcome(struct broker_client *client)
{
	struct message message = { .type = MESSAGE_WELCOME };
	struct tee_ioctl_identity *identity = &message.welcome.identity;

	message.welcome.version = (struct tee_ioctl_version_data){
		.impl_id = TEE_IMPL_ID_SOFTTEED,
		.gen_caps = TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL,
	};
	*identity = (struct tee_ioctl_identity){
		.size = sizeof(*identity),
		.capabilities = TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL | TEE_CAP_SESSION |
				TEE_CAP_CANCEL | TEE_CAP_SHM_ALLOC | TEE_CAP_SHM_IMPORT,
		.driver_type = TEE_DRIVER_TYPE_SOFTWARE,
		.max_params = 4,
		.driver_name = "softteed", .driver_version = SOFTTEED_VERSION,
		.conduit = "none",
		.os_name = "softteed", .os_version = SOFTTEED_VERSION,
	};
	if (message_send(client->source.fd, &message, NULL, 0))
		remove_client(client);
}

void broker_client_open(struct broker_client *client, const struct message_open *request,
			int error, const char *path)
{
	struct broker_open *open;
	int rc;

	open = calloc(1, sizeof(*open));
	if (!open) {
		broker_client_reply(client, 0, 0, ENOMEM, NULL);
		return;
	}
	rc = broker_login(client, request, error, path, open->uuid);
	if (rc) {
		free(open);
		broker_client_reply(client, 0, 0, -rc, NULL);
		return;
	}
	open->client = client;
	open->login = request->login;
	memcpy(&open->payer, request->login_data, sizeof(open->payer));
	client->open = open;
	broker_source_pause(&client->source, true);
	broker_instance_open(request->uuid, open);
}

static void open_session(struct broker_client *client, const struct message_open *request)
{
	int rc;

	if (!broker_login_names_program(client, request->login)) {
		broker_client_open(client, request, 0, NULL);
		return;
	}
	if (!broker_login_may_name_program(client)) {
		broker_client_open(client, request, -EPERM, NULL);
		return;
	}
	rc = broker_helper_find_path(client, request);
	if (rc)
		broker_client_reply(client, 0, 0, -rc, NULL);
}

void broker_client_reply(struct broker_client *client, uint32_t session, uint32_t result,
			 int error, const int *fds)
{
	struct message message = {
		.type = MESSAGE_OPENED,
		.opened = { .session = session, .result = result, .error = (uint32_t)error },
	};

	client->open = NULL;
	broker_source_pause(&client->source, false);
	if (message_send(client->source.fd, &message, fds, fds ? 2 : 0))
		remove_client(client);
}

void broker_client_grant(struct broker_client *client, int error, int fd)
{
	struct message message = { .type = MESSAGE_GRANTED, .granted.error = (uint32_t)error };

	if (message_send(client->source.fd, &message, &fd, fd >= 0))
		remove_client(client);
}

/*
 * A library is signed and found like an application. Whatever an application can load, its
 * own signer could have linked into it, so any will do.
 */
static void grant_library(struct broker_client *client, const uint8_t uuid[MESSAGE_UUID_LEN])
{
	char path[PATH_MAX];
	int file = broker_application_file(uuid, path);

	broker_client_grant(client, file < 0 ? -file : 0, file);
	if (file >= 0)
		close(file);
}

static void serve_application(struct broker_client *client, const struct message *message)
{
	switch (message->type) {
	case MESSAGE_LIBRARY:
		grant_library(client, message->library.uuid);
		break;
	case MESSAGE_CONNECT:
	case MESSAGE_PLUGINS:
		broker_helper_start(client, message);
		break;
	default:
		remove_client(client);
	}
}

static void handle_client(struct broker_source *source)
{
	struct broker_client *client = (struct broker_client *)source;
	struct message message;
	int rc;

	/* Nothing but the end of the connection gets us here while a request is in progress. */
	rc = client->open || client->helper ? -EPIPE : message_receive_plain(source->fd, &message);
	if (rc == -EAGAIN)
		return;
	/* Answers, which may have descriptors, don't pile up. */
	if (rc || broker_is_unread(source->fd)) {
		remove_client(client);
		return;
	}
	if (message.type == MESSAGE_HELLO)
		welcome(client);
	else if (message.type == MESSAGE_OPEN)
		open_session(client, &message.open);
	else if (client->is_application)
		serve_application(client, &message);
	else
		remove_client(client);
}

static int set_peer(struct broker_client *client, struct broker_user *user)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int rc;

	if (getsockopt(client->source.fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
		return -errno;
	client->pid = peer.pid;
	client->uid = peer.uid;
	client->gid = peer.gid;
	if (user)
		broker_user_hold(user);
	client->user = user ? user : broker_user_get(peer.uid);
	if (!client->user)
		return -ENOMEM;
	rc = broker_user_charge_client(client->user);
	if (rc)
		broker_user_put(client->user);
	return rc;
}

struct broker_client *broker_client_add(int fd, const struct broker_instance *instance,
					struct broker_user *user)
{
	struct broker_client *client;

	if (broker.num_clients >= MAX_CLIENTS)
		return NULL;
	client = calloc(1, sizeof(*client));
	if (!client)
		return NULL;
	client->source = (struct broker_source){
		.fd = fd, .handle = handle_client, .release = release_client,
	};
	if (set_peer(client, user)) {
		free(client);
		return NULL;
	}
	if (instance) {
		client->is_application = true;
		client->instance = instance->id;
		memcpy(client->uuid, instance->application->uuid, sizeof(client->uuid));
	}
	if (broker_source_add(&client->source)) {
		release_client(&client->source);
		return NULL;
	}
	client->next = broker.clients;
	broker.clients = client;
	broker.num_clients++;
	return client;
}

/* The listening socket */

static bool paused;

void broker_door_resume(void)
{
	if (paused)
		broker_source_pause(&broker.door, false);
	paused = false;
}

/*
 * Who has connected before we took the listening socket over doesn't have its option. It's looked
 * at, as whoever passes the socket may permit descriptors.
 */
static void refuse_fds_like(int listener, int fd)
{
	socklen_t size = sizeof(int);
	int value;

	if (!getsockopt(listener, SOL_SOCKET, SO_PASSRIGHTS, &value, &size) && !value)
		packet_refuse_fds(fd);
}

static void handle_door(struct broker_source *source)
{
	bool room = broker_close_has_room();
	int fd = room ? accept4(source->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) : -1;

	/* Out of descriptors or memory: the rest waits until some are free. */
	if (!room || (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
				 errno == ENOMEM))) {
		broker_source_pause(source, true);
		paused = true;
	}
	if (fd < 0)
		return;
	refuse_fds_like(source->fd, fd);
	if (!broker_client_add(fd, NULL, NULL))
		broker_close_refused(fd);
}

/* Our socket's file */
static struct stat socket_file;

/* A socket that nobody listens to is left over from a broker that was killed. */
static void remove_stale(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct stat status;

	if (!lstat(address->sun_path, &status) && S_ISSOCK(status.st_mode) &&
	    connect(fd, (const struct sockaddr *)address, sizeof(*address)) &&
	    errno == ECONNREFUSED)
		unlink(address->sun_path);
	close(fd);
}

/* Return a descriptor whose lock keeps other brokers from the same directory, or -1. */
static int lock_directory(const char *path)
{
	char copy[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	const struct timespec pause = { .tv_nsec = 10000000 };
	int fd;

	strcpy(copy, path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Anybody can hold this lock, so don't wait for long. */
	for (int n = 0; fd >= 0 && n < 100 && flock(fd, LOCK_EX | LOCK_NB); n++)
		nanosleep(&pause, NULL);
	return fd;
}

/* Listen at the path with NEW_SUFFIX, then give the socket its name, unless that's taken. */
static int listen_at(int fd, struct sockaddr_un *address, const char *path)
{
	int rc = 0;

	strcat(address->sun_path, NEW_SUFFIX);
	remove_stale(address);
	if (bind(fd, (struct sockaddr *)address, sizeof(*address)))
		return -errno;
	packet_refuse_fds(fd);
	if (listen(fd, BACKLOG) || link(address->sun_path, path) || lstat(path, &socket_file))
		rc = errno == EEXIST ? -EADDRINUSE : -errno;
	unlink(address->sun_path);
	return rc;
}

/* Whoever waits for the socket to appear can connect then. */
static int listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int directory, fd, rc;

	if (strlen(path) > MAX_PATH)
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	directory = lock_directory(path);
	remove_stale(&address);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	rc = fd < 0 ? -errno : listen_at(fd, &address, path);
	if (rc && fd >= 0)
		close(fd);
	if (directory >= 0)
		close(directory);
	return rc ? rc : fd;
}

static const char *explain_listen(const char *path, int rc)
{
	struct stat status;

	switch (rc) {
	case -ENAMETOOLONG:
		return "a path of at most 103 bytes is possible";
	case -ENOENT:
		return "the directory doesn't exist";
	case -EADDRINUSE:
		return !lstat(path, &status) && !S_ISSOCK(status.st_mode) ?
		       "there's a file that isn't a socket: remove it, or choose another path" :
		       "somebody listens to this socket: stop that, or choose another path";
	default:
		return strerror(-rc);
	}
}

int broker_door_open(const char *path, int fd)
{
	int rc;

	broker.door.handle = handle_door;
	broker.door.fd = fd < 0 ? listen_on(path) : fd;
	if (fd >= 0)
		packet_refuse_fds(fd);
	rc = broker.door.fd < 0 ? broker.door.fd : broker_source_add(&broker.door);
	if (rc)
		broker_log("--socket %s: can't listen: %s", path, explain_listen(path, rc));
	return rc;
}

void broker_door_close(const char *path)
{
	struct stat status;

	if (!lstat(path, &status) && status.st_dev == socket_file.st_dev &&
	    status.st_ino == socket_file.st_ino)
		unlink(path);
}
