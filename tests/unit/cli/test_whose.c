// SPDX-License-Identifier: BSD-2-Clause
/* Tests for cli/parse/trace_whose.c */
#include <stdio.h>

#include "parse/trace_whose.h"
#include "unit.h"

#define MINE	"cb3e5ba0-adf1-11e0-998b-0002a5d5c51b"
#define OTHERS	"5b9e0e40-2636-11e1-ad9e-0002a5d5c51b"
#define SUPPLICANT 9

static struct trace_whose whose;

static int start(void **state)
{
	(void)state;
	trace_whose_start(&whose, MINE);
	return 0;
}

static bool event(enum trace_kind kind, int pid, const char *ta)
{
	struct trace_event event = { .kind = kind, .pid = pid, .owner = pid };

	snprintf(event.ta, sizeof(event.ta), "%s", ta);
	return trace_whose_take(&whose, &event);
}

/* One step of a request. If it's shown, it has to come with @owner. */
static bool step(int64_t id, const char *what, int pid, int owner)
{
	struct trace_event event = {
		.kind = TRACE_REQUEST, .pid = pid, .owner = pid, .id = id,
	};
	bool shown;

	snprintf(event.step, sizeof(event.step), "%s", what);
	shown = trace_whose_take(&whose, &event);
	if (shown)
		assert_int_equal(event.owner, owner);
	return shown;
}

/* All steps of a request. Returns how many of them are shown right away. */
static int request(int64_t id, int pid)
{
	int shown = step(id, "queued", pid, pid);

	shown += step(id, "received", SUPPLICANT, pid);
	shown += step(id, "answered", SUPPLICANT, pid);
	return shown;
}

/* Drain the released events, which all have to be @pid's. Returns how many there were. */
static int released(int pid)
{
	struct trace_event event;
	int count = 0;

	while (trace_whose_next(&whose, &event)) {
		assert_int_equal(event.kind, TRACE_REQUEST);
		assert_int_equal(event.owner, pid);
		count++;
	}
	return count;
}

static void of_a_call(void **state)
{
	(void)state;
	assert_true(event(TRACE_INVOKE_BEGIN, 1, MINE));
	assert_false(event(TRACE_INVOKE_BEGIN, 2, OTHERS));
	assert_int_equal(request(5, 1), 3);
	assert_int_equal(request(6, 2), 0);
	assert_true(event(TRACE_INVOKE_END, 1, MINE));
	assert_false(event(TRACE_INVOKE_END, 2, OTHERS));
	/* request ids get reused */
	assert_true(event(TRACE_INVOKE_BEGIN, 2, MINE));
	assert_int_equal(request(6, 2), 3);
	assert_int_equal(released(0), 0);
}

static void of_opening_and_closing(void **state)
{
	(void)state;
	assert_int_equal(request(5, 1), 0);
	assert_int_equal(request(6, 2), 0);
	assert_int_equal(request(7, 1), 0);
	assert_int_equal(released(0), 0);
	assert_true(event(TRACE_OPEN_SESSION, 1, MINE));
	assert_int_equal(released(1), 6);
	assert_false(event(TRACE_OPEN_SESSION, 2, OTHERS));
	assert_int_equal(released(0), 0);
	assert_int_equal(request(5, 1), 0);
	assert_true(event(TRACE_CLOSE_SESSION, 1, MINE));
	assert_int_equal(released(1), 3);
	/* The first we see of this thread is a request. */
	assert_int_equal(request(8, 3), 0);
	assert_true(event(TRACE_INVOKE_BEGIN, 3, MINE));
	assert_int_equal(released(0), 0);
}

static void what_has_no_application(void **state)
{
	(void)state;
	assert_false(event(TRACE_OPEN, 1, ""));
	assert_false(event(TRACE_SHM_NEW, 1, ""));
	assert_false(event(TRACE_CONDUIT, 1, ""));
	assert_true(event(TRACE_LOST, 0, ""));
	/* It was queued before we started, so we get to see just the end. */
	assert_false(step(77, "answered", SUPPLICANT, 0));
	trace_whose_start(&whose, "");
	assert_true(event(TRACE_OPEN, 1, ""));
	assert_true(event(TRACE_INVOKE_BEGIN, 1, OTHERS));
	assert_true(step(77, "answered", SUPPLICANT, SUPPLICANT));
	assert_int_equal(request(5, 1), 3);
	assert_int_equal(request(6, 4), 3);
}

/* When there are too many events to hold, drop the oldest ones and say how many. */
static void too_many(void **state)
{
	struct trace_event event_held;
	int n;

	(void)state;
	for (n = 0; n < TRACE_HELD; n++)
		assert_false(step(n, "queued", 1, 1));
	assert_false(step(n, "queued", 1, 1));
	assert_true(event(TRACE_OPEN_SESSION, 1, MINE));
	assert_true(trace_whose_next(&whose, &event_held));
	assert_int_equal(event_held.kind, TRACE_LOST);
	assert_int_equal(event_held.lost, 1);
	assert_true(trace_whose_next(&whose, &event_held));
	assert_int_equal(event_held.id, 1);
	assert_int_equal(released(1), TRACE_HELD - 1);
	for (n = 1; n <= 2 * TRACE_THREADS; n++)
		event(TRACE_INVOKE_BEGIN, n, MINE);
	assert_int_equal(request(5, 2 * TRACE_THREADS), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define from_the_start(test) cmocka_unit_test_setup(test, start)
		from_the_start(of_a_call),
		from_the_start(of_opening_and_closing),
		from_the_start(what_has_no_application),
		from_the_start(too_many),
	};

	return RUN(tests);
}
