// SPDX-License-Identifier: GPL-2.0-only
/* Parse what user space passes to add_key(2) and keyctl(KEYCTL_UPDATE), see options.h */

#include <linux/errno.h>
#include <linux/keyctl.h>
#include <linux/limits.h>
#include <linux/string.h>
#include <keys/tee-type.h>

#include "options.h"

enum tee_keys_option {
	OPTION_TEE,
	OPTION_MIGRATABLE,
	OPTION_LOGON,
	OPTION_KEYRING,
	OPTION_UNKNOWN,
};

static const char *const tee_keys_option_names[] = {
	[OPTION_TEE] = "tee=",
	[OPTION_MIGRATABLE] = "migratable=",
	[OPTION_LOGON] = "logon=",
	[OPTION_KEYRING] = "keyring=",
};

#define NAMES (sizeof(tee_keys_option_names) / sizeof(tee_keys_option_names[0]))
#define OPTION(_name) (1u << OPTION_##_name)

static const unsigned int tee_keys_allowed[] = {
	[TEE_KEYS_NEW] = OPTION(TEE) | OPTION(MIGRATABLE) | OPTION(LOGON) | OPTION(KEYRING),
	[TEE_KEYS_LOAD] = OPTION(TEE) | OPTION(LOGON) | OPTION(KEYRING),
	[TEE_KEYS_UPDATE] = OPTION(TEE) | OPTION(MIGRATABLE),
};

/* keyctl(1) uses the same names */
static const struct {
	const char *name;
	s32 serial;
} tee_keys_keyrings[] = {
	{ "@t", KEY_SPEC_THREAD_KEYRING },
	{ "@p", KEY_SPEC_PROCESS_KEYRING },
	{ "@s", KEY_SPEC_SESSION_KEYRING },
	{ "@u", KEY_SPEC_USER_KEYRING },
	{ "@us", KEY_SPEC_USER_SESSION_KEYRING },
};

#define KEYRINGS (sizeof(tee_keys_keyrings) / sizeof(tee_keys_keyrings[0]))

/* control characters count as blanks */
static bool is_blank(char c)
{
	return (unsigned char)c <= ' ';
}

/* Split off the next word, or return NULL if none is left */
static char *next_word(char **text)
{
	char *at = *text, *word;

	while (*at && is_blank(*at))
		at++;
	word = at;
	while (!is_blank(*at))
		at++;
	*text = *at ? at + 1 : at;
	*at = '\0';
	return *word ? word : NULL;
}

/*
 * Returns more than 15 if @c isn't a hex digit. Blobs aren't secret, so no need for
 * constant time here.
 */
static unsigned int digit_value(unsigned char c)
{
	unsigned int value = c - '0';

	if (value < 10)
		return value;
	value = (c | 0x20) - 'a';
	return value < 6 ? value + 10 : 16;
}

/*
 * Parse a decimal number up to @max (which is > 0). Returns -1 if there's anything
 * wrong with it.
 */
static s32 parse_number(const char *word, s32 max)
{
	s32 number = 0;

	if (!*word)
		return -1;
	for (; *word; word++) {
		s32 digit = *word - '0';

		if (digit < 0 || digit > 9 || number > (max - digit) / 10)
			return -1;
		number = number * 10 + digit;
	}
	return number;
}

static int parse_keyring(const char *word, s32 *keyring)
{
	size_t i;

	for (i = 0; i < KEYRINGS; i++) {
		if (!strcmp(word, tee_keys_keyrings[i].name)) {
			*keyring = tee_keys_keyrings[i].serial;
			return 0;
		}
	}
	*keyring = parse_number(word, S32_MAX);
	return *keyring > 0 ? 0 : -EINVAL;
}

static enum tee_keys_option find_option(const char *word, const char **value)
{
	size_t i, len;

	for (i = 0; i < NAMES; i++) {
		len = strlen(tee_keys_option_names[i]);
		if (!strncmp(word, tee_keys_option_names[i], len)) {
			*value = word + len;
			return i;
		}
	}
	return OPTION_UNKNOWN;
}

