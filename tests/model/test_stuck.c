// SPDX-License-Identifier: BSD-2-Clause
/*
 * A TEE that hangs, is out of threads or returns lists without end. The driver
 * neither waits forever nor uses unlimited memory. Also in here: a supplicant
 * can lend its memory only once, and can't guess request ids.
 */

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "counters.h"
#include "harness.h"
#include "model.h"
#include "supplicant.h"
#include "tee.h"

static void unbind_model(void *unused)
{
	(void)unused;
	CHECK_OK(write_text(DRIVER "unbind", model_platform_device()));
}

/*
 * As after a crash of the previous kernel, when nothing can be closed or
 * unregistered because no thread is left.
 */
TEST_LIMIT(unbind_of_a_tee_without_threads, 90)
{
	int fd;

	model_bind_with(NULL, 0);
	fd = model_open();
	session_open(fd, some_uuid);
	CHECK_OK(close(shm_alloc(fd, 40 * PAGE, NULL)));
	model_set_knob("no_threads", 1);
	child_expect_ok(child_start(unbind_model, NULL), 30, "unbinding");
	CHECK_MSG(!model_device(), "the device is there without its driver");
	CHECK_OK(close(fd));
	model_set_knob("no_threads", 0);
	model_set_knob("restart", 1);
	CHECK_OK(model_bind());
	model_opens_a_session();
	model_bind_with(NULL, 0);
}

static void bind_model(void *unused)
{
	(void)unused;
	CHECK_OK(model_bind());
}

/* Binding may happen in a kernel thread, which can't be killed if the TEE hangs */
TEST_LIMIT(services_are_not_waited_for_without_end, 120)
{
	model_bind_with(NULL, 0);
	unbind_model(NULL);
	model_set_knob("first_enumeration", model_find_mischief("hangs")->number + 1);
	model_set_knob("hang", 1);
	child_expect_ok(child_start(bind_model, NULL), 60, "binding");
	model_opens_a_session();
	child_expect_ok(child_start(unbind_model, NULL), 60, "unbinding");
	model_set_knob("hang", 0);
	for (int tries = 0; model_counter("sessions"); tries++) {
		CHECK_MSG(tries < 500 * test_time_factor(), "the driver's session was left behind");
		sleep_ms(20);
	}
	model_set_knob("first_enumeration", 0);
	for (int tries = 0; !model_device() && model_bind(); tries++) {
		CHECK_MSG(tries < 500 * test_time_factor(), "the driver cannot be bound again");
		sleep_ms(20);
	}
	model_bind_with(NULL, 0);
}

static int count_services(void)
{
	DIR *dir = opendir("/sys/bus/tee/devices");
	struct dirent *entry;
	int count = 0;

	CHECK(dir);
	while ((entry = readdir(dir)))
		count += !strncmp(entry->d_name, "optee-ta-", 9);
	closedir(dir);
	return count;
}

/*
 * Whenever a supplicant starts, the driver reads a list full of services it
 * hasn't seen. At some point it has to stop adding them.
 */
TEST_LIMIT(services_without_number, 120)
{
	int before;

	model_bind_with("enumeration", model_find_mischief("services_without_end")->number + 1);
	before = count_services();
	for (int n = 0; n < 3; n++) {
		CHECK_OK(close(model_open_supplicant()));
		for (int tries = 0; count_services() < before + 255; tries++) {
			CHECK_MSG(tries < 300 * test_time_factor(),
				  "expected %d services, got %d", before + 255, count_services());
			sleep_ms(100);
		}
	}
	sleep_ms(500);
	CHECK_EQ(count_services(), before + 255);
	model_bind_with(NULL, 0);
}

/*
 * A socket that was sent to itself, and @fd with it. Only the kernel's garbage
 * collection can get at them now.
 */
static void leave_to_kernel(int fd)
{
	char control[CMSG_SPACE(2 * sizeof(int))] = { 0 }, byte = 0;
	struct iovec data = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	int pair[2];

	CHECK_OK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(head), (int[]){ pair[0], fd }, 2 * sizeof(int));
	CHECK_OK(sendmsg(pair[1], &message, 0));
	CHECK_OK(close(fd));
	CHECK_OK(close(pair[0]));
	CHECK_OK(close(pair[1]));
}

