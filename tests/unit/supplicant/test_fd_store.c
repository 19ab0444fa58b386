// SPDX-License-Identifier: BSD-2-Clause
/* Tests for the fds that a restarted monitor gets back from the service manager */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/tee.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "process/fd_store.h"
#include "process/service_manager.h"

#define MAX_FILES	16
/* The test's own copies start here, so they don't clash with those handed over. */
#define ASIDE		100

static struct {
	char name[FD_STORE_NAME_SIZE];
	int fd;
} files[MAX_FILES];
static int count;
static bool has_gone;	/* device was removed */
static bool is_deaf;	/* requests to drop an fd get lost */
static struct fd_store store;
static const struct supp_options options = { .device = "/dev/teepriv0" };

int __wrap_ioctl(int fd, unsigned long command, ...);
int __wrap_service_manager_count(void);
int __wrap_service_manager_name(int number, char *name, unsigned long size);
void __wrap_service_manager_keep(const char *name, int fd);
void __wrap_service_manager_drop(const char *name);

int __wrap_ioctl(int fd, unsigned long command, ...)
{
	struct tee_ioctl_version_data *version;
	va_list list;

	(void)fd;
	if (command != TEE_IOC_VERSION || has_gone) {
		errno = has_gone ? ENODEV : ENOTTY;
		return -1;
	}
	va_start(list, command);
	version = va_arg(list, struct tee_ioctl_version_data *);
	va_end(list);
	version->gen_caps = TEE_GEN_CAP_REG_MEM;
	return 0;
}

int __wrap_service_manager_count(void)
{
	return count;
}

int __wrap_service_manager_name(int number, char *name, unsigned long size)
{
	return snprintf(name, size, "%s", files[number].name) < (int)size ? 0 : -ENOENT;
}

/* names need not be unique */
void __wrap_service_manager_keep(const char *name, int fd)
{
	assert_true(count < MAX_FILES);
	strcpy(files[count].name, name);
	files[count].fd = fcntl(fd, F_DUPFD_CLOEXEC, ASIDE);
	assert_true(files[count++].fd >= ASIDE);
}

void __wrap_service_manager_drop(const char *name)
{
	int left = 0;

	if (is_deaf)
		return;
	for (int n = 0; n < count; n++)
		if (strcmp(files[n].name, name))
			files[left++] = files[n];
		else
			close(files[n].fd);
	count = left;
}

/* Have the service manager keep a file of @size bytes under @name. */
static void keep(const char *name, size_t size)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	__wrap_service_manager_keep(name, fd);
	close(fd);
}

static bool is_kept(const char *name)
{
	for (int n = 0; n < count; n++)
		if (!strcmp(files[n].name, name))
			return true;
	return false;
}

/* Restart the monitor. The new one takes over all kept files. */
static void begin(void)
{
	close(store.device);
	close(store.state);
	for (int n = 0; n < count; n++)
		assert_true(dup2(files[n].fd, SERVICE_MANAGER_FIRST_FD + n) >= 0);
	fd_store_take_over(&store, &options);
}

static int set_up(void **state)
{
	(void)state;
	count = 0;
	store = (struct fd_store){ .device = -1, .state = -1 };
	keep("device /dev/teepriv0", 0);
	keep("state", 4096);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fd_store_close(&store);
	while (count)
		close(files[--count].fd);
	return 0;
}

/* The record of the directory in use outlives the monitor and is out of any worker's reach. */
static void the_directory_in_use_is_kept(void **state)
{
	const struct fs_identity one = { 1, 2, 3 }, other = { 1, 2, 4 };

	(void)state;
	begin();
	assert_true(store.device >= 0);
	assert_false(store.place.is_used);
	assert_int_equal(fd_store_use_directory(&store, &one), 0);
	assert_int_equal(fd_store_use_directory(&store, &one), 0);
	assert_int_equal(fd_store_use_directory(&store, &other), -ESTALE);
	assert_true(is_kept("directory"));
	begin();
	assert_true(store.place.is_used && fs_is_same(&store.place.directory, &one));
	/*
	 * This directory has not served anything yet, so the next supplicant is
	 * free to pick another.
	 */
	assert_false(store.place.is_settled);
	assert_int_equal(fd_store_use_directory(&store, &other), 0);
	assert_int_equal(fd_store_use_directory(&store, &one), -ESTALE);
	begin();
	assert_true(store.place.is_used && fs_is_same(&store.place.directory, &other));
	/* Nothing is in use once everything is closed. */
	fd_store_close(&store);
	assert_false(store.place.is_used || count);
}

/*
 * A worker might report the device as unusable to get rid of the directory.
 * That does not work.
 */
