/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Read-ahead for a file. OP-TEE issues one request per block, and the system
 * call would cost more than the copying. A file is buffered through one handle
 * at most, and the caller holds the lock of its slot.
 */
#ifndef SUPPLICANT_FS_READAHEAD_H
#define SUPPLICANT_FS_READAHEAD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FS_READAHEAD_SIZE	65536u

/**
 * struct fs_readahead - read-ahead state of a file; all zero if nothing is buffered
 * @data:	FS_READAHEAD_SIZE bytes
 * @from: @size: which part of the file is in @data
 * @next:	where the last read ended
 */
struct fs_readahead {
	uint8_t *data;
	uint64_t from;
	size_t size;
	uint64_t next;
};

/**
 * fs_readahead_read() - read like fs_disk_read(), with read-ahead
 *
 * Return: as fs_disk_read().
 */
ssize_t fs_readahead_read(struct fs_readahead *readahead, int fd, void *data, size_t size,
			  uint64_t offset);

/** fs_readahead_note() - update the buffer after a write */
void fs_readahead_note(struct fs_readahead *readahead, const void *data, size_t size,
		       uint64_t offset);

/** fs_readahead_drop() - discard the buffer */
void fs_readahead_drop(struct fs_readahead *readahead);

#endif
