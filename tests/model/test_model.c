// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the OP-TEE driver with a model of OP-TEE behind the loopback
 * conduit.
 *
 * With a sane model, everything works. With one that misbehaves, calls end in
 * some defined way and the device works as before. The model lists what it can
 * do wrong in debugfs. Each of these becomes a test, or mostly two, as there
 * are two ways to pass RPC messages.
 */

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "model.h"
#include "tee.h"

#define PARAMETERS "/sys/module/optee/parameters/"
#define UNCHECKED	0xffffffffu

static void model_works(int fd)
{
	uint32_t session = session_open(fd, some_uuid);
	struct invoke_arg invoke;
	uint8_t *p;
	int id, shm = (int)CHECK_OK(shm_alloc(fd, 2 * PAGE, &id));

	p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	CHECK(p != MAP_FAILED);
	memset(p, 7, 2 * PAGE);
	invoke_arg_init(&invoke, session, CMD_ECHO, 2);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 41, 1, 2);
	param_value(&invoke.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 4090, 10,
		    (uint64_t)id);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, 0);
	CHECK_EQ(invoke.params[0].a, 42);
	CHECK_EQ(p[4089], 7);
	CHECK_EQ(p[4090], 8);
	CHECK_EQ(p[4099], 8);
	CHECK_EQ(p[4100], 7);
	CHECK_OK(munmap(p, 2 * PAGE));
	CHECK_OK(close(shm));
	CHECK_OK(call_close(fd, session));
}

TEST(model_answers)
{
	model_bind_with(NULL, 0);
	model_works(model_open());
}

TEST(model_answers_without_rpc_arg)
{
	model_bind_with("no_rpc_arg", 1);
	model_works(model_open());
}

/*
 * Nothing but reserved memory: clients get three quarters of it, as often as
 * they return it. The rest is for messages and for what the TEE requests.
 */
TEST(reserved_memory_alone)
{
	static uint8_t own[PAGE] __attribute__((aligned(4096)));
	int fd, shm[256], n;

	model_bind_with("reserved", 1);
	fd = model_open();
	CHECK_MSG(!(tee_caps(fd) & TEE_GEN_CAP_REG_MEM), "it says that it registers memory");
	model_works(fd);
	CHECK_ERRNO(shm_register(fd, own, PAGE, NULL), EOPNOTSUPP);
	for (int round = 0; round < 3; round++) {
		for (n = 0; n < 256; n++)
			if ((shm[n] = shm_alloc(fd, PAGE, NULL)) < 0)
				break;
		CHECK_EQ(errno, ENOMEM);
		CHECK_MSG(n > 150 && n <= 192, "expected nearly 192 of 256 pages, got %d", n);
		while (n--)
			CHECK_OK(close(shm[n]));
		model_works(fd);
	}
	CHECK_OK(close(fd));
	model_bind_with(NULL, 0);
}

/*
 * We can't see physical addresses from here. But reserved memory isn't
 * registered, and the model counts registrations.
 */
TEST(reserved_memory_comes_first_and_other_memory_after_it)
{
	int fd, shm[512], large, n;
	long told;

	model_bind_with("reserved", 3);
	fd = model_open();
	CHECK_MSG(tee_caps(fd) & TEE_GEN_CAP_REG_MEM, "it does not say that it registers memory");
	model_works(fd);
	told = model_counter("regions");
	for (n = 0; n < 200; n++)
		shm[n] = (int)CHECK_OK(shm_alloc(fd, PAGE, NULL));
	CHECK_EQ(model_counter("regions"), told);
	/*
	 * 254 pages are reserved (the model misaligns both ends), and the
	 * driver uses some itself
	 */
	for (; n < 300; n++)
		shm[n] = (int)CHECK_OK(shm_alloc(fd, PAGE, NULL));
	CHECK_MSG(model_counter("regions") >= told + 45, "%ld regions, and then %ld", told,
		  model_counter("regions"));
	model_works(fd);
	while (n--)
		CHECK_OK(close(shm[n]));
	/* single pages are idle now, they have to be merged for this */
	told = model_counter("regions");
	large = (int)CHECK_OK(shm_alloc(fd, 127 * PAGE, NULL));
	CHECK_EQ(model_counter("regions"), told);
	/* more than half of the reserved memory, so this is taken elsewhere */
	CHECK_OK(close(large));
	large = (int)CHECK_OK(shm_alloc(fd, 140 * PAGE, NULL));
	CHECK_EQ(model_counter("regions"), told + 1);
	CHECK_OK(close(large));
	CHECK_OK(close(fd));
	model_bind_with(NULL, 0);
}

