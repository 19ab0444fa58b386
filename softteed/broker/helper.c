// SPDX-License-Identifier: BSD-2-Clause
/*
 * What applications get from the normal world: connected sockets, and the plugins of
 * tee-supplicant. Both may take a long time, so a process of its own does the work and sends the
 * reply. The broker doesn't read the application's socket before that has exited.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ipc/wire.h"
#include "services/plugin/plugin_host.h"
#include "services/socket/connector.h"
#include "softteed/broker/broker_private.h"
#include "softteed/protocol/packet.h"
#include "tee_uuid.h"

/* In the process */

static int connect_socket(const struct message_connect *request)
{
	struct wire_connect what = {
		.kind = request->type == SOCK_STREAM ? WIRE_TCP : WIRE_UDP,
		.family = request->family == AF_INET ? 4 : request->family == AF_INET6 ? 6 : 0,
		.port = request->port,
	};

	if ((request->type != SOCK_STREAM && request->type != SOCK_DGRAM) ||
	    !request->port || request->port > UINT16_MAX || !*request->host)
		return -EINVAL;
	snprintf(what.host, sizeof(what.host), "%s", request->host);
	/* Name resolution can't be interrupted otherwise. */
	alarm(2 * WIRE_CONNECT_TIMEOUT_MS / 1000);
	return connector_connect(&what, -1, WIRE_CONNECT_TIMEOUT_MS);
}

/* It ends when the application's end of the socket is closed. */
static _Noreturn void run_host(int stream, int client)
{
	const struct plugin_host_config config = {
		.stream = stream,
		.directory = broker.options.plugins,
		.load_timeout_ms = PLUGIN_LOAD_TIMEOUT_MS,
		.call_timeout_ms = PLUGIN_CALL_TIMEOUT_MS,
	};

	close(client);
	_exit(plugin_host_serve(&config) ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* Return the application's end of a stream to a plugin host, or -errno. */
static int start_host(int client)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pid = fork();
	if (!pid) {
		close(ends[0]);
		run_host(ends[1], client);
	}
	close(ends[1]);
	return pid < 0 ? -errno : ends[0];
}

/* Keep the broker's descriptors, other clients' among them, from the process. */
static int close_others(int client)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };
	sigset_t none;

	if (dup2(client, STDERR_FILENO + 1) < 0)
		return -1;
	if (syscall(SYS_close_range, STDERR_FILENO + 2, ~0u, 0))
		return -1;
	sigaction(SIGCHLD, &standard, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	return STDERR_FILENO + 1;
}

static _Noreturn void run(const struct message *request, int client)
{
	struct message reply = { .type = MESSAGE_GRANTED };
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	client = close_others(client);
	if (client < 0)
		_exit(EXIT_FAILURE);
	fd = request->type == MESSAGE_CONNECT ? connect_socket(&request->connect) :
						start_host(client);
	if (fd < 0)
		reply.granted.error = (uint32_t)-fd;
	_exit(message_send(client, &reply, &fd, fd >= 0) ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* In the broker */

/*
 * struct broker_helper - a running process
 * @pid:	the process
 * @client:	whose request it serves, NULL if it's gone
 * @next:	in the list
 */
struct broker_helper {
	pid_t pid;
	struct broker_client *client;
	struct broker_helper *next;
};

static struct broker_helper *helpers;

void broker_helper_cancel(struct broker_helper *helper)
{
	helper->client = NULL;
	kill(helper->pid, SIGKILL);
}

void broker_helper_reap(pid_t pid, int status)
{
	struct broker_helper **link = &helpers, *helper;
	struct broker_client *client;

	while (*link && (*link)->pid != pid)
		link = &(*link)->next;
	if (!*link)
		return;
	helper = *link;
	client = helper->client;
	*link = helper->next;
	free(helper);
	if (!client)
		return;
	client->helper = NULL;
	broker_source_pause(&client->source, false);
	/* It hasn't sent a reply then. */
	if (status)
		broker_client_grant(client, EIO, -1);
}

static int start(struct broker_client *client, const struct message *request)
{
	struct broker_helper *helper = calloc(1, sizeof(*helper));
	int rc;

	if (!helper)
		return -ENOMEM;
	helper->pid = fork();
	if (!helper->pid) {
		free(helper);
		run(request, client->source.fd);
	}
	if (helper->pid < 0) {
		rc = -errno;
		free(helper);
		return rc;
	}
	helper->next = helpers;
	helpers = helper;
	helper->client = client;
	client->helper = helper;
	broker_source_pause(&client->source, true);
	return 0;
}

static bool may_use_network(const struct broker_client *client)
{
	char text[TEE_UUID_TEXT_SIZE];

	for (size_t n = 0; n < broker.options.num_network; n++) {
		if (!memcmp(broker.options.network[n], client->uuid, MESSAGE_UUID_LEN))
			return true;
	}
	if (broker.options.network_for_all)
		return true;
	tee_uuid_format(client->uuid, text);
	broker_log("%s wants to use the network, which --network would allow", text);
	return false;
}

void broker_helper_start(struct broker_client *client, const struct message *request)
{
	int rc;

	if (request->type == MESSAGE_PLUGINS)
		rc = broker.options.plugins ? start(client, request) : -ENOENT;
	else
		rc = may_use_network(client) ? start(client, request) : -EACCES;
	if (rc)
		broker_client_grant(client, -rc, -1);
}
