// SPDX-License-Identifier: BSD-2-Clause
/*
 * The power is cut after every step of a sequence of operations on objects, and what was
 * not durable fares well, badly, or by chance. Each time all objects must be as they were
 * before the operation that was under way, or as they are after it; and what had been
 * answered must be there.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fs.h"
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

static void run_operations(void)
{
	static uint8_t data[TOY_MAX_SIZE];
	unsigned int seed = 1;

	disk_reset();
	fs_start(100);
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
	fs_start(100);
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
	run_operations();
	fs_start(100);
	read_all(&now, true);
	assert_true(is_same(&now, &expected[NUM_OPERATIONS]));
	fs_stop();
}

static void cut_at_every_step(void **state)
{
	(void)state;
	run_operations();
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
	run_operations();
	for (size_t n = 0; n < NUM_OPERATIONS; n++)
		for (size_t back = 0; back < 3; back++)
			for (unsigned int byte = 0; byte <= 64; byte++)
				check_cut(expected[n + 1].steps - back, DISK_NEWEST_TORN, byte);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_cut),
		cmocka_unit_test(cut_at_every_step),
		cmocka_unit_test(cut_at_every_byte_of_a_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
