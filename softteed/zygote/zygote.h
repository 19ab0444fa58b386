/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The zygote: a process with all that an instance needs, which it forks for each. Forking it
 * takes a tenth of the time of starting a program.
 */
#ifndef SOFTTEED_ZYGOTE_H
#define SOFTTEED_ZYGOTE_H

#include <stdbool.h>

/**
 * struct zygote_options - how instances are run
 * @queues:	they serve queues of a vtee device
 * @unconfined:	without the sandbox, so that debuggers and sanitizers can do their work
 * @wait:	each waits for a debugger once its application is loaded
 */
struct zygote_options {
	bool queues;
	bool unconfined;
	bool wait;
};

/**
 * zygote_start() - fork the zygote
 * @options:	how to run instances
 * @socket:	[out] its socket, for the broker
 * @log:	[out] pipe with what the zygote and the instances log, also for the broker
 *
 * Context: single-threaded, before anything secret is in memory.
 * Return: 0 or -errno.
 */
int zygote_start(const struct zygote_options *options, int *socket, int *log);

#endif
