// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the core with a driver that can be told to fail (tee_fake): set its
 * knobs in debugfs, then see how the core copes, through ioctls.
 */

#include <dirent.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counters.h"
#include "fake_driver.h"
#include "harness.h"
#include "tee.h"

static const uint8_t some_uuid[UUID_LEN] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
};

static void last_call(char *text, size_t size)
{
	CHECK(read_text(FAKE "last_call", text, size));
}

static uint32_t fake_session(int fd)
{
	return session_open(fd, some_uuid);
}

static int fake_invoke(int fd, uint32_t session)
{
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, session, 1, 0);
	return call_invoke(fd, &invoke);
}

/*
 * The same call, once by ioctl and once by a kernel client. The driver
 * shouldn't be able to tell.
 */
TEST(ioctl_and_kernel_client_reach_the_driver_alike)
{
	char by_ioctl[1024], by_kernel[1024];
	struct invoke_arg invoke;
	int fd = fake_open(), id;

	CHECK_OK(shm_alloc(fd, PAGE, &id));
	invoke_arg_init(&invoke, fake_session(fd), 0x1234, 4);
	invoke.arg.cancel_id = 7;
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 1, 2, 3);
	param_value(&invoke.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 16, 32,
		    (uint64_t)id);
	param_value(&invoke.params[2], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0, 0,
		    TEE_MEMREF_NULL);
	CHECK_OK(call_invoke(fd, &invoke));
	last_call(by_ioctl, sizeof(by_ioctl));
	fake_control("kernel_call");
	last_call(by_kernel, sizeof(by_kernel));
	/* in case the kernel client's last operation wasn't the invocation */
	CHECK_MSG(strstr(by_ioctl, "func 1234"), "the driver was asked: %s", by_ioctl);
	CHECK_MSG(!strcmp(by_ioctl, by_kernel), "by ioctl: %s by kernel: %s", by_ioctl,
		  by_kernel);
}

TEST(drivers_errno_reaches_the_client)
{
	static const unsigned int errnos[] = { EBUSY, EIO, ENOMEM, ECANCELED };
	int fd = fake_open();
	uint32_t session = fake_session(fd);
	struct open_arg open;

	for (size_t i = 0; i < 4; i++) {
		fake_set_knob("invoke_errno", errnos[i]);
		CHECK_ERRNO(fake_invoke(fd, session), (int)errnos[i]);
		fake_set_knob("open_session_errno", errnos[i]);
		open_arg_init(&open, some_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
		CHECK_ERRNO(call_open(fd, &open), (int)errnos[i]);
	}
}

TEST(tee_answer_is_no_errno)
{
	int fd = fake_open();
	struct open_arg open;
	struct invoke_arg invoke;
	uint32_t session = fake_session(fd);

	fake_set_knob("open_session_ret", TEEC_ERROR_ITEM_NOT_FOUND);
	fake_set_knob("invoke_ret", TEEC_ERROR_SHORT_BUFFER);
	open_arg_init(&open, some_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_OK(call_open(fd, &open));
	CHECK_EQ(open.arg.ret, TEEC_ERROR_ITEM_NOT_FOUND);
	CHECK_EQ(open.arg.ret_origin, 4);
	invoke_arg_init(&invoke, session, 1, 0);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.arg.ret, TEEC_ERROR_SHORT_BUFFER);
	CHECK_OK(close(fd));
	/* that's the first session, the second was never opened */
	CHECK_EQ(fake_counter("close_sessions"), 1);
}

TEST(driver_tells_a_larger_size)
{
	int fd = fake_open(), id;
	struct invoke_arg invoke;

	CHECK_OK(shm_alloc(fd, PAGE, &id));
	fake_set_knob("memref_size", 0x7fffffff);
	invoke_arg_init(&invoke, fake_session(fd), 1, 2);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 0, 16,
		    (uint64_t)id);
	param_value(&invoke.params[1], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 0, 16,
		    (uint64_t)id);
	CHECK_OK(call_invoke(fd, &invoke));
	CHECK_EQ(invoke.params[0].b, 0x7fffffff);
	CHECK_EQ(invoke.params[1].b, 16);
}

