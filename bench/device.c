// SPDX-License-Identifier: BSD-2-Clause
/* TEE client ioctls for the bench programs that don't go through libteec */
#include <fcntl.h>
#include <linux/tee.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "device.h"

#define DEVICE		"/dev/tee0"

/*
 * OP-TEE's invocation test pseudo TA. It does not implement this command, so the
 * TEE does next to nothing.
 */
static const uint8_t pseudo_ta[TEE_IOCTL_UUID_LEN] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};
#define UNKNOWN_COMMAND	0xffff

void close_fd(int fd)
{
	check(close(fd) == 0, "close");
}

int open_device(void)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);

	check(fd >= 0, "opening " DEVICE);
	return fd;
}

uint32_t open_session(int tee)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_PUBLIC,
	};
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&arg,
		.buf_len = sizeof(arg),
	};

	memcpy(arg.uuid, pseudo_ta, sizeof(arg.uuid));
	check(ioctl(tee, TEE_IOC_OPEN_SESSION, &buf) == 0, "TEE_IOC_OPEN_SESSION");
	if (arg.ret)
		die("the pseudo TA refused the session: 0x%08x", arg.ret);
	return arg.session;
}

void close_session(int tee, uint32_t session)
{
	struct tee_ioctl_close_session_arg arg = { .session = session };

	check(ioctl(tee, TEE_IOC_CLOSE_SESSION, &arg) == 0, "TEE_IOC_CLOSE_SESSION");
}

int alloc_shm(int tee, size_t size, int *id)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = size };
	int fd = ioctl(tee, TEE_IOC_SHM_ALLOC, &arg);

	check(fd >= 0, "TEE_IOC_SHM_ALLOC");
	*id = arg.id;
	return fd;
}

int register_shm(int tee, const void *memory, size_t size, int *id)
{
	struct tee_ioctl_shm_register_data arg = {
		.addr = (uintptr_t)memory,
		.length = size,
	};
	int fd = ioctl(tee, TEE_IOC_SHM_REGISTER, &arg);

	check(fd >= 0, "TEE_IOC_SHM_REGISTER");
	*id = arg.id;
	return fd;
}

void invoke(struct bench *bench, struct invoke_buf *buf, size_t num_params)
{
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (uintptr_t)buf,
		.buf_len = sizeof(buf->arg) + num_params * sizeof(buf->params[0]),
	};

	buf->arg.func = UNKNOWN_COMMAND;
	buf->arg.session = bench->session;
	buf->arg.num_params = num_params;
	check(ioctl(bench->tee, TEE_IOC_INVOKE, &data) == 0, "TEE_IOC_INVOKE");
	if (!buf->arg.ret || buf->arg.ret_origin < 3)
		die("the TEE did not answer the invocation: 0x%08x from %u",
		    buf->arg.ret, buf->arg.ret_origin);
}

void invoke_nothing(struct bench *bench, size_t size)
{
	struct invoke_buf buf = { 0 };

	(void)size;
	invoke(bench, &buf, 0);
}
