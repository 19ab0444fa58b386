// SPDX-License-Identifier: BSD-2-Clause
/*
 * Per-user limits on sessions and shared memory, across all of a user's
 * processes and fds. Root can change them at any time, effective from the next
 * request.
 */

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "supplicant.h"
#include "tee.h"
#include "user.h"

USER_TEST(user_sessions_are_limited)
{
	struct user alice, again, bob;

	(void)unused;
	user_set_limit("user_sessions", 5);
	user_make(&alice, ALICE);
	user_make(&again, ALICE);
	user_make(&bob, BOB);
	user_tell_times(&alice, OPEN_SESSION, 0, 3);
	user_tell_times(&again, OPEN_SESSION, 0, 2);
	CHECK_EQ(user_tell(&alice, OPEN_SESSION, 0), EDQUOT);
	CHECK_EQ(user_tell(&again, OPEN_SESSION, 0), EDQUOT);
	/* A second fd does not buy any more sessions, and the open ones keep working. */
	CHECK_EQ(user_tell(&again, OPEN_DEVICE, 0), 0);
	CHECK_EQ(user_tell(&again, OPEN_SESSION, 0), EDQUOT);
	user_tell_times(&alice, WORK, 0, 1);
	CHECK_EQ(user_value(ALICE, "sessions"), 5);
	CHECK_EQ(user_value(ALICE, "refused"), 3);
	CHECK_EQ(user_tell_until(&bob, OPEN_SESSION, 0, EDQUOT), 5);
	/* Closing a session frees a slot for any of the user's processes. */
	CHECK_EQ(user_tell(&alice, CLOSE_SESSION, 0), 0);
	CHECK_EQ(user_tell(&again, OPEN_SESSION, 0), 0);
	CHECK_EQ(user_tell(&alice, OPEN_SESSION, 0), EDQUOT);
	/* Sessions from before the limit was set stay open, but count. */
	user_set_limit("user_sessions", 7);
	CHECK_EQ(user_tell_until(&alice, OPEN_SESSION, 0, EDQUOT), 2);
	user_set_limit("user_sessions", 3);
	CHECK_EQ(user_tell(&alice, CLOSE_SESSION, 0), 0);
	CHECK_EQ(user_tell(&alice, OPEN_SESSION, 0), EDQUOT);
	user_tell_times(&alice, WORK, 0, 1);
	/* closes all sessions */
	CHECK_EQ(user_tell(&again, CLOSE_DEVICE, 0), 0);
	CHECK_EQ(user_tell(&again, CLOSE_DEVICE, 0), 0);
	CHECK_EQ(user_tell(&alice, CLOSE_DEVICE, 0), 0);
	CHECK_EQ(user_tell(&alice, OPEN_DEVICE, 0), 0);
	CHECK_EQ(user_tell_until(&alice, OPEN_SESSION, 0, EDQUOT), 3);
}

/*
 * os_test gets a new instance per session. With one user at its limit, another
 * must still be able to load as many, and sessions that do not load anything go
 * through as before.
 */
USER_TEST(user_applications_are_limited)
{
	struct user alice, again, bob;
	int most;

	(void)unused;
	supplicant_end_all();
	supplicant_start();
	user_make(&alice, ALICE);
	user_make(&again, ALICE);
	user_make(&bob, BOB);
	most = user_tell_until(&alice, OPEN_APPLICATION, 0, EDQUOT);
	test_note("one user may have %d applications loaded", most);
	CHECK(most >= 4);
	CHECK_EQ(user_tell(&again, OPEN_APPLICATION, 0), EDQUOT);
	CHECK_EQ(user_value(ALICE, "applications"), most);
	/* A refusal counts as neither application nor session. */
	CHECK_EQ(user_value(ALICE, "sessions"), most);
	CHECK_EQ(user_value(ALICE, "refused"), 2);
	user_tell_times(&again, OPEN_SESSION, 0, 8);
	user_tell_times(&again, WORK, 0, 1);
	user_tell_times(&bob, OPEN_APPLICATION, 0, most);
	/* Closing a session frees a slot for any of the user's processes. */
	CHECK_EQ(user_tell(&alice, CLOSE_SESSION, 0), 0);
	CHECK_EQ(user_tell(&again, OPEN_APPLICATION, 0), 0);
	CHECK_EQ(user_tell(&alice, OPEN_APPLICATION, 0), EDQUOT);
	CHECK_EQ(user_tell(&alice, CLOSE_DEVICE, 0), 0);
	CHECK_EQ(user_value(ALICE, "applications"), 1);
	user_set_limit("user_applications", 3);
	CHECK_EQ(user_tell_until(&again, OPEN_APPLICATION, 0, EDQUOT), 2);
}

