// SPDX-License-Identifier: BSD-2-Clause
/* Call parameters: types, memrefs and outputs */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

#define MEMREF TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT

/* A session and two pages of shared memory */
struct client {
	int fd;
	uint32_t session;
	int shm;
	int id;
	uint64_t size;
	uint8_t *p;
};

static struct client client_make(void)
{
	struct tee_ioctl_shm_alloc_data data = { .size = 2 * PAGE };
	struct client c = { .fd = tee_open() };

	c.session = session_open(c.fd, uuid_invoke_tests);
	c.shm = (int)CHECK_OK(ioctl(c.fd, TEE_IOC_SHM_ALLOC, &data));
	c.id = data.id;
	c.size = data.size;
	c.p = mmap(NULL, c.size, PROT_READ | PROT_WRITE, MAP_SHARED, c.shm, 0);
	CHECK(c.p != MAP_FAILED);
	return c;
}

/* Try the parameter in both an invocation and an open request. They should agree. */
static int try_param(const struct client *c, uint64_t attr, uint64_t a, uint64_t b,
		     uint64_t id)
{
	struct invoke_arg invoke;
	struct open_arg open;
	int rc, err, rc_open;

	invoke_arg_init(&invoke, c->session, INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&invoke.params[0], attr, a, b, id);
	rc = call_invoke(c->fd, &invoke);
	err = errno;
	open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 1);
	param_value(&open.params[0], attr, a, b, id);
	rc_open = call_open(c->fd, &open);
	CHECK_MSG(rc == rc_open && (!rc || errno == err),
		  "attr 0x%llx a 0x%llx b 0x%llx c 0x%llx: invoke gives %s, open %s",
		  (unsigned long long)attr, (unsigned long long)a,
		  (unsigned long long)b, (unsigned long long)id,
		  rc ? errno_name(err) : "success",
		  rc_open ? errno_name(errno) : "success");
	errno = err;
	return rc;
}

static void refused(const struct client *c, uint64_t attr, uint64_t a, uint64_t b,
		    uint64_t id)
{
	int rc = try_param(c, attr, a, b, id);

	CHECK_MSG(rc == -1 && errno == EINVAL,
		  "attr 0x%llx a 0x%llx b 0x%llx c 0x%llx: expected EINVAL, got %s",
		  (unsigned long long)attr, (unsigned long long)a,
		  (unsigned long long)b, (unsigned long long)id,
		  rc == -1 ? errno_name(errno) : "success");
}

TEST(param_unknown_types)
{
	struct client c = client_make();

	for (uint64_t type = 0; type < 256; type++)
		if (type > 7 || type == 4)
			refused(&c, type, 0, 0, 0);
	session_works(c.fd, c.session);
}

TEST(param_attribute_bits_outside_the_mask)
{
	struct client c = client_make();

	for (unsigned int bit = 9; bit < 64; bit++) {
		refused(&c, TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT | 1ull << bit, 0, 0, 0);
		refused(&c, 1ull << bit, 0, 0, 0);
	}
}

TEST(param_meta_from_a_client)
{
	struct client c = client_make();

	for (uint64_t type = 0; type <= 7; type++)
		refused(&c, type | TEE_IOCTL_PARAM_ATTR_META, 0, 0,
			type >= 5 ? (uint64_t)c.id : 0);
}

TEST(param_values_pass)
{
	struct client c = client_make();
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, c.session, INVOKE_TESTS_CMD_PARAMS, 4);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 9, 9, 9);
	for (int i = 1; i < 4; i++)
		param_value(&invoke.params[i], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
			    (uint64_t)i * 10, (uint64_t)i * 100, 0);
	CHECK_OK(call_invoke(c.fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_SUCCESS);
	CHECK_EQ(invoke.params[0].a, 60);
	CHECK_EQ(invoke.params[0].b, 600);
	/* inputs aren't written back */
	CHECK_EQ(invoke.params[3].a, 30);
	CHECK_EQ(invoke.params[3].b, 300);
}

