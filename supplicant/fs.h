/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * REE file system storage: OP-TEE's objects in files of one folder.
 *
 * What a power cut may do. OP-TEE keeps each file as a tree of hashes with two versions
 * of every block, node and header, and changes it by writing the header of the next
 * version, which lies in the first 4096 bytes: until then the former version is whole.
 * The directory file, "dirf.db", names the root of every other file. A change of an
 * object is therefore made when, after the object's file, the directory file has its
 * header written: that is a commit. OP-TEE relies on this, and fs.c keeps it:
 *
 *  1. when a commit begins, all that was written to any file before is durable, and so
 *     are the names of new files;
 *  2. when a commit is answered it is durable, and so before anything that follows;
 *  3. nothing that the version before needs goes earlier: a file that OP-TEE cuts is
 *     read as cut at once, but is cut when it is closed after the commit.
 *
 * Where the disk fails, what may be lost is nothing that follows builds on: see fs_slot_fail().
 *
 * Other writes are not waited for. A file that was removed may come back: nothing names
 * it, and its number is used again.
 *
 * What the end of a worker may do: nothing. What is open, and what was written and is not
 * on the disk, is in memory that the next one takes over. A request that was in hand is
 * served again, from its beginning: what it has written it writes again, what it has opened
 * is closed, and what it has removed or closed may be gone.
 */
#ifndef SUPPLICANT_FS_H
#define SUPPLICANT_FS_H

#include "request.h"

struct fs_kept;		/* fs_slot.h */

/**
 * fs_start() - say where files are; before supp_fs()
 * @folder:	an open descriptor of the folder, which stays open; -1: there is none
 * @kept:	what the worker before has left of open files, all zero where there was none;
 *		it outlives fs_stop(). NULL: nothing is to outlive it
 * @is_in_hand:	which requests that worker has not answered; NULL: none
 *
 * Return: 0 or -ENOMEM.
 */
int fs_start(int folder, struct fs_kept *kept, supp_in_hand_fn *is_in_hand);

/**
 * fs_stop() - close all that is open, as the end of the process does; for tests
 */
void fs_stop(void);

#endif
