/* SPDX-License-Identifier: BSD-2-Clause */
/* TEE client ioctls for the bench programs that don't go through libteec */
#ifndef GTEE_BENCH_DEVICE_H
#define GTEE_BENCH_DEVICE_H

#include <linux/tee.h>

#include "samples.h"

#define MAX_PARAMS	4

/**
 * struct bench - what the operations run on
 * @tee:	open device
 * @session:	session with the pseudo TA
 * @shm_id:	id of a 4 KiB shared buffer
 * @memory:	1 MiB of our own memory, faulted in
 */
struct bench {
	int tee;
	uint32_t session;
	int shm_id;
	uint8_t *memory;
};

/**
 * struct invoke_buf - buffer for TEE_IOC_INVOKE
 * @arg:	argument; invoke() fills it in
 * @params:	parameters
 */
struct invoke_buf {
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_param params[MAX_PARAMS];
};

/* All of these exit on failure. */

/**
 * open_device() - open the TEE
 *
 * Return: its fd.
 */
int open_device(void);

/**
 * close_fd() - close an fd
 * @fd:		fd to close
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
 * @id:		[out] shared memory id
 *
 * Return: its fd.
 */
int alloc_shm(int tee, size_t size, int *id);

/**
 * register_shm() - register our own memory
 * @tee:	open device
 * @memory:	start address
 * @size:	bytes
 * @id:		[out] shared memory id
 *
 * Return: its fd.
 */
int register_shm(int tee, const void *memory, size_t size, int *id);

/**
 * invoke() - invoke the command that the pseudo TA does not know
 * @bench:	device and session
 * @buf:	parameters
 * @num_params:	number of parameters
 *
 * Exits unless the error came from the TEE. An error from the kernel would come back much
 * sooner and spoil the sample.
 */
void invoke(struct bench *bench, struct invoke_buf *buf, size_t num_params);

/**
 * invoke_nothing() - invoke() without parameters, as a struct operation's @run
 * @bench:	device and session
 * @size:	unused
 */
void invoke_nothing(struct bench *bench, size_t size);

#endif
