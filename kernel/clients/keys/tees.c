// SPDX-License-Identifier: GPL-2.0-only
/*
 * TEEs that may seal keys, and the choice between them.
 *
 * A watch keeps the list up to date. Anyone using an entry holds a reference, so when a
 * TEE goes away we first refuse new jobs for it and then wait for the refcount to drop.
 */

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>

#include "keys.h"

/**
 * struct tee_keys_tee - a TEE that may seal keys
 * @link:	entry in tee_keys_tees
 * @ctx:	from the watch, valid until tee_keys_leaving() returns
 * @sealer:	runs the TEE's jobs
 * @users:	refcount: one for the list, one per user
 * @unused:	completed when the last reference is dropped
 */
struct tee_keys_tee {
	struct list_head link;
	struct tee_context *ctx;
	struct tee_keys_sealer *sealer;
	refcount_t users;
	struct completion unused;
};

/* Oldest TEE first. The list owns a reference to each entry. */
static DEFINE_MUTEX(tee_keys_lock);
static LIST_HEAD(tee_keys_tees);

static const struct tee_identity *keys_identity(const struct tee_keys_tee *tee)
{
	return tee_client_get_identity(tee->ctx);
}

static int tee_keys_arrived(struct tee_client_watch *watch, struct tee_context *ctx)
{
	struct tee_keys_tee *tee = kzalloc(sizeof(*tee), GFP_KERNEL);

	if (!tee)
		goto no_memory;
	tee->sealer = tee_keys_sealer_create(ctx);
	if (!tee->sealer)
		goto free_tee;
	tee->ctx = ctx;
	refcount_set(&tee->users, 1);
	init_completion(&tee->unused);
	mutex_lock(&tee_keys_lock);
	list_add_tail(&tee->link, &tee_keys_tees);
	mutex_unlock(&tee_keys_lock);
	return 0;

free_tee:
	kfree(tee);
no_memory:
	pr_err("cannot seal keys with %s: no memory\n", tee_client_get_identity(ctx)->os_name);
	return -ENOMEM;
}

static void tee_keys_leaving(struct tee_client_watch *watch, struct tee_context *ctx)
{
	struct tee_keys_tee *tee;

	mutex_lock(&tee_keys_lock);
	list_for_each_entry(tee, &tee_keys_tees, link)
		if (tee->ctx == ctx)
			break;
	list_del(&tee->link);
	mutex_unlock(&tee_keys_lock);
	tee_keys_sealer_stop(tee->sealer);
	/* The wait is bounded, as every call that a user makes has a timeout */
	tee_keys_tee_put(tee);
	wait_for_completion(&tee->unused);
	tee_keys_sealer_destroy(tee->sealer);
	kfree(tee);
}

static struct tee_client_watch tee_keys_watch = {
	.match = {
		.capabilities = TEE_GEN_CAP_GP | TEE_CAP_SESSION | TEE_CAP_SHM_ALLOC,
	},
	.arrived = tee_keys_arrived,
	.leaving = tee_keys_leaving,
};

/* @selector is a driver name, or the name or UUID of a Trusted OS */
static bool keys_is_selected(const struct tee_identity *id, const char *selector)
{
	uuid_t uuid;

	if (!strcmp(selector, id->driver_name) || !strcmp(selector, id->os_name))
		return true;
	return strlen(selector) == UUID_STRING_LEN && !uuid_parse(selector, &uuid) &&
	       !uuid_is_null(&uuid) && uuid_equal(&uuid, &id->os_uuid);
}

static bool keys_has_sealed(const struct tee_identity *id, const struct tee_blob *blob)
{
	static_assert(TEE_IDENTITY_NAME_LEN == TEE_BLOB_NAME_SIZE);

	return !memcmp(id->os_uuid.b, blob->os_uuid, sizeof(blob->os_uuid)) &&
	       !strcmp(id->os_name, blob->os_name);
}

/**
 * tee_keys_tee_get() - find a TEE for a key
 * @selector:	see keys_is_selected(); NULL takes the first TEE in the list
 * @sealed_by:	take only a TEE that has sealed this blob; may be NULL
 *
 * Return: the TEE, for tee_keys_tee_put(), or ERR_PTR: -ENODEV if @selector matches
 * nothing (or there's no TEE at all), -EXDEV if what it matches hasn't sealed the blob.
 */
struct tee_keys_tee *tee_keys_tee_get(const char *selector, const struct tee_blob *sealed_by)
{
	struct tee_keys_tee *tee, *found = ERR_PTR(-ENODEV);

	/* One TEE's applications seal differently, so the application has to match too */
	if (sealed_by && memcmp(sealed_by->ta_uuid, tee_keys_ta_uuid.b, TEE_BLOB_UUID_SIZE))
		return ERR_PTR(-EXDEV);
	mutex_lock(&tee_keys_lock);
	list_for_each_entry(tee, &tee_keys_tees, link) {
		const struct tee_identity *id = keys_identity(tee);

		if (selector && !keys_is_selected(id, selector))
			continue;
		if (sealed_by && !keys_has_sealed(id, sealed_by)) {
			found = ERR_PTR(-EXDEV);
			continue;
		}
		refcount_inc(&tee->users);
		found = tee;
		break;
	}
	mutex_unlock(&tee_keys_lock);
	return found;
}

/**
 * tee_keys_tee_put() - drop a reference to a TEE
 * @tee:	the TEE
 */
void tee_keys_tee_put(struct tee_keys_tee *tee)
{
	if (refcount_dec_and_test(&tee->users))
		complete(&tee->unused);
}

/**
 * tee_keys_tee_sealer() - get a TEE's sealer
 * @tee:	the TEE
 *
 * Return: the sealer, valid until tee_keys_tee_put().
 */
struct tee_keys_sealer *tee_keys_tee_sealer(struct tee_keys_tee *tee)
{
	return tee->sealer;
}

/**
 * tee_keys_tee_describe() - record a TEE's identity for a blob header
 * @tee:	the TEE
 * @info:	only os_uuid, os_name and ta_uuid are written
 */
void tee_keys_tee_describe(struct tee_keys_tee *tee, struct tee_blob *info)
{
	const struct tee_identity *id = keys_identity(tee);

	memcpy(info->os_uuid, id->os_uuid.b, TEE_BLOB_UUID_SIZE);
	strscpy(info->os_name, id->os_name);
	memcpy(info->ta_uuid, tee_keys_ta_uuid.b, TEE_BLOB_UUID_SIZE);
}

int tee_keys_tees_init(void)
{
	return tee_client_watch_register(&tee_keys_watch);
}

void tee_keys_tees_exit(void)
{
	tee_client_watch_unregister(&tee_keys_watch);
}
