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
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ipc/wire.h"
#include "services/plugin/plugin_host.h"
#include "services/socket/connector.h"
#include "softteed/launcher/helper.h"
#include "softteed/protocol/packet.h"

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
static _Noreturn void run_host(const char *plugins, int stream, int client)
{
	const struct plugin_host_config config = {
		.stream = stream,
		.directory = plugins,
		.load_timeout_ms = PLUGIN_LOAD_TIMEOUT_MS,
		.call_timeout_ms = PLUGIN_CALL_TIMEOUT_MS,
	};

	close(client);
	_exit(plugin_host_serve(&config) ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* Return the application's end of a stream to a plugin host, or -errno. */
static int start_host(const char *plugins, int client)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pid = fork();
	if (!pid) {
		close(ends[0]);
		run_host(plugins, ends[1], client);
	}
	close(ends[1]);
	return pid < 0 ? -errno : ends[0];
}

/* Keep the launcher's descriptors from the process. */
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

_Noreturn void helper_run(const struct message_connect *connect, const char *plugins, int client)
{
	struct message reply = { .type = MESSAGE_GRANTED };
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	client = close_others(client);
	if (client < 0)
		_exit(EXIT_FAILURE);
	fd = connect ? connect_socket(connect) : start_host(plugins, client);
	if (fd < 0)
		reply.granted.error = (uint32_t)-fd;
	_exit(message_send(client, &reply, &fd, fd >= 0) ? EXIT_FAILURE : EXIT_SUCCESS);
}
