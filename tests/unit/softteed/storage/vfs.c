// SPDX-License-Identifier: BSD-2-Clause
/* The system's own file system, with faults: its methods are called after a count. */

#include <sqlite3.h>
#include <stddef.h>
#include <unistd.h>

#include "vfs.h"

struct vfs_fault vfs_fault = { .left = -1 };

static const sqlite3_io_methods *real;
/* Journals have methods of their own, without locks. The ones replaced here are the same. */
static sqlite3_io_methods methods[4];
static const sqlite3_io_methods *originals[4];
static sqlite3_vfs *system_vfs, vfs;

static bool fails(void)
{
	if (vfs_fault.left < 0)
		return false;
	if (vfs_fault.left) {
		vfs_fault.left--;
		return false;
	}
	if (vfs_fault.kill)
		_exit(42);
	return true;
}

static int fault_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
	return fails() ? SQLITE_FULL : real->xWrite(file, data, size, at);
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	return fails() ? SQLITE_IOERR_TRUNCATE : real->xTruncate(file, size);
}

static int fault_sync(sqlite3_file *file, int flags)
{
	return fails() ? SQLITE_IOERR_FSYNC : real->xSync(file, flags);
}

static int fault_open(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out)
{
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
	return rc;
}

static int fault_delete(sqlite3_vfs *self, const char *name, int sync)
{
	return fails() ? SQLITE_IOERR_DELETE : system_vfs->xDelete(self, name, sync);
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
