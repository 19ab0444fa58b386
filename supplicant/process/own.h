/* SPDX-License-Identifier: BSD-2-Clause */
/* Change the owner of the storage directory to the user that workers run as. */
#ifndef SUPPLICANT_OWN_H
#define SUPPLICANT_OWN_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/**
 * struct own_result - details of the result
 * @is_roots:	the directory has only a supplicant's files, but its owner cannot
 *		be changed, for example because its file system has no owners or
 *		is read-only
 * @why:	what is wrong with the directory, for a message; "" if nothing
 *		is wrong
 */
struct own_result {
	bool is_roots;
	char why[NAME_MAX + 64];
};

/**
 * own_storage() - change the owner of a supplicant's files from root to a user
 * @directory:	the storage directory
 * @uid: @gid:	the new owner
 * @result:	[out] details of the result
 *
 * A directory that root owns counts as a supplicant's if it has OP-TEE's
 * directory file. It also does if others may not write to it, and all its
 * entries, if any, have names of a supplicant's files. In such a directory, and
 * in one that the user owns, regular files with such names are given to the
 * user, unless they have another hard link. Links are not followed, and
 * subdirectories are not entered.
 *
 * Return: 0; -EXDEV: the directory is root's and not a supplicant's, and nothing
 * was changed; or another -errno.
 */
int own_storage(int directory, uid_t uid, gid_t gid, struct own_result *result);

#endif
