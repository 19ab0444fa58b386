// SPDX-License-Identifier: BSD-2-Clause
/* TEE devices: the operations of a connection as ioctls */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>

#include "device.h"
#include "door.h"
#include "teec_private.h"

/* Sessions */

static int open_session(const struct teec_door *door, struct tee_ioctl_open_session_arg *arg)
{
	struct tee_ioctl_buf_data buffer = {
		.buf_ptr = (uintptr_t)arg,
		.buf_len = sizeof(*arg) + arg->num_params * sizeof(arg->params[0]),
	};

	return teec_device_ioctl(door->fd, TEE_IOC_OPEN_SESSION, &buffer);
}

static int invoke(const struct teec_door *door, struct tee_ioctl_invoke_arg *arg)
{
	struct tee_ioctl_buf_data buffer = {
		.buf_ptr = (uintptr_t)arg,
		.buf_len = sizeof(*arg) + arg->num_params * sizeof(arg->params[0]),
	};

	return teec_device_ioctl(door->fd, TEE_IOC_INVOKE, &buffer);
}

static int cancel(const struct teec_door *door, struct tee_ioctl_cancel_arg *arg)
{
	return teec_device_ioctl(door->fd, TEE_IOC_CANCEL, arg);
}

static int close_session(const struct teec_door *door, struct tee_ioctl_close_session_arg *arg)
{
	return teec_device_ioctl(door->fd, TEE_IOC_CLOSE_SESSION, arg);
}

/* Memory */

/*
 * Issue an ioctl that returns a descriptor, and make that close-on-exec, which upstream's
 * kernel doesn't do by itself. (If another thread manages to execve() in between, the new
 * program still inherits the memory.) Returns the descriptor or -errno.
 */
static int make_descriptor(const struct teec_door *door, unsigned long request, void *arg)
{
	int fd = teec_device_ioctl(door->fd, request, arg);

	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

static int allocate(const struct teec_door *door, struct teec_memory *memory)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = memory->size };
	int fd = make_descriptor(door, TEE_IOC_SHM_ALLOC, &arg);

	if (fd < 0) {
		/*
		 * There is nothing else in @arg to be invalid, so the size is beyond what
		 * the kernel can allocate.
		 */
		return fd == -EINVAL ? -ENOMEM : fd;
	}
	/* The mapping keeps the memory alive. */
	memory->at = teec_device_map(fd, memory->size);
	teec_device_close(fd);
	if (!memory->at)
		return -ENOMEM;
	memory->id = arg.id;
	return 0;
}

static int register_pages(const struct teec_door *door, void *at, struct teec_memory *memory)
{
	struct tee_ioctl_shm_register_data arg = {
		.addr = (uintptr_t)at, .length = memory->size,
	};
	int fd = make_descriptor(door, TEE_IOC_SHM_REGISTER, &arg);

	if (fd < 0)
		return fd;
	memory->fd = fd;
	memory->id = arg.id;
	return 0;
}

static int import(const struct teec_door *door, int fd, struct teec_memory *memory)
{
	struct tee_ioctl_shm_register_fd_data arg = { .fd = fd };
	int made = make_descriptor(door, TEE_IOC_SHM_REGISTER_FD, &arg);

	if (made < 0)
		return made;
	memory->fd = made;
	memory->id = arg.id;
	memory->size = arg.size;
	return 0;
}

static void release(struct teec_memory *memory)
{
	/* Close first: the TEE has to let go of the pages before we unmap them. */
	if (memory->fd >= 0)
		teec_device_close(memory->fd);
	if (memory->own_pages)
		munmap(memory->at, memory->size);
	else if (memory->at)
		teec_device_unmap(memory->at, memory->size);
}

/* The connection */

/* The kernel closes the sessions along with it. */
static void close_device(const struct teec_door *door)
{
	teec_device_close(door->fd);
}

static void put(const struct teec_door *door)
{
	(void)door;
}

/* Parent and child are clients on the same open device, and both can use it. */
static void before_fork(const struct teec_door *door)
{
	(void)door;
}

static void after_fork(const struct teec_door *door, bool child)
{
	(void)door;
	(void)child;
}

static const struct teec_door_ops device_ops = {
	.open_session = open_session,
	.invoke = invoke,
	.cancel = cancel,
	.close_session = close_session,
	.allocate = allocate,
	.register_pages = register_pages,
	.import = import,
	.release = release,
	.unmap = release,
	.close = close_device,
	.put = put,
	.before_fork = before_fork,
	.after_fork = after_fork,
};

int teec_door_open_device(const char *path, struct teec_door *door,
			  struct tee_ioctl_version_data *version)
{
	int fd = teec_device_open(path);
	int rc;

	if (fd < 0)
		return fd;
	*version = (struct tee_ioctl_version_data){ 0 };
	rc = teec_device_ioctl(fd, TEE_IOC_VERSION, version);
	if (rc < 0) {
		teec_device_close(fd);
		return rc;
	}
	*door = (struct teec_door){ .ops = &device_ops, .fd = fd };
	return 0;
}
