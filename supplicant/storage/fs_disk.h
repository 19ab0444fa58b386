/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls for storage and for the emulated RPMB, one per function. A test
 * replaces them to record what is written to the disk, and in what order.
 *
 * Paths are relative to a directory. They cannot leave the directory or pass
 * through a symbolic link. Each function returns -errno on failure, and retries
 * a call that a signal interrupts. If the kernel is short of memory or files
 * (ENOMEM, ENFILE), a call on a file is retried for 3 s, after which the
 * process exits with WORKER_TRY_AGAIN. Calls that sync are not retried, because
 * the disk may have caused the error. Calls that create, remove or list
 * directories are not retried either.
 */
#ifndef SUPPLICANT_FS_DISK_H
#define SUPPLICANT_FS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct fs_identity - identity of a file, which does not depend on its name
 * @device: @inode:	device number and inode number
 * @born:		creation time, ns; 0 if the file system does not record it.
 *			It differs if an inode number is reused for another file
 */
struct fs_identity {
	uint64_t device;
	uint64_t inode;
	uint64_t born;
};

/** fs_disk_open() - open @path with O_* @flags; a new file has mode 0600 */
int fs_disk_open(int directory, const char *path, int flags);

/** fs_disk_close() - close a descriptor that fs_disk_open() returned */
void fs_disk_close(int fd);

/** fs_disk_read() - read at @offset; fewer bytes than @size only at the end */
ssize_t fs_disk_read(int fd, void *data, size_t size, uint64_t offset);

/** fs_disk_read_some() - read once; may return fewer bytes than @size, 0 only at the end */
ssize_t fs_disk_read_some(int fd, void *data, size_t size, uint64_t offset);

/** fs_disk_write() - write all bytes at @offset; if @durable, sync these bytes too */
int fs_disk_write(int fd, const void *data, size_t size, uint64_t offset, bool durable);

/** fs_disk_sync() - sync a file's data and size */
int fs_disk_sync(int fd);

/** fs_disk_sync_directory() - sync the names in a directory */
int fs_disk_sync_directory(int directory);

/**
 * fs_disk_find() - look for a name in a directory
 * @directory:	a descriptor of the directory
 * @is_wanted:	returns true if a name matches
 *
 * Return: 1 if a name in the directory matches, 0 if none does; or -errno.
 */
int fs_disk_find(int directory, bool (*is_wanted)(const char *name));

/** fs_disk_identify() - get the identity of a descriptor's file or directory */
int fs_disk_identify(int fd, struct fs_identity *identity);

/** fs_disk_identify_once() - fs_disk_identify() that neither retries nor ends the process */
int fs_disk_identify_once(int fd, struct fs_identity *identity);

/** fs_disk_identify_name() - get the identity of the file at a path, without a base directory */
int fs_disk_identify_name(const char *path, struct fs_identity *identity);

/** fs_is_same() - check whether two identities belong to the same file */
static inline bool fs_is_same(const struct fs_identity *one, const struct fs_identity *other)
{
	return one->device == other->device && one->inode == other->inode &&
	       one->born == other->born;
}

/** fs_disk_size() - get a file's size */
ssize_t fs_disk_size(int fd);

/** fs_disk_truncate() - set a file's size */
int fs_disk_truncate(int fd, uint64_t size);

/* The following functions take names in a directory, without a slash. */

/** fs_disk_remove() - remove a file */
int fs_disk_remove(int directory, const char *name);

/** fs_disk_rename() - rename a file; if @replace, replace a file that has the new name */
int fs_disk_rename(int from, const char *name, int to, const char *new_name, bool replace);

/** fs_disk_make_directory() - create a directory with mode 0700 */
int fs_disk_make_directory(int directory, const char *name);

/** fs_disk_remove_directory() - remove an empty directory */
int fs_disk_remove_directory(int directory, const char *name);

#endif
