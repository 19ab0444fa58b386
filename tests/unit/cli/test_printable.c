// SPDX-License-Identifier: BSD-2-Clause
/* Tests for cli/printable.c */
#include "printable.h"
#include "unit.h"

static void for_a_terminal(void **state)
{
	static const char zero[] = { 'a', '\0', 'b' };
	char room[64], all[4 * 256 + 1];
	unsigned char bytes[256];
	size_t n;

	(void)state;
	assert_string_equal(printable("plain ~!", 8, room, sizeof(room)), "plain ~!");
	assert_string_equal(printable("\033]0;x\007", 6, room, sizeof(room)), "\\x1b]0;x\\x07");
	assert_string_equal(printable("a\nok  b", 7, room, sizeof(room)), "a\\x0aok  b");
	assert_string_equal(printable("\xc3\xbc\x9b\x7f", 4, room, sizeof(room)),
			    "\\xc3\\xbc\\x9b\\x7f");
	assert_string_equal(printable(zero, 3, room, sizeof(room)), "a\\x00b");
	assert_string_equal(printable("", 0, room, 1), "");
	for (n = 0; n < 256; n++)
		bytes[n] = (unsigned char)n;
	printable((char *)bytes, sizeof(bytes), all, sizeof(all));
	for (n = 0; all[n]; n++)
		assert_true(all[n] >= ' ' && all[n] <= '~');
	assert_int_equal(n, 95 + 4 * (256 - 95));
}

/* Truncation must not leave half an escape sequence. */
static void cut(void **state)
{
	char room[8];
	size_t size;

	(void)state;
	for (size = 1; size <= sizeof(room); size++) {
		char *heap = malloc(size);

		assert_non_null(heap);
		printable("ab\033cd", 5, heap, size);
		assert_string_equal(heap, size == 1 ? "" : size == 2 ? "a" : size < 7 ? "ab" :
				    size == 7 ? "ab\\x1b" : "ab\\x1bc");
		free(heap);
	}
}

static void expect_json(const char *json, const char *expected)
{
	char *text = printable_json(json);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static void for_json(void **state)
{
	(void)state;
	expect_json("{\n  \"a\": \"b\\u001b\"\n}", "{\n  \"a\": \"b\\u001b\"\n}");
	expect_json("\"\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80\"", "\"\\u00fc\\u20ac\\ud83d\\ude00\"");
	/* Two control characters, U+009B (CSI) and DEL */
	expect_json("\"\xc2\x9b\x7f\"", "\"\\u009b\\u007f\"");
	/*
	 * Invalid UTF-8: stray bytes, truncated and overlong sequences, a surrogate, and
	 * something above U+10FFFF
	 */
	expect_json("\"\x9b\xff\"", "\"\\ufffd\\ufffd\"");
	expect_json("\"\xe2\x82\"", "\"\\ufffd\\ufffd\"");
	expect_json("\"\xc0\x80\"", "\"\\ufffd\\ufffd\"");
	expect_json("\"\xed\xa0\x80\"", "\"\\ufffd\\ufffd\\ufffd\"");
	expect_json("\"\xf4\x90\x80\x80\"", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
	expect_json("\xf0", "\\ufffd");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(for_a_terminal),
		cmocka_unit_test(cut),
		cmocka_unit_test(for_json),
	};

	return RUN(tests);
}
