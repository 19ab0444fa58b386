// SPDX-License-Identifier: GPL-2.0-only
/* Reading what a program writes to make a key; see options.h for its form. */

#include <linux/errno.h>
#include <linux/keyctl.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "options.h"

#include <keys/tee-type.h>

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

/* Which options go with which command. */
static const unsigned int tee_keys_allowed[] = {
	[TEE_KEYS_NEW] = OPTION(TEE) | OPTION(MIGRATABLE) | OPTION(LOGON) | OPTION(KEYRING),
	[TEE_KEYS_LOAD] = OPTION(TEE) | OPTION(LOGON) | OPTION(KEYRING),
	[TEE_KEYS_UPDATE] = OPTION(TEE) | OPTION(MIGRATABLE),
};

/* The keyrings as keyctl(1) writes them. */
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

/* Whatever else is not printed separates words as well. */
static bool is_blank(char c)
{
	return (unsigned char)c <= ' ';
}

/* The next word of the text, ended with a NUL; NULL where there is none. */
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

/* The value of a digit, or more than 15. A blob is no secret: no need to take care. */
static unsigned int digit_value(unsigned char c)
{
	unsigned int value = c - '0';

	if (value < 10)
		return value;
	value = (c | 0x20) - 'a';
	return value < 6 ? value + 10 : 16;
}

/* A decimal number of at most @max, which is positive; -1 for anything else. */
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
	/* Twice is a mistake, whichever would win. */
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
 * tee_keys_parse_options() - read what a program wrote
 * @text:	the text, with a NUL behind it; it is cut into words
 * @len:	its length without that NUL, bytes
 * @options:	filled in
 *
 * Words are separated by blanks, line breaks and the like.
 *
 * Return: 0; -EINVAL: it is malformed; -ERANGE: a key cannot have that length;
 * -EMSGSIZE: it is too long for anything.
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
 * tee_keys_parse_hex() - read a number of bytes, two digits each
 * @hex:	the digits
 * @out:	where to put the bytes
 * @room:	how many there may be
 *
 * Return: how many there were; -EILSEQ: a digit is missing, or is none; -EMSGSIZE:
 * there are more than @room.
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
