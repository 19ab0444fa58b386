// SPDX-License-Identifier: BSD-2-Clause
/* Find out which TA a supplicant request is for. */
#include <stdio.h>
#include <string.h>

#include "parse/trace_whose.h"

void trace_whose_start(struct trace_whose *whose, const char *ta)
{
	memset(whose, 0, sizeof(*whose));
	snprintf(whose->ta, sizeof(whose->ta), "%s", ta);
	for (size_t n = 0; n < TRACE_THREADS; n++)
		whose->requests[n].id = -1;
}

static bool is_meant(const struct trace_whose *whose, const struct trace_event *event)
{
	return !whose->ta[0] || !strcmp(whose->ta, event->ta);
}

/* Returns TRACE_THREADS if there's none. Pass pid 0 to find a free entry. */
static size_t find_call(struct trace_whose *whose, int pid)
{
	for (size_t n = 0; n < TRACE_THREADS; n++)
		if (whose->calls[n].pid == pid)
			return n;
	return TRACE_THREADS;
}

static void begin_call(struct trace_whose *whose, int pid, bool wanted)
{
	size_t n = find_call(whose, pid);

	if (n == TRACE_THREADS)
		n = find_call(whose, 0);
	/*
	 * Full. The entry we overwrite may well be stale, since we miss the end of a call
	 * if that event gets lost.
	 */
	if (n == TRACE_THREADS)
		n = whose->next_call++ % TRACE_THREADS;
	whose->calls[n].pid = pid;
	whose->calls[n].wanted = wanted;
}

static void end_call(struct trace_whose *whose, int pid)
{
	size_t n = find_call(whose, pid);

	if (n < TRACE_THREADS)
		whose->calls[n].pid = 0;
}

static void drop_held(struct trace_whose *whose, int pid)
{
	size_t kept = 0;

	for (size_t n = 0; n < whose->count; n++)
		if (whose->held[n].owner != pid)
			whose->held[kept++] = whose->held[n];
	whose->count = kept;
}

/* Now we know which TA @pid was calling, so its requests can go one way or the other. */
static void settle(struct trace_whose *whose, int pid, bool wanted)
{
	for (size_t n = 0; n < TRACE_THREADS; n++)
		if (whose->requests[n].id >= 0 && whose->requests[n].pid == pid &&
		    whose->requests[n].verdict == TRACE_WAITS)
			whose->requests[n].verdict = wanted ? TRACE_SHOWN : TRACE_DROPPED;
	if (wanted)
		whose->ready = pid;
	else
		drop_held(whose, pid);
}

static void hold(struct trace_whose *whose, const struct trace_event *event)
{
	if (whose->count == TRACE_HELD) {
		memmove(whose->held, whose->held + 1, --whose->count * sizeof(whose->held[0]));
		whose->lost++;
	}
	whose->held[whose->count++] = *event;
}

static size_t find_request(const struct trace_whose *whose, int64_t id)
{
	for (size_t n = 0; n < TRACE_THREADS; n++)
		if (whose->requests[n].id == id)
			return n;
	return TRACE_THREADS;
}

static size_t new_request(struct trace_whose *whose, const struct trace_event *event)
{
	size_t call = find_call(whose, event->pid), n = find_request(whose, event->id);

	if (n == TRACE_THREADS)
		n = find_request(whose, -1);
	if (n == TRACE_THREADS)
		n = whose->next_request++ % TRACE_THREADS;
	whose->requests[n].id = event->id;
	whose->requests[n].pid = event->pid;
	whose->requests[n].verdict = !whose->ta[0] ? TRACE_SHOWN :
		call == TRACE_THREADS ? TRACE_WAITS :
		whose->calls[call].wanted ? TRACE_SHOWN : TRACE_DROPPED;
	return n;
}

static bool take_request(struct trace_whose *whose, struct trace_event *event)
{
	enum trace_verdict verdict;
	size_t n;

	if (!strcmp(event->step, "queued"))
		n = new_request(whose, event);
	else
		n = find_request(whose, event->id);
	/* queued before we started tracing */
	if (event->id < 0 || n == TRACE_THREADS)
		return !whose->ta[0];
	event->owner = whose->requests[n].pid;
	verdict = whose->requests[n].verdict;
	if (!strcmp(event->step, "answered"))
		whose->requests[n].id = -1;
	if (verdict == TRACE_WAITS)
		hold(whose, event);
	return verdict == TRACE_SHOWN;
}

bool trace_whose_take(struct trace_whose *whose, struct trace_event *event)
{
	bool meant = is_meant(whose, event);

	switch (event->kind) {
	case TRACE_LOST:
		return true;
	case TRACE_REQUEST:
		return take_request(whose, event);
	case TRACE_INVOKE_BEGIN:
		settle(whose, event->pid, false);
		begin_call(whose, event->pid, meant);
		return meant;
	case TRACE_INVOKE_END:
		end_call(whose, event->pid);
		return meant;
	case TRACE_OPEN_SESSION:
	case TRACE_CLOSE_SESSION:
		settle(whose, event->pid, meant);
		return meant;
	default:
		/* nothing in these events says which TA */
		return !whose->ta[0];
	}
}

bool trace_whose_next(struct trace_whose *whose, struct trace_event *event)
{
	if (whose->lost) {
		*event = (struct trace_event) { .kind = TRACE_LOST, .lost = whose->lost };
		whose->lost = 0;
		return true;
	}
	for (size_t n = 0; whose->ready && n < whose->count; n++) {
		if (whose->held[n].owner != whose->ready)
			continue;
		*event = whose->held[n];
		whose->count--;
		memmove(whose->held + n, whose->held + n + 1,
			(whose->count - n) * sizeof(whose->held[0]));
		return true;
	}
	whose->ready = 0;
	return false;
}
