/* SPDX-License-Identifier: BSD-2-Clause */
/* Files for profiles and traces, in /tmp. The monitor makes them, and a worker writes them. */
#ifndef SUPPLICANT_DUMP_FILES_H
#define SUPPLICANT_DUMP_FILES_H

#include <stdint.h>

#include "ipc/wire.h"

/* The largest size of a file; RLIMIT_FSIZE keeps a worker from writing more. */
#define DUMP_MAX_SIZE	(64ull << 20)
/* How many of these files a worker may have open at a time. */
#define DUMP_MAX_OPEN	16u
/* The largest size of all files together. */
#define DUMP_MAX_BYTES	(2ull << 30)
/* What a smaller file counts as. */
#define DUMP_LEAST	(256ull << 10)

/**
 * struct dump_files - the files that were made
 * @watched:	descriptors of files that a worker may still have open; 0: none
 * @bytes:	the size of all files that no worker has open any more
 */
struct dump_files {
	int watched[DUMP_MAX_OPEN];
	uint64_t bytes;
};

/**
 * dump_files_create() - make a file
 * @files:	the files that were made before
 * @kind: @uuid: which kind, and of which Trusted Application
 *
 * Return: a descriptor for writing, of a new and empty file; -EMFILE: the worker has too many
 * open; -EDQUOT: all files together may exceed DUMP_MAX_BYTES; or another -errno.
 */
int dump_files_create(struct dump_files *files, enum wire_dump kind, const uint8_t uuid[16]);

#endif
