// SPDX-License-Identifier: BSD-2-Clause
/* Tests for what doctor and list parse: kernel log, command lines and TA files */
#include "parse/kmsg_parse.h"
#include "parse/supplicant_parse.h"
#include "parse/ta_file.h"
#include "unit.h"

static enum kmsg_meaning meaning(const char *record)
{
	char text[KMSG_TEXT_SIZE];

	return kmsg_parse(record, strlen(record), text);
}

static void messages(void **state)
{
	char text[KMSG_TEXT_SIZE];
	static const char record[] = "3,12,5000000,-;optee: bad\033answer\n SUBSYSTEM=platform\n";

	(void)state;
	assert_int_equal(kmsg_parse(record, strlen(record), text), KMSG_ERROR);
	assert_string_equal(text, "optee: bad\\x1banswer");
	assert_int_equal(meaning("4,12,5000000,-;tee: odd\n"), KMSG_WARNING);
	assert_int_equal(meaning("28,12,5000000,-;tee: odd\n"), KMSG_WARNING);
	assert_int_equal(meaning("6,12,5000000,-;optee: initialized driver\n"), KMSG_ELSE);
	assert_int_equal(meaning("3,12,5000000,-;usb: bad\n"), KMSG_ELSE);
	assert_int_equal(meaning("3,12,5000000,-;steel: bad\n"), KMSG_ELSE);
	assert_int_equal(meaning("4,12,500,-;tee_conduit: loading out-of-tree module taints "
				 "kernel.\n"), KMSG_ELSE);
	assert_int_equal(meaning("4,12,500,-;optee: Unknown symbol tee_device_alloc (err -2)\n"),
			 KMSG_MIXED_MODULES);
	assert_int_equal(meaning("4,12,500,-;optee: disagrees about version of symbol "
				 "tee_shm_put\n"), KMSG_MIXED_MODULES);
	assert_int_equal(meaning("4,12,500,-;nouveau: Unknown symbol x (err -2)\n"), KMSG_ELSE);
	assert_int_equal(meaning(""), KMSG_ELSE);
	assert_int_equal(meaning("3"), KMSG_ELSE);
	assert_int_equal(meaning(";optee: x"), KMSG_ELSE);
	assert_int_equal(meaning("x,1;optee: x"), KMSG_ELSE);
}

static void messages_of_a_tee(void **state)
{
	static const struct kmsg_tee optee = { "optee", "tee1", "teepriv0" };
	static const struct kmsg_tee mailbox = { "mailbox", "tee0", "" };

	(void)state;
	assert_true(kmsg_concerns("optee firmware:optee: bad answer", &optee));
	assert_false(kmsg_concerns("optee: bad answer", &mailbox));
	assert_false(kmsg_concerns("tsp: bad answer", &optee));
	assert_false(kmsg_concerns("vtee: bad answer", &optee));
	assert_true(kmsg_concerns("tee: cannot do it", &mailbox));
	assert_true(kmsg_concerns("tee_conduit: cannot do it", &mailbox));
	assert_true(kmsg_concerns("tee tee1: refused", &optee));
	assert_false(kmsg_concerns("tee tee1: refused", &mailbox));
	assert_false(kmsg_concerns("tee tee10: refused", &optee));
	assert_true(kmsg_concerns("tee teepriv0: refused", &optee));
	assert_false(kmsg_concerns("tee teepriv0: refused", &mailbox));
}

static void long_message(void **state)
{
	char record[4096], text[KMSG_TEXT_SIZE];

	(void)state;
	memset(record, 'x', sizeof(record));
	memcpy(record, "3,1,1,-;tee:", 12);
	assert_int_equal(kmsg_parse(record, sizeof(record), text), KMSG_ERROR);
	assert_int_equal(strlen(text), KMSG_TEXT_SIZE - 1);
}

#define PARSE(words, found) supplicant_parse(words, sizeof(words), found)

static void command_lines(void **state)
{
	struct supplicant found = { .pid = 7 };

	(void)state;
	PARSE("tee-supplicant\0-d", &found);
	assert_string_equal(found.ta_path, "");
	assert_string_equal(found.storage, "");
	assert_int_equal(found.pid, 7);
	PARSE("tee-supplicant\0-l\0/a:/b\0--fs-parent-path=/s", &found);
	assert_string_equal(found.ta_path, "/a:/b");
	assert_string_equal(found.storage, "/s");
	PARSE("tee-supplicant\0--ta-path\0/a\0-f/s", &found);
	assert_string_equal(found.ta_path, "/a");
	assert_string_equal(found.storage, "/s");
	PARSE("tee-supplicant\0-t\0optee_armtz", &found);
	assert_string_equal(found.ta_path, "/lib/optee_armtz");
	PARSE("tee-supplicant\0--ta-pathology=/x\0-f", &found);
	assert_string_equal(found.ta_path, "");
	assert_string_equal(found.storage, "");
	/* no NUL at the end: don't read on */
	supplicant_parse("tee-supplicant\0-f\0/s", 20, &found);
	assert_string_equal(found.storage, "");
	supplicant_parse("", 0, &found);
	assert_string_equal(found.storage, "");
}

