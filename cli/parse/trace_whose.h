/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which TA is behind a supplicant request? (No I/O here.)
 *
 * The request's event doesn't say, but it's the TA that the requesting thread is
 * calling. That's more difficult when a session is being opened: the TA's name
 * comes with an event that follows only once the session is open, so we hold back
 * the requests until then.
 */
#ifndef GTEE_CLI_TRACE_WHOSE_H
#define GTEE_CLI_TRACE_WHOSE_H

#include "parse/trace_parse.h"

#define TRACE_THREADS	256	/* tracked threads; also tracked pending requests */
#define TRACE_HELD	1024	/* how many events we can hold back */

/* what to do with a request */
enum trace_verdict { TRACE_DROPPED, TRACE_SHOWN, TRACE_WAITS };

/**
 * struct trace_whose - who is calling which TA
 * @ta:		the TA we want, as a UUID, or "" for all
 * @calls:	threads in a call, and whether that is a call to @ta; free if pid is 0
 * @requests:	pending requests and the threads behind them; free if id is -1
 * @held:	request events we are holding back, in order
 * @next_call:	next entry of @calls to overwrite if all are taken
 * @next_request: next entry of @requests to overwrite if all are taken
 * @count:	events in @held
 * @ready:	thread whose held events turned out to be for @ta, or 0
 * @lost:	held events that were dropped because @held was full
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
 * trace_whose_start() - start with empty tables
 * @whose:	[out] the state
 * @ta:		the TA we want, as a UUID, or "" for all
 */
void trace_whose_start(struct trace_whose *whose, const char *ta);

/**
 * trace_whose_take() - look at the next event
 * @whose:	the state
 * @event:	[in,out] the event; for a request, sets its @owner
 *
 * Holds the event back if it is too early to tell, see trace_whose_next().
 *
 * Return: true if the event is for the TA we want.
 */
bool trace_whose_take(struct trace_whose *whose, struct trace_event *event);

/**
 * trace_whose_next() - get held events whose TA we know by now
 * @whose:	the state
 * @event:	[out] an event for the TA we want
 *
 * Call this in a loop after each trace_whose_take(), until it returns false. All of its events are
 * older than the one passed to trace_whose_take().
 *
 * Return: true if there was one.
 */
bool trace_whose_next(struct trace_whose *whose, struct trace_event *event);

#endif
