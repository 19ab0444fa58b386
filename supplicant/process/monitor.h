/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The monitor does nothing but start the other processes and open files for the
 * worker.
 */
#ifndef SUPPLICANT_MONITOR_H
#define SUPPLICANT_MONITOR_H

#include "options.h"

/**
 * monitor_main() - run the monitor
 * @options:	the command line
 * @ready:	gets a byte once requests are served, then it's closed; or -1
 *
 * Return: exit status. 0 on a clean shutdown; 1 if we can't serve, or the worker
 * failed while stopping or took too long.
 */
int monitor_main(const struct supp_options *options, int ready);

#endif
