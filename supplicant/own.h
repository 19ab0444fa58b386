/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving the storage folder to the user whom workers run as. */
#ifndef SUPPLICANT_OWN_H
#define SUPPLICANT_OWN_H

#include <sys/types.h>

/**
 * own_storage() - give root's files of a supplicant to a user
 * @folder:	the storage folder
 * @name:	its name, for messages
 * @uid: @gid:	whose they are to be
 *
 * A folder of root's is a supplicant's where it holds OP-TEE's directory file, or nothing but
 * files of a supplicant's names; an empty one is, but for one that others may write. In it,
 * ordinary files of such names that have no other name are given away, and nothing else: links
 * are not followed, folders not entered.
 *
 * Return: 0; -EXDEV: it is root's, and not a supplicant's; nothing has been changed; or -errno.
 */
int own_storage(int folder, const char *name, uid_t uid, gid_t gid);

#endif
