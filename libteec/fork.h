/* SPDX-License-Identifier: BSD-2-Clause */
/* Fork handlers. */
#ifndef TEEC_FORK_H
#define TEEC_FORK_H

/**
 * teec_fork_prepare() - install the fork handlers, once
 *
 * Must be called before the first context exists.
 *
 * Return: 0, or -ENOMEM if the handlers could not be installed.
 */
int teec_fork_prepare(void);

#endif
