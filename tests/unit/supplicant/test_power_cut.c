// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for storage across power cuts. Run a series of operations on objects,
 * cut the power after every single disk step, and let the changes that were not
 * durable be lost, kept, or lost at random. Every time, each object must be in
 * its state from before or after the operation in progress, and nothing that
 * was completed may be missing.
 *
 * Workers can end at any point without the TEE noticing, even with a power cut
 * later on. And when the disk fails, an operation that reports an error has to
 * leave things as they were, while those that succeed afterwards must survive a
 * power cut.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <tee_client_api.h>

#include <cmocka.h>

#include "model_disk.h"
#include "storage/fs.h"
#include "storage/fs_disk.h"
#include "storage/fs_slot.h"
#include "toy_optee.h"

#define SEEDS	6u

enum what { LOAD, CREATE, WRITE, TRUNCATE, REMOVE };

static const struct operation {
	enum what what;
	unsigned int id;
	size_t at;
	size_t size;
} operations[] = {
	{ LOAD, 0, 0, 0 },
	{ CREATE, 0, 0, 100 },		{ CREATE, 1, 0, 9000 },
	{ WRITE, 0, 50, 20 },		{ WRITE, 1, 4000, 200 },
	{ WRITE, 1, 0, 16000 },		{ WRITE, 0, 100, 8192 },
	{ TRUNCATE, 1, 5000, 0 },	{ WRITE, 1, 3, 1 },
	{ WRITE, 1, 5000, 12000 },	{ CREATE, 2, 0, 40000 },
	{ TRUNCATE, 2, 4096, 0 },	{ TRUNCATE, 2, 100, 0 },
	{ WRITE, 2, 100, 30000 },	{ CREATE, 1, 0, 300 },
	{ REMOVE, 0, 0, 0 },		{ WRITE, 2, 12288, 4096 },
	{ CREATE, 0, 0, 5000 },		{ TRUNCATE, 0, 0, 0 },
	{ WRITE, 0, 0, 4097 },		{ REMOVE, 2, 0, 0 },
	{ WRITE, 1, 200, 9000 },	{ CREATE, 2, 0, 20000 },
};

#define NUM_OPERATIONS	(sizeof(operations) / sizeof(operations[0]))

/* All objects' contents. After this many disk steps they cannot be lost anymore. */
struct contents {
	size_t steps;
	int sizes[TOY_OBJECTS];		/* -ENOENT if there is none */
	uint8_t data[TOY_OBJECTS][TOY_MAX_SIZE];
};

static struct contents expected[NUM_OPERATIONS + 1];

/*
 * What a failed operation was going to do. With power cut in the middle of it,
 * this is a legal result, too.
 */
static struct contents attempted;
static size_t failed_operation;		/* or NUM_OPERATIONS if none has failed */

static void apply(struct contents *contents, const struct operation *op, uint8_t *data)
{
	int *size = &contents->sizes[op->id];

	switch (op->what) {
	case LOAD:
		break;
	case CREATE:
		*size = (int)op->size;
		memcpy(contents->data[op->id], data, op->size);
		break;
	case WRITE:
		memcpy(contents->data[op->id] + op->at, data, op->size);
		if (*size < (int)(op->at + op->size))
			*size = (int)(op->at + op->size);
		break;
	case TRUNCATE:
		*size = (int)op->at;
		break;
	case REMOVE:
		*size = -ENOENT;
		break;
	}
}

static int perform(const struct operation *op, const uint8_t *data)
{
	switch (op->what) {
	case LOAD:
		return toy_load();
	case CREATE:
		return toy_create(op->id, data, op->size);
	case WRITE:
		return toy_write(op->id, op->at, data, op->size);
	case TRUNCATE:
		return toy_truncate(op->id, op->at);
	default:
		return toy_remove(op->id);
	}
}

/*
 * Start with fresh state. Clearing all of it would take longer than the tests
 * themselves, so reset just what matters.
 */
static struct fs_saved *forget(void)
{
	static struct fs_saved saved;

	for (unsigned int n = 0; n < FS_NUM_SLOTS; n++)
		saved.handles[n] = 0;
	saved.names_made = saved.names_durable = saved.commits = 0;
	return &saved;
}

