/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tests share of calling a TEE: thin wrappers of the ioctls. */
#ifndef TEST_TEE_H
#define TEST_TEE_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/types.h>

#define MAX_PARAMS 8

#define PAGE 4096ul
#define MIB (1024 * 1024ul)

/* TEEC_* codes and origins that the tests meet. */
#define TEEC_SUCCESS			0x00000000u
#define TEEC_ERROR_BAD_PARAMETERS	0xffff0006u
#define TEEC_ERROR_ITEM_NOT_FOUND	0xffff0008u
#define TEEC_ERROR_OUT_OF_MEMORY	0xffff000cu
#define TEEC_ERROR_COMMUNICATION	0xffff000eu
#define TEEC_ERROR_SHORT_BUFFER		0xffff0010u

#define UUID_LEN TEE_IOCTL_UUID_LEN

/* OP-TEE's own pseudo TA for tests of invocation, and what we use of it. */
extern const uint8_t uuid_invoke_tests[UUID_LEN];
#define INVOKE_TESTS_CMD_TRACE	0 /* does nothing */
#define INVOKE_TESTS_CMD_PARAMS	1 /* value: a += b; memref: [0] = sum */
#define INVOKE_TESTS_CMD_UNKNOWN 0xffffu

/* Debian's optee-test: a user TA, which the supplicant loads. */
extern const uint8_t uuid_os_test[UUID_LEN];
#define OS_TEST_CMD_WAIT	9	/* value[0].a: milliseconds */
#define OS_TEST_CMD_CLIENT_IDENTITY 20	/* value out: login; memref out: UUID */

/* OP-TEE's statistics, where it was built with them. */
extern const uint8_t uuid_stats[UUID_LEN];
#define STATS_CMD_ALLOC		1

/* No Trusted Application has this one: to open it, the supplicant is asked. */
extern const uint8_t uuid_nobody[UUID_LEN];

/* Devices. The client device of OP-TEE, and its supplicant's. */
const char *tee_device_name(void);	/* "tee0" */
int tee_open(void);			/* fails the test where it cannot */
int tee_open_quietly(void);		/* -1 with errno */
int tee_open_supplicant(void);		/* -1 with errno */
uint32_t tee_caps(int fd);		/* gen_caps */

/* Arguments, with room for parameters behind them. */
struct open_arg {
	struct tee_ioctl_open_session_arg arg;
	struct tee_ioctl_param params[MAX_PARAMS];
};

struct invoke_arg {
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_param params[MAX_PARAMS];
};

struct supp_recv {
	struct tee_iocl_supp_recv_arg arg;
	struct tee_ioctl_param params[MAX_PARAMS];
};

struct supp_send {
	struct tee_iocl_supp_send_arg arg;
	struct tee_ioctl_param params[MAX_PARAMS];
};

#define ARG_SIZE(arg_type, n) \
	(sizeof(struct arg_type) + (n) * sizeof(struct tee_ioctl_param))

/* An ioctl with a buffer: request, buffer and length as given. -1 with errno. */
int buf_ioctl(int fd, unsigned long request, const void *buf, uint64_t len);

/* The buffer's length follows from the argument's num_params. */
int call_open(int fd, struct open_arg *open);
int call_invoke(int fd, struct invoke_arg *invoke);
int call_close(int fd, uint32_t session);
int call_cancel(int fd, uint32_t session, uint32_t cancel_id);
int call_recv(int fd, struct supp_recv *recv);
int call_send(int fd, struct supp_send *send);

void open_arg_init(struct open_arg *open, const uint8_t *uuid, uint32_t login,
		   uint32_t num_params);
void invoke_arg_init(struct invoke_arg *invoke, uint32_t session, uint32_t func,
		     uint32_t num_params);
void param_value(struct tee_ioctl_param *param, uint64_t attr, uint64_t a,
		 uint64_t b, uint64_t c);

/* A session with a TA, PUBLIC login; fails the test where there is none. */
uint32_t session_open(int fd, const uint8_t *uuid);
/* Whether one invocation of the session does what it should. */
void session_works(int fd, uint32_t session);
/* One whole exchange on a descriptor: open, invoke, close. */
void tee_works(int fd);

/* How many sessions a client can have until the TEE has no memory for another. */
int tee_room_for_sessions(int fd);
/* How many single pages it can register. Raises the limit of open files. */
int tee_room_for_regions(int fd);
/* Bytes in use of OP-TEE's heap; -1 where it does not tell. */
long tee_heap_used(void);

/* Shared memory. The descriptor, or -1 with errno. */
int shm_alloc(int fd, uint64_t size, int *id);
int shm_register(int fd, const void *addr, uint64_t length, int *id);
int shm_register_fd(int fd, int64_t memory, int *id, uint64_t *size);

/* The TEE adds up a memref's bytes, modulo 256, and puts the sum in the first. */
void shm_sum(int fd, uint32_t session, int id, uint64_t offset, uint64_t size);

/* Whether our core runs (else upstream's, whose contract is looser in places). */
bool core_is_ours(void);

/* Sessions that the core counts on our device, or -1 where it does not count. */
long sessions_now(void);

#endif /* TEST_TEE_H */
