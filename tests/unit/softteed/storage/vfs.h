/* SPDX-License-Identifier: BSD-2-Clause */
/* An SQLite file system that fails at a chosen change of a file. */
#ifndef VFS_H
#define VFS_H

#include <stdbool.h>

/**
 * struct vfs_fault - when to fail
 * @left:	number of writes, syncs, truncations and deletions that succeed; -1: all
 * @kill:	end the process with status 42; otherwise report a full disk
 */
struct vfs_fault {
	int left;
	bool kill;
};

extern struct vfs_fault vfs_fault;

/* Register the file system under the name "fault". */
void vfs_register(void);

#endif
