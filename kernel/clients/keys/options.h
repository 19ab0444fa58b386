/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program writes to make a key of type "tee". Pure code, which also builds
 * on the host.
 *
 *	new LENGTH [tee=TEE] [migratable=0|1] [logon=NAME [keyring=KEYRING]]
 *	load HEX [tee=TEE] [logon=NAME [keyring=KEYRING]]
 *	update [tee=TEE] [migratable=0|1]
 */
#ifndef TEE_KEYS_OPTIONS_H
#define TEE_KEYS_OPTIONS_H

#include <linux/types.h>

/* More is no text that makes sense. */
#define TEE_KEYS_MAX_TEXT	4096

enum tee_keys_command {
	TEE_KEYS_NEW,
	TEE_KEYS_LOAD,
	TEE_KEYS_UPDATE,
};

/**
 * struct tee_keys_options - what was asked for
 * @command:	what to do
 * @key_len:	of a new key, bytes
 * @hex:	the blob to load
 * @tee:	which TEE; NULL: any, or the one that sealed the blob
 * @logon:	name of a "logon" key with the same payload; NULL: none
 * @keyring:	where that one goes: KEY_SPEC_* or a serial number
 * @migratable:	the key may be sealed anew; where not given: no for a new key, and
 *		for an update, which only such a key admits, yes
 * @seen:	which options were there, a bit each
 *
 * The texts lie in the text that was parsed.
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
