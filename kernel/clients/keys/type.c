// SPDX-License-Identifier: GPL-2.0-only
/*
 * The key type "tee". A TEE generates and seals the keys, and all that user space ever
 * gets to see is the sealed blob.
 *
 * A TEE can be slow, so most of the work is done in preparse(), before the key or the
 * keyring gets locked. Only update() has to call the TEE with key->sem held.
 */

#include <linux/cred.h>
#include <linux/err.h>
#include <linux/hex.h>
#include <linux/key-type.h>
#include <linux/keyctl.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <keys/tee-type.h>
#include <keys/user-type.h>

#include "blob.h"
#include "keys.h"
#include "options.h"

static_assert(TEE_KEY_MAX_BLOB_SIZE == TEE_BLOB_MAX_SIZE);

/* May sleep, so not for RCU callbacks */
static void key_drop_copy(struct tee_key_payload *payload)
{
	if (!payload->copy)
		return;
	key_revoke(payload->copy);
	key_put(payload->copy);
	payload->copy = NULL;
}

static void key_free(struct tee_key_payload *payload)
{
	if (!payload)
		return;
	key_drop_copy(payload);
	kfree_sensitive(payload);
}

static void key_free_rcu(struct rcu_head *rcu)
{
	kfree_sensitive(container_of(rcu, struct tee_key_payload, rcu));
}

/* Fills in @payload's blob from its key */
static int key_seal(struct tee_key_payload *payload, struct tee_keys_tee *tee)
{
	struct tee_blob info = {
		.flags = payload->migratable ? TEE_BLOB_MIGRATABLE : 0,
		.key_len = payload->key_len,
	};
	u8 *plain;
	int rc;

	plain = kmalloc(TEE_BLOB_MAX_PLAIN, GFP_KERNEL);
	if (!plain)
		return -ENOMEM;
	tee_keys_tee_describe(tee, &info);
	tee_blob_begin(&info, payload->blob);
	memcpy(plain, payload->blob, TEE_BLOB_HEADER_SIZE);
	memcpy(plain + TEE_BLOB_HEADER_SIZE, payload->key, payload->key_len);
	rc = tee_keys_sealer_run(tee_keys_tee_sealer(tee), TEE_KEYS_SEAL, plain,
				 TEE_BLOB_HEADER_SIZE + payload->key_len,
				 payload->blob + TEE_BLOB_HEADER_SIZE, TEE_BLOB_MAX_SEALED);
	kfree_sensitive(plain);
	if (rc < 0)
		return rc;
	payload->blob_len = tee_blob_finish(payload->blob, rc);
	return 0;
}

static int key_make(struct tee_key_payload *payload, const struct tee_keys_options *options)
{
	struct tee_keys_tee *tee = tee_keys_tee_get(options->tee, NULL);
	int rc;

	if (IS_ERR(tee))
		return PTR_ERR(tee);
	payload->key_len = options->key_len;
	payload->migratable = options->migratable;
	rc = tee_keys_sealer_run(tee_keys_tee_sealer(tee), TEE_KEYS_GET_RANDOM, NULL, 0,
				 payload->key, payload->key_len);
	if (rc >= 0)
		rc = rc == payload->key_len ? key_seal(payload, tee) : -EPROTO;
	tee_keys_tee_put(tee);
	return rc;
}

/* The reverse of key_seal(); @info is what tee_blob_parse() found in @payload's blob */
static int key_unseal(struct tee_key_payload *payload, const struct tee_blob *info,
		      struct tee_keys_tee *tee)
{
	u8 *plain;
	int rc;

	plain = kmalloc(TEE_BLOB_MAX_PLAIN, GFP_KERNEL);
	if (!plain)
		return -ENOMEM;
	rc = tee_keys_sealer_run(tee_keys_tee_sealer(tee), TEE_KEYS_UNSEAL,
				 payload->blob + TEE_BLOB_HEADER_SIZE, info->sealed_len,
				 plain, TEE_BLOB_MAX_PLAIN);
	if (rc >= 0)
		rc = tee_blob_check_plain(payload->blob, plain, rc);
	if (!rc) {
		payload->key_len = info->key_len;
		payload->migratable = info->flags & TEE_BLOB_MIGRATABLE;
		memcpy(payload->key, plain + TEE_BLOB_HEADER_SIZE, info->key_len);
	}
	kfree_sensitive(plain);
	return rc;
}

