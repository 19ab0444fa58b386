// SPDX-License-Identifier: BSD-2-Clause
/* UUID parsing and formatting */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "tee_uuid.h"

/* does a dash come before this byte? */
static bool dash_before(unsigned int byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

/* Returns -1 for anything but a hex digit. isxdigit() would depend on the locale. */
static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

int tee_uuid_parse(const char *text, uint8_t uuid[TEE_UUID_LEN])
{
	uint8_t bytes[TEE_UUID_LEN];

	for (unsigned int n = 0; n < TEE_UUID_LEN; n++) {
		int high, low;

		if (dash_before(n) && *text++ != '-')
			return -EINVAL;
		high = digit_value(text[0]);
		/* A NUL is not a digit either, so we cannot run past the end. */
		if (high < 0)
			return -EINVAL;
		low = digit_value(text[1]);
		if (low < 0)
			return -EINVAL;
		bytes[n] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	if (*text)
		return -EINVAL;
	memcpy(uuid, bytes, sizeof(bytes));
	return 0;
}

void tee_uuid_format(const uint8_t uuid[TEE_UUID_LEN], char text[TEE_UUID_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned int n = 0; n < TEE_UUID_LEN; n++) {
		if (dash_before(n))
			*text++ = '-';
		*text++ = digits[uuid[n] >> 4];
		*text++ = digits[uuid[n] & 0xf];
	}
	*text = '\0';
}

int tee_uuid_from_file(const char *name, const char *suffix, uint8_t uuid[TEE_UUID_LEN])
{
	char text[TEE_UUID_TEXT_SIZE] = "", expected[TEE_UUID_TEXT_SIZE];
	const size_t length = sizeof(text) - 1;
	uint8_t bytes[TEE_UUID_LEN];

	if (strlen(name) != length + strlen(suffix) || strcmp(name + length, suffix))
		return -EINVAL;
	memcpy(text, name, length);
	if (tee_uuid_parse(text, bytes))
		return -EINVAL;
	tee_uuid_format(bytes, expected);
	if (strcmp(text, expected))
		return -EINVAL;
	memcpy(uuid, bytes, sizeof(bytes));
	return 0;
}
