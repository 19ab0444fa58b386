// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the monitor. The device is fake and so are the worker and the
 * helpers, which can act as if compromised. Time can be skipped.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "ipc/channel.h"
#include "process/fd_store.h"
#include "process/files.h"
#include "process/helper.h"
#include "process/monitor.h"
#include "process/sandbox.h"
#include "process/service_manager.h"
#include "process/worker.h"
#include "storage/fs_disk.h"
#include "worker_status.h"

/* Shared between the test and its processes */
static struct {
	atomic_int offset_ms;	/* added to the clock */
	atomic_int opened;	/* attempts to open the device */
	atomic_int gone_after;	/* device is missing after this many */
	atomic_int missing_at;	/* and at this attempt, if nonzero */
	atomic_int closed;	/* fd_store_reset() calls */
	atomic_bool is_stopping;
	atomic_int ready;	/* READY messages sent by workers */
	atomic_int result;	/* of the worker's checks */
	atomic_int storage_error; /* open error for the storage directory, or 0 */
	atomic_int storage_opened; /* attempts to open it */
	atomic_bool storage_is_other; /* its name leads to another directory */
	atomic_bool connector_ends; /* connector exits once it has started a process */
	atomic_int left;	/* process started by connector or worker */
} *shared;

static int (*worker)(const struct worker_files *files);
static struct supp_options options = { .plugins = "/nowhere", .storage = "/nowhere",
	.log_level = LOG_LEVEL_ERROR, .rpmb_device = true };

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_worker_main(const struct supp_options *with, const struct worker_files *files);
int __wrap_fd_store_open(struct fd_store *store, const struct supp_options *with);
void __real_fd_store_reset(struct fd_store *store);
void __wrap_fd_store_reset(struct fd_store *store);
int __wrap_files_open_storage(const struct supp_options *with, uid_t uid, gid_t gid,
			      bool *is_roots);
int __wrap_files_open_rpmb(const struct supp_options *with, unsigned int device,
			   struct rpmb_card_info *info);
int __wrap_card_main(const struct supp_options *with, const struct helper_files *files);
int __wrap_connector_main(const struct supp_options *with, const struct helper_files *files);
void __wrap_service_manager_tell(const char *message);
struct passwd *__wrap_getpwnam(const char *name);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int rc = __real_clock_gettime(clock, now);

	now->tv_sec += shared->offset_ms / 1000;
	return rc;
}

int __wrap_fd_store_open(struct fd_store *store, const struct supp_options *with)
{
	int time = shared->opened++;

	(void)with;
	if (time >= shared->gone_after || (time && time == shared->missing_at)) {
		/* skip the pause, if there is one */
		shared->offset_ms += 20000;
		return -ENOENT;
	}
	store->device = open("/dev/null", O_RDWR | O_CLOEXEC);
	return 0;
}

void __wrap_fd_store_reset(struct fd_store *store)
{
	shared->closed++;
	__real_fd_store_reset(store);
}

