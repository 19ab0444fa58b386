// SPDX-License-Identifier: BSD-2-Clause
/* TEE_IOC_SHM_ALLOC and the fds it returns */

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

static uint8_t *map(int shm, size_t size)
{
	uint8_t *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);

	CHECK_MSG(p != MAP_FAILED, "mmap of %zu bytes: expected success, got %s",
		  size, errno_name(errno));
	return p;
}

static bool all_zero(const uint8_t *p, size_t size)
{
	return !p[0] && !memcmp(p, p + 1, size - 1);
}

TEST(shm_alloc_sizes)
{
	static const uint64_t sizes[] = { 1, 4095, 4096, 4097, 65536, MIB, 3 * MIB };
	int fd = tee_open();

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct tee_ioctl_shm_alloc_data data = { .size = sizes[i], .id = -5 };
		int shm = (int)CHECK_OK(ioctl(fd, TEE_IOC_SHM_ALLOC, &data));
		uint8_t *p;

		CHECK(data.size >= sizes[i]);
		CHECK_EQ(data.flags, 0);
		CHECK(data.id >= 0);
		p = map(shm, sizes[i]);
		CHECK(all_zero(p, sizes[i]));
		memset(p, 0xa5, sizes[i]);
		CHECK_EQ(p[sizes[i] - 1], 0xa5);
		CHECK_OK(munmap(p, sizes[i]));
		CHECK_OK(close(shm));
	}
}

TEST(shm_alloc_size_zero)
{
	CHECK_ERRNO(shm_alloc(tee_open(), 0, NULL), EINVAL);
}

TEST(shm_alloc_flags)
{
	int fd = tee_open();

	for (unsigned int bit = 0; bit < 32; bit++) {
		struct tee_ioctl_shm_alloc_data data = {
			.size = PAGE,
			.flags = 1u << bit,
		};

		CHECK_ERRNO(ioctl(fd, TEE_IOC_SHM_ALLOC, &data), EINVAL);
	}
}

/* Sizes the page allocator would WARN about if they made it that far. */
TEST(huge_shm_alloc_and_register)
{
	static const uint64_t sizes[] = {
		UINT64_MAX, UINT64_MAX - 1, UINT64_MAX - 4094, UINT64_MAX - 4095,
		1ull << 63, (1ull << 63) - 1, 1ull << 52, 1ull << 47, 1ull << 40,
		(1ull << 32) + 1, 1ull << 32, 1ull << 31, 1ull << 30,
	};
	int fd = tee_open();

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		CHECK_ERRNO_IN(shm_alloc(fd, sizes[i], NULL), EINVAL, ENOMEM, EDQUOT);
		CHECK_ERRNO_IN(shm_register(fd, (void *)0x10000000, sizes[i], NULL),
			       EINVAL, ENOMEM, EDQUOT, EFAULT);
	}
	tee_works(fd);
}

TEST(shm_alloc_argument_unmapped)
{
	int fd = tee_open();

	CHECK_ERRNO(ioctl(fd, TEE_IOC_SHM_ALLOC, NULL), EFAULT);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_SHM_ALLOC, (void *)8), EFAULT);
}

/* The result cannot be copied out. Leaks are the harness's business. */
TEST(shm_alloc_argument_read_only)
{
	struct tee_ioctl_shm_alloc_data *data;
	int fd = tee_open();
	int first;

	data = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(data != MAP_FAILED);
	data->size = PAGE;
	CHECK_OK(mprotect(data, PAGE, PROT_READ));
	first = (int)CHECK_OK(dup(fd));
	close(first);
	for (int i = 0; i < 50; i++)
		CHECK_ERRNO(ioctl(fd, TEE_IOC_SHM_ALLOC, data), EFAULT);
	CHECK_EQ(dup(fd), first); /* i.e. no fd was left behind */
}

TEST(shm_alloc_misaligned_argument)
{
	struct tee_ioctl_shm_alloc_data data = { .size = PAGE };
	uint8_t bytes[sizeof(data) + 1];

	memcpy(bytes + 1, &data, sizeof(data));
	CHECK_OK(ioctl(tee_open(), TEE_IOC_SHM_ALLOC, bytes + 1));
}

