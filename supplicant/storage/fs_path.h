/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of files as the TEE gives them: "/0", "/dirf.db", "/FOLDER/NAME". Pure code. */
#ifndef SUPPLICANT_FS_PATH_H
#define SUPPLICANT_FS_PATH_H

#include <stdbool.h>

#include "request/request.h"

#define FS_PATH_MAX	1024	/* with the NUL */
#define FS_NAME_MAX	255	/* of one name, without it */
#define FS_MAX_DEPTH	3	/* a file in a folder in a folder */

/**
 * fs_path_read() - copy a name out of shared memory, and check it
 * @path:	[out] the name without the slash at its beginning
 * @param:	the memory, in which a NUL must end the name
 *
 * Return: whether it is a valid name: at most FS_MAX_DEPTH parts with one slash between them, none
 * of which is empty, too long, or begins with a dot.
 */
bool fs_path_read(char path[FS_PATH_MAX], const struct supp_param *param);

#endif
