// SPDX-License-Identifier: BSD-2-Clause
/*
 * Our TSP driver and the real TSP. No matter what interrupts it, the sums have to be
 * right, and anything that isn't a sum gets refused.
 */

#include <fcntl.h>
#include <linux/tee_tsp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "tee.h"

#define TRACING "/sys/kernel/tracing/"
#define DRIVER "/sys/bus/platform/drivers/tsp/"
#define DEVICE "firmware:tsp"

static const uint8_t tsp_uuid[UUID_LEN] = TEE_TSP_UUID;

static int tsp_open(void)
{
	return (int)CHECK_OK(open("/dev/tee0", O_RDWR | O_CLOEXEC));
}

static uint32_t tsp_session(int fd)
{
	return session_open(fd, tsp_uuid);
}

static uint64_t expected(uint32_t command, uint64_t x)
{
	switch (command & ~(uint32_t)TEE_TSP_CMD_YIELDING) {
	case TEE_TSP_CMD_ADD:
		return x + x;
	case TEE_TSP_CMD_SUBTRACT:
		return 0;
	case TEE_TSP_CMD_MULTIPLY:
		return x * x;
	default:
		return x ? 1 : 0;
	}
}

/* One command, with everything that comes back checked */
static void sum(int fd, uint32_t session, uint32_t command, uint64_t a, uint64_t b)
{
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, session, command, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, a, b, 3);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_SUCCESS);
	CHECK_EQ(invoke.arg.ret_origin, TEEC_ORIGIN_TEE);
	CHECK_EQ(invoke.params[0].a, expected(command, a));
	CHECK_EQ(invoke.params[0].b, expected(command, b));
	CHECK_EQ(invoke.params[0].c, 3);
}

static void all_sums(int fd, uint32_t session, uint32_t flags)
{
	for (uint32_t command = 0; command <= TEE_TSP_CMD_DIVIDE; command++) {
		sum(fd, session, command | flags, 5, 7);
		sum(fd, session, command | flags, 0, UINT64_MAX);
		sum(fd, session, command | flags, 1ull << 40, 0x123456789abcdefull);
	}
}

static int cpus(void)
{
	return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

static void run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	CHECK_OK(sched_setaffinity(0, sizeof(set), &set));
}

static void on_every_cpu(uint32_t flags)
{
	int fd = tsp_open();
	uint32_t session = tsp_session(fd);

	CHECK(cpus() >= 2);
	for (int cpu = 0; cpu < cpus(); cpu++) {
		run_on(cpu);
		all_sums(fd, session, flags);
	}
	CHECK_OK(call_close(fd, session));
	close(fd);
}

/*
 * Wake up all the time, which amounts to several thousand interrupts per second on
 * this CPU.
 */
static void interrupt_cpu(void *arg)
{
	struct timespec ts = { .tv_nsec = 100000 };

	run_on(*(int *)arg);
	for (;;)
		nanosleep(&ts, NULL);
}

static void interrupt_all_cpus(void)
{
	for (int cpu = 0; cpu < cpus(); cpu++)
		child_start(interrupt_cpu, &cpu);
}

/* Count the conduit's calls to @function from here on. */
static void count_begin(const char *function)
{
	char filter[64];

	snprintf(filter, sizeof(filter), "function==%s", function);
	CHECK_OK(write_text(TRACING "events/tee_conduit/tee_conduit_call/filter", filter));
	close((int)CHECK_OK(open(TRACING "trace", O_WRONLY | O_TRUNC | O_CLOEXEC)));
	CHECK_OK(write_text(TRACING "events/tee_conduit/tee_conduit_call/enable", "1"));
}

static unsigned int count_end(void)
{
	static char line[512];
	unsigned int count = 0;
	FILE *trace;

	CHECK_OK(write_text(TRACING "events/tee_conduit/tee_conduit_call/enable", "0"));
	trace = fopen(TRACING "trace", "r");
	CHECK(trace);
	while (fgets(line, sizeof(line), trace))
		count += !!strstr(line, "function=");
	fclose(trace);
	return count;
}

