/* SPDX-License-Identifier: BSD-2-Clause */
/* The descriptor that tells waiting threads that the supplicant is to stop */
#ifndef SUPPLICANT_STOPPING_H
#define SUPPLICANT_STOPPING_H

/**
 * stopping_set_fd() - set the descriptor that stopping_fd() returns
 * @fd:		a descriptor that becomes readable when the supplicant is to
 *		stop
 *
 * Call this while the process has one thread. The caller still owns @fd, and
 * must keep it open until the process ends.
 */
void stopping_set_fd(int fd);

/**
 * stopping_fd() - return a descriptor that becomes readable when the supplicant
 * is to stop
 *
 * A service that waits must include this descriptor in its poll().
 *
 * Return: the descriptor, which the caller must not close; -1 before
 * stopping_set_fd().
 */
int stopping_fd(void);

#endif
