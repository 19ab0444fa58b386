// SPDX-License-Identifier: BSD-2-Clause
/*
 * Unbind the driver while it is in use. It must not take forever just because
 * there are open fds, and processes that hold one get ENODEV from then on.
 */

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "supplicant.h"
#include "tee.h"

#define DRIVER "/sys/bus/platform/drivers/optee"
#define UNBIND_SECONDS 30

#define DEVICES "/sys/bus/platform/devices"

/* Look up the platform device. Its name depends on the device tree node. */
static const char *platform_device(void)
{
	static char name[256];
	struct dirent *entry;
	DIR *dir = opendir(DEVICES);

	if (name[0])
		return name;
	CHECK_MSG(dir, "no " DEVICES);
	while ((entry = readdir(dir)))
		if (strstr(entry->d_name, "optee"))
			snprintf(name, sizeof(name), "%s", entry->d_name);
	closedir(dir);
	CHECK_MSG(name[0], "no device of OP-TEE's in " DEVICES);
	return name;
}

static void write_unbind(void *arg)
{
	CHECK_MSG(!write_text(DRIVER "/unbind", arg), "unbind: %s", errno_name(errno));
}

static bool is_bound(void)
{
	char path[512];

	snprintf(path, sizeof(path), DRIVER "/%s", platform_device());
	return !access(path, F_OK);
}

static void write_bind(void *arg)
{
	CHECK_MSG(!write_text(DRIVER "/bind", arg), "bind: %s", errno_name(errno));
}

static void bind(void);

/* An earlier failure may have left the driver unbound, so rebind it if needed. */
static void need_bounded_unbind(void)
{
	if (!core_is_ours())
		SKIP("this core waits for every open descriptor");
	if (!is_bound())
		bind();
	supplicant_end_all();
}

static void unbind(void)
{
	child_expect_ok(child_start(write_unbind, (void *)platform_device()),
			UNBIND_SECONDS, "unbinding");
}

static void bind(void)
{
	child_expect_ok(child_start(write_bind, (void *)platform_device()),
			UNBIND_SECONDS, "binding");
}

/* Every ioctl fails with ENODEV after an unbind. */
static void all_say_gone(int fd, uint32_t session)
{
	struct tee_ioctl_identity identity = { .size = sizeof(identity) };
	struct tee_ioctl_version_data vers;
	struct tee_ioctl_object_invoke_arg object = { .id = 1 };
	struct invoke_arg invoke;
	struct open_arg open;
	static uint8_t page[PAGE] __attribute__((aligned(4096)));

	open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
	invoke_arg_init(&invoke, session, INVOKE_TESTS_CMD_TRACE, 0);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_VERSION, &vers), ENODEV);
	CHECK_ERRNO(ioctl(fd, TEE_IOC_IDENTITY, &identity), ENODEV);
	CHECK_ERRNO(shm_alloc(fd, PAGE, NULL), ENODEV);
	CHECK_ERRNO(shm_register(fd, page, PAGE, NULL), ENODEV);
	CHECK_ERRNO(shm_register_fd(fd, -1, NULL, NULL), ENODEV);
	CHECK_ERRNO(call_open(fd, &open), ENODEV);
	CHECK_ERRNO(call_invoke(fd, &invoke), ENODEV);
	CHECK_ERRNO(call_cancel(fd, session, 0), ENODEV);
	CHECK_ERRNO(call_close(fd, session), ENODEV);
	CHECK_ERRNO(buf_ioctl(fd, TEE_IOC_OBJECT_INVOKE, &object, sizeof(object)), ENODEV);
}

TEST_LIMIT(unbind_with_a_descriptor_open, 120)
{
	uint32_t session;
	int fd;

	need_bounded_unbind();
	fd = tee_open();
	session = session_open(fd, uuid_invoke_tests);
	unbind();
	all_say_gone(fd, session);
	CHECK_MSG(access("/dev/tee0", F_OK), "/dev/tee0 is still there");
	bind();
	all_say_gone(fd, session); /* rebinding doesn't revive the old fd */
	tee_works(tee_open());
	CHECK_OK(close(fd));
}