TEST(shm_descriptors_are_close_on_exec)
{
	static uint8_t buf[2 * PAGE] __attribute__((aligned(4096)));
	int fd = tee_open();
	int shm = (int)CHECK_OK(shm_alloc(fd, PAGE, NULL));
	int reg = (int)CHECK_OK(shm_register(fd, buf, PAGE, NULL));
	int memory, imported;

	CHECK_EQ(CHECK_OK(fcntl(shm, F_GETFD)) & FD_CLOEXEC, FD_CLOEXEC);
	CHECK_EQ(CHECK_OK(fcntl(reg, F_GETFD)) & FD_CLOEXEC, FD_CLOEXEC);
	if (!core_is_ours())
		return; /* upstream's core in this kernel does not have TEE_IOC_SHM_REGISTER_FD */
	memory = (int)CHECK_OK(memfd_create("close-on-exec", 0));
	CHECK_OK(ftruncate(memory, PAGE));
	imported = (int)CHECK_OK(shm_register_fd(fd, memory, NULL, NULL));
	CHECK_EQ(CHECK_OK(fcntl(imported, F_GETFD)) & FD_CLOEXEC, FD_CLOEXEC);
}

TEST(shm_alloc_no_descriptor_free)
{
	int fd = tee_open();

	while (dup(fd) >= 0)
		;
	CHECK_EQ(errno, EMFILE);
	for (int i = 0; i < 20; i++)
		CHECK_ERRNO(shm_alloc(fd, PAGE, NULL), EMFILE);
}

TEST(mmap_private)
{
	int shm = (int)CHECK_OK(shm_alloc(tee_open(), PAGE, NULL));

	if (!core_is_ours())
		SKIP("this core maps shared memory privately");
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, shm, 0) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
}

TEST(mmap_beyond)
{
	struct tee_ioctl_shm_alloc_data data = { .size = 3 * PAGE };
	int shm = (int)CHECK_OK(ioctl(tee_open(), TEE_IOC_SHM_ALLOC, &data));
	static const struct { off_t offset; size_t pages; } beyond[] = {
		{ 0, 1 }, { 1, 0 }, { (off_t)1 << 50, -1ul }, { 2, 1 },
	};

	for (size_t i = 0; i < sizeof(beyond) / sizeof(*beyond); i++) {
		off_t offset = beyond[i].offset * (off_t)PAGE;
		size_t size = data.size + beyond[i].pages * PAGE;
		void *p = mmap(NULL, size, PROT_READ, MAP_SHARED, shm, offset);

		CHECK_MSG(p == MAP_FAILED, "mmap %zu at %lld: expected EINVAL, got success",
			  size, (long long)offset);
		CHECK_MSG(errno == EINVAL || errno == EOVERFLOW,
			  "mmap %zu at %lld: expected EINVAL, got %s", size,
			  (long long)offset, errno_name(errno));
	}
}

/* Nonzero offsets are either honoured or refused. */
TEST(mmap_from_an_offset)
{
	int shm = (int)CHECK_OK(shm_alloc(tee_open(), 3 * PAGE, NULL));
	uint8_t *whole = map(shm, 3 * PAGE), *second;

	if (!core_is_ours())
		SKIP("this core ignores the offset");
	for (size_t i = 0; i < 3; i++)
		whole[i * PAGE] = (uint8_t)(i + 1);
	second = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, shm, PAGE);
	if (second == MAP_FAILED)
		CHECK_EQ(errno, EINVAL);
	else
		CHECK_EQ(second[0], 2);
}

TEST(mmap_of_registered_memory)
{
	static uint8_t buf[PAGE] __attribute__((aligned(4096)));
	int shm = (int)CHECK_OK(shm_register(tee_open(), buf, PAGE, NULL));

	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, shm, 0) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
}

