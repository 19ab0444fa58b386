/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The monitor. It only starts the other processes and opens files for the
 * worker.
 */
#ifndef SUPPLICANT_MONITOR_H
#define SUPPLICANT_MONITOR_H

#include "options.h"

/**
 * monitor_main() - run the monitor
 * @options:	the command line
 * @ready:	a descriptor to which a byte is written once requests are
 *		served, and which is then closed; or -1
 *
 * Return: the exit status: 0 if it was told to stop, 1 if it cannot serve or
 * the worker did not stop in time.
 */
int monitor_main(const struct supp_options *options, int ready);

#endif
