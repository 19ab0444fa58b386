// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the files that the monitor opens on behalf of the worker, or hands
 * over to the worker's user: TAs, RPMB cards, dumps, the storage directory.
 * /tmp and the cards' directories are redirected to test directories. Changing
 * owners needs root.
 */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process/files.h"
#include "process/own.h"
#include "services/dump_files.h"
#include "unit.h"

#define USER	54321u

static char root[64];
static struct supp_options options = { .storage = "/nowhere" };

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

/* Paths with one of these prefixes are redirected to the test's directory. */
int __wrap_open(const char *path, int flags, ...)
{
	static const char *const moved[] = { "/sys/block/", "/dev/mmcblk", "/tmp/gmon-",
					     "/tmp/ftrace-" };
	char there[512];

	for (size_t n = 0; n < sizeof(moved) / sizeof(moved[0]); n++) {
		if (strncmp(path, moved[n], strlen(moved[n])))
			continue;
		snprintf(there, sizeof(there), "%s%s", root, path);
		return __real_open(there, flags, 0600);
	}
	return __real_open(path, flags, 0600);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(root, "/tmp/files-test-XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info;
	(void)type;
	(void)where;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Create @name below the test's root, including parent directories, and return its path. */
static const char *make(const char *name, const char *content)
{
	static char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	for (char *slash = path + strlen(root); (slash = strchr(slash + 1, '/')); *slash = '/') {
		*slash = 0;
		mkdir(path, 0755);
	}
	if (path[strlen(path) - 1] == '/')
		return path;
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
	return path;
}

static const uint8_t uuid[16] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
	0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 0x00 };
#define TA "11223344-5566-7788-99aa-bbccddeeff00.ta"

/* Directories that are missing or cannot be searched are skipped. */
static void an_application_is_found(void **state)
{
	char other[96], last[96];
	uint64_t size = 0;
	int fd;

	(void)state;
	make("a-file", "");
	make("broken/" TA "/", "");
	make("last/" TA, "12345");
	snprintf(other, sizeof(other), "%s/a-file", root);
	snprintf(last, sizeof(last), "%s/last", root);
	options.ta_directories[0] = other;
	options.ta_directories[1] = "/nowhere";
	options.ta_directories[2] = last;
	fd = files_open_ta(&options, uuid, &size);
	assert_true(fd >= 0);
	assert_int_equal(size, 5);
	close(fd);
	snprintf(other, sizeof(other), "%s/broken", root);
	fd = files_open_ta(&options, uuid, &size);
	assert_true(fd >= 0);
	close(fd);
	options.ta_directories[2] = NULL;
	assert_int_equal(files_open_ta(&options, uuid, &size), -EINVAL);
	options.ta_directories[0] = NULL;
	assert_int_equal(files_open_ta(&options, uuid, &size), -ENOENT);
}

static void make_card(unsigned int number, const char *cid)
{
	char name[64];

	snprintf(name, sizeof(name), "sys/block/mmcblk%u/device/cid", number);
	make(name, cid);
	snprintf(name, sizeof(name), "sys/block/mmcblk%u/device/raw_rpmb_size_mult", number);
	make(name, "0x4\n");
	snprintf(name, sizeof(name), "sys/block/mmcblk%u/device/rel_sectors", number);
	make(name, "0x1\n");
	snprintf(name, sizeof(name), "dev/mmcblk%urpmb", number);
	make(name, "");
}

/*
 * No device is opened when using the emulated card. With a CID in the options
 * it's that card or none, no matter which number the worker asks for.
 */
static void the_card_that_was_asked_for(void **state)
{
	struct rpmb_card_info info;
	int fd;

	(void)state;
	make_card(0, "000102030405060708090a0b0c0d0e0f\n");
	make_card(3, "0123456789abcdef0123456789abcdef\n");
	options.rpmb_device = options.has_cid = false;
	assert_int_equal(files_open_rpmb(&options, 0, &info), -EPERM);
	assert_int_equal(files_open_rpmb(&options, 3, &info), -EPERM);
	options.rpmb_device = true;
	fd = files_open_rpmb(&options, 3, &info);
	assert_true(fd >= 0 && info.cid[0] == 0x01 && info.size_mult == 4);
	close(fd);
	assert_int_equal(files_open_rpmb(&options, 1, &info), -ENOENT);
	options.has_cid = true;
	for (unsigned int n = 0; n < sizeof(options.cid); n++)
		options.cid[n] = (uint8_t)n;
	for (unsigned int number = 0; number < 5; number++) {
		fd = files_open_rpmb(&options, number, &info);
		assert_true(fd >= 0 && info.cid[1] == 0x01);
		close(fd);
	}
	options.cid[15] = 0;
	assert_int_equal(files_open_rpmb(&options, 0, &info), -ENOENT);
}

/* However a worker asks for them, the number and total size of dumps are limited. */
static void dumps_are_bounded(void **state)
{
	struct dump_files files = { .bytes = 0 };
	int fds[DUMP_MAX_OPEN], fd, count = 0;

	(void)state;
	make("tmp/", "");
	for (unsigned int n = 0; n < DUMP_MAX_OPEN; n++) {
		fds[n] = dump_files_create(&files, WIRE_DUMP_GPROF, uuid);
		assert_true(fds[n] >= 0);
	}
	assert_int_equal(dump_files_create(&files, WIRE_DUMP_FTRACE, uuid), -EMFILE);
	/* As long as anyone has an fd for it, the file counts as open. */
	fd = dup(fds[3]);
	close(fds[3]);
	assert_int_equal(dump_files_create(&files, WIRE_DUMP_FTRACE, uuid), -EMFILE);
	close(fd);
	fds[3] = dump_files_create(&files, WIRE_DUMP_FTRACE, uuid);
	assert_true(fds[3] >= 0);
	/*
	 * Closed files count with their size, but an open one might still grow
	 * to the maximum.
	 */
	assert_int_equal(ftruncate(fds[0], DUMP_MAX_SIZE), 0);
	for (unsigned int n = 0; n < DUMP_MAX_OPEN; n++)
		close(fds[n]);
	do {
		fd = dump_files_create(&files, WIRE_DUMP_GPROF, uuid);
		if (fd < 0)
			break;
		assert_int_equal(ftruncate(fd, DUMP_MAX_SIZE), 0);
		close(fd);
	} while (++count < 1000);
	assert_int_equal(fd, -EDQUOT);
	assert_true(count > 20 && count <= 32);
	for (unsigned int n = 0; n < DUMP_MAX_OPEN; n++)
		if (files.watched[n])
			close(files.watched[n]);
}

static unsigned int owner(const char *name)
{
	char path[512];
	struct stat info;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	return lstat(path, &info) ? 1 : info.st_uid;
}

static int give(const char *name)
{
	struct own_result result;
	int directory, rc;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	directory = __real_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(directory >= 0);
	rc = own_storage(directory, USER, USER, &result);
	close(directory);
	return rc;
}

static bool is_root(void)
{
	if (!geteuid())
		return true;
	SKIP_BECAUSE("only root can change owners");
	return false;
}

/* Start with a storage directory in the state in which Debian's tee-supplicant leaves it. */
static void storage_is_given(void **state)
{
	(void)state;
	if (!is_root())
		return;
	make("tee/dirf.db", "");
	make("tee/0", "");
	make("tee/1f", "");
	make("tee/12.ta", "");
	make("tee/.rpmb", "");
	make("tee/.unfinished", "");
	make("tee/lost+found/", "");
	assert_int_equal(give("tee"), 0);
	assert_int_equal(owner("tee"), USER);
	assert_int_equal(owner("tee/dirf.db"), USER);
	assert_int_equal(owner("tee/1f"), USER);
	assert_int_equal(owner("tee/12.ta"), USER);
	assert_int_equal(owner("tee/.rpmb"), USER);
	assert_int_equal(owner("tee/.unfinished"), USER);
	assert_int_equal(owner("tee/lost+found"), 0);
	/* root restored this one from a backup; it changes owner at the next start */
	make("tee/2", "");
	assert_int_equal(give("tee"), 0);
	assert_int_equal(owner("tee/2"), USER);
	make("new/", "");
	assert_int_equal(give("new"), 0);
	assert_int_equal(owner("new"), USER);
}

/* Point it at something like /etc and nothing in there is touched. */
static void what_is_no_storage_stays_roots(void **state)
{
	(void)state;
	if (!is_root())
		return;
	make("etc/passwd", "");
	make("etc/1", "");
	make("etc/ssh/key", "");
	assert_int_equal(give("etc"), -EXDEV);
	assert_int_equal(owner("etc"), 0);
	assert_int_equal(owner("etc/passwd"), 0);
	assert_int_equal(owner("etc/1"), 0);
	assert_int_equal(owner("etc/ssh/key"), 0);
	make("all/", "");
	assert_int_equal(chmod(make("all/", ""), 01777), 0);
	assert_int_equal(give("all"), -EXDEV);
	assert_int_equal(owner("all"), 0);
	/* In a world-writable directory anyone could have created this file. */
	assert_int_equal(lchown(make("all/dirf.db", ""), 1000, 1000), 0);
	assert_int_equal(give("all"), -EXDEV);
	assert_int_equal(owner("all"), 0);
}

/* Directories, links, set-uid files and unexpected names: all of them keep their owner. */
static void others_files_in_storage_stay_roots(void **state)
{
	char from[512], to[512];

	(void)state;
	if (!is_root())
		return;
	make("tee/dirf.db", "");
	make("tee/notes", "");
	make("tee/0/shadow", "");
	make("shadow", "");
	make("tee/5", "");
	make("tee/6", "");
	snprintf(from, sizeof(from), "%s/shadow", root);
	snprintf(to, sizeof(to), "%s/tee/1", root);
	assert_int_equal(symlink(from, to), 0);
	snprintf(to, sizeof(to), "%s/tee/2", root);
	assert_int_equal(link(from, to), 0);
	snprintf(to, sizeof(to), "%s/tee/6", root);
	assert_int_equal(chmod(to, 04755), 0);
	assert_int_equal(give("tee"), 0);
	assert_int_equal(owner("tee/dirf.db"), USER);
	assert_int_equal(owner("tee/notes"), 0);
	assert_int_equal(owner("tee/0"), 0);
	assert_int_equal(owner("tee/0/shadow"), 0);
	assert_int_equal(owner("shadow"), 0);
	assert_int_equal(owner("tee/6"), 0);
	assert_int_equal(owner("tee/5"), USER);
}

/* A file that cannot be opened is an error. One that is deliberately skipped is not. */
static void what_cannot_be_opened_is_not_passed_over(void **state)
{
	struct rlimit before, limit;
	struct own_result result;
	char path[512];
	int directory, rc;

	(void)state;
	if (!is_root())
		return;
	make("tee/dirf.db", "");
	snprintf(path, sizeof(path), "%s/tee/7", root);
	assert_int_equal(mknod(path, S_IFSOCK | 0600, 0), 0);
	snprintf(path, sizeof(path), "%s/tee", root);
	directory = __real_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(directory >= 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	/* one more fd for reading the directory */
	limit = (struct rlimit){ (rlim_t)directory + 2, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	rc = own_storage(directory, USER, USER, &result);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(rc, -EMFILE);
	/* A socket is not a regular file and cannot be opened anyway, so it is skipped. */
	assert_int_equal(own_storage(directory, USER, USER, &result), 0);
	assert_int_equal(owner("tee/dirf.db"), USER);
	assert_int_equal(owner("tee/7"), 0);
	close(directory);
}

/* Bind mounts stay untouched, even those from the same file system. */
static void what_is_mounted_in_storage_stays_roots(void **state)
{
	char from[512], to[512];

	(void)state;
	if (!is_root())
		return;
	make("tee/dirf.db", "");
	make("tee/3", "");
	make("config", "");
	snprintf(from, sizeof(from), "%s/config", root);
	snprintf(to, sizeof(to), "%s/tee/3", root);
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount(from, to, NULL, MS_BIND, NULL)) {
		SKIP_BECAUSE("mounting is not allowed");
		return;
	}
	assert_int_equal(give("tee"), 0);
	assert_int_equal(umount(to), 0);
	assert_int_equal(owner("config"), 0);
	assert_int_equal(owner("tee/dirf.db"), USER);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_application_is_found),
		CASE(the_card_that_was_asked_for),
		CASE(dumps_are_bounded),
		CASE(storage_is_given),
		CASE(what_is_no_storage_stays_roots),
		CASE(others_files_in_storage_stay_roots),
		CASE(what_cannot_be_opened_is_not_passed_over),
		CASE(what_is_mounted_in_storage_stays_roots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
