// SPDX-License-Identifier: BSD-2-Clause
/*
 * Suspend with clients blocked on the supplicant. The supplicant gets frozen
 * too, so the waiting clients must freeze without its help and without their
 * requests failing. Driven by the kernel's suspend test mode, which freezes and
 * thaws all tasks.
 */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "supplicant.h"
#include "suspend.h"
#include "tee.h"

TEST_LIMIT(freeze_with_nothing_under_way, 90)
{
	suspend_need_rehearsal();
	supplicant_end_all();
	supplicant_start();
	suspend_rehearse("an idle system");
	tee_works(tee_open());
}

struct holder {
	struct gate taken;
	struct gate answer;
};

static void take_then_serve(void *arg)
{
	struct holder *holder = arg;
	int fd = (int)CHECK_OK(tee_open_supplicant());
	struct supp_recv recv;

	supplicant_recv(fd, &recv);
	gate_open(&holder->taken);
	gate_wait(&holder->answer, 60, "the word to answer");
	CHECK_OK(supplicant_answer(fd, &recv, TEEC_ERROR_ITEM_NOT_FOUND));
	for (;;) {
		supplicant_recv(fd, &recv);
		CHECK_OK(supplicant_answer(fd, &recv, TEEC_ERROR_ITEM_NOT_FOUND));
	}
}

/* The supplicant already has the request. */
TEST_LIMIT(freeze_while_a_client_waits_for_the_supplicant, 120)
{
	struct asker asker = { .not_for = TEEC_ERROR_COMMUNICATION };
	struct holder holder;
	pid_t client;
	int status;

	suspend_need_rehearsal();
	supplicant_end_all();
	gate_make(&holder.taken);
	gate_make(&holder.answer);
	supplicant_wait_for(child_start(take_then_serve, &holder));
	asker.fd = tee_open();
	client = child_start(ask_for_nobody, &asker);
	gate_wait(&holder.taken, 20, "a request");
	suspend_rehearse("a client that waits for the supplicant");
	CHECK_MSG(!child_ended(client, 200, &status),
		  "freezing ended the client's request (status 0x%x)", status);
	gate_open(&holder.answer);
	child_expect_ok(client, 30, "the thawed client");
}

/* It doesn't have the request yet: stop it first. */
TEST_LIMIT(freeze_while_the_supplicant_is_stopped, 120)
{
	struct asker asker = { .not_for = TEEC_ERROR_COMMUNICATION };
	pid_t supplicant, client;
	int status;

	suspend_need_rehearsal();
	supplicant_end_all();
	supplicant = supplicant_start();
	supplicant_signal(supplicant, SIGSTOP);
	asker.fd = tee_open();
	client = child_start(ask_for_nobody, &asker);
	CHECK_MSG(!child_ended(client, 300, &status), "the client did not wait");
	suspend_rehearse("a client whose supplicant is stopped");
	CHECK_MSG(!child_ended(client, 200, &status),
		  "freezing ended the client's request (status 0x%x)", status);
	supplicant_signal(supplicant, SIGCONT);
	child_expect_ok(client, 60, "the thawed client");
}

struct ta_waiter {
	int fd;
	struct gate *called;	/* opened before the call unless NULL */
};

static void wait_in_ta(void *arg)
{
	struct ta_waiter *waiter = arg;
	struct invoke_arg invoke;
	int fd = waiter->fd;

	invoke_arg_init(&invoke, session_open(fd, uuid_os_test), OS_TEST_CMD_WAIT, 1);
	if (waiter->called)
		gate_open(waiter->called);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 3000, 0, 0);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_SUCCESS);
}

/* Here the TA itself is sleeping. */
TEST_LIMIT(freeze_while_a_call_sleeps_in_the_tee, 120)
{
	struct ta_waiter waiter = { };
	pid_t client;
	int status;

	suspend_need_rehearsal();
	supplicant_end_all();
	supplicant_start();
	waiter.fd = tee_open();
	client = child_start(wait_in_ta, &waiter);
	CHECK_MSG(!child_ended(client, 700, &status), "the call did not wait");
	suspend_rehearse("a client whose call sleeps in the TEE");
	child_expect_ok(client, 30, "the thawed client");
}

static void wait_for_request(void *arg)
{
	struct supp_recv recv;

	supplicant_recv(*(int *)arg, &recv);
}

/* An idle supplicant should not notice. The kernel restarts RECV after the thaw. */
TEST_LIMIT(freeze_while_the_supplicant_waits_for_work, 120)
{
	pid_t receiver;
	int fd, status;

	suspend_need_rehearsal();
	supplicant_end_all();
	fd = (int)CHECK_OK(tee_open_supplicant());
	receiver = child_start(wait_for_request, &fd);
	CHECK(!child_ended(receiver, 200, &status));
	suspend_rehearse("a supplicant that waits for work");
	CHECK_MSG(!child_ended(receiver, 200, &status),
		  "freezing ended the supplicant's RECV (status 0x%x)", status);
}

