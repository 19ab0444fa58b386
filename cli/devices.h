/* SPDX-License-Identifier: BSD-2-Clause */
/* Selection of a TEE, and messages for device errors. */
#ifndef GTEE_CLI_DEVICES_H
#define GTEE_CLI_DEVICES_H

#include <linux/tee.h>
#include <stdbool.h>

#include "client.h"
#include "tee_devices.h"

/* Message for a user that has reached a limit, with advice. */
#define DEVICES_AT_LIMIT	"this user has reached its limit for this TEE"
#define DEVICES_SEE_LIMITS \
	"'gtee info' shows the limits; root can change them in /sys/module/tee/parameters (user_*)."

/**
 * devices_choose() - get the first TEE that matches a selector
 * @selector:	selector, as for tee_device_matches()
 * @chosen:	[out] the device
 *
 * Prints an error on failure.
 *
 * Return: enum gtee_status.
 */
int devices_choose(const char *selector, struct tee_device_info *chosen);

/**
 * devices_choose_name() - get the name of the TEE that matches a selector
 * @selector:	selector, as for tee_device_matches(); NULL matches all TEEs, even those
 *		that do not support GlobalPlatform
 * @name:	[out] "teeN", or "" for all TEEs
 * @size:	bytes at @name
 *
 * Prints an error on failure. Fails if the system has no TEE.
 *
 * Return: enum gtee_status.
 */
int devices_choose_name(const char *selector, char *name, size_t size);

/**
 * devices_serves() - check whether a supplicant's device belongs to a TEE
 * @supplicants: the supplicant's device
 * @info:	the TEE
 *
 * If the kernel does not report which TEE a supplicant's device belongs to, this compares the
 * drivers.
 *
 * Return: true if it belongs to the TEE.
 */
bool devices_serves(const struct tee_device_info *supplicants,
		    const struct tee_device_info *info);

/**
 * devices_supplicants_name() - get the name of the supplicant's device of a TEE
 * @info:	the TEE
 * @name:	[out] "teeprivN", or "" if the TEE has no such device
 * @size:	bytes at @name
 *
 * Return: true if the TEE has one.
 */
bool devices_supplicants_name(const struct tee_device_info *info, char *name, size_t size);

/**
 * devices_open() - open a TEE
 * @info:	the device
 * @client:	[out] the client
 *
 * Prints an error on failure.
 *
 * Return: enum gtee_status.
 */
int devices_open(const struct tee_device_info *info, struct client *client);

/**
 * devices_name() - get a device's short name
 * @info:	the device
 *
 * Return: "teeN" or "teeprivN", a part of @info.
 */
const char *devices_name(const struct tee_device_info *info);

/**
 * devices_read_stats() - read the kernel's statistics of a TEE; root only
 * @name:	"teeN"
 * @text:	[out] lines for stats_parse() and stats_refused_parse(), allocated
 *
 * Return: 0, or -errno.
 */
int devices_read_stats(const char *name, char **text);

/**
 * devices_failed() - print the error of an ioctl of a device
 * @info:	the device
 * @what:	what failed: "cannot ..."
 * @error:	errno of the ioctl
 *
 * Return: enum gtee_status.
 */
int devices_failed(const struct tee_device_info *info, const char *what, int error);

#endif
