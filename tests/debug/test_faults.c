// SPDX-License-Identifier: BSD-2-Clause
/* Fault injection (see nth.h) for the TEE device's ioctls and for module init */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"
#include "nth.h"
#include "supplicant.h"
#include "tee.h"

#define LARGE (64 * PAGE)
#define FEW (8 * PAGE)

/* fds are -1 if not open */
struct scene {
	int fd, shm, other, id;
	uint32_t session;
	struct open_arg open;
	struct invoke_arg invoke;
	struct supp_recv recv;
	pid_t child;
};

static uint8_t *memory;

static void close_if_open(int *fd)
{
	if (*fd >= 0)
		CHECK_OK(close(*fd));
	*fd = -1;
}

static void clean(struct scene *s)
{
	close_if_open(&s->other);
	close_if_open(&s->shm);
	close_if_open(&s->fd);
}

static void every_step_fails(const struct request *request)
{
	struct scene scene = { .fd = -1, .shm = -1, .other = -1 };
	int fd;

	memory = mmap(NULL, LARGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	CHECK(memory != MAP_FAILED);
	nth_every_step(request, &scene, clean);
	munmap(memory, LARGE);
	fd = tee_open();
	tee_works(fd);
	close(fd);
}

/* Initial states */

static void nothing(struct scene *s)
{
	(void)s;
}

static void a_client(struct scene *s)
{
	s->fd = tee_open();
}

static void a_session(struct scene *s)
{
	a_client(s);
	s->session = session_open(s->fd, uuid_invoke_tests);
}

static void a_session_and_memory(struct scene *s)
{
	a_session(s);
	s->shm = (int)CHECK_OK(shm_alloc(s->fd, PAGE, &s->id));
}

static void check_session(struct scene *s)
{
	session_works(s->fd, s->session);
}

/* Clients */

static int try_client(struct scene *s)
{
	char path[64] = "/dev/tee0";

	s->fd = open(path, O_RDWR | O_CLOEXEC);
	return s->fd;
}

static void check_client(struct scene *s)
{
	tee_works(s->fd);
}

TEST_LIMIT(open_client, 120)
{
	every_step_fails(&(struct request){ false, nothing, try_client, check_client, NULL });
}

static int try_close(struct scene *s)
{
	int fd = s->fd;

	s->fd = -1;
	return close(fd);
}

static void a_busy_client(struct scene *s)
{
	a_session(s);
	session_open(s->fd, uuid_invoke_tests);
}

TEST_LIMIT(close_client_with_sessions, 120)
{
	every_step_fails(&(struct request){ true, a_busy_client, try_close, NULL, NULL });
}

static int try_version(struct scene *s)
{
	struct tee_ioctl_version_data vers;

	return ioctl(s->fd, TEE_IOC_VERSION, &vers);
}

TEST_LIMIT(version, 120)
{
	every_step_fails(&(struct request){ false, a_client, try_version, NULL, NULL });
}

static int try_identity(struct scene *s)
{
	struct tee_ioctl_identity id = { .size = sizeof(id) };

	return ioctl(s->fd, TEE_IOC_IDENTITY, &id);
}

TEST_LIMIT(identity, 120)
{
	every_step_fails(&(struct request){ false, a_client, try_identity, NULL, NULL });
}

/* Shared memory */

static void check_shm(struct scene *s)
{
	shm_sum(s->fd, s->session, s->id, 0, PAGE);
}

static int try_alloc(struct scene *s)
{
	s->shm = shm_alloc(s->fd, PAGE, &s->id);
	return s->shm;
}

TEST_LIMIT(shm_alloc_page, 120)
{
	every_step_fails(&(struct request){ false, a_session, try_alloc, check_shm, NULL });
}

static int try_alloc_large(struct scene *s)
{
	s->shm = shm_alloc(s->fd, LARGE, &s->id);
	return s->shm;
}

TEST_LIMIT(shm_alloc_large, 120)
{
	every_step_fails(&(struct request){ false, a_session, try_alloc_large, check_shm, NULL });
}

static int try_mmap(struct scene *s)
{
	void *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, s->shm, 0);

	if (p == MAP_FAILED)
		return -1;
	return munmap(p, PAGE);
}

TEST_LIMIT(shm_mmap, 120)
{
	every_step_fails(&(struct request){ false, a_session_and_memory, try_mmap, check_shm,
					    NULL });
}

static int try_close_shm(struct scene *s)
{
	int fd = s->shm;

	s->shm = -1;
	return close(fd);
}

TEST_LIMIT(shm_close, 120)
{
	every_step_fails(&(struct request){ true, a_session_and_memory, try_close_shm, NULL,
					    NULL });
}

static int try_register(struct scene *s)
{
	s->shm = shm_register(s->fd, memory + 100, FEW, &s->id);
	return s->shm;
}

TEST_LIMIT(shm_register_memory, 120)
{
	every_step_fails(&(struct request){ false, a_session, try_register, check_shm, NULL });
}

static void a_registration(struct scene *s)
{
	a_session(s);
	s->shm = (int)CHECK_OK(shm_register(s->fd, memory + 100, FEW, &s->id));
}

TEST_LIMIT(shm_close_registered, 120)
{
	every_step_fails(&(struct request){ true, a_registration, try_close_shm, NULL, NULL });
}

