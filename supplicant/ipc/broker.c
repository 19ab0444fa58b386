// SPDX-License-Identifier: BSD-2-Clause
/* Worker side of the calls to the monitor and the connector */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "ipc/channel.h"
#include "stopping.h"
#include "worker_status.h"

/*
 * The monitor normally replies right away, only the connector can take long
 * (DNS, TCP handshake). When a reply is late we fail just that one request.
 * Nothing leaks: a descriptor that shows up later is closed, and the monitor
 * frees stray memory when the next worker starts to serve.
 */
#define MONITOR_TIMEOUT_MS	5000
/* give the connector time to report its own timeout */
#define CONNECT_TIMEOUT_MS	(WIRE_CONNECT_TIMEOUT_MS + 5000)

static struct channel monitor = CHANNEL_INITIALIZER;
static struct channel connector = CHANNEL_INITIALIZER;

void broker_start(int monitor_fd, int connector_fd)
{
	monitor.fd = monitor_fd;
	connector.fd = connector_fd;
	/*
	 * A connect() in progress can take longer than outstanding requests get
	 * on shutdown, so cut it short.
	 */
	connector.stop = stopping_fd();
}

/*
 * Either the monitor is dead, and PR_SET_PDEATHSIG is about to take us down
 * too, or we can't talk to it any more. The request remains unanswered in the
 * state, and the next worker picks it up.
 */
static _Noreturn void end_with_monitor(void)
{
	_exit(WORKER_TRY_AGAIN);
}

/*
 * channel_call(), but returns the error in the reply if there is a reply. @fd
 * is -1 or the descriptor from the reply, possibly even on error.
 */
static int call(struct channel *channel, struct wire_message *request, int sent,
		struct wire_answer *answer, int *fd, int timeout_ms)
{
	int rc = channel_call(channel, request, sent, answer, fd, timeout_ms);

	if (rc == -EIO && channel == &monitor)
		end_with_monitor();
	return rc ? rc : answer->error;
}

/* For requests whose reply has no descriptor. Return: as call(). */
static int tell(struct channel *channel, struct wire_message *request, int sent, int timeout_ms)
{
	struct wire_answer answer;
	int none, rc = call(channel, request, sent, &answer, &none, timeout_ms);

	if (none >= 0)
		close(none);
	return rc;
}

/* For requests that return a descriptor. Return: that, or -errno. */
static int ask(struct channel *channel, struct wire_message *request,
	       struct wire_answer *answer, int timeout_ms)
{
	int fd, rc = call(channel, request, -1, answer, &fd, timeout_ms);

	if (!rc && fd < 0)
		rc = -EIO;
	if (rc && fd >= 0)
		close(fd);
	return rc ? rc : fd;
}

int broker_open_ta(const uint8_t uuid[16], size_t *size)
{
	struct wire_message request = { .type = WIRE_OPEN_TA };
	struct wire_answer answer;
	int fd;

	memcpy(request.u.open_ta.uuid, uuid, sizeof(request.u.open_ta.uuid));
	fd = ask(&monitor, &request, &answer, MONITOR_TIMEOUT_MS);
	if (fd >= 0)
		*size = (size_t)answer.size;
	return fd;
}

int broker_alloc_memory(size_t size, uint32_t *id)
{
	struct wire_message request = { .type = WIRE_ALLOC_MEMORY, .u.alloc_memory.size = size };
	struct wire_answer answer;
	int fd = ask(&monitor, &request, &answer, MONITOR_TIMEOUT_MS);

	if (fd >= 0)
		*id = answer.id;
	return fd;
}

int broker_map_memory(uint32_t id, size_t *size)
{
	struct wire_message request = { .type = WIRE_MAP_MEMORY, .u.memory.id = id };
	struct wire_answer answer;
	int fd = ask(&monitor, &request, &answer, MONITOR_TIMEOUT_MS);

	if (fd >= 0)
		*size = (size_t)answer.size;
	return fd;
}

void broker_free_memory(uint32_t id)
{
	const struct wire_message request = { .type = WIRE_FREE_MEMORY, .u.memory.id = id };

	/*
	 * Errors don't matter: leftover memory is freed when the next worker
	 * starts to serve.
	 */
	channel_send(monitor.fd, &request);
}

int broker_use_directory(void)
{
	struct wire_message request = { .type = WIRE_USE_DIRECTORY };

	return tell(&monitor, &request, -1, MONITOR_TIMEOUT_MS);
}

int broker_open_rpmb(unsigned int device, struct rpmb_card_info *info)
{
	struct wire_message request = {
		.type = WIRE_OPEN_RPMB,
		.u.open_rpmb.device = device,
	};
	struct wire_answer answer;
	int fd;

	fd = ask(&monitor, &request, &answer, MONITOR_TIMEOUT_MS);
	if (fd >= 0) {
		memcpy(info->cid, answer.cid, sizeof(info->cid));
		info->size_mult = answer.size_mult;
		info->reliable_sectors = answer.reliable_sectors;
	}
	return fd;
}

int broker_create_dump(const char *kind, const uint8_t uuid[16])
{
	struct wire_message request = { .type = WIRE_CREATE_DUMP };
	struct wire_answer answer;

	if (!strcmp(kind, "gprof"))
		request.u.create_dump.kind = WIRE_DUMP_GPROF;
	else if (!strcmp(kind, "ftrace"))
		request.u.create_dump.kind = WIRE_DUMP_FTRACE;
	else
		return -EINVAL;
	memcpy(request.u.create_dump.uuid, uuid, sizeof(request.u.create_dump.uuid));
	return ask(&monitor, &request, &answer, MONITOR_TIMEOUT_MS);
}

static int fill_connect(struct wire_connect *connect, const char *host, uint16_t port)
{
	size_t length = strnlen(host, WIRE_MAX_HOST + 1);

	if (!length || length > WIRE_MAX_HOST || !port)
		return -EINVAL;
	memcpy(connect->host, host, length);
	connect->port = port;
	return 0;
}

int broker_connect(enum wire_socket kind, unsigned int family, const char *host,
		   uint16_t port)
{
	struct wire_message request = {
		.type = WIRE_CONNECT,
		.u.connect = { .kind = kind, .family = family },
	};
	struct wire_answer answer;
	int rc;

	rc = fill_connect(&request.u.connect, host, port);
	return rc ? rc : ask(&connector, &request, &answer, CONNECT_TIMEOUT_MS);
}

int broker_reconnect(int fd, unsigned int family, const char *host, uint16_t port)
{
	struct wire_message request = {
		.type = WIRE_CONNECT,
		.u.connect = { .kind = WIRE_UDP, .family = family, .renews = 1 },
	};
	int rc = fill_connect(&request.u.connect, host, port);

	return rc ? rc : tell(&connector, &request, fd, CONNECT_TIMEOUT_MS);
}
