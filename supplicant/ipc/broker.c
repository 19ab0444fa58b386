// SPDX-License-Identifier: BSD-2-Clause
/* Send a worker's requests to the processes that may open files and sockets. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "ipc/broker.h"
#include "ipc/channel.h"
#include "stopping.h"
#include "worker_status.h"

/*
 * The monitor usually replies immediately. Only the connector may take longer,
 * to look up a name or to connect to a server. If a reply is late, only that
 * request fails. A descriptor that arrives late is closed, and memory that was
 * allocated late is freed when the next worker serves.
 */
#define MONITOR_TIMEOUT_MS	5000
/* Longer than the connector's own limit, so that the connector reports the error. */
#define CONNECT_TIMEOUT_MS	(WIRE_CONNECT_TIMEOUT_MS + 5000)

static struct channel monitor = CHANNEL_INITIALIZER;
static struct channel connector = CHANNEL_INITIALIZER;

void broker_start(int monitor_fd, int connector_fd)
{
	monitor.fd = monitor_fd;
	connector.fd = connector_fd;
	/*
	 * Abort calls when the supplicant is to stop, because connecting may
	 * take longer than the time that outstanding requests then have.
	 */
	connector.stop = stopping_fd();
}

/*
 * Exit, because a message cannot be sent, or because the monitor has ended and
 * the kernel is about to kill this process. The request stays unanswered, and
 * the next worker serves it.
 */
static _Noreturn void end_with_monitor(void)
{
	_exit(WORKER_TRY_AGAIN);
}

/*
 * Send a request and wait for the reply. Return: the error in the reply, or
 * -errno. @fd: [out] the descriptor in the reply, or -1.
 */
static int call(struct channel *channel, struct wire_message *request, int sent,
		struct wire_answer *answer, int *fd, int timeout_ms)
{
	int rc = channel_call(channel, request, sent, answer, fd, timeout_ms);

	if (rc == -EIO && channel == &monitor)
		end_with_monitor();
	return rc ? rc : answer->error;
}

/* Send a request whose reply carries no descriptor. Return: as call(). */
static int tell(struct channel *channel, struct wire_message *request, int sent, int timeout_ms)
{
	struct wire_answer answer;
	int none, rc = call(channel, request, sent, &answer, &none, timeout_ms);

	if (none >= 0)
		close(none);
	return rc;
}

/*
 * Send a request whose reply carries a descriptor. Return: the descriptor, or
 * -errno.
 */
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
	 * If this fails, the monitor frees the memory when the next worker
	 * serves.
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
