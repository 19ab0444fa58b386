/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of files in the storage directory that the supplicant treats specially */
#ifndef SUPPLICANT_FS_NAMES_H
#define SUPPLICANT_FS_NAMES_H

/* OP-TEE's directory file, which has the root hashes of all other files */
#define FS_DIRECTORY_FILE	"dirf.db"
/* The mark of a new store. It exists until an object has content (fs_store.h). */
#define FS_UNFINISHED_FILE	".unfinished"

#endif
