// SPDX-License-Identifier: BSD-2-Clause
/* Tests for the storage on a real directory: names, handles and contents */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <tee_client_api.h>
#include <unistd.h>

#include <cmocka.h>

#include "storage/fs.h"
#include "storage/fs_path.h"
#include "storage/fs_place.h"
#include "storage/fs_slot.h"

enum { FS_OPEN, FS_CREATE, FS_CLOSE, FS_READ, FS_WRITE, FS_TRUNCATE, FS_REMOVE, FS_RENAME,
	FS_OPENDIR, FS_CLOSEDIR, FS_READDIR };

static char storage_name[64];
static int storage;

static int make_directory(void **state)
{
	(void)state;
	strcpy(storage_name, "/tmp/supplicant-fs-XXXXXX");
	if (!mkdtemp(storage_name))
		return -1;
	storage = open(storage_name, O_RDONLY | O_DIRECTORY);
	fs_start(storage, NULL, NULL);
	return storage < 0 ? -1 : 0;
}

static int remove_directory(void **state)
{
	char command[128];

	(void)state;
	fs_stop();
	close(storage);
	snprintf(command, sizeof(command), "rm -rf '%s'", storage_name);
	return system(command);
}

static struct service_request request;

static struct supp_param value_in(uint64_t a, uint64_t b, uint64_t c)
{
	return (struct supp_param){ .kind = SUPP_VALUE, .input = true, .a = a, .b = b, .c = c };
}

static struct supp_param memory(void *data, size_t size, bool output)
{
	return (struct supp_param){ .kind = SUPP_MEMORY, .input = !output, .output = output,
		.data = data, .size = size };
}

static uint32_t by_name(unsigned int command, const char *name, uint64_t *handle)
{
	static char room[2048];
	uint32_t result;

	memset(room, 'x', sizeof(room));
	strcpy(room, name);
	request = (struct service_request){ .function = SUPP_FS, .num_params = handle ? 3 : 2 };
	request.params[0] = value_in(command, 0, 0);
	request.params[1] = memory(room, strlen(name) + 1, false);
	request.params[2] = (struct supp_param){ .kind = SUPP_VALUE, .output = true };
	result = supp_fs(&request);
	if (handle)
		*handle = request.params[2].a;
	return result;
}

static uint32_t transfer(unsigned int command, uint64_t handle, uint64_t offset, void *data,
			 size_t size, size_t *done)
{
	uint32_t result;

	request = (struct service_request){ .function = SUPP_FS, .num_params = 2 };
	request.params[0] = value_in(command, handle, offset);
	request.params[1] = memory(data, size, command == FS_READ || command == FS_READDIR);
	result = supp_fs(&request);
	if (done)
		*done = request.params[1].size;
	return result;
}

static uint32_t plain(unsigned int command, uint64_t handle, uint64_t number)
{
	request = (struct service_request){ .function = SUPP_FS, .num_params = 1 };
	request.params[0] = value_in(command, handle, number);
	return supp_fs(&request);
}

static void names_that_are_none(void **state)
{
	static const char *const wrong[] = { "", "/", "//", "/a/", "a//b", "..", "/../x", "/a/../b",
		"/.x", "./a", "/a/.", "/a/b/c/d", "/a/b/.c" };
	struct supp_param param = { .kind = SUPP_MEMORY };
	char path[FS_PATH_MAX], name[FS_PATH_MAX + 8];
	uint64_t handle;

	(void)state;
	for (size_t n = 0; n < sizeof(wrong) / sizeof(wrong[0]); n++) {
		assert_int_equal(by_name(FS_CREATE, wrong[n], &handle), TEEC_ERROR_BAD_PARAMETERS);
		assert_int_equal(by_name(FS_REMOVE, wrong[n], NULL), TEEC_ERROR_BAD_PARAMETERS);
	}
	memset(name, 'n', sizeof(name));
	param.data = name;
	param.size = sizeof(name);	/* missing NUL */
	assert_false(fs_path_read(path, &param));
	name[FS_NAME_MAX + 1] = 0;	/* one byte too many */
	assert_false(fs_path_read(path, &param));
	name[FS_NAME_MAX] = 0;
	assert_true(fs_path_read(path, &param));
	param.size = FS_NAME_MAX;	/* the NUL is just outside */
	assert_false(fs_path_read(path, &param));
}

