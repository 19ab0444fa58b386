// SPDX-License-Identifier: BSD-2-Clause
/*
 * Closing sockets of processes that aren't trusted. A packet that is still in the socket may
 * have descriptors, and whoever closes the last descriptor of a file waits for what is behind
 * it: data on its way through TCP, or a file system in user space. The sender decides how
 * long. So a thread closes a socket that isn't empty, and whatever its source counts for, e.g.
 * as one of a user's connections, does so until then.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"

#define STACK	((size_t)256 << 10)

/* The threads write their sources into this pipe when they are done. */
static struct broker_source done;
static int done_end;

/* Those that threads still have, by @next_removed */
static struct broker_source *closing;

static void handle_done(struct broker_source *source)
{
	struct broker_source *closed, **link = &closing;

	if (read(source->fd, &closed, sizeof(closed)) != sizeof(closed))
		return;
	while (*link != closed)
		link = &(*link)->next_removed;
	*link = closed->next_removed;
	broker_source_release(closed);
}

int broker_close_prepare(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC))
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

void broker_close(struct broker_source *source)
{
	pthread_attr_t attr;
	pthread_t thread;

	shutdown(source->fd, SHUT_RDWR);
	if (is_empty(source->fd)) {
		close(source->fd);
		broker_source_release(source);
		return;
	}
	source->next_removed = closing;
	closing = source;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK);
	/* If there are too many threads, it stays open: it counts as its user's. */
	if (pthread_create(&thread, &attr, close_thread, source))
		broker_log("can't close a socket: too many are being closed");
	pthread_attr_destroy(&attr);
}
