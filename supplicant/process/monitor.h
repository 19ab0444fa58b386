/* SPDX-License-Identifier: BSD-2-Clause */
/* The monitor: starts the other processes, opens files for the worker, nothing else. */
#ifndef SUPPLICANT_MONITOR_H
#define SUPPLICANT_MONITOR_H

#include "options.h"

/**
 * monitor_main() - be the monitor
 * @options:	the command line
 * @ready:	a descriptor to which a byte is written once requests are served, and which
 *		is closed then; or -1
 *
 * Return: the exit status: 0 where it was told to end, 1 where it cannot serve.
 */
int monitor_main(const struct supp_options *options, int ready);

#endif