/* Data for an operation. Comes out the same on every run. */
static const uint8_t *data_of(size_t operation)
{
	static uint8_t data[NUM_OPERATIONS][TOY_MAX_SIZE];
	unsigned int seed = (unsigned int)operation + 1;

	for (size_t i = 0; !data[operation][TOY_MAX_SIZE - 1] && i < TOY_MAX_SIZE; i++)
		data[operation][i] = (uint8_t)(rand_r(&seed) | (i + 1 == TOY_MAX_SIZE));
	return data[operation];
}

static bool is_same(const struct contents *now, const struct contents *then)
{
	for (unsigned int n = 0; n < TOY_OBJECTS; n++) {
		if (now->sizes[n] != then->sizes[n])
			return false;
		if (now->sizes[n] > 0 &&
		    memcmp(now->data[n], then->data[n], (size_t)now->sizes[n]))
			return false;
	}
	return true;
}

static void read_all(struct contents *now)
{
	for (unsigned int n = 0; n < TOY_OBJECTS; n++)
		now->sizes[n] = toy_read(n, now->data[n]);
}

/* Remember that this one failed, and check that it did not change anything. */
static void note_failure(size_t operation)
{
	static struct contents now;

	assert_int_equal(failed_operation, NUM_OPERATIONS);
	failed_operation = operation;
	attempted = expected[operation + 1];
	expected[operation + 1] = expected[operation];
	read_all(&now);
	if (!is_same(&now, &expected[operation]))
		fail_msg("operation %zu failed: objects have %d, %d and %d bytes, before it they "
			 "had %d, %d and %d; or their contents differ", operation, now.sizes[0],
			 now.sizes[1], now.sizes[2], expected[operation].sizes[0],
			 expected[operation].sizes[1], expected[operation].sizes[2]);
}

/* A previous failure may have left the object missing or too short. */
static bool is_possible(const struct operation *op, const struct contents *contents)
{
	int size = contents->sizes[op->id];

	return op->what == LOAD || op->what == CREATE || (size >= 0 && op->at <= (size_t)size);
}

static void run_operations(struct fs_saved *saved)
{
	disk_reset();
	failed_operation = NUM_OPERATIONS;
	fs_start(100, saved ? saved : forget(), NULL);
	for (unsigned int n = 0; n < TOY_OBJECTS; n++)
		expected[0].sizes[n] = -ENOENT;
	for (size_t n = 0; n < NUM_OPERATIONS; n++) {
		size_t fails_at = disk_fail_at;

		expected[n + 1] = expected[n];
		if (!is_possible(&operations[n], &expected[n]))
			continue;
		apply(&expected[n + 1], &operations[n], (uint8_t *)(uintptr_t)data_of(n));
		if (perform(&operations[n], data_of(n))) {
			if (!fails_at || disk_fail_at)
				fail_msg("operation %zu fails, and the disk does not", n);
			note_failure(n);
		}
		expected[n + 1].steps = disk_steps();
	}
	fs_stop();
}

static void check_cut(size_t steps, enum disk_luck luck, unsigned int seed)
{
	static struct contents now;
	size_t done = 0;

	disk_cut(steps, luck, seed);
	fs_start(100, forget(), NULL);
	/* do not count a torn step as done */
	while (done < NUM_OPERATIONS &&
	       expected[done + 1].steps <= steps - (luck == DISK_NEWEST_TORN))
		done++;
	read_all(&now);
	if (!is_same(&now, &expected[done]) &&
	    (done == NUM_OPERATIONS || !is_same(&now, &expected[done + 1])) &&
	    (done != failed_operation || !is_same(&now, &attempted)))
		fail_msg("cut after step %zu of %zu, in operation %zu, luck %d, seed %u: objects "
			 "have %d, %d and %d bytes, before they have %d, %d and %d", steps,
			 expected[NUM_OPERATIONS].steps, done, luck, seed, now.sizes[0],
			 now.sizes[1], now.sizes[2], expected[done].sizes[0],
			 expected[done].sizes[1], expected[done].sizes[2]);
	/* It should be possible to go on from here. */
	assert_int_equal(toy_load(), 0);
	assert_int_equal(toy_create(0, (const uint8_t *)"after", 5), 0);
	assert_int_equal(toy_read(0, now.data[0]), 5);
	assert_memory_equal(now.data[0], "after", 5);
	fs_stop();
}

static void no_cut(void **state)
{
	static struct contents now;

	(void)state;
	run_operations(NULL);
	fs_start(100, forget(), NULL);
	read_all(&now);
	assert_true(is_same(&now, &expected[NUM_OPERATIONS]));
	fs_stop();
}

