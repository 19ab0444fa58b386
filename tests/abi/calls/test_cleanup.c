// SPDX-License-Identifier: BSD-2-Clause
/*
 * Session close needs a TEE thread. While all threads are busy, closes go ahead
 * of calls that have not started, even if other clients keep calling in a tight
 * loop.
 */

#include <stdatomic.h>
#include <sys/mman.h>

#include "harness.h"
#include "supplicant.h"
#include "tee.h"

#define HOLDERS 2	/* OP-TEE's thread count */
#define WAITERS 12	/* more than that */
#define CLOSES 30

/* A close takes the next free thread, but a few calls may finish on the other one meanwhile. */
#define MOST_CALLS (3 * CLOSES)

/* shared between processes */
struct calls {
	int fd;		/* fd to call on, or -1 to have every caller open its own */
	uint32_t session;
	struct gate called;
	atomic_ulong ended;
	atomic_bool stop;
};

static struct calls *calls_make(void)
{
	struct calls *calls = mmap(NULL, sizeof(*calls), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	CHECK(calls != MAP_FAILED);
	gate_make(&calls->called);
	return calls;
}

/* Occupies a TEE thread almost permanently, yet costs no CPU time. */
static void call_again_and_again(void *arg)
{
	struct calls *calls = arg;
	int fd = calls->fd < 0 ? tee_open() : calls->fd;
	uint32_t session = calls->fd < 0 ? session_open(fd, uuid_os_test) : calls->session;
	bool first = true;

	while (!atomic_load(&calls->stop)) {
		struct invoke_arg invoke;

		invoke_arg_init(&invoke, session, OS_TEST_CMD_WAIT, 1);
		param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 20, 0, 0);
		CHECK_OK(call_invoke(fd, &invoke));
		atomic_fetch_add(&calls->ended, 1);
		if (first)
			gate_open(&calls->called);
		first = false;
	}
}

/* How many other calls get to finish while we close sessions? */
static unsigned long calls_before_closes(struct calls *calls)
{
	unsigned long ended = 0;
	int fd = tee_open();

	for (int i = 0; i < CLOSES; i++) {
		uint32_t session = session_open(fd, uuid_invoke_tests);
		unsigned long before;

		sleep_ms(5); /* let another call take the thread */
		before = atomic_load(&calls->ended);
		CHECK_OK(call_close(fd, session));
		ended += atomic_load(&calls->ended) - before;
	}
	return ended;
}

static void close_among(struct calls *calls, int callers)
{
	pid_t pids[WAITERS];
	unsigned long ended;

	for (int i = 0; i < callers; i++) {
		pids[i] = child_start(call_again_and_again, calls);
		gate_wait(&calls->called, 40, "a client that calls again and again");
	}
	ended = calls_before_closes(calls);
	atomic_store(&calls->stop, true);
	for (int i = 0; i < callers; i++)
		child_expect_ok(pids[i], 20, "a client that calls again and again");
	CHECK_MSG(ended >= CLOSES / 2, "%lu calls ended in %d closes: they did not wait", ended,
		  CLOSES);
	CHECK_MSG(ended <= MOST_CALLS, "%lu calls of others ended in %d closes", ended, CLOSES);
	test_note("%lu calls of others ended in %d closes", ended, CLOSES);
}

TEST_LIMIT(close_comes_before_who_calls_again_at_once, 120)
{
	struct calls *calls = calls_make();

	supplicant_end_all();
	supplicant_start();
	calls->fd = -1;
	close_among(calls, HOLDERS);
}

/*
 * The waiters share a session. OP-TEE serializes calls within a session, but
 * each one that waits still ties up a thread.
 */
TEST_LIMIT(close_comes_before_who_waits, 120)
{
	struct calls *calls = calls_make();

	supplicant_end_all();
	supplicant_start();
	calls->fd = tee_open();
	calls->session = session_open(calls->fd, uuid_os_test);
	close_among(calls, WAITERS);
}
