// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the emulated RPMB's backing file: power cuts, workers killed at any
 * disk call, and disk failures. The card must come out either before or after
 * the change in progress. If a worker has reported the change as complete, only
 * the latter will do.
 */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model_disk.h"
#include "services/rpmb/rpmb_store.h"

#define SEEDS	16u

/* the steps of a change that write the header and the blocks */
#define HEADER_STEP	2u
#define BLOCKS_STEP	3u

static const uint8_t key[RPMB_KEY_SIZE] = "the key of the tests, 32 bytes .";

/* A change to the card. @count is in blocks, with 0 for programming the key. */
static const struct change {
	uint16_t first;
	size_t count;
	uint8_t byte;
} changes[] = {
	{ 0, 0, 0 }, { 1, 1, 0x10 }, { 1, 2, 0x20 }, { RPMB_EMU_BLOCKS - 2, 2, 0x30 },
	{ 2, 1, 0x40 },
};

#define NUM_CHANGES	(sizeof(changes) / sizeof(changes[0]))

/* The card as expected after so many changes, and the disk steps it took to get there */
static struct {
	struct rpmb_image image;
	size_t steps;
} expected[NUM_CHANGES + 1];

/* what the worker has */
static struct rpmb_store store;
static struct rpmb_image card;

static int load(void)
{
	return rpmb_store_load(&store, 100, &card);
}

static int make_change(size_t number)
{
	static struct rpmb_frame frames[2];
	const struct change *change = &changes[number];

	if (!change->count)
		return rpmb_store_key(&store, &card, key);
	for (size_t n = 0; n < change->count; n++)
		memset(frames[n].data, change->byte + (int)n, RPMB_BLOCK_SIZE);
	return rpmb_store_blocks(&store, &card, change->first, frames, change->count);
}

static bool is_after(size_t number)
{
	const struct rpmb_image *image = &expected[number].image;

	return card.counter == image->counter && card.has_key == image->has_key &&
	       !memcmp(card.key, image->key, sizeof(card.key)) &&
	       !memcmp(card.blocks, image->blocks, sizeof(card.blocks));
}

/* Start on an empty disk and make @count changes. */
static void make_changes(size_t count)
{
	disk_reset();
	assert_int_equal(load(), 0);
	for (size_t n = 0; n < count; n++)
		assert_int_equal(make_change(n), 0);
}

static int set_up(void **state)
{
	(void)state;
	disk_reset();
	assert_int_equal(load(), 0);
	for (size_t n = 0; ; n++) {
		expected[n].image = card;
		expected[n].steps = disk_steps();
		if (n == NUM_CHANGES)
			return 0;
		assert_int_equal(make_change(n), 0);
	}
}

/* How many changes are complete after @steps disk steps? */
static size_t done_after(size_t steps)
{
	size_t done = 0;

	while (done < NUM_CHANGES && expected[done + 1].steps <= steps)
		done++;
	return done;
}

/* Cut the power. The card should have @lowest or @highest changes. */
static void check_cut(size_t steps, enum disk_luck luck, unsigned int seed, size_t lowest,
		      size_t highest)
{
	int err;

	disk_cut(steps, luck, seed);
	err = load();
	if (err || (!is_after(lowest) && !is_after(highest)))
		fail_msg("cut after step %zu, luck %d, seed %u: error %d, counter %u, expected "
			 "%zu or %zu changes", steps, luck, seed, err, card.counter, lowest,
			 highest);
}

static void check_cuts(size_t steps, size_t lowest, size_t highest)
{
	check_cut(steps, DISK_ALL_LOST, 0, lowest, highest);
	check_cut(steps, DISK_ALL_THERE, 0, lowest, highest);
	for (unsigned int seed = 0; seed < 4; seed++)
		check_cut(steps, DISK_RANDOM, seed * 7919 + (unsigned int)steps, lowest, highest);
}

/* Can this worker go on with the next change, and does a new worker find it? */
static void check_next_change(void)
{
	size_t done = is_after(0) ? 0 : card.counter + 1;

	if (done == NUM_CHANGES)
		return;
	assert_int_equal(make_change(done), 0);
	assert_int_equal(load(), 0);
	assert_true(is_after(done + 1));
}

/* After every step, and in the middle of the writes. */
static void test_power_cut_in_write(void **state)
{
	(void)state;
	for (size_t steps = 0; steps <= expected[NUM_CHANGES].steps; steps++) {
		size_t done = done_after(steps), part = steps - expected[done].steps;

		check_cut(steps, DISK_ALL_LOST, 0, done, done + !!part);
		check_next_change();
		check_cut(steps, DISK_ALL_THERE, 0, done, done + !!part);
		check_next_change();
		/* each byte of the header, some of the blocks */
		for (unsigned int byte = 0; part == HEADER_STEP && byte <= 80; byte++)
			check_cut(steps, DISK_NEWEST_TORN, byte, done, done);
		for (unsigned int byte = 0; part == BLOCKS_STEP && byte < 262144; byte += 4099)
			check_cut(steps, DISK_NEWEST_TORN, byte, done, done);
	}
}