static int parse_option(const char *word, struct tee_keys_options *options)
{
	const char *value = NULL;
	enum tee_keys_option option = find_option(word, &value);

	if (option == OPTION_UNKNOWN || !*value)
		return -EINVAL;
	/* not allowed for this command, or a duplicate */
	if (!(tee_keys_allowed[options->command] & (1u << option)) ||
	    options->seen & (1u << option))
		return -EINVAL;
	options->seen |= 1u << option;

	switch (option) {
	case OPTION_TEE:
		options->tee = value;
		return 0;
	case OPTION_LOGON:
		options->logon = value;
		return 0;
	case OPTION_KEYRING:
		return parse_keyring(value, &options->keyring);
	default:
		if ((*value != '0' && *value != '1') || value[1])
			return -EINVAL;
		options->migratable = *value == '1';
		return 0;
	}
}

static int parse_command(char **text, struct tee_keys_options *options)
{
	const char *word = next_word(text);
	s32 len;

	if (!word)
		return -EINVAL;
	if (!strcmp(word, "update")) {
		options->command = TEE_KEYS_UPDATE;
		options->migratable = true;
		return 0;
	}
	if (!strcmp(word, "load")) {
		options->command = TEE_KEYS_LOAD;
		options->hex = next_word(text);
		return options->hex ? 0 : -EINVAL;
	}
	if (strcmp(word, "new"))
		return -EINVAL;
	options->command = TEE_KEYS_NEW;
	word = next_word(text);
	len = word ? parse_number(word, U16_MAX) : -1;
	if (len < 0)
		return -EINVAL;
	if (len < TEE_KEY_MIN_SIZE || len > TEE_KEY_MAX_SIZE)
		return -ERANGE;
	options->key_len = len;
	return 0;
}

/**
 * tee_keys_parse_options() - parse a key's text
 * @text:	NUL-terminated; gets split into words in place
 * @len:	length of the text without the NUL, bytes
 * @options:	filled in
 *
 * Blanks, newlines and any other control characters separate words.
 *
 * Return: 0; -EINVAL if we can't parse it; -ERANGE for a key length we don't support;
 * -EMSGSIZE if @len is above TEE_KEYS_MAX_TEXT.
 */
int tee_keys_parse_options(char *text, size_t len, struct tee_keys_options *options)
{
	char *word;
	int rc;

	memset(options, 0, sizeof(*options));
	options->keyring = KEY_SPEC_USER_KEYRING;
	if (len > TEE_KEYS_MAX_TEXT)
		return -EMSGSIZE;
	if (strlen(text) != len)
		return -EINVAL;
	rc = parse_command(&text, options);
	while (!rc) {
		word = next_word(&text);
		if (!word)
			break;
		rc = parse_option(word, options);
	}
	if (rc)
		return rc;
	if (options->seen & OPTION(KEYRING) && !options->logon)
		return -EINVAL;
	return 0;
}

/**
 * tee_keys_parse_hex() - convert hex digits to bytes
 * @hex:	NUL-terminated string, two digits per byte
 * @out:	the bytes
 * @room:	size of @out, bytes
 *
 * Return: number of bytes; -EILSEQ for an odd number of digits or anything that isn't
 * one; -EMSGSIZE if @room is too small.
 */
int tee_keys_parse_hex(const char *hex, u8 *out, size_t room)
{
	size_t len = strlen(hex), i;
	unsigned int high, low;

	if (len / 2 > room)
		return -EMSGSIZE;
	if (len % 2)
		return -EILSEQ;
	for (i = 0; i < len / 2; i++) {
		high = digit_value(hex[2 * i]);
		low = digit_value(hex[2 * i + 1]);
		if ((high | low) > 15)
			return -EILSEQ;
		out[i] = high << 4 | low;
	}
	return len / 2;
}
