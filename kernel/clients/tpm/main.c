// SPDX-License-Identifier: GPL-2.0-only
/*
 * Searches TEEs for a TPM. Each that has one becomes a chip, until the TEE goes.
 *
 * A chip whose TPM has failed stays, and answers nothing but errors: another session could
 * be with a new TPM, whose PCRs are zero, and programs would take it for the old one.
 */

#include <linux/err.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/tee_core.h>
#include <linux/tee_search.h>

#include "tpm.h"

/**
 * struct found - a TEE that has a TPM
 * @link:	entry in tee_tpms
 * @teedev:	the TEE
 * @tpm:	its chip
 */
struct found {
	struct list_head link;
	const struct tee_device *teedev;
	struct tee_tpm *tpm;
};

/* Only used in the search's callbacks, and therefore under its lock */
static LIST_HEAD(tee_tpms);

static struct found *find_by_tee(const struct tee_device *teedev)
{
	struct found *found;

	list_for_each_entry(found, &tee_tpms, link)
		if (found->teedev == teedev)
			return found;
	return NULL;
}

static bool has_tpm(struct tee_context *ctx)
{
	return find_by_tee(ctx->teedev);
}

static bool find_tpm(struct tee_context *ctx)
{
	struct found *found = kzalloc(sizeof(*found), GFP_KERNEL);

	if (!found)
		return false;
	found->teedev = ctx->teedev;
	found->tpm = tee_tpm_create(ctx->teedev);
	if (IS_ERR(found->tpm)) {
		kfree(found);
		return false;
	}
	list_add_tail(&found->link, &tee_tpms);
	return true;
}

static void leave(struct tee_context *ctx)
{
	struct found *found = find_by_tee(ctx->teedev);

	if (!found)
		return;
	list_del(&found->link);
	tee_tpm_destroy(found->tpm);
	kfree(found);
}

static struct tee_client_search search = {
	.watch.match = {
		.capabilities = TEE_GEN_CAP_GP | TEE_CAP_SESSION | TEE_CAP_SHM_ALLOC,
	},
	.name = "tee_tpm",
	.has = has_tpm,
	.find = find_tpm,
	.leaving = leave,
};

/* Loads the module if a TEE announces the service. We find it like any other. */
static const struct tee_client_device_id announced[] = {
	{ TA_TPM_UUID },
	{ }
};
MODULE_DEVICE_TABLE(tee, announced);

/*
 * Chips are told to shut down before any device is. The TPM core would do that later, but
 * without a limit on how long a command may take.
 */
static int going_down(struct notifier_block *notifier, unsigned long how, void *unused)
{
	tee_client_search_stop(&search);
	return NOTIFY_DONE;
}

static struct notifier_block reboot = { .notifier_call = going_down };

static int __init tee_tpm_init(void)
{
	int rc = tee_client_search_start(&search);

	if (rc)
		return rc;
	rc = register_reboot_notifier(&reboot);
	if (rc)
		tee_client_search_stop(&search);
	return rc;
}
module_init(tee_tpm_init);

static void __exit tee_tpm_exit(void)
{
	unregister_reboot_notifier(&reboot);
	tee_client_search_stop(&search);
}
module_exit(tee_tpm_exit);

MODULE_DESCRIPTION("TPM chips from a Trusted Execution Environment");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