TEST(open_fails_in_the_driver)
{
	int fd = fake_open();
	char name[32], path[64];

	CHECK_OK(close(fd));
	fd = fake_open_nth(0, name, sizeof(name));
	CHECK_OK(close(fd));
	snprintf(path, sizeof(path), "/dev/%s", name);
	fake_set_knob("open_errno", EBUSY);
	CHECK_ERRNO(open(path, O_RDWR | O_CLOEXEC), EBUSY);
	fake_set_knob("open_errno", 0);
	fake_wait_for_counter("closes", fake_counter("opens"));
}

/* The session opened, but its id can't be copied out. Nobody could close it later. */
TEST(unwritable_answer_closes_the_session)
{
	struct open_arg *arg = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = fake_open();

	CHECK(arg != MAP_FAILED);
	open_arg_init(arg, some_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_OK(mprotect(arg, PAGE, PROT_READ));
	CHECK_ERRNO(call_open(fd, arg), EFAULT);
	CHECK_EQ(fake_counter("open_sessions"), 1);
	CHECK_EQ(fake_counter("close_sessions"), 1);
}

TEST(closing_closes_every_session_once)
{
	int fd = fake_open();

	for (int i = 0; i < 10; i++)
		CHECK_OK(i % 2 ? call_close(fd, fake_session(fd)) :
			 (int)fake_session(fd) * 0);
	CHECK_OK(close(fd));
	CHECK_EQ(fake_counter("open_sessions"), 10);
	CHECK_EQ(fake_counter("close_sessions"), 10);
}

/* A broken TEE. What the core returns is up to the core, as long as it survives. */
TEST(driver_gives_one_id_twice)
{
	int fd = fake_open();
	struct open_arg open;

	fake_set_knob("same_session", 77);
	for (int i = 0; i < 3; i++) {
		open_arg_init(&open, some_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
		if (call_open(fd, &open))
			test_note("the second session: %s", errno_name(errno));
	}
	CHECK_OK(close(fd));
}

/* These get EINVAL from the core */
TEST(bad_arguments_never_reach_the_driver)
{
	struct invoke_arg invoke;
	int fd = fake_open();
	uint32_t session = fake_session(fd);

	for (uint64_t attr = 0; attr < 0x200; attr++) {
		if (attr <= 3)
			continue;
		invoke_arg_init(&invoke, session, 1, 1);
		param_value(&invoke.params[0], attr, 0, 16, 1234);
		CHECK_ERRNO(call_invoke(fd, &invoke), EINVAL);
	}
	CHECK_EQ(fake_counter("invokes"), 0);
}

static void *invoke_memref(void *arg)
{
	struct invoke_arg *invoke = arg;

	CHECK_OK(call_invoke((int)invoke->arg.cancel_id, invoke));
	return NULL;
}

/*
 * A call keeps its memory registered even if the last fd is closed meanwhile.
 * This needs a thread, as a child would have its own copy of the fd.
 */
TEST(memory_stays_while_a_call_uses_it)
{
	static uint8_t own[4 * PAGE] __attribute__((aligned(4096)));
	struct invoke_arg invoke;
	int fd = fake_open(), id, shm;
	pthread_t thread;
	long before;

	shm = (int)CHECK_OK(shm_register(fd, own, 4 * PAGE, &id));
	invoke_arg_init(&invoke, fake_session(fd), 1, 1);
	invoke.arg.cancel_id = (uint32_t)fd;
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, PAGE,
		    (uint64_t)id);
	fake_set_knob("invoke_hang", 1);
	CHECK(!pthread_create(&thread, NULL, invoke_memref, &invoke));
	fake_wait_for_counter("invokes_running", 1);
	before = fake_counter("regions_unregistered");
	CHECK_OK(close(shm));
	CHECK_EQ(fake_counter("regions_unregistered"), before);
	fake_control("release");
	CHECK(!pthread_join(thread, NULL));
	fake_wait_for_counter("regions_unregistered", before + 1);
}

static void close_slowly(void *arg)
{
	(void)arg; /* exiting drops its copy of the fd */
}

/*
 * Unregistering takes the driver a second here. The id is invalid from the
 * start of it, or the invocation would use memory on its way out.
 */
TEST(cve_2021_44733_id_of_memory_that_is_going)
{
	static uint8_t own[PAGE] __attribute__((aligned(4096)));
	struct invoke_arg invoke;
	int fd = fake_open(), id, shm;
	pid_t pid;

	shm = (int)CHECK_OK(shm_register(fd, own, PAGE, &id));
	invoke_arg_init(&invoke, fake_session(fd), 1, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, 16,
		    (uint64_t)id);
	fake_set_knob("unregister_delay_ms", 1000);
	pid = child_start(close_slowly, NULL);
	CHECK_EQ(child_wait(pid, 10, "a child"), 0);
	pid = (pid_t)CHECK_OK(fork());
	if (!pid) {
		sleep_ms(200);
		_exit(0);
	}
	CHECK_OK(close(shm)); /* leaves the child's copy */
	fake_wait_for_counter("regions_unregistered", 1); /* which is closed when it exits */
	CHECK_ERRNO(call_invoke(fd, &invoke), EINVAL);
	CHECK_EQ(fake_counter("invokes"), 0);
	child_expect_ok(pid, 10, "the closer");
}

/* Whichever registration fails, it's with ENOMEM, and the others can still be closed */
TEST_LIMIT(nth_registration_fails, 60)
{
	static uint8_t own[8 * PAGE] __attribute__((aligned(4096)));

	for (unsigned int nth = 1; nth < 8; nth++) {
		int fd = fake_open(), shm[8];

		fake_set_knob("register_fail_nth", nth);
		for (unsigned int i = 0; i < 8; i++) {
			shm[i] = i % 2 ? shm_register(fd, own + i, 7 * PAGE, NULL) :
				 shm_alloc(fd, (i + 1) * 256 * 1024, NULL);
			if (shm[i] < 0)
				CHECK_EQ(errno, ENOMEM);
		}
		for (unsigned int i = 0; i < 8; i++)
			if (shm[i] >= 0)
				CHECK_OK(close(shm[i]));
		CHECK_OK(close(fd));
	}
}

static unsigned long free_kib(void)
{
	char text[4096];
	const char *at;

	CHECK(read_text("/proc/meminfo", text, sizeof(text)));
	at = strstr(text, "MemAvailable:");
	CHECK(at);
	return strtoul(at + 13, NULL, 10);
}

/* Failed registrations neither leak pages nor free them twice */
TEST_LIMIT(cve_2021_47087_wrong_pages_freed, 400)
{
	static uint8_t own[256 * PAGE] __attribute__((aligned(4096)));
	int fd = fake_open();
	unsigned long before = free_kib();

	memset(own, 1, sizeof(own));
	for (unsigned int i = 0; i < 400; i++) {
		/*
		 * Two of them, as the pool frees idle memory after the first
		 * failure and tries again
		 */
		fake_set_knob("register_fail_next", 2);
		/* more than the pool keeps idle, so it has to register something */
		CHECK_ERRNO(shm_alloc(fd, (8 + i % 3) * 1024 * 1024 + i * PAGE, NULL),
			    ENOMEM);
		fake_set_knob("register_fail_next", 2);
		CHECK_ERRNO(shm_register(fd, own + i, 255 * PAGE, NULL), ENOMEM);
		/* bail out before the machine is out of memory */
		CHECK_MSG(free_kib() + 256 * 1024 > before,
			  "available memory: %lu KiB are gone after %u failures",
			  before - free_kib(), i + 1);
	}
	fake_set_knob("register_fail_next", 0);
	/* several GiB have come and gone by now */
	CHECK_MSG(free_kib() + 64 * 1024 > before,
		  "available memory: expected about %lu KiB as before, got %lu",
		  before, free_kib());
}

/* A TEE that runs out of memory gets the pool's idle regions back before the core gives up */
TEST(idle_memory_makes_room_in_the_tee)
{
	int fd = fake_open(), shm[4];
	long before;

	for (size_t i = 0; i < 4; i++)
		shm[i] = (int)CHECK_OK(shm_alloc(fd, (i + 3) * PAGE, NULL));
	for (size_t i = 0; i < 4; i++)
		CHECK_OK(close(shm[i]));
	before = fake_counter("regions_unregistered");
	fake_set_knob("register_fail_next", 1);
	shm[0] = (int)CHECK_OK(shm_alloc(fd, 64 * PAGE, NULL));
	CHECK_MSG(fake_counter("regions_unregistered") >= before + 4,
		  "expected 4 regions to be given back, got %ld",
		  fake_counter("regions_unregistered") - before);
	/* nothing is idle any more, so there's no second try */
	fake_set_knob("register_fail_next", 1);
	CHECK_ERRNO(shm_alloc(fd, 65 * PAGE, NULL), ENOMEM);
	CHECK_OK(close(shm[0]));
}

/*
 * The TEE may go on writing to pages that it wouldn't unregister, so they have
 * to stay allocated. 8 MiB is more than a pool keeps idle by default, which
 * makes the close unregister them right here.
 */
TEST(pages_that_the_tee_keeps_are_not_reused)
{
	int fd = fake_open(), shm;

	shm = (int)CHECK_OK(shm_alloc(fd, 8 * 1024 * 1024, NULL));
	fake_set_knob("unregister_errno", EIO);
	CHECK_OK(close(shm));
	CHECK_OK(close(fd));
	CHECK_MSG(fake_counter("regions_unregistered") > 0, "the pool has kept 8 MiB idle");
	fake_set_knob("unregister_errno", 0);
	CHECK_MSG(fake_counter("suspect_refs") > 0,
		  "a page that the TEE kept: expected references, got %ld",
		  fake_counter("suspect_refs"));
}

TEST(two_devices_at_once)
{
	int a = fake_open(), b;
	uint32_t session;

	fake_control("register2");
	b = fake_open_nth(1, NULL, 0);
	CHECK_MSG(b >= 0, "the second device does not open");
	session = fake_session(a);
	CHECK_OK(fake_invoke(a, session));
	CHECK_ERRNO(fake_invoke(b, session), EINVAL);
	/* the first one shouldn't notice */
	fake_control("unregister2");
	CHECK_ERRNO(fake_invoke(b, session), ENODEV);
	CHECK_OK(fake_invoke(a, session));
	CHECK_OK(close(b));
}

static void register_device(void *arg)
{
	(void)arg;
	fake_control("register");
}

/*
 * probe_delay_ms leaves the device between tee_device_alloc() and
 * tee_device_register(), where nobody may find it
 */
TEST(cve_2026_99024_device_reserved_but_not_registered)
{
	int status, seen = 0;
	pid_t pid;

	CHECK_OK(close(fake_open()));
	fake_control("unregister");
	CHECK(fake_open_nth(0, NULL, 0) < 0);
	fake_control("reset");
	fake_set_knob("probe_delay_ms", 1500);
	pid = child_start(register_device, NULL);
	while (!child_ended(pid, 1, &status)) {
		int fd = fake_open_nth(0, NULL, 0);

		/* it can show up just before tee_device_register() returns */
		if (fd < 0)
			continue;
		close(fd);
		CHECK_MSG(!child_ended(pid, 1000, &status) || !status,
			  "the device was seen %d times", ++seen);
		break;
	}
	if (!seen && !WIFEXITED(status))
		child_expect_ok(pid, 20, "registration");
	CHECK_EQ(fake_counter("found_before_registration"), -ENOENT);
	CHECK(fake_open_nth(0, NULL, 0) >= 0);
}

static void hang_until_gone(void *arg)
{
	int *pair = arg;

	CHECK_ERRNO(fake_invoke(pair[0], (uint32_t)pair[1]), ENODEV);
}

static void unregister_device(void *arg)
{
	(void)arg;
	fake_control("unregister");
}

/* Calls in flight end with ENODEV, soon */
TEST_LIMIT(unregister_with_calls_in_flight, 90)
{
	int pair[2] = { fake_open() };
	pid_t pids[8], pid;

	pair[1] = (int)fake_session(pair[0]);
	fake_set_knob("invoke_hang", 1);
	for (int i = 0; i < 8; i++)
		pids[i] = child_start(hang_until_gone, pair);
	fake_wait_for_counter("invokes_running", 8);
	pid = child_start(unregister_device, NULL);
	child_expect_ok(pid, 20, "unregistration");
	for (int i = 0; i < 8; i++)
		child_expect_ok(pids[i], 10, "a call in flight");
	CHECK_EQ(fake_counter("stops"), 1);
	CHECK_EQ(fake_counter("invokes_running"), 0);
	CHECK_EQ(fake_counter("close_sessions"), fake_counter("open_sessions"));
	CHECK_EQ(fake_counter("closes"), fake_counter("opens"));
	CHECK_ERRNO(fake_invoke(pair[0], (uint32_t)pair[1]), ENODEV);
	/* no close() from the driver's point of view, that was done on unregistration */
	CHECK_OK(close(pair[0]));
	CHECK_EQ(fake_counter("closes"), fake_counter("opens"));
	fake_control("reset");
	fake_control("register");
}

/* Unregistering leaves the fds open, including those for memory. They can be closed later. */
TEST(descriptors_outlive_the_device)
{
	static uint8_t own[PAGE] __attribute__((aligned(4096)));
	int fd = fake_open(), shm, reg;
	uint8_t *p;

	shm = (int)CHECK_OK(shm_alloc(fd, PAGE, NULL));
	reg = (int)CHECK_OK(shm_register(fd, own, PAGE, NULL));
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	CHECK(p != MAP_FAILED);
	fake_control("unregister");
	p[0] = 3;
	CHECK_ERRNO(shm_alloc(fd, PAGE, NULL), ENODEV);
	fake_control("register");
	CHECK_EQ(p[0], 3);
	CHECK_OK(close(shm));
	CHECK_OK(close(reg));
	CHECK_OK(close(fd));
	CHECK_OK(munmap(p, PAGE));
}

static void invoke_hanging(void *arg)
{
	int *pair = arg;

	fake_invoke(pair[0], (uint32_t)pair[1]);
}

/* The fake's hang is killable. Nothing of the client's stays open. */
TEST(client_killed_in_a_call)
{
	int pair[2] = { fake_open() };
	pid_t pid;

	pair[1] = (int)fake_session(pair[0]);
	fake_set_knob("invoke_hang", 1);
	pid = child_start(invoke_hanging, pair);
	fake_wait_for_counter("invokes_running", 1);
	kill(pid, SIGKILL);
	child_wait(pid, 10, "a killed client");
	fake_wait_for_counter("invokes_running", 0);
	CHECK_OK(close(pair[0]));
	CHECK_EQ(fake_counter("close_sessions"), 1);
}

/* Everything optional is missing from this driver, so the core has to say no on its behalf */
TEST(minimal_driver)
{
	static uint8_t own[PAGE] __attribute__((aligned(4096)));
	struct tee_ioctl_identity identity = { .size = sizeof(identity) };
	struct tee_ioctl_object_invoke_arg object = { .id = 1 };
	struct open_arg open;
	struct invoke_arg invoke;
	int fd, memory;

	CHECK_OK(close(fake_open()));
	fake_control("minimal");
	fd = (int)CHECK_OK(fake_open_nth(1, NULL, 0));
	open_arg_init(&open, some_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	invoke_arg_init(&invoke, 1, 1, 0);
	CHECK_ERRNO(call_open(fd, &open), EOPNOTSUPP);
	CHECK_ERRNO(call_invoke(fd, &invoke), EOPNOTSUPP);
	CHECK_ERRNO(call_cancel(fd, 0, 1), EOPNOTSUPP);
	CHECK_ERRNO(call_close(fd, 1), EINVAL);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_OBJECT_INVOKE, &object, sizeof(object)),
		    EOPNOTSUPP);
	CHECK_ERRNO(shm_register(fd, own, PAGE, NULL), EOPNOTSUPP);
	memory = (int)CHECK_OK(memfd_create("minimal", MFD_CLOEXEC));
	CHECK_OK(ftruncate(memory, PAGE));
	CHECK_ERRNO(shm_register_fd(fd, memory, NULL, NULL), EOPNOTSUPP);
	/* and it can't allocate anything */
	CHECK_ERRNO(shm_alloc(fd, PAGE, NULL), EOPNOTSUPP);
	/* the driver sets REG_MEM all the same */
	CHECK_OK(ioctl(fd, TEE_IOC_IDENTITY, &identity));
	CHECK_EQ(identity.capabilities, TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL);
	CHECK_EQ(tee_caps(fd), identity.capabilities);
	CHECK_OK(close(fd));
	fake_control("unminimal");
}

