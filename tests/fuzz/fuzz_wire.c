// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for packets between the supplicant's processes. A packet either is
 * rejected or decodes to a valid message of a known type, which encodes to the
 * same bytes again.
 */

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "ipc/permit.h"
#include "ipc/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t packet[WIRE_MAX_SIZE];
	struct wire_message message;
	uint8_t *copy = malloc(size ? size : 1);
	unsigned int states = 0;

	/* no slack, so ASan notices reads past the end */
	memcpy(copy, data, size);
	if (wire_decode(&message, copy, size))
		goto done;
	check(size <= WIRE_MAX_SIZE);
	check(wire_encode(&message, packet) == size);
	check(!memcmp(packet, data, size));
	if (message.type == WIRE_CONNECT) {
		check(strlen(message.u.connect.host) <= WIRE_MAX_HOST);
		check(message.u.connect.port && message.u.connect.port <= UINT16_MAX);
	}
	if (message.type == WIRE_ANSWER)
		check(message.u.answer.error <= 0);
	for (int state = 0; state < PERMIT_NUM_STATES; state++)
		states += permit_message(state, message.type);
	/* The monitor never asks the worker anything, so there can't be replies from it. */
	check(message.type != WIRE_ANSWER || !states);
done:
	free(copy);
	return 0;
}