static int key_load(struct tee_key_payload *payload, const struct tee_keys_options *options)
{
	struct tee_keys_tee *tee;
	struct tee_blob info;
	int rc;

	rc = tee_keys_parse_hex(options->hex, payload->blob, sizeof(payload->blob));
	if (rc < 0)
		return rc;
	payload->blob_len = rc;
	rc = tee_blob_parse(payload->blob, payload->blob_len, &info);
	if (rc)
		return rc;
	tee = tee_keys_tee_get(options->tee, &info);
	if (IS_ERR(tee))
		return PTR_ERR(tee);
	rc = key_unseal(payload, &info, tee);
	tee_keys_tee_put(tee);
	return rc;
}

/* Without this, two keys could both find that a copy's name is free and create it */
static DEFINE_MUTEX(tee_key_copy_lock);

/* Does @keyring already have a "logon" key with this name that isn't revoked or expired? */
static bool key_is_there(key_ref_t keyring, const char *description)
{
	key_ref_t found = keyring_search(keyring, &key_type_logon, description, false);

	if (IS_ERR(found))
		return false;
	key_ref_put(found);
	return true;
}

/*
 * Add a "logon" key with the same payload, for users such as dm-crypt that don't know
 * our key type. @payload owns it: freeing @payload revokes the copy.
 *
 * key_create_or_update() is no use here. It takes key_types_sem to look up the type,
 * and add_key(2) has that locked already. Worse, it would overwrite an existing key, and
 * we couldn't bring that one back if creating the "tee" key failed later on.
 */
static int key_copy(struct tee_key_payload *payload, const struct tee_keys_options *options)
{
	const struct cred *cred = current_cred();
	struct key *copy;
	key_ref_t keyring;
	int rc;

	keyring = lookup_user_key(options->keyring, KEY_LOOKUP_CREATE, KEY_NEED_WRITE);
	if (IS_ERR(keyring))
		return PTR_ERR(keyring);
	rc = -ENOTDIR;
	if (key_ref_to_ptr(keyring)->type != &key_type_keyring)
		goto put_keyring;
	mutex_lock(&tee_key_copy_lock);
	rc = -EEXIST;
	if (key_is_there(keyring, options->logon))
		goto unlock;
	copy = key_alloc(&key_type_logon, options->logon, cred->fsuid, cred->fsgid, cred,
			 KEY_POS_VIEW | KEY_POS_SEARCH | KEY_POS_LINK | KEY_POS_SETATTR |
			 KEY_USR_VIEW, KEY_ALLOC_IN_QUOTA, NULL);
	if (IS_ERR(copy)) {
		rc = PTR_ERR(copy);
		goto unlock;
	}
	rc = key_instantiate_and_link(copy, payload->key, payload->key_len,
				      key_ref_to_ptr(keyring), NULL);
	if (rc)
		key_put(copy);
	else
		payload->copy = copy;
unlock:
	mutex_unlock(&tee_key_copy_lock);
put_keyring:
	key_ref_put(keyring);
	return rc;
}

/*
 * The parser writes NULs into the text, so give it a copy. Free it with
 * kfree_sensitive().
 */
static char *key_copy_text(const struct key_preparsed_payload *prep)
{
	if (!prep->data || !prep->datalen)
		return ERR_PTR(-EINVAL);
	if (prep->datalen > TEE_KEYS_MAX_TEXT)
		return ERR_PTR(-EMSGSIZE);
	return kmemdup_nul(prep->data, prep->datalen, GFP_KERNEL) ?: ERR_PTR(-ENOMEM);
}

static int key_prepare(struct key_preparsed_payload *prep,
		       const struct tee_keys_options *options)
{
	struct tee_key_payload *payload;
	int rc = -ENOMEM;

	/* An update by keyctl(2) doesn't pin this module, and we may sleep for a while */
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	payload = kzalloc(sizeof(*payload), GFP_KERNEL);
	if (!payload)
		goto put_module;
	if (options->command == TEE_KEYS_NEW)
		rc = key_make(payload, options);
	else
		rc = key_load(payload, options);
	if (!rc && options->logon)
		rc = key_copy(payload, options);
	if (rc)
		kfree_sensitive(payload);
	else
		prep->payload.data[0] = payload;
put_module:
	module_put(THIS_MODULE);
	return rc;
}

static int tee_key_preparse(struct key_preparsed_payload *prep)
{
	struct tee_keys_options options;
	char *text;
	int rc;

	prep->quotalen = sizeof(struct tee_key_payload);
	text = key_copy_text(prep);
	if (IS_ERR(text))
		return PTR_ERR(text);
	rc = tee_keys_parse_options(text, prep->datalen, &options);
	/* "update" needs the existing key, which only tee_key_update() gets */
	if (!rc && options.command != TEE_KEYS_UPDATE)
		rc = key_prepare(prep, &options);
	kfree_sensitive(text);
	return rc;
}

