// SPDX-License-Identifier: BSD-2-Clause
/*
 * How long sessions and shared memory live, tested with tee_fake: under
 * concurrent calls, with killed clients, and with a TEE that's too busy to
 * close or unregister right away.
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fake_driver.h"
#include "harness.h"
#include "tee.h"

static const uint8_t some_uuid[UUID_LEN] = { 0x11, 0x1f, 0xe0 };

struct call {
	int fd;
	uint32_t session;
	pthread_t thread;
};

static void *invoke_in_thread(void *arg)
{
	const struct call *call = arg;
	struct invoke_arg invoke;

	invoke_arg_init(&invoke, call->session, 1, 0);
	CHECK_OK(call_invoke(call->fd, &invoke));
	return NULL;
}

static void begin_call(struct call *call)
{
	fake_set_knob("invoke_hang", 1);
	CHECK(!pthread_create(&call->thread, NULL, invoke_in_thread, call));
	fake_wait_for_counter("invokes_running", 1);
}

static void end_call(struct call *call)
{
	fake_set_knob("invoke_hang", 0);
	fake_control("release");
	CHECK(!pthread_join(call->thread, NULL));
}

/*
 * Once the TEE has closed a session it may reuse the id. So with a call still
 * running, the core only marks the session closed and tells the TEE after the
 * call.
 */
TEST(session_is_closed_after_its_last_call)
{
	struct call call = { .fd = fake_open() };
	struct invoke_arg invoke;

	call.session = session_open(call.fd, some_uuid);
	begin_call(&call);
	CHECK_OK(call_close(call.fd, call.session));
	CHECK_EQ(fake_counter("close_sessions"), 0);
	invoke_arg_init(&invoke, call.session, 1, 0);
	CHECK_ERRNO(call_invoke(call.fd, &invoke), EINVAL);
	CHECK_ERRNO(call_cancel(call.fd, call.session, 0), EINVAL);
	CHECK_ERRNO(call_close(call.fd, call.session), EINVAL);
	CHECK_EQ(fake_counter("invokes"), 1);
	CHECK_EQ(fake_counter("cancels"), 0);
	end_call(&call);
	fake_wait_for_counter("close_sessions", 1);
}

/* Likewise for the fd: the driver's close() comes after the call */
TEST(client_is_closed_after_its_last_call)
{
	struct call call = { .fd = fake_open() };
	long closes = fake_counter("closes");

	call.session = session_open(call.fd, some_uuid);
	begin_call(&call);
	CHECK_OK(close(call.fd));
	CHECK_EQ(fake_counter("closes"), closes);
	CHECK_EQ(fake_counter("close_sessions"), 0);
	end_call(&call);
	fake_wait_for_counter("closes", closes + 1);
	CHECK_EQ(fake_counter("close_sessions"), 1);
}

/*
 * One thread opens sessions while another closes every id that these are likely
 * to get. What has been closed stays closed.
 */
static volatile bool guessing;

static void *close_guessed(void *arg)
{
	const struct call *call = arg;

	while (guessing)
		for (uint32_t id = call->session; id < call->session + 4; id++)
			call_close(call->fd, id);
	return NULL;
}

#define GUESSES 3000

TEST_LIMIT(session_that_another_thread_closes_stays_closed, 120)
{
	struct call call = { .fd = fake_open() };
	unsigned int closed = 0;
	struct invoke_arg invoke;
	struct open_arg open;

	fake_set_knob("same_session", 77);
	call.session = 75;
	guessing = true;
	CHECK(!pthread_create(&call.thread, NULL, close_guessed, &call));
	for (int i = 0; i < GUESSES; i++) {
		open_arg_init(&open, some_uuid, TEE_IOCTL_LOGIN_PUBLIC, 0);
		CHECK_OK(call_open(call.fd, &open));
		CHECK_EQ(open.arg.session, 77);
		while (!call_close(call.fd, 77))
			;
		/* nobody else opens sessions, so 77 isn't open now */
		invoke_arg_init(&invoke, 77, 1, 0);
		if (call_invoke(call.fd, &invoke) < 0)
			closed++;
		/* same_session reuses the id, so wait until the TEE has closed it */
		fake_wait_for_counter("close_sessions", i + 1);
	}
	guessing = false;
	CHECK(!pthread_join(call.thread, NULL));
	CHECK_EQ(closed, GUESSES);
	fake_wait_for_counter("close_sessions", GUESSES);
}

/*
 * With undo_errno set, tee_fake refuses to close the session until a worker
 * tries without a timeout
 */
TEST(session_is_closed_by_a_worker_where_it_cannot_be_at_once)
{
	int fd = fake_open();
	uint32_t session = session_open(fd, some_uuid);

	fake_set_knob("undo_errno", EBUSY);
	CHECK_OK(call_close(fd, session));
	fake_wait_for_counter("close_sessions", 1);
	CHECK_EQ(fake_counter("put_off"), 1);
	/* same thing when it's closing the client that closes the session */
	session_open(fd, some_uuid);
	fake_set_knob("undo_errno", EINTR);
	CHECK_OK(close(fd));
	fake_wait_for_counter("close_sessions", 2);
	CHECK_EQ(fake_counter("put_off"), 2);
	fake_set_knob("undo_errno", 0);
}

/*
 * User memory and a memfd that can't be unregistered right away. Both stay
 * pinned and charged until a worker gets it done.
 */
TEST(memory_is_forgotten_by_a_worker_where_it_cannot_be_at_once)
{
	char *own = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = fake_open(), registered, memfd, imported;
	struct tee_ioctl_shm_register_fd_data data = { 0 };
	long before;

	CHECK(own != MAP_FAILED);
	*own = 1;
	registered = (int)CHECK_OK(shm_register(fd, own, PAGE, NULL));
	memfd = (int)CHECK_OK(syscall(SYS_memfd_create, "life", 0));
	CHECK_OK(ftruncate(memfd, PAGE));
	data.fd = memfd;
	imported = (int)CHECK_OK(ioctl(fd, TEE_IOC_SHM_REGISTER_FD, &data));
	before = fake_counter("regions_unregistered");
	fake_set_knob("undo_errno", EINTR);
	CHECK_OK(close(registered));
	CHECK_OK(close(imported));
	fake_wait_for_counter("regions_unregistered", before + 2);
	CHECK_EQ(fake_counter("put_off"), 2);
	fake_set_knob("undo_errno", 0);
}

/* The killed process is gone, but its call is still running code in tee_fake */
TEST(module_stays_while_a_call_of_the_kernels_is_under_way)
{
	CHECK_OK(close(fake_open()));
	fake_abandon_timed_call(5);
	CHECK_ERRNO((int)syscall(SYS_delete_module, "tee_fake", O_NONBLOCK), EWOULDBLOCK);
	CHECK_EQ(fake_counter("invokes_running"), 1);
	fake_release_invokes();
}

/* ... and so is this one, with no timeout and nobody waiting */
TEST(module_stays_while_a_call_of_a_kernel_client_is_under_way)
{
	CHECK_OK(close(fake_open()));
	fake_set_knob("invoke_hang", 1);
	fake_control("client_call");
	fake_wait_for_counter("invokes_running", 1);
	CHECK_ERRNO((int)syscall(SYS_delete_module, "tee_fake", O_NONBLOCK), EWOULDBLOCK);
	CHECK_EQ(fake_counter("invokes_running"), 1);
	fake_release_invokes();
	fake_wait_for_counter("closes", fake_counter("opens"));
}
