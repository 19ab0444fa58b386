// SPDX-License-Identifier: BSD-2-Clause
/*
 * What one user may have, however many descriptors and processes it has: sessions,
 * shared memory and calls at once. The limits are set by root, and hold for the next
 * request. Users here are 1000 and up; root, which may exceed its limits, is not limited.
 */

#include <fcntl.h>
#include <grp.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "supplicant.h"
#include "tee.h"

#define PAGE 4096ul
#define MIB (1024 * 1024ul)
#define ALICE 1000
#define BOB 2000
#define PARAMETER "/sys/module/tee/parameters/"
#define MANY 1024

/*
 * A user's process, which does what it is told, a letter at a time, and says what came
 * of it: 0 or an errno. So one test drives several users.
 */
struct user {
	pid_t pid;
	int ask, answer;
};

enum order { OPEN_DEVICE, OPEN_SESSION, CLOSE_SESSION, ALLOCATE, REGISTER, IMPORT,
	     FREE_MEMORY, CLOSE_DEVICE, BECOME, WORK };

struct request {
	enum order order;
	uint32_t value;
};

/* What a user's process has. The device that was opened last is used. */
static struct {
	int fds[8];
	size_t num_fds;
	uint32_t sessions[MANY];
	size_t num_sessions;
	int shms[MANY];
	size_t num_shms;
} mine;

static int device_now(void)
{
	return mine.fds[mine.num_fds - 1];
}

static void become(uint32_t uid)
{
	CHECK_OK(setgroups(0, NULL));
	CHECK_OK(setresgid(uid, uid, uid));
	CHECK_OK(setresuid(uid, uid, uid));
}

static int do_open_session(void)
{
	struct open_arg open;

	CHECK(mine.num_sessions < MANY);
	open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
	if (call_open(device_now(), &open))
		return errno;
	CHECK_EQ(open.arg.ret, TEEC_SUCCESS);
	mine.sessions[mine.num_sessions++] = open.arg.session;
	return 0;
}

static int do_share(enum order order, size_t size)
{
	int fd = device_now(), memory, shm;
	void *p;

	CHECK(mine.num_shms < MANY);
	switch (order) {
	case ALLOCATE:
		shm = shm_alloc(fd, size, NULL);
		break;
	case REGISTER:
		p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		CHECK(p != MAP_FAILED);
		shm = shm_register(fd, p, size, NULL);
		break;
	default:
		memory = (int)CHECK_OK(memfd_create("user", MFD_CLOEXEC));
		CHECK_OK(ftruncate(memory, (off_t)size));
		shm = shm_register_fd(fd, memory, NULL, NULL);
		if (shm >= 0)
			close(memory);
		break;
	}
	if (shm < 0)
		return errno;
	mine.shms[mine.num_shms++] = shm;
	return 0;
}

static int obey(const struct request *request)
{
	switch (request->order) {
	case OPEN_DEVICE:
		mine.fds[mine.num_fds] = tee_open_quietly();
		return mine.fds[mine.num_fds] < 0 ? errno : (mine.num_fds++, 0);
	case CLOSE_DEVICE:
		/* Not last: a session is not found through another descriptor. */
		CHECK_OK(close(mine.fds[--mine.num_fds]));
		mine.num_sessions = 0;
		return 0;
	case OPEN_SESSION:
		return do_open_session();
	case CLOSE_SESSION:
		return call_close(device_now(), mine.sessions[--mine.num_sessions]) ? errno : 0;
	case FREE_MEMORY:
		return close(mine.shms[--mine.num_shms]) ? errno : 0;
	case BECOME:
		become(request->value);
		return 0;
	case WORK:
		session_works(device_now(), mine.sessions[request->value]);
		return 0;
	default:
		return do_share(request->order, request->value);
	}
}

