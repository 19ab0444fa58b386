// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time a TEE client's ioctls against upstream's modules as the baseline.
 *
 * A new operation needs a function that runs it once and a row in operations[].
 */
#include <linux/tee.h>
#include <string.h>
#include <sys/mman.h>

#include "crowd.h"
#include "device.h"

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

/* map, fill and release, as a real client would */
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

static void register_memory(struct bench *bench, size_t size)
{
	int id;

	close_fd(register_shm(bench->tee, bench->memory, size, &id));
}

/*
 * Time registration and use together, since a driver can shift cost from one to the
 * other.
 */
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
	{ "allocate, map, fill 4 KiB + close", allocate_and_use, 4 * KIB, 1,
	  NOT_OVER_BASELINE, NULL },
	{ "register 4 KiB + close", register_memory, 4 * KIB, 1, NOT_OVER_BASELINE, NULL },
	{ "register 1 MiB + close", register_memory, MIB, 1, NOT_OVER_BASELINE, NULL },
	{ "register 4 KiB, use once + close", register_and_use_once, 4 * KIB, 1,
	  NOT_OVER_BASELINE, NULL },
	{ "register 1 MiB, use once + close", register_and_use_once, MIB, 1,
	  NOT_OVER_BASELINE, NULL },
	{ "register 4 KiB, use five times + close", register_and_use_often, 4 * KIB, 1,
	  NOT_OVER_BASELINE, NULL },
	{ "register 1 MiB, use five times + close", register_and_use_often, MIB, 1,
	  NOT_OVER_BASELINE, NULL },
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