TEST(memref_within)
{
	struct client c = client_make();
	const struct { uint64_t a, b; } good[] = {
		{ 0, 1 }, { 0, c.size }, { c.size - 1, 1 }, { PAGE, PAGE }, { 1, c.size - 1 },
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		memset(c.p, 0, c.size);
		c.p[good[i].a] = 5;
		shm_sum(c.fd, c.session, c.id, good[i].a, good[i].b);
		CHECK_EQ(c.p[good[i].a], 5);
	}
}

TEST(memref_out_of_range_and_wrapping)
{
	struct client c = client_make();
	const struct { uint64_t a, b; } bad[] = {
		{ 0, c.size + 1 }, { 1, c.size }, { c.size, 1 }, { c.size + 1, 0 },
		{ c.size - 1, 2 }, { UINT64_MAX, 1 }, { 1, UINT64_MAX },
		{ UINT64_MAX, UINT64_MAX }, { UINT64_MAX - 15, 32 },
		{ 32, UINT64_MAX - 15 }, { 1ull << 63, 1ull << 63 },
		{ 1ull << 32, 16 }, { 0, 1ull << 32 }, { 0, (1ull << 32) + 16 },
		{ (1ull << 32) + 16, 16 }, { 1ull << 63, 0 }, { UINT64_MAX, 0 },
	};

	for (uint64_t attr = 5; attr <= 7; attr++)
		for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
			refused(&c, attr, bad[i].a, bad[i].b, (uint64_t)c.id);
	session_works(c.fd, c.session);
}

TEST(memref_ids_that_are_none)
{
	struct client c = client_make();
	static const uint64_t none[] = {
		0x7fffffff, 0x80000000, 0xffffffff, (uint64_t)-2, (uint64_t)INT64_MIN,
		12345, UINT64_MAX - 0xffffffff,
	};

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		refused(&c, MEMREF, 0, 16, none[i]);
	refused(&c, MEMREF, 0, 16, (uint64_t)c.id + 1);
	session_works(c.fd, c.session);
}

/* Junk in the upper half of an id can't be ignored. */
TEST(memref_id_of_64_bits)
{
	struct client c = client_make();

	for (unsigned int bit = 32; bit < 64; bit++)
		refused(&c, MEMREF, 0, 16, (uint64_t)c.id | 1ull << bit);
	CHECK_OK(try_param(&c, MEMREF, 0, 16, (uint64_t)c.id));
}

TEST(memref_id_of_another_client)
{
	struct client a = client_make();
	struct client b = { .fd = tee_open() };

	b.session = session_open(b.fd, uuid_invoke_tests);
	refused(&b, MEMREF, 0, 16, (uint64_t)a.id);
}

TEST(memref_id_after_close)
{
	struct client c = client_make();

	CHECK_OK(munmap(c.p, c.size));
	CHECK_OK(close(c.shm));
	refused(&c, MEMREF, 0, 16, (uint64_t)c.id);
}

/* The mapping alone keeps the memory, and its id, alive. */
TEST(memref_id_while_mapped)
{
	struct client c = client_make();

	CHECK_OK(close(c.shm));
	c.p[0] = 1;
	shm_sum(c.fd, c.session, c.id, 0, 16);
	CHECK_OK(munmap(c.p, c.size));
	refused(&c, MEMREF, 0, 16, (uint64_t)c.id);
}