static void serve(void *arg)
{
	struct rlimit files = { 2 * MANY, 2 * MANY };
	struct rlimit locked = { RLIM_INFINITY, RLIM_INFINITY };
	struct user *user = arg;
	struct request request;

	CHECK_OK(setrlimit(RLIMIT_NOFILE, &files));
	CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &locked));
	while (read(user->ask, &request, sizeof(request)) == (ssize_t)sizeof(request)) {
		int answer = obey(&request);

		CHECK_EQ(write(user->answer, &answer, sizeof(answer)), sizeof(answer));
	}
}

/* The result of one order: 0 or an errno. */
static int tell(struct user *user, enum order order, uint32_t value)
{
	struct request request = { order, value };
	int answer;

	CHECK_EQ(write(user->ask, &request, sizeof(request)), sizeof(request));
	CHECK_MSG(read(user->answer, &answer, sizeof(answer)) == (ssize_t)sizeof(answer),
		  "a user's process has ended");
	return answer;
}

/* Carries an order out so often; it must succeed each time. */
static void tell_times(struct user *user, enum order order, uint32_t value, int times)
{
	for (int i = 0; i < times; i++) {
		int rc = tell(user, order, value);

		CHECK_MSG(!rc, "order %d, %d of %d: came %s", order, i + 1, times, errno_name(rc));
	}
}

/* Carries an order out until it fails: how often it did not. */
static int tell_until(struct user *user, enum order order, uint32_t value, int err)
{
	int n = 0, rc;

	while (n < MANY && !(rc = tell(user, order, value)))
		n++;
	CHECK_MSG(n < MANY && rc == err, "expected %s in the end, came %d times, then %s",
		  errno_name(err), n, errno_name(rc));
	return n;
}

static void user_make_as_root(struct user *user)
{
	int down[2], up[2];
	struct user theirs;

	CHECK_OK(pipe2(down, O_CLOEXEC));
	CHECK_OK(pipe2(up, O_CLOEXEC));
	theirs = (struct user){ .ask = down[0], .answer = up[1] };
	user->pid = child_start(serve, &theirs);
	CHECK_OK(close(down[0]));
	CHECK_OK(close(up[1]));
	user->ask = down[1];
	user->answer = up[0];
}

static void user_make(struct user *user, uint32_t uid)
{
	user_make_as_root(user);
	CHECK_EQ(tell(user, BECOME, uid), 0);
	CHECK_EQ(tell(user, OPEN_DEVICE, 0), 0);
}

/* A limit, or 0 for the default; the test's parent sets all back to that. */
static void set_limit(const char *name, unsigned int value)
{
	char path[80], text[16];

	snprintf(path, sizeof(path), PARAMETER "%s", name);
	snprintf(text, sizeof(text), "%u", value);
	CHECK_MSG(!write_text(path, text), "%s: %s", path, errno_name(errno));
}

static long user_value(unsigned int uid, const char *key)
{
	return user_stats_value(tee_device_name(), uid, key);
}

/* Waits until a user has so many calls that wait for their turn. */
static void wait_for_waiting(unsigned int uid, long number)
{
	uint64_t end = now_ms() + 20000;

	while (user_value(uid, "waiting") != number) {
		CHECK_MSG(now_ms() < end, "expected %ld calls of %u to wait, came %ld", number, uid,
			  user_value(uid, "waiting"));
		sleep_ms(5);
	}
}

/*
 * Runs a test of limits in a process of its own, with a device that everybody may open,
 * and puts device and limits right again, whatever came of the test.
 */
static void with_users(void (*fn)(void *))
{
	static const char *const limits[] = {
		"user_sessions", "user_regions", "user_shm_mib", "user_calls",
	};
	struct stat st;
	char path[40];
	int status;
	pid_t pid;

	if (access(PARAMETER "user_calls", F_OK))
		SKIP("this core knows no users");
	snprintf(path, sizeof(path), "/dev/%s", tee_device_name());
	CHECK_OK(stat(path, &st));
	CHECK_OK(chmod(path, 0666));
	pid = child_start(fn, NULL);
	status = child_wait(pid, 100, "the test's own process");
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		set_limit(limits[i], 0);
	CHECK_OK(chmod(path, st.st_mode & 07777));
	CHECK_EQ(status, 0);
}

