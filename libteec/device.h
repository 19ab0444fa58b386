/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls on a TEE device. The unit tests replace device.c with their own. */
#ifndef TEEC_DEVICE_H
#define TEEC_DEVICE_H

#include <stddef.h>

/**
 * teec_device_open() - open a TEE device
 * @path:	device node
 *
 * Return: a descriptor with FD_CLOEXEC, or -errno.
 */
int teec_device_open(const char *path);

/**
 * teec_device_close() - close a device or the descriptor of shared memory
 * @fd:		the descriptor
 */
void teec_device_close(int fd);

/**
 * teec_device_ioctl() - make an ioctl of <linux/tee.h>
 * @fd:		the device
 * @request:	TEE_IOC_*
 * @arg:	argument of the ioctl
 *
 * Repeats an ioctl that fails with EINTR: the kernel returns that only if the ioctl had
 * no effect.
 *
 * Return: 0, a descriptor, or -errno.
 */
int teec_device_ioctl(int fd, unsigned long request, void *arg);

/**
 * teec_device_map() - map shared memory
 * @fd:		its descriptor; may be closed afterwards, because the mapping keeps the
 *		memory allocated
 * @size:	bytes
 *
 * Return: address of the mapping, or NULL if memory runs out.
 */
void *teec_device_map(int fd, size_t size);

/**
 * teec_device_unmap() - unmap shared memory
 * @at:		address from teec_device_map()
 * @size:	bytes, as for teec_device_map()
 */
void teec_device_unmap(void *at, size_t size);

#endif