TEST(device_says_who_it_is)
{
	static const char *const attributes[][2] = {
		{ "driver_name", "tsp\n" }, { "driver_version", "1.0\n" },
		{ "driver_type", "trustzone\n" }, { "conduit", "smc\n" },
		{ "os_name", "TSP\n" },
		{ "os_uuid", "a056305b-9132-7b42-9811-7168ca50f3fa\n" },
		{ "os_version", "0.1\n" }, { "os_build", "\n" },
		{ "revision", "0.1\n" }, { "implementation_id", "4096\n" },
		{ "max_params", "4\n" },
	};
	struct tee_ioctl_version_data vers;
	char path[128], text[128], threads[16];
	int fd = tsp_open();

	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++) {
		snprintf(path, sizeof(path), "/sys/class/tee/tee0/%s", attributes[i][0]);
		CHECK(read_text(path, text, sizeof(text)));
		CHECK_MSG(!strcmp(text, attributes[i][1]), "%s: expected %s, got %s",
			  path, attributes[i][1], text);
	}
	CHECK(read_text("/sys/class/tee/tee0/max_threads", text, sizeof(text)));
	snprintf(threads, sizeof(threads), "%d\n", cpus());
	CHECK(!strcmp(text, threads));
	CHECK_OK(ioctl(fd, TEE_IOC_VERSION, &vers));
	CHECK_EQ(vers.impl_id, TEE_IMPL_ID_TSP);
	CHECK_EQ(vers.gen_caps, TEE_GEN_CAP_GP);
}

TEST(fast_sums_on_every_cpu)
{
	on_every_cpu(0);
}

TEST(yielding_sums_on_every_cpu)
{
	on_every_cpu(TEE_TSP_CMD_YIELDING);
}

TEST(yielding_sums_are_right_though_interrupted)
{
	unsigned int resumed;

	interrupt_all_cpus();
	count_begin("0x72003000");
	for (int i = 0; i < 20; i++)
		on_every_cpu(TEE_TSP_CMD_YIELDING);
	resumed = count_end();
	test_note("resumed %u times", resumed);
	CHECK(resumed > 0);
}

static void yield_for_a_while(void *arg)
{
	uint64_t end = now_ms() + 4000;
	int fd = tsp_open();
	uint32_t session = tsp_session(fd);

	run_on(*(int *)arg);
	do {
		all_sums(fd, session, TEE_TSP_CMD_YIELDING);
	} while (now_ms() < end);
}

/*
 * The run script checks in the log that the TSP's timer really did interrupt it,
 * twice per second.
 */
TEST(yielding_sums_are_right_though_the_tsp_is_interrupted)
{
	pid_t pids[16];

	CHECK(cpus() <= 16);
	for (int cpu = 0; cpu < cpus(); cpu++)
		pids[cpu] = child_start(yield_for_a_while, &cpu);
	for (int cpu = 0; cpu < cpus(); cpu++)
		child_expect_ok(pids[cpu], 20, "a client that calls for a while");
}

/* Each process has its own numbers and may run anywhere. */
static void many_sums(void *arg)
{
	uint64_t x = *(uint64_t *)arg;
	int fd = tsp_open();
	uint32_t session = tsp_session(fd);

	for (uint32_t i = 0; i < 200; i++)
		sum(fd, session, i % 4 | (i & 4 ? TEE_TSP_CMD_YIELDING : 0), x + i, x * i);
}

TEST_LIMIT(several_processes_at_once, 120)
{
	pid_t pids[12];

	interrupt_all_cpus();
	for (uint64_t i = 0; i < 12; i++)
		pids[i] = child_start(many_sums, &(uint64_t){ 1000003 * i });
	for (int i = 0; i < 12; i++)
		child_expect_ok(pids[i], 100, "one of several processes");
}

static void open_gives(struct open_arg *open, uint32_t ret)
{
	int fd = tsp_open();

	CHECK_OK(call_open(fd, open));
	CHECK_EQ(open->arg.ret, ret);
	CHECK_EQ(open->arg.ret_origin, TEEC_ORIGIN_TEE);
	close(fd);
}

