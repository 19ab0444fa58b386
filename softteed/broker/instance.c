// SPDX-License-Identifier: BSD-2-Clause
/* Instances: which one serves a request, their start, their messages, and their end */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <ta/softteed_list.h>
#include <unistd.h>
#include <user_ta_header.h>

#include "softteed/broker/broker_private.h"
#include "softteed/protocol/packet.h"
#include "softteed/storage/key.h"

/* How long an instance may take to load the application, to destroy it, and to end the sessions
 * of clients that are gone if there are no others */
#define START_TIMEOUT_MS	20000
#define STOP_TIMEOUT_MS		20000
#define ABANDONED_TIMEOUT_MS	30000

/* How often to look for instances that are late */
#define EXPIRE_INTERVAL_MS	1000

/* Requests */

static void queue_open(struct broker_instance *instance, struct broker_open *open)
{
	struct broker_open **link = &instance->opens;

	while (*link)
		link = &(*link)->next;
	*link = open;
}

/*
 * Check that a session can be passed now: a client's request can't be taken back from the kernel
 * once it has been forwarded. Nobody else sends anything, so there'll be room a moment later, too.
 */
static bool has_room(const struct broker_instance *instance)
{
	struct pollfd socket = { .fd = instance->source.fd, .events = POLLOUT };

	return poll(&socket, 1, 0) == 1 && socket.revents == POLLOUT;
}

/* Pass the requests on that wait for it, as far as there's room in the instance's socket. */
static void start_sessions(struct broker_instance *instance)
{
	while (instance->state == INSTANCE_READY && instance->opens) {
		struct broker_open *open = instance->opens;
		bool wanted = broker_session_is_wanted(open);

		if (wanted && !has_room(instance))
			break;
		instance->opens = open->next;
		if (wanted)
			broker_session_start(instance, open);
		else
			free(open);
	}
	broker_session_flush(instance);
}

static void start_session(struct broker_instance *instance, struct broker_open *open)
{
	queue_open(instance, open);
	start_sessions(instance);
}

/* The end */

static void release_instance(struct broker_source *source)
{
	broker_zygote_release((struct broker_instance *)source);
}

static void unlink_instance(struct broker_instance *instance)
{
	struct broker_instance **link = &instance->application->instances;

	while (*link != instance)
		link = &(*link)->next;
	*link = instance->next;
}

static void remove_instance(struct broker_instance *instance, uint32_t result)
{
	struct broker_application *application = instance->application;

	unlink_instance(instance);
	/* It has to go, whether it reads its control socket or not. */
	broker_zygote_kill(instance);
	while (instance->opens) {
		struct broker_open *open = instance->opens;

		instance->opens = open->next;
		broker_session_refuse(open, result);
	}
	while (instance->sessions)
		broker_session_kill(instance->sessions);
	broker_source_remove(&instance->source);
	if (!application->instances)
		broker_application_put(application);
}

static void set_deadline(struct broker_instance *instance, uint64_t milliseconds)
{
	if (!instance->deadline)
		instance->deadline = broker_now_ms() + milliseconds;
}

static void stop_instance(struct broker_instance *instance)
{
	struct message message = { .type = MESSAGE_STOP };

	instance->state = INSTANCE_STOPPING;
	set_deadline(instance, STOP_TIMEOUT_MS);
	if (message_send(instance->source.fd, &message, NULL, 0))
		remove_instance(instance, TEE_ERROR_TARGET_DEAD);
}

static bool keeps_alive(const struct broker_application *application)
{
	const uint32_t flags = TA_FLAG_SINGLE_INSTANCE | TA_FLAG_INSTANCE_KEEP_ALIVE;

	return (application->flags & flags) == flags;
}

static void stop_if_idle(struct broker_instance *instance)
{
	if (instance->sessions || instance->opens)
		return;
	if (instance->state == INSTANCE_ENDING ||
	    (instance->state == INSTANCE_READY && !keeps_alive(instance->application)))
		stop_instance(instance);
}

