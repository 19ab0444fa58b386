/* SPDX-License-Identifier: BSD-2-Clause */
/* Notice that a call waits for a supplicant that is not running. */
#ifndef GTEE_CLI_WAITING_H
#define GTEE_CLI_WAITING_H

struct waiting;

/**
 * waiting_begin() - watch a call that may wait for the supplicant
 * @thing:	name for the notice; must not change before waiting_end()
 *
 * If the call takes longer than a second and no supplicant serves a TEE, a notice is
 * printed, once.
 *
 * Return: handle for waiting_end(), or NULL if nothing is watched.
 */
struct waiting *waiting_begin(const char *thing);

/**
 * waiting_end() - stop watching, after the call
 * @waiting:	handle from waiting_begin()
 */
void waiting_end(struct waiting *waiting);

#endif
