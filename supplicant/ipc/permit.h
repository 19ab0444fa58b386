/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The messages that the monitor accepts from its worker in each state. Any
 * other message shows that the worker is compromised.
 */
#ifndef SUPPLICANT_PERMIT_H
#define SUPPLICANT_PERMIT_H

#include <stdbool.h>

#include "ipc/wire.h"

/* The state of a worker, as the monitor sees it. */
enum permit_state {
	PERMIT_STARTING,	/* forked, has not sent WIRE_READY */
	PERMIT_SERVING,		/* has sent WIRE_READY */
	PERMIT_STOPPING,	/* told to stop, finishes outstanding requests */
	PERMIT_NUM_STATES
};

/**
 * permit_message() - check whether a worker may send a message in its state
 * @state:	the worker's state
 * @type:	type of the message
 *
 * Return: true or false.
 */
bool permit_message(enum permit_state state, enum wire_type type);

/** permit_state_name() - return a state's name for log messages, never NULL */
const char *permit_state_name(enum permit_state state);

#endif
