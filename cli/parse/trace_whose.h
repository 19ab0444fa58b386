/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose a request to the supplicant is. Pure.
 *
 * The kernel does not say for which Trusted Application the TEE asks: it is the one that the
 * thread calls that asks. Of a session that is being opened the kernel tells which one it is
 * only at the end; until then its requests are held.
 */
#ifndef GTEE_CLI_TRACE_WHOSE_H
#define GTEE_CLI_TRACE_WHOSE_H

#include "parse/trace_parse.h"

#define TRACE_THREADS	256	/* in a call, or with a request, that are known at a time */
#define TRACE_HELD	1024	/* events that are held at a time */

/* What is done with a request. */
enum trace_verdict { TRACE_DROPPED, TRACE_SHOWN, TRACE_WAITS };

/**
 * struct trace_whose - what is known of the threads that are traced
 * @ta:		the application that is meant, "" for any
 * @calls:	the threads in a call, and whether it is one of @ta's; pid 0: a free place
 * @requests:	the requests that have no answer yet, and who asked; id -1: a free place
 * @held:	requests of which it is not known whose they are, in their order
 * @count:	how many
 * @ready:	the thread whose held events are @ta's, or 0
 * @lost:	held events for which there was no room
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
 * trace_whose_start() - know nothing yet
 * @whose:	[out] what is known
 * @ta:		the UUID of the application that is meant, as text, or ""
 */
void trace_whose_start(struct trace_whose *whose, const char *ta);

/**
 * trace_whose_take() - learn from the next event
 * @whose:	what is known
 * @event:	[in,out] the event; of a request @owner is filled in
 *
 * Return: whether it is the application's. A request of which that is not known yet is kept:
 * see trace_whose_next().
 */
bool trace_whose_take(struct trace_whose *whose, struct trace_event *event);

/**
 * trace_whose_next() - the next event that was held, and turned out to be the application's
 * @whose:	what is known
 * @event:	[out] the event, where true is returned
 *
 * To be called after each trace_whose_take(), until it returns false; what it returns comes
 * before the event that was taken.
 *
 * Return: whether there is one.
 */
bool trace_whose_next(struct trace_whose *whose, struct trace_event *event);

#endif
