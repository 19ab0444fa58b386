/* SPDX-License-Identifier: BSD-2-Clause */
/* Hands the storage directory to the user that workers run as */
#ifndef SUPPLICANT_OWN_H
#define SUPPLICANT_OWN_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/**
 * struct own_result - more than an errno can tell
 * @is_roots:	it's all a supplicant's, but chown() fails, e.g. since the file
 *		system is read-only or has no owners
 * @why:	error for the log; empty if there's none
 */
struct own_result {
	bool is_roots;
	char why[NAME_MAX + 64];
};

/**
 * own_storage() - chown a supplicant's files from root to a user
 * @directory:	the storage directory
 * @uid: @gid:	new owner
 * @result:	[out] details
 *
 * A directory that root owns is taken for a supplicant's if OP-TEE's directory
 * file is in there. Failing that, others must not be able to write to it, and
 * all entries (if any) have to be regular files named like a supplicant's.
 *
 * In such a directory, and in one that the user owns, root's regular files with
 * such names are chowned. Files with another hard link are skipped, and so are
 * setuid and setgid files. Doesn't follow symlinks or enter subdirectories.
 *
 * Return: 0; -EXDEV if it's root's and not a supplicant's, with nothing changed;
 * or any other -errno.
 */
int own_storage(int directory, uid_t uid, gid_t gid, struct own_result *result);

#endif
