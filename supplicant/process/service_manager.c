// SPDX-License-Identifier: BSD-2-Clause
/* Send messages to the service manager, and find the files that it has passed. */

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
 * Find the service manager's socket. Return: the address's length; 0: there is
 * no socket.
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

/*
 * A message timed out because the service manager did not read, and none has
 * succeeded since then.
 */
static bool is_stalled;

/*
 * Send a datagram, with a descriptor unless @fd is -1. If the service manager
 * does not read, the first call waits for 2 s. Later calls do not wait until a
 * message succeeds, because hundreds of messages may follow.
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

	/* Report only once that the service manager does not read. */
	if (rc && !(was_stalled && is_stalled))
		log_warning("the service manager at %s was not told '%.*s': %s",
			    getenv("NOTIFY_SOCKET"), (int)strcspn(message, "\n"), message,
			    strerror(-rc));
}

void service_manager_tell(const char *message)
{
	/*
	 * Wait even if the service manager did not read an earlier message,
	 * because this one may be important, such as READY=1.
	 */
	is_stalled = false;
	say(message, -1);
}

void service_manager_keep(const char *name, int fd)
{
	char message[128];

	/* FDPOLL=0: the files cannot be polled for a hang-up. */
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
