// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the example driver (examples/driver), and for what the core does on
 * behalf of drivers. It enforces the limits that a driver declares, and ends a
 * driver's waits when the request is cancelled, the client is killed or the
 * device goes away.
 */

#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

#define DRIVER		"/sys/bus/platform/drivers/mailbox/"
#define CMD_SUM		0
#define REQUESTS	4 /* requests that the TEE handles concurrently */
#define MAX_SIZE	(511 * PAGE)
#define LONG_MS		60000 /* longer than any test */

static const uint8_t uuid_mailbox[UUID_LEN] = {
	0x6d, 0x61, 0x69, 0x6c, 0x62, 0x6f, 0x47, 0x82,
	0x8d, 0x6f, 0x64, 0x65, 0x6c, 0x00, 0x00, 0x01,
};

/* The device number changes each time the driver is bound, so look for it */
static int mailbox_open(void)
{
	char path[64], name[64];

	for (int n = 0; n < 16; n++) {
		snprintf(path, sizeof(path), "/sys/class/tee/tee%d/driver_name", n);
		if (!read_text(path, name, sizeof(name)) || strcmp(name, "mailbox\n"))
			continue;
		snprintf(path, sizeof(path), "/dev/tee%d", n);
		return (int)CHECK_OK(open(path, O_RDWR | O_CLOEXEC));
	}
	FAIL("no TEE has the driver mailbox");
}

static void sum_init(struct invoke_arg *invoke, uint32_t session, int id, uint64_t size,
		     uint32_t delay_ms)
{
	invoke_arg_init(invoke, session, CMD_SUM, 2);
	param_value(&invoke->params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 0, size,
		    (uint64_t)id);
	param_value(&invoke->params[1], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, delay_ms, 0, 0);
}

/* Argument for a thread or child whose request takes @delay_ms */
struct sum {
	int fd;
	uint32_t session;
	int id;
	uint32_t delay_ms;
	uint32_t cancel_id;
	int error;
	uint32_t ret;
};

static void *make_sum(void *arg)
{
	struct sum *sum = arg;
	struct invoke_arg invoke;

	sum_init(&invoke, sum->session, sum->id, PAGE, sum->delay_ms);
	invoke.arg.cancel_id = sum->cancel_id;
	sum->error = call_invoke(sum->fd, &invoke) ? errno : 0;
	sum->ret = invoke.arg.ret;
	return NULL;
}

static struct sum sum_of(int fd, uint32_t delay_ms)
{
	struct sum sum = { .fd = fd, .session = session_open(fd, uuid_mailbox),
			   .delay_ms = delay_ms, .cancel_id = 7 };

	CHECK_OK(shm_alloc(fd, PAGE, &sum.id));
	return sum;
}

TEST(example_driver_adds_up_registered_memory)
{
	static uint8_t bytes[3 * PAGE];
	struct invoke_arg invoke;
	uint64_t expected = 0;
	int fd = mailbox_open(), id;

	for (size_t n = 0; n < sizeof(bytes); n++)
		bytes[n] = (uint8_t)(n * 7);
	for (size_t n = 0; n < 2 * PAGE + 100; n++)
		expected += bytes[100 + n];
	CHECK_OK(shm_register(fd, bytes + 100, 2 * PAGE + 100, &id));
	sum_init(&invoke, session_open(fd, uuid_mailbox), id, 2 * PAGE + 100, 0);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, 0);
	CHECK_EQ(invoke.params[1].a, expected);
}

/* Too few parameters, too many, or of the wrong type */
TEST(example_driver_refuses_wrong_parameters)
{
	int fd = mailbox_open(), id;
	uint32_t session = session_open(fd, uuid_mailbox);
	struct invoke_arg invoke;

	CHECK_OK(shm_alloc(fd, PAGE, &id));
	for (uint32_t count = 0; count <= 4; count++) {
		/*
		 * A good call first. Its parameters stay on the kernel's stack,
		 * where a driver that doesn't check num_params would find them.
		 */
		sum_init(&invoke, session, id, PAGE, 0);
		CHECK_OK(call_invoke(fd, &invoke));
		CHECK_EQ(invoke.arg.ret, 0);

		sum_init(&invoke, session, id, PAGE, 0);
		invoke.arg.num_params = count;
		if (count > 2)
			param_value(&invoke.params[count - 1],
				    TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 0, 0, 0);
		CHECK_OK(call_invoke(fd, &invoke));
		CHECK_EQ(invoke.arg.ret, count == 2 ? 0 : TEEC_ERROR_BAD_PARAMETERS);
	}
	sum_init(&invoke, session, id, PAGE, 0);
	invoke.params[1].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_ERROR_BAD_PARAMETERS);
}

