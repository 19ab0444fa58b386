/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading ahead in a file. OP-TEE reads a file block by block, by one request for each, and a
 * system call takes longer than copying the bytes. At most one handle reads a file ahead. The
 * caller holds the file's lock.
 */
#ifndef SUPPLICANT_FS_AHEAD_H
#define SUPPLICANT_FS_AHEAD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define AHEAD_SIZE	65536u

/**
 * struct fs_ahead - a part of a file that was read ahead; all zero: none
 * @data:	room for AHEAD_SIZE bytes
 * @from: @size: which part of the file it has
 * @next:	where the last read ended
 */
struct fs_ahead {
	uint8_t *data;
	uint64_t from;
	size_t size;
	uint64_t next;
};

/** ahead_read() - read, as fs_disk_read() does */
ssize_t ahead_read(struct fs_ahead *ahead, int fd, void *data, size_t size, uint64_t offset);

/** ahead_note() - note bytes that were written to the file */
void ahead_note(struct fs_ahead *ahead, const void *data, size_t size, uint64_t offset);

/** ahead_drop() - forget all bytes */
void ahead_drop(struct fs_ahead *ahead);

#endif
