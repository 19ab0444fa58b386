/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files and devices that the monitor opens for its worker, as root. The monitor
 * does not read the files.
 */
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
 * @options:	the device to open
 * @can_register: [out] whether memory of the supplicant can be registered with
 *		the device
 *
 * Return: a descriptor, or -errno after a message.
 */
int files_open_device(const struct supp_options *options, bool *can_register);

/**
 * files_open_storage() - create and open the storage directory, and give it to a
 * user
 * @options:	the directory to open
 * @uid: @gid:	new owner of the files in it (own.h); (uid_t)-1: do not change
 *		their owner
 * @is_roots:	[out] the directory has only a supplicant's files, but its owner
 *		cannot be changed
 *
 * Debian's supplicant leaves files that belong to root. Their owner is changed
 * to the user. If that fails, or the user may not use the directory, a warning
 * is logged once.
 *
 * Return: a descriptor; or, after a message, -EXDEV: the directory is root's,
 * but not a supplicant's; or another -errno.
 */
int files_open_storage(const struct supp_options *options, uid_t uid, gid_t gid, bool *is_roots);

/**
 * files_open_ta() - open UUID.ta in the first directory in which it can be opened
 * @options:	the directories to search
 * @uuid:	the TA's UUID, 16 bytes
 * @size:	[out] the file's size
 *
 * Return: a descriptor for reading, or -errno.
 */
int files_open_ta(const struct supp_options *options, const uint8_t uuid[16], uint64_t *size);

/**
 * files_open_rpmb() - open a card's RPMB
 * @options:	whether a card may be opened, and which one
 * @device:	N of /dev/mmcblkNrpmb; ignored if @options names a card
 * @info:	[out] the card's properties
 *
 * Return: a descriptor for reading and writing; or -errno: -EPERM: the RPMB is
 * emulated.
 */
int files_open_rpmb(const struct supp_options *options, unsigned int device,
		    struct rpmb_card_info *info);

#endif
