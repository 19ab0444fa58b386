// SPDX-License-Identifier: GPL-2.0-only
/* Tests for parsing a new key's options */

#include <keys/tee-type.h>
#include <linux/keyctl.h>

#include "clients/keys/options.h"
#include "unit.h"

static char text[TEE_KEYS_MAX_TEXT + 2];

/* @options keeps pointers into the text, hence the static buffer. */
static int parse(const char *line, struct tee_keys_options *options)
{
	size_t len = strlen(line);

	memset(text, 'x', sizeof(text));
	memcpy(text, line, len + 1);
	return tee_keys_parse_options(text, len, options);
}

static void refused(const char *line, int want)
{
	struct tee_keys_options options;
	int rc = parse(line, &options);

	if (rc != want)
		fail_msg("'%s': expected %d, got %d", line, want, rc);
}

static void a_new_key(void **state)
{
	struct tee_keys_options options;

	(void)state;
	assert_int_equal(parse("new 32", &options), 0);
	assert_int_equal(options.command, TEE_KEYS_NEW);
	assert_int_equal(options.key_len, 32);
	assert_null(options.tee);
	assert_null(options.logon);
	assert_false(options.migratable);
	assert_int_equal(options.keyring, KEY_SPEC_USER_KEYRING);
}

static void a_new_key_with_everything(void **state)
{
	struct tee_keys_options options;

	(void)state;
	assert_int_equal(parse("new\t128  tee=OP-TEE migratable=1 logon=dm:vol keyring=@s\n",
			       &options), 0);
	assert_int_equal(options.key_len, 128);
	assert_string_equal(options.tee, "OP-TEE");
	assert_true(options.migratable);
	assert_string_equal(options.logon, "dm:vol");
	assert_int_equal(options.keyring, KEY_SPEC_SESSION_KEYRING);
	assert_int_equal(parse("new 16 migratable=0", &options), 0);
	assert_false(options.migratable);
}

static void a_blob_is_loaded(void **state)
{
	struct tee_keys_options options;

	(void)state;
	assert_int_equal(parse(" load 5445454b tee=x logon=a:b", &options), 0);
	assert_int_equal(options.command, TEE_KEYS_LOAD);
	assert_string_equal(options.hex, "5445454b");
	assert_string_equal(options.tee, "x");
}

static void an_update(void **state)
{
	struct tee_keys_options options;

	(void)state;
	assert_int_equal(parse("update", &options), 0);
	assert_int_equal(options.command, TEE_KEYS_UPDATE);
	assert_true(options.migratable);
	assert_int_equal(parse("update migratable=0 tee=y", &options), 0);
	assert_false(options.migratable);
}

static void keyrings(void **state)
{
	static const struct { const char *name; s32 serial; } known[] = {
		{ "@t", KEY_SPEC_THREAD_KEYRING }, { "@p", KEY_SPEC_PROCESS_KEYRING },
		{ "@s", KEY_SPEC_SESSION_KEYRING }, { "@u", KEY_SPEC_USER_KEYRING },
		{ "@us", KEY_SPEC_USER_SESSION_KEYRING }, { "1", 1 },
		{ "2147483647", 2147483647 },
	};
	struct tee_keys_options options;
	char line[80];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		snprintf(line, sizeof(line), "new 32 logon=a:b keyring=%s", known[i].name);
		assert_int_equal(parse(line, &options), 0);
		assert_int_equal(options.keyring, known[i].serial);
	}
}

static void malformed(void **state)
{
	static const char *const lines[] = {
		"", " ", "\n", "old 32", "News 32", "new", "new x", "new 32x", "new -32",
		"new 0x20", "new +32", "new 99999", "new 4294967328", "new 32 32",
		"new 32 tee", "new 32 tee=", "new 32 tee=a tee=b", "new 32 what=1",
		"new 32 migratable=2", "new 32 migratable=", "new 32 migratable=01",
		"new 32 migratable", "new 32 logon=", "new 32 keyring=@s",
		"new 32 logon=a:b keyring=@g", "new 32 logon=a:b keyring=0",
		"new 32 logon=a:b keyring=-4", "new 32 logon=a:b keyring=2147483648",
		"new 32 logon=a:b keyring=99999999999999999999", "new 32 logon=a:b keyring=",
		"load", "load tee", "load 00 migratable=1", "load 00 00",
		"update 32", "update logon=a:b", "update keyring=@s", "update new",
	};
	size_t i;

	(void)state;
	/* "load tee" gets through here. tee_keys_parse_hex() complains later. */
	for (i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		refused(lines[i], strcmp(lines[i], "load tee") ? -EINVAL : 0);
}

static void lengths_that_no_key_has(void **state)
{
	(void)state;
	refused("new 0", -ERANGE);
	refused("new 15", -ERANGE);
	refused("new 129", -ERANGE);
	refused("new 65535", -ERANGE);
	refused("new 16", 0);
	refused("new 128", 0);
}

static void a_text_with_a_nul_in_it(void **state)
{
	struct tee_keys_options options;

	(void)state;
	memcpy(text, "new 32\0tee=x", 13);
	assert_int_equal(tee_keys_parse_options(text, 12, &options), -EINVAL);
}

static void a_text_that_is_too_long(void **state)
{
	struct tee_keys_options options;

	(void)state;
	memset(text, ' ', sizeof(text));
	memcpy(text, "new 32", 6);
	text[TEE_KEYS_MAX_TEXT] = '\0';
	assert_int_equal(tee_keys_parse_options(text, TEE_KEYS_MAX_TEXT, &options), 0);
	memset(text, ' ', sizeof(text));
	memcpy(text, "new 32", 6);
	text[TEE_KEYS_MAX_TEXT + 1] = '\0';
	assert_int_equal(tee_keys_parse_options(text, TEE_KEYS_MAX_TEXT + 1, &options), -EMSGSIZE);
}

static void hex(void **state)
{
	u8 *out = malloc(4);

	(void)state;
	assert_non_null(out);
	assert_int_equal(tee_keys_parse_hex("00fFaB", out, 4), 3);
	assert_memory_equal(out, "\x00\xff\xab", 3);
	assert_int_equal(tee_keys_parse_hex("", out, 4), 0);
	assert_int_equal(tee_keys_parse_hex("01020304", out, 4), 4);
	assert_int_equal(tee_keys_parse_hex("0", out, 4), -EILSEQ);
	assert_int_equal(tee_keys_parse_hex("010", out, 4), -EILSEQ);
	assert_int_equal(tee_keys_parse_hex("0g", out, 4), -EILSEQ);
	assert_int_equal(tee_keys_parse_hex("g0", out, 4), -EILSEQ);
	assert_int_equal(tee_keys_parse_hex("\xff\xff", out, 4), -EILSEQ);
	assert_int_equal(tee_keys_parse_hex("0102030405", out, 4), -EMSGSIZE);
	assert_int_equal(tee_keys_parse_hex("010203040", out, 4), -EILSEQ);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_key),
		cmocka_unit_test(a_new_key_with_everything),
		cmocka_unit_test(a_blob_is_loaded),
		cmocka_unit_test(an_update),
		cmocka_unit_test(keyrings),
		cmocka_unit_test(malformed),
		cmocka_unit_test(lengths_that_no_key_has),
		cmocka_unit_test(a_text_with_a_nul_in_it),
		cmocka_unit_test(a_text_that_is_too_long),
		cmocka_unit_test(hex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
