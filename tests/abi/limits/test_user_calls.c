// SPDX-License-Identifier: BSD-2-Clause
/*
 * The per-user limit on concurrent TEE calls, the queue in front of it, and how
 * fairly users share the TEE
 */

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "supplicant.h"
#include "tee.h"
#include "user.h"

static int open_faults(void *memory)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register area = {
		.range = { .start = (uintptr_t)memory, .len = PAGE },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int fd = (int)CHECK_OK(syscall(SYS_userfaultfd, O_CLOEXEC));

	CHECK_OK(ioctl(fd, UFFDIO_API, &api));
	CHECK_OK(ioctl(fd, UFFDIO_REGISTER, &area));
	return fd;
}

/* Register a page whose fault is never resolved. Only a kill gets us out of there. */
static void share_a_page_that_never_comes(void *called)
{
	void *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	open_faults(p);
	user_become(ALICE);
	gate_open(called);
	shm_register(tee_open(), p, PAGE, NULL);
}

/* The process is stuck in its fault, but the user's other requests are not affected. */
USER_TEST(user_waits_for_no_page_of_another_process)
{
	struct user alice;
	struct gate called;
	int status;
	pid_t pid;

	(void)unused;
	gate_make(&called);
	pid = child_start(share_a_page_that_never_comes, &called);
	gate_wait(&called, 20, "a process that shares a page");
	CHECK_MSG(!child_ended(pid, 500, &status), "the page arrived");
	user_make(&alice, ALICE);
	CHECK_EQ(user_tell(&alice, REGISTER, PAGE), 0);
	CHECK_EQ(user_tell(&alice, IMPORT, PAGE), 0);
	CHECK_EQ(user_tell(&alice, ALLOCATE, PAGE), 0);
	CHECK_MSG(!child_ended(pid, 0, &status), "the page arrived");
	kill(pid, SIGKILL);
	child_wait(pid, 20, "a killed process that waited for a page");
}

struct caller {
	uint32_t uid, ms, cancel_id, session;
	int fd;
	struct gate *called;
};

/* Sleep in the TA, on the user's account. */
static void wait_in_ta(void *arg)
{
	struct caller *c = arg;
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, c->session, OS_TEST_CMD_WAIT, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, c->ms, 0, 0);
	invoke.arg.cancel_id = c->cancel_id;
	CHECK_OK(call_invoke(c->fd, &invoke));
	_exit(invoke.arg.ret ? 100 : 0);
}

static void wait_in_ta_as(void *arg)
{
	struct caller *c = arg;

	user_become(c->uid);
	c->fd = tee_open();
	c->session = session_open(c->fd, uuid_os_test);
	gate_open(c->called);
	wait_in_ta(c);
}

/* Have a child issue a call that takes @ms. */
static pid_t start_long_call(uint32_t uid, uint32_t ms)
{
	struct gate called;
	struct caller c = { .uid = uid, .ms = ms, .called = &called };
	uint64_t end = deadline_ms(20000);
	pid_t pid;

	gate_make(&called);
	pid = child_start(wait_in_ta_as, &c);
	gate_wait(&called, 20, "a session");
	while (!user_value(uid, "calls"))
		CHECK(now_ms() < end);
	return pid;
}

static void work_as(void *arg)
{
	user_become(*(uint32_t *)arg);
	tee_works(tee_open());
}

static void allocate_as(void *arg)
{
	int fd;

	user_become(*(uint32_t *)arg);
	fd = tee_open();
	for (uint32_t n = 1; n < 20; n++)
		CHECK_OK(shm_alloc(fd, n * PAGE, NULL));
}

static void with_supplicant(void)
{
	supplicant_end_all();
	supplicant_start();
}

