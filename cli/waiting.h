/* SPDX-License-Identifier: BSD-2-Clause */
/* Notice that a call waits for a supplicant that there isn't, or for an answer */
#ifndef GTEE_CLI_WAITING_H
#define GTEE_CLI_WAITING_H

struct waiting;

/**
 * waiting_begin() - watch a call
 * @name:	the TEE's name for the notice, has to stay around until waiting_end()
 * @supplicants: name of its supplicant's device, or NULL if the call has its answer at once
 *
 * If the call takes more than a second, this prints a notice (just once). With @supplicants, it
 * does so only while the supplicant is not running.
 *
 * Return: handle for waiting_end(), or NULL if nobody is watching.
 */
struct waiting *waiting_begin(const char *name, const char *supplicants);

/**
 * waiting_end() - stop watching after the call has returned
 * @waiting:	handle from waiting_begin(), or NULL
 */
void waiting_end(struct waiting *waiting);

#endif
