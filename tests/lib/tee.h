/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Call a TEE through thin wrappers for the ioctls, and name the Trusted Applications of the
 * tests.
 */
#ifndef TEST_TEE_H
#define TEST_TEE_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <tee_client_api.h>

#define MAX_PARAMS 8

#define PAGE 4096ul
#define MIB (1024 * 1024ul)

#define UUID_LEN TEE_IOCTL_UUID_LEN

/* OP-TEE's pseudo TA for invocation tests, and those of its commands that tests use. */
extern const uint8_t uuid_invoke_tests[UUID_LEN];
#define INVOKE_TESTS_CMD_TRACE	0 /* does nothing */
#define INVOKE_TESTS_CMD_PARAMS	1 /* value: a += b; memref: [0] = sum */
#define INVOKE_TESTS_CMD_UNKNOWN 0xffffu

/* A user TA of Debian's optee-test, which the supplicant loads. */
extern const uint8_t uuid_os_test[UUID_LEN];
#define OS_TEST_CMD_WAIT	9	/* value[0].a: milliseconds */
#define OS_TEST_CMD_CLIENT_IDENTITY 20	/* value out: login; memref out: UUID */

/* OP-TEE's statistics, a pseudo TA that is not part of every OP-TEE build. */
extern const uint8_t uuid_stats[UUID_LEN];
#define STATS_CMD_ALLOC		1

/* A UUID that no Trusted Application has, so that OP-TEE asks the supplicant for the TA. */
extern const uint8_t uuid_nobody[UUID_LEN];

/* OP-TEE's client device, and its supplicant device */
const char *tee_device_name(void);	/* "tee0" */
int tee_open(void);			/* fails the test on error */
int tee_open_quietly(void);		/* -1 with errno */
int tee_open_supplicant(void);		/* -1 with errno */
uint32_t tee_caps(int fd);		/* gen_caps */

/* Arguments of the ioctls, each followed by space for parameters. */
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

/* Make an ioctl with a buffer. Passes @buf and @len unchecked; -1 with errno on error. */
int buf_ioctl(int fd, unsigned long request, const void *buf, uint64_t len);

/* Make such an ioctl with the length that matches the argument's num_params. */
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

/* Open a session with a TA, with login method PUBLIC. Fails the test on error. */
uint32_t session_open(int fd, const uint8_t *uuid);
/* Check that a command succeeds in a session with uuid_invoke_tests. */
void session_works(int fd, uint32_t session);
/* Check that a session can be opened, used and closed. */
void tee_works(int fd);

/* Count the sessions that a client can open before the TEE runs out of memory, and close them. */
int tee_room_for_sessions(int fd);
/* Count the single pages that a client can register. Raises the open file limit. */
int tee_room_for_regions(int fd);
/* Get the number of bytes in use on OP-TEE's heap; -1 if OP-TEE has no statistics. */
long tee_heap_used(void);

/* Create shared memory; returns a descriptor, or -1 with errno. @id and @size may be NULL. */
int shm_alloc(int fd, uint64_t size, int *id);
int shm_register(int fd, const void *addr, uint64_t length, int *id);
int shm_register_fd(int fd, int64_t memory, int *id, uint64_t *size);

/* Let the TEE add up the bytes of a memref, modulo 256, and store the sum in the first byte. */
void shm_sum(int fd, uint32_t session, int id, uint64_t offset, uint64_t size);

/* Return true if this project's core runs, and false if upstream's core runs, which checks less. */
bool core_is_ours(void);

/* Get the number of sessions of OP-TEE's device; -1 if the core has no statistics. */
long sessions_now(void);

#endif /* TEST_TEE_H */
