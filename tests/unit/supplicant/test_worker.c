// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the worker's threads. The fake device delivers requests when told
 * to, and creating threads may fail.
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/tee.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <unistd.h>

#include "ipc/channel.h"
#include "process/sandbox.h"
#include "process/state.h"
#include "process/worker.h"
#include "request/message.h"
#include "services/service.h"
#include "unit.h"
#include "worker_status.h"

/* The first request never ends, which can happen with sockets. All others end immediately. */
enum { ENDLESS = 1, SHORT };

/* Shared with the worker */
static struct {
	atomic_int asked;	/* requests the device may deliver */
	atomic_int received;
	atomic_int answered;
	atomic_int served;	/* all served ones but ENDLESS */
	atomic_int threads;	/* pthread_create() calls */
	atomic_int fail_from, fail_to;	/* fail them from fail_from up to fail_to - 1 */
	atomic_bool has_output;	/* stderr was not /dev/null when the first thread was created */
	atomic_int landlock;	/* fake Landlock ABI, 0 for the real thing */
	atomic_bool is_hijacked;	/* once sandboxed, act as if compromised */
} *shared;

static struct supp_options options = { .plugins = "/nowhere", .storage = "/nowhere",
	.log_level = LOG_LEVEL_ERROR };
static int monitor[2], stop[2], state_fd;

int __wrap_ioctl(int fd, unsigned long command, ...);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
			  void *(*start)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
			  void *(*start)(void *), void *argument);
int __real_sandbox_enter(const struct sandbox_policy *policy);
int __wrap_sandbox_enter(const struct sandbox_policy *policy);
int __wrap_setrlimit(int resource, const void *limits);
long __real_syscall(long number, long a, long b, long c, long d);
long __wrap_syscall(long number, long a, long b, long c, long d);
uint32_t __wrap_service_call(struct service_request *request);

static int receive(struct supp_message *message)
{
	int number;

	for (;;) {
		number = shared->received;
		if (number < shared->asked &&
		    atomic_compare_exchange_strong(&shared->received, &number, number + 1))
			break;
		if (usleep(1000))
			return -1;
	}
	message->code = number ? SHORT : ENDLESS;
	message->num_params = 1;
	message->params[0].attr = TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	message->params[0].a = (uint64_t)number + 1;
	return 0;
}

int __wrap_ioctl(int fd, unsigned long command, ...)
{
	struct tee_ioctl_buf_data *buffer;
	va_list list;

	(void)fd;
	va_start(list, command);
	buffer = va_arg(list, struct tee_ioctl_buf_data *);
	va_end(list);
	if (command == TEE_IOC_SUPPL_RECV)
		return receive((struct supp_message *)(uintptr_t)buffer->buf_ptr);
	if (command == TEE_IOC_SUPPL_SEND) {
		shared->answered++;
		return 0;
	}
	errno = ENOTTY;
	return -1;
}

static bool is_null(int fd)
{
	struct stat info, null;

	return !fstat(fd, &info) && !stat("/dev/null", &null) && info.st_rdev == null.st_rdev;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
			  void *(*start)(void *), void *argument)
{
	int number = shared->threads++;

	if (!number)
		shared->has_output = !is_null(STDERR_FILENO);
	if (number >= shared->fail_from && number < shared->fail_to)
		return EAGAIN;
	return __real_pthread_create(thread, attr, start, argument);
}

/* no limits here, the sanitizers need more memory than that */
int __wrap_setrlimit(int resource, const void *limits)
{
	(void)resource;
	(void)limits;
	return 0;
}

/* Pretend to have a Landlock with another ABI version. It does not restrict anything. */
long __wrap_syscall(long number, long a, long b, long c, long d)
{
	if (!shared || !shared->landlock)
		return __real_syscall(number, a, b, c, d);
	switch (number) {
	case SYS_landlock_create_ruleset:
		return a ? open("/dev/null", O_RDONLY | O_CLOEXEC) : shared->landlock;
	case SYS_landlock_add_rule:
	case SYS_landlock_restrict_self:
		return 0;
	default:
		return __real_syscall(number, a, b, c, d);
	}
}