/*
 * A program can keep reserved memory mapped when the driver is unbound. If the
 * next bind gave the same pages to somebody else, the two would share them.
 */
TEST(reserved_memory_that_is_still_mapped_is_not_given_out_again)
{
	int fd, before, after[256], n, while_mapped;
	uint8_t *old, *new;

	model_bind_with("reserved", 1);
	fd = model_open();
	before = (int)CHECK_OK(shm_alloc(fd, 16 * PAGE, NULL));
	old = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, before, 0);
	CHECK(old != MAP_FAILED);
	CHECK_OK(close(before));
	CHECK_OK(close(fd));
	model_bind_with("reserved", 1);
	fd = model_open();
	memset(old, 0x5a, 16 * PAGE);
	for (n = 0; n < 256 && (after[n] = shm_alloc(fd, PAGE, NULL)) >= 0; n++) {
		new = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, after[n], 0);
		CHECK(new != MAP_FAILED);
		CHECK_EQ(new[0], 0);
		memset(new, 0xa5, PAGE);
		CHECK_OK(munmap(new, PAGE));
	}
	CHECK_EQ(errno, ENOMEM);
	CHECK_MSG(n > 140 && n <= 176, "expected all but sixteen of the clients' pages, got %d", n);
	for (size_t i = 0; i < 16 * PAGE; i++)
		CHECK_EQ(old[i], 0x5a);
	/* with the mapping gone they are up for grabs */
	while_mapped = n;
	CHECK_OK(munmap(old, 16 * PAGE));
	for (; n < 256 && (after[n] = shm_alloc(fd, PAGE, NULL)) >= 0; n++)
		;
	CHECK_EQ(n, while_mapped + 16);
	while (n--)
		CHECK_OK(close(after[n]));
	CHECK_OK(close(fd));
	model_bind_with(NULL, 0);
}

static void need_device_tree(void)
{
	if (access("/proc/device-tree/reserved-memory", F_OK))
		SKIP("this machine has no device tree");
}

/* On Arm, one of these belongs to the real OP-TEE */
static int claims(void)
{
	FILE *file = fopen("/proc/iomem", "r");
	char line[256];
	int count = 0;

	CHECK(file);
	while (fgets(line, sizeof(line), file))
		count += !!strstr(line, " : tee reserved memory\n");
	fclose(file);
	return count;
}

/* Its device tree node says "no-map", which keeps it out of System RAM */
TEST(reserved_memory_of_the_real_tee)
{
	need_device_tree();
	model_bind_with(NULL, 0);
	CHECK_EQ(claims(), 1);
}

/* Claimed once no matter how often the driver is bound, and released with the last mapping */
TEST(reserved_memory_is_claimed_while_it_is_in_use)
{
	int fd, shm, before;
	uint8_t *old;

	model_bind_with(NULL, 0);
	before = claims();
	model_bind_with("reserved", 1);
	CHECK_EQ(claims(), before + 1);
	fd = model_open();
	shm = (int)CHECK_OK(shm_alloc(fd, PAGE, NULL));
	old = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	CHECK(old != MAP_FAILED);
	CHECK_OK(close(shm));
	CHECK_OK(close(fd));
	model_bind_with("reserved", 1);
	CHECK_EQ(claims(), before + 1);
	model_bind_with(NULL, 0);
	CHECK_EQ(claims(), before + 1);
	CHECK_OK(munmap(old, PAGE));
	CHECK_EQ(claims(), before);
}

/*
 * The driver refuses what doesn't answer like OP-TEE, but puts up with odd
 * values as long as they make sense.
 */
static void expect_no_bind(const char *name, unsigned int value)
{
	model_unbind();
	model_set_knob(name, value);
	CHECK_MSG(model_bind() && !model_device(), "%s: the driver was bound", name);
	model_set_knob(name, 0);
	CHECK_OK(model_bind());
	model_works(model_open());
}

TEST(wrong_uid)
{
	model_bind_with(NULL, 0);
	expect_no_bind("bad_uid", 1);
}

TEST(wrong_revision)
{
	model_bind_with(NULL, 0);
	expect_no_bind("revision", 3);
}

