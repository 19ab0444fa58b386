// SPDX-License-Identifier: BSD-2-Clause
/* TEE_IOC_SHM_REGISTER_FD: use another fd's memory as shared memory */

#include <fcntl.h>
#include <linux/udmabuf.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

static void need_import(int fd)
{
	if (!core_is_ours()) {
		/* Without the ioctl the call should fail one way or another. */
		CHECK(shm_register_fd(fd, -1, NULL, NULL) == -1);
		SKIP("this core has no TEE_IOC_SHM_REGISTER_FD");
	}
}

static int memfd(size_t size, unsigned int flags)
{
	int memory = (int)CHECK_OK(memfd_create("test", MFD_CLOEXEC | flags));

	CHECK_OK(ftruncate(memory, (off_t)size));
	return memory;
}

static uint8_t *map(int file, size_t size)
{
	uint8_t *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

TEST(import_memfd)
{
	int fd = tee_open(), memory, id = -1;
	uint64_t size = 0;
	uint32_t session;
	uint8_t *p;

	need_import(fd);
	session = session_open(fd, uuid_invoke_tests);
	memory = memfd(5 * PAGE, 0);
	p = map(memory, 5 * PAGE);
	p[4 * PAGE] = 17;
	CHECK_OK(shm_register_fd(fd, memory, &id, &size));
	CHECK_EQ(size, 5 * PAGE);
	CHECK_OK(close(memory));
	shm_sum(fd, session, id, 0, 5 * PAGE);
	CHECK_EQ(p[0], 17);
}

/* The TEE gets the file's bytes, but not the rest of its last page. */
TEST(import_memfd_of_odd_size)
{
	int fd = tee_open(), memory, id;
	uint64_t size = 0;
	uint32_t session;
	uint8_t *p;

	need_import(fd);
	session = session_open(fd, uuid_invoke_tests);
	memory = memfd(PAGE + 100, 0);
	p = map(memory, PAGE + 100);
	p[PAGE + 99] = 3;
	CHECK_OK(shm_register_fd(fd, memory, &id, &size));
	CHECK_EQ(size, PAGE + 100);
	shm_sum(fd, session, id, 0, PAGE + 100);
	CHECK_EQ(p[0], 3);
}

TEST(import_empty_memfd)
{
	int fd = tee_open();

	need_import(fd);
	CHECK_ERRNO(shm_register_fd(fd, memfd(0, 0), NULL, NULL), EINVAL);
}

TEST(import_flags)
{
	int fd = tee_open(), memory;

	need_import(fd);
	memory = memfd(PAGE, 0);
	for (unsigned int bit = 0; bit < 32; bit++) {
		struct tee_ioctl_shm_register_fd_data data = {
			.fd = memory,
			.flags = 1u << bit,
		};

		CHECK_ERRNO(ioctl(fd, TEE_IOC_SHM_REGISTER_FD, &data), EINVAL);
	}
}

TEST(import_bad_descriptors)
{
	static const int64_t bad[] = {
		-1, 999, INT64_MIN, INT64_MAX, 0x100000000, -0x100000000,
	};
	int fd = tee_open();

	need_import(fd);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK_ERRNO(shm_register_fd(fd, bad[i], NULL, NULL), EBADF);
	/* valid in the low 32 bits only */
	CHECK_ERRNO(shm_register_fd(fd, memfd(PAGE, 0) | (1ll << 32), NULL, NULL),
		    EBADF);
}

TEST(import_what_is_no_memory)
{
	int fd = tee_open(), ends[2];

	need_import(fd);
	CHECK_OK(pipe2(ends, O_CLOEXEC));
	CHECK_ERRNO(shm_register_fd(fd, ends[0], NULL, NULL), EINVAL);
	CHECK_ERRNO(shm_register_fd(fd, open("/dev/null", O_RDWR | O_CLOEXEC),
				    NULL, NULL), EINVAL);
	CHECK_ERRNO(shm_register_fd(fd, open("/proc/self/maps", O_RDONLY | O_CLOEXEC),
				    NULL, NULL), EINVAL);
	CHECK_ERRNO(shm_register_fd(fd, open("/", O_RDONLY | O_CLOEXEC), NULL, NULL),
		    EINVAL);
	CHECK_ERRNO(shm_register_fd(fd, fd, NULL, NULL), EINVAL);
	CHECK_ERRNO(shm_register_fd(fd, shm_alloc(fd, PAGE, NULL), NULL, NULL), EINVAL);
}

/* O_PATH doesn't allow any I/O. */
TEST(import_path_descriptor)
{
	int fd = tee_open();

	need_import(fd);
	CHECK_ERRNO(shm_register_fd(fd, open("/dev/null", O_PATH | O_CLOEXEC),
				    NULL, NULL), EBADF);
}

TEST(import_sealed_memfd)
{
	static const int seals[] = { F_SEAL_WRITE, F_SEAL_FUTURE_WRITE };
	int fd = tee_open();

	need_import(fd);
	for (size_t i = 0; i < 2; i++) {
		int memory = memfd(PAGE, MFD_ALLOW_SEALING);

		CHECK_OK(fcntl(memory, F_ADD_SEALS, seals[i]));
		CHECK_ERRNO(shm_register_fd(fd, memory, NULL, NULL), EPERM);
	}
}

/* Seals against growing and shrinking are fine. */
TEST(import_memfd_sealed_in_size)
{
	int fd = tee_open(), memory;

	need_import(fd);
	memory = memfd(PAGE, MFD_ALLOW_SEALING);
	CHECK_OK(fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW));
	CHECK_OK(shm_register_fd(fd, memory, NULL, NULL));
}