/*
 * The filter runs before the kernel looks at the fd, so EPERM is the filter's
 * doing even if the fd is bad.
 */
static bool is_refused(long result)
{
	return result == -1 && errno == EPERM;
}

/* Socket calls, both needed and not. Returns how many went the wrong way. */
static int try_sockets(void)
{
	struct msghdr empty = { 0 };
	socklen_t size = sizeof(int);
	int value = 1, ways = 0;

	ways += is_refused(setsockopt(-1, SOL_SOCKET, SO_RCVBUF, &value, size));
	ways += is_refused(setsockopt(-1, SOL_SOCKET, SO_SNDBUF, &value, size));
	ways += !is_refused(setsockopt(-1, SOL_SOCKET, SO_BUSY_POLL, &value, size));
	ways += !is_refused(setsockopt(-1, IPPROTO_TCP, SO_RCVBUF, &value, size));
	ways += !is_refused(getsockopt(-1, SOL_SOCKET, SO_ERROR, &value, &size));
	ways += is_refused(send(-1, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT));
	ways += !is_refused(send(-1, "x", 1, MSG_NOSIGNAL | MSG_OOB));
	ways += is_refused(recv(-1, &value, 1, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT));
	ways += !is_refused(recv(-1, &value, 1, MSG_OOB));
	ways += is_refused(recvmsg(-1, &empty, MSG_CMSG_CLOEXEC));
	ways += !is_refused(recvmsg(-1, &empty, MSG_ERRQUEUE));
	/* fds go through a single socket, and with just these flags */
	ways += is_refused(sendmsg(SANDBOX_SENDS, &empty, MSG_NOSIGNAL | MSG_DONTWAIT));
	ways += !is_refused(sendmsg(SANDBOX_SENDS, &empty, MSG_OOB));
	ways += !is_refused(sendmsg(-1, &empty, MSG_NOSIGNAL));
	return ways;
}

static long map(int flags)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, flags, -1, 0);

	return memory == MAP_FAILED ? -1 : 0;
}

/* Likewise for memory calls */
static int try_memory(void)
{
	int ways = 0;

	ways += is_refused(map(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK));
	ways += is_refused(map(MAP_SHARED));
	ways += !is_refused(map(MAP_SHARED | MAP_ANONYMOUS));
	ways += !is_refused(map(MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN));
	ways += !is_refused(map(MAP_PRIVATE | MAP_GROWSDOWN));
	ways += is_refused(madvise(NULL, 0, MADV_DONTNEED));
	ways += !is_refused(madvise(NULL, 0, MADV_REMOVE));
	ways += !is_refused(madvise(NULL, 0, MADV_HUGEPAGE));
	/* the advice is truncated to 32 bits by the kernel */
	ways += !is_refused(syscall(SYS_madvise, NULL, 0, MADV_REMOVE | 1ul << 32));
	return ways;
}

/*
 * How much is left of the caller's terminal: count the fds 0 to 2 that can be
 * read, plus 0 and 1 if they are not /dev/null. stderr may still be written.
 */
static int try_starters(void)
{
	char byte;
	int ways = 0;

	for (int fd = 0; fd <= 2; fd++)
		ways += read(fd, &byte, 1) > 0;
	for (int fd = 0; fd <= 1; fd++)
		ways += !is_null(fd);
	return ways;
}

int __wrap_sandbox_enter(const struct sandbox_policy *policy)
{
	struct sandbox_policy with_connector = *policy;

	if (!shared->is_hijacked)
		return 0;
	if (shared->landlock)
		_exit(__real_sandbox_enter(policy) ? 99 :
		      100 + (openat(policy->directory, "roots", O_RDONLY | O_CLOEXEC) >= 0));
	with_connector.sends = true;
	_exit(__real_sandbox_enter(&with_connector) ? 99 : 100 + try_sockets() + try_memory() +
	      try_starters());
}

