// SPDX-License-Identifier: BSD-2-Clause
/* A worker's requests to the processes that may open things. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "broker.h"
#include "channel.h"
#include "worker.h"

/* The monitor opens a file at once; a name or a server may take its time. */
#define MONITOR_TIMEOUT_MS	5000
#define CONNECTOR_TIMEOUT_MS	30000

static struct channel monitor = CHANNEL_INITIALIZER;
static struct channel connector = CHANNEL_INITIALIZER;
static int plugin_host = -1;

void broker_start(int monitor_fd, int connector_fd, int plugin_fd)
{
	monitor.fd = monitor_fd;
	connector.fd = connector_fd;
	plugin_host = plugin_fd;
}

int broker_plugin_fd(void)
{
	return plugin_host;
}

/* Return: the descriptor that the answer brought, or -errno. */
static int ask(struct channel *channel, struct wire_message *request,
	       struct wire_answer *answer, int timeout_ms)
{
	int fd, rc;

	rc = channel_call(channel, request, answer, &fd, timeout_ms);
	if (!rc)
		rc = answer->error;
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

int broker_open_rpmb(unsigned int device, uint8_t cid[16])
{
	struct wire_message request = {
		.type = WIRE_OPEN_RPMB,
		.u.open_rpmb.device = device,
	};
	struct wire_answer answer;
	int fd;

	fd = ask(&monitor, &request, &answer, MONITOR_TIMEOUT_MS);
	if (fd >= 0)
		memcpy(cid, answer.cid, sizeof(answer.cid));
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

int broker_connect(enum broker_socket kind, unsigned int family, const char *host,
		   uint16_t port)
{
	struct wire_message request = {
		.type = WIRE_CONNECT,
		.u.connect = { .kind = kind, .family = family, .port = port },
	};
	struct wire_answer answer;
	size_t length = strnlen(host, WIRE_MAX_HOST + 1);

	if (!length || length > WIRE_MAX_HOST || !port)
		return -EINVAL;
	memcpy(request.u.connect.host, host, length);
	return ask(&connector, &request, &answer, CONNECTOR_TIMEOUT_MS);
}