void broker_instance_watch(struct broker_instance *instance)
{
	if (instance->state != INSTANCE_READY && instance->state != INSTANCE_ENDING)
		return;
	if (instance->sessions && !instance->num_living)
		set_deadline(instance, ABANDONED_TIMEOUT_MS);
	else
		instance->deadline = 0;
}

static struct broker_instance *find_late(uint64_t now, bool *more)
{
	*more = false;
	for (struct broker_application *application = broker.applications; application;
	     application = application->next) {
		for (struct broker_instance *instance = application->instances; instance;
		     instance = instance->next) {
			if (instance->deadline && instance->deadline <= now)
				return instance;
			*more |= instance->deadline;
		}
	}
	return NULL;
}

int broker_instance_expire(void)
{
	static uint64_t next;
	static bool more;
	uint64_t now = broker_now_ms();
	struct broker_instance *instance;

	/* Deadlines that have been set meanwhile are further away than this. */
	if (now < next)
		return (int)(next - now);
	while ((instance = find_late(now, &more))) {
		broker_zygote_log(instance->id, "doesn't %s: killed",
				  instance->state == INSTANCE_STARTING ? "start" : "end");
		remove_instance(instance, TEE_ERROR_TARGET_DEAD);
	}
	next = now + EXPIRE_INTERVAL_MS;
	return more ? EXPIRE_INTERVAL_MS : -1;
}

/* Messages */

static struct broker_session *find_session(struct broker_instance *instance, uint32_t id)
{
	struct broker_session *session = instance->sessions;

	while (session && session->id != id)
		session = session->next_of_instance;
	return session;
}

static void place(struct broker_application *application, struct broker_open *open);

/*
 * The first of the requests goes to this instance, if that has just started. The others do too
 * if it's the only one; otherwise they are looked at anew.
 */
static void serve_opens(struct broker_instance *instance)
{
	struct broker_open *open = instance->opens;

	instance->opens = NULL;
	while (open) {
		struct broker_open *next = open->next;

		open->next = NULL;
		if (!broker_session_is_wanted(open))
			free(open);
		else if (!instance->sessions && !instance->opens &&
			 instance->state == INSTANCE_READY)
			start_session(instance, open);
		else
			place(instance->application, open);
		open = next;
	}
	stop_if_idle(instance);
}

static void handle_started(struct broker_instance *instance, const struct message_started *started)
{
	if (instance->state != INSTANCE_STARTING)
		return;
	if (started->result) {
		remove_instance(instance, started->result);
		return;
	}
	instance->state = INSTANCE_READY;
	instance->deadline = 0;
	instance->application->known_flags = true;
	instance->application->flags = started->flags;
	if (broker.options.verbose)
		broker_zygote_log(instance->id, "has started");
	serve_opens(instance);
}

static void handle_ended(struct broker_instance *instance, uint32_t id)
{
	struct broker_session *session = find_session(instance, id);

	if (!session)
		return;
	broker_session_ended(session);
	broker_instance_watch(instance);
	stop_if_idle(instance);
}

/* An instance needs its storage. A message without a socket tells it that there's none. */
static void send_storage(struct broker_instance *instance)
{
	struct message message = { .type = MESSAGE_STORAGE };
	int fd = broker_storage_connect(instance->application);

	if (message_send(instance->source.fd, &message, &fd, fd >= 0))
		remove_instance(instance, TEE_ERROR_TARGET_DEAD);
	if (fd >= 0)
		close(fd);
}

/*
 * All sessions that the instance knew of were closed, and it takes no other. If it has been
 * passed one since, it goes on nevertheless.
 */
static void handle_ending(struct broker_instance *instance, uint32_t last_session)
{
	if (instance->state != INSTANCE_READY || last_session != instance->last_session)
		return;
	instance->state = INSTANCE_ENDING;
	serve_opens(instance);
}

