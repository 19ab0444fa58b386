/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system calls of storage and of the emulated RPMB, one for each function.
 * A test replaces them, and records what is written to the disk, and in what
 * order.
 *
 * Paths are relative to a directory. They cannot leave the directory or pass through
 * a symbolic link. Each function returns -errno if it fails. A call that a
 * signal interrupts is repeated. A call on a file for which the kernel is short
 * of memory or files (ENOMEM, ENFILE) is repeated for 3 s; then the process
 * ends (WORKER_TRY_AGAIN). Calls that make something durable are not repeated,
 * because their error may be the disk's. Neither are calls that make, remove or
 * list directories.
 */
#ifndef SUPPLICANT_FS_DISK_H
#define SUPPLICANT_FS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct fs_identity - the identity of a file, whatever its name is
 * @device: @inode:	its numbers
 * @born:		when it was created, ns; 0: the file system does not know.
 *			The number of an inode may be reused for another file
 */
struct fs_identity {
	uint64_t device;
	uint64_t inode;
	uint64_t born;
};

/** fs_disk_open() - open @path with O_* @flags; a new file is for its owner only */
int fs_disk_open(int directory, const char *path, int flags);

/** fs_disk_close() - close what fs_disk_open() returned */
void fs_disk_close(int fd);

/** fs_disk_read() - read at @offset; fewer bytes than @size only at the end */
ssize_t fs_disk_read(int fd, void *data, size_t size, uint64_t offset);

/** fs_disk_read_some() - read with one call; fewer bytes than @size anywhere, 0 only at the end */
ssize_t fs_disk_read_some(int fd, void *data, size_t size, uint64_t offset);

/** fs_disk_write() - write all bytes at @offset; @durable: and make these bytes durable */
int fs_disk_write(int fd, const void *data, size_t size, uint64_t offset, bool durable);

/** fs_disk_sync() - make durable what was written to a file, and its size */
int fs_disk_sync(int fd);

/** fs_disk_sync_folder() - make the names in a directory durable */
int fs_disk_sync_folder(int directory);

/**
 * fs_disk_find() - look for a name in a directory
 * @directory:	a descriptor of the directory
 * @is_wanted:	whether a name is one that is looked for
 *
 * Return: 1: there is such a name; 0: there is none; or -errno.
 */
int fs_disk_find(int directory, bool (*is_wanted)(const char *name));

/** fs_disk_identify() - get the identity of a descriptor's file or directory */
int fs_disk_identify(int fd, struct fs_identity *identity);

/** fs_disk_identify_once() - likewise, with one call: for a process that must not wait or end */
int fs_disk_identify_once(int fd, struct fs_identity *identity);

/** fs_disk_identify_name() - likewise, of a path that is not relative to a directory */
int fs_disk_identify_name(const char *path, struct fs_identity *identity);

/** fs_is_same() - whether two identities are those of the same file */
static inline bool fs_is_same(const struct fs_identity *one, const struct fs_identity *other)
{
	return one->device == other->device && one->inode == other->inode &&
	       one->born == other->born;
}

/** fs_disk_size() - a file's size */
ssize_t fs_disk_size(int fd);

/** fs_disk_truncate() - set a file's size */
int fs_disk_truncate(int fd, uint64_t size);

/* The names in the following functions are in a directory, and have no slash. */

/** fs_disk_remove() - remove a file */
int fs_disk_remove(int directory, const char *name);

/** fs_disk_rename() - rename a file; if @replace, a file with the new name is replaced */
int fs_disk_rename(int from, const char *name, int to, const char *new_name, bool replace);

/** fs_disk_make_folder() - make a directory for its owner only */
int fs_disk_make_folder(int directory, const char *name);

/** fs_disk_remove_folder() - remove an empty directory */
int fs_disk_remove_folder(int directory, const char *name);

#endif
