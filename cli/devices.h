/* SPDX-License-Identifier: BSD-2-Clause */
/* Choosing a TEE, and saying why there is none. */
#ifndef GTEE_CLI_DEVICES_H
#define GTEE_CLI_DEVICES_H

#include <linux/tee.h>

#include "client.h"
#include "tee_devices.h"

/* What a user is told that may have no more of a TEE, and what to do about it. */
#define DEVICES_AT_LIMIT	"this user has reached its limit for this TEE"
#define DEVICES_SEE_LIMITS \
	"'gtee info' shows the limits; root can change them in /sys/module/tee/parameters (user_*)."

/**
 * devices_choose() - the TEE that a selector means, the first where several do
 * @selector:	as for tee_device_matches(), which it says where it is wrong
 * @chosen:	[out] the device
 *
 * What goes wrong is said on standard error.
 *
 * Return: enum gtee_status.
 */
int devices_choose(const char *selector, struct tee_device_info *chosen);

/**
 * devices_choose_name() - the name of the TEE to look at
 * @selector:	as above; NULL means all of them, be they GlobalPlatform or not
 * @name:	[out] "teeN", or "" for all of them
 * @size:	of @name
 *
 * That there is none at all is an error, too. What goes wrong is said on standard error.
 *
 * Return: enum gtee_status.
 */
int devices_choose_name(const char *selector, char *name, size_t size);

/**
 * devices_open() - open a TEE
 * @info:	the device
 * @client:	[out] the client
 *
 * What goes wrong is said on standard error.
 *
 * Return: enum gtee_status.
 */
int devices_open(const struct tee_device_info *info, struct client *client);

/**
 * devices_name() - a device's short name
 * @info:	the device
 *
 * Return: "teeN" or "teeprivN", within @info.
 */
const char *devices_name(const struct tee_device_info *info);

/**
 * devices_read_stats() - read what the kernel counts of a TEE; root only
 * @name:	"teeN"
 * @text:	[out] allocated: lines for stats_parse() and stats_refused_parse()
 *
 * Return: 0, or -errno.
 */
int devices_read_stats(const char *name, char **text);

/**
 * devices_failed() - say that an ioctl of a device failed
 * @info:	the device
 * @what:	what was asked
 * @error:	errno
 *
 * Return: enum gtee_status.
 */
int devices_failed(const struct tee_device_info *info, const char *what, int error);

#endif
