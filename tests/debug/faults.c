// SPDX-License-Identifier: BSD-2-Clause
/*
 * Every allocation and every copy from or to user space on the way of a request
 * fails once: the same request is made again and again, and the Nth time the
 * kernel makes its Nth such step fail. The request must then succeed or say what
 * is wrong, leave nothing behind, and the next one must work. That no memory is
 * lost, and nothing freed is used, the debug kernel watches over.
 */

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
#include "supplicant.h"
#include "tee.h"

#define PAGE 4096ul
#define LARGE (64 * PAGE)
#define FEW (8 * PAGE)

/* More steps than any request takes: then it fails for another reason. */
#define MAX_STEPS 1500

/* What a request works on. Descriptors are -1 where there is none. */
struct scene {
	int fd, shm, other, id;
	uint32_t session;
	struct open_arg open;
	struct invoke_arg invoke;
	struct supp_recv recv;
	pid_t child;
};

struct request {
	bool takes_nothing;			/* has no step that can fail */
	void (*prepare)(struct scene *s);
	int (*attempt)(struct scene *s);	/* -1 with errno, as a system call */
	void (*check)(struct scene *s);		/* after success; may be NULL */
	void (*undo)(struct scene *s);		/* may be NULL */
};

static uint8_t *memory;

static void knob(const char *name, const char *value)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s", name);
	CHECK_MSG(!write_text(path, value), "%s: %s", path, errno_name(errno));
}

/*
 * Modules lie in the 2 GiB below the kernel: the range tells steps that are taken
 * on their behalf, and below their functions, from all others.
 */
static unsigned long modules_base(void)
{
	static char text[65536];
	const char *address;

	CHECK(read_text("/proc/modules", text, sizeof(text)));
	address = strstr(text, " 0x");
	CHECK_MSG(address, "no module is loaded");
	return strtoul(address + 1, NULL, 16) & ~((1ul << 31) - 1);
}

/* Sets a range of addresses for every kind of step. */
static void nth_range(const char *which, unsigned long start, unsigned long end)
{
	static const char *const kinds[] = { "failslab", "fail_page_alloc", "fail_usercopy" };
	char name[64], text[32];

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		snprintf(name, sizeof(name), "%s/%s-start", kinds[i], which);
		snprintf(text, sizeof(text), "0x%lx", start);
		knob(name, text);
		snprintf(name, sizeof(name), "%s/%s-end", kinds[i], which);
		snprintf(text, sizeof(text), "0x%lx", end);
		knob(name, text);
	}
}

/*
 * No step fails below this function of the kernel's, which does not itself bear
 * it. Symbols are listed in the order of their addresses.
 */
static void nth_spare(const char *function)
{
	FILE *symbols = fopen("/proc/kallsyms", "re");
	unsigned long address, start = 0;
	char line[512], name[256];

	CHECK(symbols);
	while (fgets(line, sizeof(line), symbols)) {
		if (sscanf(line, "%lx %*c %255s", &address, name) != 2)
			continue;
		if (start && address > start)
			break;
		if (!strcmp(name, function))
			start = address;
	}
	fclose(symbols);
	CHECK_MSG(start && address > start, "the kernel has no %s", function);
	nth_range("reject", start, address);
}

/* Every kind of step may fail, and none says so in the log. */
static int nth_open(void)
{
	nth_range("require", 0, ~0ul);
	nth_range("reject", 0, 0);
	knob("failslab/ignore-gfp-wait", "N");
	knob("fail_page_alloc/ignore-gfp-wait", "N");
	knob("fail_page_alloc/ignore-gfp-highmem", "N");
	knob("fail_page_alloc/min-order", "0");
	knob("failslab/verbose", "0");
	knob("fail_page_alloc/verbose", "0");
	knob("fail_usercopy/verbose", "0");
	return (int)CHECK_OK(open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC));
}

static void nth_arm(int nth, unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	CHECK_EQ(pwrite(nth, text, (size_t)len, 0), len);
}

/* Whether a step has failed since. Asking may itself be the step that fails. */
static bool nth_disarm(int nth)
{
	char text[16] = "";
	bool hit;

	if (pread(nth, text, sizeof(text) - 1, 0) < 0) {
		CHECK_EQ(errno, EFAULT);
		hit = false;
	} else {
		hit = atoi(text) == 0;
	}
	while (pwrite(nth, "0", 1, 0) < 0)
		CHECK_EQ(errno, EFAULT);
	return hit;
}

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

/*
 * Which step fails next. At first each; then, where steps are many and repeat what
 * others do, some.
 */
static unsigned int next_step(unsigned int n)
{
	return n < 40 ? n + 1 : n + 1 + n / 10;
}

