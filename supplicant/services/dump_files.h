/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files for profiles and traces, in /tmp. The monitor creates them, and a
 * worker writes them.
 */
#ifndef SUPPLICANT_DUMP_FILES_H
#define SUPPLICANT_DUMP_FILES_H

#include <stdint.h>

#include "ipc/wire.h"

/* Maximum size of a file. RLIMIT_FSIZE enforces it in a worker. */
#define DUMP_MAX_SIZE	(64ull << 20)
/* Maximum number of these files that a worker may have open. */
#define DUMP_MAX_OPEN	16u
/* Maximum total size of all files */
#define DUMP_MAX_BYTES	(2ull << 30)
/* A smaller file is counted as if it had this many bytes. */
#define DUMP_LEAST	(256ull << 10)

/**
 * struct dump_files - the created files
 * @watched:	descriptors of files that a worker may still have open; 0:
 *		unused entry
 * @bytes:	size of all files that no worker has open
 */
struct dump_files {
	int watched[DUMP_MAX_OPEN];
	uint64_t bytes;
};

/**
 * dump_files_create() - create a file
 * @files:	the files that were created earlier
 * @kind: @uuid: profile or trace, and the TA's UUID
 *
 * Return: a descriptor for writing to a new, empty file; -EMFILE: the worker
 * has too many files open; -EDQUOT: all files together could exceed
 * DUMP_MAX_BYTES; or another -errno.
 */
int dump_files_create(struct dump_files *files, enum wire_dump kind, const uint8_t uuid[16]);

#endif
