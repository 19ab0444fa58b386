/* SPDX-License-Identifier: BSD-2-Clause */
/* What a client of a TEE does, for those parts of the bench that make ioctls. */
#ifndef GTEE_BENCH_CLIENT_H
#define GTEE_BENCH_CLIENT_H

#include "samples.h"

/* What the operations work on, made once. */
struct bench {
	int tee;		/* the open device */
	uint32_t session;	/* a session with the pseudo TA */
	int shm_id;		/* 4 KiB of shared memory */
	uint8_t *memory;	/* 1 MiB of our own, all of it present */
};

/* Each ends the program where it fails. */
int open_device(void);
void close_fd(int fd);
uint32_t open_session(int tee);
void close_session(int tee, uint32_t session);
int register_shm(int tee, const void *memory, size_t size, int *id);

/* Invokes a command without parameters; an operation. */
void invoke_nothing(struct bench *bench, size_t size);

/* Times an invocation while others hold much. */
void measure_held(struct bench *bench);

/* Times the invocations of many clients at once. */
void measure_crowd(void);

#endif