#define FREEZER "/tmp/freezer"
#define FROZEN_GROUP FREEZER "/tee"

static void set_freezer(const char *state)
{
	char now[32] = "";
	uint64_t end = now_ms() + 5000;

	CHECK_OK(write_text(FROZEN_GROUP "/freezer.state", state));
	while (!read_text(FROZEN_GROUP "/freezer.state", now, sizeof(now)) ||
	       strncmp(now, state, strlen(state))) {
		CHECK_MSG(now_ms() < end, "the group is %s, not %s", now, state);
		sleep_ms(10);
	}
}

static void leave_freezer(void)
{
	while (rmdir(FROZEN_GROUP))
		CHECK_MSG(errno == EBUSY, "rmdir: %s", errno_name(errno));
	CHECK_OK(umount2(FREEZER, MNT_DETACH));
}

struct late_call {
	bool closes;	/* close the session instead of invoking a command */
	struct gate ready;
	struct gate go;
};

static void call_late(void *arg)
{
	struct late_call *late = arg;
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);
	struct invoke_arg invoke;

	gate_open(&late->ready);
	gate_wait(&late->go, 60, "the word to call");
	if (late->closes) {
		CHECK_OK(call_close(fd, session));
		return;
	}
	invoke_arg_init(&invoke, session, 0, 0);
	CHECK_OK(call_invoke(fd, &invoke));
}

/* Issue @calls calls and count how often we slept, i.e. the voluntary context switches. */
static long sleeps_of_calls(int fd, uint32_t session, int calls)
{
	struct rusage before, after;
	struct invoke_arg invoke;

	CHECK_OK(getrusage(RUSAGE_SELF, &before));
	for (int i = 0; i < calls; i++) {
		invoke_arg_init(&invoke, session, 0, 0);
		CHECK_OK(call_invoke(fd, &invoke));
	}
	CHECK_OK(getrusage(RUSAGE_SELF, &after));
	return after.ru_nvcsw - before.ru_nvcsw;
}

static void freeze_a_waiter(bool that_closes)
{
	struct late_call late = { .closes = that_closes };
	struct gate called;
	struct ta_waiter holder = { .fd = tee_open(), .called = &called };
	pid_t busy[4], waiter;
	int other = tee_open(), status;
	uint32_t session;
	char text[16];
	long sleeps;

	supplicant_end_all();
	supplicant_start();
	CHECK_MSG(!mkdir(FREEZER, 0700) || errno == EEXIST, "mkdir: %s", errno_name(errno));
	if (mount("none", FREEZER, "cgroup", 0, "freezer"))
		SKIP("this kernel has no freezer of control groups: %s", errno_name(errno));
	CHECK_OK(mkdir(FROZEN_GROUP, 0700));
	gate_make(&late.ready);
	gate_make(&late.go);
	waiter = child_start(call_late, &late);
	gate_wait(&late.ready, 20, "the session of the call that is to wait");
	session = session_open(other, uuid_invoke_tests);
	gate_make(&called);
	for (int i = 0; i < 4; i++)
		busy[i] = child_start(wait_in_ta, &holder);
	for (int i = 0; i < 4; i++)
		gate_wait(&called, 40, "a session of a call that is to hold a thread");
	sleep_ms(300); /* should tie up all threads, checked below */
	gate_open(&late.go);
	CHECK_MSG(!child_ended(waiter, 500, &status), "expected a call that waits, got none");
	snprintf(text, sizeof(text), "%d", waiter);
	CHECK_OK(write_text(FROZEN_GROUP "/cgroup.procs", text));
	set_freezer("FROZEN");
	for (int i = 0; i < 4; i++)
		child_expect_ok(busy[i], 50, "a call that holds a thread");
	sleeps = sleeps_of_calls(other, session, 200);
	set_freezer("THAWED");
	child_expect_ok(waiter, 30, "the thawed call");
	leave_freezer();
	CHECK_MSG(sleeps < 100, "200 calls slept %ld times", sleeps);
	test_note("200 calls slept %ld times", sleeps);
}

/*
 * After waiting long enough for a thread, a call gets priority. If its process
 * is frozen at that point, the others can't be made to wait for it.
 */
TEST_LIMIT(frozen_waiter_holds_nobody_back, 120)
{
	freeze_a_waiter(false);
}

TEST_LIMIT(frozen_close_holds_nobody_back, 120)
{
	freeze_a_waiter(true);
}
