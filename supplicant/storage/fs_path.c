// SPDX-License-Identifier: BSD-2-Clause
/*
 * Validate file paths. We work on a copy, since the TEE can change shared
 * memory at any time.
 */

#include <string.h>

#include "storage/fs_path.h"

static bool is_name(const char *name, size_t length)
{
	return length && length <= FS_NAME_MAX && name[0] != '.';
}

bool fs_path_read(char path[FS_PATH_MAX], const struct supp_param *param)
{
	const char *name = path, *slash;
	unsigned int depth = 0;
	size_t size = param->size < FS_PATH_MAX ? param->size : FS_PATH_MAX;

	if (!param->data || !size)
		return false;
	memcpy(path, param->data, size);
	if (!memchr(path, 0, size))
		return false;
	if (path[0] == '/')
		memmove(path, path + 1, strlen(path));
	do {
		slash = strchrnul(name, '/');
		if (!is_name(name, (size_t)(slash - name)) || ++depth > FS_MAX_DEPTH)
			return false;
		name = slash + 1;
	} while (*slash);
	return true;
}