TEST(memref_null)
{
	struct client c = client_make();
	struct invoke_arg invoke;

	CHECK(tee_caps(c.fd) & TEE_GEN_CAP_MEMREF_NULL);
	invoke_arg_init(&invoke, c.session, INVOKE_TESTS_CMD_UNKNOWN, 1);
	param_value(&invoke.params[0], MEMREF, 0, 0, TEE_MEMREF_NULL);
	CHECK_OK(call_invoke(c.fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_ERROR_BAD_PARAMETERS);
	CHECK_EQ(invoke.arg.ret_origin, 4); /* it got as far as the TA */
}

/* The bad parameter comes after good ones, whose references have to be dropped again. */
TEST(memref_bad_after_good)
{
	struct client c = client_make();
	struct invoke_arg invoke;

	for (unsigned int bad = 0; bad < 4; bad++) {
		invoke_arg_init(&invoke, c.session, INVOKE_TESTS_CMD_PARAMS, 4);
		for (unsigned int i = 0; i < 4; i++)
			param_value(&invoke.params[i], MEMREF, 0, 16, (uint64_t)c.id);
		invoke.params[bad].c = 0x7ffffff;
		CHECK_ERRNO(call_invoke(c.fd, &invoke), EINVAL);
	}
	CHECK_OK(munmap(c.p, c.size));
	CHECK_OK(close(c.shm));
	refused(&c, MEMREF, 0, 16, (uint64_t)c.id);
}

/* Short buffer: the TEE reports the size it would have needed. */
TEST(memref_size_is_updated)
{
	struct client c = client_make();
	struct invoke_arg invoke;
	struct open_arg open;

	open_arg_init(&open, uuid_stats, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_OK(call_open(c.fd, &open));
	if (open.arg.ret)
		SKIP("this OP-TEE has no statistics (0x%x)", open.arg.ret);
	invoke_arg_init(&invoke, open.arg.session, STATS_CMD_ALLOC, 2);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 1, 0, 0);
	param_value(&invoke.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0, 4,
		    (uint64_t)c.id);
	CHECK_OK(call_invoke(c.fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_ERROR_SHORT_BUFFER);
	CHECK_MSG(invoke.params[1].b > 4, "expected the size it needs, got %llu",
		  (unsigned long long)invoke.params[1].b);
	invoke.params[1].b = PAGE;
	CHECK_OK(call_invoke(c.fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_SUCCESS);
	CHECK(invoke.params[1].b < PAGE);
}

/* Keep using the memory until another process has closed it. */
static void pass_until_gone(void *arg)
{
	struct client *c = arg;

	for (;;) {
		struct invoke_arg invoke;

		invoke_arg_init(&invoke, c->session, INVOKE_TESTS_CMD_PARAMS, 1);
		param_value(&invoke.params[0], MEMREF, 0, 16, (uint64_t)c->id);
		if (call_invoke(c->fd, &invoke) && errno != EINVAL)
			FAIL("expected success or EINVAL, got %s", errno_name(errno));
	}
}

/*
 * One process allocates and frees in a loop, always ending up with the same id,
 * while others look that id up. They either get a reference or an error. Were
 * the refcount ever raised from zero, the kernel would WARN.
 */
TEST_LIMIT(cve_2021_44733_shm_lookup_after_last_put, 60)
{
	static uint8_t buf[PAGE] __attribute__((aligned(4096)));
	struct client c = { .fd = tee_open() };
	uint64_t end = now_ms() + 6000;
	pid_t users[3];
	int id, shm;

	c.session = session_open(c.fd, uuid_invoke_tests);
	shm = (int)CHECK_OK(shm_alloc(c.fd, PAGE, &c.id));
	CHECK_OK(close(shm));
	for (int i = 0; i < 3; i++)
		users[i] = child_start(pass_until_gone, &c);
	while (now_ms() < end) {
		shm = (int)CHECK_OK(shm_alloc(c.fd, PAGE, &id));
		CHECK_OK(close(shm));
		shm = (int)CHECK_OK(shm_register(c.fd, buf, PAGE, &id));
		CHECK_OK(close(shm));
	}
	for (int i = 0; i < 3; i++) {
		int status;

		CHECK_MSG(!child_ended(users[i], 0, &status), "a user failed");
	}
	session_works(c.fd, c.session);
}
