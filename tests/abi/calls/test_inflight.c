// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for calls in flight: cancel them, kill their clients, or issue more
 * than the TEE has threads for. The TA's WAIT command sleeps for as long as we
 * like.
 */

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "supplicant.h"
#include "tee.h"

#define CALLERS 24	/* more than OP-TEE has threads */

struct waiter {
	uint32_t ms;
	uint32_t cancel_id;
	int fd;
	uint32_t session;
	struct gate *called;	/* opened before the call unless NULL */
};

/*
 * Sleep in the TA, in w->session if there is one. OP-TEE serializes the calls
 * of a session, but every waiting call still takes up a thread.
 */
static void wait_in_ta(void *arg)
{
	struct waiter *w = arg;
	struct invoke_arg invoke;
	int fd = w->fd ? w->fd : tee_open();
	uint32_t session = w->fd ? w->session : session_open(fd, uuid_os_test);

	invoke_arg_init(&invoke, session, OS_TEST_CMD_WAIT, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
		    w->ms, 0, 0);
	invoke.arg.cancel_id = w->cancel_id;
	if (w->called)
		gate_open(w->called);
	CHECK_OK(call_invoke(fd, &invoke));
	exit(invoke.arg.ret ? 100 : 0);
}

static void with_supplicant(void)
{
	supplicant_end_all();
	supplicant_start();
}

TEST(call_waits_in_the_tee)
{
	struct waiter w = { .ms = 300 };
	uint64_t start = now_ms();

	with_supplicant();
	child_expect_ok(child_start(wait_in_ta, &w), 20, "a waiting call");
	CHECK_MSG(now_ms() - start >= 300, "expected 300 ms of waiting, got less");
}

#define THREAD_WAIT_MS "/sys/module/optee/parameters/thread_wait_ms"
#define TEEC_ERROR_CANCEL_EXIT 100

TEST_LIMIT(cancel_a_call_under_way, 60)
{
	struct waiter w = { .ms = 3000, .cancel_id = 77, .fd = tee_open() };
	int status, rc;
	pid_t pid;

	with_supplicant();
	w.session = session_open(w.fd, uuid_os_test);
	pid = child_start(wait_in_ta, &w);
	CHECK_MSG(!child_ended(pid, 500, &status), "the call did not wait");
	do {
		rc = call_cancel(w.fd, w.session, 77);
		CHECK_MSG(!rc || errno == EINVAL, "cancel: expected success, got %s",
			  errno_name(errno));
	} while (rc && !child_ended(pid, 50, &status));
	CHECK_OK(rc);
	status = child_wait(pid, 20, "the cancelled call");
	CHECK_MSG(WIFEXITED(status) && WEXITSTATUS(status) == TEEC_ERROR_CANCEL_EXIT,
		  "expected the TEE to answer that it was cancelled, got status 0x%x",
		  status);
}

TEST_LIMIT(cancel_ends_a_sleep, 60)
{
	struct waiter w = { .ms = 600000, .cancel_id = 77, .fd = tee_open() };
	int status;
	pid_t pid;

	if (access(THREAD_WAIT_MS, W_OK))
		SKIP("this driver lets the TEE sleep for as long as it asks");
	with_supplicant();
	w.session = session_open(w.fd, uuid_os_test);
	pid = child_start(wait_in_ta, &w);
	CHECK_MSG(!child_ended(pid, 1000, &status), "the call did not wait");
	CHECK_OK(call_cancel(w.fd, w.session, 77));
	status = child_wait(pid, 10, "the cancelled call");
	CHECK_MSG(WIFEXITED(status) && WEXITSTATUS(status) == TEEC_ERROR_CANCEL_EXIT,
		  "expected the TEE to answer that it was cancelled, got status 0x%x", status);
}

/* The call may linger in the TEE, but eventually everything has to be released. */
TEST_LIMIT(kill_in_a_waiting_call, 60)
{
	struct gate called;
	struct waiter w = { .ms = 2000, .called = &called };
	int status;

	with_supplicant();
	gate_make(&called);
	for (int i = 0; i < 5; i++) {
		pid_t pid = child_start(wait_in_ta, &w);

		gate_wait(&called, 20, "a session");
		CHECK(!child_ended(pid, 200, &status));
		kill(pid, SIGKILL);
		child_wait(pid, 30, "a killed client");
	}
	tee_works(tee_open());
}

/* The surplus must queue up, and nothing may get lost. */
TEST_LIMIT(more_calls_than_threads, 120)
{
	struct waiter w = { .ms = 300, .fd = tee_open() };
	pid_t pids[CALLERS];

	with_supplicant();
	w.session = session_open(w.fd, uuid_os_test);
	for (int i = 0; i < CALLERS; i++)
		pids[i] = child_start(wait_in_ta, &w);
	for (int i = 0; i < CALLERS; i++)
		child_expect_ok(pids[i], 100, "one of many calls");
}

