// SPDX-License-Identifier: BSD-2-Clause
/* Tests for kernel/core/session/limits.c, the per-user limits */

#include "core/session/limits.h"
#include "unit.h"

#define MIB	(1024ull * 1024)
#define GIB	(1024 * MIB)

static void defaults_leave_something(void **state)
{
	struct tee_limit_settings set = { .ram = 4 * GIB, .threads = 8 };
	struct tee_limits limits = tee_limits_work_out(&set);

	(void)state;
	assert_int_equal(limits.sessions, 128);
	assert_int_equal(limits.applications, 6);
	assert_int_equal(limits.regions, 256);
	assert_int_equal(limits.shm_bytes, 8 * MIB);
	assert_int_equal(limits.calls, 7);
	/* Two more threads are kept back if the TEE has system sessions. */
	set.kept_threads = TEE_SYSTEM_CALLS;
	assert_int_equal(tee_limits_work_out(&set).calls, 5);
}

static void one_call_is_always_allowed(void **state)
{
	struct tee_limit_settings set = { .ram = GIB, .kept_threads = TEE_SYSTEM_CALLS };

	(void)state;
	for (set.threads = 1; set.threads <= 3; set.threads++)
		assert_int_equal(tee_limits_work_out(&set).calls, 1);
	/* unknown number of threads */
	set.threads = 0;
	assert_int_equal(tee_limits_work_out(&set).calls, 2);
	set.threads = UINT32_MAX;
	assert_int_equal(tee_limits_work_out(&set).calls, UINT32_MAX - 3);
}

/* Drivers can say how many sessions their TEE has room for (0 if they don't know). */
static void few_sessions_are_shared(void **state)
{
	static const struct { u32 supported, expected; } cases[] = {
		{ 0, 128 }, { 1, 1 }, { 2, 1 }, { 3, 1 }, { 10, 5 }, { 255, 127 }, { 256, 128 },
		{ 257, 128 }, { UINT32_MAX, 128 },
	};
	struct tee_limit_settings set = { .ram = GIB };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		set.most_sessions = cases[i].supported;
		assert_int_equal(tee_limits_work_out(&set).sessions, cases[i].expected);
	}
}

static void little_memory_is_shared(void **state)
{
	struct tee_limit_settings set = { .ram = 16 * MIB };

	(void)state;
	assert_int_equal(tee_limits_work_out(&set).shm_bytes, 4 * MIB);
	/* All that clients can get is reserved memory, so other memory does not matter. */
	set.reserved = MIB;
	assert_int_equal(tee_limits_work_out(&set).shm_bytes, MIB / 4);
	set.reserved = GIB;
	assert_int_equal(tee_limits_work_out(&set).shm_bytes, 8 * MIB);
}

static void what_is_set_holds(void **state)
{
	const struct tee_limit_settings set = {
		.sessions = 1, .applications = 2, .regions = UINT32_MAX, .shm_mib = UINT32_MAX,
		.calls = 100, .ram = MIB, .reserved = 4096, .threads = 2,
	};
	struct tee_limits limits = tee_limits_work_out(&set);

	(void)state;
	assert_int_equal(limits.sessions, 1);
	assert_int_equal(limits.applications, 2);
	assert_int_equal(limits.regions, UINT32_MAX);
	assert_int_equal(limits.shm_bytes, UINT32_MAX * MIB);
	assert_int_equal(limits.calls, 100);
}

static void limit_is_reached_and_not_passed(void **state)
{
	(void)state;
	assert_true(tee_limit_allows(0, 10, 10));
	assert_true(tee_limit_allows(9, 1, 10));
	assert_true(tee_limit_allows(10, 0, 10));
	assert_false(tee_limit_allows(10, 1, 10));
	assert_false(tee_limit_allows(0, 11, 10));
	/* The limit was lowered below what is in use. */
	assert_false(tee_limit_allows(11, 0, 10));
	assert_false(tee_limit_allows(11, 1, 10));
	/* overflow */
	assert_false(tee_limit_allows(8, UINT64_MAX, 10));
	assert_false(tee_limit_allows(UINT64_MAX, UINT64_MAX, 10));
	assert_true(tee_limit_allows(1, UINT64_MAX - 1, UINT64_MAX));
	assert_false(tee_limit_allows(2, UINT64_MAX - 1, UINT64_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_leave_something),
		cmocka_unit_test(one_call_is_always_allowed),
		cmocka_unit_test(few_sessions_are_shared),
		cmocka_unit_test(little_memory_is_shared),
		cmocka_unit_test(what_is_set_holds),
		cmocka_unit_test(limit_is_reached_and_not_passed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