static void cut_at_every_step(void **state)
{
	(void)state;
	run_operations(NULL);
	for (size_t steps = 0; steps <= expected[NUM_OPERATIONS].steps; steps++) {
		check_cut(steps, DISK_ALL_LOST, 0);
		check_cut(steps, DISK_ALL_THERE, 0);
		for (unsigned int seed = 0; steps && seed < SEEDS; seed++) {
			check_cut(steps, DISK_NEWEST_TORN, seed * 13);
			check_cut(steps, DISK_RANDOM, seed * 7919 + (unsigned int)steps);
		}
	}
}

/* Try every possible length for a torn header. */
static void cut_at_every_byte_of_a_header(void **state)
{
	(void)state;
	run_operations(NULL);
	for (size_t n = 0; n < NUM_OPERATIONS; n++)
		for (size_t back = 0; back < 3; back++)
			for (unsigned int byte = 0; byte <= 64; byte++)
				check_cut(expected[n + 1].steps - back, DISK_NEWEST_TORN, byte);
}

/*
 * When workers end: the first time before call @end_at, then every @period
 * calls. The request is retried until a worker gets to reply.
 */
static struct {
	struct fs_saved *saved;
	jmp_buf end;
	size_t calls;		/* disk calls and replies so far */
	size_t end_at;
	size_t period;		/* calls between ends, 0 for a single end */
	size_t steps;		/* disk steps before the latest end */
	uint64_t number;	/* request being served */
} life;

static void end_if_it_is_time(void)
{
	if (++life.calls != life.end_at)
		return;
	life.end_at += life.period;
	life.steps = disk_steps();
	longjmp(life.end, 1);
}

static bool is_in_hand(uint64_t number)
{
	return number == life.number;
}

static uint32_t serve_until_answered(struct service_request *request)
{
	static struct service_request first;
	uint32_t result;

	request->number = ++life.number;
	first = *request;
	if (setjmp(life.end)) {
		disk_before_call = NULL;
		fs_stop();
		disk_close_all();
		assert_int_equal(fs_start(100, life.saved, is_in_hand), 0);
		*request = first;
		request->again = true;
	}
	disk_before_call = end_if_it_is_time;
	result = supp_fs(request);
	end_if_it_is_time();
	disk_before_call = NULL;
	return result;
}

/* Run all operations with workers dying in between. Returns the number of calls. */
static size_t run_with_ends(size_t end_at, size_t period)
{
	static struct contents now;
	static struct fs_saved saved;

	for (unsigned int n = 0; n < FS_NUM_SLOTS; n++)
		saved.handles[n] = 0;
	saved.names_made = saved.names_durable = saved.commits = 0;
	life.saved = &saved;
	life.calls = life.number = 0;
	life.end_at = end_at;
	life.period = period;
	toy_service = serve_until_answered;
	run_operations(life.saved);
	toy_service = supp_fs;
	fs_start(100, forget(), NULL);
	read_all(&now);
	if (!is_same(&now, &expected[NUM_OPERATIONS]))
		fail_msg("a worker ended before call %zu, others %zu calls later each: objects "
			 "are not as they should be", end_at, period);
	fs_stop();
	for (unsigned int n = 0; n < FS_NUM_SLOTS; n++)
		assert_int_equal(life.saved->handles[n], 0);
	return life.calls;
}

static void a_worker_ends_before_every_call(void **state)
{
	size_t calls = run_with_ends(0, 0);

	(void)state;
	assert_true(calls > 100);
	for (size_t n = 1; n <= calls; n++)
		run_with_ends(n, 0);
}

static void workers_end_over_and_over(void **state)
{
	(void)state;
	for (size_t period = 40; period < 60; period++)
		run_with_ends(period, period);
}

/*
 * Cut at every step from @from on. Stop after two more complete operations, as
 * each of these makes everything before it durable.
 */
static void cut_at_each_step_from(size_t from)
{
	size_t last = 0;

	while (last < NUM_OPERATIONS && expected[last].steps < from)
		last++;
	last = last + 2 < NUM_OPERATIONS ? last + 2 : NUM_OPERATIONS;
	for (size_t steps = from; steps <= expected[last].steps; steps++) {
		check_cut(steps, DISK_ALL_LOST, 0);
		check_cut(steps, DISK_RANDOM, (unsigned int)(from * 7919 + steps));
	}
}

