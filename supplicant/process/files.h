/* SPDX-License-Identifier: BSD-2-Clause */
/* Files and devices that the monitor opens for its worker, as root. It does not read them. */
#ifndef SUPPLICANT_FILES_H
#define SUPPLICANT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ipc/broker.h"
#include "options.h"

/**
 * files_open_device() - open the supplicant's device
 * @options:	which
 * @can_register: [out] memory of the supplicant's own can be registered with it
 *
 * Return: a descriptor, or -errno after a message.
 */
int files_open_device(const struct supp_options *options, bool *can_register);

/**
 * files_open_storage() - make and open the storage folder, and give it to a user
 * @options:	which
 * @uid: @gid:	the user to give the files in it to (own.h); (uid_t)-1: do not give them
 * @is_roots:	[out] the folder has only a supplicant's files, but cannot be given to the user
 *
 * Files of Debian's supplicant belong to root, and are given to the user. Where that fails, or the
 * user may not use the folder, the log says so, once.
 *
 * Return: a descriptor; -EXDEV: the folder is root's, and not a supplicant's; or -errno. After a
 * message.
 */
int files_open_storage(const struct supp_options *options, uid_t uid, gid_t gid, bool *is_roots);

/**
 * files_open_ta() - open a Trusted Application's file: UUID.ta, in the first folder where it can be
 * opened
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