static void a_memfd(struct scene *s)
{
	a_session(s);
	s->other = (int)CHECK_OK(memfd_create("memory", MFD_CLOEXEC));
	CHECK_OK(ftruncate(s->other, FEW));
}

static int try_register_fd(struct scene *s)
{
	s->shm = shm_register_fd(s->fd, s->other, &s->id, NULL);
	return s->shm;
}

TEST_LIMIT(shm_register_memfd, 120)
{
	every_step_fails(&(struct request){ false, a_memfd, try_register_fd, check_shm, NULL });
}

/* Sessions */

static int try_session(struct scene *s)
{
	open_arg_init(&s->open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
	return call_open(s->fd, &s->open);
}

/* It's open, unless it was the TEE that had no memory. */
static void check_open(struct scene *s)
{
	if (s->open.arg.ret)
		return;
	s->session = s->open.arg.session;
	CHECK_OK(call_close(s->fd, s->session));
}

TEST_LIMIT(open_session, 120)
{
	every_step_fails(&(struct request){ false, a_client, try_session, check_open, NULL });
}

static int try_user_session(struct scene *s)
{
	open_arg_init(&s->open, uuid_invoke_tests, TEE_IOCTL_LOGIN_USER_APPLICATION, 0);
	return call_open(s->fd, &s->open);
}

TEST_LIMIT(open_session_with_login, 120)
{
	every_step_fails(&(struct request){ false, a_client, try_user_session, check_open, NULL });
}

static int try_close_session(struct scene *s)
{
	return call_close(s->fd, s->session);
}

TEST_LIMIT(close_session, 120)
{
	every_step_fails(&(struct request){ false, a_session, try_close_session, NULL, NULL });
}

static int try_invoke(struct scene *s)
{
	invoke_arg_init(&s->invoke, s->session, INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&s->invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 1, 2, 0);
	return call_invoke(s->fd, &s->invoke);
}

TEST_LIMIT(invoke_value, 120)
{
	every_step_fails(&(struct request){ false, a_session, try_invoke, check_session, NULL });
}

static int try_invoke_memref(struct scene *s)
{
	invoke_arg_init(&s->invoke, s->session, INVOKE_TESTS_CMD_PARAMS, 1);
	param_value(&s->invoke.params[0], TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 0, PAGE,
		    (uint64_t)s->id);
	return call_invoke(s->fd, &s->invoke);
}

TEST_LIMIT(invoke_memref, 120)
{
	every_step_fails(&(struct request){ false, a_session_and_memory, try_invoke_memref,
					    check_session, NULL });
}

/*
 * The supplicant has to load this TA, and the driver allocates memory for the TEE
 * in the meantime.
 */
static int try_loaded_session(struct scene *s)
{
	open_arg_init(&s->open, uuid_os_test, TEE_IOCTL_LOGIN_PUBLIC, 0);
	return call_open(s->fd, &s->open);
}

TEST_LIMIT(open_session_of_a_loaded_ta, 300)
{
	pid_t pid = supplicant_start();

	every_step_fails(&(struct request){ false, a_client, try_loaded_session, check_open,
					    NULL });
	supplicant_kill(pid);
}

/*
 * The supplicant is about to fail. This client needs to get an error once the
 * supplicant's fd is closed.
 */
static void ask(void *supplicant)
{
	struct open_arg open;
	int fd = tee_open();

	/* ... which takes closing our copy of it first. */
	close(*(int *)supplicant);
	open_arg_init(&open, uuid_nobody, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call_open(fd, &open);
}

/* Don't wait for the next supplicant. */
static void hasten(void)
{
	CHECK(!write_text("/sys/module/optee/parameters/supplicant_wait_ms", "50"));
}

static void a_request(struct scene *s)
{
	hasten();
	s->other = (int)CHECK_OK(tee_open_supplicant());
	s->child = child_start(ask, &s->other);
}

static int try_receive(struct scene *s)
{
	memset(&s->recv, 0, sizeof(s->recv));
	s->recv.arg.num_params = 6;
	s->recv.params[0].attr = TEE_IOCTL_PARAM_ATTR_META;
	return call_recv(s->other, &s->recv);
}

static void end_request(struct scene *s)
{
	close_if_open(&s->other);
	child_wait(s->child, 20, "the client whose supplicant has gone");
}

TEST_LIMIT(supplicant_receives, 300)
{
	every_step_fails(&(struct request){ false, a_request, try_receive, NULL, end_request });
}

static void a_received_request(struct scene *s)
{
	a_request(s);
	supplicant_recv(s->other, &s->recv);
}

static int try_answer(struct scene *s)
{
	return supplicant_answer(s->other, &s->recv, TEEC_ERROR_ITEM_NOT_FOUND);
}

TEST_LIMIT(supplicant_answers, 300)
{
	every_step_fails(&(struct request){ false, a_received_request, try_answer, NULL,
					    end_request });
}

TEST_LIMIT(load_modules, 400)
{
	/* gen_pool_add_owner() may warn in the log when it is out of memory. */
	nth_load("optee", "gen_pool_add_owner");
	/* Linux 6.12's bus_register() frees an unregistered lock class if it fails here. */
	nth_load("tee", "bus_register");
	CHECK_OK(load_module("tee"));
	CHECK_OK(load_module("optee"));
	tee_works(tee_open());
}