static void a_worker_ends_and_the_power_goes(void **state)
{
	size_t calls = run_with_ends(0, 0);

	(void)state;
	for (size_t n = 1; n <= calls; n++) {
		life.steps = 0;
		run_with_ends(n, 0);
		cut_at_each_step_from(life.steps);
	}
}

static void a_disk_fails_and_the_power_goes(void **state)
{
	size_t failures = 0;

	(void)state;
	for (size_t n = 1; ; n++) {
		disk_fail_at = n;
		run_operations(NULL);
		if (disk_fail_at)
			break;
		failures += failed_operation < NUM_OPERATIONS;
		cut_at_each_step_from(failed_operation < NUM_OPERATIONS ?
				      expected[failed_operation].steps : 0);
	}
	disk_fail_at = 0;
	assert_true(failures > 2 * NUM_OPERATIONS);
}

/* Issue a request; its output ends up in @value. */
static uint32_t request_fs(uint64_t command, uint64_t handle, uint64_t at, const char *name,
			   size_t size, uint64_t *value)
{
	static uint8_t bytes[20000];
	struct service_request request = { .function = SUPP_FS, .number = 1, .num_params = 1 };
	uint32_t result;

	request.params[0] = (struct supp_param){ .kind = SUPP_VALUE, .input = true,
		.a = command, .b = handle, .c = at };
	if (name || size)
		request.params[request.num_params++] = (struct supp_param){ .kind = SUPP_MEMORY,
			.input = true, .data = name ? (void *)(uintptr_t)name : bytes,
			.size = name ? strlen(name) + 1 : size };
	if (value)
		request.params[request.num_params++] = (struct supp_param){ .kind = SUPP_VALUE,
			.output = true };
	result = toy_service(&request);
	if (value)
		*value = request.params[request.num_params - 1].a;
	return result;
}

enum { FS_OPEN, FS_CREATE, FS_CLOSE, FS_READ, FS_WRITE, FS_TRUNCATE, FS_REMOVE };

/* Create a file with a truncation pending, to be done on commit or close. */
static uint64_t make_file_to_be_cut(void)
{
	uint64_t file;

	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/0", 0, &file), 0);
	assert_int_equal(request_fs(FS_WRITE, file, 0, NULL, 20000, NULL), 0);
	assert_int_equal(request_fs(FS_TRUNCATE, file, 5000, NULL, 0, NULL), 0);
	assert_int_equal(request_fs(FS_WRITE, file, 64, NULL, 64, NULL), 0);
	return file;
}

/*
 * The file's name is passed on to a second file while it is open. Its handle
 * sticks to the old one.
 */
