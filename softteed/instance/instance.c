// SPDX-License-Identifier: BSD-2-Clause
/* The main thread of an instance: start, the broker's messages, the end */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "softteed/instance/instance_private.h"
#include "softteed/protocol/packet.h"

struct instance instance = {
	.control = -1,
	.door = -1,
	.epoll = -1,
	.ending_lock = PTHREAD_MUTEX_INITIALIZER,
	.list_lock = PTHREAD_MUTEX_INITIALIZER,
};

void instance_report(struct message *message)
{
	int rc;

	message->magic = MESSAGE_MAGIC;
	rc = packet_send(instance.control, message, message_size(message->type), NULL, 0, 0);
	if (rc)
		_exit(EXIT_FAILURE);
}

static bool is_traced(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[128];
	int tracer = 0;

	while (file && fgets(line, sizeof(line), file) && !sscanf(line, "TracerPid: %d", &tracer))
		;
	if (file)
		fclose(file);
	return tracer;
}

/* The broker limits the time for the reply only, which it has by now. */
static void await_debugger(void)
{
	const struct timespec pause = { .tv_nsec = 100000000 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCONT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	runtime_log(2, "process %d waits for a debugger: gdb -p %d", getpid(), getpid());
	while (!is_traced() && sigtimedwait(&set, NULL, &pause) < 0)
		;
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* As ps -o comm shows it, and gdb its threads */
static void set_name(const uint8_t uuid[MESSAGE_UUID_LEN])
{
	char name[16];

	snprintf(name, sizeof(name), "TA %02x%02x%02x%02x", uuid[0], uuid[1], uuid[2], uuid[3]);
	prctl(PR_SET_NAME, name);
}

static void start(const struct message_start *start, int fds[MESSAGE_MAX_FDS])
{
	struct message reply = { .type = MESSAGE_STARTED };

	set_name(start->uuid);
	memcpy(instance.root_key, start->root_key, sizeof(instance.root_key));
	memcpy(instance.file, start->file, sizeof(instance.file));
	instance.door = fds[1];
	reply.started.result = instance_load(fds[0], start->uuid);
	if (!reply.started.result)
		reply.started.flags = instance.head->flags;
	instance_report(&reply);
	if (reply.started.result)
		_exit(EXIT_FAILURE);
	if (instance.wait)
		await_debugger();
}

/* The broker sends this when there are no sessions, though a client may not have been told yet. */
static _Noreturn void stop(void)
{
	instance_turn_take();
	instance.stopping = true;
	if (instance.created)
		instance.entry.destroy();
	instance_storage_disconnect();
	pthread_mutex_lock(&instance.ending_lock);
	instance_session_tell();
	_exit(EXIT_SUCCESS);
}

static void handle(struct message *message, int fds[MESSAGE_MAX_FDS])
{
	struct message reply = { .type = MESSAGE_ENDED };

	switch (message->type) {
	case MESSAGE_START:
		if (instance.head || fds[0] < 0 || fds[1] < 0)
			break;
		start(&message->start, fds);
		return;
	case MESSAGE_SESSION:
		if (!instance.head || fds[0] < 0)
			break;
		if (instance_session_start(&message->session, fds)) {
			reply.session.id = message->session.id;
			instance_report(&reply);
		}
		return;
	case MESSAGE_ABANDON:
		instance_session_abandon(message->session.id);
		return;
	case MESSAGE_STORAGE:
		instance_storage_connected(fds[0]);
		return;
	case MESSAGE_STOP:
		stop();
	}
	/* Only the broker can send messages, and it doesn't send others. */
	_exit(EXIT_FAILURE);
}

/* Tell sockets of sessions from the control socket, which has number 0. */
int instance_watch(int fd, uint32_t id)
{
	/* The end of a session's socket is reported once; reading it is up to its thread. */
	struct epoll_event event = {
		.events = id ? EPOLLHUP | EPOLLONESHOT : EPOLLIN, .data.u32 = id,
	};

	return epoll_ctl(instance.epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

void instance_read_message(void)
{
	int fds[MESSAGE_MAX_FDS];
	struct message message;
	int rc = message_receive(instance.control, &message, fds, 0);

	if (rc)
		_exit(rc == -EPIPE ? EXIT_SUCCESS : EXIT_FAILURE);
	handle(&message, fds);
}

static void ignore_signal(int number)
{
	(void)number;
}

_Noreturn void instance_main(int control)
{
	/* It only has to interrupt futex waits, so no SA_RESTART. */
	const struct sigaction interrupt = { .sa_handler = ignore_signal };
	struct epoll_event event;

	instance.control = control;
	/* What an application prints is for the log, which isn't read at its end only. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	instance.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (instance.epoll < 0 || instance_watch(control, 0))
		_exit(EXIT_FAILURE);
	sigaction(SIGUSR1, &interrupt, NULL);
	instance_catch_faults();
	for (;;) {
		int count = epoll_wait(instance.epoll, &event, 1, instance_session_interrupt());

		if (count < 0 && errno != EINTR)
			_exit(EXIT_FAILURE);
		if (count <= 0)
			continue;
		if (event.data.u32)
			instance_session_abandon(event.data.u32);
		else
			instance_read_message();
	}
}
