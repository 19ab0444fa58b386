/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profile and trace files, which the monitor creates in /tmp for a worker to
 * write to.
 */
#ifndef SUPPLICANT_DUMP_FILES_H
#define SUPPLICANT_DUMP_FILES_H

#include <stdint.h>

#include "ipc/wire.h"

/* Maximum file size, which RLIMIT_FSIZE enforces in the worker */
#define DUMP_MAX_SIZE	(64ull << 20)
/* Maximum number of dump files a worker may have open */
#define DUMP_MAX_OPEN	16u
/* Maximum total size */
#define DUMP_MAX_BYTES	(2ull << 30)
/* Smaller files are charged at this size. */
#define DUMP_LEAST	(256ull << 10)

/**
 * struct dump_files - the files created so far
 * @watched:	files that a worker may still have open; 0: unused entry
 * @bytes:	total charged for files that no worker has open
 */
struct dump_files {
	int watched[DUMP_MAX_OPEN];
	uint64_t bytes;
};

/**
 * dump_files_create() - create a profile or trace file
 * @files:	the files created so far
 * @kind: @uuid: which of the two, and the TA's UUID
 *
 * Return: a descriptor for the empty file, open for writing; -EMFILE: the worker
 * has too many open; -EDQUOT: the total could exceed DUMP_MAX_BYTES; or
 * another -errno.
 */
int dump_files_create(struct dump_files *files, enum wire_dump kind, const uint8_t uuid[16]);

#endif
