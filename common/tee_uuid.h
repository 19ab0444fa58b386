/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UUIDs as text (8-4-4-4-12 hexadecimal digits) and as 16 bytes in the order of the text
 * (RFC 9562), which is also the byte order of the ioctl ABI.
 */
#ifndef GTEE_COMMON_TEE_UUID_H
#define GTEE_COMMON_TEE_UUID_H

#include <stdint.h>

#define TEE_UUID_LEN		16
#define TEE_UUID_TEXT_SIZE	37	/* with the NUL */

/**
 * tee_uuid_parse() - parse a UUID
 * @text:	exactly 36 characters, in upper or lower case
 * @uuid:	[out] the bytes; not changed on error
 *
 * Return: 0, or -EINVAL.
 */
int tee_uuid_parse(const char *text, uint8_t uuid[TEE_UUID_LEN]);

/**
 * tee_uuid_format() - format a UUID in lower case
 * @uuid:	the bytes
 * @text:	[out] 36 characters and a NUL
 */
void tee_uuid_format(const uint8_t uuid[TEE_UUID_LEN], char text[TEE_UUID_TEXT_SIZE]);

#endif
