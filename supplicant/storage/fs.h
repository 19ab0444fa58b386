/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * REE file system storage: OP-TEE's objects in files of one folder.
 *
 * What a power cut may do. OP-TEE keeps each file as a tree of hashes with two versions of every
 * block, node and header. It changes a file by writing the header of the next version, which is in
 * the first 4096 bytes; until then the former version is complete. The directory file, "dirf.db",
 * has the roots of all other files. So a change of an object is made when OP-TEE writes the header
 * of the directory file, after it has written the object's own file. That write is called a commit.
 * OP-TEE relies on three rules, which fs.c keeps:
 *
 *  1. When a commit begins, everything that was written to any file before is durable, and so are
 *     the names of new files.
 *  2. A commit is durable when it is answered, and so before any write that follows.
 *  3. Nothing that the former version needs is removed earlier. A file that OP-TEE cuts is read as
 *     cut at once, but is cut on the disk only when it is closed after the commit.
 *
 * Where the disk fails, nothing that follows may build on what may be lost: see fs_slot_fail().
 *
 * Other writes are not made durable. A file that was removed may exist again after a power cut: no
 * object uses it, and OP-TEE uses its number again.
 *
 * What the end of a worker may do: nothing. The next worker takes over memory that has the open
 * files, and what was written to them and is not on the disk. It serves the requests again that
 * were in hand, from their beginning. It then writes again what was written, the file that the
 * request has opened is closed, and a file that the request removes or closes may already be gone.
 * Only where a file system invents its files' numbers (vfat) the next worker may not know a file
 * again: its handle can then be closed and no more, and where bytes were not durable the directory
 * files that are open fail.
 */
#ifndef SUPPLICANT_FS_H
#define SUPPLICANT_FS_H

#include "request/request.h"

struct fs_saved;		/* fs_slot.h */

/**
 * fs_start() - take over open files; to be called before supp_fs()
 * @folder:	an open descriptor of the storage folder, which stays open; -1: there is none
 * @saved:	the open files of the worker before, all zero where there was none. Its memory
 *		outlives fs_stop(). NULL: open files end with fs_stop()
 * @is_in_hand:	says which requests that worker has not answered; NULL: none
 *
 * Return: 0 or -ENOMEM.
 */
int fs_start(int folder, struct fs_saved *saved, supp_in_hand_fn *is_in_hand);

/* SUPP_FS; to be called after fs_start() */
supp_service_fn supp_fs;

/**
 * fs_stop() - close all that is open, as the end of the process does; for tests
 */
void fs_stop(void);

#endif