USER_TEST(user_calls_at_once_wait_in_turn)
{
	uint32_t alice = ALICE, bob = BOB;
	pid_t busy, waiting, killed;
	int status;

	(void)unused;
	with_supplicant();
	user_set_limit("user_calls", 1);
	busy = start_long_call(ALICE, 4000);
	killed = child_start(work_as, &alice);
	user_wait_for_waiting(ALICE, 1);
	waiting = child_start(work_as, &alice);
	user_wait_for_waiting(ALICE, 2);
	/* the limit is per user */
	child_expect_ok(child_start(work_as, &bob), 20, "another user");
	/* allocations do not queue */
	child_expect_ok(child_start(allocate_as, &alice), 20, "memory of the same user");
	/* a waiter can be killed */
	CHECK(!child_ended(killed, 50, &status));
	kill(killed, SIGKILL);
	child_wait(killed, 20, "a killed client");
	CHECK_EQ(user_value(ALICE, "calls"), 1);
	CHECK_EQ(user_value(ALICE, "waiting"), 1);
	CHECK(!child_ended(waiting, 0, &status));
	/*
	 * Raising the limit takes effect with the next call, which lets the
	 * queued ones in as well.
	 */
	user_set_limit("user_calls", 2);
	child_expect_ok(child_start(work_as, &alice), 20, "a call with a higher limit");
	child_expect_ok(waiting, 20, "who waited");
	CHECK_EQ(user_value(ALICE, "calls"), 1);
	child_expect_ok(busy, 20, "the long call");
}

/*
 * When the long call is done, the queue has to move on by itself, without
 * another call to trigger it.
 */
USER_TEST(user_call_that_waited_is_made)
{
	uint32_t alice = ALICE;
	pid_t busy, waiting[3];

	(void)unused;
	with_supplicant();
	user_set_limit("user_calls", 1);
	busy = start_long_call(ALICE, 700 * (uint32_t)test_time_factor());
	for (int i = 0; i < 3; i++) {
		waiting[i] = child_start(work_as, &alice);
		user_wait_for_waiting(ALICE, i + 1);
	}
	child_expect_ok(busy, 20, "the long call");
	for (int i = 0; i < 3; i++)
		child_expect_ok(waiting[i], 20, "a call that waited");
	CHECK_EQ(user_value(ALICE, "calls"), 0);
}

/* A supplicant that never replies. Clients inherit the fd and must close it. */
static int held_supplicant;

static void ask_as_alice(void *unused)
{
	struct asker asker = { .not_mine = held_supplicant };

	(void)unused;
	user_become(ALICE);
	asker.fd = tee_open();
	ask_for_nobody(&asker);
}

static void work_beside_it_as(void *uid)
{
	CHECK_OK(close(held_supplicant));
	work_as(uid);
}

/*
 * Killing a client does not stop its call, which still occupies one of OP-TEE's
 * two threads. It stays on the user's account until it is done, otherwise users
 * could exceed their limit by killing their own clients.
 */
USER_TEST(user_calls_of_killed_clients_count)
{
	uint32_t alice = ALICE, bob = BOB;
	struct supp_recv recv;
	pid_t client;
	int status;

	(void)unused;
	supplicant_end_all();
	held_supplicant = (int)CHECK_OK(tee_open_supplicant());
	user_set_limit("user_calls", 1);
	client = child_start(ask_as_alice, NULL);
	supplicant_recv(held_supplicant, &recv);
	for (int i = 0; i < 5; i++) {
		/* The first call is in the TEE, everything after it queues up. */
		CHECK_OK(kill(client, SIGKILL));
		child_wait(client, 20, "a killed client");
		CHECK_EQ(user_value(ALICE, "calls"), 1);
		client = child_start(ask_as_alice, NULL);
		user_wait_for_waiting(ALICE, 1);
		CHECK_EQ(user_value(ALICE, "calls"), 1);
		child_expect_ok(child_start(work_beside_it_as, &bob), 20, "another user");
	}
	CHECK_OK(kill(client, SIGKILL));
	child_wait(client, 20, "a killed client");
	client = child_start(work_beside_it_as, &alice);
	CHECK_MSG(!child_ended(client, 500, &status), "her next call has not waited");
	/*
	 * Close the supplicant's device. This fails the stuck call and lets
	 * Alice's next one in.
	 */
	CHECK_OK(close(held_supplicant));
	child_expect_ok(client, 20, "her next call");
	CHECK_EQ(user_value(ALICE, "calls"), 0);
}

/* makes OP-TEE look for the TA elsewhere */
#define TEE_ERROR_STORAGE_NOT_AVAILABLE 0xf0100003

/* Serve allocations until OP-TEE asks for storage. */
static void recv_but_memory(struct supp_recv *recv)
{
	int id;

	for (;;) {
		supplicant_recv(held_supplicant, recv);
		if (recv->arg.func != SUPP_ALLOC && recv->arg.func != SUPP_FREE)
			return;
		if (recv->arg.func == SUPP_ALLOC) {
			CHECK_OK(shm_alloc(held_supplicant, recv->params[1].b, &id));
			recv->params[1].c = (uint64_t)id;
		}
		CHECK_OK(supplicant_answer(held_supplicant, recv, 0));
	}
}