#define USER_TEST(fn)					\
	static void with_users_##fn(void *unused);	\
	TEST_LIMIT(fn, 110)				\
	{						\
		with_users(with_users_##fn);		\
	}						\
	static void with_users_##fn(void *unused)

USER_TEST(user_sessions_are_limited)
{
	struct user alice, again, bob;

	(void)unused;
	set_limit("user_sessions", 5);
	user_make(&alice, ALICE);
	user_make(&again, ALICE);
	user_make(&bob, BOB);
	tell_times(&alice, OPEN_SESSION, 0, 3);
	tell_times(&again, OPEN_SESSION, 0, 2);
	CHECK_EQ(tell(&alice, OPEN_SESSION, 0), EDQUOT);
	CHECK_EQ(tell(&again, OPEN_SESSION, 0), EDQUOT);
	/* Nor by another descriptor; and what was opened works. */
	CHECK_EQ(tell(&again, OPEN_DEVICE, 0), 0);
	CHECK_EQ(tell(&again, OPEN_SESSION, 0), EDQUOT);
	tell_times(&alice, WORK, 0, 1);
	CHECK_EQ(user_value(ALICE, "sessions"), 5);
	CHECK_EQ(user_value(ALICE, "refused"), 3);
	CHECK_EQ(tell_until(&bob, OPEN_SESSION, 0, EDQUOT), 5);
	/* Closed: it can be had again, by any process of the user's. */
	CHECK_EQ(tell(&alice, CLOSE_SESSION, 0), 0);
	CHECK_EQ(tell(&again, OPEN_SESSION, 0), 0);
	CHECK_EQ(tell(&alice, OPEN_SESSION, 0), EDQUOT);
	/* Set while there are sessions: what is there stays, and counts. */
	set_limit("user_sessions", 7);
	CHECK_EQ(tell_until(&alice, OPEN_SESSION, 0, EDQUOT), 2);
	set_limit("user_sessions", 3);
	CHECK_EQ(tell(&alice, CLOSE_SESSION, 0), 0);
	CHECK_EQ(tell(&alice, OPEN_SESSION, 0), EDQUOT);
	tell_times(&alice, WORK, 0, 1);
	/* With the descriptors goes all of it. */
	CHECK_EQ(tell(&again, CLOSE_DEVICE, 0), 0);
	CHECK_EQ(tell(&again, CLOSE_DEVICE, 0), 0);
	CHECK_EQ(tell(&alice, CLOSE_DEVICE, 0), 0);
	CHECK_EQ(tell(&alice, OPEN_DEVICE, 0), 0);
	CHECK_EQ(tell_until(&alice, OPEN_SESSION, 0, EDQUOT), 3);
}

/* A session that the TEE refuses is not one. */
USER_TEST(user_sessions_that_were_refused_do_not_count)
{
	struct open_arg open;
	int fd;

	(void)unused;
	set_limit("user_sessions", 2);
	become(ALICE);
	fd = tee_open();
	for (int i = 0; i < 20; i++) {
		open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 1);
		open.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT;
		CHECK_ERRNO(call_open(fd, &open), EINVAL);
		open_arg_init(&open, uuid_invoke_tests, 5000, 0);
		CHECK_ERRNO(call_open(fd, &open), EINVAL);
	}
	session_open(fd, uuid_invoke_tests);
	session_open(fd, uuid_invoke_tests);
	open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_ERRNO(call_open(fd, &open), EDQUOT);
}

