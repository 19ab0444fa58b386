/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers for file descriptors */
#ifndef SUPPLICANT_FD_H
#define SUPPLICANT_FD_H

#include <unistd.h>

/** close_fd() - close a descriptor and set it to -1; do nothing if it is -1 */
static inline void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

#endif
