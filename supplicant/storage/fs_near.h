/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning of an open file, kept in memory. OP-TEE has a file's headers and most of its nodes
 * there, and reads and writes them about 64 bytes at a time. Bytes that are written stay in memory
 * until near_flush(), which must be called before the file is synced.
 *
 * At most one handle keeps a file in this way. The functions return -errno where they fail. The
 * caller holds the file's lock.
 */
#ifndef SUPPLICANT_FS_NEAR_H
#define SUPPLICANT_FS_NEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define NEAR_SIZE	8192u

/**
 * struct fs_near - the beginning of a file
 * @is_kept:	the rest is valid
 * @size:	how many bytes of @data the file has
 * @dirty_from: @dirty_to: the range that was not written to the file yet
 * @data:	the bytes
 *
 * It outlives the worker, which may end during a change. Then only the range of that change is
 * undefined, and the next worker writes the same range again. At any moment the dirty range covers
 * all bytes that the file does not have.
 */
struct fs_near {
	bool is_kept;
	size_t size;
	size_t dirty_from;
	size_t dirty_to;
	uint8_t data[NEAR_SIZE];
};

/** near_is_sound() - whether these functions can have made all numbers */
bool near_is_sound(const struct fs_near *near);

/** near_covers() - whether a range lies in the first NEAR_SIZE bytes */
bool near_covers(uint64_t offset, size_t size);

/** near_read() - read a range that near_covers(). Return: bytes read, fewer at the file's end */
ssize_t near_read(struct fs_near *near, int fd, void *data, size_t size, size_t offset);

/** near_write() - write a range that near_covers(), in memory */
int near_write(struct fs_near *near, int fd, const void *data, size_t size, size_t offset);

/**
 * near_note() - note bytes that were written to the file itself
 *
 * Return: true; false: they are not all in the kept range, and the caller must call near_drop().
 */
bool near_note(struct fs_near *near, const void *data, size_t size, uint64_t offset);

/** near_grow() - note that the file was written up to @end, after the kept range */
void near_grow(struct fs_near *near, uint64_t end);

/** near_flush() - write the dirty range to the file */
int near_flush(struct fs_near *near, int fd);

/** near_drop() - forget all bytes; those that were not flushed are lost */
void near_drop(struct fs_near *near);

#endif
