// SPDX-License-Identifier: BSD-2-Clause
/*
 * The descriptor that tells threads that the supplicant is to stop. It has its
 * own file, so that services can wait for it without depending on the worker.
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