/* EBUSY once thread_wait_ms is over */
TEST_LIMIT(threads_taken_for_longer_than_the_driver_waits, 60)
{
	static uint8_t memory[PAGE] __attribute__((aligned(4096)));
	struct waiter w = { .ms = 2000, .fd = tee_open() };
	struct invoke_arg invoke;
	struct open_arg open;
	uint32_t session;
	pid_t busy[4];
	int fd = tee_open();

	if (access(THREAD_WAIT_MS, W_OK))
		SKIP("this driver's wait for a thread cannot be set");
	with_supplicant();
	w.session = session_open(w.fd, uuid_os_test);
	session = session_open(fd, uuid_invoke_tests);
	for (int i = 0; i < 4; i++)
		busy[i] = child_start(wait_in_ta, &w);
	sleep_ms(500);	/* should tie up all threads, checked below */
	CHECK_OK(write_text(THREAD_WAIT_MS, "100"));
	invoke_arg_init(&invoke, session, 0, 0);
	CHECK_ERRNO(call_invoke(fd, &invoke), EBUSY);
	open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_ERRNO(call_open(fd, &open), EBUSY);
	CHECK_ERRNO(call_cancel(fd, session, 1), EBUSY);
	CHECK_ERRNO(shm_register(fd, memory, PAGE, NULL), EBUSY);
	/*
	 * Close still succeeds. The core finishes it in the background and
	 * counts the session until then.
	 */
	CHECK_OK(call_close(fd, session));
	CHECK_OK(write_text(THREAD_WAIT_MS, "60000"));
	for (int i = 0; i < 4; i++)
		child_expect_ok(busy[i], 50, "a call that holds a thread");
	tee_works(fd);
}

static void invoke_once(void *arg)
{
	(void)arg;
	tee_works(tee_open());
}

/* All threads stay busy here, so only the kill can end the wait. */
TEST_LIMIT(kill_while_waiting_for_a_free_thread, 120)
{
	struct waiter w = { .ms = 600, .fd = tee_open() };
	pid_t busy[CALLERS], late[4];
	int status, waiting = 0;

	with_supplicant();
	w.session = session_open(w.fd, uuid_os_test);
	for (int i = 0; i < CALLERS; i++)
		busy[i] = child_start(wait_in_ta, &w);
	sleep_ms(1500); /* should tie up all threads; the waiting call is the proof */
	for (int i = 0; i < 4; i++)
		late[i] = child_start(invoke_once, NULL);
	for (int i = 0; i < 4; i++) {
		if (child_ended(late[i], 300, &status))
			continue;
		waiting++;
		kill(late[i], SIGKILL);
		status = child_wait(late[i], 2, "a killed client that waited for a thread");
		CHECK(WIFSIGNALED(status));
	}
	CHECK_MSG(waiting, "expected a client that waits for a thread, got none");
	for (int i = 0; i < CALLERS; i++)
		child_expect_ok(busy[i], 100, "one of many calls");
}

static void invoke_later(void *arg)
{
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);
	struct invoke_arg invoke;

	(void)arg;
	sleep_ms(2000);
	invoke_arg_init(&invoke, session, 0, 0);
	call_invoke(fd, &invoke);
}

/* With no thread free, the close is left for later. The killed client does not wait for it. */
TEST_LIMIT(kill_a_client_whose_session_cannot_be_closed_yet, 120)
{
	struct waiter w = { .ms = 600, .fd = tee_open() };
	pid_t busy[CALLERS], late[4];
	int status, waiting = 0;

	with_supplicant();
	w.session = session_open(w.fd, uuid_os_test);
	for (int i = 0; i < 4; i++)
		late[i] = child_start(invoke_later, NULL);
	sleep_ms(1000); /* give each one time to open its session */
	for (int i = 0; i < CALLERS; i++)
		busy[i] = child_start(wait_in_ta, &w);
	sleep_ms(1500);
	for (int i = 0; i < 4; i++) {
		if (child_ended(late[i], 0, &status))
			continue;
		kill(late[i], SIGKILL);
		status = child_wait(late[i], 3, "a killed client whose session is closed");
		/* It might also have finished normally right before the kill. */
		waiting += WIFSIGNALED(status);
	}
	CHECK_MSG(waiting, "expected a client that waits for a thread, got none");
	for (int i = 0; i < CALLERS; i++)
		child_expect_ok(busy[i], 100, "one of many calls");
}

static void open_and_close_for_a_while(void *arg)
{
	uint64_t end = now_ms() + 5000;
	int fd = tee_open();

	(void)arg;
	while (now_ms() < end)
		CHECK_OK(call_close(fd, session_open(fd, uuid_invoke_tests)));
}

/*
 * OP-TEE's mutexes put the calling threads to sleep in the normal world, and
 * the threads must wake each other. Lose one wakeup and a call hangs.
 */
TEST_LIMIT(clients_contend_for_the_locks_of_the_tee, 60)
{
	pid_t pids[CALLERS];

	for (int i = 0; i < CALLERS; i++)
		pids[i] = child_start(open_and_close_for_a_while, NULL);
	for (int i = 0; i < CALLERS; i++)
		child_expect_ok(pids[i], 40, "a client that opens and closes sessions");
}
