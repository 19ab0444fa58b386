// SPDX-License-Identifier: BSD-2-Clause
/* The child processes of a process that forks on the broker's behalf */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "softteed/launcher/children.h"

/* The zygote's filter permits no other call that sends a signal. */
static void kill_process(pid_t pid)
{
	tgkill(pid, pid, SIGKILL);
}

bool children_add(struct children *children, pid_t pid, uint32_t id)
{
	if (children->num == children->room) {
		size_t more = children->room * 2 + 16;
		struct child *larger = realloc(children->list, more * sizeof(*larger));

		if (!larger) {
			kill_process(pid);
			return false;
		}
		children->list = larger;
		children->room = more;
	}
	children->list[children->num++] = (struct child){ .pid = pid, .id = id };
	return true;
}

void children_kill(struct children *children, uint32_t id)
{
	for (size_t n = 0; n < children->num; n++) {
		if (children->list[n].id != id)
			continue;
		kill_process(children->list[n].pid);
		children->list[n].killed = true;
	}
}

void children_end(const struct children *children)
{
	for (size_t n = 0; n < children->num; n++)
		kill_process(children->list[n].pid);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
}

bool children_reap(struct children *children, struct child *child, int *status)
{
	pid_t pid = waitpid(-1, status, WNOHANG);

	if (pid <= 0)
		return false;
	*child = (struct child){ .pid = pid };
	for (size_t n = 0; n < children->num; n++) {
		if (children->list[n].pid == pid) {
			*child = children->list[n];
			children->list[n] = children->list[--children->num];
			break;
		}
	}
	return true;
}
