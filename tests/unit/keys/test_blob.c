// SPDX-License-Identifier: GPL-2.0-only
/* Sealed blobs: build them, parse them, and break them */

#include <keys/tee-type.h>
#include <linux/crc32.h>
#include <linux/unaligned.h>

#include "clients/keys/blob.h"
#include "unit.h"

#define KEY_LEN		32
#define SEALED_LEN	(TEE_BLOB_HEADER_SIZE + KEY_LEN + 33)

static const struct tee_blob some = {
	.flags = TEE_BLOB_MIGRATABLE,
	.key_len = KEY_LEN,
	.sealed_len = SEALED_LEN,
	.os_uuid = { 0x48, 0x61, 0x78, 0xe0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 },
	.os_name = "OP-TEE",
	.ta_uuid = { 0xf0, 0x4a, 0x0f, 0xe7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 },
};

/*
 * Returns a blob in @blob, and in @plain what the TEE would have sealed. There's no
 * TEE here, so the blob's sealed part is just a pattern.
 */
static size_t build(const struct tee_blob *info, u8 *blob, u8 *plain)
{
	size_t i;

	tee_blob_begin(info, blob);
	memcpy(plain, blob, TEE_BLOB_HEADER_SIZE);
	memset(plain + TEE_BLOB_HEADER_SIZE, 0x11, info->key_len);
	for (i = 0; i < info->sealed_len; i++)
		blob[TEE_BLOB_HEADER_SIZE + i] = (u8)~i;
	return tee_blob_finish(blob, info->sealed_len);
}

/* Parse a copy without slack, to make AddressSanitizer catch any access past the end. */
static int parse(const u8 *blob, size_t len, struct tee_blob *info)
{
	u8 *exact = malloc(len ? len : 1);
	int rc;

	assert_non_null(exact);
	memcpy(exact, blob, len);
	rc = tee_blob_parse(exact, len, info);
	free(exact);
	return rc;
}

static void fix_crc(u8 *blob, size_t len)
{
	put_unaligned_be32(~crc32_le(~0u, blob, len - 4), blob + len - 4);
}

static void crc_is_the_well_known_one(void **state)
{
	(void)state;
	assert_int_equal(~crc32_le(~0u, (const u8 *)"123456789", 9), 0xcbf43926u);
}

static void what_is_built_is_read_back(void **state)
{
	u8 blob[TEE_BLOB_MAX_SIZE], plain[TEE_BLOB_MAX_PLAIN];
	struct tee_blob info;
	size_t len = build(&some, blob, plain);

	(void)state;
	assert_int_equal(len, TEE_BLOB_HEADER_SIZE + SEALED_LEN + TEE_BLOB_CRC_SIZE);
	assert_memory_equal(blob, "TEEK\0\1", 6);
	assert_int_equal(parse(blob, len, &info), 0);
	assert_memory_equal(&info, &some, sizeof(info));
	assert_int_equal(tee_blob_check_plain(blob, plain, TEE_BLOB_HEADER_SIZE + KEY_LEN), 0);
}

static void the_largest_blob_fits(void **state)
{
	u8 blob[TEE_BLOB_MAX_SIZE], plain[TEE_BLOB_MAX_PLAIN];
	struct tee_blob large = some, info;

	(void)state;
	large.key_len = TEE_KEY_MAX_SIZE;
	large.sealed_len = TEE_BLOB_MAX_SEALED;
	assert_int_equal(build(&large, blob, plain), TEE_BLOB_MAX_SIZE);
	assert_int_equal(parse(blob, TEE_BLOB_MAX_SIZE, &info), 0);
}

static void truncated_anywhere(void **state)
{
	u8 blob[TEE_BLOB_MAX_SIZE], plain[TEE_BLOB_MAX_PLAIN];
	size_t len = build(&some, blob, plain), n;
	struct tee_blob info;

	(void)state;
	for (n = 0; n < len; n++)
		assert_int_equal(parse(blob, n, &info), -ENODATA);
}

static void longer_than_it_says(void **state)
{
	u8 blob[TEE_BLOB_MAX_SIZE + 1] = { 0 }, plain[TEE_BLOB_MAX_PLAIN];
	size_t len = build(&some, blob, plain);
	struct tee_blob info;

	(void)state;
	assert_int_equal(parse(blob, len + 1, &info), -EMSGSIZE);
}

/*
 * Flipped bits are damage, except in bytes 6 and 7: those are the length, and a
 * wrong one is noticed first.
 */
static void every_bit_flipped(void **state)
{
	u8 blob[TEE_BLOB_MAX_SIZE], plain[TEE_BLOB_MAX_PLAIN];
	size_t len = build(&some, blob, plain), n;
	struct tee_blob info;
	int rc;

	(void)state;
	for (n = 0; n < len * 8; n++) {
		blob[n / 8] ^= 1u << n % 8;
		rc = parse(blob, len, &info);
		if (n / 8 == 6 || n / 8 == 7)
			assert_true(rc == -ENODATA || rc == -EMSGSIZE);
		else
			assert_int_equal(rc, -EBADMSG);
		blob[n / 8] ^= 1u << n % 8;
	}
}

