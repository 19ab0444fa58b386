/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * REE file system storage: OP-TEE's objects in files of one folder.
 *
 * What a power cut may do. OP-TEE keeps each file as a tree of hashes with two versions
 * of every block, node and header, and a change is made by writing the header of the
 * next version, which lies in the first 4096 bytes: until then the former version is
 * whole. An object's file counts as changed once the directory file, "dirf.db", names
 * its new root, which is one more such change. What OP-TEE relies on, and fs.c keeps:
 *
 *  1. whatever was written to a file before its header is durable before the header is
 *     begun;
 *  2. the header, and the name of a new file, are durable before the write of it is
 *     answered, and so before anything that OP-TEE does next;
 *  3. nothing that the former version needs goes before the header is durable: a file
 *     that is to be cut is cut behind the header's write.
 *
 * Writes elsewhere are not waited for. A removed file may come back with a power cut:
 * by then nothing names it, and its number is used again.
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
