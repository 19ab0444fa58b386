/* SPDX-License-Identifier: BSD-2-Clause */
/* The ioctls of a TEE client, for bench programs that make them directly. */
#ifndef GTEE_BENCH_DEVICE_H
#define GTEE_BENCH_DEVICE_H

#include <linux/tee.h>

#include "samples.h"

#define MAX_PARAMS	4

/**
 * struct bench - objects that the operations use
 * @tee:	open device
 * @session:	session with the pseudo TA
 * @shm_id:	id of 4 KiB of shared memory
 * @memory:	1 MiB of this process, all pages present
 */
struct bench {
	int tee;
	uint32_t session;
	int shm_id;
	uint8_t *memory;
};

/**
 * struct invoke_buf - buffer of TEE_IOC_INVOKE
 * @arg:	argument; invoke() fills it in
 * @params:	parameters
 */
struct invoke_buf {
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_param params[MAX_PARAMS];
};

/* Each function below ends the program on failure. */

/**
 * open_device() - open the TEE
 *
 * Return: its descriptor.
 */
int open_device(void);

/**
 * close_fd() - close a descriptor
 * @fd:		the descriptor
 */
void close_fd(int fd);

/**
 * open_session() - open a session with the pseudo TA
 * @tee:	open device
 *
 * Return: the session.
 */
uint32_t open_session(int tee);

/**
 * close_session() - close a session
 * @tee:	open device
 * @session:	the session
 */
void close_session(int tee, uint32_t session);

/**
 * alloc_shm() - allocate shared memory
 * @tee:	open device
 * @size:	bytes
 * @id:		[out] id of the memory
 *
 * Return: its descriptor.
 */
int alloc_shm(int tee, size_t size, int *id);

/**
 * register_shm() - register memory of this process
 * @tee:	open device
 * @memory:	the memory
 * @size:	bytes
 * @id:		[out] id of the memory
 *
 * Return: its descriptor.
 */
int register_shm(int tee, const void *memory, size_t size, int *id);

/**
 * invoke() - invoke the unknown command of the pseudo TA
 * @bench:	objects of the operations
 * @buf:	parameters
 * @num_params:	number of parameters
 *
 * Checks that the TEE itself refused the command. The kernel would return an error faster, so
 * such a sample would be meaningless.
 */
void invoke(struct bench *bench, struct invoke_buf *buf, size_t num_params);

/**
 * invoke_nothing() - invoke the unknown command without parameters; usable as an operation
 * @bench:	objects of the operations
 * @size:	not used
 */
void invoke_nothing(struct bench *bench, size_t size);

#endif
