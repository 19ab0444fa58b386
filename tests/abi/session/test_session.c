// SPDX-License-Identifier: BSD-2-Clause
/* Open, invoke, cancel and close, and the buffers they take */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

static const unsigned long buf_requests[] = {
	TEE_IOC_OPEN_SESSION, TEE_IOC_INVOKE,
};

static uint8_t *two_pages(void)
{
	uint8_t *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

TEST(open_invoke_close)
{
	int fd = tee_open();

	for (int i = 0; i < 10; i++)
		tee_works(fd);
}

TEST(open_unknown_pseudo_ta_command)
{
	int fd = tee_open();
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, session_open(fd, uuid_invoke_tests),
			INVOKE_TESTS_CMD_UNKNOWN, 0);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_ERROR_BAD_PARAMETERS);
	CHECK_EQ(invoke.arg.ret_origin, 4); /* TEEC_ORIGIN_TRUSTED_APP */
}

TEST(sessions_end_with_the_descriptor)
{
	long before = sessions_now();
	int fd = tee_open();

	for (int i = 0; i < 20; i++)
		session_open(fd, uuid_invoke_tests);
	if (before >= 0)
		CHECK_EQ(sessions_now(), before + 20);
	CHECK_OK(close(fd));
	if (before >= 0)
		CHECK_EQ(sessions_now(), before);
}

TEST(buffer_lengths)
{
	struct open_arg open;
	struct invoke_arg invoke;
	int fd = tee_open();

	open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
	invoke_arg_init(&invoke, session_open(fd, uuid_invoke_tests), 0, 0);
	for (uint64_t len = 0; len < sizeof(open); len++)
		if (len != sizeof(open.arg))
			CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_OPEN_SESSION, &open, len), EINVAL);
	for (uint64_t len = 0; len < sizeof(invoke); len++)
		if (len != sizeof(invoke.arg))
			CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_INVOKE, &invoke, len), EINVAL);
}

TEST(buffer_lengths_beyond_the_largest)
{
	static const uint64_t lens[] = {
		TEE_MAX_ARG_SIZE + 1, 2 * TEE_MAX_ARG_SIZE, 1ull << 31, 1ull << 32,
		(1ull << 32) + sizeof(struct tee_ioctl_open_session_arg),
		(1ull << 32) + sizeof(struct tee_ioctl_invoke_arg),
		1ull << 63, UINT64_MAX, UINT64_MAX - 23,
	};
	uint8_t *p = two_pages();
	int fd = tee_open();

	for (size_t r = 0; r < 2; r++)
		for (size_t i = 0; i < sizeof(lens) / sizeof(*lens); i++)
			CHECK_ERRNO(buf_ioctl(fd, buf_requests[r], p, lens[i]), EINVAL);
}

/* num_params that doesn't match the buffer length, or overflows when multiplied */
TEST(num_params_wrong_and_wrapping)
{
	static const uint32_t counts[] = {
		1, 2, 7, 126, 127, 128, 0x07ffffff, 0x08000000, 0x08000001,
		0x0fffffff, 0x10000000, 0x7fffffff, 0x80000000, 0x80000001,
		0xf8000000, 0xfffffffe, 0xffffffff,
	};
	struct open_arg open;
	struct invoke_arg invoke;
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC,
			      counts[i]);
		CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_OPEN_SESSION, &open,
				      sizeof(open.arg)), EINVAL);
		invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_TRACE, counts[i]);
		CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_INVOKE, &invoke,
				      sizeof(invoke.arg)), EINVAL);
		/* the length one gets by truncating the product to 32 bits */
		CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_INVOKE, &invoke,
				      (uint32_t)(sizeof(invoke.arg) +
						 (counts[i] + 1) * 32u)), EINVAL);
	}
	session_works(fd, session);
}