/* Following a symlink would let the TEE out of the directory. */
static void links_are_not_followed(void **state)
{
	uint64_t handle;

	(void)state;
	assert_int_equal(symlinkat("/etc/passwd", storage, "link"), 0);
	assert_int_equal(symlinkat("/tmp", storage, "dir"), 0);
	assert_int_equal(by_name(FS_OPEN, "/link", &handle), TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(by_name(FS_CREATE, "/link", &handle), TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(by_name(FS_CREATE, "/dir/x", &handle), TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(by_name(FS_OPENDIR, "/dir", &handle), TEEC_ERROR_ACCESS_DENIED);
	assert_int_equal(by_name(FS_REMOVE, "/dir/x", NULL), TEEC_ERROR_ACCESS_DENIED);
}

static void files_and_directories(void **state)
{
	uint64_t handle, dir;
	char name[64];
	size_t size;

	(void)state;
	assert_int_equal(by_name(FS_OPEN, "/a", &handle), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(by_name(FS_CREATE, "/one/two/three", &handle), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, handle, 0), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_OPENDIR, "/one/two", &dir), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_READDIR, dir, 0, name, 3, &size), TEEC_ERROR_SHORT_BUFFER);
	assert_int_equal(size, 6);
	assert_int_equal(plain(FS_CLOSEDIR, dir, 0), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_OPENDIR, "/one/two", &dir), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_READDIR, dir, 0, name, sizeof(name), &size), TEEC_SUCCESS);
	assert_string_equal(name, "three");
	assert_int_equal(transfer(FS_READDIR, dir, 0, name, sizeof(name), &size),
			 TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(plain(FS_CLOSE, dir, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(plain(FS_CLOSEDIR, dir, 0), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSEDIR, dir, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(by_name(FS_REMOVE, "/one/two/three", NULL), TEEC_SUCCESS);
	/* Directories that have become empty are removed along the way. */
	assert_int_equal(faccessat(storage, "one", F_OK, 0), -1);
	assert_int_equal(by_name(FS_REMOVE, "/one/two/three", NULL), TEEC_ERROR_ITEM_NOT_FOUND);
}

/* A handle is good until it is closed or the supplicant exits. */
static void handles(void **state)
{
	uint64_t first, second, again;
	uint8_t byte = 0;

	(void)state;
	assert_int_equal(by_name(FS_CREATE, "/h", &first), TEEC_SUCCESS);
	assert_true(first && first <= INT32_MAX);
	assert_int_equal(plain(FS_CLOSE, first, 0), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, first, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(by_name(FS_OPEN, "/h", &second), TEEC_SUCCESS);
	assert_int_not_equal(first, second);
	assert_int_equal(transfer(FS_READ, first, 0, &byte, 1, NULL), TEEC_ERROR_BAD_PARAMETERS);
	for (uint64_t wrong = 0; wrong < 2048; wrong++)
		if (wrong != second)
			assert_int_equal(transfer(FS_WRITE, wrong, 0, &byte, 1, NULL),
					 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(transfer(FS_READ, second | 1ull << 32, 0, &byte, 1, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	fs_stop();
	fs_start(storage, NULL, NULL);
	assert_int_equal(transfer(FS_READ, second, 0, &byte, 1, NULL), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(by_name(FS_OPEN, "/h", &again), TEEC_SUCCESS);
	assert_int_not_equal(again, second);
}

static void wrong_ranges(void **state)
{
	uint64_t handle;
	uint8_t bytes[16];

	(void)state;
	assert_int_equal(by_name(FS_CREATE, "/r", &handle), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_READ, handle, UINT64_MAX, bytes, 16, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(transfer(FS_WRITE, handle, INT64_MAX - 8, bytes, 16, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(transfer(FS_READ, handle, 0, NULL, 16, NULL), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(plain(FS_TRUNCATE, handle, UINT64_MAX), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(plain(11, handle, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(plain(UINT32_MAX, handle, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(plain(FS_OPEN, 0, 0), TEEC_ERROR_BAD_PARAMETERS);
}

#define FILES		2
#define HANDLES		4
#define MAX_BYTES	200000u

static struct {
	uint8_t bytes[MAX_BYTES];
	size_t size;
} shadows[FILES];

static size_t some_size(unsigned int *seed)
{
	static const size_t sizes[] = { 1, 64, 66, 68, 500, 4096, 4096, 8192, 10000 };

	return sizes[(unsigned int)rand_r(seed) % (sizeof(sizes) / sizeof(sizes[0]))];
}

static void check_read(uint64_t handle, unsigned int file, size_t offset, size_t size)
{
	static uint8_t data[20000];
	size_t got, want = 0;

	if (offset < shadows[file].size)
		want = shadows[file].size - offset < size ? shadows[file].size - offset : size;
	assert_int_equal(transfer(FS_READ, handle, offset, data, size, &got), TEEC_SUCCESS);
	assert_int_equal(got, want);
	assert_memory_equal(data, shadows[file].bytes + offset, want);
}

static void some_write(uint64_t handle, unsigned int file, unsigned int *seed)
{
	size_t offset = (unsigned int)rand_r(seed) % (shadows[file].size + 1);
	size_t size = some_size(seed);

	if (rand_r(seed) & 1)
		offset %= 9000;
	if (offset + size > MAX_BYTES)
		return;
	for (size_t n = 0; n < size; n++)
		shadows[file].bytes[offset + n] = (uint8_t)rand_r(seed);
	if (shadows[file].size < offset + size)
		shadows[file].size = offset + size;
	assert_int_equal(transfer(FS_WRITE, handle, offset, shadows[file].bytes + offset, size,
				  NULL), TEEC_SUCCESS);
}

/*
 * Random and sequential I/O through several handles, checked against a shadow
 * copy. Headers are written differently while the directory file is open, so
 * try it both ways.
 */
static void bytes_at_random(void **state)
{
	static const char *const names[][FILES] = { { "/0", "/1" }, { "/dirf.db", "/1" } };
	uint64_t handles[HANDLES];
	unsigned int seed = 5;

	(void)state;
	for (unsigned int round = 0; round < 2; round++) {
		memset(shadows, 0, sizeof(shadows));
		for (unsigned int n = 0; n < HANDLES; n++) {
			assert_int_equal(by_name(n < FILES ? FS_CREATE : FS_OPEN,
						 names[round][n % FILES], &handles[n]),
					 TEEC_SUCCESS);
			/* A directory file without a header cannot be opened. */
			memset(shadows[n % FILES].bytes, 1, 128);
			shadows[n % FILES].size = 128;
			assert_int_equal(transfer(FS_WRITE, handles[n], 0, shadows[n % FILES].bytes,
						  128, NULL), TEEC_SUCCESS);
		}
		for (unsigned int n = 0; n < 20000; n++) {
			/* Take turns: one handle per file, then two */
			unsigned int which =
				(unsigned int)rand_r(&seed) % (n / 500 % 2 ? HANDLES : FILES);
			unsigned int file = which % FILES, way = (unsigned int)rand_r(&seed) % 100;
			size_t offset = (unsigned int)rand_r(&seed) % (shadows[file].size + 100);

			if (n % 1000 == 0)
				for (unsigned int i = FILES; i < HANDLES; i++)
					plain(FS_CLOSE, handles[i], 0);
			if (n % 1000 == 500)
				for (unsigned int i = 0; i < HANDLES; i++) {
					if (i < FILES)
						plain(FS_CLOSE, handles[i], 0);
					assert_int_equal(by_name(FS_OPEN, names[round][i % FILES],
								 &handles[i]), TEEC_SUCCESS);
				}
			if (way < 45)
				some_write(handles[which], file, &seed);
			else if (way < 75)
				check_read(handles[which], file, offset, some_size(&seed));
			else
				for (size_t at = offset; at < offset + 60000; at += 8192)
					check_read(handles[which], file, at, 4096);
		}
		for (unsigned int n = 0; n < HANDLES; n++)
			plain(FS_CLOSE, handles[n], 0);
	}
}

/* A power cut may leave a store half created. It's fine to create it again. */
static void a_store_without_a_header_is_none(void **state)
{
	uint8_t header[64] = { 0 };
	uint64_t directory, again;

	(void)state;
	close(openat(storage, "dirf.db", O_WRONLY | O_CREAT, 0600));
	assert_int_equal(by_name(FS_OPEN, "/dirf.db", &directory), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(by_name(FS_CREATE, "/dirf.db", &directory), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, directory, 4162, header, 64, NULL), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_OPEN, "/dirf.db", &again), TEEC_ERROR_ITEM_NOT_FOUND);
	header[60] = 1;
	assert_int_equal(transfer(FS_WRITE, directory, 64, header, 64, NULL), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_OPEN, "/dirf.db", &again), TEEC_SUCCESS);
	/* Only the directory file needs a header. */
	assert_int_equal(by_name(FS_CREATE, "/1", &again), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_OPEN, "/1", &again), TEEC_SUCCESS);
}

static int truncate_in_directory(const char *name)
{
	int fd = openat(storage, name, O_WRONLY | O_TRUNC);

	return fd < 0 ? -1 : close(fd);
}

/* With objects in the store, a missing header means damage, not an unfinished store. */
static void a_damaged_store_is_not_made_anew(void **state)
{
	uint8_t header[64] = { 0 };
	uint64_t directory, again;

	(void)state;
	assert_int_equal(by_name(FS_CREATE, "/dirf.db", &directory), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_CREATE, "/1f", &again), TEEC_SUCCESS);
	/* .unfinished says that nothing was ever committed. */
	assert_int_equal(by_name(FS_OPEN, "/dirf.db", &again), TEEC_ERROR_ITEM_NOT_FOUND);
	header[60] = 3;
	assert_int_equal(transfer(FS_WRITE, directory, 0, header, 64, NULL), TEEC_SUCCESS);
	assert_int_equal(faccessat(storage, ".unfinished", F_OK, 0), -1);
	assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
	assert_int_equal(truncate_in_directory("dirf.db"), 0);
	assert_int_equal(by_name(FS_OPEN, "/dirf.db", &directory), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
	/* lost+found is not an object, its name is not hexadecimal. */
	assert_int_equal(unlinkat(storage, "1f", 0), 0);
	assert_int_equal(mkdirat(storage, "lost+found", 0700), 0);
	assert_int_equal(by_name(FS_OPEN, "/dirf.db", &directory), TEEC_ERROR_ITEM_NOT_FOUND);
}

/* Reads see a truncation at once, while the file on disk is left alone for now. */
static void cutting(void **state)
{
	static uint8_t bytes[30000];
	uint64_t handle, directory;
	struct stat info;
	size_t got;

	(void)state;
	memset(bytes, 7, sizeof(bytes));
	assert_int_equal(by_name(FS_CREATE, "/dirf.db", &directory), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_CREATE, "/c", &handle), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, handle, 0, bytes, sizeof(bytes), NULL), TEEC_SUCCESS);
	assert_int_equal(plain(FS_TRUNCATE, handle, 20000), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_READ, handle, 19990, bytes, 100, &got), TEEC_SUCCESS);
	assert_int_equal(got, 10);
	assert_int_equal(transfer(FS_READ, handle, 20000, bytes, 100, &got), TEEC_SUCCESS);
	assert_int_equal(got, 0);
	/* It shrinks when it is closed after the commit. */
	assert_int_equal(transfer(FS_WRITE, handle, 0, bytes, 64, NULL), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, directory, 0, bytes, 64, NULL), TEEC_SUCCESS);
	assert_int_equal(fstatat(storage, "c", &info, 0), 0);
	assert_int_equal(info.st_size, 30000);
	assert_int_equal(plain(FS_CLOSE, handle, 0), TEEC_SUCCESS);
	assert_int_equal(fstatat(storage, "c", &info, 0), 0);
	assert_int_equal(info.st_size, 20000);
	/* ... and without a commit it does not. */
	assert_int_equal(by_name(FS_OPEN, "/c", &handle), TEEC_SUCCESS);
	assert_int_equal(plain(FS_TRUNCATE, handle, 100), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, handle, 0), TEEC_SUCCESS);
	assert_int_equal(fstatat(storage, "c", &info, 0), 0);
	assert_int_equal(info.st_size, 20000);
}

/* Restart with state that the next worker can take over. */
static struct fs_saved *begin_saved(void)
{
	struct fs_saved *saved = calloc(1, sizeof(*saved));

	assert_non_null(saved);
	fs_stop();
	assert_int_equal(fs_start(storage, saved, NULL), 0);
	return saved;
}

static void end_saved(struct fs_saved *saved)
{
	fs_stop();
	fs_start(storage, NULL, NULL);
	free(saved);
}

/* OP-TEE commits, then removes files, then closes them. The worker may end in between. */
static void a_file_that_is_gone_can_be_closed(void **state)
{
	struct fs_saved *saved = begin_saved();
	uint8_t bytes[5000] = { 1 };
	uint64_t gone, replaced, folders, directory;
	struct stat info;

	(void)state;
	assert_int_equal(by_name(FS_CREATE, "/gone", &gone), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_CREATE, "/replaced", &replaced), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, gone, 0, bytes, sizeof(bytes), NULL), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, replaced, 0, bytes, sizeof(bytes), NULL), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_CREATE, "/folders", &folders), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_CREATE, "/dirf.db", &directory), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, folders, 0, bytes, sizeof(bytes), NULL), TEEC_SUCCESS);
	assert_int_equal(plain(FS_TRUNCATE, replaced, 10), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, directory, 0, bytes, 64, NULL), TEEC_SUCCESS);
	fs_stop();
	assert_int_equal(unlinkat(storage, "gone", 0), 0);
	assert_int_equal(unlinkat(storage, "replaced", 0), 0);
	close(openat(storage, "replaced", O_CREAT | O_WRONLY, 0600));
	assert_int_equal(unlinkat(storage, "folders", 0), 0);
	assert_int_equal(mkdirat(storage, "folders", 0700), 0);
	assert_int_equal(fs_start(storage, saved, NULL), 0);
	assert_int_equal(transfer(FS_WRITE, gone, 0, bytes, 10, NULL), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(plain(FS_CLOSE, gone, 0), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, replaced, 0), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, folders, 0), TEEC_SUCCESS);
	/* The lost bytes are in removed files, so the commit cannot refer to them. */
	assert_int_equal(transfer(FS_WRITE, directory, 0, bytes, 64, NULL), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
	assert_int_equal(unlinkat(storage, "folders", AT_REMOVEDIR), 0);
	assert_int_equal(plain(FS_CLOSE, gone, 0), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(fstatat(storage, "replaced", &info, 0), 0);
	assert_int_equal(info.st_size, 0);
	end_saved(saved);
}

/* Leave room for @more fds when taking over the open files. */
static void start_with_descriptors(struct fs_saved *saved, rlim_t more)
{
	struct rlimit before, limit;
	int next = dup(storage);

	assert_true(next >= 0);
	close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit = (struct rlimit){ (rlim_t)next + more, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(fs_start(storage, saved, NULL), 0);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

static off_t size_of(const char *name)
{
	struct stat info;

	assert_int_equal(fstatat(storage, name, &info, 0), 0);
	return info.st_size;
}

/* Create a directory file and a file with 30000 bytes, both left open. */
static void make_both(uint64_t *directory, uint64_t *file)
{
	static uint8_t bytes[30000];

	memset(bytes, 7, sizeof(bytes));
	assert_int_equal(by_name(FS_CREATE, "/dirf.db", directory), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_CREATE, "/file", file), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, *file, 0, bytes, sizeof(bytes), NULL), TEEC_SUCCESS);
}

static void write_its_header(uint64_t handle)
{
	uint8_t header[64];

	memset(header, 1, sizeof(header));
	assert_int_equal(transfer(FS_WRITE, handle, 0, header, sizeof(header), NULL), TEEC_SUCCESS);
}

/* A pending truncation spares bytes that another handle wrote and committed. */
static void what_two_have_open_is_not_cut(void **state)
{
	uint64_t directory, file, other;
	uint8_t bytes[100] = { 0 };

	(void)state;
	make_both(&directory, &file);
	assert_int_equal(plain(FS_TRUNCATE, file, 20000), TEEC_SUCCESS);
	write_its_header(file);
	write_its_header(directory);
	assert_int_equal(by_name(FS_OPEN, "/file", &other), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, other, 20000, bytes, sizeof(bytes), NULL),
			 TEEC_SUCCESS);
	write_its_header(other);
	write_its_header(directory);
	assert_int_equal(plain(FS_CLOSE, other, 0), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, file, 0), TEEC_SUCCESS);
	assert_true(size_of("file") >= 20100);
	assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
}

/* Closing the directory file without a commit drops the truncation. */
static void a_cut_that_was_given_up_is_not_made(void **state)
{
	uint64_t directory, file;

	(void)state;
	make_both(&directory, &file);
	write_its_header(directory);
	assert_int_equal(plain(FS_TRUNCATE, file, 20000), TEEC_SUCCESS);
	write_its_header(file);
	assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_OPEN, "/dirf.db", &directory), TEEC_SUCCESS);
	write_its_header(directory);
	assert_int_equal(plain(FS_CLOSE, file, 0), TEEC_SUCCESS);
	assert_int_equal(size_of("file"), 30000);
	assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
}