USER_TEST(user_sessions_that_were_refused_do_not_count)
{
	struct open_arg open;
	int fd;

	(void)unused;
	user_set_limit("user_sessions", 2);
	user_become(ALICE);
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

/*
 * With default limits, let one user grab all it can get. That still has to
 * leave enough for the next one.
 */
static void take_all(uint32_t piece, int *sessions, int *regions)
{
	struct user alice, bob;

	user_make(&alice, ALICE);
	user_make(&bob, BOB);
	*regions = user_tell_until(&alice, REGISTER, piece, EDQUOT);
	*sessions = user_tell_until(&alice, OPEN_SESSION, 0, EDQUOT);
	CHECK(*sessions >= 32);
	user_tell_times(&bob, OPEN_SESSION, 0, *sessions);
	user_tell_times(&bob, REGISTER, PAGE, 64);
	user_tell_times(&bob, REGISTER, MIB, 1);
	user_tell_times(&bob, ALLOCATE, PAGE, 64);
	user_tell_times(&bob, WORK, 0, 1);
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
	/*
	 * OP-TEE stores an address per page, so in terms of its memory one
	 * large region is just as expensive as many small ones.
	 */
	take_all(8 * PAGE, &sessions, &regions);
	take_all(MIB, &sessions, &regions);
	test_note("or %d pieces of a MiB", regions);
	CHECK(regions >= 4);
}

/* The limits on region count and total size cover all kinds of memory together. */
USER_TEST(user_memory_is_limited)
{
	struct user alice, again, bob;

	(void)unused;
	user_set_limit("user_regions", 6);
	user_make(&alice, ALICE);
	user_make(&again, ALICE);
	user_make(&bob, BOB);
	user_tell_times(&alice, ALLOCATE, PAGE, 2);
	user_tell_times(&again, REGISTER, PAGE, 2);
	user_tell_times(&alice, IMPORT, PAGE, 2);
	for (enum order order = ALLOCATE; order <= IMPORT; order++) {
		CHECK_EQ(user_tell(&alice, order, PAGE), EDQUOT);
		CHECK_EQ(user_tell(&again, order, PAGE), EDQUOT);
		CHECK_EQ(user_tell(&bob, order, PAGE), 0);
	}
	CHECK_EQ(user_value(ALICE, "regions"), 6);
	CHECK_EQ(user_tell(&alice, FREE_MEMORY, 0), 0);
	CHECK_EQ(user_tell(&again, REGISTER, PAGE), 0);
	user_set_limit("user_regions", 100);
	user_set_limit("user_shm_mib", 1);
	/* six pages in use by now */
	CHECK_EQ(user_tell(&again, ALLOCATE, MIB - 5 * PAGE), EDQUOT);
	CHECK_EQ(user_tell(&again, ALLOCATE, MIB - 6 * PAGE), 0);
	CHECK_EQ(user_value(ALICE, "shm_bytes"), MIB);
	for (enum order order = ALLOCATE; order <= IMPORT; order++) {
		CHECK_EQ(user_tell(&alice, order, PAGE), EDQUOT);
		CHECK_EQ(user_tell(&bob, order, MIB / 4), 0);
	}
	CHECK_EQ(user_tell(&again, FREE_MEMORY, 0), 0);
	CHECK_EQ(user_tell(&alice, IMPORT, MIB - 6 * PAGE), 0);
	/* Memory survives its device fd and counts until it is released. */
	CHECK_EQ(user_tell(&again, CLOSE_DEVICE, 0), 0);
	CHECK_EQ(user_tell(&alice, REGISTER, PAGE), EDQUOT);
	CHECK_EQ(user_tell(&again, FREE_MEMORY, 0), 0);
	CHECK_EQ(user_tell(&alice, REGISTER, PAGE), 0);
}

/* CAP_SYS_RESOURCE lifts the limits, and nothing is charged to the process's user. */
USER_TEST(user_with_the_capability_is_not_limited)
{
	struct user root, alice;

	(void)unused;
	user_set_limit("user_sessions", 2);
	user_set_limit("user_regions", 2);
	user_make_as_root(&root);
	CHECK_EQ(user_tell(&root, OPEN_DEVICE, 0), 0);
	user_tell_times(&root, OPEN_SESSION, 0, 20);
	user_tell_times(&root, ALLOCATE, PAGE, 20);
	/* What matters is who opened the fd, not who is calling. */
	CHECK_EQ(user_tell(&root, BECOME, ALICE), 0);
	user_tell_times(&root, OPEN_SESSION, 0, 1);
	user_make(&alice, ALICE);
	CHECK_EQ(user_tell_until(&alice, OPEN_SESSION, 0, EDQUOT), 2);
}

/* User namespaces */

static void write_file(const char *format, pid_t pid, const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), format, (int)pid);
	CHECK_MSG(!write_text(path, text), "%s: %s", path, errno_name(errno));
}

/*
 * Enter a new user namespace, with full capabilities in there. Seen from
 * outside, the uid is 3000 or up.
 */
static void enter_namespace(struct gate *made, struct gate *mapped, uint32_t maker)
{
	if (maker)
		user_become(maker);
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
	/* hold on to the sessions until we're killed */
	gate_open(&n->made);
	pause();
}

/* Write the uid map as root, the way newuidmap does for the owner of a subuid range. */
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
	user_set_limit("user_sessions", 4);
	user_make(&alice, ALICE);
	user_tell_times(&alice, OPEN_SESSION, 0, 2);
	/*
	 * Everyone in there counts as Alice, who created the namespace, so
	 * these two share her two sessions.
	 */
	start_in_namespace(ALICE, 0, 2);
	start_in_namespace(ALICE, 7, 0);
	CHECK_EQ(user_tell(&alice, OPEN_SESSION, 0), EDQUOT);
	CHECK_EQ(user_value(ALICE, "sessions"), 4);
	/*
	 * If root created the namespace, its users count separately. The
	 * namespace's root is no exception.
	 */
	start_in_namespace(0, 0, 4);
	start_in_namespace(0, 7, 4);
	CHECK_EQ(user_value(3007, "sessions"), 4);
}