TEST(sessions_open_with_the_one_service_only)
{
	struct open_arg open;
	uint8_t uuid[UUID_LEN];

	open_arg_init(&open, uuid_nobody, TEE_IOCTL_LOGIN_PUBLIC, 0);
	open_gives(&open, TEEC_ERROR_ITEM_NOT_FOUND);
	memcpy(uuid, tsp_uuid, UUID_LEN);
	uuid[UUID_LEN - 1] ^= 1;
	open_arg_init(&open, uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	open_gives(&open, TEEC_ERROR_ITEM_NOT_FOUND);
	open_arg_init(&open, tsp_uuid, TEE_IOCTL_LOGIN_USER, 0);
	open_gives(&open, TEEC_ERROR_BAD_PARAMETERS);
	open_arg_init(&open, tsp_uuid, TEE_IOCTL_LOGIN_PUBLIC, 2);
	param_value(&open.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 1, 2, 0);
	open_gives(&open, TEEC_ERROR_BAD_PARAMETERS);
	/* libteec always passes four. */
	open_arg_init(&open, tsp_uuid, TEE_IOCTL_LOGIN_PUBLIC, 4);
	open_gives(&open, TEEC_SUCCESS);
}

static void invoke_gives(uint32_t command, const uint32_t *types, uint32_t num, uint32_t ret)
{
	struct invoke_arg invoke;
	int fd = tsp_open();

	invoke_arg_init(&invoke, tsp_session(fd), command, num);
	for (uint32_t i = 0; i < num; i++)
		param_value(&invoke.params[i], types[i], 5, 5, 0);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, ret);
	CHECK_EQ(invoke.arg.ret_origin, TEEC_ORIGIN_TEE);
	close(fd);
}

TEST(bad_calls_are_refused)
{
	const uint32_t in = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT;
	const uint32_t out = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
	const uint32_t both = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	const uint32_t bad = TEEC_ERROR_BAD_PARAMETERS;
	const uint32_t none = TEEC_ERROR_NOT_SUPPORTED;
	struct invoke_arg invoke;
	int fd = tsp_open(), other = tsp_open();
	uint32_t session = tsp_session(fd);

	invoke_gives(TEE_TSP_CMD_ADD, NULL, 0, bad);
	invoke_gives(TEE_TSP_CMD_ADD, &in, 1, bad);
	invoke_gives(TEE_TSP_CMD_ADD, &out, 1, bad);
	invoke_gives(TEE_TSP_CMD_ADD, (uint32_t[]){ both, both }, 2, bad);
	invoke_gives(TEE_TSP_CMD_ADD, (uint32_t[]){ 0, both }, 2, bad);
	invoke_gives(TEE_TSP_CMD_ADD, (uint32_t[]){ both, 0, 0, in }, 4, bad);
	invoke_gives(TEE_TSP_CMD_ADD, (uint32_t[]){ both, 0, 0, 0 }, 4, TEEC_SUCCESS);
	invoke_gives(TEE_TSP_CMD_DIVIDE + 1, &both, 1, none);
	invoke_gives((TEE_TSP_CMD_DIVIDE + 1) | TEE_TSP_CMD_YIELDING, &both, 1, none);
	invoke_gives(0x1000, &both, 1, none);
	invoke_gives(0x80000000, &both, 1, none);
	invoke_gives(UINT32_MAX, &both, 1, none);

	invoke_arg_init(&invoke, session, TEE_TSP_CMD_ADD, 1);
	param_value(&invoke.params[0], both, 1, 1, 0);
	CHECK_ERRNO(call_invoke(other, &invoke), EINVAL);
	invoke.arg.session = session + 1;
	CHECK_ERRNO(call_invoke(fd, &invoke), EINVAL);
	CHECK_ERRNO(call_close(other, session), EINVAL);
	CHECK_ERRNO(call_cancel(fd, session, 1), EINVAL);
	all_sums(fd, session, 0);
}

TEST(memory_is_not_taken)
{
	void *own = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = tsp_open(), memory = (int)CHECK_OK(memfd_create("tsp", MFD_CLOEXEC));

	CHECK_OK(ftruncate(memory, PAGE));
	CHECK_ERRNO(shm_alloc(fd, PAGE, NULL), EOPNOTSUPP);
	CHECK_ERRNO(shm_register(fd, own, PAGE, NULL), EOPNOTSUPP);
	CHECK_ERRNO(shm_register_fd(fd, memory, NULL, NULL), EOPNOTSUPP);
}

struct place {
	int cpu;
	struct gate *gate;
};

static void yield_for_ever(void *arg)
{
	struct place *place = arg;
	int fd = tsp_open();
	uint32_t session = tsp_session(fd);

	if (place->cpu >= 0)
		run_on(place->cpu);
	gate_open(place->gate);
	for (;;)
		sum(fd, session, TEE_TSP_CMD_MULTIPLY | TEE_TSP_CMD_YIELDING, 3, 4);
}

