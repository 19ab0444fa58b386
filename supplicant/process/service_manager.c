// SPDX-License-Identifier: BSD-2-Clause
/* sd_notify() and sd_listen_fds(), without libsystemd */

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"
#include "process/service_manager.h"

#define MAX_HANDED_OVER	1024

/*
 * Parse $NOTIFY_SOCKET; '@' stands for the abstract namespace. Return: the
 * address's length, or 0 if there's no socket.
 */
static socklen_t find_address(struct sockaddr_un *address)
{
	const char *path = getenv("NOTIFY_SOCKET");
	size_t length = path ? strlen(path) : 0;

	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	if (!length || length >= sizeof(address->sun_path))
		return 0;
	memcpy(address->sun_path, path, length);
	if (path[0] == '@')
		address->sun_path[0] = 0;
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

/* The service manager isn't reading: the last message got -EAGAIN. */
static bool is_stalled;

/*
 * Send a datagram, along with @fd unless that is -1. We give the service
 * manager 2 s to read, but only once: hundreds of messages may follow, so don't
 * wait for it again until one gets through.
 */
static int send_message(const char *message, int fd)
{
	const struct timeval timeout = { .tv_sec = 2 };
	struct iovec io = { (void *)(uintptr_t)message, strlen(message) };
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { .header = {
		.cmsg_len = CMSG_LEN(sizeof(int)),
		.cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS,
	} };
	struct sockaddr_un address;
	struct msghdr header = { .msg_name = &address, .msg_iov = &io, .msg_iovlen = 1 };
	int to, rc = 0;

	header.msg_namelen = find_address(&address);
	if (!header.msg_namelen)
		return 0;
	if (fd >= 0) {
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
		header.msg_control = &control;
		header.msg_controllen = sizeof(control);
	}
	to = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (to < 0)
		return -errno;
	setsockopt(to, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (sendmsg(to, &header, MSG_NOSIGNAL | (is_stalled ? MSG_DONTWAIT : 0)) < 0)
		rc = -errno;
	is_stalled = rc == -EAGAIN;
	close(to);
	return rc;
}

static void say(const char *message, int fd)
{
	bool was_stalled = is_stalled;
	int rc = send_message(message, fd);

	/* complain only once if it doesn't read */
	if (rc && !(was_stalled && is_stalled))
		log_warning("cannot send '%.*s' to the service manager at %s: %s",
			    (int)strcspn(message, "\n"), message, getenv("NOTIFY_SOCKET"),
			    strerror(-rc));
}

void service_manager_tell(const char *message)
{
	/* This may be READY=1, which is worth waiting for even if we timed out before. */
	is_stalled = false;
	say(message, -1);
}

void service_manager_keep(const char *name, int fd)
{
	char message[128];

	/*
	 * FDPOLL=0: systemd would otherwise poll for POLLHUP, which these files
	 * don't support
	 */
	snprintf(message, sizeof(message), "FDSTORE=1\nFDPOLL=0\nFDNAME=%s", name);
	say(message, fd);
}

void service_manager_drop(const char *name)
{
	char message[128];

	snprintf(message, sizeof(message), "FDSTOREREMOVE=1\nFDNAME=%s", name);
	say(message, -1);
}

int service_manager_count(void)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	long number = count ? strtol(count, NULL, 10) : 0;

	if (!pid || strtol(pid, NULL, 10) != getpid() || number < 0 || number > MAX_HANDED_OVER)
		return 0;
	return (int)number;
}

int service_manager_name(int number, char *name, unsigned long size)
{
	const char *names = getenv("LISTEN_FDNAMES");
	size_t length;

	while (names && number--) {
		names = strchr(names, ':');
		names = names ? names + 1 : NULL;
	}
	length = names ? strcspn(names, ":") : 0;
	if (!length || length >= size)
		return -ENOENT;
	memcpy(name, names, length);
	name[length] = 0;
	return 0;
}

void service_manager_forget(void)
{
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
}
