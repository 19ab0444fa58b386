// SPDX-License-Identifier: BSD-2-Clause
/* Whitelist of the messages that a worker may send in each state */

#include "ipc/permit.h"

/*
 * PERMIT_STOPPING is the union of the other two. A stopping worker finishes its
 * requests, which may take files, and it can be told to stop before it has got
 * as far as WIRE_READY.
 */
static const bool permitted[PERMIT_NUM_STATES][WIRE_NUM_TYPES] = {
	[PERMIT_STARTING] = {
		[WIRE_MAP_MEMORY] = true,
		[WIRE_READY] = true,
	},
	[PERMIT_SERVING] = {
		[WIRE_OPEN_TA] = true,
		[WIRE_OPEN_RPMB] = true,
		[WIRE_CREATE_DUMP] = true,
		[WIRE_ALLOC_MEMORY] = true,
		[WIRE_FREE_MEMORY] = true,
		[WIRE_USE_DIRECTORY] = true,
	},
	[PERMIT_STOPPING] = {
		[WIRE_MAP_MEMORY] = true,
		[WIRE_READY] = true,
		[WIRE_OPEN_TA] = true,
		[WIRE_OPEN_RPMB] = true,
		[WIRE_CREATE_DUMP] = true,
		[WIRE_ALLOC_MEMORY] = true,
		[WIRE_FREE_MEMORY] = true,
		[WIRE_USE_DIRECTORY] = true,
	},
};

bool permit_message(enum permit_state state, enum wire_type type)
{
	if ((unsigned int)state >= PERMIT_NUM_STATES || (unsigned int)type >= WIRE_NUM_TYPES)
		return false;
	return permitted[state][type];
}

const char *permit_state_name(enum permit_state state)
{
	static const char *const names[PERMIT_NUM_STATES] = {
		[PERMIT_STARTING] = "starting",
		[PERMIT_SERVING] = "serving",
		[PERMIT_STOPPING] = "stopping",
	};

	return (unsigned int)state < PERMIT_NUM_STATES ? names[state] : "unknown";
}
