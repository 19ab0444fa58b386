// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of calls in progress: cancelled calls, calls of killed clients, and more calls than
 * the TEE has threads. The Trusted Application's command WAIT takes as long as the test
 * requests.
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
	struct gate *called;	/* opened before the call, if not NULL */
};

/*
 * Let a Trusted Application wait, in the given session or in a new one. The TEE runs the
 * calls of a session one at a time, but each waiting call occupies a thread of the TEE.
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
	CHECK_MSG(now_ms() - start >= 300, "expected 300 ms of waiting, came less");
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
		CHECK_MSG(!rc || errno == EINVAL, "cancel: expected success, came %s",
			  errno_name(errno));
	} while (rc && !child_ended(pid, 50, &status));
	CHECK_OK(rc);
	status = child_wait(pid, 20, "the cancelled call");
	CHECK_MSG(WIFEXITED(status) && WEXITSTATUS(status) == TEEC_ERROR_CANCEL_EXIT,
		  "expected the TEE to answer that it was cancelled, came status 0x%x",
		  status);
}

/* A cancellation must end a call that sleeps in the TEE. */
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
		  "expected the TEE to answer that it was cancelled, came status 0x%x", status);
}

/* A client is killed during a call. The call must end without leaking anything. */
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

/* If there are more calls than threads, the excess calls must wait, and all must complete. */
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

/* If all threads stay busy for longer than the driver waits, a call that needs a thread fails. */
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
	sleep_ms(500);	/* until all threads are busy, which the next request checks */
	CHECK_OK(write_text(THREAD_WAIT_MS, "100"));
	invoke_arg_init(&invoke, session, 0, 0);
	CHECK_ERRNO(call_invoke(fd, &invoke), EBUSY);
	open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_ERRNO(call_open(fd, &open), EBUSY);
	CHECK_ERRNO(call_cancel(fd, session, 1), EBUSY);
	CHECK_ERRNO(shm_register(fd, memory, PAGE, NULL), EBUSY);
	/*
	 * Closing does not fail. The core counts the session until it has closed it in the
	 * background.
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

/* A client that waits for a free thread must be killable while all threads stay busy. */
TEST_LIMIT(kill_while_waiting_for_a_free_thread, 120)
{
	struct waiter w = { .ms = 600, .fd = tee_open() };
	pid_t busy[CALLERS], late[4];
	int status, waiting = 0;

	with_supplicant();
	w.session = session_open(w.fd, uuid_os_test);
	for (int i = 0; i < CALLERS; i++)
		busy[i] = child_start(wait_in_ta, &w);
	sleep_ms(1500); /* until all threads are busy, which is proved by a call that waits */
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
	CHECK_MSG(waiting, "expected a client that waits for a thread, came none");
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

/* Closing a session needs a thread of the TEE, but a killed client must not wait for a thread. */
TEST_LIMIT(kill_a_client_whose_session_cannot_be_closed_yet, 120)
{
	struct waiter w = { .ms = 600, .fd = tee_open() };
	pid_t busy[CALLERS], late[4];
	int status, waiting = 0;

	with_supplicant();
	w.session = session_open(w.fd, uuid_os_test);
	for (int i = 0; i < 4; i++)
		late[i] = child_start(invoke_later, NULL);
	sleep_ms(1000); /* until each has its session */
	for (int i = 0; i < CALLERS; i++)
		busy[i] = child_start(wait_in_ta, &w);
	sleep_ms(1500);
	for (int i = 0; i < 4; i++) {
		if (child_ended(late[i], 0, &status))
			continue;
		kill(late[i], SIGKILL);
		status = child_wait(late[i], 3, "a killed client whose session is closed");
		/*
		 * The client may have exited normally, if its call completed just before
		 * the kill.
		 */
		waiting += WIFSIGNALED(status);
	}
	CHECK_MSG(waiting, "expected a client that waits for a thread, came none");
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
 * Calls of several clients wait in the kernel for locks that TEE threads hold, and wake
 * each other. If a wake-up were lost, a call would wait forever.
 */
TEST_LIMIT(clients_contend_for_the_locks_of_the_tee, 60)
{
	pid_t pids[CALLERS];

	for (int i = 0; i < CALLERS; i++)
		pids[i] = child_start(open_and_close_for_a_while, NULL);
	for (int i = 0; i < CALLERS; i++)
		child_expect_ok(pids[i], 40, "a client that opens and closes sessions");
}
