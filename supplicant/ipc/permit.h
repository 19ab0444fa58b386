/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which messages the monitor takes from its worker, and when. If anything else
 * turns up, we assume that the worker is compromised.
 */
#ifndef SUPPLICANT_PERMIT_H
#define SUPPLICANT_PERMIT_H

#include <stdbool.h>

#include "ipc/wire.h"

/* A worker's state, from the monitor's point of view */
enum permit_state {
	PERMIT_STARTING,	/* forked, no WIRE_READY so far */
	PERMIT_SERVING,		/* got its WIRE_READY */
	PERMIT_STOPPING,	/* told to stop, still finishing its requests */
	PERMIT_NUM_STATES
};

/**
 * permit_message() - check if a worker may send a message
 * @state:	the worker's state
 * @type:	message type
 *
 * Return: true if so.
 */
bool permit_message(enum permit_state state, enum wire_type type);

/** permit_state_name() - get a state's name for the log, never NULL */
const char *permit_state_name(enum permit_state state);

#endif