/* The identity as fake_identity() has it, 64-bit limits included */
TEST(identity_of_a_driver)
{
	static const uint8_t nil[UUID_LEN];
	struct tee_ioctl_identity id = { .size = sizeof(id) };

	CHECK_OK(ioctl(fake_open(), TEE_IOC_IDENTITY, &id));
	CHECK(!strcmp(id.driver_name, "tee_fake"));
	CHECK(!strcmp(id.driver_version, "1"));
	CHECK(!strcmp(id.conduit, "none"));
	CHECK(!strcmp(id.os_name, "fake OS"));
	CHECK(!strcmp(id.os_version, "0.1"));
	CHECK(!memcmp(id.os_uuid, nil, UUID_LEN));
	CHECK_EQ(id.driver_type, TEE_DRIVER_TYPE_SOFTWARE);
	CHECK_EQ(id.max_params, 4);
	CHECK_EQ(id.max_sessions, 1000);
	CHECK_EQ(id.max_threads, 0);
	CHECK_EQ(id.max_shm_size, 1ull << 40);
	CHECK(id.capabilities & TEE_CAP_SESSION);
	CHECK(!(id.capabilities & TEE_CAP_SYSTEM_SESSION));
	/* fake_identity() left junk in here */
	for (size_t n = 0; n < sizeof(id.os_build); n++)
		CHECK_EQ(id.os_build[n], 0);
}