/* Reopening fails, so bytes may be lost: fail a commit that might refer to them. */
static void a_file_that_cannot_be_opened_again_is_not_committed(void **state)
{
	struct fs_saved *saved = begin_saved();
	uint8_t header[64] = { 1 };
	uint64_t directory, file;

	(void)state;
	make_both(&directory, &file);
	fs_stop();
	start_with_descriptors(saved, 1);
	assert_int_equal(transfer(FS_WRITE, directory, 0, header, 64, NULL),
			 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_OPEN, "/dirf.db", &directory), TEEC_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(plain(FS_CLOSE, file, 0), TEEC_SUCCESS);
	end_saved(saved);
}

/* The directory file still counts as open here, so a file's header does not commit. */
static void a_directory_file_that_cannot_be_opened_again_is_one(void **state)
{
	struct fs_saved *saved = begin_saved();
	uint8_t header[64] = { 1 };
	uint64_t directory, file;

	(void)state;
	make_both(&directory, &file);
	assert_int_equal(plain(FS_TRUNCATE, file, 20000), TEEC_SUCCESS);
	fs_stop();
	assert_int_equal(renameat(storage, "dirf.db", storage, "aside"), 0);
	assert_int_equal(fs_start(storage, saved, NULL), 0);
	write_its_header(file);
	assert_int_equal(size_of("file"), 30000);
	assert_int_equal(transfer(FS_WRITE, directory, 0, header, 64, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, file, 0), TEEC_SUCCESS);
	assert_int_equal(size_of("file"), 30000);
	end_saved(saved);
}