TEST(capabilities_refused)
{
	model_bind_with(NULL, 0);
	expect_no_bind("refuse_caps", 1);
}

TEST(no_memory_to_share)
{
	model_bind_with(NULL, 0);
	expect_no_bind("no_shm", 1);
}

TEST(reserved_memory_that_is_not_cached)
{
	model_bind_with(NULL, 0);
	expect_no_bind("reserved", 2);
}

/* Clients could map the kernel's memory, and the driver would zero it before that */
TEST(reserved_memory_that_is_the_kernels)
{
	model_bind_with(NULL, 0);
	expect_no_bind("reserved", 4);
}

/* these pages are PageReserved(), too */
TEST(reserved_memory_that_is_the_kernels_image)
{
	model_bind_with(NULL, 0);
	expect_no_bind("reserved", 5);
}

TEST(reserved_memory_that_another_driver_has_claimed)
{
	model_bind_with(NULL, 0);
	expect_no_bind("reserved", 6);
}

/* Without "no-map" in its node, reserved memory remains part of System RAM */
TEST(reserved_memory_of_a_node_in_system_ram)
{
	need_device_tree();
	model_bind_with("reserved", 7);
	model_works(model_open());
	model_bind_with(NULL, 0);
}

TEST(reserved_memory_beyond_its_node)
{
	need_device_tree();
	model_bind_with(NULL, 0);
	expect_no_bind("reserved", 8);
}

/* Reusable means that the kernel uses it as long as no driver has claimed it */
TEST(reserved_memory_that_is_reusable)
{
	need_device_tree();
	model_bind_with(NULL, 0);
	expect_no_bind("reserved", 9);
}

static void odd_but_sound(const char *name, unsigned int value)
{
	model_bind_with(name, value);
	model_works(model_open());
	model_bind_with(NULL, 0);
}

TEST(more_rpc_parameters_than_there_are) { odd_but_sound("rpc_params", 255); }
TEST(more_rpc_parameters_than_a_byte) { odd_but_sound("rpc_params", 0xfffffffe); }
TEST(a_single_thread) { odd_but_sound("threads", 1); }

/* user/max_calls is derived from the thread count */
TEST(threads_without_end)
{
	model_bind_with("threads", 0xffffffff);
	CHECK(model_attribute("user/max_calls") <= 256);
	model_works(model_open());
	model_bind_with(NULL, 0);
}

TEST(keys_without_end) { odd_but_sound("max_key", 0xffffffff); }

