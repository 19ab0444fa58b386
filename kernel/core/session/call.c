// SPDX-License-Identifier: GPL-2.0-only
/*
 * Detached calls
 *
 * There's no way to abort a call in the TEE, and it may take long. If the caller gets
 * killed meanwhile, it doesn't wait. The driver detaches the call and has a worker
 * complete it, and a struct tee_detached_call takes over the references to whatever the
 * call uses. A detached call still occupies a TEE thread, so there can't be more of
 * these than threads.
 */

#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include "core/device.h"
#include "core/memory/shm.h"
#include "core/params.h"
#include "core/session/context.h"
#include "core/session/session.h"
#include "core/session/user.h"

/**
 * struct tee_detached_call - what a detached call keeps alive
 * @ctx:	the client, held open; its device is entered and referenced
 * @session:	the session it's made in, with a reference, or the one that it closes if
 *		@closes is set; NULL if it opens one
 * @user:	the turn that it's made in, see tee_user_begin(). Ends with the call
 * @closes:	it's a close of @session
 * @loaded:	it opens a session, and we've charged the user for an application
 * @owner:	the driver's module, pinned
 * @num_shms:	length of @shms
 * @shms:	memory of the call's memrefs, with a reference each
 */
struct tee_detached_call {
	struct tee_context *ctx;
	struct tee_session *session;
	struct tee_user *user;
	bool closes;
	bool loaded;
	struct module *owner;
	u32 num_shms;
	struct tee_shm *shms[];
};

int tee_call_loads(struct tee_call *call)
{
	/*
	 * Inside a session, the TEE only loads an application if the session's own TA
	 * opens another session. The user doesn't pay for that.
	 */
	if (call->session || call->loaded)
		return 0;
	if (tee_user_charge_application(call->ctx)) {
		call->over_limit = true;
		return -EDQUOT;
	}
	call->loaded = true;
	return 0;
}
EXPORT_SYMBOL_GPL(tee_call_loads);

int tee_detached_call_loads(struct tee_detached_call *detached)
{
	if (detached->session || detached->loaded)
		return 0;
	if (tee_user_charge_application(detached->ctx))
		return -EDQUOT;
	detached->loaded = true;
	return 0;
}
EXPORT_SYMBOL_GPL(tee_detached_call_loads);

/*
 * Count the memrefs that a call uses. Return: how many, or -EPERM if one of them is
 * borrowed, since its owner might free it before the call is through.
 */
static int call_count_shms(const struct tee_call *call)
{
	const struct tee_shm *shm;
	int count = 0;
	u32 i;

	for (i = 0; i < call->num_params; i++) {
		if (!tee_param_has_memref(call->params[i].attr))
			continue;
		shm = call->params[i].u.memref.shm;
		if (!shm)
			continue;
		if (shm->ops->borrowed)
			return -EPERM;
		count++;
	}
	return count;
}

void tee_call_release_memory(struct tee_call *call)
{
	call->num_params = 0;
}
EXPORT_SYMBOL_GPL(tee_call_release_memory);

struct tee_detached_call *tee_call_detach(struct tee_call *call)
{
	struct tee_device *teedev = call->ctx->teedev;
	struct tee_detached_call *detached;
	int count = call_count_shms(call);
	u32 i;

	/*
	 * Only detach for a killed caller. Any other would restart its syscall and
	 * repeat the call.
	 */
	if (call->wait_mode == TEE_WAIT_MODE_KILLABLE && !fatal_signal_pending(current))
		return NULL;
	/* Workers and the device's unregistration (TEE_WAIT_MODE_UNLIMITED) just wait. */
	if (count < 0 || WARN_ON_ONCE(call->wait_mode == TEE_WAIT_MODE_UNLIMITED))
		return NULL;
	/* __GFP_NOFAIL, since the process might be unable to exit without this. */
	detached = kzalloc(struct_size(detached, shms, count), GFP_KERNEL | __GFP_NOFAIL);
	for (i = 0; i < call->num_params; i++) {
		struct tee_shm *shm;

		if (!tee_param_has_memref(call->params[i].attr))
			continue;
		shm = call->params[i].u.memref.shm;
		if (!shm)
			continue;
		tee_shm_get(shm);
		detached->shms[detached->num_shms++] = shm;
	}
	detached->ctx = call->ctx;
	tee_context_hold(call->ctx);
	percpu_ref_get(&teedev->users);
	get_device(&teedev->dev);
	/* We've been called by the driver, so its module is loaded. */
	detached->owner = teedev->desc->owner;
	__module_get(detached->owner);

	detached->session = call->session;
	detached->user = call->user;
	call->user = NULL;
	detached->closes = call->closes;
	detached->loaded = call->loaded;
	if (call->session && !call->closes)
		tee_session_get(call->session);
	call->detached = true;
	return detached;
}
EXPORT_SYMBOL_GPL(tee_call_detach);

void tee_call_end_detached(struct tee_detached_call *detached, int rc)
{
	struct tee_device *teedev = detached->ctx->teedev;
	struct module *owner = detached->owner;
	u32 i;

	for (i = 0; i < detached->num_shms; i++)
		tee_shm_put(detached->shms[i]);
	if (detached->closes)
		tee_session_closed(detached->session, rc);
	else if (!detached->session)
		tee_session_uncharge(detached->ctx, detached->loaded);
	if (detached->session && !detached->closes)
		tee_session_put_in_turn(detached->session, detached->user);
	else
		tee_user_end(detached->user, TEE_USER_CALLS);
	tee_context_unhold(detached->ctx);
	kfree(detached);
	tee_device_exit(teedev);
	put_device(&teedev->dev);
	module_put(owner);
}
EXPORT_SYMBOL_GPL(tee_call_end_detached);
