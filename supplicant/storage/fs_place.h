/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watch over the storage directory's path. Its partition may get mounted late,
 * or be unmounted under us. The path then leads to a different directory, and
 * whatever we store in the one we have open would be missing after the next
 * boot.
 */
#ifndef SUPPLICANT_FS_PLACE_H
#define SUPPLICANT_FS_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "storage/fs_disk.h"

/**
 * struct fs_place - what the monitor remembers of the directory; all zero at first
 * @is_used:	some request was served from @directory
 * @is_settled:	that was a worker of this supplicant, so no other directory will
 *		do. If it isn't set we may switch to whatever is at the path, as
 *		long as no file is open
 * @reopened:	number of reopens before the first request
 * @directory:	its identity, if @is_used
 *
 * The monitor has this and passes a copy to each worker. We don't want it in the
 * state that workers hand on to each other: a compromised one could record a
 * directory that doesn't exist, and there would be no storage from then on.
 */
struct fs_place {
	bool is_used;
	bool is_settled;
	uint32_t reopened;
	struct fs_identity directory;
};

/**
 * fs_place_watch() - set up the check
 * @path:	the directory's path; NULL: do not check anything
 * @known:	what the monitor remembers; NULL: nothing
 * @reopen:	exits, to make the monitor reopen the directory
 * @use:	has the monitor record that the open directory is in use. Returns
 *		0 or -errno, in which case the request is not served
 *
 * To be called before fs_start().
 */
void fs_place_watch(const char *path, const struct fs_place *known, void (*reopen)(void),
		    int (*use)(void));

/**
 * fs_place_start() - tell the check which directory is open
 * @directory:	its descriptor; negative if there is none
 * @has_files:	the TEE has files open
 */
void fs_place_start(int directory, bool has_files);

/**
 * fs_place_check() - compare the path with the open directory
 *
 * If they differ, the directory is reopened, provided that it has not been used.
 * Once it has, the TEE knows its contents, and we cannot just continue in another
 * one.
 *
 * Return: 0; -ESTALE: the path leads elsewhere; -ENODEV: there is no directory;
 * or another -errno if the check itself failed.
 */
int fs_place_check(void);

/**
 * fs_place_is_other() - check whether we have the wrong directory open
 *
 * The directory may have been replaced before this worker started. None of the
 * TEE's open files are in it.
 *
 * Return: true if it isn't the one in use.
 */
bool fs_place_is_other(void);

#endif
