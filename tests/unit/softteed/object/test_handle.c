// SPDX-License-Identifier: BSD-2-Clause
/* Tests of handle tables. */

#include "softteed/api/object/handle.h"
#include "unit.h"

static void test_open_find_close(void **state)
{
	struct handle_table table = { .kind = HANDLE_OBJECT };
	uintptr_t handle[100];
	int value[100];

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(handle); n++) {
		handle[n] = handle_open(&table, &value[n]);
		assert_int_not_equal(handle[n], 0);
	}
	for (size_t n = 0; n < ARRAY_LEN(handle); n++)
		assert_ptr_equal(handle_find(&table, handle[n]), &value[n]);
	for (size_t n = 0; n < ARRAY_LEN(handle); n += 2)
		handle_close(&table, handle[n]);
	for (size_t n = 0; n < ARRAY_LEN(handle); n++)
		assert_ptr_equal(handle_find(&table, handle[n]), n % 2 ? &value[n] : NULL);
	free(table.slots);
}

static void test_stale(void **state)
{
	struct handle_table table = { .kind = HANDLE_OBJECT };
	uintptr_t old, new;
	int value;

	(void)state;
	old = handle_open(&table, &value);
	handle_close(&table, old);
	new = handle_open(&table, &value);
	assert_int_not_equal(old, new);
	assert_null(handle_find(&table, old));
	/* A stale handle does not close the new one. */
	handle_close(&table, old);
	assert_ptr_equal(handle_find(&table, new), &value);
	free(table.slots);
}

static void test_invented(void **state)
{
	struct handle_table objects = { .kind = HANDLE_OBJECT };
	struct handle_table operations = { .kind = HANDLE_OPERATION };
	uintptr_t handle, other;
	int value;

	(void)state;
	assert_null(handle_find(&objects, 0));
	handle = handle_open(&objects, &value);
	other = handle_open(&operations, &value);
	assert_int_not_equal(handle, other);
	assert_null(handle_find(&objects, other));
	assert_null(handle_find(&operations, handle));
	for (unsigned int bit = 0; bit < sizeof(handle) * 8; bit++)
		assert_null(handle_find(&objects, handle ^ (uintptr_t)1 << bit));
	assert_null(handle_find(&objects, 0));
	assert_null(handle_find(&objects, UINTPTR_MAX));
	assert_null(handle_find(&objects, (uintptr_t)&value));
	free(objects.slots);
	free(operations.slots);
}

static void test_bounded(void **state)
{
	struct handle_table table = { .kind = HANDLE_OBJECT };
	uintptr_t first = 0, handle;
	int value;

	(void)state;
	for (size_t n = 0; n < HANDLE_MAX; n++) {
		handle = handle_open(&table, &value);
		assert_int_not_equal(handle, 0);
		if (!n)
			first = handle;
	}
	assert_int_equal(handle_open(&table, &value), 0);
	assert_ptr_equal(handle_find(&table, first), &value);
	handle_close(&table, first);
	handle = handle_open(&table, &value);
	assert_int_not_equal(handle, 0);
	assert_int_not_equal(handle, first);
	free(table.slots);
}

/* Applications put handles into 32 bits, and use any number of them in the course of time. */
static void test_long_use(void **state)
{
	struct handle_table table = { .kind = HANDLE_SESSION };
	uintptr_t first = 0, handle = 0;
	int value;

	(void)state;
	for (size_t n = 0; n < 1000000; n++) {
		handle = handle_open(&table, &value);
		assert_int_not_equal(handle, 0);
		assert_true(handle <= UINT32_MAX);
		if (!n)
			first = handle;
		else if (n < 100000)
			assert_int_not_equal(handle, first);
		assert_ptr_equal(handle_find(&table, handle), &value);
		handle_close(&table, handle);
	}
	assert_null(handle_find(&table, handle));
	free(table.slots);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_open_find_close),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_invented),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_long_use),
	};

	return RUN(tests);
}
