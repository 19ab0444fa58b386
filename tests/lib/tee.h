/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thin wrappers around the TEE ioctls, plus the TAs that tests talk to
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

/* OP-TEE's pseudo TA for invocation tests, with the few commands used here */
extern const uint8_t uuid_invoke_tests[UUID_LEN];
#define INVOKE_TESTS_CMD_TRACE	0 /* noop */
#define INVOKE_TESTS_CMD_PARAMS	1 /* value: a += b; memref: [0] = sum */
#define INVOKE_TESTS_CMD_UNKNOWN 0xffffu

/* from Debian's optee-test; a user TA, i.e. the supplicant must load it */
extern const uint8_t uuid_os_test[UUID_LEN];
#define OS_TEST_CMD_WAIT	9	/* value[0].a: milliseconds */
#define OS_TEST_CMD_CLIENT_IDENTITY 20	/* value out: login; memref out: UUID */

/* OP-TEE's statistics pseudo TA, missing from some OP-TEE builds */
extern const uint8_t uuid_stats[UUID_LEN];
#define STATS_CMD_ALLOC		1

/* Nothing has this UUID, so OP-TEE asks the supplicant to load a TA. */
extern const uint8_t uuid_nobody[UUID_LEN];

/* OP-TEE's device nodes */
const char *tee_device_name(void);	/* "tee0" */
int tee_open(void);			/* fails the test on error */
int tee_open_quietly(void);		/* -1 with errno */
int tee_open_supplicant(void);		/* -1 with errno */
uint32_t tee_caps(int fd);		/* gen_caps */

/* ioctl arguments with room for their parameters */
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

/*
 * Issue an ioctl that takes a struct tee_ioctl_buf_data. @buf and @len go in
 * unchecked; returns -1 with errno on error.
 */
int buf_ioctl(int fd, unsigned long request, const void *buf, uint64_t len);

/* The same, with the length derived from num_params */
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

/* Open a session as TEE_IOCTL_LOGIN_PUBLIC; any error fails the test. */
uint32_t session_open(int fd, const uint8_t *uuid);
/* Invoke a noop in a uuid_invoke_tests session. */
void session_works(int fd, uint32_t session);
/* Smoke test: open a session, use it, close it. */
void tee_works(int fd);

/* Open sessions until the TEE is out of memory, close them all, return how many fit. */
int tee_room_for_sessions(int fd);
/* The same for single-page registrations; raises RLIMIT_NOFILE. */
int tee_room_for_regions(int fd);
/* Bytes allocated on OP-TEE's heap, -1 if OP-TEE lacks statistics */
long tee_heap_used(void);

/* Both return an fd, or -1 with errno. @id and @size may be NULL. */
int shm_alloc(int fd, uint64_t size, int *id);
int shm_register(int fd, const void *addr, uint64_t length, int *id);
int shm_register_fd(int fd, int64_t memory, int *id, uint64_t *size);

/* Have the TEE sum up the memref's bytes (mod 256) and leave the sum in the first byte. */
void shm_sum(int fd, uint32_t session, int id, uint64_t offset, uint64_t size);

/* Upstream's core checks less than ours, so some tests have to tell them apart. */
bool core_is_ours(void);

/* Sessions currently open on OP-TEE's device, -1 without core statistics */
long sessions_now(void);

#endif /* TEST_TEE_H */
