/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Selection of the trace events of one TEE. Does no I/O.
 *
 * Shared memory events name a client instead of a TEE. A client becomes known through an
 * event that names both the client and its TEE. Calls into secure world name only their
 * conduit.
 */
#ifndef GTEE_CLI_TRACE_DEVICE_H
#define GTEE_CLI_TRACE_DEVICE_H

#include "parse/trace_parse.h"

#define TRACE_CLIENTS	256	/* maximum number of known clients of the TEE */

/**
 * struct trace_device - wanted TEE
 * @device:	its device, "teeN", or "" for all TEEs
 * @supplicants: its supplicant's device, "teeprivN", or "" if it has none
 * @conduit:	name of its conduit, or "" if unknown, in which case all calls are shown
 * @only:	no other TEE exists, so events that name no TEE belong to it
 * @clients:	its known clients; 0 is a free entry
 * @next:	entry of @clients to replace next
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
 * trace_names_device() - check if events of a kind name their TEE
 * @kind:	kind of event
 *
 * Return: true if they do.
 */
bool trace_names_device(enum trace_kind kind);

/**
 * trace_device_take() - process the next event
 * @wanted:	the wanted TEE
 * @event:	the event
 *
 * A shared memory event of an unknown client is not shown unless no other TEE exists.
 *
 * Return: true if the event is to be shown.
 */
bool trace_device_take(struct trace_device *wanted, const struct trace_event *event);

#endif