TEST(one_id_for_two_sessions)
{
	struct open_arg open;
	uint32_t session;
	int fd;

	model_bind_with("same_session", 5);
	fd = model_open();
	session = session_open(fd, some_uuid);
	open_arg_init(&open, some_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_ERRNO(call_open(fd, &open), EIO);
	CHECK_OK(call_close(fd, session));
	model_works(fd);
	model_bind_with(NULL, 0);
}

/* Misbehaviour in the middle of a call */

static void run_mischief(const struct mischief *mischief, bool rpc_arg)
{
	struct invoke_arg invoke;
	int fd;

	/* the model has no supplicant to wait for */
	CHECK_OK(write_text(PARAMETERS "supplicant_wait_ms", "50"));
	model_bind_with(rpc_arg ? NULL : "no_rpc_arg", 1);
	fd = model_open();
	model_invoke_mischief(fd, mischief, &invoke);
	CHECK_OK(write_text(PARAMETERS "supplicant_wait_ms", "0"));
	if (!mischief->err)
		CHECK_MSG(invoke.arg.ret == mischief->answer, "expected answer %#x, got %#x",
			  mischief->answer, invoke.arg.ret);
	if (!mischief->err && !mischief->answer && mischief->rpc_ret != UNCHECKED)
		CHECK_MSG(invoke.params[0].a == mischief->rpc_ret,
			  "expected answer %#x to the RPC, got %#llx", mischief->rpc_ret,
			  (unsigned long long)invoke.params[0].a);
	/* 2000 ms, and not jiffies or seconds */
	if (!strcmp(mischief->name, "wait_in_vain"))
		CHECK_MSG(invoke.params[0].b >= 1900 && invoke.params[0].b < 6000,
			  "expected a wait of 2000 ms, got %llu",
			  (unsigned long long)invoke.params[0].b);
	model_works(fd);
	CHECK_OK(close(fd));
	model_unbind();
	model_bind_with(NULL, 0);
}

/*
 * If reserved memory is all there is, clients can't have all of it, no matter
 * in which sizes they take it. What the TEE requests during a call still has to
 * fit.
 */
TEST(reserved_memory_is_kept_for_the_tee)
{
	struct invoke_arg invoke;
	int fd, shm[256], n = 0;

	model_bind_with("reserved", 1);
	fd = model_open();
	while (n < 256 && (shm[n] = shm_alloc(fd, PAGE, NULL)) >= 0)
		n++;
	CHECK_EQ(errno, ENOMEM);
	/* leave holes of one page, then take whatever is larger */
	for (int i = 0; i < n; i += 2)
		CHECK_OK(close(shm[i]));
	while (shm_alloc(fd, 2 * PAGE, NULL) >= 0)
		;
	CHECK_EQ(errno, ENOMEM);
	/* the model asks for 5000 bytes and tells us how that went */
	for (int i = 0; i < 8; i++) {
		model_invoke_mischief(fd, model_find_mischief("never_free"), &invoke);
		CHECK_EQ(invoke.arg.ret, 0);
		CHECK_EQ(invoke.params[0].a, 0);
	}
	/* the tee module couldn't be unloaded with this outstanding */
	model_invoke_mischief(fd, model_find_mischief("free_what_was_kept"), &invoke);
	CHECK_EQ(invoke.arg.ret, 0);
	CHECK_OK(close(fd));
	model_bind_with(NULL, 0);
}

TEST(registration_refused)
{
	static uint8_t own[PAGE] __attribute__((aligned(4096)));
	int fd;

	model_bind_with(NULL, 0);
	fd = model_open();
	model_set_knob("register_ret", TEEC_ERROR_OUT_OF_MEMORY);
	CHECK_ERRNO(shm_register(fd, own, PAGE, NULL), ENOMEM);
	CHECK_ERRNO(shm_alloc(fd, 32 * PAGE, NULL), ENOMEM);
	model_set_knob("register_ret", 0);
	model_works(fd);
}

/*
 * With TEEC_ERROR_COMMUNICATION the driver can't know whether the page got
 * registered, and the model won't unregister it. So the page has to be leaked,
 * which shows in its refcount: one is the model's, the other the driver's.
 */
TEST(page_that_may_be_known_is_not_used_again)
{
	model_bind_with("register_ret", TEEC_ERROR_COMMUNICATION);
	CHECK_EQ(model_counter("held"), 2);
	model_set_knob("register_ret", 0);
	model_works(model_open());
	CHECK_EQ(model_counter("held"), 2);
	model_bind_with(NULL, 0);
}

/* Likewise for memory that the TEE hasn't returned by the time the driver is unbound */
TEST(memory_that_is_not_given_back_is_not_used_again)
{
	struct invoke_arg invoke;
	int fd;

	model_bind_with(NULL, 0);
	fd = model_open();
	model_invoke_mischief(fd, model_find_mischief("never_free"), &invoke);
	CHECK_EQ(invoke.arg.ret, 0);
	CHECK_OK(close(fd));
	CHECK_EQ(model_counter("held"), 2);
	model_unbind();
	CHECK_EQ(model_counter("held"), 2);
	model_bind_with(NULL, 0);
}

/* A hung call is a problem for its client and nobody else */
static void never_comes_back(char *mischief)
{
	pid_t pid;
	int status;

	model_bind_with(NULL, 0);
	model_set_knob("hang", 1);
	pid = child_start(model_call_mischief, mischief);
	CHECK_MSG(!child_ended(pid, 1000, &status), "the call came back");
	model_works(model_open());
	/* killable right away, a worker keeps waiting in its stead */
	kill(pid, SIGKILL);
	child_wait(pid, 20, "a client whose call hung");
	sleep_ms(200);
	CHECK_EQ(model_counter("sessions"), 1);
	model_set_knob("hang", 0);
	for (int tries = 0; model_counter("sessions"); tries++) {
		CHECK_MSG(tries < 500 * test_time_factor(), "the client's session was left behind");
		sleep_ms(20);
	}
	model_works(model_open());
}

TEST_LIMIT(never_answers, 60) { never_comes_back("hangs"); }
TEST_LIMIT(never_stops_asking, 60) { never_comes_back("asks_for_ever"); }

/* Bursts: far more concurrent calls than the TEE has threads, and those are all taken */

#define MOST_CALLS 1000
#define MODEL_THREADS 8	/* what the model has, whatever it reports */

struct burst {
	int fd;
	uint32_t session;
	atomic_int answers;
};

static void *call_once(void *arg)
{
	struct burst *burst = arg;
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, burst->session, CMD_NOTHING, 0);
	CHECK_OK(call_invoke(burst->fd, &invoke));
	CHECK_EQ(invoke.arg.ret, 0);
	atomic_fetch_add(&burst->answers, 1);
	return NULL;
}

