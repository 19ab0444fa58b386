// SPDX-License-Identifier: BSD-2-Clause
/* Parse a TA file's header. */
#include <string.h>

#include "parse/ta_file.h"

#define MAGIC		0x4f545348u
#define ELF_MAGIC	0x464c457fu
#define HEADER_SIZE	20u

static uint32_t read_u32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

static uint32_t read_u16(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

/* Does this kind have a UUID and a version? */
static bool has_version(enum ta_file_kind kind)
{
	return kind == TA_FILE_SIGNED || kind == TA_FILE_ENCRYPTED;
}

void ta_file_parse(const uint8_t *bytes, size_t size, struct ta_file_head *head)
{
	static const enum ta_file_kind kinds[] = {
		TA_FILE_OLD, TA_FILE_SIGNED, TA_FILE_ENCRYPTED, TA_FILE_SUBKEY,
	};
	uint32_t kind;
	size_t version_at;

	*head = (struct ta_file_head) { .kind = TA_FILE_OTHER };
	if (size >= 4 && read_u32(bytes) == ELF_MAGIC)
		head->kind = TA_FILE_UNSIGNED;
	if (size < HEADER_SIZE || read_u32(bytes) != MAGIC)
		return;
	kind = read_u32(bytes + 4);
	if (kind >= sizeof(kinds) / sizeof(kinds[0]))
		return;
	/* two 16-bit sizes, so this can't overflow */
	version_at = HEADER_SIZE + read_u16(bytes + 16) + read_u16(bytes + 18) + TA_FILE_UUID_SIZE;
	if (has_version(kinds[kind])) {
		if (size < version_at + 4)
			return;
		memcpy(head->uuid, bytes + version_at - TA_FILE_UUID_SIZE, TA_FILE_UUID_SIZE);
		head->version = read_u32(bytes + version_at);
	}
	head->kind = kinds[kind];
}

void ta_file_check_name(struct ta_file_head *head, const uint8_t uuid[TA_FILE_UUID_SIZE],
			bool is_shared_object)
{
	if (has_version(head->kind) && memcmp(head->uuid, uuid, TA_FILE_UUID_SIZE))
		head->kind = TA_FILE_MISNAMED;
	if (head->kind != TA_FILE_OTHER && (head->kind == TA_FILE_UNSIGNED) != is_shared_object)
		head->kind = TA_FILE_MISNAMED;
}

const char *ta_file_kind_name(enum ta_file_kind kind)
{
	static const char *const names[] = {
		[TA_FILE_OTHER] = "not-a-ta",
		[TA_FILE_OLD] = "signed",
		[TA_FILE_SIGNED] = "signed",
		[TA_FILE_ENCRYPTED] = "encrypted",
		[TA_FILE_SUBKEY] = "subkey",
		[TA_FILE_UNSIGNED] = "unsigned",
		[TA_FILE_MISNAMED] = "misnamed",
		[TA_FILE_UNREADABLE] = "unreadable",
	};

	return names[kind];
}
