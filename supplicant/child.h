/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Child processes that die with their parent, and a way to close the
 * descriptors they have no use for.
 */
#ifndef SUPPLICANT_CHILD_H
#define SUPPLICANT_CHILD_H

#include <stddef.h>
#include <sys/types.h>

/**
 * child_fork() - fork a child that gets SIGKILL when this process dies
 *
 * Return: the child's pid or -errno; 0 in the child.
 */
pid_t child_fork(void);

/**
 * child_fork_pair() - child_fork() with a socket pair to the child
 * @type:	SOCK_SEQPACKET or SOCK_STREAM
 * @end:	[out] this process's end, close-on-exec. The child finds its own
 *		end here. Untouched on error
 *
 * Return: as child_fork().
 */
pid_t child_fork_pair(int type, int *end);

/**
 * child_renew_death_signal() - set the parent death signal again
 *
 * The kernel clears it on setresuid(), so call this afterwards. It's a noop in
 * a process that child_fork() didn't start.
 *
 * Return: 0; -ESRCH if the parent is dead already; or -errno.
 */
int child_renew_death_signal(void);

/**
 * child_close_others() - close all descriptors except 0, 1, 2, the log's and
 * those in @keep
 * @keep:	up to 16 descriptors to leave open; -1 is ignored
 * @count:	length of @keep
 *
 * Return: 0 or -errno.
 */
int child_close_others(const int *keep, size_t count);

#endif
