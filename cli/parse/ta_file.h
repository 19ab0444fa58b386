/* SPDX-License-Identifier: BSD-2-Clause */
/* The head of a Trusted Application's file. Pure. */
#ifndef GTEE_CLI_TA_FILE_H
#define GTEE_CLI_TA_FILE_H

#include <stddef.h>
#include <stdint.h>

#define TA_FILE_HEAD_SIZE 1024	/* enough for any hash and signature there is */

enum ta_file_kind {
	TA_FILE_OTHER,		/* not a Trusted Application that OP-TEE takes */
	TA_FILE_OLD,		/* signed, without a version */
	TA_FILE_SIGNED,
	TA_FILE_ENCRYPTED,	/* and signed */
	TA_FILE_SUBKEY,		/* no application: a key that others are signed with */
};

/**
 * struct ta_file_head - what a file says of itself
 * @kind:	what it is
 * @version:	against going back to an older one; TA_FILE_SIGNED and _ENCRYPTED
 */
struct ta_file_head {
	enum ta_file_kind kind;
	uint32_t version;
};

/**
 * ta_file_parse() - what a file is
 * @bytes:	its beginning
 * @size:	how much of it: TA_FILE_HEAD_SIZE, or all where it is shorter
 * @head:	[out] TA_FILE_OTHER where it is no application
 *
 * The format is OP-TEE's: a little-endian header with magic 0x4f545348, kind, sizes of
 * image, algorithm, hash and signature; these two; for the kinds with a version the
 * UUID and it.
 */
void ta_file_parse(const uint8_t *bytes, size_t size, struct ta_file_head *head);

/**
 * ta_file_kind_name() - a kind in a word
 * @kind:	the kind
 *
 * Return: the word.
 */
const char *ta_file_kind_name(enum ta_file_kind kind);

#endif
