/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files and devices that the monitor opens as root, for its worker to use. It
 * doesn't read them.
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
 * files_open_device() - open /dev/teeprivN
 * @options:	says which one
 * @can_register: [out] the device takes registered memory (TEE_GEN_CAP_REG_MEM)
 *
 * Return: a descriptor, or -errno after logging it.
 */
int files_open_device(const struct supp_options *options, bool *can_register);

/**
 * files_open_storage() - create and open the storage directory, and chown it
 * @options:	says where it is
 * @uid: @gid:	new owner of the files in there (see own.h); (uid_t)-1 to leave
 *		them alone
 * @is_roots:	[out] nothing but a supplicant's files in there, but we can't
 *		chown them
 *
 * Debian's supplicant runs as root and leaves root-owned files behind. If we
 * can't hand them to the user, or the user can't use the directory, we warn
 * (once) and carry on.
 *
 * Return: a descriptor; -EXDEV if the directory is root's and doesn't look like
 * a supplicant's; or any other -errno. Errors have been logged.
 */
int files_open_storage(const struct supp_options *options, uid_t uid, gid_t gid, bool *is_roots);

/**
 * files_open_ta() - open UUID.ta in the first directory that has a usable one
 * @options:	directories to search
 * @uuid:	16 bytes
 * @size:	[out] file size
 *
 * Return: a read-only descriptor, or -errno.
 */
int files_open_ta(const struct supp_options *options, const uint8_t uuid[16], uint64_t *size);

/**
 * files_open_rpmb() - open a card's RPMB
 * @options:	is that allowed, and for which card
 * @device:	N in /dev/mmcblkNrpmb; ignored if @options names a card
 * @info:	[out] card properties
 *
 * Return: a read-write descriptor, or -errno; -EPERM if the RPMB is emulated.
 */
int files_open_rpmb(const struct supp_options *options, unsigned int device,
		    struct rpmb_card_info *info);

#endif