static void handle_message(struct broker_instance *instance, const struct message *message)
{
	switch (message->type) {
	case MESSAGE_STARTED:
		handle_started(instance, &message->started);
		break;
	case MESSAGE_ENDED:
		handle_ended(instance, message->session.id);
		break;
	case MESSAGE_STORAGE:
		send_storage(instance);
		break;
	case MESSAGE_ENDING:
		handle_ending(instance, message->session.id);
		break;
	case MESSAGE_PANICKED:
		/* The instance has logged it, and its end comes next. */
		break;
	default:
		remove_instance(instance, TEE_ERROR_TARGET_DEAD);
	}
}

static void handle_instance(struct broker_source *source)
{
	struct broker_instance *instance = (struct broker_instance *)source;
	struct message message;
	int rc = message_receive_plain(source->fd, &message);

	if (!rc)
		handle_message(instance, &message);
	else if (rc != -EAGAIN)
		remove_instance(instance, TEE_ERROR_TARGET_DEAD);
	if (!source->removed)
		start_sessions(instance);
}

/* Starting */

/* Make a client's connection, for the instance's own sessions. Return its end of it, or -errno. */
static int open_door(const struct broker_instance *instance, struct broker_user *user)
{
	int door[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, door))
		return -errno;
	packet_refuse_fds(door[0]);
	if (broker_client_add(door[0], instance, user))
		return door[1];
	close(door[0]);
	close(door[1]);
	return -ENOMEM;
}

static int send_start(struct broker_instance *instance, int file, const char *path, int door)
{
	const uint8_t *uuid = instance->application->uuid;
	struct message message = { .type = MESSAGE_START };
	const int fds[] = { file, door };
	int rc;

	memcpy(message.start.uuid, uuid, sizeof(message.start.uuid));
	memcpy(message.start.file, path, strnlen(path, sizeof(message.start.file) - 1));
	rc = storage_key_derive_root(broker.device_key, uuid, message.start.root_key);
	if (!rc)
		rc = message_send(instance->source.fd, &message, fds, 2);
	explicit_bzero(&message, sizeof(message));
	return rc;
}

/* A user who has too many connections doesn't get as far as the zygote, which others wait for. */
static int start_process(struct broker_instance *instance, struct broker_user *user, int file,
			 const char *path)
{
	int door = open_door(instance, user), rc;

	if (door < 0)
		return door;
	rc = broker_zygote_fork(instance);
	if (!rc)
		rc = send_start(instance, file, path, door);
	close(door);
	return rc;
}

static struct broker_instance *create_instance(struct broker_application *application)
{
	struct broker_instance *instance = calloc(1, sizeof(*instance));
	int ends[2];

	if (!instance)
		return NULL;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		goto free_instance;
	packet_refuse_fds(ends[0]);
	instance->source = (struct broker_source){
		.fd = ends[0], .handle = handle_instance, .release = release_instance,
	};
	if (broker_source_add(&instance->source))
		goto close_ends;
	instance->id = ++broker.last_instance;
	set_deadline(instance, START_TIMEOUT_MS);
	instance->application = application;
	instance->next = application->instances;
	application->instances = instance;
	instance->control = ends[1];
	return instance;

close_ends:
	close(ends[0]);
	close(ends[1]);
free_instance:
	free(instance);
	return NULL;
}

/* The application that lists the others has the list instead of a file. */
static int open_file(const uint8_t uuid[MESSAGE_UUID_LEN], char path[PATH_MAX])
{
	if (!broker_is_list(uuid))
		return broker_application_file(uuid, path);
	strcpy(path, "the list of applications");
	return broker_list();
}

static uint32_t result_of_file(int rc)
{
	switch (rc) {
	case -ENOENT: return TEE_ERROR_ITEM_NOT_FOUND;
	case -EACCES: return TEE_ERROR_SECURITY;
	case -ENOMEM: return TEE_ERROR_OUT_OF_MEMORY;
	default: return TEE_ERROR_GENERIC;
	}
}

