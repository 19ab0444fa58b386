// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which TEEs there are that may seal keys, and which of them a key is for.
 *
 * The list follows the TEEs as they come and go. Whoever uses one counts as its
 * user; a TEE that goes takes no more jobs, and waits for its users.
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
 * @link:	in tee_keys_tees
 * @ctx:	the context by which it is followed
 * @sealer:	what does the work
 * @users:	references: the list's, and one for whoever uses it
 * @unused:	the last of them has gone
 */
struct tee_keys_tee {
	struct list_head link;
	struct tee_context *ctx;
	struct tee_keys_sealer *sealer;
	refcount_t users;
	struct completion unused;
};

/* Guards the list, which is in the order of arrival. What is in it has users. */
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
	pr_err("no memory to seal keys with %s\n", tee_client_get_identity(ctx)->os_name);
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
	/* Its users leave in time: each of their calls is bounded. */
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

/* By the name of the driver or of the Trusted OS, or by its UUID. */
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
 * @selector:	which; NULL: the first there is
 * @sealed_by:	it must be the one that has sealed this; NULL: it need not
 *
 * Return: the TEE, to be given back with tee_keys_tee_put(), or ERR_PTR: -ENODEV:
 * there is none, or none that is selected; -EXDEV: what there is has not sealed it.
 */
struct tee_keys_tee *tee_keys_tee_get(const char *selector, const struct tee_blob *sealed_by)
{
	struct tee_keys_tee *tee, *found = ERR_PTR(-ENODEV);

	/* The application belongs to the identity too: others seal otherwise. */
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
 * tee_keys_tee_put() - have used a TEE
 * @tee:	the TEE
 */
void tee_keys_tee_put(struct tee_keys_tee *tee)
{
	if (refcount_dec_and_test(&tee->users))
		complete(&tee->unused);
}

/**
 * tee_keys_tee_sealer() - what does the work of a TEE
 * @tee:	the TEE
 *
 * Return: it; there until tee_keys_tee_put().
 */
struct tee_keys_sealer *tee_keys_tee_sealer(struct tee_keys_tee *tee)
{
	return tee->sealer;
}

/**
 * tee_keys_tee_describe() - who a TEE is, for a blob
 * @tee:	the TEE
 * @info:	its os_uuid, os_name and ta_uuid are filled in
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
