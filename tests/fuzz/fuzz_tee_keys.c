// SPDX-License-Identifier: BSD-2-Clause
/*
 * A program that writes anything at all to make a key. The first byte says what the
 * rest is: text to be read, or a blob, whose CRC is put right for every second one,
 * or no mutation would ever come behind that check.
 */

#include <stdlib.h>

#include <keys/tee-type.h>
#include <linux/crc32.h>
#include <linux/unaligned.h>

#include "clients/keys/blob.h"
#include "clients/keys/options.h"

#define check(condition) do { if (!(condition)) abort(); } while (0)

/* Memory that ends where the data does: the sanitizer sees a step beyond. */
static void *copy(const uint8_t *data, size_t size, size_t more)
{
	uint8_t *exact = calloc(1, size + more + !(size + more));

	check(exact);
	memcpy(exact, data, size);
	return exact;
}

static void check_word(const char *word, const char *text, size_t size)
{
	check(word >= text && word < text + size && *word);
}

static void fuzz_options(const uint8_t *data, size_t size)
{
	struct tee_keys_options options;
	char *text = copy(data, size, 1);
	u8 *out = malloc(8);

	check(out);
	if (tee_keys_parse_options(text, size, &options))
		goto done;
	check(options.command <= TEE_KEYS_UPDATE);
	if (options.command == TEE_KEYS_NEW)
		check(options.key_len >= TEE_KEY_MIN_SIZE && options.key_len <= TEE_KEY_MAX_SIZE);
	if (options.tee)
		check_word(options.tee, text, size);
	if (options.logon)
		check_word(options.logon, text, size);
	check(options.keyring && options.keyring >= -8);
	if (options.hex) {
		check_word(options.hex, text, size);
		check(tee_keys_parse_hex(options.hex, out, 8) <= 8);
	}
done:
	free(out);
	free(text);
}

static void fuzz_blob(const uint8_t *data, size_t size, bool right_crc)
{
	u8 again[TEE_BLOB_MAX_SIZE];
	u8 *blob = copy(data, size, 0);
	struct tee_blob info;

	if (right_crc && size >= TEE_BLOB_CRC_SIZE)
		put_unaligned_be32(~crc32_le(~0u, blob, size - TEE_BLOB_CRC_SIZE),
				   blob + size - TEE_BLOB_CRC_SIZE);
	if (!tee_blob_parse(blob, size, &info)) {
		check(size <= TEE_BLOB_MAX_SIZE);
		check(info.key_len >= TEE_KEY_MIN_SIZE && info.key_len <= TEE_KEY_MAX_SIZE);
		/* What was understood makes the same blob, sealed part and all. */
		tee_blob_begin(&info, again);
		memcpy(again + TEE_BLOB_HEADER_SIZE, blob + TEE_BLOB_HEADER_SIZE,
		       info.sealed_len);
		check(tee_blob_finish(again, info.sealed_len) == size);
		check(tee_blob_check_plain(blob, again, TEE_BLOB_HEADER_SIZE + info.key_len) ==
		      -EKEYREJECTED);
	}
	free(blob);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (data[0] % 3)
		fuzz_blob(data + 1, size - 1, data[0] % 3 == 1);
	else
		fuzz_options(data + 1, size - 1);
	return 0;
}
