// SPDX-License-Identifier: BSD-2-Clause
/* Start and stop the installed tee-supplicant, or stand in for it */

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supplicant.h"

#define SUPPLICANT "/usr/sbin/tee-supplicant"

static bool is_supplicant(const char *pid)
{
	char path[280], comm[64];

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	return isdigit((unsigned char)pid[0]) && read_text(path, comm, sizeof(comm)) &&
	       !strcmp(comm, "tee-supplicant\n");
}

void supplicant_end_all(void)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");

	CHECK(proc);
	while ((entry = readdir(proc)))
		if (is_supplicant(entry->d_name))
			kill(atoi(entry->d_name), SIGKILL);
	closedir(proc);
	for (int i = 0; supplicant_is_there(); i++) {
		CHECK_MSG(i < 1000 * test_time_factor(),
			  "a process keeps the supplicant's device open");
		sleep_ms(10);
	}
}

bool supplicant_is_there(void)
{
	int fd = tee_open_supplicant();

	if (fd < 0)
		return errno == EBUSY;
	close(fd);
	return false;
}

void supplicant_exec(void)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, 1);
	dup2(null, 2);
	execl(SUPPLICANT, "tee-supplicant", (char *)NULL);
	FAIL("cannot start " SUPPLICANT ": %s", errno_name(errno));
}

static void exec_supplicant(void *arg)
{
	(void)arg;
	supplicant_exec();
}

/* Look for the supplicant's device among the links in /proc/PID/fd. */
static bool holds_device(pid_t pid)
{
	char path[320], target[64];
	struct dirent *entry;
	bool found = false;
	ssize_t n;
	DIR *fds;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	fds = opendir(path);
	while (fds && !found && (entry = readdir(fds))) {
		snprintf(path, sizeof(path), "/proc/%d/fd/%s", pid, entry->d_name);
		n = readlink(path, target, sizeof(target) - 1);
		found = n > 0 && !strncmp(target, "/dev/teepriv", 12);
	}
	if (fds)
		closedir(fds);
	return found;
}

size_t supplicant_children(pid_t parent, pid_t *children, size_t room)
{
	struct dirent *entry;
	char path[280], text[512], *end;
	DIR *proc = opendir("/proc");
	size_t count = 0;
	int ppid;

	CHECK(proc);
	while ((entry = readdir(proc))) {
		snprintf(path, sizeof(path), "/proc/%s/stat", entry->d_name);
		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    !read_text(path, text, sizeof(text)))
			continue;
		/* comm is in parentheses and may contain some itself, so search backwards */
		end = strrchr(text, ')');
		if (end && sscanf(end, ") %*c %d", &ppid) == 1 && ppid == parent && count < room)
			children[count++] = atoi(entry->d_name);
	}
	closedir(proc);
	return count;
}

pid_t supplicant_find(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;

	CHECK(proc);
	while ((entry = readdir(proc))) {
		pid_t pid = atoi(entry->d_name);

		/* lowest pid wins, that's the parent */
		if (pid > 0 && (!found || pid < found) && holds_device(pid))
			found = pid;
	}
	closedir(proc);
	return found;
}

#define MAX_CHILDREN 8

/* Check @pid and its children. */
static bool has_device(pid_t pid)
{
	pid_t children[MAX_CHILDREN];
	size_t count = supplicant_children(pid, children, MAX_CHILDREN);
	bool found = holds_device(pid);

	while (!found && count)
		found = holds_device(children[--count]);
	return found;
}

void supplicant_signal(pid_t pid, int signal)
{
	pid_t children[MAX_CHILDREN];
	size_t count = supplicant_children(pid, children, MAX_CHILDREN);

	CHECK_OK(kill(pid, signal));
	while (count)
		kill(children[--count], signal);
}

void supplicant_wait_for(pid_t pid)
{
	for (int i = 0; !has_device(pid); i++) {
		CHECK_MSG(i < 2000, "the supplicant of the test does not open its device");
		sleep_ms(5);
	}
}

void supplicant_empty_storage(void)
{
	struct dirent *entry;
	char path[320];
	DIR *dir = opendir(SUPPLICANT_STORAGE);

	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), SUPPLICANT_STORAGE "/%s", entry->d_name);
		unlink(path);
	}
	if (dir)
		closedir(dir);
}

pid_t supplicant_start(void)
{
	if (access(SUPPLICANT, X_OK))
		SKIP("no " SUPPLICANT " here");
	supplicant_empty_storage();
	return supplicant_start_again();
}

pid_t supplicant_start_again(void)
{
	pid_t pid = child_start(exec_supplicant, NULL);
	int status;

	for (int i = 0; !has_device(pid); i++) {
		CHECK_MSG(!child_ended(pid, 10, &status), "the supplicant ended");
		CHECK_MSG(i < 1000 * test_time_factor(), "the supplicant does not open its device");
	}
	return pid;
}

void supplicant_kill(pid_t pid)
{
	supplicant_signal(pid, SIGKILL);
	child_wait(pid, 20, "the killed supplicant");
}

void supplicant_recv(int fd, struct supp_recv *recv)
{
	memset(recv, 0, sizeof(*recv));
	recv->arg.num_params = 6;
	recv->params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	CHECK_OK(call_recv(fd, recv));
	CHECK_EQ(recv->params[0].attr, TEE_IOCTL_PARAM_ATTR_META |
				       TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT);
}

int supplicant_answer(int fd, const struct supp_recv *recv, uint32_t ret)
{
	struct supp_send send;

	memset(&send, 0, sizeof(send));
	send.arg.ret = ret;
	send.arg.num_params = recv->arg.num_params;
	memcpy(send.params, recv->params, sizeof(send.params));
	return call_send(fd, &send);
}

void ask_for_nobody(void *arg)
{
	struct asker *asker = arg;
	struct open_arg open;
	int rc;

	/* the inherited fd would keep the device busy */
	if (asker->not_mine)
		close(asker->not_mine);
	open_arg_init(&open, uuid_nobody, TEE_IOCTL_LOGIN_PUBLIC, 0);
	rc = call_open(asker->fd, &open);
	if (asker->expected_errno) {
		CHECK_MSG(rc == -1 && errno == asker->expected_errno,
			  "expected %s, got %s", errno_name(asker->expected_errno),
			  rc ? errno_name(errno) : "success");
		return;
	}
	CHECK_MSG(!rc, "open_session: expected success, got %s", errno_name(errno));
	CHECK_MSG(open.arg.ret, "expected an error from the TEE, got success");
	CHECK_MSG(!asker->not_for || open.arg.ret != asker->not_for,
		  "expected the supplicant's own answer, got 0x%x", open.arg.ret);
}
