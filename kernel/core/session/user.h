/* SPDX-License-Identifier: GPL-2.0-only */
/* Users of a TEE and what they're limited in: sessions, shared memory and concurrent calls */
#ifndef TEE_USER_H
#define TEE_USER_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "core/session/context.h"

struct attribute_group;
struct seq_file;
struct tee_context;
struct tee_device;
struct tee_undo;
struct tee_user;

#define TEE_USER_BUCKETS_SHIFT	6

/**
 * struct tee_users - all users of a device
 * @lock:	guards the rest; tee_user.lock nests inside
 * @stopped:	the device is going away, so there are no more turns to wait for
 * @by_uid:	hash table of struct tee_user
 */
struct tee_users {
	spinlock_t lock;
	bool stopped;
	struct hlist_head by_uid[1 << TEE_USER_BUCKETS_SHIFT];
};

/**
 * enum tee_user_queue - queues in which a user's calls wait
 * @TEE_USER_CALLS:	calls that run a Trusted Application, possibly for long
 * @TEE_USER_BRIEF:	cancelling and registering memory. These are quick and shouldn't
 *		be stuck behind the others
 * @TEE_USER_QUEUES:	number of queues
 */
enum tee_user_queue {
	TEE_USER_CALLS,
	TEE_USER_BRIEF,
	TEE_USER_QUEUES
};

/**
 * struct tee_user_call - identifies a call that can be cancelled while waiting
 * @ctx:	the client
 * @session:	session id, 0 to open one
 * @cancel_id:	cancellation id, chosen by the client
 */
struct tee_user_call {
	struct tee_context *ctx;
	u32 session;
	u32 cancel_id;
};

/**
 * struct tee_user_waiter - a task or undo operation waiting for a turn
 * @link:	entry in tee_user.waiting until @admitted; guarded by tee_user.lock
 * @task:	the task that has this on its stack; NULL for undo operations
 * @undo:	the operation, queued once it's admitted or the device goes away
 * @call:	for tee_user_cancel(), or NULL
 * @restarts:	give up if the freezer wants us; the syscall restarts later
 * @admitted:	it's our turn; guarded by tee_user.lock
 * @cancelled:	the client has cancelled @call; guarded by tee_user.lock
 */
struct tee_user_waiter {
	struct list_head link;
	struct task_struct *task;
	struct tee_undo *undo;
	const struct tee_user_call *call;
	bool restarts;
	bool admitted;
	bool cancelled;
};

void tee_users_init(struct tee_users *users);
void tee_users_stop(struct tee_device *teedev);
void tee_users_show(struct seq_file *s, struct tee_device *teedev);
extern const struct attribute_group tee_user_group;

int tee_user_find_out(struct tee_context *ctx);

int tee_user_charge_session(struct tee_context *ctx);
int tee_user_charge_application(struct tee_context *ctx);
void tee_user_uncharge_session(struct tee_context *ctx, bool loaded);
int tee_user_charge_shm(struct tee_context *ctx, size_t size);
void tee_user_uncharge_shm(struct tee_context *ctx, size_t size);

struct tee_user *tee_user_enter(struct tee_user *user, enum tee_user_queue queue,
				long timeout);
struct tee_user *tee_user_enter_call(struct tee_user *user, const struct tee_user_call *call);
bool tee_user_cancel(const struct tee_user_call *call);
void tee_user_undo_in_turn(struct tee_user *user, enum tee_user_queue queue,
			   struct tee_user_waiter *waiter, struct tee_undo *undo,
			   void (*again)(struct tee_undo *undo));
void tee_user_leave(struct tee_user *user, enum tee_user_queue queue);
struct tee_user *tee_user_share_turn(struct tee_user *turn);
struct tee_user *tee_user_turn_of(struct tee_user *user, const struct tee_user_waiter *waiter);
bool tee_user_is_current(struct tee_context *ctx);
void tee_user_put(struct tee_user *user);

/**
 * tee_user_attach() - find out who pays for a client, unless we know
 * @ctx:	the client, in a call of its own
 *
 * Return: 0 or -ENOMEM. The context's @user and @limited are fixed after this.
 */
static inline int tee_user_attach(struct tee_context *ctx)
{
	/* Pairs with tee_user_find_out(). */
	if (likely(!smp_load_acquire(&tee_context_priv(ctx)->opener)))
		return 0;
	return tee_user_find_out(ctx);
}

/**
 * tee_user_limited() - get the user whose limits apply
 * @ctx:	the client, in a call of its own
 *
 * Return: the user, NULL if the client has no limits, or ERR_PTR(-ENOMEM).
 */
static inline struct tee_user *tee_user_limited(struct tee_context *ctx)
{
	int rc = tee_user_attach(ctx);

	return unlikely(rc) ? ERR_PTR(rc) : tee_context_priv(ctx)->limited;
}

/**
 * tee_user_begin() - wait for a turn and begin a call
 * @ctx:	the client
 * @queue:	which queue to wait in
 *
 * At the limit, this waits for one of the user's calls to end and for earlier waiters to
 * have had their turn.
 *
 * Any task can end the call with tee_user_end(), not just the one that began it.
 *
 * Context: process, may sleep.
 * Return: the turn for tee_user_end(), NULL if the client has no limits; or ERR_PTR:
 * -EINTR on a fatal signal, -ENODEV if the device is going away, -ENOMEM.
 */
static inline struct tee_user *tee_user_begin(struct tee_context *ctx,
					      enum tee_user_queue queue)
{
	struct tee_user *user = tee_user_limited(ctx);

	return likely(IS_ERR_OR_NULL(user)) ? user :
	       tee_user_enter(user, queue, MAX_SCHEDULE_TIMEOUT);
}

/**
 * tee_user_begin_call() - begin a call that can be cancelled while it waits
 * @ctx:	the client
 * @session:	session id, 0 to open one
 * @cancel_id:	cancellation id, chosen by the client
 *
 * Return: same as tee_user_begin() for TEE_USER_CALLS, or ERR_PTR(-ECANCELED).
 */
static inline struct tee_user *tee_user_begin_call(struct tee_context *ctx, u32 session,
						   u32 cancel_id)
{
	const struct tee_user_call call = {
		.ctx = ctx, .session = session, .cancel_id = cancel_id,
	};
	struct tee_user *user = tee_user_limited(ctx);

	return likely(IS_ERR_OR_NULL(user)) ? user : tee_user_enter_call(user, &call);
}

/**
 * tee_user_end() - end a call
 * @user:	the turn from tee_user_begin()
 * @queue:	the call's queue
 */
static inline void tee_user_end(struct tee_user *user, enum tee_user_queue queue)
{
	if (unlikely(user))
		tee_user_leave(user, queue);
}

#endif /* TEE_USER_H */
