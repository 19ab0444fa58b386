// SPDX-License-Identifier: BSD-2-Clause
/* Tests for hist_parse.c and stats_parse.c */
#include "parse/hist_parse.h"
#include "parse/stats_parse.h"
#include "unit.h"

#define CRYPT	"cb3e5ba0-adf1-11e0-998b-0002a5d5c51b"
#define INVOKE	"d96a5b40-c3e5-21e3-8794-1002a5d5c61b"

/* two triggers on the same event, as Linux 6.12 prints them */
static const char two_histograms[] =
	"# event histogram\n#\n"
	"# trigger info: hist:keys=device,ta,latency_ns.log2:vals=hitcount,latency_ns [active]\n"
	"#\n\n"
	"{ device: tee0                                              , ta: " CRYPT
	"              , latency_ns: ~ 2^21 } hitcount:          1  latency_ns:    1631696\n"
	"{ device: tee0                                              , ta: " INVOKE
	"              , latency_ns: ~ 2^23 } hitcount:          2  latency_ns:   13971968\n"
	"{ device: tee1                                              , ta: " CRYPT
	"              , latency_ns: ~ 2^20 } hitcount:          7  latency_ns:    1743920\n"
	"{ device: tee0                                              , ta: " CRYPT
	"              , latency_ns: ~ 2^20 } hitcount:          3  latency_ns:    1743920\n"
	"\nTotals:\n    Hits: 7\n    Entries: 4\n    Dropped: 5\n\n\n"
	"# event histogram\n#\n"
	"# trigger info: hist:keys=device,ta,ret:vals=hitcount if ret != 0 || rc != 0 [active]\n"
	"#\n\n"
	"{ device: tee0                                              , ta: " CRYPT
	"              , ret: 4294901766 } hitcount:          2\n"
	"\nTotals:\n    Hits: 2\n    Entries: 1\n    Dropped: 1\n";

static void parse(const char *text, struct hist *hist)
{
	char *copy = strdup(text);

	assert_non_null(copy);
	assert_int_equal(hist_parse(copy, hist), 0);
	free(copy);
}

static void histograms(void **state)
{
	const struct hist_row *row;
	struct hist hist;

	(void)state;
	parse(two_histograms, &hist);
	assert_int_equal(hist.count, 3);
	assert_int_equal(hist.dropped, 6);
	row = hist_find(&hist, "tee0", CRYPT);
	assert_non_null(row);
	assert_int_equal(row->calls, 4);
	assert_int_equal(row->ns, 1631696 + 1743920);
	assert_int_equal(row->class[20], 3);
	assert_int_equal(row->class[21], 1);
	assert_int_equal(row->refused, 2);
	row = hist_find(&hist, "tee1", CRYPT);
	assert_non_null(row);
	assert_int_equal(row->calls, 7);
	assert_int_equal(row->refused, 0);
	assert_null(hist_find(&hist, "tee1", INVOKE));
	hist_free(&hist);
}

static void bounds(void **state)
{
	struct hist_row row = { .class = { [10] = 50, [12] = 49, [20] = 1 } };
	struct hist_row none = { 0 };

	(void)state;
	assert_true(hist_row_bound(&row, 0.5) == 1024);
	assert_true(hist_row_bound(&row, 0.51) == 4096);
	assert_true(hist_row_bound(&row, 0.99) == 4096);
	assert_true(hist_row_bound(&row, 1) == 1 << 20);
	assert_true(hist_row_bound(&none, 0.5) == 0);
}

static void differences(void **state)
{
	struct hist_row now = { .calls = 10, .ns = 1000, .refused = 1, .class = { [9] = 10 } };
	struct hist_row before = { .calls = 4, .ns = 300, .refused = 1, .class = { [9] = 4 } };
	struct hist_row cleared = { .calls = 11 };

	(void)state;
	hist_row_subtract(&now, NULL);
	assert_int_equal(now.calls, 10);
	hist_row_subtract(&now, &before);
	assert_int_equal(now.calls, 6);
	assert_int_equal(now.ns, 700);
	assert_int_equal(now.refused, 0);
	assert_int_equal(now.class[9], 6);
	hist_row_subtract(&now, &cleared);
	assert_int_equal(now.calls, 0);
}

