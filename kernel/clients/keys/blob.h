/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sealed blob: a frame that says which TEE sealed what, around what the TEE
 * made of the key. Pure code, which also builds on the host.
 *
 * All numbers are big endian. Every version has
 *
 *	0	4	"TEEK"
 *	4	2	version
 *	6	2	length of the whole, bytes
 *	…
 *	end-4	4	CRC-32 (IEEE 802.3) of all before it
 *
 * and version 1 between them
 *
 *	8	4	flags: TEE_BLOB_*
 *	12	2	length of the key, bytes
 *	14	2	length of the sealed part, bytes
 *	16	16	UUID of the Trusted OS
 *	32	32	name of the Trusted OS, filled up with NULs, at least one
 *	64	16	UUID of the Trusted Application that sealed it
 *	80	…	the sealed part: the TEE's own form of these 80 bytes and the key
 *
 * The CRC tells what was damaged on the way from what another TEE has sealed; it
 * protects from nobody. That the header is what was sealed with the key, does: it
 * stands in the sealed part once more, but for the lengths of the whole and of the
 * sealed part, which are 0 there: they are not known before it is sealed.
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

/* What is sealed: the header and the key. */
#define TEE_BLOB_MAX_PLAIN	(TEE_BLOB_HEADER_SIZE + 128)

#define TEE_BLOB_VERSION	1

#define TEE_BLOB_MIGRATABLE	(1u << 0)
#define TEE_BLOB_FLAGS		TEE_BLOB_MIGRATABLE

/**
 * struct tee_blob - what a blob says
 * @flags:	TEE_BLOB_*
 * @key_len:	length of the key, bytes
 * @sealed_len:	length of the sealed part, bytes
 * @os_uuid:	the Trusted OS that sealed it; zeros where it has none
 * @os_name:	its name
 * @ta_uuid:	the Trusted Application that did
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
