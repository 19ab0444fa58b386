/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The beginning of an open file, kept in memory: OP-TEE has a file's headers and most of
 * its nodes there, which it reads and writes 64 bytes at a time. What is written stays in
 * memory until near_flush(), which whoever is about to sync the file calls.
 *
 * A file is kept so in one place only. The functions return -errno where they fail, and
 * are not thread-safe: a file's lock is held.
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
 * @is_kept:	there is one
 * @size:	how many bytes of @data the file has
 * @dirty_from: @dirty_to: the range that the disk has not
 * @data:	the bytes
 *
 * It outlives the process that changes it, which may end amid a change: whatever changes
 * the same range again makes it whole, and all else is as it was. What the disk has not is
 * within the dirty range at any moment.
 */
struct fs_near {
	bool is_kept;
	size_t size;
	size_t dirty_from;
	size_t dirty_to;
	uint8_t data[NEAR_SIZE];
};

/** near_is_sound() - whether all numbers are such as the functions here make them */
bool near_is_sound(const struct fs_near *near);

/** near_covers() - whether a range lies in what may be kept */
bool near_covers(uint64_t offset, size_t size);

/** near_read() - read a range that is covered. Return: bytes read, fewer at the end */
ssize_t near_read(struct fs_near *near, int fd, void *data, size_t size, size_t offset);

/** near_write() - write a range that is covered, to memory */
int near_write(struct fs_near *near, int fd, const void *data, size_t size, size_t offset);

/**
 * near_note() - take over what has been written to the file itself
 *
 * Return: whether it could be; else what is kept is wrong, and to be dropped.
 */
bool near_note(struct fs_near *near, const void *data, size_t size, uint64_t offset);

/** near_grow() - take over that the file has been written up to @end, behind what is kept */
void near_grow(struct fs_near *near, uint64_t end);

/** near_flush() - write to the file what it has not */
int near_flush(struct fs_near *near, int fd);

/** near_drop() - keep nothing any more; what was not flushed is lost */
void near_drop(struct fs_near *near);

#endif
