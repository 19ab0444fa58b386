// SPDX-License-Identifier: BSD-2-Clause
/*
 * Times what a client of a TEE does, one ioctl at a time.
 *
 * To add an operation, write the function that does it once and add a row to
 * the table "operations". The baseline is upstream's modules.
 */
#include <fcntl.h>
#include <linux/tee.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client.h"

#define DEVICE		"/dev/tee0"
#define MAX_PARAMS	4

/*
 * The command is one that the pseudo TA does not know, so that the TEE's own
 * work is least. This one is there for tests of invocation.
 */
static const uint8_t pseudo_ta[TEE_IOCTL_UUID_LEN] = {
	0xd9, 0x6a, 0x5b, 0x40, 0xc3, 0xe5, 0x21, 0xe3,
	0x87, 0x94, 0x10, 0x02, 0xa5, 0xd5, 0xc6, 0x1b,
};
#define UNKNOWN_COMMAND	0xffff

struct invoke_buf {
	struct tee_ioctl_invoke_arg arg;
	struct tee_ioctl_param params[MAX_PARAMS];
};

void close_fd(int fd)
{
	check(close(fd) == 0, "close");
}

int open_device(void)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);

	check(fd >= 0, "opening " DEVICE);
	return fd;
}

uint32_t open_session(int tee)
{
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_PUBLIC,
	};
	struct tee_ioctl_buf_data buf = {
		.buf_ptr = (uintptr_t)&arg,
		.buf_len = sizeof(arg),
	};

	memcpy(arg.uuid, pseudo_ta, sizeof(arg.uuid));
	check(ioctl(tee, TEE_IOC_OPEN_SESSION, &buf) == 0, "TEE_IOC_OPEN_SESSION");
	if (arg.ret)
		die("the pseudo TA refused the session: 0x%08x", arg.ret);
	return arg.session;
}

void close_session(int tee, uint32_t session)
{
	struct tee_ioctl_close_session_arg arg = { .session = session };

	check(ioctl(tee, TEE_IOC_CLOSE_SESSION, &arg) == 0, "TEE_IOC_CLOSE_SESSION");
}

/* Returns the descriptor of @size bytes of shared memory. */
static int alloc_shm(int tee, size_t size, int *id)
{
	struct tee_ioctl_shm_alloc_data arg = { .size = size };
	int fd = ioctl(tee, TEE_IOC_SHM_ALLOC, &arg);

	check(fd >= 0, "TEE_IOC_SHM_ALLOC");
	*id = arg.id;
	return fd;
}

/*
 * The TEE must have been reached and have said that it does not know the
 * command: an error from anyone before it would be quick, and no measurement.
 */
static void invoke(struct bench *bench, struct invoke_buf *buf, size_t num_params)
{
	struct tee_ioctl_buf_data data = {
		.buf_ptr = (uintptr_t)buf,
		.buf_len = sizeof(buf->arg) + num_params * sizeof(buf->params[0]),
	};

	buf->arg.func = UNKNOWN_COMMAND;
	buf->arg.session = bench->session;
	buf->arg.num_params = num_params;
	check(ioctl(bench->tee, TEE_IOC_INVOKE, &data) == 0, "TEE_IOC_INVOKE");
	if (!buf->arg.ret || buf->arg.ret_origin < 3)
		die("the TEE did not answer the invocation: 0x%08x from %u",
		    buf->arg.ret, buf->arg.ret_origin);
}

void invoke_nothing(struct bench *bench, size_t size)
{
	struct invoke_buf buf = { 0 };

	(void)size;
	invoke(bench, &buf, 0);
}

static void invoke_values(struct bench *bench, size_t count)
{
	struct invoke_buf buf = { 0 };

	for (size_t n = 0; n < count; n++) {
		buf.params[n].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
		buf.params[n].a = n;
	}
	invoke(bench, &buf, count);
}

static void invoke_memref(struct bench *bench, size_t size)
{
	struct invoke_buf buf = { 0 };

	buf.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
	buf.params[0].b = size;
	buf.params[0].c = (uint64_t)bench->shm_id;
	invoke(bench, &buf, 1);
}

static void allocate(struct bench *bench, size_t size)
{
	int id;

	close_fd(alloc_shm(bench->tee, size, &id));
}