static void make_burst(struct burst *burst, pthread_t *threads, int calls)
{
	pthread_attr_t small;

	CHECK(!pthread_attr_init(&small));
	CHECK(!pthread_attr_setstacksize(&small, 256 * 1024));
	for (int i = 0; i < calls; i++)
		CHECK(!pthread_create(&threads[i], &small, call_once, burst));
	sleep_ms(300);
}

static void wait_for_model(const char *name, long value)
{
	for (int tries = 0; model_counter(name) != value; tries++) {
		CHECK_MSG(tries < 250 * test_time_factor(), "%s: expected %ld, got %ld",
			  name, value, model_counter(name));
		sleep_ms(20);
	}
}

/* After a bind, a worker registers this many regions for the pool */
#define FIRST_REGIONS 16

static void wait_for_first_regions(void)
{
	for (int tries = 0; model_counter("regions") < FIRST_REGIONS; tries++) {
		CHECK_MSG(tries < 250 * test_time_factor(), "the pool has only %ld regions",
			  model_counter("regions"));
		sleep_ms(20);
	}
}

/* Calls that wait must not make the message slots grow */
static void burst_of_calls(int calls, const char *name, unsigned int value, int holders)
{
	static pthread_t threads[MOST_CALLS];
	pid_t holder[MODEL_THREADS];
	struct burst burst = { 0 };
	long before, held, meanwhile;
	int answers;

	model_bind_with(name, value);
	burst.fd = model_open();
	burst.session = session_open(burst.fd, some_uuid);
	model_works(burst.fd);
	wait_for_first_regions();
	before = model_counter("regions");
	model_set_knob("hang", 1);
	for (int i = 0; i < holders; i++)
		holder[i] = child_start(model_call_mischief, "hangs");
	wait_for_model("threads", holders);
	held = model_counter("regions");
	make_burst(&burst, threads, calls);
	answers = atomic_load(&burst.answers);
	meanwhile = model_counter("regions");
	model_set_knob("hang", 0);
	/* all of them are still waiting */
	CHECK_EQ(answers, 0);
	CHECK_EQ(meanwhile, held);
	for (int i = 0; i < calls; i++)
		CHECK(!pthread_join(threads[i], NULL));
	for (int i = 0; i < holders; i++)
		child_expect_ok(holder[i], 20, "who holds a thread of the TEE");
	wait_for_model("sessions", 1);
	wait_for_model("regions", before);
	model_works(burst.fd);
	CHECK_OK(close(burst.fd));
	model_bind_with(NULL, 0);
}

TEST_LIMIT(burst_of_calls_that_wait_for_threads, 120)
{
	/* under sanitizers, starting 1000 threads takes longer than a call waits */
	burst_of_calls(MOST_CALLS / test_time_factor(), "threads", 2, 2);
}

/*
 * Without a thread count, each call occupies a slot and retries, which is slow.
 * So there are fewer calls here, but still more than slots.
 */
TEST_LIMIT(burst_of_calls_where_threads_are_not_counted, 120)
{
	burst_of_calls(40, "no_thread_count", 1, MODEL_THREADS);
}

#define UNREGISTER_MS "/sys/module/tee/parameters/unregister_timeout_ms"

/*
 * The driver is unbound during a call that hangs. Until that call is back, the
 * TEE can't be bound again; then it's bound automatically.
 */