/* Nothing set: one user takes all it can get, and another has enough to work with. */
static void take_all(uint32_t piece, int *sessions, int *regions)
{
	struct user alice, bob;

	user_make(&alice, ALICE);
	user_make(&bob, BOB);
	*regions = tell_until(&alice, REGISTER, piece, EDQUOT);
	*sessions = tell_until(&alice, OPEN_SESSION, 0, EDQUOT);
	CHECK(*sessions >= 32);
	tell_times(&bob, OPEN_SESSION, 0, *sessions);
	tell_times(&bob, REGISTER, PAGE, 64);
	tell_times(&bob, REGISTER, MIB, 1);
	tell_times(&bob, ALLOCATE, PAGE, 64);
	tell_times(&bob, WORK, 0, 1);
	tee_works(tee_open());
	CHECK_OK(kill(alice.pid, SIGKILL));
	CHECK_OK(kill(bob.pid, SIGKILL));
	child_wait(alice.pid, 20, "a user's process");
	child_wait(bob.pid, 20, "a user's process");
}

USER_TEST(user_limits_by_default_leave_others_a_share)
{
	int sessions, regions;

	(void)unused;
	take_all(PAGE, &sessions, &regions);
	test_note("one user may have %d sessions and %d regions", sessions, regions);
	CHECK(regions >= 64);
	/* The TEE remembers each page: large pieces cost it as much as many. */
	take_all(8 * PAGE, &sessions, &regions);
	take_all(MIB, &sessions, &regions);
	test_note("or %d pieces of a MiB", regions);
	CHECK(regions >= 4);
}

/* All kinds of memory count together, as pieces and as bytes. */
USER_TEST(user_memory_is_limited)
{
	struct user alice, again, bob;

	(void)unused;
	set_limit("user_regions", 6);
	user_make(&alice, ALICE);
	user_make(&again, ALICE);
	user_make(&bob, BOB);
	tell_times(&alice, ALLOCATE, PAGE, 2);
	tell_times(&again, REGISTER, PAGE, 2);
	tell_times(&alice, IMPORT, PAGE, 2);
	for (enum order order = ALLOCATE; order <= IMPORT; order++) {
		CHECK_EQ(tell(&alice, order, PAGE), EDQUOT);
		CHECK_EQ(tell(&again, order, PAGE), EDQUOT);
		CHECK_EQ(tell(&bob, order, PAGE), 0);
	}
	CHECK_EQ(user_value(ALICE, "regions"), 6);
	CHECK_EQ(tell(&alice, FREE_MEMORY, 0), 0);
	CHECK_EQ(tell(&again, REGISTER, PAGE), 0);
	set_limit("user_regions", 100);
	set_limit("user_shm_mib", 1);
	/* Six pages are there. */
	CHECK_EQ(tell(&again, ALLOCATE, MIB - 5 * PAGE), EDQUOT);
	CHECK_EQ(tell(&again, ALLOCATE, MIB - 6 * PAGE), 0);
	CHECK_EQ(user_value(ALICE, "shm_bytes"), MIB);
	for (enum order order = ALLOCATE; order <= IMPORT; order++) {
		CHECK_EQ(tell(&alice, order, PAGE), EDQUOT);
		CHECK_EQ(tell(&bob, order, MIB / 4), 0);
	}
	CHECK_EQ(tell(&again, FREE_MEMORY, 0), 0);
	CHECK_EQ(tell(&alice, IMPORT, MIB - 6 * PAGE), 0);
	/* Memory outlives the device's descriptor, and counts for as long. */
	CHECK_EQ(tell(&again, CLOSE_DEVICE, 0), 0);
	CHECK_EQ(tell(&alice, REGISTER, PAGE), EDQUOT);
	CHECK_EQ(tell(&again, FREE_MEMORY, 0), 0);
	CHECK_EQ(tell(&alice, REGISTER, PAGE), 0);
}

