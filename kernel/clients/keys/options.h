/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parser for the text that a program passes to add or update a key of type "tee". It also
 * compiles on the host.
 *
 *	new LENGTH [tee=TEE] [migratable=0|1] [logon=NAME [keyring=KEYRING]]
 *	load HEX [tee=TEE] [logon=NAME [keyring=KEYRING]]
 *	update [tee=TEE] [migratable=0|1]
 */
#ifndef TEE_KEYS_OPTIONS_H
#define TEE_KEYS_OPTIONS_H

#include <linux/types.h>

/* Longest text that is accepted, bytes. */
#define TEE_KEYS_MAX_TEXT	4096

enum tee_keys_command {
	TEE_KEYS_NEW,
	TEE_KEYS_LOAD,
	TEE_KEYS_UPDATE,
};

/**
 * struct tee_keys_options - parsed text
 * @command:	the command
 * @key_len:	for TEE_KEYS_NEW: length of the key, bytes
 * @hex:	for TEE_KEYS_LOAD: the blob in hex
 * @tee:	selected TEE; NULL: any TEE, or the TEE that sealed the blob
 * @logon:	name of a key of type "logon" with the same payload; NULL: not requested
 * @keyring:	keyring for that key: KEY_SPEC_* or a serial number
 * @migratable:	an update may seal the key again. Default: 0 for a new key, and 1 for an
 *		update, because only a migratable key can be updated
 * @seen:	bits of the options that were given
 *
 * The strings are parts of the parsed text.
 */
struct tee_keys_options {
	enum tee_keys_command command;
	u16 key_len;
	const char *hex;
	const char *tee;
	const char *logon;
	s32 keyring;
	bool migratable;
	unsigned int seen;
};

int tee_keys_parse_options(char *text, size_t len, struct tee_keys_options *options);
int tee_keys_parse_hex(const char *hex, u8 *out, size_t room);

#endif /* TEE_KEYS_OPTIONS_H */
