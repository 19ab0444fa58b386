/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which trace events are about the TEE that the user asked for? (No I/O here.)
 *
 * A shared memory event says which client it's for, but not which TEE. We learn
 * whose client that is from any other event with both in it. For calls into the
 * secure world, all there is to go by is the conduit.
 */
#ifndef GTEE_CLI_TRACE_DEVICE_H
#define GTEE_CLI_TRACE_DEVICE_H

#include "parse/trace_parse.h"

#define TRACE_CLIENTS	256	/* how many clients we can remember */

/**
 * struct trace_device - the TEE to show
 * @device:	its device, "teeN", or "" for all TEEs
 * @supplicants: its supplicant's device, "teeprivN", or ""
 * @conduit:	its conduit; "" (all conduit calls are shown) if we do not know
 * @only:	there is just this TEE, so unnamed events are its own
 * @clients:	clients that we know to be its own, 0 for a free entry
 * @next:	next entry of @clients to overwrite
 */
struct trace_device {
	char device[TRACE_WORD_SIZE];
	char supplicants[TRACE_WORD_SIZE];
	char conduit[TRACE_WORD_SIZE];
	bool only;
	uint64_t clients[TRACE_CLIENTS];
	unsigned int next;
};

/**
 * trace_names_device() - check if this event kind says which TEE it is about
 * @kind:	event kind
 *
 * Return: true if it does.
 */
bool trace_names_device(enum trace_kind kind);

/**
 * trace_device_take() - look at the next event
 * @wanted:	the TEE to show
 * @event:	the event
 *
 * Shared memory events from unknown clients are shown only if there is no other TEE.
 *
 * Return: true if the event should be shown.
 */
bool trace_device_take(struct trace_device *wanted, const struct trace_event *event);

#endif