/* The mapping stays usable, and its pages aren't charged to anyone. */
TEST_LIMIT(unbind_with_memory_mapped, 120)
{
	static uint8_t own[4 * PAGE] __attribute__((aligned(4096)));
	int fd, shm, reg;
	uint8_t *p, *again;

	need_bounded_unbind();
	fd = tee_open();
	shm = (int)CHECK_OK(shm_alloc(fd, 2 * PAGE, NULL));
	reg = (int)CHECK_OK(shm_register(fd, own, 4 * PAGE, NULL));
	p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, shm, 0);
	CHECK(p != MAP_FAILED);
	memset(p, 0x77, PAGE);
	unbind();
	CHECK_EQ(p[PAGE - 1], 0x77);
	p[2 * PAGE - 1] = 0x78;
	again = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, shm, 0);
	CHECK(again == MAP_FAILED || again[0] == 0x77);
	bind();
	CHECK_EQ(p[2 * PAGE - 1], 0x78);
	CHECK_OK(close(fd));
	CHECK_OK(close(shm));
	CHECK_OK(close(reg));
	CHECK_OK(munmap(p, 2 * PAGE));
	tee_works(tee_open());
}

static void call_until_gone(void *arg)
{
	int fd = *(int *)arg;
	struct open_arg open;
	struct invoke_arg invoke;

	for (;;) {
		open_arg_init(&open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
		if (call_open(fd, &open))
			break;
		CHECK_EQ(open.arg.ret, 0);
		invoke_arg_init(&invoke, open.arg.session, INVOKE_TESTS_CMD_TRACE, 0);
		if (call_invoke(fd, &invoke) || call_close(fd, open.arg.session))
			break;
	}
	CHECK_MSG(errno == ENODEV, "expected ENODEV, got %s", errno_name(errno));
}

static void share_until_gone(void *arg)
{
	static uint8_t own[4 * PAGE] __attribute__((aligned(4096)));
	int fd = *(int *)arg;

	for (size_t n = 1;; n = n % 16 + 1) {
		int shm = shm_alloc(fd, n * PAGE, NULL), reg;

		if (shm < 0)
			break;
		reg = shm_register(fd, own + n, PAGE, NULL);
		close(shm);
		if (reg < 0)
			break;
		close(reg);
	}
	CHECK_MSG(errno == ENODEV, "expected ENODEV, got %s", errno_name(errno));
}

/* Twenty rounds of unbind and bind with calls in flight */
TEST_LIMIT(unbind_and_bind_under_load, 600)
{
	need_bounded_unbind();
	for (int round = 0; round < 20; round++) {
		pid_t pids[4];
		int fd = tee_open();

		for (int i = 0; i < 4; i++)
			pids[i] = child_start(i % 2 ? share_until_gone : call_until_gone,
					      &fd);
		sleep_ms(30 + (unsigned int)round * 7);
		unbind();
		for (int i = 0; i < 4; i++)
			child_expect_ok(pids[i], 20, "a client of a device that goes");
		bind();
		CHECK_OK(close(fd));
		tee_works(tee_open());
	}
}

/* This supplicant never replies. Both sides have to get an error. */
TEST_LIMIT(unbind_while_a_client_waits_for_the_supplicant, 120)
{
	struct supp_recv recv;
	struct open_arg open;
	int supplicant, status;
	pid_t client;

	need_bounded_unbind();
	supplicant = (int)CHECK_OK(tee_open_supplicant());
	client = (pid_t)CHECK_OK(fork());
	if (!client) {
		int rc;

		close(supplicant);
		open_arg_init(&open, uuid_nobody, TEE_IOCTL_LOGIN_PUBLIC, 0);
		rc = call_open(tee_open(), &open);
		CHECK_MSG(rc || open.arg.ret, "expected an error, got a session");
		_exit(0);
	}
	supplicant_recv(supplicant, &recv);
	unbind();
	child_expect_ok(client, 20, "the client");
	CHECK_ERRNO(supplicant_answer(supplicant, &recv, 0), ENODEV);
	CHECK_ERRNO(call_recv(supplicant, &recv), ENODEV);
	bind();
	CHECK_OK(close(supplicant));
	tee_works(tee_open());
	(void)status;
}

static void recv_is_ended(void *arg)
{
	struct supp_recv recv = { .arg.num_params = 5 };

	CHECK_ERRNO(call_recv(*(int *)arg, &recv), ENODEV);
}

/* RECV must fail right away. */
TEST_LIMIT(unbind_while_the_supplicant_waits_for_work, 120)
{
	int supplicant, status;
	pid_t pid;

	need_bounded_unbind();
	supplicant = (int)CHECK_OK(tee_open_supplicant());
	pid = child_start(recv_is_ended, &supplicant);
	CHECK(!child_ended(pid, 200, &status));
	unbind();
	child_expect_ok(pid, 20, "the supplicant");
	bind();
	CHECK_OK(close(supplicant));
}

struct sleeper {
	int fd;
	uint32_t session;
};

static void wait_in_ta(void *arg)
{
	struct sleeper *sleeper = arg;
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, sleeper->session, OS_TEST_CMD_WAIT, 1);
	param_value(&invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 2000, 0, 0);
	if (call_invoke(sleeper->fd, &invoke))
		CHECK_EQ(errno, ENODEV);
}

