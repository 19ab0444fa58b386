// SPDX-License-Identifier: BSD-2-Clause
/* Child processes: fork with a death signal, close inherited descriptors */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "log.h"

static pid_t parent_process;

static int die_with_parent(void)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return -errno;
	/* The parent may have died before prctl() took effect. */
	return getppid() == parent_process ? 0 : -ESRCH;
}

int child_renew_death_signal(void)
{
	return parent_process ? die_with_parent() : 0;
}

pid_t child_fork(void)
{
	pid_t self = getpid(), pid = fork();

	if (pid)
		return pid < 0 ? -errno : pid;
	parent_process = self;
	if (die_with_parent())
		_exit(1);
	return 0;
}

pid_t child_fork_pair(int type, int *end)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pid = child_fork();
	if (pid < 0) {
		close(ends[0]);
		close(ends[1]);
		return pid;
	}
	close(ends[pid ? 1 : 0]);
	*end = ends[pid ? 0 : 1];
	return pid;
}

static int compare_ints(const void *left, const void *right)
{
	int a = *(const int *)left, b = *(const int *)right;

	return (a > b) - (a < b);
}

static int close_others(const int *keep, size_t count)
{
	int sorted[16];
	unsigned int from = 3;

	if (count > sizeof(sorted) / sizeof(sorted[0]))
		return -E2BIG;
	memcpy(sorted, keep, count * sizeof(keep[0]));
	qsort(sorted, count, sizeof(sorted[0]), compare_ints);
	for (size_t n = 0; n < count; n++) {
		if (sorted[n] < (int)from)
			continue;
		if (sorted[n] > (int)from && syscall(SYS_close_range, from, sorted[n] - 1, 0))
			return -errno;
		from = (unsigned int)sorted[n] + 1;
	}
	return syscall(SYS_close_range, from, ~0u, 0) ? -errno : 0;
}

int child_close_others(const int *keep, size_t count)
{
	int rc;

	log_close();
	rc = close_others(keep, count);
	log_open();
	return rc;
}
