// SPDX-License-Identifier: BSD-2-Clause
/* ioctl wrappers and the UUIDs of the TAs used in tests */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "tee.h"

#define MOST_REGIONS 8192

const uint8_t uuid_invoke_tests[UUID_LEN] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};

const uint8_t uuid_os_test[UUID_LEN] = {
	0x5b, 0x9e, 0x0e, 0x40, 0x26, 0x36, 0x11, 0xe1,
	0xad, 0x9e, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b,
};

const uint8_t uuid_stats[UUID_LEN] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xe2, 0xc7, 0xb1, 0xaf,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};

const uint8_t uuid_nobody[UUID_LEN] = {
	0x6e, 0x6f, 0x74, 0x20, 0x61, 0x20, 0x54, 0x41,
	0x80, 0x6e, 0x79, 0x77, 0x68, 0x65, 0x72, 0x65,
};

/* Find and open OP-TEE's "tee" or "teepriv" device (@prefix), and return its name. */
static int open_kind(const char *prefix, char *name, size_t size)
{
	struct tee_ioctl_version_data vers;
	char path[64];
	int err = ENOENT;

	for (int i = 0; i < 32; i++) {
		int fd;

		snprintf(path, sizeof(path), "/dev/%s%d", prefix, i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0) {
			if (errno != ENOENT)
				err = errno;
			continue;
		}
		if (!ioctl(fd, TEE_IOC_VERSION, &vers) &&
		    vers.impl_id == TEE_IMPL_ID_OPTEE) {
			snprintf(name, size, "%s%d", prefix, i);
			return fd;
		}
		close(fd);
	}
	errno = err;
	return -1;
}

static char device_name[32];

int tee_open_quietly(void)
{
	return open_kind("tee", device_name, sizeof(device_name));
}

int tee_open(void)
{
	return (int)CHECK_OK(tee_open_quietly());
}

int tee_open_supplicant(void)
{
	char name[32];
	int fd = open_kind("teepriv", name, sizeof(name));

	return fd;
}

const char *tee_device_name(void)
{
	if (!device_name[0])
		close(tee_open());
	return device_name;
}

uint32_t tee_caps(int fd)
{
	struct tee_ioctl_version_data vers;

	CHECK_OK(ioctl(fd, TEE_IOC_VERSION, &vers));
	return vers.gen_caps;
}

int buf_ioctl(int fd, unsigned long request, const void *buf, uint64_t len)
{
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (uintptr_t)buf,
		.buf_len = len,
	};

	return ioctl(fd, request, &data);
}

int call_open(int fd, struct open_arg *open)
{
	return buf_ioctl(fd, TEE_IOC_OPEN_SESSION, open,
			 ARG_SIZE(tee_ioctl_open_session_arg, open->arg.num_params));
}

int call_invoke(int fd, struct invoke_arg *invoke)
{
	return buf_ioctl(fd, TEE_IOC_INVOKE, invoke,
			 ARG_SIZE(tee_ioctl_invoke_arg, invoke->arg.num_params));
}

int call_close(int fd, uint32_t session)
{
	struct tee_ioctl_close_session_arg arg = { .session = session };

	return ioctl(fd, TEE_IOC_CLOSE_SESSION, &arg);
}

int call_cancel(int fd, uint32_t session, uint32_t cancel_id)
{
	struct tee_ioctl_cancel_arg arg = {
		.cancel_id = cancel_id,
		.session = session,
	};

	return ioctl(fd, TEE_IOC_CANCEL, &arg);
}

int call_recv(int fd, struct supp_recv *recv)
{
	return buf_ioctl(fd, TEE_IOC_SUPPL_RECV, recv,
			 ARG_SIZE(tee_iocl_supp_recv_arg, recv->arg.num_params));
}

int call_send(int fd, struct supp_send *send)
{
	return buf_ioctl(fd, TEE_IOC_SUPPL_SEND, send,
			 ARG_SIZE(tee_iocl_supp_send_arg, send->arg.num_params));
}

void open_arg_init(struct open_arg *open, const uint8_t *uuid, uint32_t login,
		   uint32_t num_params)
{
	memset(open, 0, sizeof(*open));
	memcpy(open->arg.uuid, uuid, UUID_LEN);
	open->arg.clnt_login = login;
	open->arg.num_params = num_params;
}

void invoke_arg_init(struct invoke_arg *invoke, uint32_t session, uint32_t func,
		     uint32_t num_params)
{
	memset(invoke, 0, sizeof(*invoke));
	invoke->arg.func = func;
	invoke->arg.session = session;
	invoke->arg.num_params = num_params;
}

void param_value(struct tee_ioctl_param *param, uint64_t attr, uint64_t a,
		 uint64_t b, uint64_t c)
{
	param->attr = attr;
	param->a = a;
	param->b = b;
	param->c = c;
}