static void another_version(void **state)
{
	u8 blob[TEE_BLOB_MAX_SIZE], plain[TEE_BLOB_MAX_PLAIN];
	size_t len = build(&some, blob, plain);
	struct tee_blob info;

	(void)state;
	put_unaligned_be16(2, blob + 4);
	fix_crc(blob, len);
	assert_int_equal(parse(blob, len, &info), -EPROTONOSUPPORT);
	/* As short as any future version can get */
	put_unaligned_be16(12, blob + 6);
	fix_crc(blob, 12);
	assert_int_equal(parse(blob, 12, &info), -EPROTONOSUPPORT);
	/* Version 1, but too short for its header */
	put_unaligned_be16(1, blob + 4);
	fix_crc(blob, 12);
	assert_int_equal(parse(blob, 12, &info), -EBADMSG);
}

/* Forge one field and fix up the CRC. That still has to be refused. */
static void nonsense(size_t at, size_t size, u32 value)
{
	u8 blob[TEE_BLOB_MAX_SIZE], plain[TEE_BLOB_MAX_PLAIN];
	size_t len = build(&some, blob, plain);
	struct tee_blob info;

	if (size == 4)
		put_unaligned_be32(value, blob + at);
	else
		put_unaligned_be16(value, blob + at);
	fix_crc(blob, len);
	assert_int_equal(parse(blob, len, &info), -EBADMSG);
}

static void fields_that_make_no_sense(void **state)
{
	u8 blob[TEE_BLOB_MAX_SIZE], plain[TEE_BLOB_MAX_PLAIN];
	size_t len = build(&some, blob, plain);
	struct tee_blob info;

	(void)state;
	nonsense(8, 4, 2);
	nonsense(8, 4, 0x80000000);
	nonsense(12, 2, TEE_KEY_MIN_SIZE - 1);
	nonsense(12, 2, TEE_KEY_MAX_SIZE + 1);
	nonsense(12, 2, 0xffff);
	nonsense(14, 2, 0);
	nonsense(14, 2, SEALED_LEN - 1);
	nonsense(14, 2, SEALED_LEN + 1);
	nonsense(14, 2, 0xffff);
	memset(blob + 32, 'x', TEE_BLOB_NAME_SIZE);
	fix_crc(blob, len);
	assert_int_equal(parse(blob, len, &info), -EBADMSG);
}

static void what_never_was_a_blob(void **state)
{
	struct tee_blob info;

	(void)state;
	assert_int_equal(parse((const u8 *)"", 0, &info), -ENODATA);
	assert_int_equal(parse((const u8 *)"T", 1, &info), -ENODATA);
	assert_int_equal(parse((const u8 *)"X", 1, &info), -EBADMSG);
	assert_int_equal(parse((const u8 *)"TEEX", 4, &info), -EBADMSG);
}

static void what_was_sealed_under_another_header(void **state)
{
	u8 blob[TEE_BLOB_MAX_SIZE], plain[TEE_BLOB_MAX_PLAIN];
	size_t len = build(&some, blob, plain), n;
	size_t plain_len = TEE_BLOB_HEADER_SIZE + KEY_LEN;

	(void)state;
	assert_true(len);
	for (n = 0; n < TEE_BLOB_HEADER_SIZE; n++) {
		plain[n] ^= 1;
		assert_int_equal(tee_blob_check_plain(blob, plain, plain_len), -EKEYREJECTED);
		plain[n] ^= 1;
	}
	assert_int_equal(tee_blob_check_plain(blob, plain, plain_len - 1), -EPROTO);
	assert_int_equal(tee_blob_check_plain(blob, plain, plain_len + 1), -EPROTO);
	assert_int_equal(tee_blob_check_plain(blob, plain, 0), -EPROTO);
}

/* An unterminated name gets cut off. Real drivers don't have any. */
static void a_name_is_cut(void **state)
{
	u8 blob[TEE_BLOB_MAX_SIZE], plain[TEE_BLOB_MAX_PLAIN];
	struct tee_blob info = some, out;
	size_t len;

	(void)state;
	memset(info.os_name, 'y', sizeof(info.os_name));
	len = build(&info, blob, plain);
	assert_int_equal(parse(blob, len, &out), 0);
	assert_int_equal(strlen(out.os_name), TEE_BLOB_NAME_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crc_is_the_well_known_one),
		cmocka_unit_test(what_is_built_is_read_back),
		cmocka_unit_test(the_largest_blob_fits),
		cmocka_unit_test(truncated_anywhere),
		cmocka_unit_test(longer_than_it_says),
		cmocka_unit_test(every_bit_flipped),
		cmocka_unit_test(another_version),
		cmocka_unit_test(fields_that_make_no_sense),
		cmocka_unit_test(what_never_was_a_blob),
		cmocka_unit_test(what_was_sealed_under_another_header),
		cmocka_unit_test(a_name_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