int __wrap_files_open_storage(const struct supp_options *with, uid_t uid, gid_t gid,
			      bool *is_roots)
{
	(void)with;
	(void)uid;
	(void)gid;
	*is_roots = false;
	shared->storage_opened++;
	if (shared->storage_error)
		return shared->storage_error;
	return open(shared->storage_is_other ? "/" : "/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int __wrap_files_open_rpmb(const struct supp_options *with, unsigned int device,
			   struct rpmb_card_info *info)
{
	(void)with;
	memset(info, (int)device, sizeof(*info));
	return open("/dev/null", O_RDWR | O_CLOEXEC);
}

/* Keeps the card until the stream is closed. */
int __wrap_card_main(const struct supp_options *with, const struct helper_files *files)
{
	struct stat info;
	char byte;

	(void)with;
	if (fstat(files->card, &info) || !S_ISCHR(info.st_mode))
		return 1;
	return read(files->worker, &byte, 1) ? 1 : 0;
}

/* A compromised connector: starts a process that would survive it */
int __wrap_connector_main(const struct supp_options *with, const struct helper_files *files)
{
	char byte;
	pid_t pid;

	(void)with;
	if (shared->left)
		return read(files->worker, &byte, 1) ? 1 : 0;
	pid = fork();
	while (!pid)
		pause();
	shared->left = pid;
	while (!shared->connector_ends)
		pause();
	return 1;
}

void __wrap_service_manager_tell(const char *message)
{
	if (!strcmp(message, "STOPPING=1"))
		shared->is_stopping = true;
}

struct passwd *__wrap_getpwnam(const char *name)
{
	static struct passwd user = { .pw_uid = 65534, .pw_gid = 65534 };

	(void)name;
	return &user;
}

int __wrap_worker_main(const struct supp_options *with, const struct worker_files *files)
{
	const int keep[] = { files->device, files->state, files->storage, files->monitor,
		files->connector, files->plugins, files->stop };

	(void)with;
	signal(SIGTERM, SIG_IGN);
	return child_close_others(keep, sizeof(keep) / sizeof(keep[0])) ? 1 : worker(files);
}

static void tell(const struct worker_files *files, enum wire_type type)
{
	const struct wire_message message = { .type = type };

	channel_send(files->monitor, &message);
	shared->ready += type == WIRE_READY;
}

static void wait_a_little(void)
{
	const struct timespec pause = { .tv_nsec = 2000000 };

	nanosleep(&pause, NULL);
}

/*
 * Wait for @condition, for at least 10 s. The result is for the caller to
 * check, after ending the monitor.
 */
#define AWAIT(condition)						\
	do {								\
		for (int tries = 0; tries < 5000 && !(condition); tries++) \
			wait_a_little();				\
	} while (0)

static pid_t start(void)
{
	pid_t pid = fork();

	if (!pid && !prctl(PR_SET_PDEATHSIG, SIGKILL))
		_exit(monitor_main(&options, open("/dev/null", O_WRONLY | O_CLOEXEC)));
	return pid;
}

/* Returns the exit status, or -1 if the monitor does not exit in time. */
static int end(pid_t pid)
{
	int status;

	for (int tries = 0; tries < 10000; tries++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		wait_a_little();
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return -1;
}

static int set_up(void **state)
{
	(void)state;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED)
		return -1;
	shared->gone_after = INT_MAX;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return munmap(shared, sizeof(*shared));
}

static int lose_device(const struct worker_files *files)
{
	tell(files, WIRE_READY);
	return WORKER_LOST_DEVICE;
}

/*
 * The TEE disappears after a worker has been serving. The monitor polls for it,
 * doubling the pause every time. We can only check lower bounds here.
 */
static void the_tee_goes(void **state)
{
	struct timespec from, to;
	long long ms;
	int opened;
	pid_t pid;

	(void)state;
	worker = lose_device;
	shared->gone_after = 1;
	__real_clock_gettime(CLOCK_MONOTONIC, &from);
	pid = start();
	AWAIT(shared->opened >= 6);
	__real_clock_gettime(CLOCK_MONOTONIC, &to);
	ms = (to.tv_sec - from.tv_sec) * 1000LL + (to.tv_nsec - from.tv_nsec) / 1000000;
	opened = shared->opened;
	kill(pid, SIGTERM);
	assert_int_equal(end(pid), 0);
	assert_true(opened >= 6);
	assert_true(ms >= 25 + 50 + 100);
	assert_int_equal(shared->ready, 1);
}

static int wait_until_told(const struct worker_files *files)
{
	struct pollfd stop = { .fd = files->stop, .events = POLLIN };

	return poll(&stop, 1, -1) == 1 ? 0 : 1;
}

static int lose_device_once(const struct worker_files *files)
{
	tell(files, WIRE_READY);
	return shared->ready == 1 ? WORKER_LOST_DEVICE : wait_until_told(files);
}

/* ... and the TEE is back */
static void the_tee_comes_again(void **state)
{
	pid_t pid;

	(void)state;
	worker = lose_device_once;
	shared->gone_after = 1;
	pid = start();
	AWAIT(shared->opened >= 4);
	shared->gone_after = INT_MAX;
	AWAIT(shared->ready >= 2);
	kill(pid, SIGTERM);
	assert_int_equal(end(pid), 0);
	assert_int_equal(shared->ready, 2);
}

static int never_serve(const struct worker_files *files)
{
	(void)files;
	shared->result++;
	return 1;
}

static int has_no_storage(const struct worker_files *files)
{
	shared->result = files->storage < 0 ? 1 : 2;
	tell(files, WIRE_READY);
	return wait_until_told(files);
}

/*
 * With the storage directory missing, everything else still works. A directory
 * that must not be used (-EXDEV) is fatal.
 */
static void storage_is_unwell(void **state)
{
	pid_t pid;

	(void)state;
	worker = has_no_storage;
	shared->storage_error = -ENOENT;
	pid = start();
	AWAIT(shared->ready);
	assert_int_equal(shared->ready, 1);
	kill(pid, SIGTERM);
	assert_int_equal(end(pid), 0);
	assert_int_equal(shared->result, 1);
	shared->ready = 0;
	shared->storage_error = -EXDEV;
	assert_int_equal(end(start()), 1);
	assert_int_equal(shared->ready, 0);
	/* A temporary error is no excuse for running without storage. */
	shared->storage_error = -ENFILE;
	assert_int_equal(end(start()), 1);
	assert_int_equal(shared->ready, 0);
}

static int try_again(const struct worker_files *files)
{
	(void)files;
	if (shared->result++ < 6)
		return WORKER_TRY_AGAIN;
	shared->result += 1000 * files->was_killed;
	tell(files, WIRE_READY);
	return wait_until_told(files);
}

/* The workers run out of something that the next one may well get, so hold on to everything. */
static void a_shortage_is_no_fault(void **state)
{
	pid_t pid;

	(void)state;
	worker = try_again;
	pid = start();
	AWAIT(shared->ready);
	kill(pid, SIGTERM);
	assert_int_equal(end(pid), 0);
	assert_int_equal(shared->result, 1007);
	assert_int_equal(shared->closed, 0);
}

/* No device, so leave the storage directory and its owners alone. */
static void without_a_device_no_directory_is_given(void **state)
{
	(void)state;
	worker = has_no_storage;
	shared->gone_after = 0;
	assert_int_equal(end(start()), 1);
	assert_int_equal(shared->storage_opened, 0);
}

/* Give up after a few workers if none of them gets ready. */
static void no_worker_serves(void **state)
{
	(void)state;
	worker = never_serve;
	assert_int_equal(end(start()), 1);
	assert_int_equal(shared->result, 5);
}

/* Whoever starts it may ignore the deaths of children. */
static void it_is_told_of_deaths(void **state)
{
	pid_t pid;

	(void)state;
	worker = never_serve;
	signal(SIGCHLD, SIG_IGN);
	pid = start();
	signal(SIGCHLD, SIG_DFL);
	assert_int_equal(end(pid), 1);
	assert_int_equal(shared->result, 5);
}

static int serve_once(const struct worker_files *files)
{
	if (shared->ready)
		return 1;
	tell(files, WIRE_READY);
	return 1;
}

/*
 * One worker could not be started and those after it do not serve. Might be the
 * state they took over, so drop it.
 */
static void it_begins_anew_after_a_failure(void **state)
{
	pid_t pid;

	(void)state;
	worker = serve_once;
	shared->missing_at = 1;
	pid = start();
	AWAIT(shared->closed);
	kill(pid, SIGTERM);
	assert_true(end(pid) >= 0);
	assert_true(shared->closed);
}

/* Report the open directory as being in use, and return the monitor's answer. */
static int use_directory(const struct worker_files *files)
{
	const struct wire_message request = { .type = WIRE_USE_DIRECTORY, .sequence = 1 };
	struct wire_message answer;

	if (channel_send(files->monitor, &request) ||
	    channel_recv(files->monitor, &answer, NULL) || answer.type != WIRE_ANSWER)
		return -EIO;
	return answer.u.answer.error;
}

/* Does the monitor's record agree with the directory that is open? */
static bool has_it_open(const struct worker_files *files)
{
	struct fs_identity open;

	return files->place.is_used && files->place.is_settled &&
	       !fs_disk_identify(files->storage, &open) &&
	       fs_is_same(&open, &files->place.directory);
}

/* Runs in each worker. After the third, the directory is replaced. */
static int see_which_directory(const struct worker_files *files)
{
	const struct fs_place *place = &files->place;

	tell(files, WIRE_READY);
	switch (shared->opened) {
	case 1:
		shared->result += !place->is_used && !place->reopened;
		return WORKER_WANTS_DIRECTORY;
	case 2:
		shared->result += !place->is_used && place->reopened == 1;
		shared->result += !use_directory(files);
		return 1;
	case 3:
		shared->result += has_it_open(files) && !place->reopened && !use_directory(files);
		shared->storage_is_other = true;
		return 1;
	case 4:
		shared->result += !has_it_open(files) && use_directory(files) == -ESTALE;
		shared->storage_is_other = false;
		return 1;
	default:
		shared->result += 100 * (1 + has_it_open(files));
		return wait_until_told(files);
	}
}

/* The monitor does the identifying, so a worker has no say in which directory is in use. */
static void the_directory_in_use_stays(void **state)
{
	pid_t pid;

	(void)state;
	worker = see_which_directory;
	pid = start();
	AWAIT(shared->result >= 100);
	kill(pid, SIGTERM);
	assert_int_equal(end(pid), 0);
	assert_int_equal(shared->result, 205);
}

/* This worker jams its stop eventfd and carries on. The monitor has to get rid of it anyway. */
static int hinder(const struct worker_files *files)
{
	const uint64_t full = UINT64_MAX - 1;

	fcntl(files->stop, F_SETFL, 0);
	if (write(files->stop, &full, sizeof(full)) > 0)
		shared->result = 1;
	tell(files, WIRE_READY);
	while (getppid() != 1) {
		tell(files, WIRE_FREE_MEMORY);
		wait_a_little();
	}
	return 1;
}

static void a_worker_cannot_keep_it_from_ending(void **state)
{
	pid_t pid;

	(void)state;
	worker = hinder;
	pid = start();
	AWAIT(shared->ready);
	kill(pid, SIGTERM);
	AWAIT(shared->is_stopping);
	for (int n = 0; n < 50; n++)
		wait_a_little();
	shared->offset_ms += 10000;	/* longer than a worker may take to exit */
	assert_int_equal(end(pid), 1);
	assert_true(shared->ready && shared->is_stopping);
	assert_int_equal(shared->result, 0);
}

static int ask_card(const struct worker_files *files, int *stream)
{
	const struct wire_message request = { .type = WIRE_OPEN_RPMB, .sequence = 1,
		.u.open_rpmb.device = 7 };
	struct wire_message answer;

	if (channel_send(files->monitor, &request) ||
	    channel_recv(files->monitor, &answer, stream) || answer.type != WIRE_ANSWER)
		return -1;
	return answer.u.answer.error ? answer.u.answer.error : answer.u.answer.cid[3];
}

/*
 * The card itself is never passed to a worker, just a stream to the helper
 * holding it. The helper exits when the stream is closed, and there's at most
 * one.
 */
static int use_card(const struct worker_files *files)
{
	int one, two;
	struct stat info;

	tell(files, WIRE_READY);
	if (ask_card(files, &one) != 7 || fstat(one, &info) || !S_ISSOCK(info.st_mode))
		shared->result = 1;
	else if (ask_card(files, &two) != -EBUSY || two >= 0)
		shared->result = 2;
	close(one);
	/* The second request got the helper killed, but it may take a moment to exit. */
	while (!shared->result && ask_card(files, &two) == -EBUSY)
		;
	close(two);
	if (!shared->result && (ask_card(files, &one) != 7 || one < 0))
		shared->result = 3;
	if (!shared->result)
		shared->result = 100;
	return wait_until_told(files);
}

static void a_card_is_never_the_workers(void **state)
{
	pid_t pid;

	(void)state;
	worker = use_card;
	pid = start();
	AWAIT(shared->result);
	kill(pid, SIGTERM);
	assert_int_equal(end(pid), 0);
	assert_int_equal(shared->result, 100);
}

/* The signal that killed the orphan, or 0 */
static int end_of_orphan(void)
{
	int status = 0;

	for (int tries = 0; tries < 5000; tries++) {
		if (waitpid(shared->left, &status, WNOHANG) == shared->left)
			return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
		wait_a_little();
	}
	kill(shared->left, SIGKILL);
	return 0;
}

/*
 * Wait for the connector to start its process, then exit. The monitor takes the
 * connector down as well.
 */
static int end_after_connector(const struct worker_files *files)
{
	tell(files, WIRE_READY);
	while (!shared->left)
		wait_a_little();
	return shared->ready == 1 && !shared->connector_ends ? 1 : wait_until_told(files);
}

/* Processes started by a helper die with it, no matter if it exits or is killed. */
static void what_a_helper_starts_ends_with_it(void **state)
{
	pid_t pid;

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	options.sockets = true;
	worker = end_after_connector;
	for (int ends = 0; ends < 2; ends++) {
		shared->connector_ends = ends;
		shared->left = shared->ready = 0;
		pid = start();
		AWAIT(shared->ready >= 2);
		assert_int_equal(shared->ready, 2);
		assert_int_equal(end_of_orphan(), SIGKILL);
		kill(pid, SIGTERM);
		assert_int_equal(end(pid), 0);
	}
	options.sockets = false;
	prctl(PR_SET_CHILD_SUBREAPER, 0);
}

/*
 * Worker: clog the terminal until writes to it block, then send a message that
 * is not allowed.
 */
static int keep_terminal(const struct worker_files *files)
{
	static const char much[1 << 20];
	int terminal;
	pid_t pid;

	if (shared->ready++) {
		tell(files, WIRE_READY);
		return wait_until_told(files);
	}
	sandbox_open_terminal(true);
	pid = fork();
	while (!pid)
		if (write(STDERR_FILENO, much, sizeof(much)) < 0)
			_exit(1);
	shared->left = pid;
	/* wait until it's full */
	terminal = open("/proc/self/fd/2", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	while (write(terminal, "", 1) == 1)
		wait_a_little();
	tell(files, WIRE_ANSWER);
	pause();
	return 1;
}

static void a_terminal_does_not_hold_it_up(void **state)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), status;
	pid_t pid;

	(void)state;
	assert_true(terminal >= 0 && !grantpt(terminal) && !unlockpt(terminal));
	worker = keep_terminal;
	pid = fork();
	if (!pid) {
		int mine = open(ptsname(terminal), O_RDWR | O_NOCTTY);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(mine, STDERR_FILENO);
		_exit(monitor_main(&options, open("/dev/null", O_WRONLY | O_CLOEXEC)));
	}
	AWAIT(shared->ready >= 3);
	kill(pid, SIGTERM);
	status = end(pid);
	kill(shared->left, SIGKILL);
	close(terminal);
	assert_int_equal(shared->ready, 3);
	assert_int_equal(status, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_tee_goes),
		CASE(the_tee_comes_again),
		CASE(storage_is_unwell),
		CASE(without_a_device_no_directory_is_given),
		CASE(no_worker_serves),
		CASE(it_is_told_of_deaths),
		CASE(a_shortage_is_no_fault),
		CASE(it_begins_anew_after_a_failure),
		CASE(the_directory_in_use_stays),
		CASE(a_worker_cannot_keep_it_from_ending),
		CASE(a_card_is_never_the_workers),
		CASE(what_a_helper_starts_ends_with_it),
		CASE(a_terminal_does_not_hold_it_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
