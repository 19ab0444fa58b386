/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start child processes that the kernel kills when their parent ends, and close
 * the descriptors that a child does not need.
 */
#ifndef SUPPLICANT_CHILD_H
#define SUPPLICANT_CHILD_H

#include <stddef.h>
#include <sys/types.h>

/**
 * child_fork() - start a process that the kernel kills when this one ends
 *
 * Return: in this process the child's id, or -errno; in the child 0.
 */
pid_t child_fork(void);

/**
 * child_fork_pair() - child_fork() with a socket pair between the two processes
 * @type:	SOCK_SEQPACKET or SOCK_STREAM
 * @end:	[out] each process gets its own end of the pair, close-on-exec;
 *		not changed on error
 *
 * Return: as child_fork().
 */
pid_t child_fork_pair(int type, int *end);

/**
 * child_renew_death_signal() - request again that the kernel kills this process
 * when its parent ends
 *
 * Call this after the process has changed its user, because the kernel then
 * clears the death signal. Does nothing in a process that child_fork() did not
 * start.
 *
 * Return: 0; -ESRCH: the parent has ended; or -errno.
 */
int child_renew_death_signal(void);

/**
 * child_close_others() - close all descriptors except 0, 1, 2, the log's and
 * those in @keep
 * @keep:	descriptors that stay open, at most 16; -1 is ignored
 * @count:	number of entries in @keep
 *
 * Return: 0 or -errno.
 */
int child_close_others(const int *keep, size_t count);

#endif
