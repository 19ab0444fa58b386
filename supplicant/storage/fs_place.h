/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether the storage folder is still the one of its name. A partition may be mounted there late,
 * or be unmounted. Then the open folder and the folder of that name differ, and nobody would find
 * after the next boot what is written to the open one.
 */
#ifndef SUPPLICANT_FS_PLACE_H
#define SUPPLICANT_FS_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "storage/fs_disk.h"

/**
 * struct fs_place - which folder is in use; all zero at first
 * @is_used:	requests were served from @folder
 * @is_settled:	by a worker of this supplicant, so that no other folder may take its place.
 *		Otherwise the TEE begins with the folder that has the name now, where no file is
 *		open
 * @reopened:	how many times the folder was opened again before it was used
 * @folder:	the folder in use, where @is_used
 *
 * The monitor keeps it, and gives it to each worker. It is not in the state: a worker that was
 * broken into could name a folder there that does not exist, and no later worker would have
 * storage.
 */
struct fs_place {
	bool is_used;
	bool is_settled;
	uint32_t reopened;
	struct fs_identity folder;
};

/**
 * fs_place_watch() - set the folder's name; to be called before fs_start()
 * @path:	its name; NULL: the name is not looked at, and the rest has no meaning
 * @known:	which folder is in use
 * @reopen:	has the folder opened again, and ends the process
 * @use:	has it noted, for the workers that follow, that the open folder is in use. It
 *		returns 0, or -errno: then nothing is served from the folder
 */
void fs_place_watch(const char *path, const struct fs_place *known, void (*reopen)(void),
		    int (*use)(void));

/**
 * fs_place_start() - say which folder is open
 * @folder:	its descriptor, or -1: there is none
 * @has_files:	the TEE has files open
 */
void fs_place_start(int folder, bool has_files);

/**
 * fs_place_check() - check that the open folder is still the one of its name
 *
 * Where it is not and no request was served from it yet, the folder is opened again. Later the TEE
 * knows what is in the folder, and no request is served from another one.
 *
 * Return: 0; -ESTALE: another folder has the name; -ENODEV: there is no folder; or another -errno:
 * this call could not find that out.
 */
int fs_place_check(void);

/**
 * fs_place_is_other() - whether another folder than the one in use is open
 *
 * That is so where the folder was replaced before this worker started. The TEE has nothing in it.
 *
 * Return: true or false.
 */
bool fs_place_is_other(void);

#endif
