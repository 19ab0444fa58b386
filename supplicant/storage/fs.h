/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * REE file system storage: OP-TEE's objects in files of one directory.
 *
 * After a power cut. OP-TEE keeps each file as a tree of hashes with two
 * versions of every block, node and header. It changes a file by writing the
 * header of the next version, which is in the first 4096 bytes. Until then the
 * former version is complete. The directory file, "dirf.db", has the roots of
 * all other files. So an object is changed when OP-TEE writes the header of the
 * directory file, after it has written the object's own file. That write is
 * called a commit. OP-TEE relies on three rules, which fs.c keeps:
 *
 *  1. When a commit begins, everything that was written to any file before is
 *     durable, and so are the names of new files.
 *  2. A commit is durable when it is answered, and so before any later write.
 *  3. Nothing that the former version needs is removed too early. A file that
 *     OP-TEE cuts is read as cut at once, but is cut on the disk only after
 *     the commit.
 *
 * If the disk fails, nothing later may depend on bytes that may be lost: see
 * fs_slot_fail().
 *
 * Other writes are not made durable. A file that was removed may exist after a
 * power cut: no object uses it, and OP-TEE reuses its number.
 *
 * After the end of a worker nothing is lost. The next worker takes over memory
 * that has the open files, and the bytes that were written to them and are not
 * on the disk. It serves the unanswered requests again from their beginning: it
 * writes again what such a request wrote, and opens again the file that it
 * opened. A file that such a request removes or closes may be absent already.
 * There is one exception: if a file system invents the numbers of files (vfat),
 * the next worker may not recognize a file. Then its handle can only be closed;
 * and if some of its bytes were not durable, the directory files that are open
 * fail.
 */
#ifndef SUPPLICANT_FS_H
#define SUPPLICANT_FS_H

#include "request/request.h"

struct fs_saved;		/* fs_slot.h */

/**
 * fs_start() - take over open files; to be called before supp_fs()
 * @directory:	a descriptor of the storage directory, which stays open; negative:
 *		there is no directory
 * @saved:	the open files of the previous worker; all zero if there was
 *		none. The memory must outlive fs_stop(). NULL: open files end
 *		with fs_stop()
 * @is_in_hand:	whether the previous worker left a request unanswered; NULL: it
 *		did not
 *
 * Return: 0 or -ENOMEM.
 */
int fs_start(int directory, struct fs_saved *saved, supp_in_hand_fn *is_in_hand);

/* Serves SUPP_FS; to be called after fs_start(). */
supp_service_fn supp_fs;

/** fs_stop() - close all open files, as the end of the process does; for tests */
void fs_stop(void);

#endif