/* A uevent is a sequence of NUL-terminated strings. Does it have this one? */
static bool uevent_has(const char *uevent, size_t size, const char *variable)
{
	for (const char *at = uevent; at < uevent + size; at += strlen(at) + 1)
		if (!strcmp(at, variable))
			return true;
	return false;
}

/* udev rules select devices by these variables */
TEST(uevent_of_a_device_that_comes)
{
	static const char *const variables[] = {
		"SUBSYSTEM=tee", "TEE_DRIVER=tee_fake", "TEE_DRIVER_VERSION=1",
		"TEE_DRIVER_TYPE=software", "TEE_CONDUIT=none", "TEE_OS=fake OS",
		"TEE_OS_VERSION=0.1", "TEE_CAPABILITIES=0x0000003b0000000d",
	};
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	struct timeval timeout = { .tv_sec = 10 };
	static char uevent[8192];
	int events;
	ssize_t size;

	CHECK_OK(close(fake_open()));
	events = (int)CHECK_OK(socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC,
				      NETLINK_KOBJECT_UEVENT));
	CHECK_OK(bind(events, (struct sockaddr *)&address, sizeof(address)));
	CHECK_OK(setsockopt(events, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)));
	fake_control("register2");
	do {
		size = (ssize_t)CHECK_OK(recv(events, uevent, sizeof(uevent) - 1, 0));
		uevent[size] = '\0';
	} while (!uevent_has(uevent, (size_t)size, "SUBSYSTEM=tee"));
	CHECK_MSG(!strncmp(uevent, "add@", 4), "expected add, got %s", uevent);
	for (size_t n = 0; n < sizeof(variables) / sizeof(*variables); n++)
		CHECK_MSG(uevent_has(uevent, (size_t)size, variables[n]),
			  "the uevent lacks %s", variables[n]);
	/* tee_fake has neither of them */
	for (const char *at = uevent; at < uevent + size; at += strlen(at) + 1)
		CHECK_MSG(strncmp(at, "TEE_OS_UUID", 11) && strncmp(at, "TEE_OS_BUILD", 12),
			  "the uevent has %s", at);
	fake_control("unregister2");
}