/* Closing any AF_UNIX socket triggers the garbage collection */
static void have_kernel_close(void)
{
	int fd = (int)CHECK_OK(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));

	CHECK_OK(close(fd));
}

static void register_and_leave(void *unused)
{
	static uint8_t own[PAGE] __attribute__((aligned(4096)));
	int ends[2], fd = model_open();
	char byte;

	(void)unused;
	leave_to_kernel((int)CHECK_OK(shm_register(fd, own, PAGE, NULL)));
	have_kernel_close();
	for (int tries = 0; !model_counter("threads"); tries++) {
		CHECK_MSG(tries < 500, "the kernel does not close the memory");
		have_kernel_close();
		sleep_ms(20);
	}
	/* UNREGISTER_SHM hangs, but other files must still get closed */
	CHECK_OK(pipe2(ends, O_CLOEXEC | O_NONBLOCK));
	leave_to_kernel(ends[1]);
	for (int tries = 0; read(ends[0], &byte, 1); tries++) {
		CHECK_MSG(tries < 500, "the kernel closes nothing while the TEE does not answer");
		have_kernel_close();
		sleep_ms(20);
	}
}

TEST_LIMIT(descriptor_that_the_kernel_closes_holds_up_no_other, 90)
{
	model_bind_with("slow_unregister", 1);
	child_expect_ok(child_start(register_and_leave, NULL), 60, "a program");
	model_set_knob("slow_unregister", 0);
	model_bind_with(NULL, 0);
}

/*
 * Two requests for memory, one and the same id in both replies. Keeps the
 * memory until killed.
 */
static void lend_twice(void *supplicant)
{
	int fd = *(int *)supplicant, id;
	struct supp_recv recv;

	CHECK_OK(shm_alloc(fd, PAGE, &id));
	for (int n = 0; n < 2; n++) {
		supplicant_recv(fd, &recv);
		recv.params[1].c = (uint64_t)id;
		CHECK_OK(supplicant_answer(fd, &recv, 0));
	}
	pause();
}

/* The TEE has this memory already, so the second time the request must fail */
TEST_LIMIT(memory_of_the_supplicants_is_lent_once, 60)
{
	struct invoke_arg invoke;
	int fd, supplicant;
	pid_t pid;

	model_bind_with(NULL, 0);
	supplicant = model_open_supplicant();
	pid = child_start(lend_twice, &supplicant);
	fd = model_open();
	model_invoke_mischief(fd, model_find_mischief("alloc_of_the_supplicants"), &invoke);
	CHECK_EQ(invoke.arg.ret, 0);
	CHECK_EQ(invoke.params[0].a, 0);
	model_invoke_mischief(fd, model_find_mischief("alloc_of_the_supplicants"), &invoke);
	CHECK_EQ(invoke.arg.ret, 0);
	CHECK_EQ(invoke.params[0].a, TEEC_ERROR_OUT_OF_MEMORY);
	CHECK_OK(kill(pid, SIGKILL));
	child_wait(pid, 20, "the supplicant");
	CHECK_OK(close(supplicant));
	model_bind_with(NULL, 0);
}

#define REQUESTS 16

static void answer_all(void *arg)
{
	int fd = *(int *)arg;
	struct supp_recv recv;
	int64_t before = 0;

	for (int n = 0; n < REQUESTS; n++) {
		int64_t id;

		supplicant_recv(fd, &recv);
		id = (int64_t)recv.params[0].a;
		/* a compromised worker could have replies to 63 more requests ready */
		CHECK_MSG(!before || id - before > 64 || before - id > 64,
			  "after request %lld got %lld", (long long)before, (long long)id);
		before = id;
		CHECK_OK(supplicant_answer(fd, &recv, TEEC_ERROR_COMMUNICATION));
	}
}

/* Nobody can reply to a request without having received it */
TEST_LIMIT(ids_of_requests_cannot_be_foreseen, 60)
{
	struct invoke_arg invoke;
	int fd, supplicant;
	pid_t pid;

	model_bind_with(NULL, 0);
	supplicant = model_open_supplicant();
	pid = child_start(answer_all, &supplicant);
	fd = model_open();
	for (int n = 0; n < REQUESTS; n++)
		model_invoke_mischief(fd, model_find_mischief("request_that_nobody_serves"),
				      &invoke);
	child_expect_ok(pid, 20, "the supplicant");
	CHECK_OK(close(supplicant));
	model_bind_with(NULL, 0);
}
