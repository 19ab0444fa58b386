// SPDX-License-Identifier: BSD-2-Clause
/* Per-client limits: RLIMIT_MEMLOCK and the shared memory quota */

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

#define NOBODY 65534
#define QUOTA "/sys/module/tee/parameters/shm_quota_mib"

/* The process's locked plus pinned memory, in KiB */
static long charged_kib(void)
{
	static char text[8192];
	static const char *const keys[] = { "\nVmLck:", "\nVmPin:" };
	long sum = 0;

	CHECK(read_text("/proc/self/status", text, sizeof(text)));
	for (size_t i = 0; i < 2; i++) {
		const char *line = strstr(text, keys[i]);

		CHECK(line);
		sum += strtol(line + strlen(keys[i]), NULL, 10);
	}
	return sum;
}

static uint8_t *writable(size_t size)
{
	uint8_t *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

static void need_accounting(void)
{
	if (!core_is_ours())
		SKIP("this core accounts for no pinned page");
}

/* Drop root, with RLIMIT_MEMLOCK at @memlock bytes. */
static void become_nobody(size_t memlock)
{
	struct rlimit limit = { memlock, memlock };

	CHECK_OK(setrlimit(RLIMIT_MEMLOCK, &limit));
	CHECK_OK(setgroups(0, NULL));
	CHECK_OK(setgid(NOBODY));
	CHECK_OK(setuid(NOBODY));
}

TEST(pinned_pages_are_accounted)
{
	int fd = tee_open(), shm;
	uint8_t *p = writable(64 * PAGE);
	long before;

	need_accounting();
	before = charged_kib();
	shm = (int)CHECK_OK(shm_register(fd, p + 10, 63 * PAGE, NULL));
	CHECK_EQ(charged_kib(), before + 64 * 4);
	CHECK_OK(close(shm));
	CHECK_EQ(charged_kib(), before);
	/* A failed registration isn't charged. */
	CHECK_OK(munmap(p + 32 * PAGE, PAGE));
	CHECK_ERRNO(shm_register(fd, p, 64 * PAGE, NULL), EFAULT);
	CHECK_EQ(charged_kib(), before);
}

TEST(rlimit_memlock_of_an_ordinary_user)
{
	int fd = tee_open(), shm;
	uint8_t *p = writable(32 * PAGE);

	need_accounting();
	become_nobody(16 * PAGE);
	CHECK_ERRNO(shm_register(fd, p, 17 * PAGE, NULL), ENOMEM);
	CHECK_ERRNO(shm_register(fd, p + 1, 16 * PAGE, NULL), ENOMEM);
	shm = (int)CHECK_OK(shm_register(fd, p, 16 * PAGE, NULL));
	CHECK_ERRNO(shm_register(fd, p, 1, NULL), ENOMEM);
	CHECK_OK(close(shm));
	for (int i = 0; i < 40; i++) {
		shm = (int)CHECK_OK(shm_register(fd, p, 16 * PAGE, NULL));
		CHECK_OK(close(shm));
	}
}

/* Pinned memfd pages count just like anonymous ones. */
TEST(rlimit_memlock_of_imported_memory)
{
	int fd = tee_open(), memory = (int)CHECK_OK(memfd_create("locked", MFD_CLOEXEC));
	int larger = (int)CHECK_OK(memfd_create("larger", MFD_CLOEXEC)), shm;
	long before;

	need_accounting();
	before = charged_kib();
	CHECK_OK(ftruncate(memory, 16 * PAGE));
	CHECK_OK(ftruncate(larger, 16 * PAGE + 1));
	become_nobody(16 * PAGE);
	CHECK_ERRNO(shm_register_fd(fd, larger, NULL, NULL), ENOMEM);
	CHECK_EQ(charged_kib(), before);
	for (int i = 0; i < 40; i++) {
		shm = (int)CHECK_OK(shm_register_fd(fd, memory, NULL, NULL));
		CHECK_EQ(charged_kib(), before + 16 * 4);
		CHECK_ERRNO(shm_register_fd(fd, memory, NULL, NULL), ENOMEM);
		CHECK_OK(close(shm));
		CHECK_EQ(charged_kib(), before);
	}
	/* nor is a failed import */
	CHECK_OK(ftruncate(larger, 0));
	CHECK_ERRNO(shm_register_fd(fd, larger, NULL, NULL), EINVAL);
	CHECK_EQ(charged_kib(), before);
}

/* The uncharge must work even if the device fd is closed before the memory is. */
TEST(memlock_is_given_back_after_the_device_is_closed)
{
	int fd = tee_open(), shm;
	uint8_t *p = writable(8 * PAGE);
	long before;

	need_accounting();
	before = charged_kib();
	shm = (int)CHECK_OK(shm_register(fd, p, 8 * PAGE, NULL));
	CHECK_OK(close(fd));
	CHECK_OK(close(shm));
	CHECK_EQ(charged_kib(), before);
}

struct passed {
	int fd;
	int shm;
};

static void close_in_child(void *arg)
{
	struct passed *passed = arg;

	close(passed->shm);
	close(passed->fd);
}

/*
 * The charge goes back to the process that registered the memory, even if some
 * other process drops the last reference.
 */
TEST(memlock_is_the_registrants)
{
	struct passed passed = { .fd = tee_open() };
	long before, during;
	pid_t pid;

	need_accounting();
	before = charged_kib();
	passed.shm = (int)CHECK_OK(shm_register(passed.fd, writable(8 * PAGE),
						8 * PAGE, NULL));
	during = charged_kib();
	CHECK_EQ(during, before + 32);
	pid = child_start(close_in_child, &passed);
	child_expect_ok(pid, 10, "the child");
	CHECK_EQ(charged_kib(), during); /* still charged to us */
	CHECK_OK(close(passed.shm));
	CHECK_EQ(charged_kib(), before);
}

/* Run @fn in a child with the quota at @mib, then restore the old value. */
static void with_quota(const char *mib, void (*fn)(void *))
{
	char old[32];
	int status;
	pid_t pid;

	if (!core_is_ours())
		SKIP("this core has no quota");
	CHECK_MSG(read_text(QUOTA, old, sizeof(old)), "cannot read " QUOTA);
	CHECK_MSG(!write_text(QUOTA, mib), "cannot write " QUOTA ": %s",
		  errno_name(errno));
	pid = child_start(fn, NULL);
	status = child_wait(pid, 25, "the client with a quota");
	CHECK_MSG(!write_text(QUOTA, old), "cannot set " QUOTA " back");
	CHECK_EQ(status, 0);
}

static void use_up_by_allocation(void *arg)
{
	int fd = tee_open(), other = tee_open(), shm[64];
	size_t n = 0;

	(void)arg;
	while (n < 64 && (shm[n] = shm_alloc(fd, 256 * 1024, NULL)) >= 0)
		n++;
	CHECK_EQ(errno, EDQUOT);
	CHECK_MSG(n == 4, "quota of 1 MiB: expected 4 pieces of 256 KiB, got %zu", n);
	CHECK_ERRNO(shm_alloc(fd, 256 * 1024, NULL), EDQUOT);
	CHECK_ERRNO(shm_alloc(fd, 2 * MIB, NULL), EDQUOT);
	/* quotas are per client */
	CHECK_OK(shm_alloc(other, 512 * 1024, NULL));
	/* freed memory is available again */
	CHECK_OK(close(shm[0]));
	CHECK_OK(shm_alloc(fd, 256 * 1024, NULL));
}

TEST(quota_of_allocated_memory)
{
	with_quota("1", use_up_by_allocation);
}

static void use_up_by_registration(void *arg)
{
	int fd = tee_open(), shm;
	uint8_t *p = writable(2 * MIB);

	(void)arg;
	CHECK_ERRNO(shm_register(fd, p, 2 * MIB, NULL), EDQUOT);
	shm = (int)CHECK_OK(shm_register(fd, p, MIB, NULL));
	CHECK_ERRNO(shm_register(fd, p, PAGE, NULL), EDQUOT);
	CHECK_ERRNO(shm_alloc(fd, PAGE, NULL), EDQUOT);
	CHECK_OK(close(shm));
	/* failures don't eat into the quota */
	for (int i = 0; i < 600; i++)
		CHECK_ERRNO(shm_register(fd, NULL, 64 * PAGE, NULL), EFAULT);
	CHECK_OK(shm_register(fd, p, MIB, NULL));
}

TEST(quota_of_registered_memory)
{
	with_quota("1", use_up_by_registration);
}

static void use_up_by_import(void *arg)
{
	int fd = tee_open();
	int memory = (int)CHECK_OK(memfd_create("quota", MFD_CLOEXEC));

	(void)arg;
	CHECK_OK(ftruncate(memory, 2 * MIB));
	CHECK_ERRNO(shm_register_fd(fd, memory, NULL, NULL), EDQUOT);
	CHECK_OK(ftruncate(memory, MIB));
	CHECK_OK(shm_register_fd(fd, memory, NULL, NULL));
	CHECK_ERRNO(shm_alloc(fd, PAGE, NULL), EDQUOT);
}

TEST(quota_of_imported_memory)
{
	with_quota("1", use_up_by_import);
}

/* Out of the box, one client cannot allocate everything. */
TEST(quota_by_default)
{
	int fd = tee_open();
	size_t n = 0;

	if (!core_is_ours())
		SKIP("this core has no quota");
	while (n < 4096 && shm_alloc(fd, MIB, NULL) >= 0)
		n++;
	CHECK_MSG(n < 4096 && (errno == EDQUOT || errno == ENOMEM || errno == EMFILE),
		  "expected an end of allocations, got %zu and %s", n,
		  errno_name(errno));
	test_note("a client may have %zu MiB, then %s", n, errno_name(errno));
	CHECK(n >= 1);
}

/* Shared memory is charged to the client's memcg and stops at memory.max. */

#define CGROUPS "/tmp/limits-cgroup"

static void allocate_in_cgroup(void *arg)
{
	int fd, n = 0;

	(void)arg;
	CHECK_MSG(!write_text(CGROUPS "/tee/cgroup.procs", "0"), "cgroup.procs: %s",
		  errno_name(errno));
	fd = tee_open();
	while (n < 64 && shm_alloc(fd, MIB, NULL) >= 0)
		n++;
	/*
	 * The limit is 8 MiB, but two MiB may come from reserved memory and
	 * four from the pool.
	 */
	CHECK_MSG(n < 20 && errno == ENOMEM, "expected ENOMEM before 20 MiB, got %d and %s", n,
		  errno_name(errno));
	test_note("%d MiB in a control group of 8", n);
}

TEST(allocated_memory_is_charged_to_the_control_group)
{
	int status;
	pid_t pid;

	need_accounting();
	CHECK_MSG(!mkdir(CGROUPS, 0700) || errno == EEXIST, "mkdir: %s", errno_name(errno));
	CHECK_OK(mount("none", CGROUPS, "cgroup2", 0, NULL));
	CHECK_MSG(!write_text(CGROUPS "/cgroup.subtree_control", "+memory"),
		  "no control of memory: %s", errno_name(errno));
	CHECK_OK(mkdir(CGROUPS "/tee", 0700));
	CHECK_OK(write_text(CGROUPS "/tee/memory.max", "8M"));
	pid = child_start(allocate_in_cgroup, NULL);
	status = child_wait(pid, 25, "the client in a control group");
	while (rmdir(CGROUPS "/tee"))
		CHECK_MSG(errno == EBUSY, "rmdir: %s", errno_name(errno));
	CHECK_OK(umount2(CGROUPS, MNT_DETACH));
	CHECK_EQ(status, 0);
}

/*
 * The TEE's memory for regions is the same memory that sessions come from. The
 * core keeps a few regions registered for reuse, so fill up the TEE, release
 * everything, and check that what the core kept still leaves plenty of room for
 * sessions and new regions.
 */
TEST_LIMIT(memory_of_the_tee_is_given_back, 180)
{
	struct rlimit limit = { 8192, 8192 };
	int fd = tee_open(), n, first = -1, last = -1, before, after;

	CHECK_OK(setrlimit(RLIMIT_NOFILE, &limit));
	before = tee_room_for_sessions(fd);
	for (n = 0; n < 4096; n++) {
		int shm = shm_alloc(fd, PAGE, NULL);

		if (shm < 0)
			break;
		first = n ? first : shm;
		last = shm;
	}
	CHECK_MSG(n == 4096 || errno == ENOMEM, "expected ENOMEM, got %s",
		  errno_name(errno));
	test_note("%d pieces of memory", n);
	CHECK_MSG(n > 100, "only %d pieces of memory", n);
	CHECK_OK(close_range((unsigned int)first, (unsigned int)last, 0));
	after = tee_room_for_sessions(fd);
	test_note("%d sessions before, %d after", before, after);
	CHECK_MSG(after > before / 2, "only %d sessions, of %d before", after, before);
	tee_works(fd);
	for (n = 0; n < 100; n++)
		CHECK_OK(shm_alloc(fd, (size_t)(n + 1) * PAGE, NULL));
}

#define SOME 100

/* Average TEE heap used by a registration of @size bytes. All of it has to come back. */
static long heap_of_a_region(int fd, size_t size)
{
	long before = tee_heap_used(), cost;
	uint8_t *p = writable(size);
	int shms[SOME];

	for (int i = 0; i < SOME; i++)
		shms[i] = (int)CHECK_OK(shm_register(fd, p, size, NULL));
	cost = tee_heap_used() - before;
	for (int i = 0; i < SOME; i++)
		CHECK_OK(close(shms[i]));
	CHECK_OK(munmap(p, size));
	CHECK_EQ(tee_heap_used(), before);
	return cost / SOME;
}

/*
 * Backs up the figures in docs/architecture.md. The TA is loaded already when
 * sessions are measured.
 */
TEST_LIMIT(heap_of_the_tee, 120)
{
	int fd = tee_open(), sessions, regions;
	long page, pages, before, cost;

	if (tee_heap_used() < 0)
		SKIP("this OP-TEE has no statistics");
	test_note("%ld bytes of the TEE's heap are in use", tee_heap_used());
	page = heap_of_a_region(fd, PAGE);
	pages = heap_of_a_region(fd, 11 * PAGE);
	session_open(fd, uuid_invoke_tests);
	before = tee_heap_used();
	for (int i = 0; i < SOME; i++)
		session_open(fd, uuid_invoke_tests);
	cost = (tee_heap_used() - before) / SOME;
	test_note("a page takes %ld bytes, 11 pages %ld, a session %ld", page, pages, cost);
	/* 8 bytes for every page address, plus a fixed part for the region */
	CHECK_EQ(pages - page, 10 * 8);
	CHECK(page > 8 && page <= 128);
	CHECK(cost > 0 && cost <= 256);
	CHECK_OK(close(fd));
	fd = tee_open();
	regions = tee_room_for_regions(fd);
	sessions = tee_room_for_sessions(fd);
	test_note("there is room for %d pages, or %d sessions", regions, sessions);
}