static void tee_key_free_preparse(struct key_preparsed_payload *prep)
{
	key_free(prep->payload.data[0]);
}

static int tee_key_instantiate(struct key *key, struct key_preparsed_payload *prep)
{
	/* the text says "update", but there's no such key yet */
	if (!prep->payload.data[0])
		return -EINVAL;
	return generic_key_instantiate(key, prep);
}

/* Same key as in @old, sealed once more with @options */
static struct tee_key_payload *key_reseal(const struct tee_key_payload *old,
					  const struct tee_keys_options *options)
{
	struct tee_key_payload *new;
	struct tee_keys_tee *tee;
	int rc;

	tee = tee_keys_tee_get(options->tee, NULL);
	if (IS_ERR(tee))
		return ERR_CAST(tee);
	rc = -ENOMEM;
	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		goto put_tee;
	new->migratable = options->migratable;
	new->key_len = old->key_len;
	memcpy(new->key, old->key, old->key_len);
	rc = key_seal(new, tee);
	if (rc) {
		kfree_sensitive(new);
		goto put_tee;
	}
	tee_keys_tee_put(tee);
	return new;

put_tee:
	tee_keys_tee_put(tee);
	return ERR_PTR(rc);
}

/* key->sem is held for writing */
static int tee_key_update(struct key *key, struct key_preparsed_payload *prep)
{
	struct tee_key_payload *old, *new;
	struct tee_keys_options options;
	char *text;
	int rc;

	if (key_is_negative(key))
		return -ENOKEY;
	old = dereference_key_locked(key);
	if (!old)
		return -EKEYREVOKED;
	/* "new" or "load", but the keyring has a key of this name already */
	if (prep->payload.data[0])
		return -EEXIST;
	if (!old->migratable)
		return -EPERM;
	rc = key_payload_reserve(key, prep->quotalen);
	if (rc)
		return rc;
	text = key_copy_text(prep);
	if (IS_ERR(text))
		return PTR_ERR(text);
	rc = tee_keys_parse_options(text, prep->datalen, &options);
	new = rc ? ERR_PTR(rc) : key_reseal(old, &options);
	kfree_sensitive(text);
	if (IS_ERR(new))
		return PTR_ERR(new);
	new->copy = old->copy;
	old->copy = NULL;
	rcu_assign_keypointer(key, new);
	call_rcu(&old->rcu, key_free_rcu);
	return 0;
}

/* key->sem is held for writing */
static void tee_key_revoke(struct key *key)
{
	struct tee_key_payload *payload = dereference_key_locked(key);

	key_payload_reserve(key, 0);
	if (!payload)
		return;
	key_drop_copy(payload);
	rcu_assign_keypointer(key, NULL);
	call_rcu(&payload->rcu, key_free_rcu);
}

static void tee_key_destroy(struct key *key)
{
	key_free(key->payload.data[0]);
}

/* Returns the length in hex digits; a buffer too small for all of them is left alone */
static long tee_key_read(const struct key *key, char *buffer, size_t buflen)
{
	const struct tee_key_payload *payload = dereference_key_locked(key);

	if (!payload)
		return -EKEYREVOKED;
	if (buffer && buflen >= 2u * payload->blob_len)
		bin2hex(buffer, payload->blob, payload->blob_len);
	return 2 * payload->blob_len;
}

struct key_type key_type_tee = {
	.name = "tee",
	.preparse = tee_key_preparse,
	.free_preparse = tee_key_free_preparse,
	.instantiate = tee_key_instantiate,
	.update = tee_key_update,
	.revoke = tee_key_revoke,
	.destroy = tee_key_destroy,
	.describe = user_describe,
	.read = tee_key_read,
};
EXPORT_SYMBOL_GPL(key_type_tee);

static int __init tee_keys_init(void)
{
	int rc;

	rc = tee_keys_tees_init();
	if (rc)
		return rc;
	rc = register_key_type(&key_type_tee);
	if (rc)
		tee_keys_tees_exit();
	return rc;
}
module_init(tee_keys_init);

static void __exit tee_keys_exit(void)
{
	/* turns all our keys into dead ones and destroys their payloads */
	unregister_key_type(&key_type_tee);
	tee_keys_tees_exit();
	rcu_barrier();
}
module_exit(tee_keys_exit);

MODULE_DESCRIPTION("Keys made and sealed by a Trusted Execution Environment");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
