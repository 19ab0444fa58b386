/* SPDX-License-Identifier: BSD-2-Clause */
/* Files for profiles and traces, beneath /tmp; the monitor makes them, a worker writes them. */
#ifndef SUPPLICANT_DUMP_FILES_H
#define SUPPLICANT_DUMP_FILES_H

#include <stdint.h>

#include "wire.h"

/* A file's bytes; a worker's limit (RLIMIT_FSIZE) holds it to that. */
#define DUMP_MAX_SIZE	(64ull << 20)
/* Files that a worker may have open. */
#define DUMP_MAX_OPEN	16u
/* Bytes of all files that were made, where one counts for no less than the other of these. */
#define DUMP_MAX_BYTES	(2ull << 30)
#define DUMP_LEAST	(256ull << 10)

/**
 * struct dump_files - what was made
 * @watched:	files that a worker may have open, to see when it has not; 0: none
 * @bytes:	of those that it has not any more
 */
struct dump_files {
	int watched[DUMP_MAX_OPEN];
	uint64_t bytes;
};

/**
 * dump_files_create() - make a file
 * @files:	all there are
 * @kind: @uuid: which, and of which Trusted Application
 *
 * Return: a descriptor for writing an empty file that nobody had before; or -errno: -EMFILE: the
 * worker has too many, -EDQUOT: all that were made may have too many bytes.
 */
int dump_files_create(struct dump_files *files, enum wire_dump kind, const uint8_t uuid[16]);

#endif
