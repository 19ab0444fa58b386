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
