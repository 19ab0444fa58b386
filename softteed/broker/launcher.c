// SPDX-License-Identifier: BSD-2-Clause
/* The broker's end of the socket to the launcher */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "softteed/broker/broker_private.h"
#include "softteed/protocol/packet.h"

/* Until what the launcher has started is gone; a disk can take its time. */
#define STOP_TIMEOUT_MS	10000

uint32_t broker_launcher_number(void)
{
	static uint32_t last;

	/* 0 is nobody's. After four thousand million requests, old ones are done. */
	if (!++last)
		last++;
	return last;
}

int broker_launcher_send(const struct launcher_request *request, int fd)
{
	return packet_send(broker.launcher.fd, request, sizeof(*request), &fd, fd >= 0,
			   MSG_DONTWAIT);
}

static void handle_launcher(struct broker_source *source)
{
	struct launcher_reply reply = { 0 };
	int none;
	ssize_t size = packet_receive(source->fd, &reply, sizeof(reply) - 1, &none, 0,
				      MSG_DONTWAIT);

	if (size == -EAGAIN)
		return;
	if (size < (ssize_t)offsetof(struct launcher_reply, path)) {
		broker_stop(-ECHILD, "the launcher is gone: exiting");
		broker_source_remove(source);
		return;
	}
	broker_storage_done(reply.id, reply.status);
	broker_helper_done(reply.id, reply.status, reply.path);
}

void broker_launcher_stop(void)
{
	struct pollfd end = { .fd = broker.launcher.fd };

	shutdown(broker.launcher.fd, SHUT_WR);
	if (poll(&end, 1, STOP_TIMEOUT_MS) <= 0)
		broker_log("processes that keep objects haven't ended yet");
}

int broker_launcher_start(void)
{
	const struct launcher_config config = {
		.plugins = broker.options.plugins,
		.network = broker.options.network_for_all || broker.options.num_network,
		.store = broker.store,
		.counters = broker.counters,
		.accept_old = broker.options.accept_old,
	};

	broker.launcher.handle = handle_launcher;
	return launcher_start(&config, &broker.launcher.fd);
}
