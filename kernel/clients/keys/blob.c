// SPDX-License-Identifier: GPL-2.0-only
/* Build and parse sealed blobs, format as described in blob.h */

#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <keys/tee-type.h>

#include "blob.h"

static const u8 tee_blob_magic[4] = { 'T', 'E', 'E', 'K' };

/* Field offsets */
enum {
	BLOB_VERSION = 4,
	BLOB_LENGTH = 6,
	BLOB_FLAGS = 8,
	BLOB_KEY_LENGTH = 12,
	BLOB_SEALED_LENGTH = 14,
	BLOB_OS_UUID = 16,
	BLOB_OS_NAME = 32,
	BLOB_TA_UUID = 64,
};

/* Smallest blob of any version, bytes: magic, version, length and CRC */
#define TEE_BLOB_MIN_SIZE	(BLOB_FLAGS + TEE_BLOB_CRC_SIZE)

static u32 blob_crc(const u8 *blob, size_t len)
{
	return ~crc32_le(~0u, blob, len);
}

/**
 * tee_blob_begin() - write the header that gets sealed along with the key
 * @info:	what to write; @sealed_len is ignored
 * @header:	output, TEE_BLOB_HEADER_SIZE bytes
 *
 * The two lengths that depend on the sealed size stay 0, tee_blob_finish() fills them
 * in.
 */
void tee_blob_begin(const struct tee_blob *info, u8 *header)
{
	memset(header, 0, TEE_BLOB_HEADER_SIZE);
	memcpy(header, tee_blob_magic, sizeof(tee_blob_magic));
	put_unaligned_be16(TEE_BLOB_VERSION, header + BLOB_VERSION);
	put_unaligned_be32(info->flags, header + BLOB_FLAGS);
	put_unaligned_be16(info->key_len, header + BLOB_KEY_LENGTH);
	memcpy(header + BLOB_OS_UUID, info->os_uuid, TEE_BLOB_UUID_SIZE);
	memcpy(header + BLOB_OS_NAME, info->os_name,
	       strnlen(info->os_name, TEE_BLOB_NAME_SIZE - 1));
	memcpy(header + BLOB_TA_UUID, info->ta_uuid, TEE_BLOB_UUID_SIZE);
}

/**
 * tee_blob_finish() - complete a blob
 * @blob:	header from tee_blob_begin() followed by the sealed part, with room left
 *		for the CRC
 * @sealed_len:	length of the sealed part, bytes, at most TEE_BLOB_MAX_SEALED
 *
 * Return: length of the blob, bytes.
 */
size_t tee_blob_finish(u8 *blob, size_t sealed_len)
{
	size_t end = TEE_BLOB_HEADER_SIZE + sealed_len;

	put_unaligned_be16(end + TEE_BLOB_CRC_SIZE, blob + BLOB_LENGTH);
	put_unaligned_be16(sealed_len, blob + BLOB_SEALED_LENGTH);
	put_unaligned_be32(blob_crc(blob, end), blob + end);
	return end + TEE_BLOB_CRC_SIZE;
}

/* Checks that hold for every version, then the version itself */
static int blob_check_frame(const u8 *blob, size_t len)
{
	size_t total;

	if (memcmp(blob, tee_blob_magic, len < sizeof(tee_blob_magic) ?
		   len : sizeof(tee_blob_magic)))
		return -EBADMSG;
	if (len < TEE_BLOB_MIN_SIZE)
		return -ENODATA;
	total = get_unaligned_be16(blob + BLOB_LENGTH);
	if (len < total)
		return -ENODATA;
	if (len > total)
		return -EMSGSIZE;
	if (get_unaligned_be32(blob + len - TEE_BLOB_CRC_SIZE) !=
	    blob_crc(blob, len - TEE_BLOB_CRC_SIZE))
		return -EBADMSG;
	if (get_unaligned_be16(blob + BLOB_VERSION) != TEE_BLOB_VERSION)
		return -EPROTONOSUPPORT;
	return 0;
}

static bool blob_is_sound(const struct tee_blob *info, size_t len)
{
	if (info->flags & ~TEE_BLOB_FLAGS)
		return false;
	if (info->key_len < TEE_KEY_MIN_SIZE || info->key_len > TEE_KEY_MAX_SIZE)
		return false;
	if (!info->sealed_len || info->sealed_len > TEE_BLOB_MAX_SEALED ||
	    len != TEE_BLOB_HEADER_SIZE + (size_t)info->sealed_len + TEE_BLOB_CRC_SIZE)
		return false;
	return strnlen(info->os_name, TEE_BLOB_NAME_SIZE) < TEE_BLOB_NAME_SIZE;
}

/**
 * tee_blob_parse() - check a blob and read its header
 * @blob:	the blob
 * @len:	length of the blob, bytes
 * @info:	filled in on success; the sealed part starts right behind the header
 *
 * Return: 0; -ENODATA if the blob is cut short; -EMSGSIZE if there are bytes behind it;
 * -EBADMSG if it's damaged or no blob at all; -EPROTONOSUPPORT for a version we don't
 * know.
 */
int tee_blob_parse(const u8 *blob, size_t len, struct tee_blob *info)
{
	int rc = blob_check_frame(blob, len);

	if (rc)
		return rc;
	if (len < TEE_BLOB_HEADER_SIZE + TEE_BLOB_CRC_SIZE)
		return -EBADMSG;
	info->flags = get_unaligned_be32(blob + BLOB_FLAGS);
	info->key_len = get_unaligned_be16(blob + BLOB_KEY_LENGTH);
	info->sealed_len = get_unaligned_be16(blob + BLOB_SEALED_LENGTH);
	memcpy(info->os_uuid, blob + BLOB_OS_UUID, TEE_BLOB_UUID_SIZE);
	memcpy(info->os_name, blob + BLOB_OS_NAME, TEE_BLOB_NAME_SIZE);
	memcpy(info->ta_uuid, blob + BLOB_TA_UUID, TEE_BLOB_UUID_SIZE);
	return blob_is_sound(info, len) ? 0 : -EBADMSG;
}

/**
 * tee_blob_check_plain() - check that unsealed data belongs to a blob
 * @blob:	a blob that has passed tee_blob_parse()
 * @plain:	what the TEE has unsealed: header and key
 * @plain_len:	length of @plain, bytes
 *
 * Return: 0; -EKEYREJECTED if the key was sealed with some other header; -EPROTO if
 * @plain is too short for a header or the key's length isn't the one in the header.
 */
int tee_blob_check_plain(const u8 *blob, const u8 *plain, size_t plain_len)
{
	u8 sealed[TEE_BLOB_HEADER_SIZE];

	if (plain_len < sizeof(sealed))
		return -EPROTO;
	memcpy(sealed, blob, sizeof(sealed));
	put_unaligned_be16(0, sealed + BLOB_LENGTH);
	put_unaligned_be16(0, sealed + BLOB_SEALED_LENGTH);
	if (memcmp(sealed, plain, sizeof(sealed)))
		return -EKEYREJECTED;
	return plain_len - sizeof(sealed) == get_unaligned_be16(sealed + BLOB_KEY_LENGTH) ?
	       0 : -EPROTO;
}
