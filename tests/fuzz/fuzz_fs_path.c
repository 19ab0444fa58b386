// SPDX-License-Identifier: BSD-2-Clause
/*
 * Feed arbitrary file names to the check in front of the storage. None that is
 * accepted may lead out of its directory.
 */

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "storage/fs_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct supp_param param = { .kind = SUPP_MEMORY, .input = true, .size = size };
	char path[FS_PATH_MAX];
	unsigned int names = 1;

	/* trim the copy to its size so ASan sees overruns */
	param.data = malloc(size ? size : 1);
	memcpy(param.data, data, size);
	if (fs_path_read(path, &param)) {
		check(memchr(path, 0, sizeof(path)));
		check(path[0] && path[0] != '/' && path[0] != '.');
		check(!strstr(path, "/.") && !strstr(path, "//"));
		check(path[strlen(path) - 1] != '/');
		for (const char *at = path; *at; at++)
			names += *at == '/';
		check(names <= FS_MAX_DEPTH);
	}
	free(param.data);
	return 0;
}
