// SPDX-License-Identifier: GPL-2.0-only
/* Page lists for OP-TEE: length, entries and links */

#include "optee/message.h"
#include "unit.h"

#define PER_PAGE	(PAGE_SIZE / OPTEE_MSG_PAGE_SIZE)

static void a_list_has_an_entry_for_each_page_touched(void **state)
{
	(void)state;
	assert_int_equal(optee_page_list_entries(0, 1), 1);
	assert_int_equal(optee_page_list_entries(0, 4096), 1);
	assert_int_equal(optee_page_list_entries(0, 4097), 2);
	assert_int_equal(optee_page_list_entries(4095, 1), 1);
	assert_int_equal(optee_page_list_entries(4095, 2), 2);
	assert_int_equal(optee_page_list_entries(1, 4096), 2);
	assert_int_equal(optee_page_list_entries(4095, 4098), 3);
	/* pages in front of the buffer don't count */
	assert_int_equal(optee_page_list_entries(3 * 4096 + 5, 4091), 1);
	/* offset + size must not wrap */
	assert_int_equal(optee_page_list_entries(4095, SIZE_MAX), SIZE_MAX / 4096 + 2);
}

static void a_page_of_a_list_has_511_entries(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct optee_msg_page_list), 4096);
	assert_int_equal(optee_page_list_length(1), 1);
	assert_int_equal(optee_page_list_length(511), 1);
	assert_int_equal(optee_page_list_length(512), 2);
	assert_int_equal(optee_page_list_length(1022), 2);
	assert_int_equal(optee_page_list_length(1023), 3);
}

/* Build the list for @entries OP-TEE pages that start at byte @offset, and check it. */
static void check_list(size_t entries, size_t offset)
{
	size_t first = offset / OPTEE_MSG_PAGE_SIZE;
	size_t num_pages = (first + entries + PER_PAGE - 1) / PER_PAGE;
	size_t length = optee_page_list_length(entries);
	struct page *store = calloc(num_pages, sizeof(*store));
	struct page **pages = calloc(num_pages, sizeof(*pages));
	struct optee_msg_page_list *lists = calloc(length, sizeof(*lists));
	size_t n;

	for (n = 0; n < num_pages; n++) {
		/* scattered, and above 4 GiB */
		store[n].phys = 0x100000000ull + (num_pages - n) * 3 * PAGE_SIZE;
		pages[n] = &store[n];
	}
	for (n = 0; n < length; n++)
		optee_page_list_fill(&lists[n], n, pages, offset, entries,
				     n + 1 < length ? 0x1000 * (n + 2) : 0);

	for (n = 0; n < entries; n++) {
		size_t at = first + n;

		assert_int_equal(lists[n / 511].pages[n % 511],
				 store[at / PER_PAGE].phys + at % PER_PAGE * 4096);
	}
	/* nothing behind the last entry */
	for (; n < length * 511; n++)
		assert_int_equal(lists[n / 511].pages[n % 511], 0);
	for (n = 0; n < length; n++)
		assert_int_equal(lists[n].next, n + 1 < length ? 0x1000 * (n + 2) : 0);
	free(lists);
	free(pages);
	free(store);
}

static void lists_of_every_awkward_length_are_right(void **state)
{
	static const size_t entries[] = { 1, 2, 510, 511, 512, 513, 1021, 1022, 1023 };
	size_t n;

	(void)state;
	for (n = 0; n < ARRAY_LEN(entries); n++) {
		check_list(entries[n], 0);
		check_list(entries[n], 123);
		check_list(entries[n], PAGE_SIZE - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_has_an_entry_for_each_page_touched),
		cmocka_unit_test(a_page_of_a_list_has_511_entries),
		cmocka_unit_test(lists_of_every_awkward_length_are_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
