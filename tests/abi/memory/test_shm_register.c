// SPDX-License-Identifier: BSD-2-Clause
/*
 * TEE_IOC_SHM_REGISTER on a client's own memory. Refused registrations cannot
 * leave any pages pinned, which the harness would notice.
 */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

static uint8_t *pages(size_t n, int prot)
{
	uint8_t *p = mmap(NULL, n * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

static uint8_t *writable(size_t n)
{
	return pages(n, PROT_READ | PROT_WRITE);
}

TEST(shm_register_sizes_and_offsets)
{
	static const struct { size_t offset, size; } pieces[] = {
		{ 0, 1 }, { 0, PAGE }, { 1, 1 }, { 4095, 1 }, { 4095, 2 },
		{ 100, PAGE }, { 8, 5 * PAGE - 16 }, { 0, 16 * PAGE },
	};
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);
	uint8_t *p = writable(16);

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		uint8_t *piece = p + pieces[i].offset;
		int id, shm;

		memset(p, 0, 16 * PAGE);
		piece[0] = 1;
		piece[pieces[i].size - 1] += 2;
		shm = (int)CHECK_OK(shm_register(fd, piece, pieces[i].size, &id));
		shm_sum(fd, session, id, 0, pieces[i].size);
		CHECK_EQ(piece[0], 3);
		CHECK_OK(close(shm));
	}
}

TEST(shm_register_keeps_length_and_flags)
{
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)writable(2) + 10,
		.length = 1000,
		.id = -1,
	};
	uint64_t addr = data.addr;

	CHECK_OK(ioctl(tee_open(), TEE_IOC_SHM_REGISTER, &data));
	CHECK_EQ(data.addr, addr);
	CHECK_EQ(data.length, 1000);
	CHECK_EQ(data.flags, 0);
	CHECK(data.id >= 0);
}

TEST(shm_register_flags)
{
	uint8_t *p = writable(1);
	int fd = tee_open();

	for (unsigned int bit = 0; bit < 32; bit++) {
		struct tee_ioctl_shm_register_data data = {
			.addr = (uintptr_t)p,
			.length = PAGE,
			.flags = 1u << bit,
		};

		CHECK_ERRNO(ioctl(fd, TEE_IOC_SHM_REGISTER, &data), EINVAL);
	}
}

TEST(shm_register_length_zero)
{
	int fd = tee_open();
	uint8_t *p = writable(1);

	/* upstream: ENOMEM */
	CHECK_ERRNO_IN(shm_register(fd, p, 0, NULL), EINVAL,
		       core_is_ours() ? EINVAL : ENOMEM);
	CHECK_ERRNO_IN(shm_register(fd, p + 5, 0, NULL), EINVAL,
		       core_is_ours() ? EINVAL : ENOMEM);
}

/* addr + length wraps around or leaves user space. */
TEST(cve_2022_50080_register_length_overflows)
{
	uint8_t *p = writable(1);
	int fd = tee_open();
	uint64_t to_the_end = 0 - (uint64_t)(uintptr_t)p;
	const uint64_t lengths[] = {
		UINT64_MAX, UINT64_MAX - PAGE, UINT64_MAX - PAGE + 1,
		to_the_end, to_the_end - 1, to_the_end + 1, to_the_end + PAGE,
		1ull << 63, (1ull << 63) + PAGE, 1ull << 56, 1ull << 52,
	};

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		int rc = shm_register(fd, p, lengths[i], NULL);

		CHECK_MSG(rc == -1 && (errno == EINVAL ||
				       (!core_is_ours() &&
					(errno == EFAULT || errno == ENOENT))),
			  "length 0x%llx: expected EINVAL, got %s",
			  (unsigned long long)lengths[i],
			  rc == -1 ? errno_name(errno) : "success");
	}
	for (uint64_t back = 1; back < 2 * PAGE; back += PAGE - 1)
		CHECK_ERRNO_IN(shm_register(fd, (void *)(0 - back), 2 * PAGE, NULL),
			       EINVAL, core_is_ours() ? EINVAL : EFAULT,
			       core_is_ours() ? EINVAL : ENOENT);
	tee_works(fd);
}