uint32_t session_open(int fd, const uint8_t *uuid)
{
	struct open_arg open;

	open_arg_init(&open, uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_OK(call_open(fd, &open));
	CHECK_MSG(open.arg.ret == TEEC_SUCCESS,
		  "open_session: expected ret 0, got 0x%x from %u", open.arg.ret,
		  open.arg.ret_origin);
	return open.arg.session;
}

void session_works(int fd, uint32_t session)
{
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		    40, 2, 0);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_SUCCESS);
	CHECK_EQ(invoke.params[0].a, 42);
}

void tee_works(int fd)
{
	uint32_t session = session_open(fd, uuid_invoke_tests);

	session_works(fd, session);
	CHECK_OK(call_close(fd, session));
}

int tee_room_for_sessions(int fd)
{
	static uint32_t sessions[4096];
	struct open_arg open;
	int n = 0;

	for (;;) {
		open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
		CHECK_OK(call_open(fd, &open));
		if (open.arg.ret != TEEC_SUCCESS)
			break;
		CHECK(n < (int)(sizeof(sessions) / sizeof(sessions[0])));
		sessions[n++] = open.arg.session;
	}
	CHECK_EQ(open.arg.ret, TEEC_ERROR_OUT_OF_MEMORY);
	for (int i = 0; i < n; i++)
		CHECK_OK(call_close(fd, sessions[i]));
	return n;
}

int tee_room_for_regions(int fd)
{
	static int shms[MOST_REGIONS];
	struct rlimit limit = { MOST_REGIONS + 64, MOST_REGIONS + 64 };
	uint8_t *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			     -1, 0);
	int n = 0;

	CHECK(page != MAP_FAILED);
	CHECK_OK(setrlimit(RLIMIT_NOFILE, &limit));
	while (n < MOST_REGIONS && (shms[n] = shm_register(fd, page, PAGE, NULL)) >= 0)
		n++;
	/* Upstream's driver does not distinguish running out of memory from bad arguments. */
	CHECK_MSG(errno == ENOMEM || !core_is_ours(), "%d regions, then %s", n, errno_name(errno));
	for (int i = 0; i < n; i++)
		CHECK_OK(close(shms[i]));
	CHECK_OK(munmap(page, PAGE));
	return n;
}

long tee_heap_used(void)
{
	struct invoke_arg invoke;
	struct open_arg open;
	int fd = tee_open(), id, shm;
	uint32_t used;
	uint8_t *p;

	open_arg_init(&open, uuid_stats, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_OK(call_open(fd, &open));
	if (open.arg.ret) {
		close(fd);
		return -1;
	}
	shm = (int)CHECK_OK(shm_alloc(fd, PAGE, &id));
	p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, shm, 0);
	CHECK(p != MAP_FAILED);
	invoke_arg_init(&invoke, open.arg.session, STATS_CMD_ALLOC, 2);
	/*
	 * Pool 1 is the heap. Its entry starts with a 32-byte name, followed by
	 * the number of bytes in use.
	 */
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 1, 0, 0);
	param_value(&invoke.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0, PAGE,
		    (uint64_t)id);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_SUCCESS);
	memcpy(&used, p + 32, sizeof(used));
	munmap(p, PAGE);
	close(shm);
	close(fd);
	return (long)used;
}

int shm_alloc(int fd, uint64_t size, int *id)
{
	struct tee_ioctl_shm_alloc_data data = { .size = size };
	int shm = ioctl(fd, TEE_IOC_SHM_ALLOC, &data);

	if (shm >= 0 && id)
		*id = data.id;
	return shm;
}

int shm_register(int fd, const void *addr, uint64_t length, int *id)
{
	struct tee_ioctl_shm_register_data data = {
		.addr = (uintptr_t)addr,
		.length = length,
	};
	int shm = ioctl(fd, TEE_IOC_SHM_REGISTER, &data);

	if (shm >= 0 && id)
		*id = data.id;
	return shm;
}

int shm_register_fd(int fd, int64_t memory, int *id, uint64_t *size)
{
	struct tee_ioctl_shm_register_fd_data data = { .fd = memory };
	int shm = ioctl(fd, TEE_IOC_SHM_REGISTER_FD, &data);

	if (shm >= 0 && id)
		*id = data.id;
	if (shm >= 0 && size)
		*size = data.size;
	return shm;
}

void shm_sum(int fd, uint32_t session, int id, uint64_t offset, uint64_t size)
{
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
		    offset, size, (uint64_t)id);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_SUCCESS);
	CHECK_EQ(invoke.params[0].b, size);
}

bool core_is_ours(void)
{
	return !access("/sys/module/tee/parameters/shm_quota_mib", F_OK);
}

long sessions_now(void)
{
	long value;

	return stats_value(tee_device_name(), "sessions", &value) ? value : -1;
}
