// SPDX-License-Identifier: BSD-2-Clause
/* Full disks, killed processes and power cuts: everything is as before or after a change. */
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "unit.h"
#include "vfs.h"

/* Exit status of a child process */
#define CANNOT_MOUNT	200

/*
 * The disk is full from the n-th change on, not even a rollback works. A lookup then says so, and
 * not that there's no object. Once there's space again, everything is there.
 */
static void test_full_disk(void **state)
{
	int lookups = 0, n = 0;
	TEE_Result result;
	char data[16];

	(void)state;
	store("a", "old");
	do {
		vfs_fault = (struct vfs_fault){ .left = n++ };
		result = create("a", TEE_DATA_FLAG_OVERWRITE, "new");
		if (!result)
			break;
		assert_true(result == TEE_ERROR_STORAGE_NO_SPACE ||
			    result == TEE_ERROR_STORAGE_NOT_AVAILABLE);
		result = read_all("a", data, sizeof(data));
		assert_true(!result || result == TEE_ERROR_STORAGE_NOT_AVAILABLE);
		if (result) {
			lookups++;
			assert_int_equal(open_as(client, "b", READ), result);
			assert_int_equal(simple(STORAGE_NEXT, 0, 0, 0), result);
			assert_int_equal(simple(STORAGE_GET_TIME, 0, 0, 0), result);
		}
		vfs_fault.left = -1;
		assert_int_equal(open_as(client, "b", READ), TEE_ERROR_ITEM_NOT_FOUND);
		assert_int_equal(read_all("a", data, sizeof(data)), TEE_SUCCESS);
		assert_true(!strcmp(data, "old") || !strcmp(data, "new"));
		store("a", "old");
	} while (n < 1000);
	assert_in_range(n, 10, 999);
	assert_in_range(lookups, 5, n);
	vfs_fault.left = -1;
}

#define OBJECT_SIZE	4000

static TEE_Result create_numbered(uint8_t number)
{
	static uint8_t data[OBJECT_SIZE];
	TEE_Result result;

	memset(data, number, sizeof(data));
	result = ASK(.header = { .code = STORAGE_CREATE, .flags = TEE_DATA_FLAG_OVERWRITE,
				 .name_size = 1, .size = sizeof(data),
				 .data_size = sizeof(data) },
		     .name = &number, .data = data);
	return result ? result : simple(STORAGE_CLOSE, reply.header.handle, 0, 0);
}

static bool has_numbered(uint8_t number)
{
	uint8_t name[] = { number, 0 }, data[OBJECT_SIZE + 1];

	return !read_all((const char *)name, (char *)data, sizeof(data)) &&
	       data[0] == number && data[OBJECT_SIZE - 1] == number;
}

/* Fill the disk, with the counter on it too, and enlarge it. Return the number of objects. */
static int fill_disk(void)
{
	struct storage_counter_file file = { .key = { 1 } };
	uint8_t objects = 0;

	file.fd = openat(AT_FDCWD, "counter", O_RDWR | O_CREAT, 0600);
	options.counter = &storage_counter_file_ops;
	options.counter_context = &file;
	options.max_objects = 1000;
	options.vfs = NULL;
	start();
	for (int round = 0; round < 3; round++) {
		TEE_Result result;
		char size[16];

		snprintf(size, sizeof(size), "size=%dk", 100 * (round + 3));
		if (mount("none", directory, NULL, MS_REMOUNT, size))
			return -1;
		while (!(result = create_numbered(objects + 1)))
			objects++;
		if (result != TEE_ERROR_STORAGE_NO_SPACE)
			return -2;
		/* It isn't a matter of the counter: what there is can be replaced or not. */
		result = create_numbered(1);
		if (result && result != TEE_ERROR_STORAGE_NO_SPACE)
			return -3;
		for (uint8_t n = 1; n <= objects; n++)
			if (!has_numbered(n))
				return -4;
		if (has_numbered(objects + 1))
			return -5;
	}
	stop();
	start();
	for (uint8_t n = 1; n <= objects; n++)
		if (!has_numbered(n))
			return -6;
	return objects;
}

/* Run a function with the store on a file system of its own. Its result must be in a range. */
static void run_on_small_disk(int (*run)(void), int least, int most)
{
	int status;
	pid_t child;

	stop();
	child = fork();
	if (!child) {
		if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		    mount("none", directory, "tmpfs", 0, "size=300k") || chdir(directory))
			_exit(CANNOT_MOUNT);
		_exit(run() & 0xff);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WEXITSTATUS(status) == CANNOT_MOUNT)
		SKIP_BECAUSE("only root may mount a small file system");
	assert_in_range(WEXITSTATUS(status), least, most);
	start();
}