TEST(shm_register_kernel_addresses)
{
	static const uint64_t addrs[] = {
		0xffff800000000000, 0xffff000000000000, 0xffff800080000000,
		0x8000000000000000, 0xfffffffffffff000,
	};
	int fd = tee_open();

	for (size_t i = 0; i < sizeof(addrs) / sizeof(*addrs); i++) {
		int rc = shm_register(fd, (void *)addrs[i], PAGE, NULL);

		CHECK_MSG(rc == -1 && (errno == EINVAL ||
				       (!core_is_ours() &&
					(errno == EFAULT || errno == ENOENT))),
			  "address 0x%llx: expected EINVAL, got %s",
			  (unsigned long long)addrs[i],
			  rc == -1 ? errno_name(errno) : "success");
	}
	/* a hole between user space and the kernel */
	CHECK_ERRNO_IN(shm_register(fd, (void *)0x0001000000000000, PAGE, NULL),
		       EINVAL, EFAULT, core_is_ours() ? EINVAL : ENOENT);
}

TEST(shm_register_unmapped)
{
	uint8_t *p = writable(4);
	int fd = tee_open();

	CHECK_OK(munmap(p, 4 * PAGE));
	CHECK_ERRNO(shm_register(fd, p, 4 * PAGE, NULL), EFAULT);
	CHECK_ERRNO(shm_register(fd, p + 1, 1, NULL), EFAULT);
	CHECK_ERRNO(shm_register(fd, NULL, PAGE, NULL), EFAULT);
}

/* Upstream pinned what it could and then released the wrong number of pages. */
TEST(cve_2025_40031_register_partly_mapped)
{
	int fd = tee_open();

	for (size_t hole = 0; hole < 8; hole++) {
		uint8_t *p = writable(8);

		memset(p, 1, 8 * PAGE);
		CHECK_OK(munmap(p + hole * PAGE, PAGE));
		/* upstream: ENOMEM */
		CHECK_ERRNO_IN(shm_register(fd, p, 8 * PAGE, NULL), EFAULT,
			       core_is_ours() ? EFAULT : ENOMEM);
		munmap(p, 8 * PAGE);
	}
	tee_works(fd);
}

/*
 * Likewise with the start in the middle of a page, where upstream's page count
 * was off by one.
 */
TEST(partial_registration_with_a_page_offset)
{
	int fd = tee_open();

	for (size_t offset = 1; offset < PAGE; offset += 1023) {
		for (size_t hole = 1; hole < 8; hole++) {
			uint8_t *p = writable(8);

			memset(p, 1, 8 * PAGE);
			CHECK_OK(munmap(p + hole * PAGE, PAGE));
			CHECK_ERRNO_IN(shm_register(fd, p + offset,
						    8 * PAGE - offset, NULL),
				       EFAULT, core_is_ours() ? EFAULT : ENOMEM);
			munmap(p, 8 * PAGE);
		}
	}
}

TEST(shm_register_read_only_memory)
{
	int fd = tee_open();
	uint8_t *p = pages(4, PROT_READ);
	uint8_t *q = writable(4);

	CHECK_ERRNO(shm_register(fd, p, 4 * PAGE, NULL), EFAULT);
	memset(q, 1, 4 * PAGE);
	CHECK_OK(mprotect(q + 2 * PAGE, PAGE, PROT_READ));
	CHECK_ERRNO_IN(shm_register(fd, q, 4 * PAGE, NULL), EFAULT,
		       core_is_ours() ? EFAULT : ENOMEM);
	CHECK_ERRNO(shm_register(fd, pages(1, PROT_NONE), PAGE, NULL), EFAULT);
}

/*
 * Pinning has to break the zero page out to real pages, since the TEE would be
 * writing to it otherwise.
 */
TEST(shm_register_untouched_memory)
{
	int fd = tee_open(), id;
	uint32_t session = session_open(fd, uuid_invoke_tests);
	uint8_t *p = writable(4), *other = writable(4);
	volatile uint8_t *peek = p;

	CHECK_EQ(peek[0], 0); /* maps the zero page */
	CHECK_OK(shm_register(fd, p, 4 * PAGE, &id));
	p[1] = 9;
	shm_sum(fd, session, id, 0, 4 * PAGE);
	CHECK_EQ(p[0], 9);
	CHECK_EQ(((volatile uint8_t *)other)[0], 0);
}

