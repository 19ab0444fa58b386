// SPDX-License-Identifier: BSD-2-Clause
/* Tests for kernel/clients/rng/check.c, which doesn't trust the TEE's output */

#include "clients/rng/check.h"
#include "unit.h"

static void quality_is_never_what_the_framework_takes_for_the_best(void **state)
{
	(void)state;
	assert_int_equal(tee_rng_quality(0, 0), 1);
	assert_int_equal(tee_rng_quality(0, 1), 1);
	assert_int_equal(tee_rng_quality(0, 700), 700);
	assert_int_equal(tee_rng_quality(0, 1024), 1024);
	assert_int_equal(tee_rng_quality(0, 1025), 1024);
	assert_int_equal(tee_rng_quality(0, UINT64_MAX), 1024);
	/* 2^32 must not turn into 0. */
	assert_int_equal(tee_rng_quality(0, 1ull << 32), 1024);
}

static void the_administrator_has_the_last_word_on_quality(void **state)
{
	(void)state;
	assert_int_equal(tee_rng_quality(1, 1024), 1);
	assert_int_equal(tee_rng_quality(1024, 1), 1024);
}

static void repetitions_follow_the_quality(void **state)
{
	(void)state;
	assert_int_equal(tee_rng_repetitions(1024), 9);
	assert_int_equal(tee_rng_repetitions(1023), 10);
	assert_int_equal(tee_rng_repetitions(512), 17);
	assert_int_equal(tee_rng_repetitions(1), 8193);
}

static void an_answer_is_no_longer_than_was_asked_for(void **state)
{
	/* just what was asked for, to let AddressSanitizer see any access past the end */
	u8 *numbers = malloc(4);

	(void)state;
	memcpy(numbers, "\1\2\3\4", 4);
	assert_int_equal(tee_rng_check(numbers, 4, 4, 9), 0);
	assert_int_equal(tee_rng_check(numbers, 3, 4, 9), 0);
	assert_int_equal(tee_rng_check(numbers, 0, 4, 9), 0);
	assert_int_equal(tee_rng_check(numbers, 5, 4, 9), -EIO);
	assert_int_equal(tee_rng_check(numbers, UINT64_MAX, 4, 9), -EIO);
	assert_int_equal(tee_rng_check(numbers, (1ull << 32) + 4, 4, 9), -EIO);
	free(numbers);
}

static void a_row_of_equal_bytes_is_no_random_number(void **state)
{
	u8 numbers[64];
	size_t n;

	(void)state;
	memset(numbers, 0, sizeof(numbers));
	assert_int_equal(tee_rng_check(numbers, sizeof(numbers), sizeof(numbers), 9), -EIO);
	for (n = 0; n < sizeof(numbers); n++)
		numbers[n] = n;
	assert_int_equal(tee_rng_check(numbers, sizeof(numbers), sizeof(numbers), 9), 0);

	/*
	 * Nine equal bytes at the end are too many, eight are not. Whatever follows the
	 * output does not count.
	 */
	memset(numbers + 55, 0xa5, 9);
	assert_int_equal(tee_rng_check(numbers, 64, 64, 9), -EIO);
	assert_int_equal(tee_rng_check(numbers, 63, 64, 9), 0);
	numbers[59] = 0;
	assert_int_equal(tee_rng_check(numbers, 64, 64, 9), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quality_is_never_what_the_framework_takes_for_the_best),
		cmocka_unit_test(the_administrator_has_the_last_word_on_quality),
		cmocka_unit_test(repetitions_follow_the_quality),
		cmocka_unit_test(an_answer_is_no_longer_than_was_asked_for),
		cmocka_unit_test(a_row_of_equal_bytes_is_no_random_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