static void test_small_disk(void **state)
{
	(void)state;
	run_on_small_disk(fill_disk, 30, 100);
}

/* Return 0, or the line that failed. */
static int use_readable_store(void)
{
	char data[16];
	uint32_t handle;

	start();
	store("a", "1");
	stop();
	if (mount("none", directory, NULL, MS_REMOUNT | MS_RDONLY, NULL))
		return __LINE__;
	start();
	if (read_all("a", data, sizeof(data)) || strcmp(data, "1"))
		return __LINE__;
	if (create("b", ALL, "2") != TEE_ERROR_STORAGE_NOT_AVAILABLE)
		return __LINE__;
	if (open_as(client, "a", ALL))
		return __LINE__;
	handle = reply.header.handle;
	if (write_data(handle, 0, "2", 1) != TEE_ERROR_STORAGE_NOT_AVAILABLE ||
	    simple(STORAGE_DELETE, handle, 0, 0) != TEE_ERROR_STORAGE_NOT_AVAILABLE)
		return __LINE__;
	if (read_all("a", data, sizeof(data)) || strcmp(data, "1"))
		return __LINE__;
	if (open_as(client, "b", READ) != TEE_ERROR_ITEM_NOT_FOUND)
		return __LINE__;
	/* The cause is gone. */
	stop();
	if (mount("none", directory, NULL, MS_REMOUNT, NULL))
		return __LINE__;
	start();
	return create("b", ALL, "2") ? __LINE__ : 0;
}

static void test_read_only_disk(void **state)
{
	(void)state;
	run_on_small_disk(use_readable_store, 0, 0);
}

/* Changes to cut short */

static TEE_Result change_create(void)
{
	return create("n", ALL, "new");
}

static TEE_Result change_overwrite(void)
{
	return create("a", TEE_DATA_FLAG_OVERWRITE, "new");
}

static uint32_t open_for_change(void)
{
	assert_int_equal(open_as(client, "a", ALL), TEE_SUCCESS);
	return reply.header.handle;
}

/* Part of one block, all of another one, and a new end */
static TEE_Result change_write(void)
{
	static uint8_t data[9000];

	memset(data, 'w', sizeof(data));
	return write_data(open_for_change(), 1, data, sizeof(data));
}

static TEE_Result change_truncate(void)
{
	return simple(STORAGE_TRUNCATE, open_for_change(), 0, 2);
}

static TEE_Result change_rename(void)
{
	const uint32_t handle = open_for_change();

	return ASK(.header = { .code = STORAGE_RENAME, .handle = handle, .name_size = 1 },
		   .name = (const uint8_t *)"n");
}

static TEE_Result change_delete(void)
{
	return simple(STORAGE_DELETE, open_for_change(), 0, 0);
}

/* All that the store has, as bytes */
struct snapshot {
	size_t size;
	uint8_t bytes[32768];
};

static void add(struct snapshot *snapshot, const void *bytes, size_t size)
{
	assert_true(size <= sizeof(snapshot->bytes) - snapshot->size);
	if (size)
		memcpy(snapshot->bytes + snapshot->size, bytes, size);
	snapshot->size += size;
}

static void add_reply(struct snapshot *snapshot)
{
	const struct storage_header *header = &reply.header;

	add(snapshot, &header->size, sizeof(header->size));
	add(snapshot, reply.name, header->name_size);
	add(snapshot, reply.meta, header->meta_size);
	add(snapshot, reply.data, header->data_size);
}

static void take_snapshot(struct snapshot *snapshot)
{
	uint64_t position = 0;
	uint32_t handle;
	TEE_Result result;
	char name[8];

	snapshot->size = 0;
	while (!(result = simple(STORAGE_NEXT, 0, position, 0))) {
		position = reply.header.position;
		snprintf(name, sizeof(name), "%.*s", (int)reply.header.name_size, reply.name);
		add_reply(snapshot);
		assert_int_equal(open_as(client, name, READ), TEE_SUCCESS);
		handle = reply.header.handle;
		assert_int_equal(simple(STORAGE_READ, handle, 0, 20000), TEE_SUCCESS);
		add_reply(snapshot);
		assert_int_equal(simple(STORAGE_CLOSE, handle, 0, 0), TEE_SUCCESS);
	}
	assert_int_equal(result, TEE_ERROR_ITEM_NOT_FOUND);
	result = simple(STORAGE_GET_TIME, 0, 0, 0);
	assert_true(!result || result == TEE_ERROR_ITEM_NOT_FOUND);
	add_reply(snapshot);
}