/* Without a sync, sectors and names hit the disk in any order. */
static void test_power_cut_leaves_hole(void **state)
{
	(void)state;
	for (size_t steps = 0; steps <= expected[NUM_CHANGES].steps; steps++) {
		size_t done = done_after(steps);

		for (unsigned int seed = 0; seed < SEEDS; seed++)
			check_cut(steps, DISK_RANDOM, seed * 7919 + (unsigned int)steps, done,
				  done + (steps > expected[done].steps));
	}
}

/* Kill the worker before call @end_at, counting from 1. With 0 it survives. */
static struct {
	jmp_buf end;
	size_t calls;
	size_t end_at;
	bool killed;
} life;

static void end_if_it_is_time(void)
{
	if (++life.calls == life.end_at)
		longjmp(life.end, 1);
}

/* Load the card and make a change. True if the worker was killed over it. */
static bool run_worker(size_t change, size_t end_at)
{
	life.calls = 0;
	life.end_at = end_at;
	life.killed = true;
	if (!setjmp(life.end)) {
		disk_before_call = end_if_it_is_time;
		assert_int_equal(load(), 0);
		assert_int_equal(make_change(change), 0);
		life.killed = false;
	}
	disk_before_call = NULL;
	disk_close_all();
	return life.killed;
}

/*
 * The next worker sees @done changes. Make another, and cut the power after
 * each of its steps.
 */
static void cut_after_next_worker(size_t done)
{
	size_t from = disk_steps(), to;

	if (done < NUM_CHANGES)
		assert_int_equal(make_change(done), 0);
	to = disk_steps();
	check_cuts(from, done, done);
	for (size_t steps = from + 1; steps <= to; steps++)
		check_cuts(steps, done + (steps == to), done + 1);
}

/*
 * Kill a worker at each disk call in turn. The new name may not be durable at
 * that point, so its successor must sync the directory before it hands out any
 * data from the file.
 */
static void test_worker_ends(void **state)
{
	(void)state;
	for (size_t change = 0; change < NUM_CHANGES; change++) {
		size_t end_at = 1;

		for (bool killed = true; killed; end_at++) {
			make_changes(change);
			killed = run_worker(change, end_at);
			assert_int_equal(load(), 0);
			assert_true(is_after(change + 1) || (killed && is_after(change)));
			cut_after_next_worker(is_after(change) ? change : change + 1);
		}
		assert_in_range(end_at, 8, 20);
	}
	/* A change that was reported as complete cannot depend on a next worker. */
	make_changes(1);
	run_worker(1, 0);
	check_cuts(disk_steps(), 2, 2);
}

/* Syncing the new file fails: no change on the card, and the next one works. */
static void file_sync_fails(size_t change)
{
	size_t from, failed;

	make_changes(change);
	from = disk_steps();
	disk_fail_at = 1;
	assert_int_equal(make_change(change), -EIO);
	assert_true(is_after(change));
	assert_int_equal(load(), 0);
	assert_true(is_after(change));
	failed = disk_steps();
	assert_int_equal(make_change(change), 0);
	check_cut(disk_steps(), DISK_ALL_LOST, 0, change + 1, change + 1);
	for (size_t steps = from; steps <= failed; steps++)
		check_cuts(steps, change, change);
}

/*
 * Syncing the directory fails. The change is reported as failed but might be on
 * the disk, so the worker will not make any more, even though the disk is fine
 * by then.
 */
static void directory_sync_fails(size_t change)
{
	size_t failed;

	make_changes(change);
	disk_fail_at = 2;
	assert_int_equal(make_change(change), -EIO);
	assert_int_equal(disk_fail_at, 0);
	assert_true(is_after(change));
	failed = disk_steps();
	assert_int_equal(make_change(change), -EIO);
	assert_int_equal(disk_steps(), failed);
	assert_true(is_after(change));
	check_cuts(failed, change, change + 1);
}

static void test_sync_fails(void **state)
{
	(void)state;
	for (size_t change = 0; change < NUM_CHANGES; change++) {
		file_sync_fails(change);
		directory_sync_fails(change);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_power_cut_in_write, set_up),
		cmocka_unit_test_setup(test_power_cut_leaves_hole, set_up),
		cmocka_unit_test_setup(test_worker_ends, set_up),
		cmocka_unit_test_setup(test_sync_fails, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
