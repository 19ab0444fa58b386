/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file system beneath fs.c: one system call each, so that a test may record what
 * reaches the disk, and in what order.
 *
 * Paths are relative to a folder and stay beneath it, through no symbolic link. Each
 * function returns -errno where it fails, and is repeated here where a signal
 * interrupts it.
 */
#ifndef SUPPLICANT_FS_DISK_H
#define SUPPLICANT_FS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct fs_identity - which file it is: a name may be another's by now
 * @device: @inode:	its number
 * @born:		when it was made, ns, where the file system knows: numbers are used again
 */
struct fs_identity {
	uint64_t device;
	uint64_t inode;
	uint64_t born;
};

/** fs_disk_open() - open @path with O_* @flags; new files are their owner's alone */
int fs_disk_open(int folder, const char *path, int flags);

/** fs_disk_close() - close what fs_disk_open() gave */
void fs_disk_close(int fd);

/** fs_disk_read() - read at @offset; fewer bytes than @size only at the end */
ssize_t fs_disk_read(int fd, void *data, size_t size, uint64_t offset);

/** fs_disk_read_some() - likewise in one call, which may have fewer; none only at the end */
ssize_t fs_disk_read_some(int fd, void *data, size_t size, uint64_t offset);

/** fs_disk_write() - write all at @offset; @durable: these bytes survive a power cut */
int fs_disk_write(int fd, const void *data, size_t size, uint64_t offset, bool durable);

/** fs_disk_sync() - what was written survives a power cut, and so does the size */
int fs_disk_sync(int fd);

/** fs_disk_sync_folder() - so do the names in a folder */
int fs_disk_sync_folder(int folder);

/**
 * fs_disk_find() - look for a name in a folder
 * @is_wanted:	says whether a name is one that is looked for
 *
 * Return: 1: there is one; 0: there is none; or -errno.
 */
int fs_disk_find(int folder, bool (*is_wanted)(const char *name));

/** fs_disk_identify() - say which file or folder it is that is open */
int fs_disk_identify(int fd, struct fs_identity *identity);

/** fs_disk_identify_name() - likewise what a name leads to, of the whole file system */
int fs_disk_identify_name(const char *path, struct fs_identity *identity);

/** fs_is_same() - whether two are the same */
static inline bool fs_is_same(const struct fs_identity *one, const struct fs_identity *other)
{
	return one->device == other->device && one->inode == other->inode &&
	       one->born == other->born;
}

/** fs_disk_size() - a file's size */
ssize_t fs_disk_size(int fd);

/** fs_disk_truncate() - set a file's size */
int fs_disk_truncate(int fd, uint64_t size);

/* In a folder, by a name without a slash: */

/** fs_disk_remove() - remove a file */
int fs_disk_remove(int folder, const char *name);

/** fs_disk_rename() - rename; @replace: even where there is a file of the new name */
int fs_disk_rename(int from, const char *name, int to, const char *new_name, bool replace);

/** fs_disk_make_folder() - make a folder, its owner's alone */
int fs_disk_make_folder(int folder, const char *name);

/** fs_disk_remove_folder() - remove an empty folder */
int fs_disk_remove_folder(int folder, const char *name);

#endif
