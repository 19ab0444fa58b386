/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel, as far as the library calls it. Tests link another device.c.
 */
#ifndef TEEC_DEVICE_H
#define TEEC_DEVICE_H

#include <stddef.h>

/**
 * teec_device_open() - open a TEE device
 * @path:	its node
 *
 * Return: a descriptor, close-on-exec, or -errno.
 */
int teec_device_open(const char *path);

/**
 * teec_device_close() - close a device, or the descriptor of shared memory
 * @fd:		the descriptor
 */
void teec_device_close(int fd);

/**
 * teec_device_ioctl() - an ioctl of <linux/tee.h>
 * @fd:		the device
 * @request:	TEE_IOC_*
 * @arg:	its argument
 *
 * Made again where a signal ended it: the kernel says so only while nothing has
 * happened yet.
 *
 * Return: 0 or a descriptor, or -errno.
 */
int teec_device_ioctl(int fd, unsigned long request, void *arg);

/**
 * teec_device_map() - map shared memory
 * @fd:		its descriptor, which may be closed afterwards: the mapping keeps the
 *		memory
 * @size:	bytes
 *
 * Return: where it is, or NULL where there is no memory.
 */
void *teec_device_map(int fd, size_t size);

/**
 * teec_device_unmap() - undo teec_device_map()
 * @at:		what it returned
 * @size:	what it was given
 */
void teec_device_unmap(void *at, size_t size);

#endif
