/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The zygote: a process with all that an instance needs, which it forks for each. Forking it
 * takes a tenth of the time of starting a program.
 */
#ifndef SOFTTEED_ZYGOTE_H
#define SOFTTEED_ZYGOTE_H

#include <stdbool.h>

/**
 * zygote_start() - fork the zygote
 * @queues:	instances serve queues of a vtee device
 * @socket:	[out] its socket, for the broker
 * @log:	[out] pipe with what the zygote and the instances log, also for the broker
 *
 * Context: single-threaded, before anything secret is in memory.
 * Return: 0 or -errno.
 */
int zygote_start(bool queues, int *socket, int *log);

#endif
