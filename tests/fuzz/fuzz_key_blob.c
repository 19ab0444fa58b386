// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzes the parser for sealed blobs. The first byte of the input decides
 * whether the CRC is corrected before parsing. Otherwise almost every mutated
 * blob would fail the CRC check.
 */

#include <keys/tee-type.h>
#include <linux/crc32.h>
#include <linux/unaligned.h>
#include <stdlib.h>

#include "blob.h"
#include "check.h"

/*
 * The parser must accept the header that tee_blob_begin() writes, if the key
 * has the right length. It must reject every other header and every other
 * length.
 *
 * @again is the finished blob, built from the same fields. It differs from
 * @blob only in the bytes after the end of the name, which the parser does not
 * check.
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
 * A blob that is built from the fields of an accepted blob must have the same
 * length. The header of a finished blob contains lengths, but the header that
 * is sealed does not. So the parser must not accept a finished header as the
 * sealed one.
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
	 * Allocate exactly the size of the blob, so that AddressSanitizer
	 * catches any access past the end.
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
