/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which messages the monitor accepts from its worker in each state. Any other message shows that
 * somebody has broken into the worker.
 */
#ifndef SUPPLICANT_PERMIT_H
#define SUPPLICANT_PERMIT_H

#include <stdbool.h>

#include "ipc/wire.h"

/* A worker's life, as the monitor sees it. */
enum permit_state {
	PERMIT_STARTING,	/* it was forked, and has not sent WIRE_READY */
	PERMIT_SERVING,		/* it has sent WIRE_READY */
	PERMIT_STOPPING,	/* it was told to end, and finishes the requests that it has */
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
