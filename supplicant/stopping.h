/* SPDX-License-Identifier: BSD-2-Clause */
/* Lets blocking services notice that the supplicant is shutting down */
#ifndef SUPPLICANT_STOPPING_H
#define SUPPLICANT_STOPPING_H

/**
 * stopping_set_fd() - set the descriptor for stopping_fd()
 * @fd:		becomes readable on shutdown. Remains the caller's, who keeps it
 *		open for the life of the process
 *
 * Not synchronized, so call it before starting threads.
 */
void stopping_set_fd(int fd);

/**
 * stopping_fd() - get the descriptor that becomes readable on shutdown
 *
 * A service that blocks should poll() it along with its own descriptors, as
 * the worker allows outstanding requests only a few seconds on shutdown.
 *
 * Return: the descriptor, not to be closed; -1 before stopping_set_fd().
 */
int stopping_fd(void);

#endif
