// SPDX-License-Identifier: BSD-2-Clause
/*
 * A thousand calls hit an OP-TEE that has all its threads tied up. None of them
 * may get lost, and once they have drained the TEE should have all of its
 * memory back.
 */

#include <grp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "supplicant.h"
#include "tee.h"

#define CALLS 1000
/* OP-TEE's thread count in the lab */
#define HOLDERS 2
#define ALICE 1000
/*
 * Heap that OP-TEE hangs on to after a program's first call to each TA. For
 * comparison, a region takes 96 bytes.
 */
#define HEAP_BYTES 1024
/* The heap is fragmented after a burst, so do not insist on the last session or region. */
#define SESSIONS_PERCENT 98
#define REGIONS_PERCENT 90

/*
 * struct burst - one client's calls, each from a thread of its own @uid:  user
 * that the client runs as @fd:               its device fd @session: session
 * used by all the calls @ready:   opened once the session exists @go:
 * opened to start the calls @made:        opened once all calls have been
 * issued @answers:        calls that have returned so far; shared with the test
 */
struct burst {
	uid_t uid;
	int fd;
	uint32_t session;
	struct gate ready, go, made;
	atomic_int *answers;
};

/* Starting a thousand threads under sanitizers takes longer than a call is allowed to wait. */
static int number_of_calls(void)
{
	return CALLS / test_time_factor();
}

static void *call_once(void *arg)
{
	struct burst *burst = arg;

	session_works(burst->fd, burst->session);
	atomic_fetch_add(burst->answers, 1);
	return NULL;
}

static void make_calls(void *arg)
{
	static pthread_t threads[CALLS];
	struct burst *burst = arg;
	pthread_attr_t small;

	CHECK_OK(setgroups(0, NULL));
	CHECK_OK(setresgid(burst->uid, burst->uid, burst->uid));
	CHECK_OK(setresuid(burst->uid, burst->uid, burst->uid));
	burst->fd = tee_open();
	burst->session = session_open(burst->fd, uuid_invoke_tests);
	gate_open(&burst->ready);
	gate_wait(&burst->go, 60, "the test");
	CHECK(!pthread_attr_init(&small));
	CHECK(!pthread_attr_setstacksize(&small, 256 * 1024));
	for (int i = 0; i < number_of_calls(); i++)
		CHECK(!pthread_create(&threads[i], &small, call_once, burst));
	gate_open(&burst->made);
	for (int i = 0; i < number_of_calls(); i++)
		CHECK(!pthread_join(threads[i], NULL));
}

struct server {
	struct gate ready, go;
};

/* A supplicant that sits on its requests until the gate opens, then refuses them all. */
static void serve_late(void *arg)
{
	struct server *server = arg;
	struct supp_recv recv;
	int fd = (int)CHECK_OK(tee_open_supplicant());

	gate_open(&server->ready);
	gate_wait(&server->go, 60, "the test");
	for (;;) {
		supplicant_recv(fd, &recv);
		CHECK_OK(supplicant_answer(fd, &recv, TEEC_ERROR_ITEM_NOT_FOUND));
	}
}

static void make_burst(struct burst *burst, uid_t uid)
{
	*burst = (struct burst){ .uid = uid };
	burst->answers = mmap(NULL, sizeof(*burst->answers), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(burst->answers != MAP_FAILED);
	gate_make(&burst->ready);
	gate_make(&burst->go);
	gate_make(&burst->made);
}

/* Each holder ties up a TEE thread by waiting for the supplicant. */
static void burst_of_calls(uid_t uid)
{
	pid_t client, supplicant, holders[HOLDERS];
	struct asker asker = { .fd = tee_open() };
	struct server server;
	struct burst burst;

	make_burst(&burst, uid);
	gate_make(&server.ready);
	gate_make(&server.go);
	supplicant_end_all();
	supplicant = child_start(serve_late, &server);
	gate_wait(&server.ready, 20, "the supplicant");
	client = child_start(make_calls, &burst);
	gate_wait(&burst.ready, 20, "the client's session");
	for (int i = 0; i < HOLDERS; i++)
		holders[i] = child_start(ask_for_nobody, &asker);
	sleep_ms(500);
	gate_open(&burst.go);
	gate_wait(&burst.made, 40, "all calls");
	sleep_ms(500);
	/* Any call that got through found a free thread, so this was not much of a burst. */
	CHECK_MSG(!atomic_load(burst.answers), "of user %u: %d calls were answered at once", uid,
		  atomic_load(burst.answers));
	gate_open(&server.go);
	for (int i = 0; i < HOLDERS; i++)
		child_expect_ok(holders[i], 60, "who holds a thread of the TEE");
	child_expect_ok(client, 60, "who has made many calls");
	CHECK_EQ(atomic_load(burst.answers), number_of_calls());
	supplicant_kill(supplicant);
	CHECK_OK(munmap(burst.answers, sizeof(*burst.answers)));
	CHECK_OK(close(asker.fd));
}

/*
 * The per-user limits let only a few of a user's calls through to the driver.
 * Root has no such limit.
 */
static void bursts(void *unused)
{
	int fd, sessions, regions, sessions_after, regions_after;
	long heap, heap_after;

	(void)unused;
	fd = tee_open();
	sessions = tee_room_for_sessions(fd);
	regions = tee_room_for_regions(fd);
	heap = tee_heap_used();
	burst_of_calls(ALICE);
	burst_of_calls(0);
	heap_after = tee_heap_used();
	sessions_after = tee_room_for_sessions(fd);
	regions_after = tee_room_for_regions(fd);
	test_note("before: room for %d sessions or %d regions, %ld bytes in use; "
		  "after: %d, %d, %ld", sessions, regions, heap, sessions_after, regions_after,
		  heap_after);
	CHECK_MSG(heap_after <= heap + HEAP_BYTES, "the TEE's heap has not shrunk again");
	CHECK_MSG(sessions_after * 100 >= sessions * SESSIONS_PERCENT,
		  "the TEE has room for fewer sessions");
	CHECK_MSG(regions_after * 100 >= regions * REGIONS_PERCENT,
		  "the TEE has room for fewer regions");
}

TEST_LIMIT(burst_of_calls_leaves_the_tee_its_memory, 170)
{
	struct stat st;
	char path[40];
	int status;
	pid_t pid;

	snprintf(path, sizeof(path), "/dev/%s", tee_device_name());
	CHECK_OK(stat(path, &st));
	CHECK_OK(chmod(path, 0666));
	pid = child_start(bursts, NULL);
	status = child_wait(pid, 150, "the test's own process");
	CHECK_OK(chmod(path, st.st_mode & 07777));
	CHECK_EQ(status, 0);
}
