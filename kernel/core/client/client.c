// SPDX-License-Identifier: GPL-2.0-only
/*
 * In-kernel client API. These are thin wrappers that enter the device and call the same
 * core functions as the ioctls do.
 */

#include <linux/device.h>
#include <linux/module.h>
#include <linux/tee_core.h>

#include "core/class.h"
#include "core/client/client.h"
#include "core/device.h"
#include "core/identity.h"
#include "core/params.h"
#include "core/session/context.h"
#include "core/session/context_open.h"
#include "core/session/session.h"
#include "core/version.h"

struct tee_client_search {
	int (*match)(struct tee_ioctl_version_data *vers, const void *data);
	const void *data;
	struct tee_ioctl_version_data *vers;
};

static int client_match(struct device *dev, const void *arg)
{
	const struct tee_client_search *search = arg;
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	int found;

	if (!tee_device_enter(teedev))
		return 0;
	tee_device_get_version(teedev, search->vers);
	found = search->match(search->vers, search->data);
	tee_device_exit(teedev);
	return found;
}

static struct tee_context *client_open(struct tee_device *teedev, bool keep_driver)
{
	struct tee_context *ctx = tee_context_open(teedev, true, keep_driver);

	/* Don't wait for a supplicant: it may never be started. */
	if (!IS_ERR(ctx))
		ctx->supp_nowait = true;
	return ctx;
}

struct tee_context *tee_device_open(struct tee_device *teedev)
{
	return client_open(teedev, false);
}
EXPORT_SYMBOL_GPL(tee_device_open);

/* Open the first matching device after @start, skipping any that fail to open. */
static struct tee_context *
open_first(struct tee_context *start,
	   int (*match)(struct device *dev, const void *arg),
	   const void *arg)
{
	struct tee_context *ctx = ERR_PTR(-ENOENT);
	struct tee_device *teedev;
	struct device *dev = start ? get_device(&start->teedev->dev) : NULL;

	for (;;) {
		struct device *prev = dev;

		dev = class_find_device(&tee_class, prev, arg, match);
		put_device(prev);
		if (!dev)
			return ctx;
		teedev = container_of(dev, struct tee_device, dev);
		ctx = client_open(teedev, true);
		if (!IS_ERR(ctx)) {
			put_device(dev);
			return ctx;
		}
	}
}

struct tee_context *
tee_client_open_context(struct tee_context *start,
			int (*match)(struct tee_ioctl_version_data *,
				     const void *),
			const void *data, struct tee_ioctl_version_data *vers)
{
	struct tee_ioctl_version_data found;
	struct tee_client_search search = {
		.match = match,
		.data = data,
		.vers = vers ?: &found,
	};

	return open_first(start, client_match, &search);
}
EXPORT_SYMBOL_GPL(tee_client_open_context);

static int client_match_identity(struct device *dev, const void *arg)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);

	return tee_identity_matches(&teedev->identity, arg);
}

struct tee_context *
tee_client_open_by_identity(struct tee_context *start,
			    const struct tee_identity_match *match)
{
	if (!match)
		return ERR_PTR(-EINVAL);
	return open_first(start, client_match_identity, match);
}
EXPORT_SYMBOL_GPL(tee_client_open_by_identity);

const struct tee_identity *tee_client_get_identity(struct tee_context *ctx)
{
	return &ctx->teedev->identity;
}
EXPORT_SYMBOL_GPL(tee_client_get_identity);

struct tee_context *tee_client_clone_context(struct tee_context *ctx)
{
	return client_open(ctx->teedev, false);
}
EXPORT_SYMBOL_GPL(tee_client_clone_context);

void tee_client_close_context(struct tee_context *ctx)
{
	tee_context_close(ctx);
}
EXPORT_SYMBOL_GPL(tee_client_close_context);

void tee_client_get_version(struct tee_context *ctx,
			    struct tee_ioctl_version_data *vers)
{
	memset(vers, 0, sizeof(*vers));
	if (!tee_device_enter(ctx->teedev))
		return;
	tee_device_get_version(ctx->teedev, vers);
	tee_device_exit(ctx->teedev);
}
EXPORT_SYMBOL_GPL(tee_client_get_version);

