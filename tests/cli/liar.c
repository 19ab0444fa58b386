// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pretend to be softteed, whose sessions can't be opened.
 *
 * usage: liar SOCKET ERROR   ERROR: errno of each attempt to open one, 0: do not answer
 *
 * Says "ready" once it listens, and runs until it is killed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "softteed/protocol/packet.h"

static int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 8)) {
		perror(path);
		exit(1);
	}
	return fd;
}

static void serve(int fd, uint32_t error)
{
	int fds[MESSAGE_MAX_FDS];
	struct message message;

	while (!message_receive(fd, &message, fds, 0)) {
		struct message answer = { .type = MESSAGE_WELCOME };

		if (message.type == MESSAGE_HELLO) {
			strcpy(answer.welcome.identity.os_name, "softteed");
		} else if (error) {
			answer.type = MESSAGE_OPENED;
			answer.opened.error = error;
		} else {
			continue;
		}
		message_send(fd, &answer, NULL, 0);
	}
}

int main(int argc, char **argv)
{
	int listener, fd;

	if (argc != 3)
		return 1;
	listener = listen_at(argv[1]);
	puts("ready");
	fflush(stdout);
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		serve(fd, (uint32_t)strtoul(argv[2], NULL, 10));
		close(fd);
	}
	return 1;
}