/* The last worker noticed a loss but ended before it could fail the commit. */
static void a_loss_is_told_by_the_next_worker(void **state)
{
	struct fs_saved *saved = begin_saved();
	uint8_t header[64] = { 1 };
	uint64_t directory, file;

	(void)state;
	make_both(&directory, &file);
	fs_stop();
	saved->losses = 1;
	assert_int_equal(fs_start(storage, saved, NULL), 0);
	assert_int_equal(saved->losses, 0);
	assert_int_equal(transfer(FS_WRITE, directory, 0, header, 64, NULL),
			 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	end_saved(saved);
}

/* Bytes are lost once a worker fails to take a file over. Later ones can't have it back. */
static void a_file_that_comes_back_is_not_taken_over(void **state)
{
	struct fs_saved *saved = begin_saved();
	uint8_t bytes[5000] = { 1 };
	uint64_t file;

	(void)state;
	assert_int_equal(by_name(FS_CREATE, "/file", &file), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, file, 0, bytes, sizeof(bytes), NULL), TEEC_SUCCESS);
	fs_stop();
	assert_int_equal(renameat(storage, "file", storage, "aside"), 0);
	assert_int_equal(fs_start(storage, saved, NULL), 0);
	fs_stop();
	assert_int_equal(renameat(storage, "aside", storage, "file"), 0);
	assert_int_equal(fs_start(storage, saved, NULL), 0);
	assert_int_equal(transfer(FS_READ, file, 0, bytes, 10, NULL), TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(plain(FS_CLOSE, file, 0), TEEC_SUCCESS);
	end_saved(saved);
}

/* Without write permission the file is opened read-only, by every worker. */
static void what_may_only_be_read_is_read(void **state)
{
	struct fs_saved *saved = begin_saved();
	uint8_t bytes[100] = { 1 }, got[sizeof(bytes)];
	uid_t user = geteuid();
	uint64_t file;

	(void)state;
	assert_int_equal(by_name(FS_CREATE, "/file", &file), TEEC_SUCCESS);
	assert_int_equal(transfer(FS_WRITE, file, 0, bytes, sizeof(bytes), NULL), TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, file, 0), TEEC_SUCCESS);
	assert_int_equal(fchmod(storage, 0755), 0);
	assert_int_equal(fchmodat(storage, "file", 0444, 0), 0);
	/* root ignores the file mode */
	if (!user)
		assert_int_equal(seteuid(65534), 0);
	assert_int_equal(by_name(FS_OPEN, "/file", &file), TEEC_SUCCESS);
	for (int worker = 0; worker < 2; worker++) {
		memset(got, 0, sizeof(got));
		assert_int_equal(transfer(FS_READ, file, 0, got, sizeof(got), NULL), TEEC_SUCCESS);
		assert_memory_equal(got, bytes, sizeof(bytes));
		fs_stop();
		assert_int_equal(fs_start(storage, saved, NULL), 0);
	}
	assert_int_equal(plain(FS_CLOSE, file, 0), TEEC_SUCCESS);
	assert_int_equal(seteuid(user), 0);
	end_saved(saved);
}

