// SPDX-License-Identifier: BSD-2-Clause
/*
 * Programs and a kernel client (tee_client_load) call the real OP-TEE at the same
 * time. All of them have to get their share, and it must make no difference to the
 * driver who is calling.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

#define LOAD "/sys/kernel/debug/tee_client_load/"
#define TRACING "/sys/kernel/tracing/"

/* single-instance TA from Debian's optee-test, so one call at a time */
static const uint8_t uuid_sims[UUID_LEN] = {
	0xe6, 0xa3, 0x3e, 0xd4, 0x56, 0x2b, 0x46, 0x3a,
	0xbb, 0x7e, 0xff, 0x5e, 0x15, 0xa4, 0x93, 0xc8,
};
#define SIMS_CMD_GET_COUNTER 3

/* single-instance TA that takes just one session at a time */
static const uint8_t uuid_single[UUID_LEN] = {
	0x73, 0x1e, 0x27, 0x9e, 0xaa, 0xfb, 0x45, 0x75,
	0xa7, 0x71, 0x38, 0xca, 0xa6, 0xf0, 0xcc, 0xa6,
};
#define SINGLE_CMD_NONE 0xffff	/* there's no such command, so it fails */

#define PROGRAMS 6

/* shared with all child processes */
static struct {
	volatile bool stop;
	volatile unsigned int calls[PROGRAMS];
	volatile unsigned int refusals, longest_ms;
} *shared;

static void share(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(shared != MAP_FAILED);
}

struct load {
	unsigned int calls, longest_us, slow_calls;
};

/* Let the kernel client call for @ms milliseconds and return how that went. */
static struct load kernel_load(const char *class, const char *ta, unsigned int ms)
{
	struct load load;
	char text[64];

	snprintf(text, sizeof(text), "%s %s %u", class, ta, ms);
	CHECK_MSG(!write_text(LOAD "run", text), "%s: %s", text, errno_name(errno));
	CHECK(read_text(LOAD "run", text, sizeof(text)));
	CHECK_EQ(sscanf(text, "%u %u %u", &load.calls, &load.longest_us, &load.slow_calls), 3);
	return load;
}

/* Keep a TEE thread busy most of the time. */
static void flood(void *arg)
{
	unsigned int *calls = (unsigned int *)arg;
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_os_test);

	while (!shared->stop) {
		struct invoke_arg invoke;

		invoke_arg_init(&invoke, session, OS_TEST_CMD_WAIT, 1);
		invoke.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
		invoke.params[0].a = 300;
		CHECK_OK(call_invoke(fd, &invoke));
		(*calls)++;
	}
	close(fd);
}

static void start(pid_t *pids, size_t count, void (*program)(void *))
{
	share();
	for (size_t i = 0; i < count; i++)
		pids[i] = child_start(program, (void *)&shared->calls[i]);
	for (size_t i = 0; i < count; i++)
		for (int tries = 0; !shared->calls[i]; tries++) {
			CHECK_MSG(tries < 3000 * test_time_factor(), "a program makes no calls");
			sleep_ms(10);
		}
}

static void stop(pid_t *pids, size_t count)
{
	shared->stop = true;
	for (size_t i = 0; i < count; i++)
		child_expect_ok(pids[i], 30, "a program that calls the TEE");
}

/*
 * A normal kernel client has to queue up with everyone else. A system session goes
 * first.
 */
TEST_LIMIT(system_session_gets_through_a_flood, 120)
{
	pid_t pids[PROGRAMS];
	struct load normal, system;

	start(pids, PROGRAMS, flood);
	normal = kernel_load("normal", "pta", 6000);
	system = kernel_load("system", "pta", 6000);
	stop(pids, PROGRAMS);
	test_note("in 6 s: %u calls, %u of them slow; in a system session %u, %u of them slow",
		  normal.calls, normal.slow_calls, system.calls, system.slow_calls);
	CHECK_MSG(normal.longest_us > 200000, "the programs do not flood the TEE");
	/* Seven clients on two threads with 300 ms each, and then some for a busy host */
	CHECK_MSG(normal.calls && normal.longest_us < 8000000, "a client starves");
	CHECK_MSG(system.calls > 20 * normal.calls, "a system session is not served first");
	/* A single slow call proves nothing, as the host may have paused the guest. */
	CHECK_MSG(20 * system.slow_calls < system.calls,
		  "a system session waits for the programs");
}