static bool is_same(const struct snapshot *a, const struct snapshot *b)
{
	return a->size == b->size && !memcmp(a->bytes, b->bytes, a->size);
}

/* In a process of its own: start, make a change, and tell if it succeeded. Then end. */
static void run_change(TEE_Result (*change)(void), struct vfs_fault fault, bool *answered)
{
	int status;
	pid_t child = fork();

	if (!child) {
		vfs_reset();
		vfs_fault = fault;
		start();
		if (change && !change())
			*answered = true;
		vfs_end();
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), VFS_ENDED);
}

struct scenario {
	struct snapshot before, after;
	uint8_t database[200000];
	ssize_t database_size;
	uint64_t counter;
	bool *answered;
};

static void restore(const struct scenario *scenario)
{
	char journal[160];
	int fd;

	snprintf(journal, sizeof(journal), "%s-journal", path);
	unlink(journal);
	unlink(path);
	if (scenario->database_size) {
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		assert_int_equal(write(fd, scenario->database, scenario->database_size),
				 scenario->database_size);
		close(fd);
	}
	*counter = scenario->counter;
	*scenario->answered = false;
}

/* Cut the change short at its n-th step, and maybe the recovery at one of its steps, too. */
static void cut_at(struct scenario *scenario, TEE_Result (*change)(void), struct vfs_fault fault)
{
	struct snapshot now;

	restore(scenario);
	run_change(change, fault, scenario->answered);
	if (fault.left % 4 == 1) {
		fault.left %= 5;
		run_change(NULL, fault, scenario->answered);
	}
	start();
	take_snapshot(&now);
	assert_true(is_same(&now, &scenario->after) ||
		    (!*scenario->answered && is_same(&now, &scenario->before)));
	store("z", "1");
	stop();
}

static void cut_short(TEE_Result (*change)(void))
{
	static struct scenario scenario;
	int steps, fd = open(path, O_RDONLY);

	scenario.database_size = 0;
	if (fd >= 0) {
		scenario.database_size = read(fd, scenario.database, sizeof(scenario.database));
		assert_in_range(scenario.database_size, 1, sizeof(scenario.database) - 1);
		close(fd);
	}
	if (!scenario.answered)
		scenario.answered = mmap(NULL, sizeof(bool), PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	start();
	take_snapshot(&scenario.before);
	scenario.counter = *counter;
	assert_int_equal(change(), TEE_SUCCESS);
	stop();
	start();
	take_snapshot(&scenario.after);
	stop();
	for (enum vfs_failure failure = VFS_KILL; failure <= VFS_RANDOM; failure++) {
		*scenario.answered = false;
		/* What a killed process has written is there, so there are fewer outcomes. */
		for (steps = 0; !*scenario.answered; steps += failure == VFS_KILL ? 3 : 1)
			cut_at(&scenario, change,
			       (struct vfs_fault){ steps, failure, (unsigned int)steps });
		/* Right after the answer is one more. */
		cut_at(&scenario, change, (struct vfs_fault){ 1000, failure, 1 });
		assert_true(*scenario.answered);
		assert_in_range(steps, 8, 200);
	}
	restore(&scenario);
}

static void test_power_cut(void **state)
{
	static TEE_Result (*const changes[])(void) = {
		change_create, change_overwrite, change_write, change_truncate, change_rename,
		change_delete,
	};
	static char large[10000];

	(void)state;
	options.counter = &counter_ops;
	memset(large, 'x', sizeof(large) - 1);
	store("a", large);
	store("b", "other");
	stop();
	for (size_t n = 0; n < sizeof(changes) / sizeof(changes[0]); n++)
		cut_short(changes[n]);
	start();
}

/* The very first change creates the database as well. */
static void test_first_power_cut(void **state)
{
	(void)state;
	stop();
	options.counter = &counter_ops;
	shell("rm objects.db*");
	cut_short(change_create);
	start();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_full_disk),
		TEST(test_small_disk),
		TEST(test_read_only_disk),
		TEST(test_power_cut),
		TEST(test_first_power_cut),
	};

	vfs_register();
	return RUN(tests);
}
