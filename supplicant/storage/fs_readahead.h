/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Read-ahead for a file. OP-TEE reads a file block by block, with one request
 * for each block, and a system call costs more than copying the bytes. At most
 * one handle buffers a file. The caller holds the lock of the file's slot.
 */
#ifndef SUPPLICANT_FS_READAHEAD_H
#define SUPPLICANT_FS_READAHEAD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FS_READAHEAD_SIZE	65536u

/**
 * struct fs_readahead - buffered part of a file; all zero if nothing is buffered
 * @data:	buffer of FS_READAHEAD_SIZE bytes
 * @from: @size: range of the file that is in @data
 * @next:	end of the last read
 */
struct fs_readahead {
	uint8_t *data;
	uint64_t from;
	size_t size;
	uint64_t next;
};

/**
 * fs_readahead_read() - read from the buffer or the file, with the arguments of fs_disk_read()
 *
 * Return: as fs_disk_read().
 */
ssize_t fs_readahead_read(struct fs_readahead *readahead, int fd, void *data, size_t size,
			  uint64_t offset);

/** fs_readahead_note() - update the buffer with bytes that were written to the file */
void fs_readahead_note(struct fs_readahead *readahead, const void *data, size_t size,
		       uint64_t offset);

/** fs_readahead_drop() - discard the buffer */
void fs_readahead_drop(struct fs_readahead *readahead);

#endif
