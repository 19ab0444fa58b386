/* SPDX-License-Identifier: BSD-2-Clause */
/* fork() support */
#ifndef TEEC_FORK_H
#define TEEC_FORK_H

/**
 * teec_fork_prepare() - install the atfork handlers
 *
 * To be called before there is any context. Does nothing the second time.
 *
 * Return: 0, or -ENOMEM if pthread_atfork() failed.
 */
int teec_fork_prepare(void);

#endif
