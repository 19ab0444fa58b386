/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The key type "tee": keys that a TEE has generated and sealed. This header is for kernel
 * code that uses such keys, like <keys/trusted-type.h> for keys of type "trusted".
 */
#ifndef _KEYS_TEE_TYPE_H
#define _KEYS_TEE_TYPE_H

#include <linux/key.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#define TEE_KEY_MIN_SIZE	16
#define TEE_KEY_MAX_SIZE	128

/* Maximum size of a sealed blob, bytes: a header, the sealed key, and a CRC. */
#define TEE_KEY_MAX_BLOB_SIZE	596

/**
 * struct tee_key_payload - payload of a key of type "tee"
 * @rcu:	frees the payload
 * @copy:	key of type "logon" with the same payload, revoked when this payload is
 *		freed; NULL if none was requested
 * @key_len:	bytes in @key, TEE_KEY_MIN_SIZE to TEE_KEY_MAX_SIZE
 * @blob_len:	bytes in @blob
 * @migratable:	the key may be sealed again, even for a different TEE
 * @key:	the key
 * @blob:	the sealed key
 *
 * request_key(&key_type_tee, …) finds the key. Then, under its semaphore or RCU, get
 * the payload by dereference_key_locked() or dereference_key_rcu(). It is NULL if the
 * key has been revoked. A payload does not change: an update replaces it.
 */
struct tee_key_payload {
	struct rcu_head rcu;
	struct key *copy;
	u16 key_len;
	u16 blob_len;
	bool migratable;
	u8 key[TEE_KEY_MAX_SIZE];
	u8 blob[TEE_KEY_MAX_BLOB_SIZE];
};

extern struct key_type key_type_tee;

#endif /* _KEYS_TEE_TYPE_H */