/* From just over the maximum up to what fits into the buffer */
TEST(many_parameters)
{
	static uint8_t bytes[TEE_MAX_ARG_SIZE];
	struct tee_ioctl_invoke_arg *arg = (void *)bytes;
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);

	for (uint32_t n = 5; n <= (TEE_MAX_ARG_SIZE - sizeof(*arg)) / 32; n++) {
		int rc;

		memset(bytes, 0, sizeof(bytes));
		arg->session = session;
		arg->func = INVOKE_TESTS_CMD_TRACE;
		arg->num_params = n;
		rc = buf_ioctl(fd, TEE_IOC_INVOKE, arg, sizeof(*arg) + n * 32);
		if (rc == -1)
			CHECK_MSG(errno == EINVAL || errno == ENOMEM,
				  "%u parameters: expected EINVAL, got %s", n,
				  errno_name(errno));
		else
			CHECK_MSG(arg->ret, "%u parameters: expected an error, got 0", n);
	}
	session_works(fd, session);
}

TEST(buffers_unmapped)
{
	uint8_t *p = two_pages();
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);
	struct open_arg open;
	struct invoke_arg invoke;

	for (size_t r = 0; r < 2; r++) {
		CHECK_ERRNO(ioctl(fd, buf_requests[r], NULL), EFAULT);
		CHECK_ERRNO(buf_ioctl(fd, buf_requests[r], NULL, 56), EFAULT);
		CHECK_ERRNO(buf_ioctl(fd, buf_requests[r], (void *)0xffff800000000000,
				      56), EFAULT);
		CHECK_ERRNO(buf_ioctl(fd, buf_requests[r], (void *)UINTPTR_MAX, 56),
			    EFAULT);
	}
	CHECK_OK(munmap(p + PAGE, PAGE));
	/* The header is mapped, but the parameters are cut off. */
	open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 1);
	memcpy(p + PAGE - sizeof(open.arg), &open.arg, sizeof(open.arg));
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_OPEN_SESSION, p + PAGE - sizeof(open.arg),
			      sizeof(open.arg) + 32), EFAULT);
	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_TRACE, 1);
	memcpy(p + PAGE - sizeof(invoke.arg) - 16, &invoke, sizeof(invoke.arg) + 16);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_INVOKE, p + PAGE - sizeof(invoke.arg) - 16,
			      sizeof(invoke.arg) + 32), EFAULT);
	session_works(fd, session);
}

TEST(buffers_misaligned)
{
	uint8_t *p = two_pages();
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		    1, 2, 0);
	for (size_t off = 1; off < 16; off++) {
		uint8_t *at = p + PAGE - 40 + off; /* crosses the page boundary at some point */
		struct tee_ioctl_param answer;

		memcpy(at, &invoke, sizeof(invoke.arg) + 32);
		CHECK_OK(buf_ioctl(fd, TEE_IOC_INVOKE, at, sizeof(invoke.arg) + 32));
		memcpy(&answer, at + sizeof(invoke.arg), sizeof(answer));
		CHECK_EQ(answer.a, 3);
	}
}

/* The ioctl argument sits inside the very buffer it describes. */
TEST(buffers_overlapping)
{
	struct invoke_arg invoke;
	struct tee_ioctl_buf_data *data;
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);

	/* In an unused parameter it does no harm. */
	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_PARAMS, 2);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 1, 2, 0);
	data = (void *)&invoke.params[1].a;
	data->buf_ptr = (uintptr_t)&invoke;
	data->buf_len = ARG_SIZE(tee_ioctl_invoke_arg, 2);
	CHECK_OK(ioctl(fd, TEE_IOC_INVOKE, data));
	CHECK_EQ(invoke.params[0].a, 3);
	CHECK_EQ(data->buf_ptr, (uintptr_t)&invoke);

	/*
	 * Over the header, it clobbers the session id, and this client doesn't
	 * have such a session.
	 */
	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_PARAMS, 0);
	data = (void *)&invoke;
	data->buf_ptr = (uintptr_t)&invoke;
	data->buf_len = sizeof(invoke.arg);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_INVOKE, data), EINVAL);
	session_works(fd, session);
}

/* The session can't be reported back, so the kernel has to close it. */
TEST(open_session_answer_cannot_be_written)
{
	struct open_arg *open = (void *)two_pages();
	int fd = tee_open();
	long before = sessions_now();

	open_arg_init(open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_OK(mprotect(open, PAGE, PROT_READ));
	for (int i = 0; i < 30; i++)
		CHECK_ERRNO(call_open(fd, open), EFAULT);
	if (before >= 0)
		CHECK_EQ(sessions_now(), before);
	tee_works(fd);
}

TEST(invoke_answer_cannot_be_written)
{
	struct invoke_arg *invoke = (void *)two_pages();
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);

	invoke_arg_init(invoke, session, INVOKE_TESTS_CMD_TRACE, 0);
	CHECK_OK(mprotect(invoke, PAGE, PROT_READ));
	CHECK_ERRNO(call_invoke(fd, invoke), EFAULT);
	session_works(fd, session);
}

