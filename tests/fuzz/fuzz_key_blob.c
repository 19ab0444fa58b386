// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fuzzer for the sealed blob parser. The input's first byte says whether to fix
 * up the CRC, since hardly any mutated blob would get past that check on its
 * own.
 */

#include <keys/tee-type.h>
#include <linux/crc32.h>
#include <linux/unaligned.h>
#include <stdlib.h>

#include "blob.h"
#include "check.h"

/*
 * With the right key length, the parser accepts the header from
 * tee_blob_begin(). Any other header or length is rejected.
 *
 * @again was finished from the same fields, so the only difference to @blob is
 * in the bytes behind the name's end. Those aren't checked by the parser.
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
 * Rebuild an accepted blob from its fields, which should give the same length.
 * A finished blob's header has lengths in it that weren't there when it was
 * sealed, so it can't pass for the sealed one.
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
	/* a copy without slack, for ASan */
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
