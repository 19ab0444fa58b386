/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of files as the TEE gives them: "/0", "/dirf.db", "/FOLDER/NAME". Pure code. */
#ifndef SUPPLICANT_FS_PATH_H
#define SUPPLICANT_FS_PATH_H

#include <stdbool.h>

#include "request.h"

#define FS_PATH_MAX	1024	/* with the NUL */
#define FS_NAME_MAX	255	/* of one name, without it */
#define FS_MAX_DEPTH	3	/* a file in a folder in a folder */

/**
 * fs_path_read() - copy a name out of shared memory, and check it
 * @path:	[out] relative: without the slash that it may begin with; one slash between
 *		names, none of which is empty or begins with a dot
 * @param:	the memory; a NUL ends the name within it
 *
 * Return: whether it is such a name.
 */
bool fs_path_read(char path[FS_PATH_MAX], const struct supp_param *param);

#endif