TEST(statistics_count_calls_and_errors)
{
	char name[32];
	long calls, errors, before;
	uint32_t session;
	int fd = fake_open();

	CHECK_OK(close(fd));
	fd = (int)CHECK_OK(fake_open_nth(0, name, sizeof(name)));
	session = fake_session(fd);
	CHECK(stats_value(name, "calls", &before));
	CHECK_OK(fake_invoke(fd, session));
	CHECK(stats_value(name, "calls", &calls));
	CHECK_EQ(calls, before + 1);
	CHECK(stats_value(name, "errors", &before));
	fake_set_knob("invoke_errno", EIO);
	CHECK_ERRNO(fake_invoke(fd, session), EIO);
	CHECK(stats_value(name, "errors", &errors));
	CHECK_EQ(errors, before + 1);
}

static void register_then_forget(void *arg)
{
	(void)arg;
	for (int i = 0; i < 20; i++) {
		write_text(FAKE "control", "register2");
		sleep_ms(3);
		write_text(FAKE "control", "unregister2");
	}
}

/* Open devices while they come and go. Most ioctls fail, all should return. */
TEST_LIMIT(devices_come_and_go_under_use, 60)
{
	int status, opened = 0;
	pid_t pid;

	CHECK_OK(close(fake_open()));
	pid = child_start(register_then_forget, NULL);
	while (!child_ended(pid, 0, &status)) {
		int fd = fake_open_nth(1, NULL, 0);

		if (fd < 0)
			continue;
		opened++;
		fake_invoke(fd, 1);
		shm_alloc(fd, PAGE, NULL);
		close(fd);
	}
	CHECK_EQ(status, 0);
	test_note("%d of them were opened", opened);
}

