// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for a worker on a machine that is short of memory or open files. The
 * TEE shouldn't notice any of that. A full disk, on the other hand, must be
 * reported.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <tee_client_api.h>
#include <time.h>
#include <unistd.h>

#include "storage/fs.h"
#include "storage/fs_disk.h"
#include "storage/fs_head.h"
#include "storage/fs_slot.h"
#include "worker_status.h"

enum { FS_CREATE = 1, FS_CLOSE, FS_READ, FS_WRITE };

static char directory_name[] = "/tmp/supplicant-shortage-XXXXXX";
static int directory;
static int failures, failure;	/* how many calls to fail, and the errno */
static unsigned int pauses;

/* Should this call fail? Sets errno if so. */
static bool fails(void)
{
	if (!failures)
		return false;
	failures--;
	errno = failure;
	return true;
}

long __real_syscall(long number, long a, long b, long c, long d);
long __wrap_syscall(long number, long a, long b, long c, long d);
ssize_t __real_pwrite(int fd, const void *data, size_t size, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *data, size_t size, off_t offset);
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
int __wrap_nanosleep(const struct timespec *pause, struct timespec *rest);

long __wrap_syscall(long number, long a, long b, long c, long d)
{
	return fails() ? -1 : __real_syscall(number, a, b, c, d);
}

ssize_t __wrap_pwrite(int fd, const void *data, size_t size, off_t offset)
{
	return fails() ? -1 : __real_pwrite(fd, data, size, offset);
}

int __wrap_fdatasync(int fd)
{
	return fails() ? -1 : __real_fdatasync(fd);
}

int __wrap_nanosleep(const struct timespec *pause, struct timespec *rest)
{
	(void)pause;
	(void)rest;
	pauses++;
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	directory = mkdtemp(directory_name) ? open(directory_name, O_RDONLY | O_DIRECTORY) : -1;
	return directory < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlinkat(directory, "file", 0);
	close(directory);
	return rmdir(directory_name);
}

/* Run in a child. Returns its exit status, or 0 if @run came back. */
static int status_of(void (*run)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		run();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_shortage_is_waited_for(void **state)
{
	static const int errors[] = { ENOMEM, ENFILE };
	int fd;

	(void)state;
	for (size_t n = 0; n < 2; n++) {
		failure = errors[n];
		failures = 100;
		pauses = 0;
		fd = fs_disk_open(directory, "file", O_RDWR | O_CREAT);
		assert_true(fd >= 0);
		assert_int_equal(failures, 0);
		assert_int_equal(pauses, 100);
		failures = 10;
		assert_int_equal(fs_disk_write(fd, "abc", 3, 0, false), 0);
		assert_int_equal(failures, 0);
		fs_disk_close(fd);
	}
}

/*
 * Do not retry a failed sync. The kernel reports success the second time,
 * whether or not the data is gone.
 */
static void a_sync_is_not_asked_again(void **state)
{
	int fd = fs_disk_open(directory, "file", O_RDWR | O_CREAT);

	(void)state;
	failure = ENOMEM;
	failures = 1;
	assert_int_equal(fs_disk_sync(fd), -ENOMEM);
	fs_disk_close(fd);
}

static struct fs_saved *saved;
static uint64_t offset;

static uint32_t call(struct service_request *request, unsigned int command, uint64_t handle)
{
	request->function = SUPP_FS;
	request->params[0] = (struct supp_param){ .kind = SUPP_VALUE, .input = true, .a = command,
		.b = handle, .c = offset };
	return supp_fs(request);
}

static void take_over(void)
{
	failure = ENFILE;
	failures = INT_MAX;
	fs_start(directory, saved, NULL);
}

static void write_data(struct service_request *request, uint64_t handle, char *data,
		       uint32_t result)
{
	request->num_params = 2;
	request->params[1] = (struct supp_param){ .kind = SUPP_MEMORY, .input = true, .data = data,
		.size = strlen(data) + 1 };
	assert_int_equal(call(request, FS_WRITE, handle), result);
}

static void expect_data(struct service_request *request, uint64_t handle, const char *expected)
{
	char data[32] = "";

	request->num_params = 2;
	request->params[1] = (struct supp_param){ .kind = SUPP_MEMORY, .output = true, .data = data,
		.size = strlen(expected) + 1 };
	assert_int_equal(call(request, FS_READ, handle), TEEC_SUCCESS);
	assert_string_equal(data, expected);
}

static uint64_t create_file(struct service_request *request)
{
	char name[] = "/file";

	request->num_params = 3;
	request->params[1] = (struct supp_param){ .kind = SUPP_MEMORY, .input = true, .data = name,
		.size = sizeof(name) };
	request->params[2] = (struct supp_param){ .kind = SUPP_VALUE, .output = true };
	assert_int_equal(call(request, FS_CREATE, 0), TEEC_SUCCESS);
	return request->params[2].a;
}

static void close_file(struct service_request *request, uint64_t handle)
{
	request->num_params = 1;
	assert_int_equal(call(request, FS_CLOSE, handle), TEEC_SUCCESS);
}

/*
 * The worker cannot open the files, so it leaves them to the next one, along
 * with all that was written.
 */
static void nothing_is_given_up(void **state)
{
	struct service_request request = { 0 };
	uint64_t handle;

	(void)state;
	saved = mmap(NULL, sizeof(*saved), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	assert_true(saved != MAP_FAILED);
	assert_int_equal(fs_start(directory, saved, NULL), 0);
	handle = create_file(&request);
	write_data(&request, handle, "written", TEEC_SUCCESS);
	fs_stop();
	assert_int_equal(status_of(take_over), WORKER_TRY_AGAIN);
	assert_int_equal(fs_start(directory, saved, NULL), 0);
	expect_data(&request, handle, "written");
	close_file(&request, handle);
	fs_stop();
	munmap(saved, sizeof(*saved));
}

/*
 * ENOSPC and the like are reported and the file is not changed. There may be
 * space again for the next write.
 */
static void a_full_disk_is_told(void **state)
{
	static const int errors[] = { ENOSPC, EDQUOT, EFBIG };
	struct service_request request = { 0 };
	uint64_t handle;

	(void)state;
	assert_int_equal(fs_start(directory, NULL, NULL), 0);
	handle = create_file(&request);
	/* beyond the part that is held in memory until the commit */
	offset = FS_HEAD_SIZE;
	write_data(&request, handle, "written", TEEC_SUCCESS);
	for (size_t n = 0; n < sizeof(errors) / sizeof(errors[0]); n++) {
		failure = errors[n];
		failures = 1;
		write_data(&request, handle, "another", TEEC_ERROR_STORAGE_NO_SPACE);
		assert_int_equal(failures, 0);
		expect_data(&request, handle, "written");
	}
	write_data(&request, handle, "another", TEEC_SUCCESS);
	expect_data(&request, handle, "another");
	offset = 0;
	close_file(&request, handle);
	fs_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shortage_is_waited_for),
		cmocka_unit_test(a_sync_is_not_asked_again),
		cmocka_unit_test(nothing_is_given_up),
		cmocka_unit_test(a_full_disk_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