/* No struct page, no registration. Only works if /dev/mem lets us map device registers. */
TEST(shm_register_device_mapping)
{
	static const off_t registers[] = { 0x09030000, 0x09010000, 0x0a000000, 0 };
	int fd = tee_open(), mem = open("/dev/mem", O_RDWR | O_CLOEXEC);
	void *p = MAP_FAILED;

	if (mem < 0)
		SKIP("no /dev/mem: %s", errno_name(errno));
	for (size_t i = 0; i < 4 && p == MAP_FAILED; i++)
		p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, mem,
			 registers[i]);
	if (p == MAP_FAILED)
		SKIP("this kernel maps no device through /dev/mem");
	CHECK_ERRNO(shm_register(fd, p, PAGE, NULL), EFAULT);
}

/* The vDSO is a kernel page, mapped into every process. */
TEST(shm_register_vdso)
{
	char line[256];
	unsigned long start = 0;
	FILE *maps = fopen("/proc/self/maps", "re");
	int fd = tee_open();

	CHECK(maps);
	while (fgets(line, sizeof(line), maps))
		if (strstr(line, "[vvar]") || (!start && strstr(line, "[vdso]")))
			sscanf(line, "%lx", &start);
	fclose(maps);
	CHECK(start);
	CHECK_ERRNO(shm_register(fd, (void *)start, PAGE, NULL), EFAULT);
}

/* Either outcome is OK, as long as a success really works. */
TEST(shm_register_of_allocated_memory)
{
	int fd = tee_open(), id;
	uint32_t session = session_open(fd, uuid_invoke_tests);
	int shm = (int)CHECK_OK(shm_alloc(fd, PAGE, NULL));
	uint8_t *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	int again;

	CHECK(p != MAP_FAILED);
	again = shm_register(fd, p, PAGE, &id);
	if (again < 0) {
		CHECK_EQ(errno, EFAULT);
		return;
	}
	p[1] = 4;
	shm_sum(fd, session, id, 0, PAGE);
	CHECK_EQ(p[0], 4);
	CHECK_OK(close(shm));
	CHECK_OK(munmap(p, PAGE));
	/* still pinned, so still ours */
	shm_sum(fd, session, id, 0, PAGE);
	CHECK_OK(close(again));
}