/* With three clients per CPU, some are still waiting for it when they get killed. */
TEST_LIMIT(killed_clients_leave_no_call_behind, 120)
{
	unsigned int seed = 20260401, aborted;

	count_begin("0xf2003001");
	for (int round = 0; round < 25; round++) {
		pid_t pids[6];

		for (int i = 0; i < 6; i++) {
			struct gate gate;

			gate_make(&gate);
			pids[i] = child_start(yield_for_ever,
					      &(struct place){ i % cpus(), &gate });
			gate_wait(&gate, 20, "a client that is to be killed");
		}
		for (int i = 0; i < 6; i++) {
			sleep_ms((unsigned int)rand_r(&seed) % 8);
			kill(pids[i], SIGKILL);
			child_wait(pids[i], 20, "a killed client");
		}
		on_every_cpu(TEE_TSP_CMD_YIELDING);
		on_every_cpu(0);
	}
	aborted = count_end();
	test_note("%u of 150 were killed in the middle of a call", aborted);
	CHECK(aborted > 0);
}

static void until_cancelled(void *arg)
{
	struct invoke_arg invoke;
	int fd = *(int *)arg;
	uint32_t session = 1;
	uint64_t end = deadline_ms(60000);

	do {
		invoke_arg_init(&invoke, session, TEE_TSP_CMD_ADD | TEE_TSP_CMD_YIELDING, 1);
		invoke.arg.cancel_id = 42;
		param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 1, 1, 0);
		CHECK_OK(call_invoke(fd, &invoke));
		CHECK(now_ms() < end);
	} while (!invoke.arg.ret);
	CHECK_EQ(invoke.arg.ret, TEEC_ERROR_CANCEL);
	CHECK_EQ(invoke.params[0].a, 1);
}

TEST_LIMIT(cancelled_calls_end, 90)
{
	int fd = tsp_open(), status;
	uint32_t session = tsp_session(fd);
	pid_t pid;

	CHECK_EQ(session, 1);
	interrupt_all_cpus();
	pid = child_start(until_cancelled, &fd);
	do {
		if (call_cancel(fd, session, 42))
			CHECK_EQ(errno, EINVAL);
		CHECK_ERRNO(call_cancel(fd, session, 43), EINVAL);
	} while (!child_ended(pid, 0, &status));
	CHECK_EQ(status, 0);
	all_sums(fd, session, TEE_TSP_CMD_YIELDING);
}

static void call_until_gone(void *arg)
{
	struct place *place = arg;
	struct invoke_arg invoke;
	int fd = tsp_open();
	uint32_t session = tsp_session(fd);

	gate_open(place->gate);
	do {
		invoke_arg_init(&invoke, session, TEE_TSP_CMD_ADD | TEE_TSP_CMD_YIELDING, 1);
		param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 1, 1, 0);
	} while (!call_invoke(fd, &invoke) && !invoke.arg.ret);
	CHECK_EQ(errno, ENODEV);
}

TEST_LIMIT(driver_is_unbound_under_calls, 90)
{
	for (int round = 0; round < 5; round++) {
		pid_t pids[6];

		for (int i = 0; i < 6; i++) {
			struct gate gate;

			gate_make(&gate);
			pids[i] = child_start(call_until_gone, &(struct place){ -1, &gate });
			gate_wait(&gate, 20, "a client");
		}
		CHECK_OK(write_text(DRIVER "unbind", DEVICE));
		for (int i = 0; i < 6; i++)
			child_expect_ok(pids[i], 20, "a client whose device has gone");
		CHECK_OK(write_text(DRIVER "bind", DEVICE));
		on_every_cpu(TEE_TSP_CMD_YIELDING);
	}
}

/* Firmware tells the TSP about CPUs that go offline, so it isn't our job. */
TEST_LIMIT(cpus_come_and_go_under_calls, 90)
{
	static const char online[] = "/sys/devices/system/cpu/cpu1/online";
	pid_t pids[4];

	for (int i = 0; i < 4; i++) {
		struct gate gate;

		gate_make(&gate);
		pids[i] = child_start(yield_for_ever, &(struct place){ -1, &gate });
		gate_wait(&gate, 20, "a client");
	}
	for (int round = 0; round < 5; round++) {
		CHECK_OK(write_text(online, "0"));
		sleep_ms(20);
		CHECK_OK(write_text(online, "1"));
		on_every_cpu(TEE_TSP_CMD_YIELDING);
	}
	for (int i = 0; i < 4; i++) {
		int status;

		CHECK_MSG(!child_ended(pids[i], 0, &status), "a client has failed");
	}
}

/* For tsp.sh: each kind of call once */
HELPER(one_client)
{
	on_every_cpu(0);
	on_every_cpu(TEE_TSP_CMD_YIELDING);
	return 0;
}
