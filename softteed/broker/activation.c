// SPDX-License-Identifier: BSD-2-Clause
/*
 * A listening socket from systemd. The protocol is that of sd_listen_fds(3): descriptors from 3
 * on, their number in $LISTEN_FDS, for the process in $LISTEN_PID.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "softteed/broker/broker_private.h"

#define FIRST_FD	3

/* Return a variable's value if it's a number, and remove it; or 0. */
static long take_number(const char *name)
{
	const char *text = getenv(name);
	long number = 0;
	char *end;

	if (text && *text) {
		number = strtol(text, &end, 10);
		if (*end)
			number = 0;
	}
	unsetenv(name);
	return number;
}

static int socket_option(int fd, int option)
{
	socklen_t size = sizeof(int);
	int value;

	return getsockopt(fd, SOL_SOCKET, option, &value, &size) ? -1 : value;
}

int broker_activation_socket(void)
{
	long pid = take_number("LISTEN_PID"), count = take_number("LISTEN_FDS");

	unsetenv("LISTEN_FDNAMES");
	if (pid != getpid() || !count)
		return -ENOENT;
	if (count != 1 || socket_option(FIRST_FD, SO_DOMAIN) != AF_UNIX ||
	    socket_option(FIRST_FD, SO_TYPE) != SOCK_SEQPACKET ||
	    socket_option(FIRST_FD, SO_ACCEPTCONN) != 1) {
		broker_log("expected one listening socket from systemd (ListenSequentialPacket=)");
		return -EINVAL;
	}
	if (fcntl(FIRST_FD, F_SETFD, FD_CLOEXEC) || fcntl(FIRST_FD, F_SETFL, O_NONBLOCK))
		return -errno;
	return FIRST_FD;
}
