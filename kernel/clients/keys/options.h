/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What user space writes to add or update a key of type "tee". Builds for the host too.
 *
 *	new LENGTH [tee=TEE] [migratable=0|1] [logon=NAME [keyring=KEYRING]]
 *	load HEX [tee=TEE] [logon=NAME [keyring=KEYRING]]
 *	update [tee=TEE] [migratable=0|1]
 */
#ifndef TEE_KEYS_OPTIONS_H
#define TEE_KEYS_OPTIONS_H

#include <linux/types.h>

/* Anything longer is refused, bytes */
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
 * @tee:	TEE to use; NULL for any (TEE_KEYS_LOAD: the one that sealed the blob)
 * @logon:	description of a "logon" key to create with the same payload, or NULL
 * @keyring:	where to link that key: KEY_SPEC_* or a serial number
 * @migratable:	later updates may reseal the key. Defaults to false for a new key, and
 *		to true for an update, since nothing but a migratable key can be updated
 * @seen:	bit mask of the options given
 *
 * The strings point into the parsed text.
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
