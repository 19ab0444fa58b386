/* SPDX-License-Identifier: BSD-2-Clause */
/* Choosing a TEE, and messages about devices */
#ifndef GTEE_CLI_DEVICES_H
#define GTEE_CLI_DEVICES_H

#include <linux/tee.h>
#include <stdbool.h>

#include "client.h"
#include "tee_devices.h"

struct waiting;

/* for EDQUOT */
#define DEVICES_AT_LIMIT	"this user has reached its limit for this TEE"
#define DEVICES_SEE_LIMITS \
	"'gtee info' shows the limits; root can change them in /sys/module/tee/parameters (user_*)."

/**
 * devices_choose() - find the first TEE that matches
 * @selector:	selector, as for tee_device_matches(), or a socket's. Without one, the default
 *		socket is used if there is no device
 * @chosen:	[out] the device
 *
 * Prints an error on failure.
 *
 * Return: enum gtee_status.
 */
int devices_choose(const char *selector, struct tee_device_info *chosen);

/**
 * devices_choose_name() - devices_choose(), for commands that only need a name
 * @selector:	selector, as for tee_device_matches(), or NULL for all TEEs, with or
 *		without GlobalPlatform support. A socket is an error
 * @name:	[out] "teeN", or "" for all TEEs
 * @size:	bytes at @name
 *
 * Prints an error on failure, which includes that there's no TEE at all.
 *
 * Return: enum gtee_status.
 */
int devices_choose_name(const char *selector, char *name, size_t size);

/**
 * devices_has_no_kernel() - report that what the kernel counts and traces isn't there
 * @info:	a socket
 *
 * Return: enum gtee_status.
 */
int devices_has_no_kernel(const struct tee_device_info *info);

/**
 * devices_serves() - check if a supplicant's device belongs to a TEE
 * @supplicants: the supplicant's device
 * @info:	the TEE
 *
 * All we can do on a kernel that does not report the connection is compare the drivers.
 *
 * Return: true if it does.
 */
bool devices_serves(const struct tee_device_info *supplicants,
		    const struct tee_device_info *info);

/**
 * devices_supplicants_name() - get the name of a TEE's supplicant device
 * @info:	the TEE
 * @name:	[out] "teeprivN", or "" if the TEE has no such device
 * @size:	bytes at @name
 *
 * Return: true if there is one.
 */
bool devices_supplicants_name(const struct tee_device_info *info, char *name, size_t size);

/**
 * devices_watch_call() - watch a call that may need the supplicant
 * @info:	TEE that is called, has to stay around until waiting_end()
 *
 * Return: handle for waiting_end(); NULL if the TEE has no supplicant's device, or nobody is
 * watching.
 */
struct waiting *devices_watch_call(const struct tee_device_info *info);

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
 * devices_name() - get a device's name without the directory
 * @info:	the device
 *
 * Return: "teeN", "teeprivN" or "unix:PATH", which points into @info.
 */
const char *devices_name(const struct tee_device_info *info);

/**
 * devices_read_stats() - read a TEE's statistics from the kernel (root only)
 * @name:	"teeN"
 * @text:	[out] malloced text for stats_parse() and stats_refused_parse()
 *
 * Return: 0, or -errno.
 */
int devices_read_stats(const char *name, char **text);

/**
 * devices_failed() - report a failed ioctl
 * @info:	the device
 * @what:	what we could not do, "cannot ..."
 * @error:	the ioctl's errno
 *
 * Return: enum gtee_status.
 */
int devices_failed(const struct tee_device_info *info, const char *what, int error);

#endif
