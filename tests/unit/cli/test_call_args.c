// SPDX-License-Identifier: BSD-2-Clause
/* Tests for cli/parse/call_args.c */
#include <errno.h>

#include "parse/call_args.h"
#include "unit.h"

static void accept(const char *text, struct call_arg *arg)
{
	const char *why;
	int rc = call_arg_parse(text, arg, &why);

	if (rc)
		fail_msg("'%s' is refused: %s", text, why);
}

static void refuse(const char *text)
{
	struct call_arg arg;
	const char *why = NULL;
	int rc = call_arg_parse(text, &arg, &why);

	if (!rc) {
		call_arg_free(&arg);
		fail_msg("'%s' is not refused", text);
	}
	assert_int_equal(rc, -EINVAL);
	assert_non_null(why);
	assert_true(strlen(why) > 0);
}

static void values(void **state)
{
	struct call_arg arg;

	(void)state;
	accept("value:1", &arg);
	assert_int_equal(arg.kind, CALL_VALUE_IN);
	assert_int_equal(arg.a, 1);
	assert_int_equal(arg.b, 0);
	accept("value:0xffffffff,010", &arg);
	assert_int_equal(arg.a, 0xffffffff);
	assert_int_equal(arg.b, 8);
	accept("value-inout:2,3", &arg);
	assert_int_equal(arg.kind, CALL_VALUE_INOUT);
	assert_int_equal(arg.b, 3);
	accept("value-out", &arg);
	assert_int_equal(arg.kind, CALL_VALUE_OUT);
}

static void values_refused(void **state)
{
	static const char *const texts[] = {
		"value", "value:", "value:,", "value:1,", "value:,1", "value:1,2,3", "value:-1",
		"value:+1", "value: 1", "value:1 ", "value:0x", "value:4294967296",
		"value:99999999999999999999999", "value:1,4294967296", "value:09", "value-out:",
		"value-out:1", "value-inout", "value-inout:", "valu:1", "values:1", "VALUE:1",
	};
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(texts) / sizeof(texts[0]); n++)
		refuse(texts[n]);
}

static void memory(void **state)
{
	struct call_arg arg;

	(void)state;
	accept("text:a:b,c", &arg);
	assert_int_equal(arg.kind, CALL_TEXT);
	assert_int_equal(arg.size, 5);
	assert_memory_equal(arg.bytes, "a:b,c", 5);
	accept("text:", &arg);
	assert_int_equal(arg.size, 0);
	accept("hex:00fFa0", &arg);
	assert_int_equal(arg.size, 3);
	assert_memory_equal(arg.bytes, "\x00\xff\xa0", 3);
	call_arg_free(&arg);
	assert_null(arg.owned);
	accept("hex:", &arg);
	assert_int_equal(arg.size, 0);
	call_arg_free(&arg);
	refuse("hex:0");
	refuse("hex:0g");
	refuse("hex:0x00");
	refuse("hex");
	refuse("text");
}

static void files(void **state)
{
	struct call_arg arg;

	(void)state;
	accept("in:a:b", &arg);
	assert_int_equal(arg.kind, CALL_FILE_IN);
	assert_string_equal(arg.file, "a:b");
	call_arg_free(&arg);
	accept("inout:-", &arg);
	assert_int_equal(arg.kind, CALL_FILE_INOUT);
	assert_string_equal(arg.file, "-");
	call_arg_free(&arg);
	accept("out:32", &arg);
	assert_int_equal(arg.kind, CALL_OUT);
	assert_null(arg.file);
	assert_int_equal(arg.size, 32);
	accept("out:a:b:4K", &arg);
	assert_string_equal(arg.file, "a:b");
	assert_int_equal(arg.size, 4096);
	call_arg_free(&arg);
	refuse("in:");
	refuse("in");
	refuse("inout:");
	refuse("out:");
	refuse("out:file");
	refuse("out:file:");
	refuse("out::32");
	refuse("out:file:-1");
}

static void sizes(void **state)
{
	size_t size = 7;

	(void)state;
	assert_int_equal(call_size_parse("0", &size), 0);
	assert_int_equal(size, 0);
	assert_int_equal(call_size_parse("256M", &size), 0);
	assert_int_equal(size, CALL_MAX_SIZE);
	assert_int_equal(call_size_parse("0x10k", &size), 0);
	assert_int_equal(size, 16384);
	assert_int_equal(call_size_parse("257M", &size), -EINVAL);
	assert_int_equal(call_size_parse("18446744073709551615K", &size), -EINVAL);
	assert_int_equal(call_size_parse("268435457", &size), -EINVAL);
	assert_int_equal(call_size_parse("1KK", &size), -EINVAL);
	assert_int_equal(call_size_parse("1G", &size), -EINVAL);
	assert_int_equal(call_size_parse("K", &size), -EINVAL);
	assert_int_equal(call_size_parse("", &size), -EINVAL);
	assert_int_equal(size, 16384);
}

static void empty_places(void **state)
{
	struct call_arg arg;

	(void)state;
	accept("none", &arg);
	assert_int_equal(arg.kind, CALL_NONE);
	accept("null", &arg);
	assert_int_equal(arg.kind, CALL_NULL);
	refuse("none:");
	refuse("null:x");
	refuse("");
	refuse(":");
	refuse("nothing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
		cmocka_unit_test(values_refused),
		cmocka_unit_test(memory),
		cmocka_unit_test(files),
		cmocka_unit_test(sizes),
		cmocka_unit_test(empty_places),
	};

	return RUN(tests);
}