/* Who may exceed limits is not held to them; what it has is shown, and not the user's. */
USER_TEST(user_with_the_capability_is_not_limited)
{
	struct user root, alice;

	(void)unused;
	set_limit("user_sessions", 2);
	set_limit("user_regions", 2);
	user_make_as_root(&root);
	CHECK_EQ(tell(&root, OPEN_DEVICE, 0), 0);
	tell_times(&root, OPEN_SESSION, 0, 20);
	tell_times(&root, ALLOCATE, PAGE, 20);
	/* It is the opener that counts, as for what a descriptor may do. */
	CHECK_EQ(tell(&root, BECOME, ALICE), 0);
	tell_times(&root, OPEN_SESSION, 0, 1);
	user_make(&alice, ALICE);
	CHECK_EQ(tell_until(&alice, OPEN_SESSION, 0, EDQUOT), 2);
}

/* Users of one's own making, in a user namespace. */

static void write_file(const char *format, pid_t pid, const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), format, (int)pid);
	CHECK_MSG(!write_text(path, text), "%s: %s", path, errno_name(errno));
}

/* In its own namespace @uid is somebody of 3000 and up outside, and has all capabilities. */
static void enter_namespace(struct gate *made, struct gate *mapped, uint32_t maker)
{
	if (maker)
		become(maker);
	CHECK_OK(prctl(PR_SET_DUMPABLE, 1));
	CHECK_OK(unshare(CLONE_NEWUSER));
	gate_open(made);
	gate_wait(mapped, 20, "the map of users");
}

struct namespaced {
	struct gate made, mapped;
	uint32_t maker, inside;
	int expected;
};

static void fill_up_in_namespace(void *arg)
{
	struct namespaced *n = arg;
	int got = 0, fd;
	struct open_arg open;

	enter_namespace(&n->made, &n->mapped, n->maker);
	CHECK_OK(setresgid(n->inside, n->inside, n->inside));
	CHECK_OK(setresuid(n->inside, n->inside, n->inside));
	fd = tee_open();
	for (;; got++) {
		open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
		if (call_open(fd, &open))
			break;
	}
	CHECK_EQ(errno, EDQUOT);
	CHECK_EQ(got, n->expected);
	/* It keeps them until it is killed. */
	gate_open(&n->made);
	pause();
}

/* As newuidmap does for whoever has been given a range of users. */
static pid_t start_in_namespace(uint32_t maker, uint32_t inside, int expected)
{
	static struct namespaced n;
	pid_t pid;

	n = (struct namespaced){ .maker = maker, .inside = inside, .expected = expected };
	gate_make(&n.made);
	gate_make(&n.mapped);
	pid = child_start(fill_up_in_namespace, &n);
	gate_wait(&n.made, 20, "a user namespace");
	write_file("/proc/%d/uid_map", pid, "0 3000 100\n");
	write_file("/proc/%d/gid_map", pid, "0 3000 100\n");
	gate_open(&n.mapped);
	gate_wait(&n.made, 20, "sessions of a user in a namespace");
	return pid;
}

USER_TEST(user_namespaces_make_no_users)
{
	struct user alice;

	(void)unused;
	set_limit("user_sessions", 4);
	user_make(&alice, ALICE);
	tell_times(&alice, OPEN_SESSION, 0, 2);
	/* Whoever they are there, they are Alice's: two are left, for all together. */
	start_in_namespace(ALICE, 0, 2);
	start_in_namespace(ALICE, 7, 0);
	CHECK_EQ(tell(&alice, OPEN_SESSION, 0), EDQUOT);
	CHECK_EQ(user_value(ALICE, "sessions"), 4);
	/* What root makes has users; its own root is one of them, and limited. */
	start_in_namespace(0, 0, 4);
	start_in_namespace(0, 7, 4);
	CHECK_EQ(user_value(3007, "sessions"), 4);
}

/* Calls at once */

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

/* Shares a page that nobody provides: ends only by being killed. */
static void share_a_page_that_never_comes(void *called)
{
	void *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	open_faults(p);
	become(ALICE);
	gate_open(called);
	shm_register(tee_open(), p, PAGE, NULL);
}

