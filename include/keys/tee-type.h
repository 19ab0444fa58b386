/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Key type "tee": keys that a TEE has generated and sealed. For kernel code that wants
 * to use them, cf. <keys/trusted-type.h>.
 */
#ifndef _KEYS_TEE_TYPE_H
#define _KEYS_TEE_TYPE_H

#include <linux/key.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#define TEE_KEY_MIN_SIZE	16
#define TEE_KEY_MAX_SIZE	128

/* largest sealed blob, bytes: header, sealed key, CRC */
#define TEE_KEY_MAX_BLOB_SIZE	596

/**
 * struct tee_key_payload - what a "tee" key consists of
 * @rcu:	for freeing it
 * @copy:	"logon" key with the same payload, or NULL. Revoked when this payload is
 *		freed
 * @key_len:	bytes in @key, TEE_KEY_MIN_SIZE to TEE_KEY_MAX_SIZE
 * @blob_len:	bytes in @blob
 * @migratable:	the key may be resealed, for a different TEE even
 * @key:	the key
 * @blob:	the sealed key
 *
 * Look the key up with request_key(&key_type_tee, …), then get at the payload with
 * dereference_key_locked() under its semaphore or dereference_key_rcu() under RCU. You
 * get NULL if the key has been revoked. Payloads are never modified, updates replace
 * them.
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