static void odd_histograms(void **state)
{
	static const char *const texts[] = {
		"", "{", "{ }\n", "{ device: tee0 , ta: x",
		"{ device: , ta: , latency_ns: ~ 2^1 }\n",
		"{ device: tee0 , ta: x , latency_ns: ~ 2^ } hitcount: 1 latency_ns: 1\n",
		"{ device: tee0 , ta: x , latency_ns: ~ 2^3 } hitcount: y latency_ns: 1\n",
	};
	struct hist hist;
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(texts) / sizeof(texts[0]); n++) {
		parse(texts[n], &hist);
		assert_int_equal(hist.count, 0);
		hist_free(&hist);
	}
	/* The highest class also collects everything above it, and sums saturate. */
	parse("{ device: tee0 , ta: x , latency_ns: ~ 2^99 } hitcount: 18446744073709551615 "
	      "latency_ns: 18446744073709551615\n"
	      "{ device: tee0 , ta: x , latency_ns: ~ 2^99 } hitcount: 2 latency_ns: 2\n", &hist);
	assert_int_equal(hist.count, 1);
	assert_true(hist.rows[0].calls == UINT64_MAX);
	assert_true(hist.rows[0].ns == UINT64_MAX);
	assert_true(hist.rows[0].class[HIST_CLASSES - 1] == UINT64_MAX);
	hist_free(&hist);
}

static void statistics(void **state)
{
	struct device_stats stats;

	(void)state;
	stats_parse("contexts 2\nsessions 3\nshm 4\nshm_bytes 8192\ncalls 13\nerrors 1\n"
		    "refusals 5\nlatency_below_us 1 77\n"
		    "user 1000 limited sessions 1 regions 1 shm_bytes 1 calls 1 waiting 1\n",
		    &stats);
	assert_int_equal(stats.contexts, 2);
	assert_int_equal(stats.sessions, 3);
	assert_int_equal(stats.shm, 4);
	assert_int_equal(stats.shm_bytes, 8192);
	assert_int_equal(stats.calls, 13);
	assert_int_equal(stats.errors, 1);
	assert_int_equal(stats.refusals, 5);
	stats_parse("calls\n12\n\n:\ncalls x\nsessions", &stats);
	assert_int_equal(stats.calls, 0);
	assert_int_equal(stats.sessions, 0);
}

static void refused_users(void **state)
{
	struct stats_refused refused;

	(void)state;
	stats_refused_parse("contexts 2\nrefusals 5\nlatency_below_us 1 77\n", &refused);
	assert_int_equal(refused.users, 0);
	stats_refused_parse("user 1000 limited sessions 1 regions 2 shm_bytes 8192 calls 1 "
			    "waiting 0 waits 17 refused 0 applications 1\n"
			    "user 0 unlimited sessions 1 regions 2 shm_bytes 8192 calls 1 "
			    "waiting 0 waits 17 refused 3 applications 1\n"
			    "user 1001 limited sessions 1 refused 4\n"
			    "user 1002 limited what_comes_later 7 refused 3 sessions 1\n",
			    &refused);
	assert_int_equal(refused.users, 3);
	assert_int_equal(refused.uid, 1001);
	assert_int_equal(refused.most, 4);
	/* All malformed, and the last one is cut off too */
	stats_refused_parse("user\nuser x limited refused 1\nuser 1 limited refused\nrefused 1\n"
			    "user 2 limited refused x\nuser 4294967296 limited refused 1\n"
			    "user 3 limited refused \n1\nuser 1 ", &refused);
	assert_int_equal(refused.users, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(histograms),
		cmocka_unit_test(bounds),
		cmocka_unit_test(differences),
		cmocka_unit_test(odd_histograms),
		cmocka_unit_test(statistics),
		cmocka_unit_test(refused_users),
	};

	return RUN(tests);
}
