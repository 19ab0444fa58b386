// SPDX-License-Identifier: BSD-2-Clause
/*
 * Kill clients at any moment and look for leaks. The normal world is covered by
 * the harness, which compares the core's counters. For the secure world we
 * watch OP-TEE's heap, provided that OP-TEE has statistics.
 */

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "supplicant.h"
#include "tee.h"

#define KILLS 200

static void invoke_loop(void *arg)
{
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);

	(void)arg;
	for (;;)
		session_works(fd, session);
}

static void open_loop(void *arg)
{
	(void)arg;
	for (;;) {
		int fd = tee_open();

		for (int i = 0; i < 3; i++)
			session_open(fd, uuid_invoke_tests);
		close(fd);
	}
}

static void alloc_loop(void *arg)
{
	int fd = tee_open(), id;
	uint32_t session = session_open(fd, uuid_invoke_tests);

	(void)arg;
	for (size_t n = 1;; n = n % 64 + 1) {
		int shm = (int)CHECK_OK(shm_alloc(fd, n * PAGE, &id));
		uint8_t *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);

		CHECK(p != MAP_FAILED);
		shm_sum(fd, session, id, 0, PAGE);
		munmap(p, PAGE);
		close(shm);
	}
}

static void register_loop(void *arg)
{
	uint8_t *p = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = tee_open(), id;
	uint32_t session = session_open(fd, uuid_invoke_tests);

	(void)arg;
	CHECK(p != MAP_FAILED);
	for (size_t n = 1;; n = n % 60 + 1) {
		int shm = (int)CHECK_OK(shm_register(fd, p + n, n * PAGE, &id));

		shm_sum(fd, session, id, 0, PAGE);
		close(shm);
	}
}

static void (*const loops[])(void *) = {
	invoke_loop, open_loop, alloc_loop, register_loop,
};

static void kill_at_random(unsigned int kills)
{
	unsigned int seed = 20150301;
	int status;

	for (unsigned int i = 0; i < kills; i++) {
		pid_t pid = child_start(loops[i % 4], NULL);

		CHECK_MSG(!child_ended(pid, (unsigned int)rand_r(&seed) % 40, &status),
			  "a client ended by itself (loop %u)", i % 4);
		kill(pid, SIGKILL);
		child_wait(pid, 20, "a killed client");
	}
}

/*
 * Memory kept for the next client stays registered, which would show up on
 * OP-TEE's heap. Flush it.
 */
static void give_back_idle_memory(void)
{
	static const char parameter[] = "/sys/module/tee/parameters/pool_idle_kib";
	char before[32] = "";
	int fd, shm;

	fd = open(parameter, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return; /* upstream does not keep any */
	CHECK_OK(read(fd, before, sizeof(before) - 1));
	CHECK_OK(pwrite(fd, "0", 1, 0));
	shm = tee_open();
	close((int)CHECK_OK(shm_alloc(shm, PAGE, NULL)));
	close(shm);
	CHECK_OK(pwrite(fd, before, strlen(before), 0));
	close(fd);
}

TEST_LIMIT(clients_killed_at_random_moments, 240)
{
	long before, after;

	/* warm up the caches */
	kill_at_random(40);
	give_back_idle_memory();
	before = tee_heap_used();
	kill_at_random(KILLS);
	give_back_idle_memory();
	after = tee_heap_used();
	tee_works(tee_open());
	if (before < 0) {
		test_note("this OP-TEE does not tell what its heap holds");
		return;
	}
	test_note("OP-TEE's heap: %ld bytes before, %ld after %d kills", before, after,
		  KILLS);
	CHECK_MSG(after <= before + 512,
		  "OP-TEE's heap: expected %ld bytes as before, got %ld", before, after);
}

/* Open sessions with a TA that gets a new instance for each of them. */
static void user_ta_loop(void *arg)
{
	(void)arg;
	for (;;) {
		int fd = tee_open();

		session_open(fd, uuid_os_test);
		close(fd);
	}
}

TEST_LIMIT(clients_killed_while_a_ta_is_loaded, 180)
{
	unsigned int seed = 4711;
	int status, fd;

	supplicant_end_all();
	supplicant_start();
	for (int i = 0; i < 30; i++) {
		pid_t pid = child_start(user_ta_loop, NULL);

		CHECK_MSG(!child_ended(pid, (unsigned int)rand_r(&seed) % 200, &status),
			  "a client ended by itself");
		kill(pid, SIGKILL);
		child_wait(pid, 20, "a killed client");
	}
	/* Is there enough memory left for a few instances? */
	fd = tee_open();
	for (int i = 0; i < 3; i++)
		session_open(fd, uuid_os_test);
}

#define MAX_PROCESSES 9
#define STALL_MS 2500	/* on a busy disk, fsync() can take this long */

static void signal_all(const pid_t *pids, size_t count, int signal)
{
	while (count)
		kill(pids[--count], signal);
}

static void open_user_ta(void *arg)
{
	(void)arg;
	session_open(tee_open(), uuid_os_test);
}

/* Wait for @want changes below the watched directory. False if they stop coming. */
static bool wait_for_changes(int watch, unsigned int want)
{
	char events[4096] __attribute__((aligned(8)));
	struct pollfd poll_fd = { .fd = watch, .events = POLLIN };
	const struct inotify_event *event;
	ssize_t size;

	while (want && poll(&poll_fd, 1, 5000 * test_time_factor()) == 1) {
		size = CHECK_OK(read(watch, events, sizeof(events)));
		for (const char *p = events; want && p < events + size;
		     p += sizeof(*event) + event->len, want--)
			event = (const struct inotify_event *)p;
	}
	return !want;
}

/*
 * On empty storage OP-TEE sets up its files when it loads the first TA. Let
 * @change changes go by, then stop the supplicant and kill the client.
 */
static void kill_after_change(unsigned int change)
{
	pid_t supplicant = supplicant_start(), client, pids[MAX_PROCESSES];
	int watch = (int)CHECK_OK(inotify_init1(IN_CLOEXEC)), status;
	size_t count = supplicant_children(supplicant, pids, MAX_PROCESSES - 1);
	bool changed, ended;

	pids[count++] = supplicant;
	CHECK_OK(inotify_add_watch(watch, SUPPLICANT_STORAGE,
				   IN_CREATE | IN_MODIFY | IN_DELETE | IN_MOVE));
	client = child_start(open_user_ta, NULL);
	changed = wait_for_changes(watch, change);
	signal_all(pids, count, SIGSTOP);
	kill(client, SIGKILL);
	ended = child_ended(client, STALL_MS, &status);
	signal_all(pids, count, SIGCONT);
	CHECK_MSG(ended, "change %u: the killed client waited for the supplicant", change);
	CHECK_MSG(changed, "expected change %u of the storage, got fewer", change);
	child_expect_ok(child_start(open_user_ta, NULL), 60, "the next client");
	close(watch);
	supplicant_kill(supplicant);
}

/*
 * Kill a client in the middle of a secure storage update while the supplicant
 * is stalled. The client must die right away, but its call still must run to
 * completion: if OP-TEE 4.5 saw an error here instead of the reply, it would be
 * left with a corrupt storage database and could not load a single TA anymore.
 */
TEST_LIMIT(client_killed_while_the_supplicant_is_slow, 180)
{
	if (!core_is_ours())
		SKIP("this core does not see the call through");
	supplicant_end_all();
	for (unsigned int change = 1; change <= 15; change += 2)
		kill_after_change(change);
}