/* Kernel clients' calls with a timeout, whose process gets killed */

TEST(process_killed_in_a_timed_call_of_the_kernels)
{
	CHECK_OK(close(fake_open()));
	/* The call runs in a worker. If the driver saw the signal, it would return early. */
	fake_abandon_timed_call(2);
	CHECK_EQ(fake_counter("invokes_running"), 1);
	fake_wait_for_counter("cancels", 1);
	fake_release_invokes();
	fake_wait_for_counter("close_sessions", 1);
}

/* Unregistration has to get the abandoned call out of the driver */
TEST(device_goes_behind_an_abandoned_call)
{
	CHECK_OK(close(fake_open()));
	fake_abandon_timed_call(2);
	fake_control("unregister");
	CHECK_EQ(fake_counter("invokes_running"), 0);
	CHECK_EQ(fake_counter("closes"), fake_counter("opens"));
	fake_control("register");
}

/*
 * A follower that hangs in leaving() delays the removal, but not beyond
 * unregister_timeout_ms
 */
TEST(follower_that_does_not_let_go)
{
	uint64_t start;

	CHECK_OK(close(fake_open()));
	fake_control("follow");
	fake_wait_for_counter("invokes", 1);
	sleep_ms(200);
	CHECK(!write_text("/sys/module/tee/parameters/unregister_timeout_ms", "700"));
	fake_set_knob("invoke_hang", 1);
	start = now_ms();
	fake_control("unregister");
	CHECK_MSG(now_ms() - start >= 700, "it waited %u ms only",
		  (unsigned int)(now_ms() - start));
	CHECK_MSG(now_ms() - start < 5000, "it waited %u ms", (unsigned int)(now_ms() - start));
	fake_control("unfollow");
	CHECK(!write_text("/sys/module/tee/parameters/unregister_timeout_ms", "30000"));
	fake_set_knob("invoke_hang", 0);
	fake_control("register");
}

