/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the storage folder is. Its name may come to be another folder's: a partition is
 * mounted over it, late, or goes. What is written then lies where nobody finds it after
 * the next boot.
 */
#ifndef SUPPLICANT_FS_PLACE_H
#define SUPPLICANT_FS_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "fs_disk.h"

/**
 * struct fs_place - what outlives a worker of it; all zero at first
 * @is_used:	requests were served from it
 * @reopened:	how many times in a row it was to be opened again
 * @folder:	which it is, where @is_used
 */
struct fs_place {
	bool is_used;
	uint32_t reopened;
	struct fs_identity folder;
};

/**
 * fs_place_watch() - look at the folder's name before it is used; before fs_start()
 * @path:	its name; NULL: nobody looks
 * @is_first:	of a supplicant's workers: with no file open, the TEE begins with what is there
 * @reopen:	has the folder opened again, and ends the process
 */
void fs_place_watch(const char *path, bool is_first, void (*reopen)(void));

/**
 * fs_place_start() - say which folder is open
 * @folder:	its descriptor, or -1: there is none
 * @kept:	what the worker before has left
 * @has_files:	the TEE has files of it open
 */
void fs_place_start(int folder, struct fs_place *kept, bool has_files);

/**
 * fs_place_check() - look whether the folder is the one of that name still
 *
 * Before it was ever used it is opened again where it is not; later the TEE knows what was
 * in it, and nothing is served from another.
 *
 * Return: 0; -ESTALE: it is another; -ENODEV: there is none; or -errno where that is not known.
 */
int fs_place_check(void);

/**
 * fs_place_is_other() - whether another folder than the one in use is open
 *
 * The worker before may have had it open under the same name. Nothing of it is the TEE's.
 *
 * Return: true or false.
 */
bool fs_place_is_other(void);

#endif
