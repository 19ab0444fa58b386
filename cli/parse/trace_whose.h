/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attribution of supplicant requests to Trusted Applications. Does no I/O.
 *
 * A request event does not name a Trusted Application. The request belongs to the
 * application that the requesting thread has called. While a session is being opened, the
 * application is not known: the event that names it follows when the session is open.
 * Requests are held until then.
 */
#ifndef GTEE_CLI_TRACE_WHOSE_H
#define GTEE_CLI_TRACE_WHOSE_H

#include "parse/trace_parse.h"

#define TRACE_THREADS	256	/* tracked threads in a call; also tracked pending requests */
#define TRACE_HELD	1024	/* maximum number of held events */

/* Verdict on a request. */
enum trace_verdict { TRACE_DROPPED, TRACE_SHOWN, TRACE_WAITS };

/**
 * struct trace_whose - state of the attribution
 * @ta:		UUID of the wanted Trusted Application, "" for all
 * @calls:	threads in a call, and if the call is to @ta; pid 0 marks a free entry
 * @requests:	pending requests and the threads that caused them; id -1 marks a free entry
 * @held:	events of requests whose application is not known, in order
 * @next_call:	entry of @calls to replace next if none is free
 * @next_request: entry of @requests to replace next if none is free
 * @count:	number of held events
 * @ready:	thread whose held events turned out to belong to @ta, or 0
 * @lost:	number of held events that were dropped because @held was full
 */
struct trace_whose {
	char ta[TRACE_WORD_SIZE];
	struct {
		int pid;
		bool wanted;
	} calls[TRACE_THREADS];
	struct {
		int64_t id;
		int pid;
		enum trace_verdict verdict;
	} requests[TRACE_THREADS];
	struct trace_event held[TRACE_HELD];
	unsigned int next_call, next_request;
	size_t count;
	int ready;
	uint64_t lost;
};

/**
 * trace_whose_start() - initialize the state
 * @whose:	[out] the state
 * @ta:		UUID of the wanted Trusted Application as text, or "" for all
 */
void trace_whose_start(struct trace_whose *whose, const char *ta);

/**
 * trace_whose_take() - process the next event
 * @whose:	the state
 * @event:	[in,out] the event; sets @owner of a request
 *
 * A request whose application is not known yet is held, see trace_whose_next().
 *
 * Return: true if the event belongs to the wanted application.
 */
bool trace_whose_take(struct trace_whose *whose, struct trace_event *event);

/**
 * trace_whose_next() - get the next held event that belongs to the wanted application
 * @whose:	the state
 * @event:	[out] the event, if true is returned
 *
 * Must be called after each trace_whose_take() until it returns false. The events that it
 * returns precede the event of trace_whose_take().
 *
 * Return: true if such an event was held.
 */
bool trace_whose_next(struct trace_whose *whose, struct trace_event *event);

#endif
