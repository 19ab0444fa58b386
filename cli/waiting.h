/* SPDX-License-Identifier: BSD-2-Clause */
/* Notice that a call waits for a supplicant that there isn't, or for an answer */
#ifndef GTEE_CLI_WAITING_H
#define GTEE_CLI_WAITING_H

#include "tee_devices.h"

struct waiting;

/**
 * waiting_begin() - watch a call that may need the supplicant
 * @info:	TEE that is called, has to stay around until waiting_end()
 *
 * If the call takes more than a second and the TEE's supplicant is not running, this prints a
 * notice (just once). There is nothing to watch if the TEE does not have a supplicant device.
 *
 * Return: handle for waiting_end(), or NULL if nobody is watching.
 */
struct waiting *waiting_begin(const struct tee_device_info *info);

/**
 * waiting_begin_answer() - watch a call that has its answer at once
 * @info:	TEE that is called, has to stay around until waiting_end()
 *
 * If the call takes more than a second, this prints a notice (just once).
 *
 * Return: handle for waiting_end(), or NULL if nobody is watching.
 */
struct waiting *waiting_begin_answer(const struct tee_device_info *info);

/**
 * waiting_end() - stop watching after the call has returned
 * @waiting:	handle from waiting_begin() or waiting_begin_answer()
 */
void waiting_end(struct waiting *waiting);

#endif
