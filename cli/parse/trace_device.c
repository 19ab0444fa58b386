// SPDX-License-Identifier: BSD-2-Clause
/* Pick one TEE's trace events. */
#include <string.h>

#include "parse/trace_device.h"

bool trace_names_device(enum trace_kind kind)
{
	return kind != TRACE_SHM_NEW && kind != TRACE_SHM_FREE && kind != TRACE_CONDUIT &&
	       kind != TRACE_LOST && kind != TRACE_OTHER;
}

/* TRACE_CLIENTS if there's no such client */
static size_t find_client(const struct trace_device *wanted, uint64_t client)
{
	for (size_t n = 0; n < TRACE_CLIENTS; n++)
		if (wanted->clients[n] == client)
			return n;
	return TRACE_CLIENTS;
}

/* The kernel reuses client numbers, so forget those that turn up on another TEE. */
static void learn_client(struct trace_device *wanted, uint64_t client, bool is_its)
{
	size_t n = find_client(wanted, client);

	if (!client)
		return;
	if (n < TRACE_CLIENTS && !is_its)
		wanted->clients[n] = 0;
	if (n == TRACE_CLIENTS && is_its)
		wanted->clients[wanted->next++ % TRACE_CLIENTS] = client;
}

bool trace_device_take(struct trace_device *wanted, const struct trace_event *event)
{
	bool is_its;

	if (!wanted->device[0])
		return true;
	if (trace_names_device(event->kind)) {
		is_its = !strcmp(event->device, wanted->device) ||
			 !strcmp(event->device, wanted->supplicants);
		learn_client(wanted, event->ctx, is_its);
		return is_its;
	}
	switch (event->kind) {
	case TRACE_SHM_NEW:
	case TRACE_SHM_FREE:
		return wanted->only ||
		       (event->ctx && find_client(wanted, event->ctx) < TRACE_CLIENTS);
	case TRACE_CONDUIT:
		return wanted->only || !wanted->conduit[0] ||
		       !strcmp(event->device, wanted->conduit);
	default:
		return true;
	}
}
