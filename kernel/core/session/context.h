/* SPDX-License-Identifier: GPL-2.0-only */
/* Contexts: clients of a TEE. */
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
 * struct tee_context_private - a context, with the members that only the core uses
 * @ctx:	the context
 * @link:	entry in the device's list of contexts; unhashed once the context has been
 *		shut
 * @holds:	references that keep the context open in the driver: one until
 *		tee_context_shut(), one for each session until the TEE has closed it, and
 *		one for each detached or timed call
 * @sessions:	the client's sessions, struct tee_session by session id
 * @last_session: the session that was opened last, or NULL
 * @shms:	the client's shared memory, by id; entries hold no reference
 * @shm_bytes:	bytes of shared memory charged to the client's quota
 * @opener:	the credentials that opened the descriptor, which holds them; NULL once
 *		@user is set, and for kernel clients
 * @user:	the user to whom the client is charged, with a reference; NULL for kernel
 *		clients
 * @limited:	@user if it is limited, otherwise NULL
 * @turn:	the turn towards which a timed call counts once it is abandoned, or NULL;
 *		used by the task that makes the context's timed calls
 * @owner:	the driver's module, which stays loaded while the context is open; NULL
 *		for a context of the driver's own and of a client that follows the device:
 *		these hold the module during each call only
 * @refusal:	entry in tee_device.refusals after an application has refused a session
 *		because it was busy, until it opens one for the client
 * @refused_by:	that application
 * @refused_at:	time of the refusal, jiffies; these three are guarded by tee_device.lock
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
