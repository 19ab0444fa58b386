/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system calls behind storage and the emulated RPMB, one per function. A
 * test puts its own versions in place to record what goes to the disk, and in
 * what order.
 *
 * Paths are relative to a directory, which they cannot leave, and symbolic
 * links are not followed. All functions return -errno on failure and restart
 * after a signal.
 *
 * When the kernel runs out of memory or file structures (ENOMEM, ENFILE), file
 * operations are retried for 3 s. After that the process exits with
 * WORKER_TRY_AGAIN. This does not go for syncs, as it may be the disk that
 * causes the error, nor for creating, removing and listing directories.
 */
#ifndef SUPPLICANT_FS_DISK_H
#define SUPPLICANT_FS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct fs_identity - tells whether two files are the same one
 * @device: @inode:	as in stat()
 * @born:		creation time in ns, or 0 if the file system has none. It
 *			gives away an inode number that was reused
 */
struct fs_identity {
	uint64_t device;
	uint64_t inode;
	uint64_t born;
};

/** fs_disk_open() - open @path below @directory; new files get mode 0600 */
int fs_disk_open(int directory, const char *path, int flags);

/** fs_disk_close() - close a descriptor from fs_disk_open() */
void fs_disk_close(int fd);

/** fs_disk_read() - read @size bytes at @offset, fewer only at the end of the file */
ssize_t fs_disk_read(int fd, void *data, size_t size, uint64_t offset);

/** fs_disk_read_some() - call pread() once, which may be short; 0 at the end of the file */
ssize_t fs_disk_read_some(int fd, void *data, size_t size, uint64_t offset);

/** fs_disk_write() - write all bytes at @offset, and if @durable, wait for the disk */
int fs_disk_write(int fd, const void *data, size_t size, uint64_t offset, bool durable);

/** fs_disk_sync() - sync a file's data and size with fdatasync() */
int fs_disk_sync(int fd);

/** fs_disk_sync_directory() - sync a directory's names */
int fs_disk_sync_directory(int directory);

/**
 * fs_disk_find() - look for a name in a directory
 * @directory:	the directory
 * @is_wanted:	called with each name until it returns true
 *
 * Return: 1 if it returned true for a name, otherwise 0; or -errno.
 */
int fs_disk_find(int directory, bool (*is_wanted)(const char *name));

/** fs_disk_identify() - identify an open file or directory */
int fs_disk_identify(int fd, struct fs_identity *identity);

/** fs_disk_identify_once() - identify an open file, without retrying or exiting */
int fs_disk_identify_once(int fd, struct fs_identity *identity);

/** fs_disk_identify_name() - identify a file by an ordinary path, following links */
int fs_disk_identify_name(const char *path, struct fs_identity *identity);

/** fs_is_same() - compare identities */
static inline bool fs_is_same(const struct fs_identity *one, const struct fs_identity *other)
{
	return one->device == other->device && one->inode == other->inode &&
	       one->born == other->born;
}

/** fs_disk_size() - get a file's size */
ssize_t fs_disk_size(int fd);

/** fs_disk_truncate() - set a file's size */
int fs_disk_truncate(int fd, uint64_t size);

/* From here on names have no slash in them. */

/** fs_disk_remove() - unlink a file */
int fs_disk_remove(int directory, const char *name);

/** fs_disk_rename() - rename a file; without @replace, @new_name must be unused */
int fs_disk_rename(int from, const char *name, int to, const char *new_name, bool replace);

/** fs_disk_make_directory() - create a directory, mode 0700 */
int fs_disk_make_directory(int directory, const char *name);

/** fs_disk_remove_directory() - remove an empty directory */
int fs_disk_remove_directory(int directory, const char *name);

#endif