TEST_LIMIT(driver_comes_again_after_its_last_call, 120)
{
	int status, tries;
	pid_t pid;

	model_bind_with(NULL, 0);
	model_set_knob("hang", 1);
	pid = child_start(model_call_mischief, "hangs");
	CHECK_MSG(!child_ended(pid, 1000, &status), "the call came back");
	CHECK_OK(write_text(UNREGISTER_MS, "300"));
	CHECK_OK(write_text(DRIVER "unbind", model_platform_device()));
	CHECK_MSG(!model_device(), "the device is there without its driver");
	CHECK_ERRNO(model_bind(), EAGAIN);
	CHECK_MSG(!model_device(), "two drivers use one TEE");
	CHECK_EQ(model_counter("sessions"), 1);
	model_set_knob("hang", 0);
	child_wait(pid, 20, "a client whose device went");
	for (tries = 0; !model_can_be_opened(); tries++) {
		CHECK_MSG(tries < 500 * test_time_factor(), "the driver is not bound again");
		sleep_ms(20);
	}
	CHECK_OK(write_text(UNREGISTER_MS, "30000"));
	model_works(model_open());
	/* model_unbind() checks that nothing is left in the TEE by either instance */
	model_bind_with(NULL, 0);
}

/*
 * The model misbehaves when the driver enumerates the services that need a
 * supplicant, which it does once one has opened its device.
 */
static void bind_for_services(const char *mischief)
{
	model_bind_with("enumeration", model_find_mischief(mischief)->number + 1);
}

static void wait_for_threads(long number)
{
	for (int tries = 0; model_counter("threads") != number; tries++) {
		CHECK_MSG(tries < 1000 * test_time_factor(),
			  "expected %ld calls in the model, got %ld", number,
			  model_counter("threads"));
		sleep_ms(10);
	}
}

static void write_unbind(void *unused)
{
	(void)unused;
	CHECK_OK(write_text(DRIVER "unbind", model_platform_device()));
}

/* The enumeration is stuck in the supplicant, which shouldn't hold up unbinding */
TEST_LIMIT(unbind_while_services_wait_for_the_supplicant, 60)
{
	struct supp_recv recv = { .arg.num_params = 6 };
	int supplicant;

	bind_for_services("request_that_nobody_serves");
	supplicant = model_open_supplicant();
	recv.params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	CHECK_OK(call_recv(supplicant, &recv));
	CHECK_EQ(model_counter("threads"), 1);
	child_expect_ok(child_start(write_unbind, NULL), 15, "unbinding");
	CHECK_MSG(!model_device(), "the device is there without its driver");
	CHECK_ERRNO(call_recv(supplicant, &recv), ENODEV);
	CHECK_OK(close(supplicant));
	/* checks that the enumeration has closed its session and freed its memory */
	model_bind_with(NULL, 0);
	model_works(model_open());
}

static long module_users(void)
{
	char text[32];

	CHECK(read_text("/sys/module/optee/refcnt", text, sizeof(text)));
	return strtol(text, NULL, 10);
}

/* No client is around, just the driver's own call, which hangs */
TEST_LIMIT(module_stays_while_services_are_listed, 60)
{
	long users;
	int rc = 0;

	bind_for_services("hangs");
	CHECK_EQ(module_users(), 0);
	model_set_knob("hang", 1);
	CHECK_OK(close(model_open_supplicant()));
	wait_for_threads(1);
	users = module_users();
	/*
	 * Only try if we expect a refusal. Otherwise rmmod would wait for the
	 * call, and the call for us to clear the knob.
	 */
	if (users)
		rc = (int)syscall(SYS_delete_module, "optee", O_NONBLOCK) ? errno : 0;
	model_set_knob("hang", 0);
	wait_for_threads(0);
	CHECK_EQ(users, 1);
	CHECK_EQ(rc, EWOULDBLOCK);
	for (int tries = 0; module_users(); tries++) {
		CHECK_MSG(tries < 500 * test_time_factor(),
			  "the call has returned, but the module is in use");
		sleep_ms(10);
	}
	model_bind_with(NULL, 0);
}

#define INTERRUPT OPTEE_MODEL_DIR "interrupt"
#define THREAD_WAIT_MS PARAMETERS "thread_wait_ms"

static void wait_for_bottom_halves(long number)
{
	for (int tries = 0; model_counter("bottom_halves") != number; tries++) {
		CHECK_MSG(tries < 250 * test_time_factor(),
			  "expected %ld calls that the TEE asked for, got %ld", number,
			  model_counter("bottom_halves"));
		sleep_ms(20);
	}
}

