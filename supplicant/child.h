/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Child processes: each ends with its parent, has a socket to it, and closes what it does not need.
 */
#ifndef SUPPLICANT_CHILD_H
#define SUPPLICANT_CHILD_H

#include <stddef.h>
#include <sys/types.h>

/**
 * child_fork() - start a process that is killed when this one ends
 *
 * Return: in this process the child's id, or -errno; in the child 0.
 */
pid_t child_fork(void);

/**
 * child_fork_pair() - likewise, with a socket between the two processes
 * @type:	SOCK_SEQPACKET or SOCK_STREAM
 * @end:	[out] in each process its own end, close-on-exec; not changed on error
 *
 * Return: as child_fork() does.
 */
pid_t child_fork_pair(int type, int *end);

/**
 * child_renew_death_signal() - set again that the end of the parent kills this process
 *
 * To be called after the process has changed its user, at which the kernel clears that. Does
 * nothing in a process that child_fork() has not started.
 *
 * Return: 0; -ESRCH: the parent has ended; or -errno.
 */
int child_renew_death_signal(void);

/**
 * child_close_others() - close all descriptors but 0, 1, 2, some others, and the log's
 * @keep:	the others that stay open; -1 among them is passed over
 * @count:	how many are in @keep
 *
 * Return: 0 or -errno.
 */
int child_close_others(const int *keep, size_t count);

#endif