/* header in a writable page, parameters in a read-only one */
TEST(invoke_outputs_cannot_be_written)
{
	uint8_t *p = two_pages();
	struct invoke_arg *invoke;
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);

	invoke = (void *)(p + PAGE - sizeof(invoke->arg));
	invoke_arg_init(invoke, session, INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&invoke->params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 1, 2, 0);
	CHECK_OK(mprotect(p + PAGE, PAGE, PROT_READ));
	CHECK_ERRNO(call_invoke(fd, invoke), EFAULT);
	session_works(fd, session);
}

TEST(sessions_of_others)
{
	int a = tee_open(), b = tee_open();
	uint32_t session = session_open(a, uuid_invoke_tests);
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_TRACE, 0);
	CHECK_ERRNO(call_invoke(b, &invoke), EINVAL);
	CHECK_ERRNO(call_close(b, session), EINVAL);
	CHECK_ERRNO(call_cancel(b, session, 0), EINVAL);
	session_works(a, session);
}

TEST(sessions_that_are_none)
{
	static const uint32_t none[] = { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff };
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);
	struct invoke_arg invoke;

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		if (none[i] == session)
			continue;
		invoke_arg_init(&invoke, none[i], INVOKE_TESTS_CMD_TRACE, 0);
		CHECK_ERRNO(call_invoke(fd, &invoke), EINVAL);
		CHECK_ERRNO(call_close(fd, none[i]), EINVAL);
		if (none[i])
			CHECK_ERRNO(call_cancel(fd, none[i], 0), EINVAL);
	}
}

TEST(session_closed_twice)
{
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);
	struct invoke_arg invoke;

	CHECK_OK(call_close(fd, session));
	CHECK_ERRNO(call_close(fd, session), EINVAL);
	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_TRACE, 0);
	CHECK_ERRNO(call_invoke(fd, &invoke), EINVAL);
	CHECK_ERRNO(call_cancel(fd, session, 0), EINVAL);
}

TEST(close_and_cancel_arguments_unmapped)
{
	int fd = tee_open();

	CHECK_ERRNO(ioctl(fd, TEE_IOC_CLOSE_SESSION, NULL), EFAULT);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_CANCEL, NULL), EFAULT);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_CLOSE_SESSION, (void *)UINTPTR_MAX), EFAULT);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_CANCEL, (void *)UINTPTR_MAX), EFAULT);
}

/* Depending on the TEE this fails, or is remembered for later. */
TEST(cancel_with_nothing_under_way)
{
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);
	int rc = call_cancel(fd, session, 0x1234);

	CHECK_MSG(!rc || errno == EINVAL, "expected success or EINVAL, got %s",
		  errno_name(errno));
	session_works(fd, session);
}

struct closer {
	int fd;
	uint32_t session;
};

static void invoke_until_closed(void *arg)
{
	struct closer *c = arg;
	struct invoke_arg invoke;

	for (;;) {
		invoke_arg_init(&invoke, c->session, INVOKE_TESTS_CMD_TRACE, 0);
		if (!call_invoke(c->fd, &invoke))
			continue;
		CHECK_EQ(errno, EINVAL);
		return;
	}
}

/* Close it under other processes that are invoking it. */
TEST_LIMIT(session_closed_under_use, 60)
{
	for (int round = 0; round < 15; round++) {
		struct closer c = { .fd = tee_open() };
		pid_t users[3];

		c.session = session_open(c.fd, uuid_invoke_tests);
		for (int i = 0; i < 3; i++)
			users[i] = child_start(invoke_until_closed, &c);
		sleep_ms(20);
		CHECK_OK(call_close(c.fd, c.session));
		for (int i = 0; i < 3; i++)
			child_expect_ok(users[i], 20, "a user of the session");
		CHECK_OK(close(c.fd));
	}
}