/* TA file with a 32-byte hash and a 256-byte signature */
static void make_file(uint8_t *bytes, size_t size, uint8_t kind)
{
	static const uint8_t head[] = {
		'H', 'S', 'T', 'O', 0, 0, 0, 0, 0, 16, 0, 0, 0x30, 0x48, 0, 0x70, 32, 0, 0, 1,
	};

	memset(bytes, 0, size);
	memcpy(bytes, head, sizeof(head));
	bytes[4] = kind;
	if (size >= 20 + 32 + 256 + 16 + 4)
		bytes[20 + 32 + 256 + 16] = 9;
}

static void application_files(void **state)
{
	struct ta_file_head head;
	uint8_t bytes[TA_FILE_HEAD_SIZE];

	(void)state;
	make_file(bytes, sizeof(bytes), 0);
	ta_file_parse(bytes, sizeof(bytes), &head);
	assert_int_equal(head.kind, TA_FILE_OLD);
	assert_int_equal(head.version, 0);
	make_file(bytes, sizeof(bytes), 1);
	ta_file_parse(bytes, sizeof(bytes), &head);
	assert_int_equal(head.kind, TA_FILE_SIGNED);
	assert_int_equal(head.version, 9);
	ta_file_check_name(&head, bytes + 20 + 32 + 256, false);
	assert_int_equal(head.kind, TA_FILE_SIGNED);
	ta_file_check_name(&head, bytes + 20 + 32 + 256 + 1, false);
	assert_int_equal(head.kind, TA_FILE_MISNAMED);
	ta_file_parse(bytes, sizeof(bytes), &head);
	ta_file_check_name(&head, bytes + 20 + 32 + 256, true);
	assert_int_equal(head.kind, TA_FILE_MISNAMED);
	memcpy(bytes, "\x7f" "ELF", 4);
	ta_file_parse(bytes, sizeof(bytes), &head);
	ta_file_check_name(&head, bytes, true);
	assert_int_equal(head.kind, TA_FILE_UNSIGNED);
	ta_file_check_name(&head, bytes, false);
	assert_int_equal(head.kind, TA_FILE_MISNAMED);
	make_file(bytes, sizeof(bytes), 2);
	ta_file_parse(bytes, sizeof(bytes), &head);
	assert_int_equal(head.kind, TA_FILE_ENCRYPTED);
	assert_int_equal(head.version, 9);
	make_file(bytes, sizeof(bytes), 3);
	ta_file_parse(bytes, sizeof(bytes), &head);
	assert_int_equal(head.kind, TA_FILE_SUBKEY);
	make_file(bytes, sizeof(bytes), 4);
	ta_file_parse(bytes, sizeof(bytes), &head);
	assert_int_equal(head.kind, TA_FILE_OTHER);
	make_file(bytes, sizeof(bytes), 0);
	bytes[0] = 'h';
	ta_file_parse(bytes, sizeof(bytes), &head);
	assert_int_equal(head.kind, TA_FILE_OTHER);
}

/* No slack behind each file, so AddressSanitizer notices any access past its end. */
static void short_files(void **state)
{
	struct ta_file_head head;
	size_t size;

	(void)state;
	for (size = 0; size < 20 + 32 + 256 + 16 + 4; size++) {
		uint8_t whole[TA_FILE_HEAD_SIZE], *bytes = malloc(size ? size : 1);

		assert_non_null(bytes);
		make_file(whole, sizeof(whole), 1);
		memcpy(bytes, whole, size);
		ta_file_parse(bytes, size, &head);
		assert_int_equal(head.kind, TA_FILE_OTHER);
		/* hash and signature sizes that go way beyond the file */
		if (size > 20)
			memset(bytes + 16, 0xff, 4);
		ta_file_parse(bytes, size, &head);
		assert_int_equal(head.kind, TA_FILE_OTHER);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages),
		cmocka_unit_test(messages_of_a_tee),
		cmocka_unit_test(long_message),
		cmocka_unit_test(command_lines),
		cmocka_unit_test(application_files),
		cmocka_unit_test(short_files),
	};

	return RUN(tests);
}