static void a_handle_is_its_own_files(void **state)
{
	uint64_t directory, first, second;
	struct fs_saved *saved = forget();
	int fd;

	(void)state;
	disk_reset();
	fs_start(100, saved, NULL);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/dirf.db", 0, &directory), 0);
	assert_int_equal(request_fs(FS_WRITE, directory, 64, NULL, 64, NULL), 0);
	first = make_file_to_be_cut();
	assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_REMOVE, 0, 0, "/0", 0, NULL), 0);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/0", 0, &second), 0);
	assert_int_equal(request_fs(FS_WRITE, second, 0, NULL, 18000, NULL), 0);
	fs_stop();
	disk_close_all();
	fs_start(100, saved, NULL);
	assert_int_equal(request_fs(FS_WRITE, first, 9000, NULL, 64, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	request_fs(FS_CLOSE, first, 0, NULL, 0, NULL);
	assert_int_equal(request_fs(FS_WRITE, first, 9000, NULL, 64, NULL),
			 TEEC_ERROR_BAD_PARAMETERS);
	assert_int_equal(request_fs(FS_WRITE, second, 17000, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_CLOSE, second, 0, NULL, 0, NULL), 0);
	fd = fs_disk_open(100, "0", 0);
	assert_int_equal(fs_disk_size(fd), 18000);
	fs_stop();
}

/*
 * After a failed sync, there may be bytes missing from the file, and the
 * directory file may point to them. Neither can be written through an existing
 * handle.
 */
static void nothing_is_written_over_what_is_lost(void **state)
{
	uint64_t directory, file, again;

	(void)state;
	disk_reset();
	fs_start(100, forget(), NULL);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/dirf.db", 0, &directory), 0);
	assert_int_equal(request_fs(FS_WRITE, directory, 64, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/0", 0, &file), 0);
	assert_int_equal(request_fs(FS_WRITE, file, 9000, NULL, 4096, NULL), 0);
	disk_fail_at = 1;
	assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL),
			 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(disk_fail_at, 0);
	for (int times = 0; times < 2; times++) {
		assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL),
				 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
		assert_int_equal(request_fs(FS_WRITE, file, 9000, NULL, 64, NULL),
				 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
		assert_int_equal(request_fs(FS_TRUNCATE, file, 100, NULL, 0, NULL),
				 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	}
	/*
	 * Reopening brings back the last commit. Losses in some other open file
	 * do not stop a commit.
	 */
	assert_int_equal(request_fs(FS_CLOSE, directory, 0, NULL, 0, NULL), 0);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/dirf.db", 0, &directory), 0);
	assert_int_equal(request_fs(FS_WRITE, directory, 64, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_CLOSE, file, 0, NULL, 0, NULL), 0);
	assert_int_equal(request_fs(FS_OPEN, 0, 0, "/0", 0, &again), 0);
	assert_int_equal(request_fs(FS_WRITE, again, 9000, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL), 0);
	fs_stop();
}

/*
 * Likewise for a file whose name may be lost. Syncing the directory later does
 * not bring the name back.
 */
static void nothing_is_written_under_a_name_that_is_lost(void **state)
{
	uint64_t directory, file;

	(void)state;
	disk_reset();
	fs_start(100, forget(), NULL);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/dirf.db", 0, &directory), 0);
	assert_int_equal(request_fs(FS_WRITE, directory, 64, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/0", 0, &file), 0);
	disk_fail_at = 1;
	assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL),
			 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(disk_fail_at, 0);
	assert_int_equal(request_fs(FS_WRITE, file, 9000, NULL, 64, NULL),
			 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	assert_int_equal(request_fs(FS_CLOSE, file, 0, NULL, 0, NULL), 0);
	assert_int_equal(request_fs(FS_CLOSE, directory, 0, NULL, 0, NULL), 0);
	fs_stop();
}

/* Have the next worker take over. */
static void change_workers(struct fs_saved *saved)
{
	fs_stop();
	disk_close_all();
	assert_int_equal(fs_start(100, saved, NULL), 0);
}

static void open_directory_anew(uint64_t *directory)
{
	assert_int_equal(request_fs(FS_CLOSE, *directory, 0, NULL, 0, NULL), 0);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/dirf.db", 0, directory), 0);
}

/*
 * Some file systems make up inode numbers, so that a file can have a new one
 * when it is reopened.
 */
static void renumber(struct fs_saved *saved, uint64_t file)
{
	for (unsigned int n = 0; n < FS_NUM_SLOTS; n++)
		if (saved->handles[n] == file)
			saved->entries[n].file.inode++;
}

/*
 * If the next worker cannot find the file, or does not recognize it, what was
 * written to it is gone. A commit that refers to it has to fail.
 */
static void what_is_lost_with_a_file_is_not_committed(void **state)
{
	struct fs_saved *saved = forget();
	uint64_t directory, file;

	(void)state;
	disk_reset();
	fs_start(100, saved, NULL);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/dirf.db", 0, &directory), 0);
	for (int is_there = 0; is_there < 2; is_there++) {
		assert_int_equal(request_fs(FS_CREATE, 0, 0, "/0", 0, &file), 0);
		assert_int_equal(request_fs(FS_WRITE, file, 9000, NULL, 4096, NULL), 0);
		if (is_there)
			renumber(saved, file);
		else
			assert_int_equal(fs_disk_remove(100, "0"), 0);
		change_workers(saved);
		assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL),
				 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
		/* once is enough */
		open_directory_anew(&directory);
		change_workers(saved);
		assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL), 0);
		assert_int_equal(request_fs(FS_CLOSE, file, 0, NULL, 0, NULL), 0);
	}
	fs_stop();
}

/*
 * Even if OP-TEE removes the file before the worker ends, the loss has been
 * reported and is not reported again.
 */
static void what_is_lost_is_told_once(void **state)
{
	struct fs_saved *saved = forget();
	uint64_t directory, file;

	(void)state;
	disk_reset();
	fs_start(100, saved, NULL);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/dirf.db", 0, &directory), 0);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/0", 0, &file), 0);
	assert_int_equal(request_fs(FS_WRITE, file, 9000, NULL, 4096, NULL), 0);
	disk_fail_at = 1;
	assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL),
			 TEEC_ERROR_STORAGE_NOT_AVAILABLE);
	open_directory_anew(&directory);
	assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_REMOVE, 0, 0, "/0", 0, NULL), 0);
	change_workers(saved);
	assert_int_equal(request_fs(FS_WRITE, directory, 64, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_CLOSE, file, 0, NULL, 0, NULL), 0);
	fs_stop();
}

