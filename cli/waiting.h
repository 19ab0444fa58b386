/* SPDX-License-Identifier: BSD-2-Clause */
/* Notice to the user that a call waits for a supplicant that is not running. */
#ifndef GTEE_CLI_WAITING_H
#define GTEE_CLI_WAITING_H

#include "tee_devices.h"

struct waiting;

/**
 * waiting_begin() - watch a call that may wait for the supplicant
 * @info:	the TEE that is called; must not change before waiting_end()
 *
 * Prints one notice if the call takes longer than a second and the TEE's supplicant is not
 * running. A TEE without a supplicant's device is not watched.
 *
 * Return: handle for waiting_end(), or NULL if nothing is watched.
 */
struct waiting *waiting_begin(const struct tee_device_info *info);

/**
 * waiting_end() - stop watching, after the call
 * @waiting:	handle from waiting_begin()
 */
void waiting_end(struct waiting *waiting);

#endif
