/* SPDX-License-Identifier: BSD-2-Clause */
/* File descriptor helpers */
#ifndef SUPPLICANT_FD_H
#define SUPPLICANT_FD_H

#include <unistd.h>

/** close_fd() - close @fd and set it to -1; noop if it's -1 already */
static inline void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

#endif
