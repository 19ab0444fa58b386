/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving the storage folder to the user whom workers run as. */
#ifndef SUPPLICANT_OWN_H
#define SUPPLICANT_OWN_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/**
 * struct own_result - what became of it
 * @is_roots:	the folder stays root's, for its file system has no owners, or is not to be
 *		changed; it holds nothing but a supplicant's files
 * @why:	what is wrong with it, for a message; "": nothing
 */
struct own_result {
	bool is_roots;
	char why[NAME_MAX + 64];
};

/**
 * own_storage() - give root's files of a supplicant to a user
 * @folder:	the storage folder
 * @uid: @gid:	whose they are to be
 * @result:	[out] what else there is to say of it
 *
 * A folder of root's is a supplicant's where it holds OP-TEE's directory file, or nothing but
 * files of a supplicant's names; an empty one is, but for one that others may write. In it,
 * ordinary files of such names that have no other name are given away, and nothing else: links
 * are not followed, folders not entered.
 *
 * Return: 0; -EXDEV: it is root's, and not a supplicant's; nothing has been changed; or -errno.
 */
int own_storage(int folder, uid_t uid, gid_t gid, struct own_result *result);

#endif
