/* SPDX-License-Identifier: BSD-2-Clause */
/* What the monitor opens for its worker, as root. Nothing here reads what it opens. */
#ifndef SUPPLICANT_FILES_H
#define SUPPLICANT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "broker.h"
#include "options.h"
#include "wire.h"

/**
 * files_open_device() - open the supplicant's device
 * @options:	which
 * @can_register: [out] it takes memory of the supplicant's own
 *
 * Return: a descriptor, or -errno after a message.
 */
int files_open_device(const struct supp_options *options, bool *can_register);

/**
 * files_open_storage() - make and open the storage folder, and give it to a user
 * @options:	which
 * @uid: @gid:	whose the files in it are to be (own.h); (uid_t)-1: leave them
 * @is_roots:	[out] it is a supplicant's and nothing else, but cannot be given to the user
 *
 * Files that root owns, as Debian's supplicant leaves them, are given to the user. Where they
 * cannot be, and where the user may not use the folder, that is told of, once.
 *
 * Return: a descriptor; -EXDEV: it is root's, and not a supplicant's; or -errno. After a message.
 */
int files_open_storage(const struct supp_options *options, uid_t uid, gid_t gid, bool *is_roots);

/**
 * files_open_ta() - open a Trusted Application's file: UUID.ta in the first folder
 * that has it, and lets it be opened
 * @options:	the folders
 * @uuid:	16 bytes
 * @size:	[out] of the file
 *
 * Return: a descriptor for reading, or -errno.
 */
int files_open_ta(const struct supp_options *options, const uint8_t uuid[16], uint64_t *size);

/**
 * files_open_rpmb() - open an RPMB device
 * @options:	whether there is one to open, and which
 * @device:	N of /dev/mmcblkNrpmb; passed over where @options names a card
 * @info:	[out] of its card
 *
 * Return: a descriptor for reading and writing; or -errno: -EPERM: it is emulated.
 */
int files_open_rpmb(const struct supp_options *options, unsigned int device,
		    struct rpmb_card_info *info);

#endif
