/* SPDX-License-Identifier: BSD-2-Clause */
/* An SQLite file system that fails at a chosen change of a file. */
#ifndef VFS_H
#define VFS_H

#include <stdbool.h>

/* What happens at the chosen change */
enum vfs_failure {
	VFS_FULL,		/* the disk is full from then on */
	VFS_KILL,		/* the process ends */
	VFS_LOST,		/* the power is cut, and what hasn't been synced is lost */
	VFS_RANDOM,		/* the power is cut, and each such sector is lost or not */
};

/* Exit status of a process that's ended so */
#define VFS_ENDED	42

/**
 * struct vfs_fault - when to fail
 * @left:	number of writes, syncs, truncations and deletions that succeed; -1: all
 * @failure:	how to fail
 * @seed:	for VFS_RANDOM
 */
struct vfs_fault {
	int left;
	enum vfs_failure failure;
	unsigned int seed;
};

extern struct vfs_fault vfs_fault;

/* Forget all files, and don't fail. */
void vfs_reset(void);

/* Register the file system under the name "fault". */
void vfs_register(void);

/**
 * vfs_step() - count something as a change
 *
 * Return: whether it fails, i.e. the disk is full.
 */
bool vfs_step(void);

/* End the process now, as vfs_fault.failure says; but go on if that's VFS_FULL. */
void vfs_end(void);

#endif
