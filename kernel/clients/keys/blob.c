// SPDX-License-Identifier: GPL-2.0-only
/* Write and read the frame of a sealed blob. blob.h describes the format. */

#include <linux/crc32.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <keys/tee-type.h>

#include "blob.h"

static const u8 tee_blob_magic[4] = { 'T', 'E', 'E', 'K' };

/* Offsets of the fields. */
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

/* Size of the fields that are common to all versions, bytes. */
#define TEE_BLOB_MIN_SIZE	(BLOB_FLAGS + TEE_BLOB_CRC_SIZE)

static u32 blob_crc(const u8 *blob, size_t len)
{
	return ~crc32_le(~0u, blob, len);
}

/**
 * tee_blob_begin() - write the header in the form in which it is sealed
 * @info:	contents of the header; @sealed_len is ignored
 * @header:	written, TEE_BLOB_HEADER_SIZE bytes
 *
 * tee_blob_finish() adds the lengths that are not known before the key is sealed.
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
 * @blob:	the header of tee_blob_begin() and the sealed part, with room for the
 *		CRC
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

/* Check the parts that every version has. */
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
 * tee_blob_parse() - read the header of a blob
 * @blob:	the blob
 * @len:	length of the blob, bytes
 * @info:	filled in on success; the sealed part is after the header
 *
 * Return: 0; -ENODATA: the blob is truncated; -EMSGSIZE: bytes follow the blob; -EBADMSG:
 * it is damaged or not a blob; -EPROTONOSUPPORT: its version is unknown.
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
 * tee_blob_check_plain() - check unsealed data against the blob's header
 * @blob:	the blob, which tee_blob_parse() has accepted
 * @plain:	the unsealed data: a header and a key
 * @plain_len:	length of @plain, bytes
 *
 * Return: 0; -EKEYREJECTED: the key was sealed with a different header; -EPROTO: @plain
 * is shorter than a header, or the key does not have the length in the header.
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
