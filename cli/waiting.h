/* SPDX-License-Identifier: BSD-2-Clause */
/* Saying that a call waits for a supplicant that is not there. */
#ifndef GTEE_CLI_WAITING_H
#define GTEE_CLI_WAITING_H

struct waiting;

/**
 * waiting_begin() - what follows may wait
 * @thing:	what is called; stays as it is until waiting_end()
 *
 * If it takes longer than a second and no supplicant serves a TEE, that is said, once.
 *
 * Return: for waiting_end(); NULL where nothing will be said.
 */
struct waiting *waiting_begin(const char *thing);

/**
 * waiting_end() - the wait, if there was one, is over
 * @waiting:	what waiting_begin() returned
 */
void waiting_end(struct waiting *waiting);

#endif
