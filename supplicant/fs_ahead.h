/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading ahead in a file: OP-TEE reads it block by block, a request each, and a system
 * call costs more than the bytes do. A write changes what was read ahead too. A file is
 * read ahead in one place only; its lock is held.
 */
#ifndef SUPPLICANT_FS_AHEAD_H
#define SUPPLICANT_FS_AHEAD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define AHEAD_SIZE	65536u

/**
 * struct fs_ahead - a part of a file that was read; all zero: none
 * @data:	AHEAD_SIZE bytes
 * @from: @size: which part
 * @next:	where the last read ended: one that begins soon behind goes on from it
 */
struct fs_ahead {
	uint8_t *data;
	uint64_t from;
	size_t size;
	uint64_t next;
};

/** ahead_read() - read, as fs_disk_read() does */
ssize_t ahead_read(struct fs_ahead *ahead, int fd, void *data, size_t size, uint64_t offset);

/** ahead_note() - take over what has been written to the file */
void ahead_note(struct fs_ahead *ahead, const void *data, size_t size, uint64_t offset);

/** ahead_drop() - keep nothing any more */
void ahead_drop(struct fs_ahead *ahead);

#endif
