/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * REE file system storage: OP-TEE's objects as files in one directory.
 *
 * Power loss: OP-TEE keeps each file as a hash tree with two versions of every
 * block, node and header. It changes a file by writing the header of the next
 * version, which is in the first 4096 bytes. Until then the previous version is
 * complete. The directory file, "dirf.db", has the root hashes of all other
 * files. So an object has changed when OP-TEE writes the header of the
 * directory file, after it has written the object's own file. That write is
 * called a commit. OP-TEE relies on three rules, which fs.c keeps:
 *
 *  1. When a commit begins, all earlier writes to any file are on the disk, and
 *     so are the names of new files.
 *  2. A commit is on the disk before it is answered, and so before any later
 *     write.
 *  3. Nothing that the previous version needs is removed too early. If OP-TEE
 *     truncates a file, reads see the new end immediately, but the file is
 *     truncated on the disk only after the commit.
 *
 * If the disk fails, nothing later may depend on bytes that may be lost: see
 * fs_slot_fail().
 *
 * Other writes are not synced. A removed file may reappear after power loss,
 * which is harmless: no object uses it, and OP-TEE reuses its number.
 *
 * End of a worker: nothing is lost. The next worker takes over the memory that
 * has the list of open files and the bytes that were written to them but are
 * not on the disk. It serves each unanswered request again from the
 * beginning: it repeats the writes, and reopens the files that the request
 * opened. A file that such a request removes or closes may be absent already.
 * There is one exception: on a file system without stable inode numbers (vfat),
 * the next worker may not recognize a file. Then the file's handle can only be
 * closed, and if some of its bytes were not synced, the open directory files
 * fail.
 */
#ifndef SUPPLICANT_FS_H
#define SUPPLICANT_FS_H

#include "request/request.h"

struct fs_saved;		/* fs_slot.h */

/**
 * fs_start() - take over open files; must be called before supp_fs()
 * @directory:	descriptor of the storage directory, which stays open; negative
 *		if there is no directory
 * @saved:	the open files of the previous worker; all zero for the first
 *		worker. The memory must outlive fs_stop(). NULL: fs_stop() drops
 *		the open files
 * @is_in_hand:	tells whether the previous worker left a request unanswered;
 *		NULL: it left none
 *
 * Return: 0 or -ENOMEM.
 */
int fs_start(int directory, struct fs_saved *saved, supp_in_hand_fn *is_in_hand);

/* Serves SUPP_FS; must be called after fs_start(). */
supp_service_fn supp_fs;

/** fs_stop() - close all open files, as the exit of the process does; for tests */
void fs_stop(void);

#endif