static void count_calls(void *arg)
{
	unsigned int *calls = (unsigned int *)arg;
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_sims);

	while (!shared->stop) {
		struct invoke_arg invoke;

		invoke_arg_init(&invoke, session, SIMS_CMD_GET_COUNTER, 1);
		invoke.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
		CHECK_OK(call_invoke(fd, &invoke));
		CHECK_EQ(invoke.arg.ret, 0);
		(*calls)++;
	}
	close(fd);
}

/*
 * All of these clients call the same TA, which handles one call at a time, and come
 * straight back for more. None of them may starve.
 */
TEST_LIMIT(clients_of_one_application_do_not_starve_each_other, 60)
{
	unsigned int before[2], programs[2];
	struct load kernel;
	pid_t pids[2];

	start(pids, 2, count_calls);
	for (int i = 0; i < 2; i++)
		before[i] = shared->calls[i];
	kernel = kernel_load("normal", "sims", 6000);
	for (int i = 0; i < 2; i++)
		programs[i] = shared->calls[i] - before[i];
	stop(pids, 2);
	test_note("in 6 s the kernel made %u calls, the programs %u and %u", kernel.calls,
		  programs[0], programs[1]);
	for (int i = 0; i < 2; i++) {
		CHECK_MSG(4 * kernel.calls > programs[i], "the kernel client starves");
		CHECK_MSG(4 * programs[i] > kernel.calls, "a program starves");
	}
}

/* Keep trying until the TEE lets us in, as a real program would. */
static uint32_t session_open_when_free(int fd)
{
	uint64_t began = now_ms();
	struct open_arg open;

	for (;;) {
		open_arg_init(&open, uuid_single, TEE_IOCTL_LOGIN_PUBLIC, 0);
		CHECK_OK(call_open(fd, &open));
		if (open.arg.ret != TEEC_ERROR_BUSY)
			break;
		shared->refusals++;
		sleep_ms(40);
	}
	CHECK_EQ(open.arg.ret, 0);
	if (now_ms() - began > shared->longest_ms)
		shared->longest_ms = (unsigned int)(now_ms() - began);
	return open.arg.session;
}

/* Open and close sessions back to back. */
static void count_sessions(void *arg)
{
	unsigned int *sessions = (unsigned int *)arg;
	int fd = tee_open();

	while (!shared->stop) {
		uint32_t session = session_open_when_free(fd);
		struct invoke_arg invoke;

		invoke_arg_init(&invoke, session, SINGLE_CMD_NONE, 0);
		CHECK_OK(call_invoke(fd, &invoke));
		CHECK_EQ(invoke.arg.ret_origin, TEEC_ORIGIN_TRUSTED_APP);
		CHECK_OK(call_close(fd, session));
		(*sessions)++;
	}
	close(fd);
}

/* As above, but what the two clients fight for is the TA's only session. */
TEST_LIMIT(clients_that_must_share_one_session_do_not_starve_each_other, 120)
{
	unsigned int before, program;
	struct load kernel;
	pid_t pid;

	start(&pid, 1, count_sessions);
	before = shared->calls[0];
	shared->longest_ms = 0;
	kernel = kernel_load("sessions", "single", 10000);
	program = shared->calls[0] - before;
	test_note("in 10 s the kernel had %u sessions, the longest wait %u us; "
		  "the program %u, %u ms; it was refused %u times",
		  kernel.calls, kernel.longest_us, program, shared->longest_ms, shared->refusals);
	stop(&pid, 1);
	CHECK_MSG(shared->refusals, "there was room for both");
	CHECK_MSG(3 * kernel.calls > program, "the kernel client starves");
	CHECK_MSG(3 * program > kernel.calls, "the program starves");
}

/*
 * The other client isn't going to let go of the session, so at some point we want
 * to see BUSY.
 */