/* The call is asleep in the TEE. Unbind can wait for it or abort it, within reason. */
TEST_LIMIT(unbind_while_a_call_sleeps_in_the_tee, 120)
{
	struct sleeper sleeper;
	int status;
	pid_t pid;

	need_bounded_unbind();
	supplicant_start();
	sleeper.fd = tee_open();
	sleeper.session = session_open(sleeper.fd, uuid_os_test);
	pid = child_start(wait_in_ta, &sleeper);
	CHECK_MSG(!child_ended(pid, 500, &status), "the call did not wait");
	unbind();
	child_expect_ok(pid, 20, "the client whose call slept");
	bind();
	CHECK_OK(close(sleeper.fd));
	tee_works(tee_open());
}

/* Failures are fine as long as they're due to the unbind. */
static void expect_going(int fd, uint32_t ret)
{
	struct tee_ioctl_version_data vers;
	uint64_t end = deadline_ms(10000);

	while (!ioctl(fd, TEE_IOC_VERSION, &vers))
		CHECK_MSG(now_ms() < end, "expected 0 from a device that stays, got %#x",
			  ret);
	CHECK_EQ(errno, ENODEV);
}

static void open_at_once(void *arg)
{
	uint64_t end = now_ms() + 15000;
	char path[32];
	int fd;

	(void)arg;
	while (now_ms() < end) {
		for (int i = 0; i < 4; i++) {
			struct tee_ioctl_version_data vers;
			struct open_arg open;
			int shm;

			snprintf(path, sizeof(path), "/dev/tee%d", i);
			fd = open64(path, O_RDWR | O_CLOEXEC);
			if (fd < 0)
				continue;
			open_arg_init(&open, uuid_invoke_tests,
				      TEE_IOCTL_LOGIN_PUBLIC, 0);
			if (ioctl(fd, TEE_IOC_VERSION, &vers) || call_open(fd, &open))
				CHECK_MSG(errno == ENODEV, "expected ENODEV, got %s",
					  errno_name(errno));
			else if (open.arg.ret)
				expect_going(fd, open.arg.ret);
			shm = shm_alloc(fd, PAGE, NULL);
			if (shm >= 0)
				close(shm);
			close(fd);
		}
	}
}

/* Open the node the instant it appears: the device has to be fully set up by then. */
TEST_LIMIT(cve_2026_99024_device_visible_before_its_probe_is_done, 180)
{
	pid_t pids[2];
	int status;

	need_bounded_unbind();
	for (int i = 0; i < 2; i++)
		pids[i] = child_start(open_at_once, NULL);
	for (int round = 0; round < 10; round++) {
		unbind();
		bind();
	}
	for (int i = 0; i < 2; i++) {
		if (!child_ended(pids[i], 20000, &status))
			FAIL("an opener hangs");
		CHECK_EQ(status, 0);
	}
	tee_works(tee_open());
}
