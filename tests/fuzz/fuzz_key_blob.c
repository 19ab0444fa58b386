// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the parser of sealed blobs. The first byte of the input decides
 * whether the CRC is corrected; without that, no mutated blob would pass the
 * check of the CRC.
 */

#include <keys/tee-type.h>
#include <linux/crc32.h>
#include <linux/unaligned.h>
#include <stdlib.h>

#include "blob.h"
#include "check.h"

/*
 * The header that tee_blob_begin() writes and a key of the right length must be
 * accepted, but no other header and no other length. @again: the finished blob of
 * the same fields. It differs from @blob only in the bytes after the name's end,
 * which the parser does not check.
 */
static void check_plain(const u8 *blob, const u8 *again, const struct tee_blob *info)
{
	const size_t size = TEE_BLOB_HEADER_SIZE + info->key_len;
	u8 plain[TEE_BLOB_MAX_PLAIN + 1] = { 0 };

	tee_blob_begin(info, plain);
	if (memcmp(blob, again, TEE_BLOB_HEADER_SIZE)) {
		check(tee_blob_check_plain(blob, plain, size) == -EKEYREJECTED);
		return;
	}
	check(!tee_blob_check_plain(blob, plain, size));
	check(tee_blob_check_plain(blob, plain, size - 1) == -EPROTO);
	check(tee_blob_check_plain(blob, plain, size + 1) == -EPROTO);
	check(tee_blob_check_plain(blob, plain, TEE_BLOB_HEADER_SIZE - 1) == -EPROTO);
	for (size_t n = 0; n < TEE_BLOB_HEADER_SIZE; n++) {
		plain[n] ^= 1;
		check(tee_blob_check_plain(blob, plain, size) == -EKEYREJECTED);
		plain[n] ^= 1;
	}
}

/*
 * A blob built from the fields of an accepted one must have its length. The header
 * of a finished blob has lengths, so it must not pass for the sealed header, which
 * has none.
 */
static void check_blob(const u8 *blob, size_t size, const struct tee_blob *info)
{
	u8 again[TEE_BLOB_MAX_SIZE];

	check(size <= TEE_BLOB_MAX_SIZE);
	check(info->key_len >= TEE_KEY_MIN_SIZE && info->key_len <= TEE_KEY_MAX_SIZE);
	tee_blob_begin(info, again);
	memcpy(again + TEE_BLOB_HEADER_SIZE, blob + TEE_BLOB_HEADER_SIZE, info->sealed_len);
	check(tee_blob_finish(again, info->sealed_len) == size);
	check(tee_blob_check_plain(blob, again, TEE_BLOB_HEADER_SIZE + info->key_len) ==
	      -EKEYREJECTED);
	check_plain(blob, again, info);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tee_blob info;
	u8 *blob;

	if (!size--)
		return 0;
	/*
	 * Of exactly the blob's size, so that AddressSanitizer reports an
	 * access beyond it.
	 */
	blob = malloc(size ? size : 1);
	check(blob);
	memcpy(blob, data + 1, size);
	if (data[0] & 1 && size >= TEE_BLOB_CRC_SIZE)
		put_unaligned_be32(~crc32_le(~0u, blob, size - TEE_BLOB_CRC_SIZE),
				   blob + size - TEE_BLOB_CRC_SIZE);
	if (!tee_blob_parse(blob, size, &info))
		check_blob(blob, size, &info);
	free(blob);
	return 0;
}