TEST(import_memfd_opened_read_only)
{
	int fd = tee_open(), memory, read_only;
	char path[64];

	need_import(fd);
	memory = memfd(PAGE, 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", memory);
	read_only = (int)CHECK_OK(open(path, O_RDONLY | O_CLOEXEC));
	CHECK_ERRNO(shm_register_fd(fd, read_only, NULL, NULL), EPERM);
}

/*
 * An import holds off F_SEAL_WRITE like a writable mapping does. It counts from
 * before the seals are checked.
 */
TEST(seal_after_import)
{
	int fd = tee_open(), memory, shm;

	need_import(fd);
	memory = memfd(PAGE, MFD_ALLOW_SEALING);
	shm = (int)CHECK_OK(shm_register_fd(fd, memory, NULL, NULL));
	CHECK_ERRNO(fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE), EBUSY);
	/* Even after truncation, with none of the pinned pages in the file anymore. */
	CHECK_OK(ftruncate(memory, 0));
	CHECK_OK(ftruncate(memory, PAGE));
	CHECK_ERRNO(fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE), EBUSY);
	CHECK_OK(close(shm));
	CHECK_OK(fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE));
}

/*
 * F_SEAL_FUTURE_WRITE doesn't affect existing imports: the TEE can write and
 * its pages stay put.
 */
TEST(seal_for_the_future_after_import)
{
	int fd = tee_open(), memory, id = -1;
	uint8_t *p;

	need_import(fd);
	memory = memfd(2 * PAGE, MFD_ALLOW_SEALING);
	p = map(memory, 2 * PAGE);
	CHECK_OK(shm_register_fd(fd, memory, &id, NULL));
	CHECK_OK(fcntl(memory, F_ADD_SEALS, F_SEAL_FUTURE_WRITE));
	CHECK_ERRNO(shm_register_fd(fd, memory, NULL, NULL), EPERM);
	CHECK_ERRNO(fallocate(memory, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			      (off_t)PAGE), EPERM);
	p[PAGE] = 9;
	shm_sum(fd, session_open(fd, uuid_invoke_tests), id, 0, 2 * PAGE);
	CHECK_EQ(p[0], 9);
}

/* A failed import leaves nothing behind that would hold off F_SEAL_WRITE. */
TEST(seal_after_failed_import)
{
	int fd = tee_open(), memory;

	need_import(fd);
	memory = memfd(0, MFD_ALLOW_SEALING);
	CHECK_ERRNO(shm_register_fd(fd, memory, NULL, NULL), EINVAL);
	CHECK_OK(fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE));

	memory = memfd(PAGE, MFD_ALLOW_SEALING);
	CHECK_OK(ftruncate(memory, 1l << 40));
	CHECK_ERRNO(shm_register_fd(fd, memory, NULL, NULL), EDQUOT);
	CHECK_OK(ftruncate(memory, PAGE));
	CHECK_OK(fcntl(memory, F_ADD_SEALS, F_SEAL_WRITE));
}

struct seal_race {
	int memory;
	int sealed;
	_Atomic bool ready, go;
};

static void *seal_at_once(void *arg)
{
	struct seal_race *race = arg;

	race->ready = true;
	while (!race->go)
		;
	race->sealed = !fcntl(race->memory, F_ADD_SEALS, F_SEAL_WRITE);
	return NULL;
}

/* Race the seal against the import: at most one of them can win. */
TEST_LIMIT(seal_while_importing, 120)
{
	int fd = tee_open(), imported = 0, sealed = 0;

	need_import(fd);
	for (int round = 0; round < 400; round++) {
		struct seal_race race = { .memory = memfd(64 * PAGE, MFD_ALLOW_SEALING) };
		pthread_t thread;
		int shm;

		CHECK(!pthread_create(&thread, NULL, seal_at_once, &race));
		while (!race.ready)
			;
		race.go = true;
		/* Delay the seal a bit more each round, to hit every stage of the import. */
		for (int i = 0; i < round; i++)
			getppid();
		shm = shm_register_fd(fd, race.memory, NULL, NULL);
		if (shm < 0)
			CHECK_EQ(errno, EPERM);
		CHECK(!pthread_join(thread, NULL));
		CHECK_MSG((shm >= 0) != race.sealed, "round %d: imported %d, sealed %d",
			  round, shm >= 0, race.sealed);
		imported += shm >= 0;
		sealed += race.sealed;
		if (shm >= 0)
			CHECK_OK(close(shm));
		CHECK_OK(close(race.memory));
	}
	test_note("imported %d times, sealed %d times", imported, sealed);
}

