// SPDX-License-Identifier: BSD-2-Clause
/* Text forms of numbers, UUIDs, identities and binary data */

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "softteed/api/framework/framework.h"
#include "tee_internal_api_extensions.h"

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

/* Decimal with an optional K or M (1024 and its square), 0x and hexadecimal, 0b and binary */
bool framework_parse_number(const char *text, uint64_t *number)
{
	unsigned int base = 10, value;
	uint64_t sum = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		base = 16;
	else if (text[0] == '0' && (text[1] == 'b' || text[1] == 'B'))
		base = 2;
	if (base != 10)
		text += 2;
	if (digit_value(*text) < 0)
		return false;
	for (; digit_value(*text) >= 0; text++) {
		value = digit_value(*text);
		if (value >= base || __builtin_mul_overflow(sum, (uint64_t)base, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)value, &sum))
			return false;
	}
	if (base == 10 && (*text == 'K' || *text == 'M')) {
		if (__builtin_mul_overflow(sum, *text == 'K' ? UINT64_C(1024) : UINT64_C(1048576),
					   &sum))
			return false;
		text++;
	}
	*number = sum;
	return !*text;
}

bool framework_parse_uuid(const char *text, TEE_UUID *uuid)
{
	uint8_t bytes[16];

	for (size_t n = 0; n < sizeof(bytes); n++) {
		int high, low;

		if ((n == 4 || n == 6 || n == 8 || n == 10) && *text++ != '-')
			return false;
		high = digit_value(text[0]);
		low = high < 0 ? -1 : digit_value(text[1]);
		if (low < 0)
			return false;
		bytes[n] = high << 4 | low;
		text += 2;
	}
	uuid->timeLow = (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
	uuid->timeMid = bytes[4] << 8 | bytes[5];
	uuid->timeHiAndVersion = bytes[6] << 8 | bytes[7];
	memcpy(uuid->clockSeqAndNode, bytes + 8, 8);
	return !*text;
}

/* A login method, and a UUID after a colon unless it is nil */
bool framework_parse_identity(const char *text, TEE_Identity *identity)
{
	const char *colon = strchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);
	char login[32];
	uint64_t number;

	if (length >= sizeof(login))
		return false;
	memcpy(login, text, length);
	login[length] = '\0';
	if (!framework_parse_number(login, &number) || number > UINT32_MAX)
		return false;
	*identity = (TEE_Identity){ .login = number };
	return !colon || framework_parse_uuid(colon + 1, &identity->uuid);
}

void framework_format_uuid(const TEE_UUID *uuid, char text[FRAMEWORK_UUID_TEXT])
{
	const uint8_t *rest = uuid->clockSeqAndNode;

	snprintf(text, FRAMEWORK_UUID_TEXT,
		 "%08" PRIx32 "-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", uuid->timeLow,
		 uuid->timeMid, uuid->timeHiAndVersion, rest[0], rest[1], rest[2], rest[3],
		 rest[4], rest[5], rest[6], rest[7]);
}

void framework_format_identity(const TEE_Identity *identity, char text[FRAMEWORK_IDENTITY_TEXT])
{
	char uuid[FRAMEWORK_UUID_TEXT];

	framework_format_uuid(&identity->uuid, uuid);
	snprintf(text, FRAMEWORK_IDENTITY_TEXT, "%" PRIu32 ":%s", identity->login, uuid);
}

static int base64_value(char symbol)
{
	static const char symbols[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = symbol ? strchr(symbols, symbol) : NULL;

	return found ? (int)(found - symbols) : -1;
}

static size_t size_of_symbols(size_t symbols)
{
	return symbols / 4 * 3 + (symbols % 4 ? symbols % 4 - 1 : 0);
}

static size_t measure_symbols(const char *text)
{
	size_t symbols = 0;

	for (; *text && *text != '='; text++)
		symbols += base64_value(*text) >= 0;
	return size_of_symbols(symbols);
}

/* Check the text and count its symbols: returns false, or the size of the data in @size. */
static bool measure_base64(const char *text, size_t *size)
{
	size_t symbols = 0, padding = 0;

	for (; *text; text++) {
		if (isspace((unsigned char)*text))
			continue;
		if (*text == '=')
			padding++;
		else if (padding || base64_value(*text) < 0)
			return false;
		else
			symbols++;
	}
	if (padding > 2 || (symbols + padding) % 4)
		return false;
	*size = size_of_symbols(symbols);
	return true;
}

bool framework_decode_base64(const char *text, bool strict, uint8_t *data, size_t *size)
{
	uint32_t bits = 0;
	size_t needed, room = *size, count = 0, put = 0;

	if (!strict)
		needed = measure_symbols(text);
	else if (!measure_base64(text, &needed))
		return false;
	*size = needed;
	if (!data || room < needed)
		return true;
	for (; *text && *text != '='; text++) {
		int value = base64_value(*text);

		if (value < 0)
			continue;
		bits = bits << 6 | value;
		if (++count % 4 != 1 && put < needed)
			data[put++] = bits >> (count % 4 ? 8 - count % 4 * 2 : 0);
	}
	return true;
}

TEE_Result tee_uuid_from_str(TEE_UUID *uuid, const char *s)
{
	TEE_UUID parsed;

	if (!framework_parse_uuid(s, &parsed))
		return TEE_ERROR_BAD_FORMAT;
	*uuid = parsed;
	return TEE_SUCCESS;
}
