/* SPDX-License-Identifier: BSD-2-Clause */
/* Parser for the header of a Trusted Application's file. Does no I/O. */
#ifndef GTEE_CLI_TA_FILE_H
#define GTEE_CLI_TA_FILE_H

#include <stddef.h>
#include <stdint.h>

#define TA_FILE_HEAD_SIZE 1024	/* enough for any hash and signature */

enum ta_file_kind {
	TA_FILE_OTHER,		/* not a Trusted Application of OP-TEE */
	TA_FILE_OLD,		/* signed, no version */
	TA_FILE_SIGNED,
	TA_FILE_ENCRYPTED,	/* encrypted and signed */
	TA_FILE_SUBKEY,		/* a key that signs applications */
};

/**
 * struct ta_file_head - parsed header
 * @kind:	kind of file
 * @version:	version for rollback protection, if @kind is TA_FILE_SIGNED or
 *		TA_FILE_ENCRYPTED
 */
struct ta_file_head {
	enum ta_file_kind kind;
	uint32_t version;
};

/**
 * ta_file_parse() - parse the header of a file
 * @bytes:	beginning of the file
 * @size:	bytes at @bytes: TA_FILE_HEAD_SIZE, or the whole file if it is shorter
 * @head:	[out] the header; its kind is TA_FILE_OTHER if the file is not recognized
 *
 * The header has OP-TEE's format, with all numbers little-endian: magic 0x4f545348, kind,
 * image size, algorithm, 16-bit sizes of hash and signature; hash and signature; for kinds with a
 * version, UUID and version.
 */
void ta_file_parse(const uint8_t *bytes, size_t size, struct ta_file_head *head);

/**
 * ta_file_kind_name() - get the name of a file kind
 * @kind:	the kind
 *
 * Return: the name.
 */
const char *ta_file_kind_name(enum ta_file_kind kind);

#endif
