// SPDX-License-Identifier: BSD-2-Clause
/*
 * Throw semi-valid ioctls at the device and check that it only ever fails with
 * a documented errno. The seed is printed; set ABI_FUZZ_SEED to replay a run.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "supplicant.h"
#include "tee.h"

#define ROUNDS 1200

static uint64_t state;

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static uint64_t below(uint64_t n)
{
	return next() % n;
}

/* something for the arguments to refer to */
struct target {
	int fd;
	uint32_t session;
	int shm;
	int id;
	uint8_t *buf;	/* two pages, then a hole */
};

static uint64_t odd_number(const struct target *t)
{
	const uint64_t numbers[] = {
		0, 1, 15, 16, PAGE, PAGE - 1, 2 * PAGE, UINT64_MAX, UINT64_MAX - 1,
		1ull << 31, 1ull << 32, 1ull << 63, 0x7fffffff, 0x80000000, 0xffffffff,
		(uint64_t)t->id, (uint64_t)t->id | 1ull << 32, TEE_MEMREF_NULL,
		t->session, (uintptr_t)t->buf, 0xffff800000000000,
	};
	size_t count = sizeof(numbers) / sizeof(*numbers);
	uint64_t i = below(count + 4);

	return i < count ? numbers[i] : next();
}

static uint64_t often(uint64_t usual, const struct target *t)
{
	return below(4) ? usual : odd_number(t);
}

static void fill_params(const struct target *t, struct tee_ioctl_param *params, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		params[i].attr = below(10) ? below(8) : below(512);
		params[i].a = often(0, t);
		params[i].b = often(16, t);
		params[i].c = often((uint64_t)t->id, t);
	}
}

/* Stick to pseudo TAs, and to commands that are quick and leave nothing behind. */
static size_t fill_open(const struct target *t, struct open_arg *arg)
{
	size_t n = below(5);

	open_arg_init(arg, below(2) ? uuid_invoke_tests : uuid_stats,
		      (uint32_t)often(0, t), (uint32_t)often(n, t));
	fill_params(t, arg->params, MAX_PARAMS);
	return ARG_SIZE(tee_ioctl_open_session_arg, n);
}

static bool has_null_memref(const struct tee_ioctl_param *params, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (params[i].c == TEE_MEMREF_NULL || !params[i].b)
			return true;
	return false;
}

static size_t fill_invoke(const struct target *t, struct invoke_arg *arg)
{
	size_t n = below(5);

	invoke_arg_init(arg, (uint32_t)often(t->session, t),
			below(3) ? INVOKE_TESTS_CMD_PARAMS : INVOKE_TESTS_CMD_UNKNOWN,
			(uint32_t)often(n, t));
	fill_params(t, arg->params, MAX_PARAMS);
	/* The TA doesn't check for null references before writing, which would panic OP-TEE. */
	if (has_null_memref(arg->params, MAX_PARAMS))
		arg->arg.func = INVOKE_TESTS_CMD_UNKNOWN;
	return ARG_SIZE(tee_ioctl_invoke_arg, n);
}

static int fuzz_buf(const struct target *t)
{
	union {
		struct open_arg open;
		struct invoke_arg invoke;
	} *arg;
	bool is_open = !below(3);
	size_t size, offset = below(3) ? below(64) : 2 * PAGE - below(200);

	arg = calloc(1, sizeof(*arg));
	CHECK(arg);
	size = is_open ? fill_open(t, &arg->open) : fill_invoke(t, &arg->invoke);
	if (offset + size > 2 * PAGE)
		memcpy(t->buf + offset, arg, 2 * PAGE - offset);
	else
		memcpy(t->buf + offset, arg, size);
	free(arg);
	return buf_ioctl(t->fd, is_open ? TEE_IOC_OPEN_SESSION : TEE_IOC_INVOKE,
			 t->buf + offset, often(size, t));
}

static int fuzz_shm(const struct target *t)
{
	int shm;

	switch (below(3)) {
	case 0:
		shm = shm_alloc(t->fd, below(2) ? below(64 * PAGE) : odd_number(t), NULL);
		break;
	case 1:
		shm = shm_register(t->fd, below(2) ? t->buf + below(2 * PAGE) :
				   (void *)(uintptr_t)odd_number(t),
				   below(2) ? below(2 * PAGE) : odd_number(t), NULL);
		break;
	default:
		shm = shm_register_fd(t->fd, (int64_t)often(below(20), t), NULL, NULL);
	}
	if (shm >= 0)
		close(shm);
	return shm;
}

static int fuzz_one(const struct target *t)
{
	static const unsigned int sizes[] = { 0, 4, 8, 12, 16, 24 };
	int rc;

	switch (below(8)) {
	case 0:
		return fuzz_shm(t);
	case 1:
		return call_cancel(t->fd, (uint32_t)often(t->session, t),
				   (uint32_t)odd_number(t));
	case 2: {
		uint32_t session = (uint32_t)odd_number(t);

		return session == t->session ? 0 : call_close(t->fd, session);
	}
	case 3: /* anything goes; some of these return an fd */
		rc = ioctl(t->fd, _IOC(below(4), TEE_IOC_MAGIC, below(16),
				       sizes[below(6)]),
			   below(2) ? t->buf + below(PAGE) :
			   (void *)(uintptr_t)odd_number(t));
		if (rc > 2)
			close(rc);
		return rc;
	default:
		return fuzz_buf(t);
	}
}

static struct target target_make(void)
{
	struct target t = { .fd = tee_open() };

	t.session = session_open(t.fd, uuid_invoke_tests);
	t.shm = (int)CHECK_OK(shm_alloc(t.fd, PAGE, &t.id));
	t.buf = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(t.buf != MAP_FAILED);
	CHECK_OK(munmap(t.buf + 2 * PAGE, PAGE));
	return t;
}

static void check_answer(int rc, unsigned int round)
{
	static const int contract[] = {
		EINVAL, EFAULT, ENOTTY, EPERM, ENOENT, EBADF, ENOMEM, EDQUOT,
		EOPNOTSUPP, EMFILE,
	};

	CHECK_MSG(rc != -1 || errno_is_one_of(errno, contract, 10),
		  "round %u: expected an errno of the contract, got %s", round,
		  errno_name(errno));
}

/*
 * Refuse whatever OP-TEE asks for. Half of the sessions are for uuid_stats, and
 * an OP-TEE built without it asks us to load the TA.
 */
static void refuse_all(void *arg)
{
	int fd = (int)CHECK_OK(tee_open_supplicant());
	struct supp_recv recv;

	(void)arg;
	for (;;) {
		supplicant_recv(fd, &recv);
		CHECK_OK(supplicant_answer(fd, &recv, TEEC_ERROR_ITEM_NOT_FOUND));
	}
}

TEST_LIMIT(garbage_is_refused, 240)
{
	const char *seed = getenv("ABI_FUZZ_SEED");
	struct target t = target_make();

	if (!core_is_ours())
		SKIP("this core warns of a huge allocation");
	supplicant_end_all();
	supplicant_wait_for(child_start(refuse_all, NULL));
	state = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL) * 2654435761u + 1;
	test_note("ABI_FUZZ_SEED=%llu", (unsigned long long)state);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		check_answer(fuzz_one(&t), i);
		if (i % 100)
			continue;
		/* takes the sessions down, too */
		close(t.shm);
		close(t.fd);
		munmap(t.buf, 2 * PAGE);
		t = target_make();
	}
	tee_works(tee_open());
}