/* max_params and max_shm_size come from the driver, the checks from the core */
TEST(declared_limits_are_enforced)
{
	int fd = mailbox_open(), id;
	uint32_t session = session_open(fd, uuid_mailbox);
	struct invoke_arg invoke;
	struct open_arg open;
	void *large;

	invoke_arg_init(&invoke, session, CMD_SUM, 5);
	CHECK_ERRNO(call_invoke(fd, &invoke), EINVAL);
	open_arg_init(&open, uuid_mailbox, TEE_IOCTL_LOGIN_PUBLIC, 5);
	CHECK_ERRNO(call_open(fd, &open), EINVAL);

	CHECK_OK(shm_alloc(fd, MAX_SIZE, &id));
	CHECK_ERRNO(shm_alloc(fd, MAX_SIZE + 1, &id), EINVAL);
	large = mmap(NULL, MAX_SIZE + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		     -1, 0);
	CHECK(large != MAP_FAILED);
	CHECK_OK(shm_register(fd, large, MAX_SIZE, &id));
	CHECK_ERRNO(shm_register(fd, large, MAX_SIZE + PAGE, &id), EINVAL);
}

/* The probing request below takes a slot for a moment, so ours may see TEEC_ERROR_BUSY */
static void *make_sum_when_free(void *arg)
{
	struct sum *sum = arg;

	do {
		make_sum(sum);
	} while (!sum->error && sum->ret == TEEC_ERROR_BUSY);
	return NULL;
}

TEST(as_many_requests_wait_as_the_tee_takes)
{
	struct sum sums[REQUESTS + 1];
	pthread_t threads[REQUESTS];
	int fd = mailbox_open();

	for (int n = 0; n <= REQUESTS; n++)
		sums[n] = sum_of(fd, n < REQUESTS ? 2000 : 0);
	for (int n = 0; n < REQUESTS; n++)
		CHECK(!pthread_create(&threads[n], NULL, make_sum_when_free, &sums[n]));
	/* One more gets refused, so all REQUESTS of them are in the TEE */
	do {
		usleep(20000);
		make_sum(&sums[REQUESTS]);
		CHECK(!sums[REQUESTS].error);
	} while (sums[REQUESTS].ret != TEEC_ERROR_BUSY);
	for (int n = 0; n < REQUESTS; n++) {
		CHECK(!pthread_join(threads[n], NULL));
		CHECK(!sums[n].error && !sums[n].ret);
	}
	make_sum(&sums[REQUESTS]);
	CHECK(!sums[REQUESTS].error && !sums[REQUESTS].ret);
}

TEST(waiting_request_is_cancelled)
{
	int fd = mailbox_open();
	struct sum sum = sum_of(fd, LONG_MS);
	pthread_t thread;

	CHECK(!pthread_create(&thread, NULL, make_sum, &sum));
	while (call_cancel(fd, sum.session, sum.cancel_id))
		usleep(10000);
	CHECK(!pthread_join(thread, NULL));
	CHECK_EQ(sum.error, 0);
	CHECK_EQ(sum.ret, TEEC_ERROR_CANCEL);
}

static void sum_or_fail(void *arg)
{
	struct sum *sum = arg;

	make_sum(sum);
	FAIL("the request has ended: %s, %#x", errno_name(sum->error), sum->ret);
}

TEST(waiting_request_ends_with_its_client)
{
	int fd = mailbox_open();
	struct sum sum = sum_of(fd, LONG_MS);
	pid_t pid = child_start(sum_or_fail, &sum);

	usleep(300000);
	CHECK_OK(kill(pid, SIGKILL));
	child_wait(pid, 10, "a client that waits in the driver");
	/* the slot is free, i.e. the TEE dropped the request */
	sum.delay_ms = 0;
	make_sum(&sum);
	CHECK(!sum.error && !sum.ret);
}

TEST(waiting_request_ends_with_the_device)
{
	int fd = mailbox_open();
	struct sum sum = sum_of(fd, LONG_MS);
	const char *device;
	pthread_t thread;
	glob_t found;

	CHECK(!glob(DRIVER "mailbox.*", 0, NULL, &found));
	device = strrchr(found.gl_pathv[0], '/') + 1;

	CHECK(!pthread_create(&thread, NULL, make_sum, &sum));
	usleep(300000);
	CHECK(!write_text(DRIVER "unbind", device));
	CHECK(!pthread_join(thread, NULL));
	CHECK_EQ(sum.error, ENODEV);
	CHECK(!write_text(DRIVER "bind", device));
	CHECK_OK(close(mailbox_open()));
	globfree(&found);
}