static void the_directory_in_use_stays_with_the_device(void **state)
{
	const struct fs_identity one = { 1, 2, 3 }, other = { 1, 2, 4 };

	(void)state;
	begin();
	assert_int_equal(fd_store_use_directory(&store, &one), 0);
	fd_store_reset(&store);
	assert_true(store.device < 0 && store.state < 0);
	assert_true(is_kept("directory"));
	assert_int_equal(count, 1);
	assert_int_equal(fd_store_use_directory(&store, &other), -ESTALE);
	assert_int_equal(fd_store_use_directory(&store, &one), 0);
	assert_int_equal(count, 1);
	/* Device and state show up later and are kept along with the directory. */
	keep("device /dev/teepriv0", 0);
	keep("state", 4096);
	begin();
	assert_true(store.place.is_used && fs_is_same(&store.place.directory, &one));
	has_gone = true;
	fd_store_reset(&store);
	has_gone = false;
	assert_false(store.place.is_used || count);
	assert_int_equal(fd_store_use_directory(&store, &other), 0);
}

/* Map the memory; @wanted is both the reported size and the size of the file. */
static void check_piece(uint32_t id, uint64_t wanted)
{
	uint64_t size = 0;
	int fd = fd_store_map(&store, id, &size);

	assert_true(fd >= 0);
	assert_int_equal(size, wanted);
	assert_int_equal(lseek(fd, 0, SEEK_END), wanted);
	close(fd);
}

/*
 * The service manager hasn't dropped the file for some freed memory yet, and
 * the memory's id has been reused in the meantime. Do not mix up the two,
 * whichever comes first.
 */
static void a_file_that_was_left_is_not_another_pieces(void **state)
{
	static const char *const names[] = { "memory-5-4096", "shm-5-8192", "memory-5-8192" };

	(void)state;
	for (size_t first = 0; first < 3; first++) {
		for (size_t n = 0; n < 3; n++)
			keep(names[(first + n) % 3], (first + n) % 3 ? 8192 : 4096);
		begin();
		assert_true(store.device >= 0);
		check_piece(5, 8192);
		assert_int_equal(store.bytes, 8192);
		assert_false(is_kept(names[0]));
		assert_true(is_kept(names[1]) && is_kept(names[2]));
		fd_store_free(&store, 5);
		assert_int_equal(store.bytes, 0);
		assert_int_equal(count, 2);
	}
}

/* Unless the TEE's shared memory is complete, take over nothing at all. */
static void what_is_not_whole_is_given_up(void **state)
{
	static const char *const names[][2] = {
		{ "shm-4-4096", "memory-5-4096" }, { "shm-5-4096", "shm-5-8192" },
	};

	for (size_t n = 0; n < 2; n++) {
		keep(names[n][0], 4096);
		keep(names[n][1], 4096);
		begin();
		assert_true(store.device < 0);
		assert_int_equal(count, 0);
		assert_int_equal(set_up(state), 0);
	}
}

/*
 * With two files under one name, one of them has to be stale, but there is no
 * telling which. Again, take over nothing.
 */
static void what_is_there_twice_is_given_up(void **state)
{
	static const char *const names[] = { "device /dev/teepriv0", "state", "directory",
		"memory-5-4096", "shm-5-4096" };
	const struct fs_identity directory = { 1, 2, 3 };

	for (size_t n = 0; n < 5; n++) {
		keep("memory-5-4096", 4096);
		keep("shm-5-4096", 4096);
		begin();
		assert_true(store.device >= 0);
		assert_int_equal(fd_store_use_directory(&store, &directory), 0);
		for (int file = 0; file < count; file++)
			if (!strcmp(files[file].name, names[n])) {
				__wrap_service_manager_keep(names[n], files[file].fd);
				break;
			}
		begin();
		assert_true(store.device < 0 && store.state < 0 && !store.bytes);
		assert_false(store.place.is_used);
		assert_int_equal(count, 0);
		assert_int_equal(set_up(state), 0);
	}
}

/* A lost drop request is repeated whenever the device is opened. */
static void what_could_not_be_dropped_is_dropped_later(void **state)
{
	(void)state;
	begin();
	is_deaf = true;
	fd_store_close(&store);
	assert_true(fd_store_open(&store, &options) < 0);
	is_deaf = false;
	assert_int_equal(count, 2);
	assert_true(fd_store_open(&store, &options) < 0);
	assert_int_equal(count, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_directory_in_use_is_kept),
		CASE(the_directory_in_use_stays_with_the_device),
		CASE(a_file_that_was_left_is_not_another_pieces),
		CASE(what_is_not_whole_is_given_up),
		CASE(what_is_there_twice_is_given_up),
		CASE(what_could_not_be_dropped_is_dropped_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
