/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Users of a TEE and their limits: the number of sessions, the number and total size of
 * shared memory buffers, and the number of concurrent calls.
 */
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
 * struct tee_users - the users of one device
 * @lock:	guards the other members; taken before a user's own lock
 * @stopped:	the device is being removed: waits for a turn fail
 * @by_uid:	struct tee_user, by a hash of the uid
 */
struct tee_users {
	spinlock_t lock;
	bool stopped;
	struct hlist_head by_uid[1 << TEE_USER_BUCKETS_SHIFT];
};

/**
 * enum tee_user_queue - queues for the calls of a user
 * @TEE_USER_CALLS:	calls that run a Trusted Application, which may take a long time
 * @TEE_USER_BRIEF:	requests that the TEE completes quickly, and that must not wait
 *			behind long calls: cancelling, and registering memory
 * @TEE_USER_QUEUES:	number of queues
 */
enum tee_user_queue {
	TEE_USER_CALLS,
	TEE_USER_BRIEF,
	TEE_USER_QUEUES
};

/**
 * struct tee_user_call - a call that its client can cancel while it waits for a turn
 * @ctx:	the client
 * @session:	the session's id, 0 if the call opens one
 * @cancel_id:	the id by which the client cancels it
 */
struct tee_user_call {
	struct tee_context *ctx;
	u32 session;
	u32 cancel_id;
};

/**
 * struct tee_user_waiter - a task or an undo operation that waits for a user's turn
 * @link:	entry in tee_user.waiting until admitted; guarded by tee_user.lock
 * @task:	the waiting task, on whose stack this is; NULL for an undo operation
 * @undo:	the operation, queued when it is admitted or when the device is being
 *		removed
 * @call:	the call, if its client can cancel it; otherwise NULL
 * @restarts:	the task stops waiting if it is to be frozen, and restarts its system call
 *		later
 * @admitted:	the waiter has its turn; guarded by tee_user.lock
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
 * tee_user_attach() - determine the user to whom a client is charged, if not yet known
 * @ctx:	the client, in a call of its own
 *
 * Return: 0, and the user and limits of @ctx do not change after that; or -ENOMEM.
 */
static inline int tee_user_attach(struct tee_context *ctx)
{
	/* Pairs with tee_user_find_out(). */
	if (likely(!smp_load_acquire(&tee_context_priv(ctx)->opener)))
		return 0;
	return tee_user_find_out(ctx);
}

/**
 * tee_user_limited() - get the user whose limits apply to a client
 * @ctx:	the client, in a call of its own
 *
 * Return: the user, NULL if the client is not limited, or ERR_PTR(-ENOMEM).
 */
static inline struct tee_user *tee_user_limited(struct tee_context *ctx)
{
	int rc = tee_user_attach(ctx);

	return unlikely(rc) ? ERR_PTR(rc) : tee_context_priv(ctx)->limited;
}

/**
 * tee_user_begin() - begin a call for a client, in its user's turn
 * @ctx:	the client
 * @queue:	kind of the call
 *
 * If the user has its maximum number of calls in the TEE, this waits until one of them
 * has ended and all longer waiters have had their turn.
 *
 * The task that ends the call calls tee_user_end(); it need not be the task that began
 * the call.
 *
 * Context: process, may sleep.
 * Return: the turn, for tee_user_end(): NULL if the client is not limited; or ERR_PTR:
 * -EINTR on a fatal signal, -ENODEV if the device is being removed, -ENOMEM.
 */
static inline struct tee_user *tee_user_begin(struct tee_context *ctx,
					      enum tee_user_queue queue)
{
	struct tee_user *user = tee_user_limited(ctx);

	return likely(IS_ERR_OR_NULL(user)) ? user :
	       tee_user_enter(user, queue, MAX_SCHEDULE_TIMEOUT);
}

/**
 * tee_user_begin_call() - begin a call that the client can cancel while it waits
 * @ctx:	the client
 * @session:	the session's id, 0 if the call opens one
 * @cancel_id:	the id by which the client cancels it
 *
 * Return: as tee_user_begin() for TEE_USER_CALLS, or ERR_PTR(-ECANCELED).
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
 * @user:	the turn, from tee_user_begin()
 * @queue:	kind of the call
 */
static inline void tee_user_end(struct tee_user *user, enum tee_user_queue queue)
{
	if (unlikely(user))
		tee_user_leave(user, queue);
}

#endif /* TEE_USER_H */