uint32_t __wrap_service_call(struct service_request *request)
{
	while (request->function == ENDLESS)
		pause();
	shared->served++;
	return TEEC_SUCCESS;
}

static int set_up(void **state)
{
	(void)state;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	state_fd = state_create();
	return shared == MAP_FAILED || state_fd < 0 || channel_pair(monitor) || pipe(stop);
}

static int tear_down(void **state)
{
	(void)state;
	for (int n = 0; n < 2; n++) {
		close(monitor[n]);
		close(stop[n]);
	}
	close(state_fd);
	return munmap(shared, sizeof(*shared));
}

/* Put @terminal on fds 0 to 2, unless it is -1. */
static void set_starters(int terminal)
{
	for (int fd = 0; terminal >= 0 && fd <= 2; fd++)
		dup2(terminal, fd);
}

/* Storage directory that still is root's while the worker runs as someone else, or -1 */
static int roots_directory = -1;

static pid_t start_at(int terminal)
{
	pid_t pid = fork();

	if (!pid && !prctl(PR_SET_PDEATHSIG, SIGKILL)) {
		struct worker_files files = { .device = open("/dev/null", O_RDWR),
			.state = state_fd, .storage = -1, .monitor = monitor[1], .connector = -1,
			.plugins = -1, .stop = stop[0], .uid = (uid_t)-1, .gid = (gid_t)-1,
			.was_killed = true };

		if (roots_directory >= 0) {
			files.storage = roots_directory;
			files.storage_is_roots = true;
			files.uid = files.gid = 65534;
		}
		set_starters(terminal);
		_exit(worker_main(&options, &files));
	}
	return pid;
}

static pid_t start(void)
{
	return start_at(-1);
}