/* A supplicant without storage. Being asked for a TA means that the limit does not work. */
static void have_no_storage(void *unused)
{
	struct supp_recv recv;

	(void)unused;
	for (;;) {
		recv_but_memory(&recv);
		CHECK_MSG(recv.arg.func != SUPP_LOAD_TA,
			  "an application beyond the limit is loaded");
		CHECK_OK(supplicant_answer(held_supplicant, &recv,
					   TEE_ERROR_STORAGE_NOT_AVAILABLE));
	}
}

/*
 * Alice is at her application limit. One of her clients is killed while OP-TEE
 * is still searching secure storage for its TA. The call goes on without the
 * client, but it does not get to load another TA on her account.
 */
USER_TEST(user_applications_of_killed_clients_count)
{
	struct supp_recv recv;
	pid_t client, server;
	struct user alice;
	uint64_t end;
	int status;

	(void)unused;
	with_supplicant();
	user_set_limit("user_applications", 1);
	user_make(&alice, ALICE);
	CHECK_EQ(user_tell(&alice, OPEN_APPLICATION, 0), 0);
	supplicant_end_all();
	held_supplicant = (int)CHECK_OK(tee_open_supplicant());
	client = child_start(ask_as_alice, NULL);
	recv_but_memory(&recv);
	CHECK(recv.arg.func != SUPP_LOAD_TA);
	CHECK_OK(kill(client, SIGKILL));
	child_wait(client, 20, "a killed client");
	CHECK_OK(supplicant_answer(held_supplicant, &recv, TEE_ERROR_STORAGE_NOT_AVAILABLE));
	server = child_start(have_no_storage, NULL);
	for (end = deadline_ms(20000); user_value(ALICE, "calls"); sleep_ms(5))
		CHECK_MSG(now_ms() < end, "its call does not end");
	CHECK_MSG(!child_ended(server, 0, &status), "the supplicant has failed");
	CHECK_EQ(user_value(ALICE, "applications"), 1);
	CHECK_OK(kill(server, SIGKILL));
	child_wait(server, 20, "the supplicant");
	CHECK_OK(close(held_supplicant));
}

struct closer {
	struct gate opened, close, closed;
};

static void wait_in_ta_after(void *arg)
{
	struct caller *c = arg;

	gate_wait(c->called, 30, "the other sessions");
	wait_in_ta(c);
}

/* While the call sleeps, close one session with the ioctl and another by closing the device. */
static void close_during_a_call(void *arg)
{
	struct gate start;
	struct caller c = { .ms = 8000, .called = &start };
	struct closer *closer = arg;
	uint32_t session;
	int other;
	pid_t pid;

	user_become(ALICE);
	gate_make(&start);
	c.fd = tee_open();
	c.session = session_open(c.fd, uuid_os_test);
	pid = child_start(wait_in_ta_after, &c);
	other = tee_open();
	session = session_open(other, uuid_invoke_tests);
	session_open(other, uuid_invoke_tests);
	gate_open(c.called);
	gate_open(&closer->opened);
	gate_wait(&closer->close, 30, "the call to be in the TEE");
	CHECK_OK(call_close(other, session));
	CHECK_ERRNO(call_close(other, session), EINVAL);
	CHECK_OK(close(other));
	gate_open(&closer->closed);
	child_expect_ok(pid, 30, "the call");
}

/*
 * A close counts against the user's limit as well, but it is done in the
 * background. The closing process does not wait for it.
 */
USER_TEST(user_closes_in_turn)
{
	struct closer closer;
	uint64_t end;
	pid_t pid;

	(void)unused;
	with_supplicant();
	user_set_limit("user_calls", 1);
	gate_make(&closer.opened);
	gate_make(&closer.close);
	gate_make(&closer.closed);
	pid = child_start(close_during_a_call, &closer);
	gate_wait(&closer.opened, 30, "sessions");
	end = deadline_ms(20000);
	while (!user_value(ALICE, "calls"))
		CHECK(now_ms() < end);
	gate_open(&closer.close);
	gate_wait(&closer.closed, 20, "who closes");
	user_wait_for_waiting(ALICE, 2);
	CHECK_EQ(user_value(ALICE, "sessions"), 3);
	CHECK_EQ(user_value(ALICE, "calls"), 1);
	child_expect_ok(pid, 30, "the client");
	for (end = deadline_ms(20000); user_value(ALICE, "sessions"); sleep_ms(5))
		CHECK_MSG(now_ms() < end, "its sessions stay open");
}