static void start_hanging(pid_t *pids, int number)
{
	model_set_knob("hang", 1);
	for (int n = 0; n < number; n++)
		pids[n] = child_start(model_call_mischief, "hangs");
	sleep_ms(500);
}

static void end_hanging(const pid_t *pids, int number)
{
	model_set_knob("hang", 0);
	for (int n = 0; n < number; n++)
		child_expect_ok(pids[n], 20, "a call that hung");
}

/* Once the TEE has asked for a bottom half, clients leave it a thread */
TEST_LIMIT(tees_own_calls_have_a_thread, 60)
{
	long before = model_counter("bottom_halves");
	pid_t pids[4];

	model_bind_with("threads", 4);
	CHECK_OK(write_text(INTERRUPT, "1"));
	wait_for_bottom_halves(before + 1);
	start_hanging(pids, 4);
	CHECK_OK(write_text(INTERRUPT, "1"));
	wait_for_bottom_halves(before + 2);
	end_hanging(pids, 4);
	model_bind_with(NULL, 0);
}

/*
 * With 2 threads none is set aside, but the bottom half waits for one far
 * longer than thread_wait_ms
 */
TEST_LIMIT(tees_own_calls_wait_for_a_thread, 60)
{
	long before = model_counter("bottom_halves");
	pid_t pids[2];

	model_bind_with("threads", 2);
	CHECK_OK(write_text(THREAD_WAIT_MS, "100"));
	start_hanging(pids, 2);
	CHECK_OK(write_text(INTERRUPT, "1"));
	sleep_ms(1000);
	CHECK_EQ(model_counter("bottom_halves"), before);
	end_hanging(pids, 2);
	wait_for_bottom_halves(before + 1);
	CHECK_OK(write_text(THREAD_WAIT_MS, "60000"));
	model_bind_with(NULL, 0);
}

/*
 * Unbinding gives the bottom half a moment to finish, so the driver can be
 * bound again right after
 */
TEST_LIMIT(unbind_waits_for_the_tees_own_call, 60)
{
	long before = model_counter("bottom_halves");

	model_bind_with(NULL, 0);
	model_set_knob("slow_us", 300000);
	CHECK_OK(write_text(INTERRUPT, "1"));
	sleep_ms(100);
	/* it sits in slow_us, the model counts it after that */
	CHECK_EQ(model_counter("bottom_halves"), before);
	CHECK_OK(write_text(DRIVER "unbind", model_platform_device()));
	CHECK_EQ(model_counter("bottom_halves"), before + 1);
	model_set_knob("slow_us", 0);
	CHECK_OK(write_text(DRIVER "bind", model_platform_device()));
	model_works(model_open());
}

/* Memory freed by one call before another has even returned its id */
TEST_LIMIT(memory_is_given_back_before_it_is_there, 120)
{
	pid_t allocates, frees;

	model_bind_with(NULL, 0);
	for (int n = 0; n < 5; n++) {
		allocates = child_start(model_call_mischief, "alloc_again_and_again");
		frees = child_start(model_call_mischief, "free_what_comes_next");
		child_expect_ok(allocates, 30, "who asks for memory");
		child_expect_ok(frees, 30, "who gives it back");
	}
	model_works(model_open());
}

/* A test for each mischief, with its name in the test's */

#define WITH_ROOM	"mischief_"
#define ASKED_FOR	"mischief_asked_for_"

static void run_by_name(void)
{
	const char *name = test_name();
	bool rpc_arg = strncmp(name, ASKED_FOR, strlen(ASKED_FOR));

	name += rpc_arg ? strlen(WITH_ROOM) : strlen(ASKED_FOR);
	run_mischief(model_find_mischief(name), rpc_arg);
}

static void add_test(const struct mischief *mischief, bool rpc_arg)
{
	struct test *test = calloc(1, sizeof(*test));
	char *name = malloc(128);

	if (!test || !name)
		abort();
	snprintf(name, 128, "%s%s", rpc_arg ? WITH_ROOM : ASKED_FOR, mischief->name);
	*test = (struct test){ .name = name, .run = run_by_name, .limit = 30 };
	test_register(test);
}

__attribute__((constructor)) static void add_mischiefs(void)
{
	const struct mischief *m;

	for (unsigned int count = model_mischiefs(&m); count; count--, m++) {
		if (m->rpc_arg >= 0)
			add_test(m, true);
		if (m->rpc_arg <= 0)
			add_test(m, false);
	}
}
