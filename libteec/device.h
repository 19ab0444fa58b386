/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls on a TEE device, in a file of their own so that unit tests can replace them */
#ifndef TEEC_DEVICE_H
#define TEEC_DEVICE_H

#include <stddef.h>

/**
 * teec_device_open() - open a TEE device
 * @path:	the device node
 *
 * Return: a close-on-exec descriptor, or -errno.
 */
int teec_device_open(const char *path);

/**
 * teec_device_close() - close a device or shared memory descriptor
 * @fd:		the descriptor
 */
void teec_device_close(int fd);

/**
 * teec_device_ioctl() - issue an ioctl from <linux/tee.h>
 * @fd:		the device
 * @request:	TEE_IOC_*
 * @arg:	the ioctl's argument
 *
 * Restarts after EINTR, which the kernel only returns if the ioctl has had no effect.
 *
 * Return: 0, a descriptor, or -errno.
 */
int teec_device_ioctl(int fd, unsigned long request, void *arg);

/**
 * teec_device_map() - map shared memory
 * @fd:		its descriptor, which can be closed afterwards: the mapping holds a reference
 * @size:	bytes to map
 *
 * Return: address of the mapping, or NULL if mmap() failed.
 */
void *teec_device_map(int fd, size_t size);

/**
 * teec_device_unmap() - unmap shared memory
 * @at:		what teec_device_map() returned
 * @size:	bytes, as passed to teec_device_map()
 */
void teec_device_unmap(void *at, size_t size);

#endif