/* What a client does with its memory: maps it, fills it, lets it go. */
static void allocate_and_use(struct bench *bench, size_t size)
{
	int id;
	int fd = alloc_shm(bench->tee, size, &id);
	void *va = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	check(va != MAP_FAILED, "mmap");
	memset(va, 0x5a, size);
	check(munmap(va, size) == 0, "munmap");
	close_fd(fd);
}

int register_shm(int tee, const void *memory, size_t size, int *id)
{
	struct tee_ioctl_shm_register_data arg = {
		.addr = (uintptr_t)memory,
		.length = size,
	};
	int fd = ioctl(tee, TEE_IOC_SHM_REGISTER, &arg);

	check(fd >= 0, "TEE_IOC_SHM_REGISTER");
	*id = arg.id;
	return fd;
}

static void register_memory(struct bench *bench, size_t size)
{
	int id;

	close_fd(register_shm(bench->tee, bench->memory, size, &id));
}

/* What a driver saves in registering it may not have to pay in using it. */
static void register_and_use(struct bench *bench, size_t size, unsigned int uses)
{
	struct invoke_buf buf = { 0 };
	int id;
	int fd = register_shm(bench->tee, bench->memory, size, &id);

	while (uses--) {
		buf.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT;
		buf.params[0].b = size;
		buf.params[0].c = (uint64_t)id;
		invoke(bench, &buf, 1);
	}
	close_fd(fd);
}

static void register_and_use_once(struct bench *bench, size_t size)
{
	register_and_use(bench, size, 1);
}

static void register_and_use_often(struct bench *bench, size_t size)
{
	register_and_use(bench, size, 5);
}

static void session(struct bench *bench, size_t size)
{
	(void)size;
	close_session(bench->tee, open_session(bench->tee));
}

static void device(struct bench *bench, size_t size)
{
	(void)bench;
	(void)size;
	close_fd(open_device());
}

static const struct operation operations[] = {
	{ "invoke, no parameters", invoke_nothing, 0, 1, 48500, NULL },
	{ "invoke, 4 values", invoke_values, 4, 1, NOT_OVER_BASELINE, NULL },
	{ "invoke, 4 KiB of shared memory", invoke_memref, 4 * KIB, 1, NOT_OVER_BASELINE, NULL },
	{ "allocate 4 KiB + close", allocate, 4 * KIB, 8, 12000, NULL },
	{ "allocate 1 MiB + close", allocate, MIB, 1, 300000, NULL },
	{ "allocate, map, fill 4 KiB + close", allocate_and_use, 4 * KIB, 1, NOT_OVER_BASELINE, NULL },
	{ "register 4 KiB + close", register_memory, 4 * KIB, 1, NOT_OVER_BASELINE, NULL },
	{ "register 1 MiB + close", register_memory, MIB, 1, NOT_OVER_BASELINE, NULL },
	{ "register 4 KiB, use once + close", register_and_use_once, 4 * KIB, 1, NOT_OVER_BASELINE, NULL },
	{ "register 1 MiB, use once + close", register_and_use_once, MIB, 1, NOT_OVER_BASELINE, NULL },
	{ "register 4 KiB, use five times + close", register_and_use_often, 4 * KIB, 1, NOT_OVER_BASELINE, NULL },
	{ "register 1 MiB, use five times + close", register_and_use_often, MIB, 1, NOT_OVER_BASELINE, NULL },
	{ "session open + close", session, 0, 1, NOT_OVER_BASELINE, NULL },
	{ "device open + close", device, 0, 8, NOT_OVER_BASELINE, NULL },
};

int main(void)
{
	struct bench bench = { .tee = open_device() };
	int shm;

	bench.session = open_session(bench.tee);
	shm = alloc_shm(bench.tee, 4 * KIB, &bench.shm_id);
	bench.memory = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	check(bench.memory != MAP_FAILED, "mmap");
	memset(bench.memory, 0xa5, MIB);

	measure_all(&bench, operations, sizeof(operations) / sizeof(operations[0]));
	measure_held(&bench);
	measure_crowd();

	close_fd(shm);
	close_session(bench.tee, bench.session);
	close_fd(bench.tee);
	return 0;
}
