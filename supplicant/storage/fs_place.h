/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Check whether the path of the storage directory still leads to the open
 * directory. A partition may be mounted there late, or be unmounted. Then the
 * path leads to a different directory, and data in the open one would be
 * missing after the next boot.
 */
#ifndef SUPPLICANT_FS_PLACE_H
#define SUPPLICANT_FS_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "storage/fs_disk.h"

/**
 * struct fs_place - the directory in use; all zero at first
 * @is_used:	requests were served from @directory
 * @is_settled:	a worker of this supplicant has served such requests, so no
 *		other directory is accepted. Otherwise the directory at the path
 *		may be used instead, if no file is open
 * @reopened:	how often the directory was reopened before it was used
 * @directory:	the directory in use, if @is_used
 *
 * The monitor keeps this structure, and passes it to each worker. It is not
 * part of the state, because a compromised worker could record a nonexistent
 * directory there, and no later worker would have storage.
 */
struct fs_place {
	bool is_used;
	bool is_settled;
	uint32_t reopened;
	struct fs_identity directory;
};

/**
 * fs_place_watch() - set the directory's path; must be called before fs_start()
 * @path:	the path; NULL: do not check it, and ignore the other arguments
 * @known:	the directory in use
 * @reopen:	ends the process, so that the monitor reopens the directory
 * @use:	records for later workers that the open directory is in use. It
 *		returns 0 or -errno; after an error no request is served
 */
void fs_place_watch(const char *path, const struct fs_place *known, void (*reopen)(void),
		    int (*use)(void));

/**
 * fs_place_start() - set which directory is open
 * @directory:	its descriptor; negative if there is no directory
 * @has_files:	the TEE has files open
 */
void fs_place_start(int directory, bool has_files);

/**
 * fs_place_check() - check that the path still leads to the open directory
 *
 * If it does not, and no request was served from the open directory yet, the
 * directory is reopened. Once a request was served, the TEE knows the
 * directory's contents, so requests are not served from any other directory.
 *
 * Return: 0; -ESTALE: the path leads to a different directory; -ENODEV: there
 * is no directory; or another -errno: the check itself failed.
 */
int fs_place_check(void);

/**
 * fs_place_is_other() - check whether a directory other than the one in use is
 * open
 *
 * This happens if the directory was replaced before this worker started. The
 * TEE has no open files in it.
 *
 * Return: true or false.
 */
bool fs_place_is_other(void);

#endif
