// SPDX-License-Identifier: BSD-2-Clause
/* Make untrusted text safe to print. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "printable.h"

#define REPLACEMENT	0xfffdu

static bool is_plain(unsigned char byte)
{
	return byte >= ' ' && byte <= '~';
}

const char *printable(const char *text, size_t length, char *room, size_t size)
{
	size_t end = 0;

	for (size_t n = 0; n < length; n++) {
		unsigned char byte = (unsigned char)text[n];
		size_t needs = is_plain(byte) ? 1 : 4;

		if (size - end <= needs)
			break;
		if (needs == 1)
			room[end] = (char)byte;
		else
			snprintf(room + end, size - end, "\\x%02x", byte);
		end += needs;
	}
	room[end] = '\0';
	return room;
}

/* Decode the UTF-8 character at @at. Invalid bytes become REPLACEMENT, one at a time. */
static uint32_t take_character(const unsigned char *at, size_t *length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t code = at[0];
	size_t bytes = code < 0x80 ? 1 : code >= 0xf0 && code < 0xf8 ? 4 :
		       code >= 0xe0 && code < 0xf0 ? 3 : code >= 0xc0 && code < 0xe0 ? 2 : 0;

	*length = 1;
	if (bytes == 1)
		return code;
	if (!bytes)
		return REPLACEMENT;
	code &= 0x7fu >> bytes;
	for (size_t n = 1; n < bytes; n++) {
		if ((at[n] & 0xc0) != 0x80)
			return REPLACEMENT;
		code = code << 6 | (at[n] & 0x3fu);
	}
	if (code < least[bytes] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return REPLACEMENT;
	*length = bytes;
	return code;
}

char *printable_json(const char *json)
{
	const unsigned char *at = (const unsigned char *)json;
	char *text = malloc(6 * strlen(json) + 1), *end = text;
	size_t length;

	if (!text)
		return NULL;
	for (; *at; at += length) {
		uint32_t code = take_character(at, &length);

		if (code == '\n' || (code < 0x80 && is_plain((unsigned char)code)))
			*end++ = (char)code;
		else if (code < 0x10000)
			end += sprintf(end, "\\u%04x", code);
		else
			end += sprintf(end, "\\u%04x\\u%04x", 0xd800 + ((code - 0x10000) >> 10),
				       0xdc00 + ((code - 0x10000) & 0x3ff));
	}
	*end = '\0';
	return text;
}