static void execute(void *path)
{
	execl(path, path, "--helper=none", (char *)NULL);
	CHECK_EQ(errno, ETXTBSY);
}

/* To execve() the file is open for writing, hence ETXTBSY. */
TEST(import_keeps_the_file_open_for_writing)
{
	static char path[] = "/dev/shm/gtee-import-test";
	int fd = tee_open(), memory, shm;

	need_import(fd);
	mkdir("/dev/shm", 01777);
	CHECK_OK(mount("tmpfs", "/dev/shm", "tmpfs", 0, NULL));
	memory = (int)CHECK_OK(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0755));
	CHECK_OK(ftruncate(memory, PAGE));
	shm = shm_register_fd(fd, memory, NULL, NULL);
	CHECK_OK(close(memory));
	if (shm >= 0)
		child_expect_ok(child_start(execute, path), 10, "executing what is imported");
	unlink(path);
	close(shm);
	CHECK_OK(umount2("/dev/shm", MNT_DETACH));
	CHECK(shm >= 0);
}

/* Large folios: the pages must come out in order. */
TEST(import_of_large_pages)
{
	static const char path[] = "/dev/shm/gtee-import-test";
	size_t size = (2ul << 20) + 3 * PAGE;
	int fd = tee_open(), memory, id = -1, shm;
	uint32_t session;
	uint8_t *p;

	need_import(fd);
	session = session_open(fd, uuid_invoke_tests);
	mkdir("/dev/shm", 01777);
	CHECK_OK(mount("tmpfs", "/dev/shm", "tmpfs", 0, "huge=always"));
	memory = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	unlink(path);
	CHECK_OK(umount2("/dev/shm", MNT_DETACH));
	CHECK(memory >= 0);
	CHECK_OK(ftruncate(memory, (off_t)size));
	p = map(memory, size);
	for (size_t i = 0; i < size; i += PAGE)
		p[i + i / PAGE % PAGE] = (uint8_t)(i / PAGE % 7);
	shm = (int)CHECK_OK(shm_register_fd(fd, memory, &id, NULL));
	for (size_t i = 0; i < size; i += 100 * PAGE) {
		size_t n = size - i < 100 * PAGE ? size - i : 100 * PAGE;
		uint8_t sum = 0;

		for (size_t k = 0; k < n; k++)
			sum = (uint8_t)(sum + p[i + k]);
		shm_sum(fd, session, id, i, n);
		CHECK_EQ(p[i], sum);
	}
	CHECK_OK(close(shm));
}

/* As documented in the ABI, the TEE keeps its pages when the file shrinks. */
TEST(import_then_truncate)
{
	int fd = tee_open(), memory, id;
	uint32_t session;

	need_import(fd);
	session = session_open(fd, uuid_invoke_tests);
	memory = memfd(8 * PAGE, 0);
	CHECK_OK(shm_register_fd(fd, memory, &id, NULL));
	CHECK_OK(ftruncate(memory, 0));
	shm_sum(fd, session, id, 0, 8 * PAGE);
}

TEST(import_mmap_of_the_descriptor)
{
	int fd = tee_open(), shm;
	void *p;

	need_import(fd);
	shm = (int)CHECK_OK(shm_register_fd(fd, memfd(PAGE, 0), NULL, NULL));
	p = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, shm, 0);
	CHECK(p == MAP_FAILED && errno == EINVAL);
}

TEST(import_read_only_argument)
{
	struct tee_ioctl_shm_register_fd_data *data;
	int fd = tee_open();

	need_import(fd);
	data = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		    -1, 0);
	CHECK(data != MAP_FAILED);
	data->fd = memfd(PAGE, 0);
	CHECK_OK(mprotect(data, PAGE, PROT_READ));
	for (int i = 0; i < 20; i++)
		CHECK_ERRNO(ioctl(fd, TEE_IOC_SHM_REGISTER_FD, data), EFAULT);
}

TEST(import_dma_buf)
{
	struct udmabuf_create create = { .size = 4 * PAGE, .flags = UDMABUF_FLAGS_CLOEXEC };
	int fd = tee_open(), dev, buf, id = -1;
	uint64_t size = 0;
	uint32_t session;
	uint8_t *p;

	need_import(fd);
	dev = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	if (dev < 0)
		SKIP("no /dev/udmabuf: %s", errno_name(errno));
	create.memfd = (unsigned int)memfd(4 * PAGE, MFD_ALLOW_SEALING);
	CHECK_OK(fcntl((int)create.memfd, F_ADD_SEALS, F_SEAL_SHRINK));
	p = map((int)create.memfd, 4 * PAGE);
	buf = (int)CHECK_OK(ioctl(dev, UDMABUF_CREATE, &create));
	p[3 * PAGE + 5] = 21;
	CHECK_OK(shm_register_fd(fd, buf, &id, &size));
	CHECK_EQ(size, 4 * PAGE);
	CHECK_OK(close(buf));
	session = session_open(fd, uuid_invoke_tests);
	shm_sum(fd, session, id, 0, 4 * PAGE);
	CHECK_EQ(p[0], 21);
}
