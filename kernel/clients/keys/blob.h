/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sealed blobs. The frame around the sealed part records what the key is and which TEE
 * has sealed it. Nothing here needs the kernel, so tests can build it for the host.
 *
 * All numbers are big endian. This much is the same in every version:
 *
 *	0	4	"TEEK"
 *	4	2	version
 *	6	2	length of the blob, bytes
 *	…
 *	end-4	4	CRC-32 (IEEE 802.3) of everything before it
 *
 * and in version 1 this goes in between:
 *
 *	8	4	flags: TEE_BLOB_*
 *	12	2	length of the key, bytes
 *	14	2	length of the sealed part, bytes
 *	16	16	UUID of the Trusted OS
 *	32	32	name of the Trusted OS, padded with NULs, at least one
 *	64	16	UUID of the Trusted Application that sealed it
 *	80	…	sealed part: the TEE's own form of these 80 bytes and the key
 *
 * The CRC is there to tell a damaged blob from one that some other TEE has sealed. It
 * doesn't stop an attacker. What does is the copy of the header inside the sealed part,
 * which proves that key and header were sealed together. The copy has 0 for the lengths
 * of the blob and of the sealed part, since neither is known before sealing.
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

/* Most we ever seal, bytes: header plus key */
#define TEE_BLOB_MAX_PLAIN	(TEE_BLOB_HEADER_SIZE + 128)

#define TEE_BLOB_VERSION	1

#define TEE_BLOB_MIGRATABLE	(1u << 0)
#define TEE_BLOB_FLAGS		TEE_BLOB_MIGRATABLE

/**
 * struct tee_blob - a blob's header, parsed
 * @flags:	TEE_BLOB_*
 * @key_len:	length of the key, bytes
 * @sealed_len:	length of the sealed part, bytes
 * @os_uuid:	UUID of the Trusted OS that sealed it; all zero if it doesn't have one
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
