// SPDX-License-Identifier: BSD-2-Clause
/* Blocking I/O on the stream to the plugin host: read or write everything, or fail. */

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "services/plugin/plugin_link.h"

int plugin_link_read(int fd, void *data, size_t size)
{
	while (size > 0) {
		ssize_t done = read(fd, data, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return errno == ECONNRESET ? -EPIPE : -errno;
		if (done == 0)
			return -EPIPE;
		data = (uint8_t *)data + done;
		size -= (size_t)done;
	}
	return 0;
}

int plugin_link_write(int fd, const void *data, size_t size)
{
	while (size > 0) {
		ssize_t done = send(fd, data, size, MSG_NOSIGNAL);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return errno == ECONNRESET ? -EPIPE : -errno;
		data = (const uint8_t *)data + done;
		size -= (size_t)done;
	}
	return 0;
}
