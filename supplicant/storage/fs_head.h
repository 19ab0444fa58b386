/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The start of an open file, cached in memory. OP-TEE keeps a file's headers
 * and most of its nodes there, and reads and writes them about 64 bytes at a
 * time. Written bytes stay in memory until fs_head_flush(), which must be
 * called before the file is synced.
 *
 * At most one handle caches a file. The functions return -errno on failure. The
 * caller holds the lock of the file's slot.
 */
#ifndef SUPPLICANT_FS_HEAD_H
#define SUPPLICANT_FS_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FS_HEAD_SIZE	8192u

/**
 * struct fs_head - cached start of a file
 * @is_cached:	the other members are valid
 * @size:	number of bytes in @data; less than FS_HEAD_SIZE if the file is
 *		shorter
 * @dirty_from: @dirty_to: bytes that are not in the file yet:
 *		[@dirty_from, @dirty_to)
 * @data:	the bytes
 *
 * The structure outlives the worker, which may end during a change. Then only
 * the range of that change is undefined, and the next worker writes the same
 * range again. At any time the dirty range covers all bytes that differ from
 * the file's.
 */
struct fs_head {
	bool is_cached;
	size_t size;
	size_t dirty_from;
	size_t dirty_to;
	uint8_t data[FS_HEAD_SIZE];
};

/** fs_head_is_sound() - check that the sizes are consistent */
bool fs_head_is_sound(const struct fs_head *head);

/** fs_head_covers() - check that a range is within the first FS_HEAD_SIZE bytes */
bool fs_head_covers(uint64_t offset, size_t size);

/**
 * fs_head_read() - read a range that fs_head_covers()
 *
 * Return: number of bytes read, less than @size at the file's end.
 */
ssize_t fs_head_read(struct fs_head *head, int fd, void *data, size_t size, size_t offset);

/** fs_head_write() - write a range that fs_head_covers(), in memory only */
int fs_head_write(struct fs_head *head, int fd, const void *data, size_t size, size_t offset);

/**
 * fs_head_note() - update the cache with bytes that were written directly to
 * the file
 *
 * Return: true; false: the cached range does not contain all of them, and the
 * caller must call fs_head_drop().
 */
bool fs_head_note(struct fs_head *head, const void *data, size_t size, uint64_t offset);

/** fs_head_grow() - record that the file was written after the cached range, up to @end */
void fs_head_grow(struct fs_head *head, uint64_t end);

/** fs_head_flush() - write the dirty range to the file */
int fs_head_flush(struct fs_head *head, int fd);

/** fs_head_drop() - discard the cache; bytes that were not flushed are lost */
void fs_head_drop(struct fs_head *head);

#endif
