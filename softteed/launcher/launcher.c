// SPDX-License-Identifier: BSD-2-Clause
/* The launcher: see launcher.h */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/launcher/children.h"
#include "softteed/launcher/helper.h"
#include "softteed/launcher/launcher.h"
#include "softteed/protocol/packet.h"
#include "softteed/sandbox/fence.h"
#include "softteed/storage/storage.h"

static struct children children;

/* The broker doesn't wait for the launcher, so this may wait for the broker. */
static void reply(int broker, const struct launcher_reply *reply, size_t path)
{
	packet_send(broker, reply, offsetof(struct launcher_reply, path) + path, NULL, 0, 0);
}

static void reply_status(int broker, uint32_t id, int status)
{
	const struct launcher_reply ended = { .id = id, .status = status };

	reply(broker, &ended, 0);
}

static void find_path(int broker, const struct launcher_request *request)
{
	struct launcher_reply found = { .id = request->id };
	char link[32];
	ssize_t size;

	snprintf(link, sizeof(link), "/proc/%d/exe", request->pid);
	size = readlink(link, found.path, sizeof(found.path));
	found.status = size < 0 ? -errno : (int32_t)size;
	reply(broker, &found, size < 0 ? 0 : (size_t)size);
}

static _Noreturn void run_storage(const struct launcher_config *config,
				  const struct launcher_request *request, pid_t launcher, int fd)
{
	const struct storage_place place = {
		.name = request->storage.name,
		.store = config->store,
		.counters = config->counters,
		.accept_old = config->accept_old,
		.keys = request->storage.keys,
		.control = fd,
		.parent = launcher,
	};
	char name[16];

	snprintf(name, sizeof(name), "storage %.7s", request->storage.name);
	prctl(PR_SET_NAME, name);
	_exit(storage_run(&place));
}

static _Noreturn void run(const struct launcher_config *config,
			  const struct launcher_request *request, pid_t launcher, int fd)
{
	if (request->job == LAUNCHER_STORAGE)
		run_storage(config, request, launcher, fd);
	helper_run(request->job == LAUNCHER_CONNECT ? &request->connect : NULL, config->plugins,
		   fd);
}

/* The name is that of a directory and a file, in directories that are fixed. */
static bool is_uuid(const char name[TEE_UUID_TEXT_SIZE])
{
	uint8_t uuid[TEE_UUID_LEN];

	return memchr(name, '\0', TEE_UUID_TEXT_SIZE) && !tee_uuid_parse(name, uuid);
}

/* A broker that was taken over may be after what its own fences forbid. */
static bool is_permitted(const struct launcher_config *config,
			 const struct launcher_request *request)
{
	switch (request->job) {
	case LAUNCHER_CONNECT:
		return config->network;
	case LAUNCHER_PLUGINS:
		return config->plugins;
	case LAUNCHER_STORAGE:
		return is_uuid(request->storage.name);
	default:
		return false;
	}
}

static void launch(const struct launcher_config *config, int broker,
		   const struct launcher_request *request, int fd)
{
	pid_t launcher = getpid(), pid = is_permitted(config, request) ? fork() : -1;

	if (!pid)
		run(config, request, launcher, fd);
	if (pid < 0 || !children_add(&children, pid, request->id))
		reply_status(broker, request->id, W_EXITCODE(EXIT_FAILURE, 0));
}

static void serve(const struct launcher_config *config, int broker)
{
	struct launcher_request request;
	int fd;
	ssize_t size = packet_receive(broker, &request, sizeof(request), &fd, 1, 0);

	/* The broker has ended, or waits for us in order to. */
	if (size == -EPIPE) {
		children_end(&children);
		_exit(EXIT_SUCCESS);
	}
	if (size != sizeof(request))
		_exit(EXIT_FAILURE);
	if (request.job == LAUNCHER_KILL)
		children_kill(&children, request.id);
	else if (request.job == LAUNCHER_PATH)
		find_path(broker, &request);
	else
		launch(config, broker, &request, fd);
	explicit_bzero(&request, sizeof(request));
	/* It isn't the last one of an application's connection: the broker closes its own later. */
	if (fd >= 0)
		close(fd);
}

static void reap(int broker)
{
	struct child child;
	int status;

	while (children_reap(&children, &child, &status)) {
		if (child.id)
			reply_status(broker, child.id, status);
	}
}

/* A signal to the whole group is for the broker, which then ends all. */
static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_SETMASK, &set, NULL);
	sigdelset(&set, SIGINT);
	sigdelset(&set, SIGTERM);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static _Noreturn void launcher_main(const struct launcher_config *config, int broker)
{
	const int keep[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, broker, config->store,
			     config->counters };
	struct pollfd poll_fds[2] = { { .fd = broker, .events = POLLIN }, { .events = POLLIN } };
	struct signalfd_siginfo info;

	prctl(PR_SET_NAME, "softteed launch");
	if (sandbox_close_others(keep, sizeof(keep) / sizeof(keep[0])))
		_exit(EXIT_FAILURE);
	poll_fds[1].fd = open_signals();
	if (poll_fds[1].fd < 0)
		_exit(EXIT_FAILURE);
	for (;;) {
		if (poll(poll_fds, 2, -1) < 0)
			continue;
		if (poll_fds[1].revents && read(poll_fds[1].fd, &info, sizeof(info)) > 0)
			reap(broker);
		if (poll_fds[0].revents)
			serve(config, broker);
	}
}

int launcher_start(const struct launcher_config *config, int *broker)
{
	pid_t parent = getpid(), pid;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pid = fork();
	if (!pid) {
		if (sandbox_set_death_signal(parent))
			_exit(EXIT_FAILURE);
		launcher_main(config, ends[1]);
	}
	*broker = pid < 0 ? -errno : ends[0];
	close(ends[1]);
	if (pid > 0)
		return 0;
	close(ends[0]);
	return *broker;
}