/* It waits for its page alone: other requests of its user go on. */
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
	CHECK_MSG(!child_ended(pid, 500, &status), "the page came");
	user_make(&alice, ALICE);
	CHECK_EQ(tell(&alice, REGISTER, PAGE), 0);
	CHECK_EQ(tell(&alice, IMPORT, PAGE), 0);
	CHECK_EQ(tell(&alice, ALLOCATE, PAGE), 0);
	CHECK_MSG(!child_ended(pid, 0, &status), "the page came");
	kill(pid, SIGKILL);
	child_wait(pid, 20, "a killed process that waited for a page");
}

struct caller {
	uint32_t uid, ms, cancel_id, session;
	int fd;
	struct gate *called;
};

/* Has a Trusted Application wait, in a call of the user's. */
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

	become(c->uid);
	c->fd = tee_open();
	c->session = session_open(c->fd, uuid_os_test);
	gate_open(c->called);
	wait_in_ta(c);
}

/* A call that is in the TEE for long; the returned process ends when it has come back. */
static pid_t start_long_call(uint32_t uid, uint32_t ms)
{
	struct gate called;
	struct caller c = { .uid = uid, .ms = ms, .called = &called };
	uint64_t end = now_ms() + 20000;
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
	become(*(uint32_t *)arg);
	tee_works(tee_open());
}

static void allocate_as(void *arg)
{
	int fd;

	become(*(uint32_t *)arg);
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
	set_limit("user_calls", 1);
	busy = start_long_call(ALICE, 4000);
	killed = child_start(work_as, &alice);
	wait_for_waiting(ALICE, 1);
	waiting = child_start(work_as, &alice);
	wait_for_waiting(ALICE, 2);
	/* Another user has a turn of its own. */
	child_expect_ok(child_start(work_as, &bob), 20, "another user");
	/* Memory is made known meanwhile. */
	child_expect_ok(child_start(allocate_as, &alice), 20, "memory of the same user");
	/* Who is killed waits no more. */
	CHECK(!child_ended(killed, 50, &status));
	kill(killed, SIGKILL);
	child_wait(killed, 20, "a killed client");
	CHECK_EQ(user_value(ALICE, "calls"), 1);
	CHECK_EQ(user_value(ALICE, "waiting"), 1);
	CHECK(!child_ended(waiting, 0, &status));
	/* The limit set, the next to come lets those begin who wait. */
	set_limit("user_calls", 2);
	child_expect_ok(child_start(work_as, &alice), 20, "a call with a higher limit");
	child_expect_ok(waiting, 20, "who waited");
	CHECK_EQ(user_value(ALICE, "calls"), 1);
	child_expect_ok(busy, 20, "the long call");
}

/* Once the long call has come back the next one begins, with no one's help. */
USER_TEST(user_call_that_waited_is_made)
{
	uint32_t alice = ALICE;
	pid_t busy, waiting[3];

	(void)unused;
	with_supplicant();
	set_limit("user_calls", 1);
	busy = start_long_call(ALICE, 700);
	for (int i = 0; i < 3; i++) {
		waiting[i] = child_start(work_as, &alice);
		wait_for_waiting(ALICE, i + 1);
	}
	child_expect_ok(busy, 20, "the long call");
	for (int i = 0; i < 3; i++)
		child_expect_ok(waiting[i], 20, "a call that waited");
	CHECK_EQ(user_value(ALICE, "calls"), 0);
}

/* A supplicant that receives and never answers. A copy of it in a client would keep it open. */
static int held_supplicant;

static void ask_as_alice(void *unused)
{
	struct asker asker = { .not_mine = held_supplicant };

	(void)unused;
	become(ALICE);
	asker.fd = tee_open();
	ask_for_nobody(&asker);
}

static void work_beside_it_as(void *uid)
{
	CHECK_OK(close(held_supplicant));
	work_as(uid);
}