/* Exit status, -1 if killed */
static int end(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/*
 * The one waiting thread is handed a request that never ends, and starting
 * another fails. The next request must be received nevertheless.
 */
static void somebody_receives_again(void **state)
{
	pid_t pid;

	(void)state;
	shared->fail_from = 1;
	shared->fail_to = 2;
	shared->asked = 1;
	pid = start();
	for (int tries = 0; tries < 10000 && shared->threads < 2; tries++)
		usleep(1000);
	shared->asked = 2;
	for (int tries = 0; tries < 10000 && !shared->answered; tries++)
		usleep(1000);
	kill(pid, SIGKILL);
	assert_int_equal(end(pid), -1);
	assert_int_equal(shared->answered, 1);
}

/* No threads at all: exit, and leave the state to the next worker. */
static void a_worker_without_a_thread_ends(void **state)
{
	(void)state;
	shared->fail_to = INT32_MAX;
	assert_int_equal(end(start()), WORKER_TRY_AGAIN);
}

/*
 * The previous worker is stuck in a syscall with the state locked. Stopping the
 * supplicant must end the worker that waits for it.
 */
static void it_ends_while_it_waits_for_the_state(void **state)
{
	pid_t pid;

	(void)state;
	assert_int_equal(state_lock(state_fd, -1), 0);
	pid = start();
	usleep(50000);
	close(stop[1]);
	stop[1] = -1;
	assert_int_equal(end(pid), 0);
	assert_int_equal(shared->threads, 0);
}

/* A leftover request from the previous worker, after @tries tries */
static void leave_request(uint32_t tries, uint32_t num_params)
{
	struct supp_state *left;
	struct state_record *record;

	assert_int_equal(state_map(state_fd, &left), 0);
	record = &left->records[5];
	record->number = 5;
	record->tries = tries;
	record->request.code = SHORT;
	record->request.params[0].attr = TEE_IOCTL_PARAM_ATTR_META |
					 TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT;
	record->request.params[0].a = 7;
	record->request.num_params = num_params;
	munmap(left, sizeof(*left));
}

/* Run until one request has been answered, then stop the worker. Returns its exit status. */
static int run_until_answered(void)
{
	struct wire_message ready;
	pid_t pid = start();

	/* it may exit before it gets ready */
	if (channel_recv(monitor[0], &ready, NULL))
		return end(pid);
	for (int tries = 0; tries < 10000 && !shared->answered; tries++)
		usleep(1000);
	/* threads are checked for failures just twice a second */
	usleep(700000);
	close(stop[1]);
	stop[1] = -1;
	return end(pid);
}

/*
 * The previous worker can leave any number of tries, even one that would wrap
 * to 0. The request is answered, but not served.
 */
static void a_count_of_tries_does_not_begin_anew(void **state)
{
	(void)state;
	leave_request(UINT32_MAX, 1);
	assert_int_equal(run_until_answered(), 0);
	assert_int_equal(shared->answered, 1);
	assert_int_equal(shared->served, 0);
}

/* The kernel could not have written this request. Drop it and go on. */
static void an_unsound_request_is_dropped(void **state)
{
	(void)state;
	leave_request(0, SUPP_MAX_PARAMS + 2);
	/* 0 is the one that never ends */
	shared->received = 1;
	shared->asked = 2;
	assert_int_equal(run_until_answered(), 0);
	assert_int_equal(shared->answered, 1);
	assert_int_equal(shared->served, 1);
}

/* Forms of socket and memory calls that the worker does not need are not available to it. */
static void its_calls_do_what_it_needs(void **state)
{
	(void)state;
	shared->is_hijacked = true;
	assert_int_equal(end(start()), 100);
}

/* The worker can write to the supplicant's terminal, but can't read what is typed there. */
static void it_reads_nothing_that_is_typed(void **state)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), typed, status;
	char name[64];

	(void)state;
	assert_true(terminal >= 0 && !grantpt(terminal) && !unlockpt(terminal) &&
		    !ptsname_r(terminal, name, sizeof(name)));
	typed = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(typed >= 0);
	assert_int_equal(write(terminal, "a\nb\nc\n", 6), 6);
	shared->is_hijacked = true;
	status = end(start_at(typed));
	close(terminal);
	close(typed);
	assert_int_equal(status, 100);
}

/* In the background the caller's output has to be closed before serving anything. */
static void it_leaves_the_starter_before_it_serves(void **state)
{
	(void)state;
	options.daemonize = true;
	leave_request(0, 1);
	assert_int_equal(run_until_answered(), 0);
	options.daemonize = false;
	assert_false(shared->has_output);
	assert_true(shared->threads);
}

/*
 * If the files are still root's, the worker gets a capability to open them,
 * confined to the storage directory by Landlock. Without control over
 * truncation, Landlock is not good enough.
 */
static void it_overrides_owners_where_that_is_confined(void **state)
{
	char name[] = "/tmp/worker-test-XXXXXX";
	int file;

	(void)state;
	if (geteuid())
		SKIP_BECAUSE("only root can drop capabilities");
	assert_non_null(mkdtemp(name));
	roots_directory = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	file = openat(roots_directory, "roots", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(file >= 0);
	close(file);
	shared->is_hijacked = true;
	shared->landlock = 3;
	assert_int_equal(end(start()), 101);
	shared->landlock = 2;
	assert_int_equal(end(start()), 100);
	unlinkat(roots_directory, "roots", 0);
	close(roots_directory);
	roots_directory = -1;
	rmdir(name);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(somebody_receives_again),
		CASE(a_worker_without_a_thread_ends),
		CASE(it_ends_while_it_waits_for_the_state),
		CASE(a_count_of_tries_does_not_begin_anew),
		CASE(an_unsound_request_is_dropped),
		CASE(its_calls_do_what_it_needs),
		CASE(it_reads_nothing_that_is_typed),
		CASE(it_leaves_the_starter_before_it_serves),
		CASE(it_overrides_owners_where_that_is_confined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
