// SPDX-License-Identifier: BSD-2-Clause
/*
 * What confined processes must still be able to do: the zygote forks, an instance
 * loads an application and starts threads, the storage process uses its files.
 */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/vtee.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "softteed/sandbox/sandbox.h"
#include "unit.h"

#define FORKS	100

/* Exit status of a child process; REQUIRE() has others */
#define CANNOT_MOUNT	255

/* In a confined process: exit with the line number as the status. */
#define REQUIRE(condition) \
	do { \
		if (!(condition)) \
			_exit(__LINE__ % 250 + 1); \
	} while (0)

static void *run_thread(void *argument)
{
	return argument;
}

/* An application's image in a sealed memfd */
static int load_image(void)
{
	int image = memfd_create("application", MFD_ALLOW_SEALING);
	int file = open(APPLICATION, O_RDONLY);
	char block[4096];
	ssize_t size;

	while ((size = read(file, block, sizeof(block))) > 0)
		assert_int_equal(write(image, block, (size_t)size), size);
	close(file);
	assert_int_equal(fcntl(image, F_ADD_SEALS,
			       F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL), 0);
	return image;
}

static void run_instance(int image)
{
	int (*answer)(int);
	char name[64];
	pthread_t thread;
	void *library, *result;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", image);
	library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		dprintf(STDERR_FILENO, "%s\n", dlerror());
	REQUIRE(library);
	*(void **)&answer = dlsym(library, "application_answer");
	REQUIRE(answer && answer(41) == 42);
	REQUIRE(!pthread_create(&thread, NULL, run_thread, name));
	REQUIRE(!pthread_join(thread, &result) && result == name);
	REQUIRE(fork() < 0);
	_exit(0);
}

static double measure(const struct sandbox_instance *instance)
{
	struct timespec from, to;
	int status;

	clock_gettime(CLOCK_MONOTONIC, &from);
	for (int n = 0; n < FORKS; n++) {
		pid_t pid = fork();

		REQUIRE(pid >= 0);
		if (!pid)
			_exit(!!sandbox_enter_instance(instance));
		REQUIRE(waitpid(pid, &status, 0) == pid && !status);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	return ((double)(to.tv_sec - from.tv_sec) * 1e6 +
		(double)(to.tv_nsec - from.tv_nsec) / 1e3) / FORKS;
}

static void run_zygote(int image)
{
	const int keep[] = { STDOUT_FILENO, STDERR_FILENO, image };
	struct sandbox_policy policy = {
		.kind = SANDBOX_ZYGOTE, .keep = keep, .num_keep = 3, .uid = (uid_t)-1,
		.max_file_size = 1 << 20, .instance_user_namespace = true,
	};
	struct sandbox_instance instance = { .keep = keep, .num_keep = 3 };
	struct sandbox_report report;
	int status;
	pid_t pid;

	REQUIRE(!sandbox_enter(&policy, &report));
	instance.parent = getpid();
	pid = fork();
	if (!pid) {
		REQUIRE(!sandbox_enter_instance(&instance));
		run_instance(image);
	}
	REQUIRE(waitpid(pid, &status, 0) == pid);
	if (status)
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 255);
	dprintf(STDOUT_FILENO, "fork and confine: %.0f us\n", measure(&instance));
	instance.user_namespace = report.fences[SANDBOX_USER].state == SANDBOX_IN_FORCE;
	if (instance.user_namespace)
		dprintf(STDOUT_FILENO, "with a user namespace: %.0f us\n", measure(&instance));
	else
		dprintf(STDOUT_FILENO, "not tested: no user namespaces\n");
	_exit(0);
}