/* A compromised worker has marked unused entries as unsynced. Ignore them. */
static void a_free_entry_is_not_synced(void **state)
{
	struct fs_saved *saved = begin_saved();
	uint64_t directory, file;

	(void)state;
	make_both(&directory, &file);
	fs_stop();
	for (unsigned int n = 0; n < FS_NUM_SLOTS; n++)
		if (!saved->handles[n])
			saved->entries[n].unsynced = true;
	/* the last slot, so the worker looks at all the others, too */
	saved->handles[FS_NUM_SLOTS - 1] = FS_NUM_SLOTS - 1;
	strcpy(saved->entries[FS_NUM_SLOTS - 1].path, "absent");
	saved->entries[FS_NUM_SLOTS - 1].unsynced = false;
	assert_int_equal(fs_start(storage, saved, NULL), 0);
	write_its_header(directory);
	end_saved(saved);
}

/* Bytes that cannot be written fail one commit, but not those after it. */
static void what_cannot_be_written_is_not_tried_again(void **state)
{
	struct fs_saved *saved = begin_saved();
	uint64_t directory, file;
	uint8_t bytes[64] = { 1 };

	(void)state;
	make_both(&directory, &file);
	assert_int_equal(transfer(FS_WRITE, file, 100, bytes, sizeof(bytes), NULL), TEEC_SUCCESS);
	/* Make writes fail: put a read-only fd in its place. */
	for (unsigned int n = 0; n < fs_slots_end(); n++)
		if (fs_slot_at(n)->handle == file)
			assert_int_equal(dup2(openat(storage, "file", O_RDONLY), fs_slot_at(n)->fd),
					 fs_slot_at(n)->fd);
	assert_int_not_equal(transfer(FS_WRITE, directory, 0, bytes, sizeof(bytes), NULL),
			     TEEC_SUCCESS);
	assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
	assert_int_equal(by_name(FS_CREATE, "/dirf.db", &directory), TEEC_SUCCESS);
	write_its_header(directory);
	end_saved(saved);
}

