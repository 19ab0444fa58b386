/* SPDX-License-Identifier: BSD-2-Clause */
/* Parser for the header that TA files start with (no I/O) */
#ifndef GTEE_CLI_TA_FILE_H
#define GTEE_CLI_TA_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TA_FILE_HEAD_SIZE 1024	/* room for any hash and signature */
#define TA_FILE_UUID_SIZE 16

enum ta_file_kind {
	TA_FILE_OTHER,		/* not an OP-TEE TA */
	TA_FILE_OLD,		/* signed, no version */
	TA_FILE_SIGNED,
	TA_FILE_ENCRYPTED,	/* encrypted and signed */
	TA_FILE_SUBKEY,		/* a key for signing TAs */
	TA_FILE_UNSIGNED,	/* a shared object for softteed */
	TA_FILE_MISNAMED,	/* not what its name says: no TEE loads it */
	TA_FILE_UNREADABLE,	/* not known, as we may not read it */
};

/**
 * struct ta_file_head - a TA file's header
 * @kind:	what kind of file this is
 * @version:	version for rollback protection (TA_FILE_SIGNED and TA_FILE_ENCRYPTED)
 * @uuid:	the TA that it is signed as, likewise
 */
struct ta_file_head {
	enum ta_file_kind kind;
	uint32_t version;
	uint8_t uuid[TA_FILE_UUID_SIZE];
};

/**
 * ta_file_parse() - parse a TA file's header
 * @bytes:	start of the file
 * @size:	bytes at @bytes: TA_FILE_HEAD_SIZE, or the whole file if it is shorter
 * @head:	[out] the header; @head->kind is TA_FILE_OTHER for anything unknown
 *
 * This is OP-TEE's format, all little-endian: magic 0x4f545348, kind, image size, algorithm,
 * hash and signature sizes (16 bits each), then the hash and the signature. UUID and version
 * follow if this kind of file has them. What starts like an ELF file is TA_FILE_UNSIGNED.
 */
void ta_file_parse(const uint8_t *bytes, size_t size, struct ta_file_head *head);

/**
 * ta_file_check_name() - compare a TA file's header with the file's name
 * @head:	the header; its kind becomes TA_FILE_MISNAMED if it is signed as another TA, or
 *		if only one of it and the name is a shared object's
 * @uuid:	from the name
 * @is_shared_object: whether the name ends with .so, and not with .ta
 */
void ta_file_check_name(struct ta_file_head *head, const uint8_t uuid[TA_FILE_UUID_SIZE],
			bool is_shared_object);

/**
 * ta_file_kind_name() - get a file kind's name
 * @kind:	the kind
 *
 * Return: the name.
 */
const char *ta_file_kind_name(enum ta_file_kind kind);

#endif
