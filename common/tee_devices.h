/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists the TEE devices of this machine with their identities, and selects a device.
 *
 * Identities are read from sysfs, so that no device is opened and no permission is needed.
 * Upstream's kernel does not report identities. It only has TEE_IOC_VERSION and
 * implementation_id, and its drivers have their upstream names.
 */
#ifndef GTEE_COMMON_TEE_DEVICES_H
#define GTEE_COMMON_TEE_DEVICES_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct tee_device_info - TEE device
 * @number:	N of /dev/teeN or /dev/teeprivN
 * @privileged:	it is a supplicant's device, /dev/teeprivN
 * @has_identity: the kernel reported an identity. Otherwise @identity has only
 *		capabilities, which are 0 if the device could not be opened, and
 *		driver_name, which is empty if the kernel reports no implementation
 * @path:	device node, "/dev/teeN" or "/dev/teeprivN"
 * @identity:	identity of the driver and of the Trusted OS
 */
struct tee_device_info {
	unsigned int number;
	bool privileged;
	bool has_identity;
	char path[32];
	struct tee_ioctl_identity identity;
};

/**
 * tee_devices_list() - list all TEE devices, clients' devices first, by number
 * @list:	[out] the devices; the caller frees it with free(); NULL if there are none
 * @count:	[out] number of devices
 *
 * Thread-safe. If the kernel does not report identities, this opens clients' devices
 * briefly.
 * A supplicant's device is never opened, because its opener becomes the supplicant.
 *
 * Return: 0, even if there are no devices; -ENOMEM; or -errno if sysfs cannot be read.
 */
int tee_devices_list(struct tee_device_info **list, size_t *count);

/**
 * tee_devices_list_below() - tee_devices_list() in another file tree, for tests
 * @root:	prefix of /sys/class/tee and /dev, "" for the system's own
 * @list:	[out] as for tee_devices_list(); its paths do not have the prefix
 * @count:	[out] as for tee_devices_list()
 *
 * Return: as tee_devices_list().
 */
int tee_devices_list_below(const char *root, struct tee_device_info **list,
			   size_t *count);

/**
 * tee_device_matches() - match a client's device against a selector
 * @info:	the device
 * @selector:	"/dev/teeN" or "teeN" matches the node; "tos:NAME" the Trusted OS, by name
 *		or UUID; "driver:NAME" the driver; "name:NAME" the Trusted OS or the
 *		driver. Several selectors are separated by commas, and all must match.
 *		Case is ignored. NULL or "" matches any TEE that supports GlobalPlatform
 *
 * A supplicant's device never matches, but the selector is still checked.
 *
 * Return: 1 or 0, or -EINVAL if the selector is invalid.
 */
int tee_device_matches(const struct tee_device_info *info, const char *selector);

#endif
