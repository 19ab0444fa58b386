// SPDX-License-Identifier: BSD-2-Clause
/* Tests for softteed/instance/turn.c */
#include <unistd.h>

#include "softteed/instance/instance_private.h"
#include "unit.h"

static unsigned int turns;
static bool running, overlap;

static void run(void)
{
	instance_turn_take();
	overlap |= running;
	running = true;
	turns++;
	usleep(100);
	running = false;
	instance_turn_pass();
}

static void *run_once(void *data)
{
	run();
	return data;
}

/* Whoever passes the turn on and wants it again comes after those who wait. */
static void nobody_is_overtaken(void **state)
{
	pthread_t threads[3];
	unsigned int before;

	(void)state;
	for (int round = 0; round < 5; round++) {
		turns = 0;
		instance_turn_take();
		for (size_t n = 0; n < ARRAY_LEN(threads); n++)
			assert_int_equal(pthread_create(&threads[n], NULL, run_once, NULL), 0);
		usleep(200000);
		assert_int_equal(turns, 0);
		instance_turn_pass();
		instance_turn_take();
		before = turns;
		instance_turn_pass();
		for (size_t n = 0; n < ARRAY_LEN(threads); n++)
			pthread_join(threads[n], NULL);
		assert_int_equal(before, 3);
	}
}

static void *run_often(void *data)
{
	for (int n = 0; n < 500; n++)
		run();
	return data;
}

static void many_threads_take_turns(void **state)
{
	pthread_t threads[8];

	(void)state;
	turns = 0;
	for (size_t n = 0; n < ARRAY_LEN(threads); n++)
		assert_int_equal(pthread_create(&threads[n], NULL, run_often, NULL), 0);
	for (size_t n = 0; n < ARRAY_LEN(threads); n++)
		pthread_join(threads[n], NULL);
	assert_int_equal(turns, 8 * 500);
	assert_false(overlap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_overtaken),
		cmocka_unit_test(many_threads_take_turns),
	};

	return RUN(tests);
}