static void run_storage(int directory)
{
	const int keep[] = { STDERR_FILENO };
	struct sandbox_policy policy = {
		.kind = SANDBOX_STORAGE, .keep = keep, .num_keep = 1, .uid = (uid_t)-1,
		.directory = directory, .max_file_size = 1 << 20,
	};
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct sandbox_report report;
	char path[256];
	int file;

	REQUIRE(!sandbox_enter(&policy, &report));
	/* SQLite opens its files by their whole names. */
	REQUIRE(getcwd(path, sizeof(path) - sizeof("/file")));
	file = open(strcat(path, "/file"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	REQUIRE(file >= 0 && !close(file));
	file = open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	REQUIRE(file >= 0 && pwrite(file, "text", 4, 0) == 4 && !fsync(file));
	REQUIRE(!fcntl(file, F_SETLK, &lock) && !ftruncate(file, 2) && !access("file", R_OK));
	REQUIRE(open("/etc/passwd", O_RDONLY) < 0 && openat(directory, "../etc", O_RDONLY) < 0);
	REQUIRE(!unlink("file"));
	_exit(0);
}

static int wait_for(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void zygote_runs_applications(void **state)
{
	int image = load_image();
	pid_t pid = fork();

	(void)state;
	if (!pid)
		run_zygote(image);
	assert_int_equal(wait_for(pid), 0);
	close(image);
}

/* Whether the filter lets the call through, which then fails for want of a descriptor */
static bool is_permitted(unsigned long request)
{
	return ioctl(-1, request, NULL) && errno == EBADF;
}

static void run_with_queues(bool queues)
{
	static const unsigned long requests[] = {
		VTEE_IOC_RECV, VTEE_IOC_SEND, VTEE_IOC_SEND_RECV,
	};
	const int keep[] = { STDERR_FILENO };
	const struct sandbox_policy policy = {
		.kind = SANDBOX_ZYGOTE, .keep = keep, .num_keep = 1, .uid = (uid_t)-1,
		.max_file_size = 1 << 20, .queues = queues,
	};
	const struct sandbox_instance instance = {
		.keep = keep, .num_keep = 1, .parent = getppid(),
	};
	struct sandbox_report report;

	REQUIRE(!sandbox_enter(&policy, &report));
	REQUIRE(!sandbox_enter_instance(&instance));
	for (size_t n = 0; n < sizeof(requests) / sizeof(requests[0]); n++)
		REQUIRE(is_permitted(requests[n]) == queues);
	REQUIRE(!is_permitted(VTEE_IOC_QUEUE) && !is_permitted(VTEE_IOC_FORWARD));
	REQUIRE(!is_permitted(TIOCSTI));
	_exit(0);
}

static void queues_are_for_those_who_need_them(void **state)
{
	(void)state;
	for (int queues = 0; queues < 2; queues++) {
		pid_t pid = fork();

		if (!pid)
			run_with_queues(queues);
		assert_int_equal(wait_for(pid), 0);
	}
}

static void storage_uses_its_directory(void **state)
{
	char name[] = "/tmp/test-sandbox-XXXXXX";
	int directory;
	pid_t pid;

	(void)state;
	assert_non_null(mkdtemp(name));
	directory = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	pid = fork();
	if (!pid)
		run_storage(directory);
	assert_int_equal(wait_for(pid), 0);
	close(directory);
	assert_int_equal(rmdir(name), 0);
}

/* A root that isn't a mount can't be replaced. */
static void storage_goes_without_a_new_root(void **state)
{
	char name[] = "/tmp/test-sandbox-XXXXXX", command[200];
	pid_t pid;
	int rc;

	(void)state;
	assert_non_null(mkdtemp(name));
	snprintf(command, sizeof(command), "mkdir -p %s/proc %s/tmp/store", name, name);
	assert_int_equal(system(command), 0);
	pid = fork();
	if (!pid) {
		snprintf(command, sizeof(command), "%s/proc", name);
		if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		    mount("/proc", command, NULL, MS_BIND | MS_REC, NULL) || chroot(name) ||
		    chdir("/"))
			_exit(CANNOT_MOUNT);
		run_storage(open("/tmp/store", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	}
	rc = wait_for(pid);
	snprintf(command, sizeof(command), "rm -r %s", name);
	assert_int_equal(system(command), 0);
	if (rc == CANNOT_MOUNT)
		SKIP_BECAUSE("only root may mount");
	assert_int_equal(rc, 0);
}

/* As where a container's filter forbids namespaces and memfd_secret(), also to root */
static void run_where_little_is_allowed(void)
{
	const int keep[] = { STDERR_FILENO };
	const struct sandbox_policy policy = {
		.kind = SANDBOX_ZYGOTE, .keep = keep, .num_keep = 1, .uid = (uid_t)-1,
		.max_file_size = 1 << 20,
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	struct sandbox_report report;
	int missing = 0;

	REQUIRE(filter && !seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 0));
	REQUIRE(!seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(memfd_secret), 0));
	REQUIRE(!seccomp_load(filter));
	seccomp_release(filter);
	REQUIRE(!sandbox_enter(&policy, &report));
	for (int n = 0; n < SANDBOX_FENCES; n++) {
		if (report.fences[n].state != SANDBOX_MISSING)
			continue;
		REQUIRE(report.fences[n].error && report.fences[n].step);
		missing++;
	}
	REQUIRE(missing >= 6);
	_exit(0);
}

static void missing_fence_names_the_step(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (!pid)
		run_where_little_is_allowed();
	assert_int_equal(wait_for(pid), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zygote_runs_applications),
		cmocka_unit_test(queues_are_for_those_who_need_them),
		cmocka_unit_test(storage_uses_its_directory),
		cmocka_unit_test(storage_goes_without_a_new_root),
		cmocka_unit_test(missing_fence_names_the_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
