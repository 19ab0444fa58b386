/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * REE file system storage: OP-TEE's secure objects as files in one directory.
 *
 * Power loss: To OP-TEE each file is a hash tree, with two versions of every
 * block, node and header. A change takes effect when OP-TEE writes the next
 * version's header, within the first 4096 bytes. Up to then the previous
 * version is intact. The root hashes of all files are in yet another file, the
 * directory file "dirf.db", which is written after the object's own file. So
 * what really changes an object is the directory file's header. We call that
 * write a commit. It only works out if fs.c keeps three promises:
 *
 *  1. Before a commit starts, everything written so far to any file is on the
 *     disk, and so are the names of new files.
 *  2. A commit is on the disk before we answer it, hence before any later
 *     write.
 *  3. We do not destroy what the previous version still needs. When OP-TEE
 *     truncates a file, reads see the new end immediately, but the file on the
 *     disk is not cut until after the commit.
 *
 * If the disk fails, nothing written later may depend on bytes that could be
 * lost, see fs_slot_fail().
 *
 * Other writes are not synced. A removed file may come back after power loss,
 * but no object refers to it, and OP-TEE reuses its number sooner or later.
 *
 * Death of a worker: The list of open files, along with bytes written to them
 * that are not on the disk yet, is in memory that the next worker takes over.
 * Requests without an answer are served again from the start, which repeats
 * their writes and reopens the files they had opened. A file to be removed or
 * closed may be gone already, and that is fine. So nothing gets lost, with one
 * exception. If inode numbers are not stable (vfat), the next worker may not
 * recognize a file. Its handle can then only be closed, and if it had unsynced
 * bytes, the open directory files fail.
 */
#ifndef SUPPLICANT_FS_H
#define SUPPLICANT_FS_H

#include "request/request.h"

struct fs_saved;

/**
 * fs_start() - take over the previous worker's open files
 * @directory:	the storage directory, which has to stay open; negative if there
 *		is none
 * @saved:	what the previous worker had open, all zero for the first one. Has
 *		to outlive fs_stop(). NULL: open files end with fs_stop()
 * @is_in_hand:	returns true if the previous worker left this request unanswered;
 *		NULL: it left none
 *
 * To be called before supp_fs().
 *
 * Return: 0 or -ENOMEM.
 */
int fs_start(int directory, struct fs_saved *saved, supp_in_hand_fn *is_in_hand);

/* Serves SUPP_FS, once fs_start() has been called. */
supp_service_fn supp_fs;

/** fs_stop() - close all files as exit() would, for tests */
void fs_stop(void);

#endif
