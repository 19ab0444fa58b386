/* SPDX-License-Identifier: GPL-2.0-only */
/* Contexts, i.e. clients of a TEE */
#ifndef TEE_CONTEXT_H
#define TEE_CONTEXT_H

#include <linux/refcount.h>
#include <linux/tee_core.h>
#include <linux/uuid.h>
#include <linux/xarray.h>

#include "core/memory/handles.h"

struct cred;
struct module;
struct tee_session;
struct tee_user;

/**
 * struct tee_context_private - a context, including what's private to the core
 * @ctx:	what drivers and kernel clients get to see
 * @link:	entry in tee_device.contexts, unhashed by tee_context_shut()
 * @holds:	how many keep the context open in the driver: tee_context_shut() drops
 *		one, plus one for each session that the TEE hasn't closed yet and for
 *		each detached or timed call
 * @sessions:	struct tee_session by id
 * @last_session: the session opened last, or NULL
 * @shms:	shared memory by id, without references
 * @shm_bytes:	shared memory charged to the client's quota, bytes
 * @opener:	who opened the file, which holds a reference to these creds. NULL once
 *		@user is known, and for kernel clients
 * @user:	who pays for the client, with a reference; NULL for kernel clients
 * @limited:	same as @user if that is subject to limits, else NULL
 * @turn:	the turn that an abandoned timed call keeps occupied, or NULL. For the
 *		task that makes the context's timed calls
 * @owner:	the driver's module, pinned while the context is open. NULL for the
 *		driver's own contexts and for clients that follow the device, which only
 *		pin it during calls
 * @refusal:	entry in tee_device.refusals. Added when an application is too busy for
 *		a session, and removed once it gives this client any other answer
 * @refused_by:	the application
 * @refused_at:	when that happened, jiffies. tee_device.lock guards these three
 */
struct tee_context_private {
	struct tee_context ctx;
	struct hlist_node link;
	refcount_t holds;
	struct xarray sessions;
	struct tee_session __rcu *last_session;
	struct tee_handles shms;
	atomic_long_t shm_bytes;
	const struct cred *opener;
	struct tee_user *user;
	struct tee_user *limited;
	struct tee_user *turn;
	struct module *owner;
	struct list_head refusal;
	uuid_t refused_by;
	unsigned long refused_at;
};

static inline struct tee_context_private *tee_context_priv(struct tee_context *ctx)
{
	return container_of(ctx, struct tee_context_private, ctx);
}

void tee_context_hold(struct tee_context *ctx);
void tee_context_unhold(struct tee_context *ctx);
void tee_context_get(struct tee_context *ctx);
void tee_context_put(struct tee_context *ctx);
int tee_context_charge(struct tee_context *ctx, size_t size);
void tee_context_uncharge(struct tee_context *ctx, size_t size);

#endif /* TEE_CONTEXT_H */