TEST_LIMIT(a_session_that_does_not_come_free_is_not_waited_for_for_ever, 60)
{
	int fd = tee_open();
	uint64_t began;

	share();
	session_open_when_free(fd);
	began = now_ms();
	CHECK_ERRNO(write_text(LOAD "run", "sessions single 1"), EBUSY);
	CHECK_MSG(now_ms() - began >= 4900 && now_ms() - began < 10000, "it took %llu ms",
		  (unsigned long long)(now_ms() - began));
	CHECK_OK(close(fd));
	kernel_load("sessions", "single", 1);
}

/* Tracing */

static void trace_write(const char *file, const char *text)
{
	char path[160];

	snprintf(path, sizeof(path), TRACING "%s", file);
	CHECK_MSG(!write_text(path, text), "%s: %s", path, errno_name(errno));
}

/* Opening it with O_TRUNC is what clears the trace. */
static void trace_clear(void)
{
	int trace = (int)CHECK_OK(open(TRACING "trace", O_WRONLY | O_TRUNC | O_CLOEXEC));

	close(trace);
}

/* Blank out a value that is different each time. */
static void cut(char *text, const char *from)
{
	char *at = strstr(text, from), *value;

	if (!at)
		return;
	value = at + strlen(from);
	memmove(value, value + strcspn(value, " \n"), strlen(value + strcspn(value, " \n")) + 1);
}

/*
 * Read and clear the trace. Process, time, duration, context and session are
 * different each time, so strip them.
 */
static void trace_take(char *events, size_t size)
{
	static char text[1 << 16];
	size_t at = 0;

	CHECK(read_text(TRACING "trace", text, sizeof(text)));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		char one[512], *event;

		event = strstr(line, ": ");
		if (*line == '#' || !event)
			continue;
		snprintf(one, sizeof(one), "%s", event + 2);
		cut(one, "ctx=");
		cut(one, "session=");
		cut(one, "latency_ns=");
		at += (size_t)snprintf(events + at, size - at, "%s\n", one);
		CHECK(at < size);
	}
	trace_clear();
}

static void ask_by_ioctl(void)
{
	struct invoke_arg invoke;
	int fd = tee_open();
	uint32_t session = session_open(fd, uuid_invoke_tests);

	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_PARAMS, 1);
	invoke.arg.cancel_id = 7;
	invoke.params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	invoke.params[0].a = 40;
	invoke.params[0].b = 2;
	invoke.params[0].c = 0x123456789ull;
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.params[0].a, 42);
	CHECK_OK(call_close(fd, session));
	close(fd);
}

/*
 * Compare the core's trace events and also what arrives at the driver's operation:
 * x1 and x2 are the argument and the parameters there (AAPCS64), and the numbers
 * are offsets into struct tee_ioctl_invoke_arg and struct tee_param.
 */
TEST(program_and_kernel_reach_the_driver_alike)
{
	static char by_ioctl[8192], by_kernel[8192];

	trace_write("kprobe_events",
		    "p:alike/driver optee:optee_invoke_func func=+0(%x1):x32 "
		    "session=+4(%x1):u32 cancel=+8(%x1):u32 num=+20(%x1):u32 "
		    "attr=+0(%x2):x64 a=+8(%x2):x64 b=+16(%x2):x64 c=+24(%x2):x64");
	trace_write("events/alike/enable", "1");
	trace_write("events/tee/enable", "1");
	trace_clear();
	ask_by_ioctl();
	trace_take(by_ioctl, sizeof(by_ioctl));
	CHECK(!write_text(LOAD "alike", "1"));
	trace_take(by_kernel, sizeof(by_kernel));
	trace_write("events/tee/enable", "0");
	trace_write("events/alike/enable", "0");
	trace_write("kprobe_events", "-:alike/driver");
	CHECK_MSG(strstr(by_ioctl, "func=0x1 ") && strstr(by_ioctl, "a=0x28 b=0x2 c=0x123456789"),
		  "the driver was not called as expected:\n%s", by_ioctl);
	CHECK_MSG(!strcmp(by_ioctl, by_kernel), "by ioctl:\n%sby the kernel:\n%s", by_ioctl,
		  by_kernel);
}
