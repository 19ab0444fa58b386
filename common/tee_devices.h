/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which TEEs this machine has, who they are, and choosing one.
 *
 * Identities come from sysfs, so that asking opens no device and needs no right to.
 * On a kernel whose TEE subsystem has no identities (upstream's) only what
 * TEE_IOC_VERSION and implementation_id tell is known, and the names are those upstream
 * gives.
 */
#ifndef GTEE_COMMON_TEE_DEVICES_H
#define GTEE_COMMON_TEE_DEVICES_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct tee_device_info - a TEE device
 * @number:	N of /dev/teeN or /dev/teeprivN
 * @privileged:	it is the supplicant's, /dev/teeprivN
 * @has_identity: the kernel told an identity; otherwise what is below @identity's
 *		capabilities and driver_name is empty, capabilities are 0 where the
 *		device could not be opened, and driver_name is empty where the kernel
 *		tells no implementation either
 * @path:	the node, "/dev/teeN" or "/dev/teeprivN"
 * @identity:	who the driver and the Trusted OS are
 */
struct tee_device_info {
	unsigned int number;
	bool privileged;
	bool has_identity;
	char path[32];
	struct tee_ioctl_identity identity;
};

/**
 * tee_devices_list() - all TEE devices, clients' first, by number
 * @list:	[out] the caller frees it with free(); NULL where there are none
 * @count:	[out] how many
 *
 * May be called by several threads at a time. Where the kernel has no identities,
 * client devices are opened for a moment; a supplicant's never is, for who opens it is
 * the supplicant.
 *
 * Return: 0, also where there are none; or -errno: -ENOMEM, or of reading sysfs.
 */
int tee_devices_list(struct tee_device_info **list, size_t *count);

/**
 * tee_devices_list_below() - tee_devices_list() of another tree, for tests
 * @root:	what stands before /sys/class/tee and /dev, "" for the machine's own
 * @list:	[out] as there; the paths are without @root
 * @count:	[out] as there
 *
 * Return: as there.
 */
int tee_devices_list_below(const char *root, struct tee_device_info **list,
			   size_t *count);

/**
 * tee_device_matches() - whether a client's device is one that a selector means
 * @info:	the device
 * @selector:	"/dev/teeN" or "teeN": that node; "tos:NAME" the Trusted OS, by name or
 *		UUID; "driver:NAME" the driver; "name:NAME" either of them; several,
 *		separated by commas, must all hold; letters' case does not matter.
 *		NULL or "": any that speaks GlobalPlatform
 *
 * A supplicant's device matches nothing, but the selector is still checked.
 *
 * Return: 1 or 0, or -EINVAL where the selector is none of these.
 */
int tee_device_matches(const struct tee_device_info *info, const char *selector);

#endif
