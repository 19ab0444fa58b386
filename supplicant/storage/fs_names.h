/* SPDX-License-Identifier: BSD-2-Clause */
/* File names in the storage directory that mean something to us */
#ifndef SUPPLICANT_FS_NAMES_H
#define SUPPLICANT_FS_NAMES_H

/* OP-TEE's directory file, with the root hashes of all the others */
#define FS_DIRECTORY_FILE	"dirf.db"
/* marks a new store until an object has contents (fs_store.h) */
#define FS_UNFINISHED_FILE	".unfinished"

#endif
