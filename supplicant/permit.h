/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The permit-by-state table: which message the monitor accepts from its worker, and
 * when. Anything else shows that the worker is not itself any more.
 */
#ifndef SUPPLICANT_PERMIT_H
#define SUPPLICANT_PERMIT_H

#include <stdbool.h>

#include "wire.h"

/* A worker's life, as the monitor sees it. */
enum permit_state {
	PERMIT_STARTING,	/* forked; it has not said that it serves */
	PERMIT_SERVING,		/* it serves */
	PERMIT_STOPPING,	/* told to end; it finishes what is in hand */
	PERMIT_NUM_STATES
};

/**
 * permit_message() - whether a worker in a state may send a message
 * @state:	the worker's
 * @type:	the message's
 *
 * Return: true or false.
 */
bool permit_message(enum permit_state state, enum wire_type type);

/** permit_state_name() - a state's name for messages, never NULL */
const char *permit_state_name(enum permit_state state);

#endif
