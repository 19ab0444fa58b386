// SPDX-License-Identifier: BSD-2-Clause
/* The zygote */
#include <errno.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/instance/instance.h"
#include "softteed/protocol/packet.h"
#include "softteed/zygote/zygote.h"

/**
 * struct child - a running instance
 * @pid:	its process
 * @instance:	the broker's number for it
 */
struct child {
	pid_t pid;
	uint32_t instance;
};

static struct child *children;
static size_t num_children, room;

static int add_child(pid_t pid, uint32_t instance)
{
	if (num_children == room) {
		size_t more = room * 2 + 16;
		struct child *larger = realloc(children, more * sizeof(*larger));

		if (!larger)
			return -ENOMEM;
		children = larger;
		room = more;
	}
	children[num_children++] = (struct child){ pid, instance };
	return 0;
}

static uint32_t remove_child(pid_t pid)
{
	for (size_t n = 0; n < num_children; n++) {
		if (children[n].pid == pid) {
			uint32_t instance = children[n].instance;

			children[n] = children[--num_children];
			return instance;
		}
	}
	return 0;
}

static _Noreturn void run_child(int broker, int control)
{
	sigset_t none;

	close(broker);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	instance_main(control);
}

static void fork_child(int broker, const struct message *message, int control)
{
	pid_t pid = fork();

	if (!pid)
		run_child(broker, control);
	/* If it fails, the broker sees the control socket's end. */
	if (pid > 0 && add_child(pid, message->fork.instance))
		kill(pid, SIGKILL);
}

static void reap(int broker)
{
	struct message message = { .type = MESSAGE_EXITED };
	pid_t pid;

	while ((pid = waitpid(-1, &message.fork.status, WNOHANG)) > 0) {
		message.fork.pid = pid;
		message.fork.instance = remove_child(pid);
		message_send(broker, &message, NULL, 0);
	}
}

static void serve(int broker)
{
	int fds[MESSAGE_MAX_FDS];
	struct message message;
	int rc = message_receive(broker, &message, fds, 0);

	if (rc)
		_exit(rc == -EPIPE ? EXIT_SUCCESS : EXIT_FAILURE);
	if (message.type == MESSAGE_FORK && fds[0] >= 0)
		fork_child(broker, &message, fds[0]);
	packet_close_fds(fds, MESSAGE_MAX_FDS);
}

static _Noreturn void zygote_main(int broker)
{
	struct pollfd poll_fds[2] = { { .fd = broker, .events = POLLIN }, { .events = POLLIN } };
	struct signalfd_siginfo info;
	sigset_t set;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_SETMASK, &set, NULL);
	poll_fds[1].fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (poll_fds[1].fd < 0 || !OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_DIGESTS, NULL))
		_exit(EXIT_FAILURE);
	for (;;) {
		if (poll(poll_fds, 2, -1) < 0)
			continue;
		if (poll_fds[1].revents && read(poll_fds[1].fd, &info, sizeof(info)) > 0)
			reap(broker);
		if (poll_fds[0].revents)
			serve(broker);
	}
}

int zygote_start(int *broker)
{
	int ends[2], rc;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pid = fork();
	if (!pid) {
		close(ends[0]);
		zygote_main(ends[1]);
	}
	rc = pid < 0 ? -errno : 0;
	close(ends[1]);
	if (rc)
		close(ends[0]);
	else
		*broker = ends[0];
	return rc;
}
