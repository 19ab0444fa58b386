// SPDX-License-Identifier: BSD-2-Clause
/*
 * The power is cut after every step of a sequence of operations on objects, and what was
 * not durable fares well, badly, or by chance. Each time all objects must be as they were
 * before the operation that was under way, or as they are after it; and what had been
 * answered must be there.
 *
 * A worker that ends, wherever it is, is no power cut: another goes on, and nobody notices.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fs.h"
#include "fs_slot.h"
#include "model_disk.h"
#include "toy_optee.h"

#define SEEDS	6u

enum what { CREATE, WRITE, TRUNCATE, REMOVE };

static const struct operation {
	enum what what;
	unsigned int id;
	size_t at;
	size_t size;
} operations[] = {
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

/* What all objects are, and after how many steps at the earliest. */
struct contents {
	size_t steps;
	int sizes[TOY_OBJECTS];		/* -ENOENT: there is none */
	uint8_t data[TOY_OBJECTS][TOY_MAX_SIZE];
};

static struct contents expected[NUM_OPERATIONS + 1];

static void apply(struct contents *contents, const struct operation *op, uint8_t *data)
{
	int *size = &contents->sizes[op->id];

	switch (op->what) {
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

static void run_operations(struct fs_kept *kept)
{
	static uint8_t data[TOY_MAX_SIZE];
	unsigned int seed = 1;

	disk_reset();
	fs_start(100, kept, NULL);
	for (unsigned int n = 0; n < TOY_OBJECTS; n++)
		expected[0].sizes[n] = -ENOENT;
	for (size_t n = 0; n < NUM_OPERATIONS; n++) {
		for (size_t i = 0; i < sizeof(data); i++)
			data[i] = (uint8_t)rand_r(&seed);
		expected[n + 1] = expected[n];
		apply(&expected[n + 1], &operations[n], data);
		assert_int_equal(perform(&operations[n], data), 0);
		expected[n + 1].steps = disk_steps();
	}
	fs_stop();
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

static void read_all(struct contents *now, bool ever_committed)
{
	for (unsigned int n = 0; n < TOY_OBJECTS; n++) {
		now->sizes[n] = toy_read(n, now->data[n]);
		/* A directory file that never was whole is none: OP-TEE makes another. */
		if (now->sizes[n] == -EBADMSG && !ever_committed)
			now->sizes[n] = -ENOENT;
	}
}

static void check_cut(size_t steps, enum disk_luck luck, unsigned int seed)
{
	static struct contents now;
	size_t done = 0;

	disk_cut(steps, luck, seed);
	fs_start(100, NULL, NULL);
	/* What is torn is the newest step: it is not done. */
	while (done < NUM_OPERATIONS &&
	       expected[done + 1].steps <= steps - (luck == DISK_NEWEST_TORN))
		done++;
	read_all(&now, done);
	if (!is_same(&now, &expected[done]) &&
	    (done == NUM_OPERATIONS || !is_same(&now, &expected[done + 1])))
		fail_msg("cut after step %zu of %zu, in operation %zu, luck %d, seed %u: objects "
			 "have %d, %d and %d bytes, before they have %d, %d and %d", steps,
			 expected[NUM_OPERATIONS].steps, done, luck, seed, now.sizes[0],
			 now.sizes[1], now.sizes[2], expected[done].sizes[0],
			 expected[done].sizes[1], expected[done].sizes[2]);
	/* And it goes on from there. */
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
	fs_start(100, NULL, NULL);
	read_all(&now, true);
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

/* A header is cut after each of its bytes. */
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
 * The end of workers: before every so many calls of the disk, or once. A request is served
 * until a worker has lived to answer it.
 */
static struct {
	struct fs_kept *kept;
	jmp_buf end;
	size_t calls;		/* of the disk, and answers, since the first request */
	size_t end_at;
	size_t period;		/* 0: one end is enough */
	uint64_t number;	/* of the request in hand */
} life;

static void end_if_it_is_time(void)
{
	if (++life.calls != life.end_at)
		return;
	life.end_at += life.period;
	longjmp(life.end, 1);
}

static bool is_in_hand(uint64_t number)
{
	return number == life.number;
}

static uint32_t serve_until_answered(struct supp_request *request)
{
	static struct supp_request first;
	uint32_t result;

	request->number = ++life.number;
	first = *request;
	if (setjmp(life.end)) {
		disk_before_call = NULL;
		fs_stop();
		disk_close_all();
		assert_int_equal(fs_start(100, life.kept, is_in_hand), 0);
		*request = first;
		request->again = true;
	}
	disk_before_call = end_if_it_is_time;
	result = supp_fs(request);
	end_if_it_is_time();
	disk_before_call = NULL;
	return result;
}

/* Return: how many calls there were. */
static size_t run_with_ends(size_t end_at, size_t period)
{
	static struct contents now;

	life.kept = calloc(1, sizeof(*life.kept));
	assert_non_null(life.kept);
	life.calls = life.number = 0;
	life.end_at = end_at;
	life.period = period;
	toy_service = serve_until_answered;
	run_operations(life.kept);
	toy_service = supp_fs;
	fs_start(100, NULL, NULL);
	read_all(&now, true);
	if (!is_same(&now, &expected[NUM_OPERATIONS]))
		fail_msg("a worker ended before call %zu, others %zu calls later each: objects "
			 "are not as they should be", end_at, period);
	fs_stop();
	for (unsigned int n = 0; n < FS_NUM_SLOTS; n++)
		assert_int_equal(life.kept->handles[n], 0);
	free(life.kept);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_cut),
		cmocka_unit_test(cut_at_every_step),
		cmocka_unit_test(cut_at_every_byte_of_a_header),
		cmocka_unit_test(a_worker_ends_before_every_call),
		cmocka_unit_test(workers_end_over_and_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
