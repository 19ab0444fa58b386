/* SPDX-License-Identifier: BSD-2-Clause */
/* How a thread that waits notices that the supplicant is to end. */
#ifndef SUPPLICANT_STOPPING_H
#define SUPPLICANT_STOPPING_H

/**
 * stopping_set_fd() - set the descriptor that stopping_fd() returns
 * @fd:	a descriptor that becomes readable when the supplicant is to end
 *
 * To be called before any other thread exists. @fd stays the caller's, and open until the
 * process ends.
 */
void stopping_set_fd(int fd);

/**
 * stopping_fd() - a descriptor that becomes readable when the supplicant is to end
 *
 * A service that waits must use poll(), with this descriptor among the others.
 *
 * Return: the descriptor, which the caller must not close; -1 before stopping_set_fd().
 */
int stopping_fd(void);

#endif
