// SPDX-License-Identifier: BSD-2-Clause
/* Minimal service manager with an fd store */

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness.h"
#include "manager.h"
#include "supplicant.h"

#define ADDRESS		"@gtee-test-manager"
#define FIRST_FD	3
#define MAX_FILES	600
#define MAX_TEXT	128
/* Stash kept fds up here, out of the way of those handed to a supplicant. */
#define ASIDE		700

static struct {
	pthread_mutex_t lock;
	int socket;
	bool ready;
	unsigned int count;
	struct {
		char name[MAX_TEXT];
		int fd;
	} files[MAX_FILES];
} manager = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Copy the value from a "KEY=value" line, or "" if @message has none. */
static void get_value(const char *message, const char *key, char *value, size_t size)
{
	const char *line = message;
	size_t length = strlen(key);

	value[0] = 0;
	for (; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (!strncmp(line, key, length) && line[length] == '=')
			snprintf(value, size, "%.*s", (int)strcspn(line + length + 1, "\n"),
				 line + length + 1);
}

static void keep(const char *name, int fd)
{
	CHECK(fd >= 0 && *name && manager.count < MAX_FILES);
	snprintf(manager.files[manager.count].name, sizeof(manager.files[0].name), "%s", name);
	manager.files[manager.count++].fd = fd;
}

static void drop(const char *name)
{
	unsigned int left = 0;

	for (unsigned int n = 0; n < manager.count; n++)
		if (strcmp(manager.files[n].name, name))
			manager.files[left++] = manager.files[n];
		else
			close(manager.files[n].fd);
	manager.count = left;
}

/* Process one message; false if the queue is empty. */
static bool take_message(void)
{
	char text[MAX_TEXT], name[MAX_TEXT], value[MAX_TEXT], room[CMSG_SPACE(sizeof(int))];
	struct iovec io = { text, sizeof(text) - 1 };
	struct msghdr header = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = room,
		.msg_controllen = sizeof(room) };
	struct cmsghdr *control;
	ssize_t size;
	int fd = -1;

	/* Receive under the lock, which keeps the list in message order. */
	pthread_mutex_lock(&manager.lock);
	size = recvmsg(manager.socket, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (size < 0)
		goto unlock;
	text[size] = 0;
	control = CMSG_FIRSTHDR(&header);
	if (control && control->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(control), sizeof(fd));
	get_value(text, "FDNAME", name, sizeof(name));
	get_value(text, "FDSTORE", value, sizeof(value));
	if (*value)
		keep(name, fd);
	get_value(text, "READY", value, sizeof(value));
	if (*value)
		manager.ready = true;
	get_value(text, "FDSTOREREMOVE", value, sizeof(value));
	if (*value)
		drop(name);
unlock:
	pthread_mutex_unlock(&manager.lock);
	return size >= 0;
}

static void *listen_for_messages(void *argument)
{
	struct pollfd waiting = { .fd = manager.socket, .events = POLLIN };

	while (poll(&waiting, 1, -1) > 0)
		take_message();
	return argument;
}

void manager_begin(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = ADDRESS };
	socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(ADDRESS));
	pthread_t thread;

	address.sun_path[0] = 0;
	manager.socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	CHECK(manager.socket >= 0);
	CHECK_OK(bind(manager.socket, (struct sockaddr *)&address, length));
	CHECK(!pthread_create(&thread, NULL, listen_for_messages, NULL));
	CHECK(!pthread_detach(thread));
}

/* In the child: place the kept fds from 3 on and set LISTEN_FDS accordingly. */
static void exec_with_files(void *arg)
{
	static char names[MAX_FILES * MAX_TEXT];
	char text[16];
	size_t used = 0;

	(void)arg;
	for (unsigned int n = 0; n < manager.count; n++) {
		used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s", n ? ":" : "",
					 manager.files[n].name);
		manager.files[n].fd = fcntl(manager.files[n].fd, F_DUPFD, ASIDE);
		CHECK(manager.files[n].fd >= ASIDE);
	}
	for (unsigned int n = 0; n < manager.count; n++)
		CHECK(dup2(manager.files[n].fd, FIRST_FD + (int)n) >= 0);
	snprintf(text, sizeof(text), "%d", getpid());
	setenv("LISTEN_PID", text, 1);
	snprintf(text, sizeof(text), "%u", manager.count);
	setenv("LISTEN_FDS", text, 1);
	setenv("LISTEN_FDNAMES", names, 1);
	setenv("NOTIFY_SOCKET", ADDRESS, 1);
	supplicant_exec();
}

pid_t manager_start(void)
{
	pid_t pid;

	/* Drain what the old supplicant sent before it exited. */
	while (take_message())
		;
	pthread_mutex_lock(&manager.lock);
	manager.ready = false;
	pid = child_start(exec_with_files, NULL);
	pthread_mutex_unlock(&manager.lock);
	supplicant_wait_for(pid);
	return pid;
}

void manager_wait_ready(void)
{
	bool ready = false;

	for (int i = 0; !ready; i++) {
		CHECK_MSG(i < 6000, "the supplicant does not say that it serves");
		sleep_ms(5);
		pthread_mutex_lock(&manager.lock);
		ready = manager.ready;
		pthread_mutex_unlock(&manager.lock);
	}
}

void manager_rename(const char *from, const char *to)
{
	bool found = false;

	pthread_mutex_lock(&manager.lock);
	for (unsigned int n = 0; n < manager.count; n++) {
		if (strcmp(manager.files[n].name, from))
			continue;
		snprintf(manager.files[n].name, sizeof(manager.files[n].name), "%s", to);
		found = true;
	}
	pthread_mutex_unlock(&manager.lock);
	CHECK_MSG(found, "nothing is kept as '%s'", from);
}

bool manager_has(const char *name)
{
	bool found = false;

	pthread_mutex_lock(&manager.lock);
	for (unsigned int n = 0; n < manager.count; n++)
		found |= !strcmp(manager.files[n].name, name);
	pthread_mutex_unlock(&manager.lock);
	return found;
}

unsigned int manager_kept(void)
{
	unsigned int count;

	pthread_mutex_lock(&manager.lock);
	count = manager.count;
	pthread_mutex_unlock(&manager.lock);
	return count;
}
