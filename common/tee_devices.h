/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Enumeration of TEE devices, and selectors to choose one.
 *
 * A device's identity comes from sysfs, so we needn't open the device nor have permission
 * to. Upstream's kernel doesn't have identities, just TEE_IOC_VERSION and
 * implementation_id. We use upstream's driver names for those.
 */
#ifndef GTEE_COMMON_TEE_DEVICES_H
#define GTEE_COMMON_TEE_DEVICES_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stddef.h>

#define TEE_DEVICE_PATH_SIZE	128	/* enough for a socket's path and its prefix */

/**
 * struct tee_device_info - a TEE device
 * @number:	N of /dev/teeN or /dev/teeprivN
 * @privileged:	a supplicant's device, /dev/teeprivN
 * @has_identity: @identity comes from the kernel. If not, it has just the
 *		capabilities (0 if we could not open the device) and the driver_name
 *		(empty if the kernel does not report an implementation)
 * @is_socket:	not a device, but a TEE behind a Unix socket, see tee_socket.h. @number is 0
 * @path:	device node, or unix:PATH for a socket
 * @identity:	what is known of the driver and the Trusted OS
 */
struct tee_device_info {
	unsigned int number;
	bool privileged;
	bool has_identity;
	bool is_socket;
	char path[TEE_DEVICE_PATH_SIZE];
	struct tee_ioctl_identity identity;
};

/**
 * tee_devices_list() - list all TEE devices, clients' first, by number
 * @list:	[out] the devices, to be freed with free(); NULL if there are none
 * @count:	[out] how many
 *
 * Thread-safe. On kernels that don't report identities, each client's device is opened
 * for a moment. We never open a supplicant's device, since that would make us the
 * supplicant.
 *
 * Return: 0, even without any devices; -ENOMEM; or the -errno from reading sysfs.
 */
int tee_devices_list(struct tee_device_info **list, size_t *count);

/**
 * tee_devices_list_below() - list the devices in a fake file tree, for tests
 * @root:	prefix for /sys/class/tee and /dev, "" for the real ones
 * @list:	[out] as for tee_devices_list(), with paths that lack the prefix
 * @count:	[out] as for tee_devices_list()
 *
 * Return: as tee_devices_list().
 */
int tee_devices_list_below(const char *root, struct tee_device_info **list,
			   size_t *count);

/**
 * tee_device_matches() - match a device against a selector
 * @info:	the device
 * @selector:	"/dev/teeN" or "teeN" for the node; "tos:NAME" for the name or UUID of the
 *		Trusted OS; "driver:NAME" for the driver; "name:NAME" for either of them.
 *		A comma-separated list has to match as a whole. Case does not matter. NULL
 *		or "" matches any TEE that supports GlobalPlatform
 *
 * Never matches a supplicant's device, though a malformed selector is still reported.
 *
 * Return: 1 or 0, or -EINVAL for a malformed selector.
 */
int tee_device_matches(const struct tee_device_info *info, const char *selector);

#endif
