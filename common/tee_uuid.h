/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UUIDs as text, 8-4-4-4-12 hex digits, and as 16 bytes in the same order (RFC 9562), which
 * the ioctl ABI uses too
 */
#ifndef GTEE_COMMON_TEE_UUID_H
#define GTEE_COMMON_TEE_UUID_H

#include <stdint.h>

#define TEE_UUID_LEN		16
#define TEE_UUID_TEXT_SIZE	37	/* including the NUL */

/**
 * tee_uuid_parse() - parse a UUID
 * @text:	36 characters, in either case
 * @uuid:	[out] the bytes; left alone on error
 *
 * Return: 0, or -EINVAL.
 */
int tee_uuid_parse(const char *text, uint8_t uuid[TEE_UUID_LEN]);

/**
 * tee_uuid_from_file() - get the UUID from the name of a Trusted Application's file
 * @name:	the file's name, without directory
 * @suffix:	what has to come after the UUID, as ".ta"
 * @uuid:	[out] the bytes; left alone on error
 *
 * The UUID is in lower case in such a name: a Trusted OS doesn't look for any other.
 *
 * Return: 0, or -EINVAL if no application is loaded from a file of this name.
 */
int tee_uuid_from_file(const char *name, const char *suffix, uint8_t uuid[TEE_UUID_LEN]);

/**
 * tee_uuid_format() - format a UUID, in lower case
 * @uuid:	the bytes
 * @text:	[out] 36 characters plus the NUL
 */
void tee_uuid_format(const uint8_t uuid[TEE_UUID_LEN], char text[TEE_UUID_TEXT_SIZE]);

#endif