/*
 * A killed client's call goes on and holds a thread of the TEE, which has two: it is its
 * user's call for as long. Who kills clients in such calls, again and again, gets no more of
 * the TEE than who lets them live.
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
	set_limit("user_calls", 1);
	client = child_start(ask_as_alice, NULL);
	supplicant_recv(held_supplicant, &recv);
	for (int i = 0; i < 5; i++) {
		/* The first is in the TEE, the others wait for its turn. */
		CHECK_OK(kill(client, SIGKILL));
		child_wait(client, 20, "a killed client");
		CHECK_EQ(user_value(ALICE, "calls"), 1);
		client = child_start(ask_as_alice, NULL);
		wait_for_waiting(ALICE, 1);
		CHECK_EQ(user_value(ALICE, "calls"), 1);
		child_expect_ok(child_start(work_beside_it_as, &bob), 20, "another user");
	}
	CHECK_OK(kill(client, SIGKILL));
	child_wait(client, 20, "a killed client");
	client = child_start(work_beside_it_as, &alice);
	CHECK_MSG(!child_ended(client, 500, &status), "her next call has not waited");
	/* With its supplicant the call ends, and with it her turn. */
	CHECK_OK(close(held_supplicant));
	child_expect_ok(client, 20, "her next call");
	CHECK_EQ(user_value(ALICE, "calls"), 0);
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

/* A client that closes one session, and with its descriptor another, during a long call. */
static void close_during_a_call(void *arg)
{
	struct gate start;
	struct caller c = { .ms = 8000, .called = &start };
	struct closer *closer = arg;
	uint32_t session;
	int other;
	pid_t pid;

	become(ALICE);
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

/* To close is a call, and takes no thread of the TEE beyond the user's; nobody waits for it. */
USER_TEST(user_closes_in_turn)
{
	struct closer closer;
	uint64_t end;
	pid_t pid;

	(void)unused;
	with_supplicant();
	set_limit("user_calls", 1);
	gate_make(&closer.opened);
	gate_make(&closer.close);
	gate_make(&closer.closed);
	pid = child_start(close_during_a_call, &closer);
	gate_wait(&closer.opened, 30, "sessions");
	end = now_ms() + 20000;
	while (!user_value(ALICE, "calls"))
		CHECK(now_ms() < end);
	gate_open(&closer.close);
	gate_wait(&closer.closed, 20, "who closes");
	wait_for_waiting(ALICE, 2);
	CHECK_EQ(user_value(ALICE, "sessions"), 3);
	CHECK_EQ(user_value(ALICE, "calls"), 1);
	child_expect_ok(pid, 30, "the client");
	for (end = now_ms() + 20000; user_value(ALICE, "sessions"); sleep_ms(5))
		CHECK_MSG(now_ms() < end, "its sessions stay open");
}

/* A cancellation gets through while the call that it cancels is all the user may have. */
USER_TEST(user_cancels_at_the_limit)
{
	struct caller c = { .ms = 60000, .cancel_id = 77 };
	int status, rc;
	pid_t pid;

	(void)unused;
	with_supplicant();
	set_limit("user_calls", 1);
	become(ALICE);
	c.fd = tee_open();
	c.session = session_open(c.fd, uuid_os_test);
	pid = child_start(wait_in_ta, &c);
	/* Until the call is in the TEE there is nothing to be cancelled. */
	for (int i = 0; i < 200; i++) {
		rc = call_cancel(c.fd, c.session, 77);
		CHECK_MSG(!rc || errno == EINVAL, "cancel: came %s", errno_name(errno));
		if (child_ended(pid, 50, &status))
			break;
	}
	CHECK_MSG(WIFEXITED(status) && WEXITSTATUS(status) == 100,
		  "expected the call to be cancelled, came status 0x%x", status);
}

/*
 * Fair shares: one user has a flood of clients, four have one each, and all call as often
 * as they can. What counts is what each gets of all calls made in the same time.
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

	become(ALICE + (uint32_t)sharer->user);
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
