// SPDX-License-Identifier: BSD-2-Clause
/* The random TA is for the kernel only, and programs get to read /dev/hwrng. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"


/* ta/rng: 98634850-5b5e-4256-8328-4e0e0ba3b7a6 */
static const uint8_t uuid_rng[UUID_LEN] = {
	0x98, 0x63, 0x48, 0x50, 0x5b, 0x5e, 0x42, 0x56,
	0x83, 0x28, 0x4e, 0x0e, 0x0b, 0xa3, 0xb7, 0xa6,
};

TEST(programs_are_refused_by_the_trusted_application)
{
	static const uint32_t logins[] = {
		TEE_IOCTL_LOGIN_PUBLIC, TEE_IOCTL_LOGIN_USER, TEE_IOCTL_LOGIN_APPLICATION,
	};
	int fd = (int)CHECK_OK(open("/dev/tee0", O_RDWR));
	struct open_arg open;

	for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++) {
		open_arg_init(&open, uuid_rng, logins[i], 0);
		CHECK_OK(call_open(fd, &open));
		CHECK_EQ(open.arg.ret, TEEC_ERROR_ACCESS_DENIED);
	}
	CHECK_OK(close(fd));
}

TEST(programs_cannot_pass_for_the_kernel)
{
	int fd = (int)CHECK_OK(open("/dev/tee0", O_RDWR));
	struct open_arg open;

	open_arg_init(&open, uuid_rng, TEE_IOCTL_LOGIN_REE_KERNEL, 0);
	CHECK_ERRNO(call_open(fd, &open), EPERM);
	CHECK_OK(close(fd));
}

/* /dev/hwrng, which needs module tee_rng */
#define HWRNG "/dev/hwrng"

TEST(a_read_is_as_long_as_was_asked_for)
{
	static const size_t sizes[] = { 0, 1, 3, 64, 65, 4095, 4096, 10000 };
	int fd = (int)CHECK_OK(open(HWRNG, O_RDONLY));
	uint8_t numbers[10001];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memset(numbers, 0xa5, sizeof(numbers));
		CHECK_EQ(CHECK_OK(read(fd, numbers, sizes[i])), sizes[i]);
		CHECK_EQ(numbers[sizes[i]], 0xa5);
	}
	CHECK_OK(close(fd));
}

TEST(a_read_that_must_not_wait_gets_numbers_too)
{
	int fd = (int)CHECK_OK(open(HWRNG, O_RDONLY | O_NONBLOCK));
	uint8_t numbers[300];

	CHECK_EQ(CHECK_OK(read(fd, numbers, sizeof(numbers))), sizeof(numbers));
	CHECK_OK(close(fd));
}

/* Readers must not get the same bytes as anyone else. */
static void read_much(void *arg)
{
	int fd = (int)CHECK_OK(open(HWRNG, O_RDONLY));

	CHECK_EQ(CHECK_OK(read(fd, arg, 65536)), 65536);
	CHECK_OK(write(*(int *)((char *)arg + 65536), arg, 65536));
	CHECK_OK(close(fd));
}

TEST(readers_at_the_same_time_get_different_numbers)
{
	enum { READERS = 4, SIZE = 65536 };
	static uint8_t numbers[READERS][SIZE];
	static struct { uint8_t buf[SIZE]; int fd; } job[READERS];
	int pipes[READERS][2];

	for (int r = 0; r < READERS; r++) {
		CHECK_OK(pipe(pipes[r]));
		CHECK_OK(fcntl(pipes[r][1], F_SETPIPE_SZ, SIZE));
		job[r].fd = pipes[r][1];
		child_start(read_much, &job[r]);
	}
	for (int r = 0; r < READERS; r++)
		for (size_t at = 0; at < SIZE;)
			at += (size_t)CHECK_OK(read(pipes[r][0], numbers[r] + at, SIZE - at));
	/* Compare neighbours in 16-byte steps. */
	for (int r = 0; r + 1 < READERS; r++)
		for (size_t at = 0; at < SIZE; at += 16)
			CHECK(memcmp(numbers[r] + at, numbers[r + 1] + at, 16));
}

/*
 * Gets killed in the middle of a read, which must not be a problem for whoever
 * reads next.
 */
static void read_for_ever(void *arg)
{
	int fd = (int)CHECK_OK(open(HWRNG, O_RDONLY));
	uint8_t numbers[65536];

	(void)arg;
	for (;;)
		CHECK_OK(read(fd, numbers, sizeof(numbers)));
}

TEST(readers_can_be_killed_in_the_middle)
{
	unsigned int seed = 1;
	uint8_t numbers[64];
	int fd, status;

	for (int round = 0; round < 100; round++) {
		pid_t pid = child_start(read_for_ever, NULL);

		sleep_ms(1 + (unsigned int)rand_r(&seed) % 40);
		CHECK_OK(kill(pid, SIGKILL));
		CHECK(child_ended(pid, 2000, &status));
	}
	fd = (int)CHECK_OK(open(HWRNG, O_RDONLY));
	CHECK_EQ(CHECK_OK(read(fd, numbers, sizeof(numbers))), sizeof(numbers));
	CHECK_OK(close(fd));
}

/* For guest.sh: read for a while, and fail if 16 aligned bytes are all zero. */
HELPER(no_zeros)
{
	static const uint8_t zeros[16];
	int fd = (int)CHECK_OK(open(HWRNG, O_RDONLY));
	uint64_t end = now_ms() + 3000;
	uint8_t numbers[64];

	while (now_ms() < end) {
		CHECK_EQ(CHECK_OK(read(fd, numbers, sizeof(numbers))), sizeof(numbers));
		for (size_t at = 0; at < sizeof(numbers); at += sizeof(zeros))
			if (!memcmp(numbers + at, zeros, sizeof(zeros)))
				return 1;
	}
	CHECK_OK(close(fd));
	return 0;
}