static void start_instance(struct broker_application *application, struct broker_open *open)
{
	char path[PATH_MAX];
	int file = open_file(application->uuid, path);
	struct broker_instance *instance = NULL;
	int rc;

	if (file < 0) {
		broker_session_refuse(open, result_of_file(file));
		goto out;
	}
	instance = create_instance(application);
	if (!instance) {
		broker_session_refuse(open, TEE_ERROR_OUT_OF_MEMORY);
		close(file);
		goto out;
	}
	queue_open(instance, open);
	rc = start_process(instance, broker_session_user(open), file, path);
	close(file);
	if (rc) {
		broker_log_request("can't start an instance: %s", strerror(-rc));
		remove_instance(instance, TEE_ERROR_OUT_OF_MEMORY);
	}
	return;

out:
	if (!application->instances)
		broker_application_put(application);
}

/* Return an instance that is starting or running, not one that is ending. */
static struct broker_instance *find_instance(const struct broker_application *application,
					     bool starting)
{
	struct broker_instance *instance = application->instances;

	while (instance && instance->state != (starting ? INSTANCE_STARTING : INSTANCE_READY))
		instance = instance->next;
	return instance;
}

static bool is_single(const struct broker_application *application)
{
	return application->known_flags && application->flags & TA_FLAG_SINGLE_INSTANCE;
}

/* Find or start an instance for a request. */
static void place(struct broker_application *application, struct broker_open *open)
{
	struct broker_instance *starting = find_instance(application, true);
	struct broker_instance *ready = find_instance(application, false);
	bool single = is_single(application);

	if (ready && single) {
		if ((ready->sessions || ready->opens) &&
		    !(application->flags & TA_FLAG_MULTI_SESSION))
			broker_session_refuse(open, TEE_ERROR_BUSY);
		else
			start_session(ready, open);
	} else if (starting && (single || !application->known_flags)) {
		queue_open(starting, open);
	} else {
		start_instance(application, open);
	}
}

/* More than a socket has room for */
#define MAX_UNREAD	1024

/*
 * Handle what an application's instance has said so far. A client may know of it already: that
 * its session is closed, which was the only one, or that the instance has died.
 */
static void hear_instance(const struct broker_application *application)
{
	struct broker_instance *instance = find_instance(application, false);
	struct pollfd socket = { .events = POLLIN };

	if (!instance || !is_single(application))
		return;
	socket.fd = instance->source.fd;
	for (int n = 0; n < MAX_UNREAD && !instance->source.removed; n++) {
		if (poll(&socket, 1, 0) <= 0)
			return;
		handle_instance(&instance->source);
	}
}

void broker_instance_open(const uint8_t uuid[MESSAGE_UUID_LEN], struct broker_open *open)
{
	struct broker_application *application = broker_application_find(uuid);

	/* Applications don't need to know of each other. */
	if (broker_is_list(uuid) && open->client && open->client->is_application) {
		broker_session_refuse(open, TEE_ERROR_ITEM_NOT_FOUND);
		return;
	}
	if (application)
		hear_instance(application);
	application = broker_application_get(uuid);
	if (application)
		place(application, open);
	else
		broker_session_refuse(open, TEE_ERROR_OUT_OF_MEMORY);
}

struct broker_user *broker_instance_user(const struct broker_client *client, uid_t uid)
{
	struct broker_application *application = broker_application_find(client->uuid);
	struct broker_instance *instance;
	struct broker_session *session;

	instance = application ? application->instances : NULL;
	while (instance && instance->id != client->instance)
		instance = instance->next;
	session = instance ? instance->sessions : NULL;
	while (session && session->user->uid != uid)
		session = session->next_of_instance;
	return session ? session->user : NULL;
}