/* Once with the Nth step failing. False when the request has no Nth step. */
static bool once(const struct request *request, int nth, unsigned int n,
		 unsigned int *errors)
{
	struct scene s = { .fd = -1, .shm = -1, .other = -1 };
	int rc, err;
	bool hit;

	request->prepare(&s);
	nth_arm(nth, n);
	rc = request->attempt(&s);
	err = errno;
	hit = nth_disarm(nth);
	if (rc < 0) {
		CHECK_MSG(hit, "expected success without a fault, came %s", errno_name(err));
		CHECK_MSG(err == ENOMEM || err == EFAULT,
			  "step %u fails: expected ENOMEM or EFAULT, came %s", n,
			  errno_name(err));
		(*errors)++;
	} else if (request->check) {
		request->check(&s);
	}
	if (request->undo)
		request->undo(&s);
	clean(&s);
	return hit;
}

static void every_step_fails(const struct request *request)
{
	unsigned int n = 1, tries, errors = 0;
	int nth = nth_open(), fd;

	memory = mmap(NULL, LARGE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	CHECK(memory != MAP_FAILED);
	for (tries = 0; once(request, nth, n, &errors); tries++) {
		n = next_step(n);
		CHECK_MSG(n <= MAX_STEPS, "still failing after %u steps", n);
	}
	test_note("%u of about %u steps failed; %u of them made an error", tries, n - 1, errors);
	/* What cannot be refused must not be able to fail. */
	CHECK_MSG(request->takes_nothing == (n == 1), "expected %s, came %u",
		  request->takes_nothing ? "no step that can fail" : "some", n - 1);
	munmap(memory, LARGE);
	close(nth);
	fd = tee_open();
	tee_works(fd);
	close(fd);
}

/* What requests start from. */

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

/* Opening and closing a client. */

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

/* Shared memory. */

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
	every_step_fails(&(struct request){ false, a_session_and_memory, try_mmap, check_shm, NULL });
}

static int try_close_shm(struct scene *s)
{
	int fd = s->shm;

	s->shm = -1;
	return close(fd);
}

TEST_LIMIT(shm_close, 120)
{
	every_step_fails(&(struct request){ true, a_session_and_memory, try_close_shm, NULL, NULL });
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

/* Sessions. */

static int try_session(struct scene *s)
{
	open_arg_init(&s->open, uuid_invoke_tests, TEE_IOCTL_LOGIN_PUBLIC, 0);
	return call_open(s->fd, &s->open);
}

/* The TEE may have been what ran out of memory. */
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
 * A Trusted Application that the supplicant loads: the driver serves the TEE's
 * requests for memory meanwhile.
 */
static int try_loaded_session(struct scene *s)
{
	open_arg_init(&s->open, uuid_os_test, TEE_IOCTL_LOGIN_PUBLIC, 0);
	return call_open(s->fd, &s->open);
}

TEST_LIMIT(open_session_of_a_loaded_ta, 300)
{
	pid_t pid = supplicant_start();

	every_step_fails(&(struct request){ false, a_client, try_loaded_session, check_open, NULL });
	supplicant_kill(pid);
}

/*
 * The supplicant's own side. Whatever fails there, when the supplicant's
 * descriptor has been closed the client has its answer.
 */
static void ask(void *supplicant)
{
	struct open_arg open;
	int fd = tee_open();

	/* A copy of the supplicant's descriptor would keep it open. */
	close(*(int *)supplicant);
	open_arg_init(&open, uuid_nobody, TEE_IOCTL_LOGIN_PUBLIC, 0);
	call_open(fd, &open);
}

/* Clients do not wait for the next supplicant. */
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

/*
 * Loading a module: what its own initialization asks for fails, one after the
 * other. The rest of loading is the kernel's own affair.
 */
static int load_module(const char *name)
{
	char path[64];
	int file, rc, err;

	snprintf(path, sizeof(path), "/lib/gtee/%s.ko", name);
	file = (int)CHECK_OK(open(path, O_RDONLY | O_CLOEXEC));
	rc = (int)syscall(SYS_finit_module, file, "", 0);
	err = errno;
	close(file);
	errno = err;
	return rc;
}

static void load_failing(const char *name)
{
	unsigned int n, tries = 0, loaded = 0;
	int nth = nth_open(), rc, err;
	unsigned long base = modules_base();
	bool hit;

	nth_range("require", base, base + (1ul << 31));
	/* Linux 6.12 releases a lock class there that it has not registered yet. */
	nth_spare("bus_register");
	CHECK_OK(syscall(SYS_delete_module, name, 0));
	for (n = 1, hit = true; hit; n = next_step(n)) {
		CHECK_MSG(n <= MAX_STEPS, "still failing after %u steps", n);
		nth_arm(nth, n);
		rc = load_module(name);
		err = errno;
		hit = nth_disarm(nth);
		CHECK_MSG(!rc || hit, "expected success without a fault, came %s",
			  errno_name(err));
		tries += hit;
		loaded += hit && !rc;
		if (!rc)
			CHECK_OK(syscall(SYS_delete_module, name, 0));
	}
	test_note("%s: %u of about %u steps failed; it was loaded nevertheless %u times",
		  name, tries, n - 1, loaded);
	close(nth);
}

TEST_LIMIT(load_modules, 400)
{
	load_failing("optee");
	load_failing("tee");
	CHECK_OK(load_module("tee"));
	CHECK_OK(load_module("optee"));
	tee_works(tee_open());
}
