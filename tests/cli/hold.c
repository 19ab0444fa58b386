// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sit on a TEE's sessions and shared memory until stdin is closed. Says "held"
 * once it has all of them.
 *
 * usage: hold SESSIONS REGIONS BYTES
 *
 * Exits with 1 if it can't get that many.
 */
#include <fcntl.h>
#include <linux/tee.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* OP-TEE's invocation test pseudo TA. It needs no supplicant. */
static const uint8_t invoke_tests[TEE_IOCTL_UUID_LEN] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};

static int open_session(int fd)
{
	struct tee_ioctl_open_session_arg arg = { .clnt_login = TEE_IOCTL_LOGIN_PUBLIC };
	struct tee_ioctl_buf_data buf = { .buf_ptr = (uintptr_t)&arg, .buf_len = sizeof(arg) };

	memcpy(arg.uuid, invoke_tests, sizeof(arg.uuid));
	return ioctl(fd, TEE_IOC_OPEN_SESSION, &buf) == 0 && !arg.ret;
}

static int allocate(int fd, uint64_t size)
{
	struct tee_ioctl_shm_alloc_data data = { .size = size };

	return ioctl(fd, TEE_IOC_SHM_ALLOC, &data) >= 0;
}

int main(int argc, char **argv)
{
	int fd, n;
	char c;

	if (argc != 4)
		return 1;
	fd = open("/dev/tee0", O_RDWR);
	for (n = 0; n < atoi(argv[1]); n++)
		if (!open_session(fd)) {
			perror("session");
			return 1;
		}
	for (n = 0; n < atoi(argv[2]); n++)
		if (!allocate(fd, strtoull(argv[3], NULL, 10))) {
			perror("memory");
			return 1;
		}
	puts("held");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	return 0;
}
