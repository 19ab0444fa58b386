/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths of files as the TEE sends them: "/0", "/dirf.db", "/DIRECTORY/NAME". */
#ifndef SUPPLICANT_FS_PATH_H
#define SUPPLICANT_FS_PATH_H

#include <stdbool.h>

#include "request/request.h"

#define FS_PATH_MAX	1024	/* including the NUL */
#define FS_NAME_MAX	255	/* length of one component, without a NUL */
#define FS_MAX_DEPTH	3	/* a file in a directory in a directory */

/**
 * fs_path_read() - copy a path from shared memory, and check it
 * @path:	[out] the path without the slash at its beginning
 * @param:	the memory, in which a NUL must end the path
 *
 * Return: true if the path is valid: it has at most FS_MAX_DEPTH names with one
 * slash between them, and no name is empty, too long, or begins with a dot.
 */
bool fs_path_read(char path[FS_PATH_MAX], const struct supp_param *param);

#endif