/* Cut the power and look at the header on the disk. */
static void read_header(enum disk_luck luck, char header[64])
{
	int fd;

	disk_cut(disk_steps(), luck, 5);
	fd = fs_disk_open(100, "dirf.db", 0);
	assert_int_equal(fs_disk_read(fd, header, 64, 0), 64);
	fs_disk_close(fd);
}

/*
 * Have the disk fail at the header, on the first write or when the next worker
 * repeats it, and end a worker before the reply. Returns true if it got to
 * both.
 */
static bool write_header_with_an_end(size_t fail_at, size_t end_at)
{
	static const char *const headers[] = {
		"the former header: 64 bytes with the last one, which is a zero.",
		"the newer header.: 64 bytes with the last one, which is a zero.",
	};
	bool has_failed, has_ended;
	char found[64];
	uint64_t directory;
	uint32_t result;

	disk_reset();
	life.saved = forget();
	fs_start(100, life.saved, NULL);
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/dirf.db", 0, &directory), 0);
	assert_int_equal(request_fs(FS_WRITE, directory, 0, headers[0], 0, NULL), 0);
	life.calls = life.period = 0;
	life.number = 1;
	life.end_at = end_at;
	toy_service = serve_until_answered;
	disk_fail_at = fail_at;
	result = request_fs(FS_WRITE, directory, 0, headers[1], 0, NULL);
	toy_service = supp_fs;
	fs_stop();
	has_failed = !disk_fail_at;
	disk_fail_at = 0;
	has_ended = life.calls >= end_at;
	for (enum disk_luck luck = DISK_ALL_LOST; luck <= DISK_ALL_THERE; luck++) {
		read_header(luck, found);
		assert_string_equal(found, headers[!result]);
	}
	/* With a single worker the failure cannot go unreported. */
	assert_true(has_ended || !has_failed || result);
	return has_failed && has_ended;
}

/* What OP-TEE is told has to match what's on the disk. */
static void a_worker_ends_while_a_header_is_written(void **state)
{
	unsigned int both = 0;

	(void)state;
	for (size_t fail_at = 1; fail_at <= 4; fail_at++)
		for (size_t end_at = 1; end_at < 30; end_at++)
			both += write_header_with_an_end(fail_at, end_at);
	assert_true(both >= 4);
}

/* The file stays a bit too long, that's all. */
static void a_cut_that_fails_is_no_failure(void **state)
{
	uint64_t directory, file;

	(void)state;
	disk_reset();
	disk_cannot_truncate = true;
	fs_start(100, forget(), NULL);
	/* No directory file: truncated on writing the file's own header */
	file = make_file_to_be_cut();
	/* With a directory file: truncated on close */
	assert_int_equal(request_fs(FS_CREATE, 0, 0, "/dirf.db", 0, &directory), 0);
	assert_int_equal(request_fs(FS_WRITE, directory, 64, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_TRUNCATE, file, 4096, NULL, 0, NULL), 0);
	assert_int_equal(request_fs(FS_WRITE, file, 0, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_WRITE, directory, 0, NULL, 64, NULL), 0);
	assert_int_equal(request_fs(FS_CLOSE, file, 0, NULL, 0, NULL), 0);
	disk_cannot_truncate = false;
	fs_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_cut),
		cmocka_unit_test(cut_at_every_step),
		cmocka_unit_test(cut_at_every_byte_of_a_header),
		cmocka_unit_test(a_worker_ends_before_every_call),
		cmocka_unit_test(workers_end_over_and_over),
		cmocka_unit_test(a_worker_ends_and_the_power_goes),
		cmocka_unit_test(a_disk_fails_and_the_power_goes),
		cmocka_unit_test(a_handle_is_its_own_files),
		cmocka_unit_test(nothing_is_written_over_what_is_lost),
		cmocka_unit_test(nothing_is_written_under_a_name_that_is_lost),
		cmocka_unit_test(what_is_lost_with_a_file_is_not_committed),
		cmocka_unit_test(what_is_lost_is_told_once),
		cmocka_unit_test(a_worker_ends_while_a_header_is_written),
		cmocka_unit_test(a_cut_that_fails_is_no_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
