// SPDX-License-Identifier: BSD-2-Clause
/*
 * Closing sockets of processes that aren't trusted. A packet that is still in the socket may
 * have descriptors, and whoever closes the last descriptor of a file waits for what is behind
 * it: data on its way through TCP, or a file system in user space. The sender decides how
 * long. So a thread closes a socket that isn't empty, and whatever its source counts for, e.g.
 * as one of a user's connections, does so until then. Connections that are refused count for
 * nothing, so no more are accepted while there are too many. That isn't for long, as signals
 * interrupt the threads' waits, with few exceptions.
 *
 * Descriptors on their way to a process that doesn't read its socket count as ours, and aren't
 * gone when our end is closed. So that isn't before they have been read, or dropped.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sock_diag.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"

#define STACK		((size_t)256 << 10)
#define MAX_REFUSED	64

/* How often the threads are interrupted, and others looked at again */
#define INTERVAL_MS	100

/* The threads write their sources into this pipe when they are done. */
static struct broker_source done;
static int done_end;

/* Those that threads still have, and those that can't be closed yet, by @next_removed */
static struct broker_source *closing, *waiting;

static void handle_done(struct broker_source *source)
{
	struct broker_source *closed, **link = &closing;

	if (read(source->fd, &closed, sizeof(closed)) != sizeof(closed))
		return;
	while (*link != closed)
		link = &(*link)->next_removed;
	*link = closed->next_removed;
	pthread_join(closed->closer, NULL);
	broker_source_release(closed);
}

static void ignore_signal(int number)
{
	(void)number;
}

int broker_close_prepare(int ends[2])
{
	const struct sigaction interrupt = { .sa_handler = ignore_signal };

	if (sigaction(SIGUSR1, &interrupt, NULL) || pipe2(ends, O_CLOEXEC))
		return -errno;
	done = (struct broker_source){ .fd = ends[0], .handle = handle_done };
	done_end = ends[1];
	return broker_source_add(&done);
}

static void *close_thread(void *data)
{
	struct broker_source *source = data;

	close(source->fd);
	while (write(done_end, &source, sizeof(source)) < 0 && errno == EINTR)
		;
	return NULL;
}

/* Nothing can be added any more. */
static bool is_empty(int fd)
{
	struct msghdr header = { 0 };
	const int on = 1;

	/* With credentials, even an empty packet has more than there is room for here. */
	return !setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) &&
	       !recvmsg(fd, &header, MSG_PEEK | MSG_DONTWAIT) && !(header.msg_flags & MSG_CTRUNC);
}

static bool close_empty(struct broker_source *source)
{
	if (!is_empty(source->fd))
		return false;
	close(source->fd);
	broker_source_release(source);
	return true;
}

/* If there are too many threads, try again later. It counts as its user's until then. */
static void close_in_thread(struct broker_source *source)
{
	struct broker_source **list = &closing;
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	if (pthread_create(&source->closer, &attr, close_thread, source))
		list = &waiting;
	source->next_removed = *list;
	*list = source;
	pthread_attr_destroy(&attr);
}

bool broker_is_unread(int fd)
{
	uint32_t memory[SK_MEMINFO_VARS];
	socklen_t size = sizeof(memory);

	return !getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &size) &&
	       memory[SK_MEMINFO_WMEM_ALLOC];
}

void broker_close(struct broker_source *source)
{
	shutdown(source->fd, SHUT_RDWR);
	if (broker_is_unread(source->fd)) {
		source->next_removed = waiting;
		waiting = source;
	} else if (!close_empty(source)) {
		close_in_thread(source);
	}
}

int broker_close_expire(void)
{
	static uint64_t next;
	uint64_t now = broker_now_ms();
	struct broker_source *source = waiting;

	if (!closing && !waiting)
		return -1;
	if (now < next)
		return (int)(next - now);
	next = now + INTERVAL_MS;
	for (const struct broker_source *busy = closing; busy; busy = busy->next_removed)
		pthread_kill(busy->closer, SIGUSR1);
	waiting = NULL;
	while (source) {
		struct broker_source *after = source->next_removed;

		broker_close(source);
		source = after;
	}
	return INTERVAL_MS;
}

void broker_close_end(void)
{
	for (const struct broker_source *busy = closing; busy; busy = busy->next_removed)
		pthread_detach(busy->closer);
}

/* Refused connections */

static unsigned int num_refused;

static void release_refused(struct broker_source *source)
{
	free(source);
	num_refused--;
}

bool broker_close_has_room(void)
{
	return num_refused < MAX_REFUSED;
}

void broker_close_refused(int fd)
{
	struct broker_source *source = calloc(1, sizeof(*source));

	if (!source) {
		close(fd);
		return;
	}
	source->fd = fd;
	source->release = release_refused;
	num_refused++;
	broker_close(source);
}