/* Cancel must get through even though the call to be cancelled uses up the user's limit. */
struct canceller {
	struct gate opened, in_the_tee;
};

static void cancel_at_the_limit(void *arg)
{
	struct canceller *gates = arg;
	struct caller c = { .ms = 60000, .cancel_id = 77 };
	int status = -1;
	pid_t pid;

	user_become(ALICE);
	c.fd = tee_open();
	c.session = session_open(c.fd, uuid_os_test);
	gate_open(&gates->opened);
	pid = child_start(wait_in_ta, &c);
	gate_wait(&gates->in_the_tee, 20, "a call that has its user's only turn");
	/* Give the call some time to reach the TEE. */
	sleep_ms(200);
	for (int i = 0; i < 200; i++) {
		int rc = call_cancel(c.fd, c.session, 77);

		CHECK_MSG(!rc || errno == EINVAL, "cancel: got %s", errno_name(errno));
		if (child_ended(pid, 50, &status))
			break;
	}
	CHECK_MSG(WIFEXITED(status) && WEXITSTATUS(status) == 100,
		  "expected the call to be cancelled, got status 0x%x", status);
}

USER_TEST(user_cancels_at_the_limit)
{
	uint64_t end = deadline_ms(20000);
	struct canceller gates;
	pid_t pid;

	(void)unused;
	with_supplicant();
	user_set_limit("user_calls", 1);
	gate_make(&gates.opened);
	gate_make(&gates.in_the_tee);
	pid = child_start(cancel_at_the_limit, &gates);
	gate_wait(&gates.opened, 20, "a session");
	/* An early cancellation would stick to the call, so wait until it has started. */
	while (!user_value(ALICE, "calls"))
		CHECK_MSG(now_ms() < end, "the call does not begin");
	gate_open(&gates.in_the_tee);
	child_expect_ok(pid, 30, "the user who cancels");
}

/*
 * Cancel a call that is still queued. Only root gets to see that it is, hence
 * all the gates between the test and the user's process.
 */
struct queue_canceller {
	struct gate busy, in_the_tee;
	struct gate called[2], waiting[2];
};

static void open_with_cancel_id(void *arg)
{
	struct caller *c = arg;
	struct open_arg open;

	open_arg_init(&open, uuid_os_test, TEE_IOCTL_LOGIN_PUBLIC, 0);
	open.arg.cancel_id = c->cancel_id;
	CHECK_OK(call_open(c->fd, &open));
	CHECK_EQ(open.arg.ret_origin, TEEC_ORIGIN_COMMS);
	_exit(open.arg.ret == TEEC_ERROR_CANCEL ? 100 : 0);
}

static void expect_cancelled(pid_t pid)
{
	int status = child_wait(pid, 20, "the cancelled call");

	CHECK_MSG(WIFEXITED(status) && WEXITSTATUS(status) == 100,
		  "expected the call to be cancelled, got status 0x%x", status);
}

static void cancel_in_the_queue(void *arg)
{
	struct queue_canceller *gates = arg;
	struct caller long_call = { .ms = 600000, .cancel_id = 1 };
	struct caller short_call = { .ms = 1, .cancel_id = 77 };
	pid_t busy, pid;
	int status;

	user_become(ALICE);
	long_call.fd = short_call.fd = tee_open();
	long_call.session = session_open(long_call.fd, uuid_os_test);
	short_call.session = session_open(short_call.fd, uuid_invoke_tests);
	busy = child_start(wait_in_ta, &long_call);
	gate_open(&gates->busy);
	gate_wait(&gates->in_the_tee, 20, "a call that has its user's only turn");
	for (int opens = 0; opens <= 1; opens++) {
		uint32_t session = opens ? 0 : short_call.session;

		pid = child_start(opens ? open_with_cancel_id : wait_in_ta, &short_call);
		gate_open(&gates->called[opens]);
		gate_wait(&gates->waiting[opens], 20, "a call that waits");
		/* may well succeed, as OP-TEE accepts any cancel id for a valid session */
		call_cancel(short_call.fd, session, 78);
		CHECK_MSG(!child_ended(pid, 100, &status), "another call's id has cancelled it");
		CHECK_OK(call_cancel(short_call.fd, session, 77));
		expect_cancelled(pid);
	}
	CHECK_MSG(!child_ended(busy, 0, &status), "the long call was cancelled too");
	while (call_cancel(long_call.fd, long_call.session, 1))
		CHECK_MSG(errno == EINVAL, "cancel: got %s", errno_name(errno));
	expect_cancelled(busy);
}

