// SPDX-License-Identifier: BSD-2-Clause
/* Parse call parameters from the command line. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse/call_args.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* strtoull(), but signs, spaces and overflow are errors */
static int parse_digits(const char *text, uint64_t *number, const char **end)
{
	char *stop;

	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	errno = 0;
	*number = strtoull(text, &stop, 0);
	*end = stop;
	return errno ? -EINVAL : 0;
}

int call_number_parse(const char *text, uint32_t *number)
{
	const char *end;
	uint64_t value;

	if (parse_digits(text, &value, &end) || *end || value > UINT32_MAX)
		return -EINVAL;
	*number = (uint32_t)value;
	return 0;
}

int call_size_parse(const char *text, size_t *size)
{
	unsigned int shift = 0;
	const char *end;
	uint64_t value;

	if (parse_digits(text, &value, &end))
		return -EINVAL;
	switch (*end) {
	case 'k':
	case 'K':
		shift = 10;
		end++;
		break;
	case 'm':
	case 'M':
		shift = 20;
		end++;
		break;
	}
	if (*end || value > CALL_MAX_SIZE >> shift)
		return -EINVAL;
	*size = (size_t)value << shift;
	return 0;
}

static int parse_values(const char *text, struct call_arg *arg, const char **why)
{
	const char *end;
	uint64_t value;

	*why = "expected value:A or value:A,B with 32-bit numbers";
	if (parse_digits(text, &value, &end) || value > UINT32_MAX)
		return -EINVAL;
	arg->a = (uint32_t)value;
	if (!*end)
		return 0;
	return *end == ',' ? call_number_parse(end + 1, &arg->b) : -EINVAL;
}

static int parse_text(const char *text, struct call_arg *arg, const char **why)
{
	(void)why;
	arg->bytes = (const uint8_t *)text;
	arg->size = strlen(text);
	return 0;
}

static unsigned int hex_digit(char c)
{
	return isdigit((unsigned char)c) ? (unsigned int)(c - '0') :
	       (unsigned int)(tolower((unsigned char)c) - 'a') + 10;
}

static int parse_hex(const char *text, struct call_arg *arg, const char **why)
{
	size_t length = strlen(text);

	*why = "expected two hexadecimal digits for each byte, as in hex:00ff";
	if (length % 2 || strspn(text, "0123456789abcdefABCDEF") != length)
		return -EINVAL;
	arg->owned = malloc(length / 2 + 1);
	if (!arg->owned)
		return -ENOMEM;
	for (size_t n = 0; n < length / 2; n++)
		arg->owned[n] = (uint8_t)(hex_digit(text[2 * n]) << 4 |
					  hex_digit(text[2 * n + 1]));
	arg->bytes = arg->owned;
	arg->size = length / 2;
	return 0;
}

static int parse_file(const char *text, struct call_arg *arg, const char **why)
{
	*why = "missing file name";
	if (!*text)
		return -EINVAL;
	arg->file = strdup(text);
	return arg->file ? 0 : -ENOMEM;
}

/* The file name may contain colons, so look for the last one. */
static int parse_out(const char *text, struct call_arg *arg, const char **why)
{
	const char *colon = strrchr(text, ':');

	*why = "expected out:SIZE or out:FILE:SIZE with a size of at most 256M";
	if (call_size_parse(colon ? colon + 1 : text, &arg->size))
		return -EINVAL;
	if (!colon)
		return 0;
	*why = "missing file name";
	if (colon == text)
		return -EINVAL;
	arg->file = strndup(text, (size_t)(colon - text));
	return arg->file ? 0 : -ENOMEM;
}

static const struct {
	const char *word;
	int (*parse)(const char *text, struct call_arg *arg, const char **why);
} kinds[] = {
	[CALL_NONE] = { "none", NULL },
	[CALL_NULL] = { "null", NULL },
	[CALL_VALUE_IN] = { "value", parse_values },
	[CALL_VALUE_OUT] = { "value-out", NULL },
	[CALL_VALUE_INOUT] = { "value-inout", parse_values },
	[CALL_TEXT] = { "text", parse_text },
	[CALL_HEX] = { "hex", parse_hex },
	[CALL_FILE_IN] = { "in", parse_file },
	[CALL_OUT] = { "out", parse_out },
	[CALL_FILE_INOUT] = { "inout", parse_file },
};

const char *call_kind_name(enum call_kind kind)
{
	return kinds[kind].word;
}

int call_arg_parse(const char *text, struct call_arg *arg, const char **why)
{
	size_t length = strcspn(text, ":"), n;
	int rc;

	*arg = (struct call_arg) { 0 };
	*why = "expected none, null, value:A,B, value-out, value-inout:A,B, text:TEXT, "
	       "hex:DIGITS, in:FILE, out:SIZE, out:FILE:SIZE or inout:FILE";
	for (n = 0; n < COUNT(kinds); n++)
		if (strlen(kinds[n].word) == length && !strncmp(kinds[n].word, text, length))
			break;
	if (n == COUNT(kinds) || !kinds[n].parse != !text[length])
		return -EINVAL;
	arg->kind = (enum call_kind)n;
	rc = kinds[n].parse ? kinds[n].parse(text + length + 1, arg, why) : 0;
	if (rc)
		call_arg_free(arg);
	return rc;
}

void call_arg_free(struct call_arg *arg)
{
	free(arg->file);
	free(arg->owned);
	*arg = (struct call_arg) { 0 };
}