/**
 * struct tee_client_entry - bookkeeping for one kernel client call
 * @teedev:	the device, entered
 * @owner:	the driver's module, pinned for the duration of the call; NULL if the
 *		client already pins it, or if the module is on its way out
 */
struct tee_client_entry {
	struct tee_device *teedev;
	struct module *owner;
};

/*
 * Enter the device and pin the driver's module, unless the client has pinned it
 * already. With a call stuck in the TEE, rmmod then fails with "module in use". If
 * try_module_get() fails, the module's exit function is running, and
 * tee_device_unregister() waits for us.
 */
static bool client_enter(struct tee_context *ctx, struct tee_client_entry *entry)
{
	struct tee_device *teedev = ctx->teedev;

	if (!tee_device_enter(teedev))
		return false;
	*entry = (struct tee_client_entry){ .teedev = teedev };
	if (!tee_context_priv(ctx)->owner && try_module_get(teedev->desc->owner))
		entry->owner = teedev->desc->owner;
	return true;
}

static void client_exit(const struct tee_client_entry *entry)
{
	tee_device_exit(entry->teedev);
	module_put(entry->owner);
}

/* Kernel clients have bugs too, so be as strict as the ioctls. */
bool tee_client_params_are_sound(struct tee_context *ctx, u32 num_params,
				 const struct tee_param *params)
{
	u32 i;

	if (num_params && !params)
		return false;
	for (i = 0; i < num_params; i++) {
		const struct tee_param_memref *memref = &params[i].u.memref;

		/* Drivers without object references reject these themselves. */
		if (!tee_param_attr_is_sound(params[i].attr, TEE_PARAM_CLIENT,
					     TEE_GEN_CAP_OBJREF))
			return false;
		if (!tee_param_has_memref(params[i].attr))
			continue;
		if (!memref->shm && !ctx->cap_memref_null)
			return false;
		if (memref->shm && !tee_memref_is_within(memref->shm_offs, memref->size,
							 memref->shm->size))
			return false;
	}
	return true;
}

int tee_client_open_session(struct tee_context *ctx,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param)
{
	struct tee_client_entry entry;
	struct tee_session *session;
	int rc;

	if (!tee_client_params_are_sound(ctx, arg->num_params, param))
		return -EINVAL;
	if (!client_enter(ctx, &entry))
		return -ENODEV;
	rc = tee_session_open(ctx, arg, param, &session);
	if (session)
		tee_session_publish(session);
	client_exit(&entry);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_client_open_session);

int tee_client_close_session(struct tee_context *ctx, u32 session)
{
	struct tee_client_entry entry;
	int rc;

	if (!client_enter(ctx, &entry))
		return -ENODEV;
	rc = tee_session_close(ctx, session);
	client_exit(&entry);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_client_close_session);

int tee_client_system_session(struct tee_context *ctx, u32 session)
{
	struct tee_client_entry entry;
	int rc;

	if (!client_enter(ctx, &entry))
		return -ENODEV;
	rc = tee_session_make_system(ctx, session);
	client_exit(&entry);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_client_system_session);

int tee_client_invoke_func(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param)
{
	struct tee_client_entry entry;
	int rc;

	if (!tee_client_params_are_sound(ctx, arg->num_params, param))
		return -EINVAL;
	if (!client_enter(ctx, &entry))
		return -ENODEV;
	rc = tee_session_invoke(ctx, arg, param);
	client_exit(&entry);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_client_invoke_func);

int tee_client_object_invoke_func(struct tee_context *ctx,
				  struct tee_ioctl_object_invoke_arg *arg,
				  struct tee_param *param)
{
	struct tee_client_entry entry;
	int rc;

	if (!tee_client_params_are_sound(ctx, arg->num_params, param))
		return -EINVAL;
	if (!client_enter(ctx, &entry))
		return -ENODEV;
	rc = tee_object_invoke(ctx, arg, param);
	client_exit(&entry);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_client_object_invoke_func);

int tee_client_cancel_req(struct tee_context *ctx,
			  struct tee_ioctl_cancel_arg *arg)
{
	struct tee_client_entry entry;
	int rc;

	if (!client_enter(ctx, &entry))
		return -ENODEV;
	rc = tee_session_cancel(ctx, arg->cancel_id, arg->session);
	client_exit(&entry);
	return rc;
}
EXPORT_SYMBOL_GPL(tee_client_cancel_req);