static void follow_and_unfollow(void *arg)
{
	(void)arg;
	for (int i = 0; i < 50; i++) {
		write_text(FAKE "control", "follow");
		sleep_ms((unsigned int)i % 7);
		write_text(FAKE "control", "unfollow");
	}
}

/* Devices and followers come and go at the same time */
TEST_LIMIT(followers_come_and_go_with_devices, 60)
{
	int status;
	pid_t pid;

	CHECK_OK(close(fake_open()));
	pid = child_start(follow_and_unfollow, NULL);
	while (!child_ended(pid, 0, &status)) {
		fake_control("register2");
		sleep_ms(2);
		fake_control("unregister2");
	}
	CHECK_EQ(status, 0);
	CHECK_EQ(fake_counter("opens"), fake_counter("closes"));
}

/* tee_fake's max_sessions is 1000 */
TEST(declared_number_of_sessions_is_a_limit)
{
	int fd = fake_open();
	struct open_arg open;
	uint32_t session = 0;

	for (int n = 0; n < 1000; n++)
		session = fake_session(fd);
	open_arg_init(&open, some_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
	CHECK_ERRNO(call_open(fd, &open), ENOSPC);
	CHECK_OK(call_close(fd, session));
	fake_session(fd);
	CHECK_ERRNO(call_open(fd, &open), ENOSPC);
}

/* user_calls is 1 below, so one of her calls runs and the others wait */
#define ALICE 1000

static int open_as_alice(const char *path)
{
	CHECK_OK(setresuid(ALICE, ALICE, ALICE));
	return (int)CHECK_OK(open(path, O_RDWR | O_CLOEXEC));
}

static void call_as_alice(void *path)
{
	int fd = open_as_alice(path);

	fake_invoke(fd, fake_session(fd));
}

static void session_as_alice(void *path)
{
	fake_session(open_as_alice(path));
}

TEST(declared_sessions_are_not_taken_by_calls_that_wait)
{
	char name[32], path[48];
	pid_t pids[4];
	int fd;

	CHECK_OK(close(fake_open()));
	fd = fake_open_nth(0, name, sizeof(name));
	snprintf(path, sizeof(path), "/dev/%s", name);
	CHECK_OK(chmod(path, 0666));
	CHECK(!write_text("/sys/module/tee/parameters/user_calls", "1"));
	for (int n = 0; n < 998; n++)
		fake_session(fd);
	fake_set_knob("invoke_hang", 1);
	pids[0] = child_start(call_as_alice, path);
	fake_wait_for_counter("invokes_running", 1);
	for (int n = 1; n < 4; n++)
		pids[n] = child_start(session_as_alice, path);
	for (int tries = 0; user_stats_value(name, ALICE, "waiting") != 3; tries++) {
		CHECK_MSG(tries < 2000, "her calls do not wait");
		sleep_ms(5);
	}
	/* 998 of ours and Alice's one are open, so this is the last */
	fake_session(fd);
	/* the one in pids[0] is what the others are waiting for */
	for (int n = 3; n >= 0; n--) {
		CHECK_OK(kill(pids[n], SIGKILL));
		child_wait(pids[n], 10, "a killed client");
	}
	CHECK(!write_text("/sys/module/tee/parameters/user_calls", "0"));
	CHECK_OK(chmod(path, 0600));
}