USER_TEST(user_cancels_a_call_that_waits)
{
	uint64_t end = deadline_ms(20000);
	struct queue_canceller gates;
	pid_t pid;

	(void)unused;
	with_supplicant();
	user_set_limit("user_calls", 1);
	gate_make(&gates.busy);
	gate_make(&gates.in_the_tee);
	for (int i = 0; i < 2; i++) {
		gate_make(&gates.called[i]);
		gate_make(&gates.waiting[i]);
	}
	pid = child_start(cancel_in_the_queue, &gates);
	gate_wait(&gates.busy, 20, "a long call");
	while (!user_value(ALICE, "calls"))
		CHECK_MSG(now_ms() < end, "the call does not begin");
	gate_open(&gates.in_the_tee);
	for (int i = 0; i < 2; i++) {
		gate_wait(&gates.called[i], 20, "a call");
		user_wait_for_waiting(ALICE, 1);
		gate_open(&gates.waiting[i]);
	}
	child_expect_ok(pid, 40, "the user who cancels");
	CHECK_EQ(user_value(ALICE, "waiting"), 0);
}

/*
 * Fairness: one user floods the TEE from many clients while four others have a
 * single client each, all calling in a loop. Compare what each user gets done
 * in the same time.
 */

#define FLOODERS 64
#define FEW_USERS 4
#define ROUND_SECONDS 6

struct shares {
	uint64_t calls[FEW_USERS + 1];
	bool go, stop;
};

struct sharer {
	struct shares *shares;
	int user;
	struct gate *ready;
};

static void call_all_the_time(void *arg)
{
	struct sharer *sharer = arg;
	struct shares *shares = sharer->shares;
	uint32_t session;
	int fd;

	user_become(ALICE + (uint32_t)sharer->user);
	fd = tee_open();
	session = session_open(fd, uuid_invoke_tests);
	gate_open(sharer->ready);
	while (!__atomic_load_n(&shares->go, __ATOMIC_ACQUIRE))
		sleep_ms(5);
	while (!__atomic_load_n(&shares->stop, __ATOMIC_ACQUIRE)) {
		session_works(fd, session);
		__atomic_fetch_add(&shares->calls[sharer->user], 1, __ATOMIC_RELAXED);
	}
}

USER_TEST(user_shares_are_fair_while_one_floods)
{
	struct shares *shares = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pids[FLOODERS + FEW_USERS];
	struct gate ready;
	uint64_t sum = 0;

	(void)unused;
	CHECK(shares != MAP_FAILED);
	gate_make(&ready);
	for (int i = 0; i < FLOODERS + FEW_USERS; i++) {
		struct sharer sharer = {
			.shares = shares, .ready = &ready,
			.user = i < FLOODERS ? 0 : i - FLOODERS + 1,
		};

		pids[i] = child_start(call_all_the_time, &sharer);
		gate_wait(&ready, 20, "a client");
	}
	__atomic_store_n(&shares->go, true, __ATOMIC_RELEASE);
	sleep_ms(ROUND_SECONDS * 1000);
	__atomic_store_n(&shares->stop, true, __ATOMIC_RELEASE);
	for (int i = 0; i < FLOODERS + FEW_USERS; i++)
		child_expect_ok(pids[i], 60, "a client");
	for (int i = 0; i <= FEW_USERS; i++)
		sum += shares->calls[i];
	for (int i = 0; i <= FEW_USERS; i++)
		test_note("%s: %llu of %llu calls", i ? "one client" : "the flood",
			  (unsigned long long)shares->calls[i], (unsigned long long)sum);
	for (int i = 1; i <= FEW_USERS; i++)
		CHECK_MSG(shares->calls[i] * 2 * (FEW_USERS + 1) >= sum,
			  "client %d: less than half of a fair share", i);
}
