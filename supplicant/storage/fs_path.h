/* SPDX-License-Identifier: BSD-2-Clause */
/* File paths from the TEE: "/0", "/dirf.db", "/DIRECTORY/NAME" */
#ifndef SUPPLICANT_FS_PATH_H
#define SUPPLICANT_FS_PATH_H

#include <stdbool.h>

#include "request/request.h"

#define FS_PATH_MAX	1024	/* with the NUL */
#define FS_NAME_MAX	255	/* per component, without the NUL */
#define FS_MAX_DEPTH	3	/* components */

/**
 * fs_path_read() - copy a path from shared memory and validate it
 * @path:	[out] the path, minus the leading slash
 * @param:	the memory, with a NUL in it somewhere
 *
 * Return: true if there are at most FS_MAX_DEPTH components, and none of them
 * is empty, too long, or begins with a dot.
 */
bool fs_path_read(char path[FS_PATH_MAX], const struct supp_param *param);

#endif
