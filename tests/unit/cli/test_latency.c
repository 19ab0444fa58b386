// SPDX-License-Identifier: BSD-2-Clause
/* Tests for cli/latency.c */
#include "latency.h"
#include "unit.h"

static void classes(void **state)
{
	uint64_t ns;
	unsigned int class, last = 0;

	(void)state;
	for (ns = 0; ns < 100000; ns++) {
		class = latency_class(ns);
		assert_in_range(class, last, last + 1);
		assert_true(ns <= latency_class_end(class));
		assert_true(!class || ns > latency_class_end(class - 1));
		last = class;
	}
	for (ns = 1; ns; ns <<= 1) {
		class = latency_class(ns);
		assert_in_range(class, 0, LATENCY_CLASSES - 1);
		assert_true(latency_class_end(class) - ns <= ns / 16 ||
			    class == LATENCY_CLASSES - 1);
	}
	assert_int_equal(latency_class(UINT64_MAX), LATENCY_CLASSES - 1);
	assert_true(latency_class_end(LATENCY_CLASSES - 1) == UINT64_MAX);
}

static void percentiles(void **state)
{
	static struct latencies all;
	uint64_t ns, found;

	(void)state;
	assert_int_equal(latencies_percentile(&all, 50), 0);
	for (ns = 1; ns <= 10000; ns++)
		latencies_add(&all, ns);
	assert_int_equal(all.least, 1);
	assert_int_equal(all.most, 10000);
	assert_int_equal(all.sum, 50005000);
	found = latencies_percentile(&all, 50);
	assert_in_range(found, 5000, 5000 + 5000 / 16);
	found = latencies_percentile(&all, 99);
	assert_in_range(found, 9900, 10000);
	assert_int_equal(latencies_percentile(&all, 100), 10000);
	assert_int_equal(latencies_percentile(&all, 0), 1);
}

static void merging(void **state)
{
	static struct latencies one, other, none;

	(void)state;
	latencies_add(&one, 100);
	latencies_add(&other, 7);
	latencies_add(&other, 200);
	latencies_merge(&one, &none);
	assert_int_equal(one.least, 100);
	latencies_merge(&one, &other);
	assert_int_equal(one.count, 3);
	assert_int_equal(one.least, 7);
	assert_int_equal(one.most, 200);
	latencies_merge(&none, &one);
	assert_int_equal(none.least, 7);
}

/* Whatever the distribution looks like, each call shows up in exactly one bar. */
static void bars(void **state)
{
	struct latency_bar lines[LATENCY_BARS];
	unsigned int round;

	(void)state;
	for (round = 0; round < 2000; round++) {
		static struct latencies all;
		uint64_t sum = 0, last = 0, calls = (unsigned int)rand() % 500 + 1, n;
		unsigned int spread = (unsigned int)rand() % 62;
		size_t count;

		memset(&all, 0, sizeof(all));
		for (n = 0; n < calls; n++)
			latencies_add(&all, ((uint64_t)rand() << 31 | (uint64_t)rand()) >> spread);
		count = latencies_bars(&all, lines);
		assert_in_range(count, 1, LATENCY_BARS);
		for (n = 0; n < count; n++) {
			sum += lines[n].count;
			assert_true(!n || lines[n].end > last);
			last = lines[n].end;
		}
		assert_int_equal(sum, calls);
		assert_true(last <= all.most);
	}
}

static void no_bars(void **state)
{
	static struct latencies none;
	struct latency_bar lines[LATENCY_BARS];

	(void)state;
	assert_int_equal(latencies_bars(&none, lines), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes),
		cmocka_unit_test(percentiles),
		cmocka_unit_test(merging),
		cmocka_unit_test(bars),
		cmocka_unit_test(no_bars),
	};

	return RUN(tests);
}
