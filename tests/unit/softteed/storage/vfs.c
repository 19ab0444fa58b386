// SPDX-License-Identifier: BSD-2-Clause
/*
 * The system's own file system, with faults. What a file has on the disk, i.e. what was synced, is
 * kept in memory next to the file, so that the power can be cut. A new file is on the disk once
 * it's been synced, because SQLite then syncs its directory too.
 */

#include <fcntl.h>
#include <sqlite3.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfs.h"

#define SECTOR	512
#define FILES	8

struct vfs_fault vfs_fault = { .left = -1 };

/*
 * struct disk_file - a file as it's on the disk
 * @file:	SQLite's
 * @path:	its name
 * @synced:	its content, of @size bytes; NULL if there's no such file
 */
struct disk_file {
	sqlite3_file *file;
	char path[256];
	unsigned char *synced;
	size_t size;
};

static struct disk_file files[FILES];
static const sqlite3_io_methods *real;
/* Journals have methods of their own, without locks. The ones replaced here are the same. */
static sqlite3_io_methods methods[4];
static const sqlite3_io_methods *originals[4];
static sqlite3_vfs *system_vfs, vfs;

static struct disk_file *find_path(const char *path)
{
	for (size_t n = 0; n < FILES; n++)
		if (!strcmp(files[n].path, path) || !files[n].path[0])
			return &files[n];
	abort();
}

static struct disk_file *find_file(const sqlite3_file *file)
{
	for (size_t n = 0; n < FILES; n++)
		if (files[n].file == file)
			return &files[n];
	abort();
}

/* Return a file's content, or NULL if there's none. */
static unsigned char *read_path(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY);
	unsigned char *data;
	struct stat status;

	*size = 0;
	if (fd < 0)
		return NULL;
	if (fstat(fd, &status))
		abort();
	data = malloc((size_t)status.st_size + 1);
	if (read(fd, data, (size_t)status.st_size) != status.st_size)
		abort();
	*size = (size_t)status.st_size;
	close(fd);
	return data;
}

static void remember(struct disk_file *disk)
{
	free(disk->synced);
	disk->synced = read_path(disk->path, &disk->size);
}

/* Which of two versions of a file's sector is left: the one on the disk, or the one written? */
static bool keeps_written(void)
{
	return vfs_fault.failure == VFS_RANDOM && rand_r(&vfs_fault.seed) % 2;
}

static void write_path(const char *path, const unsigned char *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
}

static void cut_file(const struct disk_file *disk)
{
	size_t size, kept;
	unsigned char *written = read_path(disk->path, &size), *data;

	if (!disk->synced && !keeps_written()) {
		unlink(disk->path);
		free(written);
		return;
	}
	if (disk->synced && !written && keeps_written())
		return;
	kept = keeps_written() ? size : disk->size;
	data = calloc(1, size + disk->size + 1);
	if (disk->synced)
		memcpy(data, disk->synced, disk->size);
	for (size_t at = 0; at < size; at += SECTOR) {
		size_t part = size - at < SECTOR ? size - at : SECTOR;

		if (keeps_written())
			memcpy(data + at, written + at, part);
	}
	write_path(disk->path, data, kept);
	free(written);
	free(data);
}

void vfs_end(void)
{
	if (vfs_fault.failure == VFS_FULL)
		return;
	for (size_t n = 0; n < FILES && files[n].path[0] && vfs_fault.failure != VFS_KILL; n++)
		cut_file(&files[n]);
	_exit(VFS_ENDED);
}

bool vfs_step(void)
{
	if (vfs_fault.left < 0)
		return false;
	if (vfs_fault.left) {
		vfs_fault.left--;
		return false;
	}
	vfs_end();
	return true;
}

static int fault_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
	return vfs_step() ? SQLITE_FULL : real->xWrite(file, data, size, at);
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	return vfs_step() ? SQLITE_IOERR_TRUNCATE : real->xTruncate(file, size);
}

static int fault_sync(sqlite3_file *file, int flags)
{
	int rc = vfs_step() ? SQLITE_IOERR_FSYNC : real->xSync(file, flags);

	if (!rc)
		remember(find_file(file));
	return rc;
}

static int fault_open(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out)
{
	struct stat status;
	bool is_new = !name || stat(name, &status);
	int rc = system_vfs->xOpen(self, name, file, flags, out);
	size_t n = 0;

	if (rc != SQLITE_OK || !file->pMethods)
		return rc;
	while (n < 3 && originals[n] && originals[n] != file->pMethods)
		n++;
	real = file->pMethods;
	originals[n] = real;
	methods[n] = *real;
	methods[n].xWrite = fault_write;
	methods[n].xTruncate = fault_truncate;
	methods[n].xSync = fault_sync;
	file->pMethods = &methods[n];
	if (name && strlen(name) < sizeof(files[0].path)) {
		struct disk_file *disk = find_path(name);

		if (!is_new && !disk->path[0]) {
			strcpy(disk->path, name);
			remember(disk);
		}
		strcpy(disk->path, name);
		disk->file = file;
	}
	return rc;
}

static int fault_delete(sqlite3_vfs *self, const char *name, int sync)
{
	int rc = vfs_step() ? SQLITE_IOERR_DELETE : system_vfs->xDelete(self, name, sync);

	if (!rc && sync)
		remember(find_path(name));
	return rc;
}

void vfs_reset(void)
{
	for (size_t n = 0; n < FILES; n++)
		free(files[n].synced);
	memset(files, 0, sizeof(files));
	vfs_fault = (struct vfs_fault){ .left = -1 };
}

void vfs_register(void)
{
	system_vfs = sqlite3_vfs_find("unix");
	vfs = *system_vfs;
	vfs.zName = "fault";
	vfs.xOpen = fault_open;
	vfs.xDelete = fault_delete;
	sqlite3_vfs_register(&vfs, 0);
}
