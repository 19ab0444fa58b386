// SPDX-License-Identifier: BSD-2-Clause
/*
 * Holds the stop descriptor. It lives in a file of its own to let services use
 * it without pulling in the worker.
 */

#include "stopping.h"

static int stop = -1;

void stopping_set_fd(int fd)
{
	stop = fd;
}

int stopping_fd(void)
{
	return stop;
}