/* The monitor's side: the directory in use and how often it was reopened */
static struct fs_place known;
static unsigned int reopened;
static int use_error;
static jmp_buf ended;

/* Ends the worker; the next one opens the directory by name. */
static void reopen(void)
{
	reopened++;
	known.reopened++;
	longjmp(ended, 1);
}

static int use_directory(void)
{
	if (use_error)
		return use_error;
	known = (struct fs_place){ .is_used = true, .is_settled = true };
	return fs_disk_identify_once(storage, &known.directory);
}

/* Start a worker that sees the monitor's record. */
static void begin_in(const char *name, int its_directory, struct fs_saved *saved)
{
	fs_place_watch(name, &known, reopen, use_directory);
	assert_int_equal(fs_start(its_directory, saved, NULL), 0);
}

static struct fs_saved *begin_anew(void)
{
	struct fs_saved *saved = calloc(1, sizeof(*saved));

	assert_non_null(saved);
	fs_stop();
	known = (struct fs_place){ 0 };
	reopened = 0;
	use_error = 0;
	return saved;
}

static void end_watching(struct fs_saved *saved)
{
	fs_stop();
	fs_place_watch(NULL, NULL, NULL, NULL);
	fs_start(storage, NULL, NULL);
	free(saved);
}

/* Ask for the directory file, with a new worker each time one ends. */
static uint32_t ask_again(struct fs_saved *saved, unsigned int command, uint64_t *handle)
{
	if (setjmp(ended)) {
		fs_stop();
		close(storage);
		storage = open(storage_name, O_RDONLY | O_DIRECTORY);
		begin_in(storage_name, storage, saved);
	}
	return by_name(command, "/dirf.db", handle);
}

