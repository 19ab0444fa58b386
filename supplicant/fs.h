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
 * Other writes are not waited for. A file that was removed may come back: nothing names
 * it, and its number is used again.
 */
#ifndef SUPPLICANT_FS_H
#define SUPPLICANT_FS_H

#include "request.h"

/**
 * fs_start() - say where files are; before supp_fs()
 * @folder:	an open descriptor of the folder, which stays open
 */
void fs_start(int folder);

/**
 * fs_stop() - close all that is open, for tests
 */
void fs_stop(void);

#endif
