// SPDX-License-Identifier: BSD-2-Clause
/*
 * Import memory from tee_dmabuf_test, an exporter of odd and broken buffers.
 * Either the TEE gets exactly the pages that the program sees, or the import
 * fails.
 */

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fake_driver.h"
#include "harness.h"
#include "tee.h"
#include "tee_dmabuf_test/dmabuf_test.h"

#define SIZE (DMABUF_TEST_PAGES * PAGE)

static int exporter(void)
{
	return (int)CHECK_OK(open("/dev/tee_dmabuf_test", O_RDWR | O_CLOEXEC));
}

static int export(enum dmabuf_kind kind)
{
	int dev = exporter(), buf;

	buf = (int)CHECK_OK(ioctl(dev, DMABUF_TEST_EXPORT, kind));
	CHECK_OK(close(dev));
	return buf;
}

/* Pass a few bytes from the program to the TEE, and the sum back */
static void tee_sees(int buf)
{
	int fd = tee_open(), id = -1;
	uint64_t size = 0;
	uint8_t *p;

	p = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, buf, 0);
	CHECK(p != MAP_FAILED);
	for (size_t i = 0; i < DMABUF_TEST_PAGES; i++)
		p[i * PAGE + i] = (uint8_t)(1 << i);
	CHECK_OK(shm_register_fd(fd, buf, &id, &size));
	CHECK_EQ(size, SIZE);
	shm_sum(fd, session_open(fd, uuid_invoke_tests), id, 0, SIZE);
	CHECK_EQ(p[0], (1 << DMABUF_TEST_PAGES) - 1);
}

TEST(import_of_an_exporters_buffer)
{
	tee_sees(export(DMABUF_PLAIN));
}

/*
 * tee_dmabuf_test's buffer is "above 4 GiB", out of the driver device's reach
 * but not the TEE's
 */
TEST(import_above_the_drivers_mask)
{
	tee_sees(export(DMABUF_FAR));
}

/* As with swiotlb=force, where a device sees bounce buffers instead of the real pages */
TEST(import_where_all_dma_is_bounced)
{
	int dev = exporter(), fd = tee_open(), buf = export(DMABUF_NAMELESS), shm, err;

	CHECK_OK(ioctl(dev, DMABUF_TEST_BOUNCE, 1));
	shm = shm_register_fd(fd, buf, NULL, NULL);
	err = errno;
	CHECK_OK(ioctl(dev, DMABUF_TEST_BOUNCE, 0));
	CHECK_MSG(shm < 0, "expected EOPNOTSUPP, got success");
	CHECK_EQ(err, EOPNOTSUPP);
	tee_sees(buf);
}

TEST(import_of_what_is_no_memory_of_ours)
{
	static const struct {
		enum dmabuf_kind kind;
		int err;
	} bad[] = {
		{ DMABUF_TRANSLATED, EOPNOTSUPP },
		{ DMABUF_DEVICE, EINVAL },
		{ DMABUF_UNALIGNED, EINVAL },
		{ DMABUF_SHORT, EINVAL },
		/* ENODEV would look as if the TEE had been removed */
		{ DMABUF_LOST, EOPNOTSUPP },
	};
	int fd = tee_open();

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		int buf = export(bad[i].kind), shm;

		shm = shm_register_fd(fd, buf, NULL, NULL);
		CHECK_MSG(shm < 0 && errno == bad[i].err, "kind %d: expected %s, got %s",
			  bad[i].kind, errno_name(bad[i].err),
			  shm < 0 ? errno_name(errno) : "success");
		CHECK_OK(close(buf));
	}
}

/* The client may only read this buffer, but the TEE could write to it */
TEST(import_of_a_buffer_for_reading)
{
	int buf = export(DMABUF_READ_ONLY);
	void *p = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, buf, 0);

	CHECK(p == MAP_FAILED && errno == EACCES);
	CHECK_ERRNO(shm_register_fd(tee_open(), buf, NULL, NULL), EPERM);
}

/* The TEE's device and its parent go away first, the buffer only later */
TEST(import_outlives_the_drivers_device)
{
	int dev = exporter(), fd = fake_open(), buf = export(DMABUF_PLAIN), shm;
	long before = CHECK_OK(ioctl(dev, DMABUF_TEST_ORPHANS, 0));

	shm = (int)CHECK_OK(shm_register_fd(fd, buf, NULL, NULL));
	CHECK_OK(close(fd));
	fake_control("unregister");
	fake_control("renew_parent");
	CHECK_EQ(CHECK_OK(ioctl(dev, DMABUF_TEST_ATTACHED, 0)), 1);
	CHECK_OK(close(shm));
	/* with the TEE gone, this is up to a worker */
	for (int ms = 0; ioctl(dev, DMABUF_TEST_ATTACHED, 0); ms += 10) {
		CHECK_MSG(ms < 10000, "the buffer is attached for ever");
		sleep_ms(10);
	}
	CHECK_EQ(CHECK_OK(ioctl(dev, DMABUF_TEST_ORPHANS, 0)), before);
	fake_control("register");
}

/* The driver's page, write-combining or cached */
static uint8_t *map_page(int dev, bool combined)
{
	uint8_t *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, dev,
			  combined ? (off_t)PAGE : 0);

	CHECK(p != MAP_FAILED);
	return p;
}

/*
 * The TEE maps memory cacheable, and wouldn't see what the program writes
 * through a write-combining mapping.
 */
TEST(register_memory_that_is_not_cacheable)
{
	int dev = exporter(), fd = tee_open(), id;
	uint8_t *p = map_page(dev, false);

	p[17] = 4;
	CHECK_OK(shm_register(fd, p, PAGE, &id));
	shm_sum(fd, session_open(fd, uuid_invoke_tests), id, 0, PAGE);
	CHECK_EQ(p[0], 4);
	CHECK_ERRNO(shm_register(fd, map_page(dev, true), PAGE, NULL), EFAULT);
	CHECK_ERRNO(shm_register(fd, map_page(dev, true) + 100, 8, NULL), EFAULT);
	/* Likewise behind ordinary memory, and in a private mapping */
	p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(p != MAP_FAILED);
	CHECK(mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, dev, PAGE) ==
	      p + PAGE);
	CHECK_ERRNO(shm_register(fd, p, 2 * PAGE, NULL), EFAULT);
	CHECK_OK(shm_register(fd, p, PAGE, NULL));
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, dev, PAGE);
	CHECK(p != MAP_FAILED);
	CHECK_ERRNO(shm_register(fd, p, PAGE, NULL), EFAULT);
}
