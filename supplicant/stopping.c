// SPDX-License-Identifier: BSD-2-Clause
/*
 * The descriptor by which threads detect that the supplicant is to stop. It is
 * in a separate file, so that services can wait for it without depending on the
 * worker.
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
