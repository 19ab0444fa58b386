/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Write-back cache for the first few KiB of an open file. That is where OP-TEE
 * keeps the headers and most of the nodes, which it accesses some 64 bytes at a
 * time. Call fs_head_flush() before syncing the file.
 *
 * A file is cached through one handle at most. Functions return -errno on
 * failure, and the caller holds the lock of the file's slot.
 */
#ifndef SUPPLICANT_FS_HEAD_H
#define SUPPLICANT_FS_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FS_HEAD_SIZE	8192u

/**
 * struct fs_head - cached head of a file
 * @is_cached:	the rest is valid
 * @size:	bytes in @data, fewer than FS_HEAD_SIZE if the file is that
 *		short
 * @dirty_from: @dirty_to: to be written back, [@dirty_from,
 *		@dirty_to)
 * @data:	the cached bytes
 *
 * This outlives the worker, which can die halfway through an update. Only the
 * range being updated is undefined then, and the next worker gets the same
 * request and writes it again. The dirty range always includes every byte that
 * differs from the file.
 */
struct fs_head {
	bool is_cached;
	size_t size;
	size_t dirty_from;
	size_t dirty_to;
	uint8_t data[FS_HEAD_SIZE];
};

/** fs_head_is_sound() - validate the sizes left by a previous worker */
bool fs_head_is_sound(const struct fs_head *head);

/** fs_head_covers() - check that a range is within the head */
bool fs_head_covers(uint64_t offset, size_t size);

/**
 * fs_head_read() - read through the cache
 *
 * The range has to be one that fs_head_covers().
 *
 * Return: number of bytes read, fewer than @size at the end of the file.
 */
ssize_t fs_head_read(struct fs_head *head, int fd, void *data, size_t size, size_t offset);

/** fs_head_write() - write to the cache only, to a range that fs_head_covers() */
int fs_head_write(struct fs_head *head, int fd, const void *data, size_t size, size_t offset);

/**
 * fs_head_note() - update the cache after a write that bypassed it
 *
 * Return: true; false: the write was not entirely within the head, so the caller
 * has to call fs_head_drop().
 */
bool fs_head_note(struct fs_head *head, const void *data, size_t size, uint64_t offset);

/** fs_head_grow() - zero-fill the rest of the head once the file has grown to @end */
void fs_head_grow(struct fs_head *head, uint64_t end);

/** fs_head_flush() - write back the dirty range */
int fs_head_flush(struct fs_head *head, int fd);

/** fs_head_drop() - discard the cache, including what was not flushed */
void fs_head_drop(struct fs_head *head);

#endif