TEST(tee_sees_what_the_client_wrote)
{
	int fd = tee_open(), id;
	uint32_t session = session_open(fd, uuid_invoke_tests);
	int shm = (int)CHECK_OK(shm_alloc(fd, 2 * PAGE, &id));
	uint8_t *p = map(shm, 2 * PAGE);

	memset(p + 100, 3, 50);
	shm_sum(fd, session, id, 100, 50);
	CHECK_EQ(p[100], 150);
	CHECK_EQ(p[99], 0);
	CHECK_EQ(p[101], 3);
	/* cross a page boundary */
	memset(p + PAGE - 10, 5, 20);
	shm_sum(fd, session, id, PAGE - 10, 20);
	CHECK_EQ(p[PAGE - 10], 100);
}

/* Mapping, memory fd and device fd can go away in any order. */
TEST(mapping_outlives_the_descriptors)
{
	int fd = tee_open(), id;
	uint32_t session = session_open(fd, uuid_invoke_tests);
	int shm = (int)CHECK_OK(shm_alloc(fd, PAGE, &id));
	uint8_t *p = map(shm, PAGE);

	CHECK_OK(close(shm));
	memset(p, 1, PAGE);
	CHECK_OK(close(fd));
	CHECK_EQ(p[PAGE - 1], 1);
	p[0] = 7;
	CHECK_OK(munmap(p, PAGE));
	(void)session;
}

TEST(device_closed_before_the_memory)
{
	int fd = tee_open(), id;
	int shm = (int)CHECK_OK(shm_alloc(fd, PAGE, &id));
	uint8_t *p;

	CHECK_OK(close(fd));
	p = map(shm, PAGE);
	p[0] = 1;
	CHECK_OK(close(shm));
	p[PAGE - 1] = 1;
	CHECK_OK(munmap(p, PAGE));
}

TEST(unmapped_and_closed_in_the_usual_order)
{
	int fd = tee_open(), id;
	int shm = (int)CHECK_OK(shm_alloc(fd, PAGE, &id));
	uint8_t *p = map(shm, PAGE);

	CHECK_OK(munmap(p, PAGE));
	CHECK_OK(close(shm));
	CHECK_OK(close(fd));
}

static void dirty(void *arg)
{
	size_t size = *(size_t *)arg;
	int fd = tee_open();

	for (int i = 0; i < 16; i++) {
		int shm = (int)CHECK_OK(shm_alloc(fd, size, NULL));

		memset(map(shm, size), 0x5a, size);
	}
}

/* No matter how the previous owner let go of the memory, the next one only sees zeroes. */
TEST_LIMIT(client_never_sees_another_clients_bytes, 60)
{
	static size_t sizes[] = { 1, PAGE, 3 * PAGE, 64 * 1024, MIB };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		child_expect_ok(child_start(dirty, &sizes[i]), 20, "the first client");
		int fd = tee_open();

		for (int j = 0; j < 16; j++) {
			/* Map whole pages, even if less was asked for. */
			size_t size = (sizes[i] + PAGE - 1) / PAGE * PAGE;
			int shm = (int)CHECK_OK(shm_alloc(fd, sizes[i], NULL));
			uint8_t *p = map(shm, size);

			CHECK_MSG(all_zero(p, size),
				  "memory of %zu bytes: expected zeroes, got 0x%02x…",
				  sizes[i], p[0]);
			CHECK_OK(munmap(p, size));
			CHECK_OK(close(shm));
		}
		CHECK_OK(close(fd));
	}
}

/* Even tiny allocations get a page of their own. */
TEST(clients_share_no_page)
{
	int a = tee_open(), b = tee_open();
	int shm_a = (int)CHECK_OK(shm_alloc(a, 64, NULL));
	int shm_b = (int)CHECK_OK(shm_alloc(b, 64, NULL));
	uint8_t *p = map(shm_a, PAGE), *q = map(shm_b, PAGE);

	memset(p, 0xaa, PAGE);
	CHECK(all_zero(q, PAGE));
	memset(q, 0xbb, PAGE);
	CHECK(p[0] == 0xaa && !memcmp(p, p + 1, PAGE - 1));
}
