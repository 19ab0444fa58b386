/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Format of the sealed blob. A frame around the sealed part describes the key and the TEE
 * that sealed it. Pure code, which also compiles on the host.
 *
 * All numbers are big endian. Every version has
 *
 *	0	4	"TEEK"
 *	4	2	version
 *	6	2	length of the blob, bytes
 *	…
 *	end-4	4	CRC-32 (IEEE 802.3) of everything before it
 *
 * and version 1 has between them
 *
 *	8	4	flags: TEE_BLOB_*
 *	12	2	length of the key, bytes
 *	14	2	length of the sealed part, bytes
 *	16	16	UUID of the Trusted OS
 *	32	32	name of the Trusted OS, padded with NULs, at least one
 *	64	16	UUID of the Trusted Application that sealed it
 *	80	…	sealed part: the TEE's own form of these 80 bytes and the key
 *
 * The CRC distinguishes a damaged blob from a blob that was sealed by a different TEE. It
 * does not protect against an attacker, but the copy of the header in the sealed part
 * does: it proves that the header was sealed together with the key. In this copy the
 * lengths of the blob and of the sealed part are 0, because they are unknown before
 * sealing.
 */
#ifndef TEE_KEYS_BLOB_H
#define TEE_KEYS_BLOB_H

#include <linux/types.h>

#define TEE_BLOB_HEADER_SIZE	80
#define TEE_BLOB_CRC_SIZE	4
#define TEE_BLOB_MAX_SEALED	512
#define TEE_BLOB_MAX_SIZE \
	(TEE_BLOB_HEADER_SIZE + TEE_BLOB_MAX_SEALED + TEE_BLOB_CRC_SIZE)
#define TEE_BLOB_NAME_SIZE	32
#define TEE_BLOB_UUID_SIZE	16

/* Maximum size of the data to seal, bytes: the header and the key. */
#define TEE_BLOB_MAX_PLAIN	(TEE_BLOB_HEADER_SIZE + 128)

#define TEE_BLOB_VERSION	1

#define TEE_BLOB_MIGRATABLE	(1u << 0)
#define TEE_BLOB_FLAGS		TEE_BLOB_MIGRATABLE

/**
 * struct tee_blob - contents of a blob's header
 * @flags:	TEE_BLOB_*
 * @key_len:	length of the key, bytes
 * @sealed_len:	length of the sealed part, bytes
 * @os_uuid:	UUID of the Trusted OS that sealed it; all zero if it has no UUID
 * @os_name:	name of the Trusted OS
 * @ta_uuid:	UUID of the Trusted Application that sealed it
 */
struct tee_blob {
	u32 flags;
	u16 key_len;
	u16 sealed_len;
	u8 os_uuid[TEE_BLOB_UUID_SIZE];
	char os_name[TEE_BLOB_NAME_SIZE];
	u8 ta_uuid[TEE_BLOB_UUID_SIZE];
};

void tee_blob_begin(const struct tee_blob *info, u8 *header);
size_t tee_blob_finish(u8 *blob, size_t sealed_len);
int tee_blob_parse(const u8 *blob, size_t len, struct tee_blob *info);
int tee_blob_check_plain(const u8 *blob, const u8 *plain, size_t plain_len);

#endif /* TEE_KEYS_BLOB_H */