static void put_another_in_its_place(void)
{
	char aside[80];

	snprintf(aside, sizeof(aside), "%s.aside%u", storage_name, reopened);
	assert_int_equal(rename(storage_name, aside), 0);
	assert_int_equal(mkdir(storage_name, 0700), 0);
}

/*
 * Before its first use, the directory is reopened if its name leads to another
 * one. After that no other directory is served, not even one that a worker has
 * open.
 */
static void a_directory_is_the_one_of_its_name(void **state)
{
	struct fs_saved *saved = begin_anew();
	uint64_t handle, other;
	uint8_t header[64];
	char command[160];

	(void)state;
	memset(header, 1, sizeof(header));
	begin_in(storage_name, storage, saved);
	put_another_in_its_place();
	assert_int_equal(ask_again(saved, FS_CREATE, &handle), TEEC_SUCCESS);
	assert_int_equal(reopened, 1);
	assert_int_equal(transfer(FS_WRITE, handle, 64, header, 64, NULL), TEEC_SUCCESS);
	put_another_in_its_place();
	assert_int_equal(ask_again(saved, FS_OPEN, &other), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(by_name(FS_CREATE, "/1", &other), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	/* A worker might have the new directory open, but still will not serve it. */
	fs_stop();
	close(storage);
	storage = open(storage_name, O_RDONLY | O_DIRECTORY);
	begin_in(storage_name, storage, saved);
	assert_int_equal(ask_again(saved, FS_CREATE, &other), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(reopened, 1);
	assert_int_equal(faccessat(storage, "dirf.db", F_OK, 0), -1);
	/* FS_REMOVE after a failed create must not hit a file in the new directory. */
	close(openat(storage, "1", O_CREAT | O_WRONLY, 0600));
	assert_int_equal(by_name(FS_REMOVE, "/1", NULL), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(by_name(FS_OPEN, "/1", &other), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(by_name(FS_OPENDIR, "/1", &other), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(unlinkat(storage, "1", 0), 0);
	/* A supplicant starting from scratch goes by the name. */
	fs_stop();
	known.is_settled = false;
	begin_in(storage_name, storage, saved);
	assert_int_equal(ask_again(saved, FS_CREATE, &other), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	memset(saved->handles, 0, sizeof(saved->handles));
	fs_stop();
	known.is_settled = true;
	begin_in(storage_name, storage, saved);
	assert_int_equal(ask_again(saved, FS_CREATE, &other), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	fs_stop();
	known.is_settled = false;
	begin_in(storage_name, storage, saved);
	assert_int_equal(ask_again(saved, FS_CREATE, &handle), TEEC_SUCCESS);
	/* settled from now on */
	assert_true(known.is_settled);
	fs_stop();
	/* No directory, no service. Nothing is written either. */
	known = (struct fs_place){ .reopened = 3 };
	begin_in(storage_name, -1, saved);
	assert_int_equal(by_name(FS_CREATE, "/dirf.db", &handle), TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_false(known.is_used);
	end_watching(saved);
	snprintf(command, sizeof(command), "rm -rf '%s'.aside*", storage_name);
	assert_int_equal(system(command), 0);
}

/* A failing lookup affects just the one request. */
static void a_directory_that_cannot_be_looked_at_is_no_other(void **state)
{
	struct fs_saved *saved = begin_anew();
	static char too_long[300];
	uint64_t handle;

	(void)state;
	memset(too_long, 'x', sizeof(too_long) - 1);
	for (int used = 0; used < 2; used++) {
		begin_in(too_long, storage, saved);
		assert_int_equal(fs_place_check(), -ENAMETOOLONG);
		assert_int_equal(by_name(FS_CREATE, "/dirf.db", &handle),
				 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
		assert_int_equal(reopened, 0);
		fs_place_watch(storage_name, &known, reopen, use_directory);
		assert_int_equal(by_name(FS_CREATE, "/dirf.db", &handle), TEEC_SUCCESS);
		fs_stop();
		memset(saved->handles, 0, sizeof(saved->handles));
	}
	end_watching(saved);
}

/* Garbage in the worker's state does not keep the next worker from using the storage. */
static void a_worker_does_not_say_which_directory_is_in_use(void **state)
{
	struct fs_saved *saved = begin_anew();
	uint64_t directory, file;

	(void)state;
	for (int used = 0; used < 2; used++) {
		memset(saved, 1, sizeof(*saved));
		begin_in(storage_name, storage, saved);
		make_both(&directory, &file);
		assert_int_equal(plain(FS_CLOSE, file, 0), TEEC_SUCCESS);
		assert_int_equal(plain(FS_CLOSE, directory, 0), TEEC_SUCCESS);
		assert_int_equal(reopened, 0);
		fs_stop();
	}
	/* If the monitor cannot record the directory, that only fails this request. */
	known = (struct fs_place){ 0 };
	use_error = -ETIMEDOUT;
	begin_in(storage_name, storage, saved);
	assert_int_equal(by_name(FS_CREATE, "/dirf.db", &directory),
			 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	use_error = 0;
	assert_int_equal(by_name(FS_CREATE, "/dirf.db", &directory), TEEC_SUCCESS);
	assert_true(known.is_settled);
	end_watching(saved);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)
	const struct CMUnitTest tests[] = {
		CASE(names_that_are_none), CASE(links_are_not_followed),
		CASE(files_and_directories), CASE(handles), CASE(wrong_ranges),
		CASE(bytes_at_random), CASE(cutting),
		CASE(a_store_without_a_header_is_none), CASE(a_file_that_is_gone_can_be_closed),
		CASE(a_file_that_comes_back_is_not_taken_over),
		CASE(what_two_have_open_is_not_cut), CASE(a_cut_that_was_given_up_is_not_made),
		CASE(a_directory_file_that_cannot_be_opened_again_is_one),
		CASE(a_loss_is_told_by_the_next_worker),
		CASE(a_file_that_cannot_be_opened_again_is_not_committed),
		CASE(a_directory_is_the_one_of_its_name), CASE(a_damaged_store_is_not_made_anew),
		CASE(a_directory_that_cannot_be_looked_at_is_no_other),
		CASE(a_worker_does_not_say_which_directory_is_in_use),
		CASE(what_may_only_be_read_is_read), CASE(a_free_entry_is_not_synced),
		CASE(what_cannot_be_written_is_not_tried_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