TEST(shm_register_huge_but_mapped)
{
	int fd = tee_open();
	uint8_t *p = mmap(NULL, 1024 * MIB, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		SKIP("this guest reserves no 1 GiB of addresses");
	if (!core_is_ours())
		SKIP("this core has no quota and pins until memory runs out");
	CHECK_ERRNO_IN(shm_register(fd, p, 1024 * MIB, NULL), EDQUOT, ENOMEM);
	tee_works(fd);
}

/* munmap() does not pull the pages out from under the TEE. */
TEST(registered_memory_outlives_its_mapping)
{
	int fd = tee_open(), id;
	uint32_t session = session_open(fd, uuid_invoke_tests);
	uint8_t *p = writable(4);
	int shm = (int)CHECK_OK(shm_register(fd, p, 4 * PAGE, &id));

	CHECK_OK(munmap(p, 4 * PAGE));
	shm_sum(fd, session, id, 0, 4 * PAGE);
	CHECK_OK(close(shm));
}

TEST(shm_register_twice)
{
	int fd = tee_open(), id[2];
	uint32_t session = session_open(fd, uuid_invoke_tests);
	uint8_t *p = writable(4);
	int a = (int)CHECK_OK(shm_register(fd, p, 4 * PAGE, &id[0]));

	CHECK_OK(shm_register(fd, p + PAGE, 2 * PAGE, &id[1]));
	CHECK(id[0] != id[1]);
	CHECK_OK(close(a));
	p[PAGE + 1] = 11;
	shm_sum(fd, session, id[1], 0, PAGE);
	CHECK_EQ(p[PAGE], 11);
}

TEST(shm_register_argument_read_only)
{
	struct tee_ioctl_shm_register_data *data = (void *)writable(1);
	int fd = tee_open();

	data->addr = (uintptr_t)writable(2);
	data->length = 2 * PAGE;
	CHECK_OK(mprotect(data, PAGE, PROT_READ));
	for (int i = 0; i < 20; i++)
		CHECK_ERRNO(ioctl(fd, TEE_IOC_SHM_REGISTER, data), EFAULT);
}

/* A file system with dirty tracking does not allow FOLL_LONGTERM pins on its pages. */
TEST(pinned_pages_long_term)
{
	uint8_t *p;
	int file;

	if (access("/data", W_OK))
		SKIP("no disk at /data");
	file = (int)CHECK_OK(open("/data/long-term", O_RDWR | O_CREAT | O_CLOEXEC, 0600));
	CHECK_OK(ftruncate(file, 4 * PAGE));
	p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	CHECK(p != MAP_FAILED);
	memset(p, 1, 4 * PAGE);
	unlink("/data/long-term");
	if (!core_is_ours())
		SKIP("this core does not pin for the long term");
	CHECK_ERRNO(shm_register(tee_open(), p, 4 * PAGE, NULL), EFAULT);
}

TEST(shm_register_and_release_many)
{
	int fd = tee_open();
	uint8_t *p = writable(64);

	for (size_t i = 0; i < 500; i++) {
		size_t offset = i * 37 % (32 * PAGE);
		int shm = (int)CHECK_OK(shm_register(fd, p + offset,
						     1 + i * 211 % (32 * PAGE), NULL));

		CHECK_OK(close(shm));
	}
}

#define USERS 4
#define USER_SIZE (2 * PAGE)

/* One of several processes sharing a region; each sticks to its own part. */
struct memory_user {
	int fd;
	uint32_t session;
	int id;
	uint8_t *part;
	size_t offset;
};

/* Have the TEE sum up the bytes and check the result, found in the first one. */
static void sum_in_tee(const struct memory_user *user, size_t at, size_t size)
{
	struct invoke_arg invoke;
	uint8_t sum = 0;

	for (size_t i = 0; i < size; i++) {
		user->part[at + i] = (uint8_t)(i * 7 + size);
		sum = (uint8_t)(sum + user->part[at + i]);
	}
	invoke_arg_init(&invoke, user->session, INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
		    user->offset + at, size, (uint64_t)user->id);
	CHECK_OK(call_invoke(user->fd, &invoke));
	CHECK_EQ(invoke.arg.ret, 0);
	CHECK_EQ(user->part[at], sum);
}

static void use_memory(void *arg)
{
	const struct memory_user *user = arg;

	for (size_t i = 0; i < 8; i++)
		sum_in_tee(user, i * 100, USER_SIZE - i * 500);
}

/* Several processes use one region over and over, at different offsets. */
TEST_LIMIT(registered_memory_used_over_and_over, 60)
{
	size_t size = USERS * USER_SIZE, before = 0x30;
	uint8_t *memory = mmap(NULL, size + PAGE, PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct memory_user users[USERS];
	pid_t pids[USERS];
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);

	CHECK(memory != MAP_FAILED);
	for (size_t round = 0; round < 8; round++) {
		int id, shm = (int)CHECK_OK(shm_register(fd, memory + before, size, &id));

		for (size_t i = 0; i < USERS; i++) {
			users[i] = (struct memory_user){
				.fd = fd, .session = session, .id = id,
				.part = memory + before + i * USER_SIZE,
				.offset = i * USER_SIZE,
			};
			pids[i] = child_start(use_memory, &users[i]);
		}
		for (size_t i = 0; i < USERS; i++)
			child_expect_ok(pids[i], 20, "a user of registered memory");
		CHECK_OK(close(shm));
	}
	/* Now with hardly any reuse. */
	for (size_t uses = 1; uses < 3; uses++) {
		int shm = (int)CHECK_OK(shm_register(fd, memory + before, size, &users[0].id));

		for (size_t i = 0; i < uses; i++)
			sum_in_tee(&users[0], PAGE - before - 1 - i, size / 2);
		CHECK_OK(close(shm));
	}
}
