// SPDX-License-Identifier: GPL-2.0-only
/*
 * Per-user accounting and limits, to keep one user from hogging a TEE.
 *
 * A TEE has memory for so many sessions and shared memory buffers, and takes so many
 * calls at a time. All clients compete for that. We account by user, across all fds and
 * processes. Sessions and memory in excess of the limit are refused with -EDQUOT. Calls
 * are queued, first come first served, in a queue of the user's own. So there are never
 * more of its calls in the driver's queue, which all users share, than the limit
 * allows.
 *
 * An fd opened with CAP_SYS_RESOURCE has no limits. We still count its sessions and
 * memory, in a separate struct tee_user with @limited unset, but not its calls.
 */

#include <linux/atomic.h>
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/device.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/refcount.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/tee_wait.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "core/device.h"
#include "core/memory/pool.h"
#include "core/session/context.h"
#include "core/session/limits.h"
#include "core/session/undo.h"
#include "core/session/user.h"
#include "debug_delay.h"

static unsigned int user_sessions;
module_param(user_sessions, uint, 0644);
MODULE_PARM_DESC(user_sessions, "Maximum number of open sessions per user (default 0: 128)");

static unsigned int user_applications;
module_param(user_applications, uint, 0644);
MODULE_PARM_DESC(user_applications,
		 "Maximum number of open sessions per user for which the TEE loaded a Trusted "
		 "Application (default 0: 6)");

static unsigned int user_regions;
module_param(user_regions, uint, 0644);
MODULE_PARM_DESC(user_regions,
		 "Maximum number of shared memory regions per user (default 0: 256)");

static unsigned int user_shm_mib;
module_param(user_shm_mib, uint, 0644);
MODULE_PARM_DESC(user_shm_mib,
		 "Maximum shared memory per user, MiB (default 0: 8, or a quarter of the memory "
		 "that clients can get, if that is less)");

static unsigned int user_calls;
module_param(user_calls, uint, 0644);
MODULE_PARM_DESC(user_calls,
		 "Maximum number of concurrent calls per user (default 0: one fewer "
		 "than the TEE takes, or three fewer if it has system sessions, at least 1; "
		 "2 if the TEE does not report the number)");

/* For short requests, one at a time is plenty. */
#define TEE_USER_BRIEF_CALLS	1U

/**
 * struct tee_user - a user of a device
 * @link:	entry in tee_users.by_uid; guarded by tee_users.lock
 * @refs:	one per context and per call
 * @teedev:	the device, with a reference
 * @uid:	from user_uid()
 * @limited:	false for fds opened with CAP_SYS_RESOURCE
 * @lock:	guards everything below. Only scheduler and workqueue locks nest inside
 * @sessions:	open sessions
 * @applications: sessions that made the TEE load a Trusted Application
 * @regions:	shared memory buffers. Incremented under @lock if @limited, decremented
 *		without
 * @shm_bytes:	their total size; same locking
 * @running:	calls in progress, by queue. Only counted if @limited
 * @waiting:	struct tee_user_waiter by queue, longest waiter first
 * @waits:	how many calls had to wait
 * @refused:	how many requests were over the limit
 */
struct tee_user {
	struct hlist_node link;
	refcount_t refs;
	struct tee_device *teedev;
	kuid_t uid;
	bool limited;
	spinlock_t lock;
	u32 sessions;
	u32 applications;
	atomic_t regions;
	atomic64_t shm_bytes;
	unsigned int running[TEE_USER_QUEUES];
	struct list_head waiting[TEE_USER_QUEUES];
	u64 waits;
	u64 refused;
};

static struct tee_limits user_limits(struct tee_device *teedev)
{
	const struct tee_limit_settings set = {
		.sessions = READ_ONCE(user_sessions),
		.applications = READ_ONCE(user_applications),
		.regions = READ_ONCE(user_regions),
		.shm_mib = READ_ONCE(user_shm_mib),
		.calls = READ_ONCE(user_calls),
		.ram = (u64)totalram_pages() << PAGE_SHIFT,
		.reserved = tee_pool_only_reserved(teedev->pool),
		.threads = teedev->identity.max_threads,
		.most_sessions = teedev->identity.max_sessions,
		.kept_threads = teedev->desc->ops->system_session ? TEE_SYSTEM_CALLS : 0,
	};

	return tee_limits_work_out(&set);
}

/* User identity */

/*
 * Find out which user pays for current.
 *
 * The creator of a user namespace controls all users inside, so charge these to the
 * creator. With nested namespaces, pick the creator of the outermost one that isn't
 * root's. Namespaces created by root (think of system containers) have users in their
 * own right.
 */
static kuid_t user_uid(void)
{
	const struct cred *cred = current_cred();
	const struct user_namespace *ns;
	kuid_t uid = cred->uid;

	for (ns = cred->user_ns; ns != &init_user_ns; ns = ns->parent)
		if (!uid_eq(ns->owner, GLOBAL_ROOT_UID))
			uid = ns->owner;
	return uid;
}

static bool user_is_limited(struct tee_device *teedev)
{
	/* The supplicant isn't a client, it works for all of them. */
	if (teedev->desc->flags & TEE_DESC_PRIVILEGED)
		return false;
	return !ns_capable_noaudit(&init_user_ns, CAP_SYS_RESOURCE);
}

void tee_users_init(struct tee_users *users)
{
	spin_lock_init(&users->lock);
}

static struct hlist_head *user_bucket(struct tee_users *users, kuid_t uid)
{
	return &users->by_uid[hash_32(__kuid_val(uid), TEE_USER_BUCKETS_SHIFT)];
}

/* Find a user. Return: the user with a reference, or NULL. */
static struct tee_user *user_find(struct tee_users *users, kuid_t uid, bool limited)
{
	struct tee_user *user;

	lockdep_assert_held(&users->lock);
	hlist_for_each_entry(user, user_bucket(users, uid), link) {
		if (!uid_eq(user->uid, uid) || user->limited != limited)
			continue;
		refcount_inc(&user->refs);
		return user;
	}
	return NULL;
}

static struct tee_user *user_make(struct tee_device *teedev, kuid_t uid, bool limited)
{
	struct tee_user *user = kzalloc(sizeof(*user), GFP_KERNEL_ACCOUNT);
	int i;

	if (!user)
		return NULL;
	refcount_set(&user->refs, 1);
	user->teedev = teedev;
	user->uid = uid;
	user->limited = limited;
	spin_lock_init(&user->lock);
	for (i = 0; i < TEE_USER_QUEUES; i++)
		INIT_LIST_HEAD(&user->waiting[i]);
	return user;
}

/* Find or create a user. Return: the user with a reference, or ERR_PTR(-ENOMEM). */
static struct tee_user *user_get(struct tee_device *teedev, kuid_t uid, bool limited)
{
	struct tee_users *users = &teedev->accounts;
	struct tee_user *user, *new;

	spin_lock(&users->lock);
	user = user_find(users, uid, limited);
	spin_unlock(&users->lock);
	if (user)
		return user;
	new = user_make(teedev, uid, limited);
	if (!new)
		return ERR_PTR(-ENOMEM);
	spin_lock(&users->lock);
	user = user_find(users, uid, limited);
	if (!user) {
		get_device(&teedev->dev);
		hlist_add_head(&new->link, user_bucket(users, uid));
		user = new;
		new = NULL;
	}
	spin_unlock(&users->lock);
	kfree(new);
	return user;
}

/**
 * tee_user_put() - drop a reference to a user
 * @user:	the user or NULL
 */
void tee_user_put(struct tee_user *user)
{
	struct tee_device *teedev;
	bool last;

	/*
	 * Only the last reference needs the lock, so that user_find() never sees a
	 * refcount of 0.
	 */
	if (!user || refcount_dec_not_one(&user->refs))
		return;
	teedev = user->teedev;
	spin_lock(&teedev->accounts.lock);
	last = refcount_dec_and_test(&user->refs);
	if (last)
		hlist_del(&user->link);
	spin_unlock(&teedev->accounts.lock);
	if (!last)
		return;
	kfree(user);
	put_device(&teedev->dev);
}

/* Get the user that a file's opener counts as. Return: see user_get(). */
static struct tee_user *user_of(struct tee_device *teedev, const struct cred *opener)
{
	const struct cred *own = override_creds(opener);
	bool limited = user_is_limited(teedev);
	kuid_t uid = user_uid();

	revert_creds(own);
	return user_get(teedev, uid, limited);
}

/**
 * tee_user_find_out() - find out who pays for a client
 * @ctx:	a client, possibly without a user yet
 *
 * Done when there's something to charge for rather than on open(), as many clients only
 * make queries. The file's opener pays, no matter which process uses it.
 *
 * Context: a call from the client itself, which keeps its file open. May sleep.
 * Return: 0, or -ENOMEM.
 */
int tee_user_find_out(struct tee_context *ctx)
{
	struct tee_context_private *priv = tee_context_priv(ctx);
	struct tee_device *teedev = ctx->teedev;
	const struct cred *opener = READ_ONCE(priv->opener);
	struct tee_user *user;

	if (!opener)
		return 0;
	user = user_of(teedev, opener);
	if (IS_ERR(user))
		return PTR_ERR(user);
	spin_lock(&teedev->accounts.lock);
	if (priv->opener) {
		priv->user = user;
		priv->limited = user->limited ? user : NULL;
		/* Pairs with tee_user_attach(). */
		smp_store_release(&priv->opener, NULL);
		user = NULL;
	}
	spin_unlock(&teedev->accounts.lock);
	/* non-NULL if another call was faster */
	tee_user_put(user);
	return 0;
}

/* Sessions and memory */

/* Increment @held, but not beyond @most. */
static int user_charge_one(struct tee_user *user, u32 *held, u32 most)
{
	int rc = 0;

	spin_lock(&user->lock);
	if (!user->limited || tee_limit_allows(*held, 1, most)) {
		(*held)++;
	} else {
		user->refused++;
		rc = -EDQUOT;
	}
	spin_unlock(&user->lock);
	return rc;
}

/**
 * tee_user_charge_session() - charge a user for a session about to be opened
 * @ctx:	the client
 *
 * Return: 0, -EDQUOT or -ENOMEM. Call tee_user_uncharge_session() once the TEE has
 * closed it.
 */
int tee_user_charge_session(struct tee_context *ctx)
{
	struct tee_user *user;
	int rc;

	rc = tee_user_attach(ctx);
	if (rc)
		return rc;
	user = tee_context_priv(ctx)->user;
	if (!user)
		return 0;
	return user_charge_one(user, &user->sessions, user_limits(user->teedev).sessions);
}

/**
 * tee_user_charge_application() - charge a user for an application about to be loaded
 * @ctx:	the client that opens a session with it, charged for that already
 *
 * Return: 0 or -EDQUOT. tee_user_uncharge_session() undoes this, too.
 */
int tee_user_charge_application(struct tee_context *ctx)
{
	struct tee_user *user = tee_context_priv(ctx)->user;

	if (!user)
		return 0;
	return user_charge_one(user, &user->applications,
			       user_limits(user->teedev).applications);
}

/**
 * tee_user_uncharge_session() - uncharge a session that's closed or never made it
 * @ctx:	the client
 * @loaded:	uncharge an application as well
 */
void tee_user_uncharge_session(struct tee_context *ctx, bool loaded)
{
	struct tee_user *user = tee_context_priv(ctx)->user;

	if (!user)
		return;
	spin_lock(&user->lock);
	user->sessions--;
	user->applications -= loaded;
	spin_unlock(&user->lock);
}

/* Charge a limited user for a shared memory buffer. */
static noinline int user_charge_limited_shm(struct tee_user *user, size_t size)
{
	struct tee_limits most = user_limits(user->teedev);
	int rc = 0;

	spin_lock(&user->lock);
	if (tee_limit_allows(atomic_read(&user->regions), 1, most.regions) &&
	    tee_limit_allows(atomic64_read(&user->shm_bytes), size, most.shm_bytes)) {
		atomic_inc(&user->regions);
		atomic64_add(size, &user->shm_bytes);
	} else {
		user->refused++;
		rc = -EDQUOT;
	}
	spin_unlock(&user->lock);
	return rc;
}

/**
 * tee_user_charge_shm() - charge a user for a shared memory buffer
 * @ctx:	the client
 * @size:	bytes
 *
 * Return: 0 (see tee_user_uncharge_shm()), -EDQUOT or -ENOMEM.
 */
int tee_user_charge_shm(struct tee_context *ctx, size_t size)
{
	struct tee_user *user;
	int rc;

	rc = tee_user_attach(ctx);
	if (rc)
		return rc;
	user = tee_context_priv(ctx)->user;
	if (!user)
		return 0;
	if (user->limited)
		return user_charge_limited_shm(user, size);
	/* These can't overflow: we'd be out of memory first. */
	atomic_inc(&user->regions);
	atomic64_add(size, &user->shm_bytes);
	return 0;
}

void tee_user_uncharge_shm(struct tee_context *ctx, size_t size)
{
	struct tee_user *user = tee_context_priv(ctx)->user;

	if (!user)
		return;
	atomic_dec(&user->regions);
	atomic64_sub(size, &user->shm_bytes);
}

/* Concurrent calls */

static void user_wake_waiter(struct tee_user_waiter *waiter)
{
	if (waiter->task)
		wake_up_process(waiter->task);
	else
		tee_undo_now(waiter->undo);
}

/* Admit waiters in order, up to @most. Called with user->lock held. */
static void user_admit(struct tee_user *user, enum tee_user_queue queue,
		       unsigned int most)
{
	struct tee_user_waiter *waiter, *next;

	list_for_each_entry_safe(waiter, next, &user->waiting[queue], link) {
		if (user->running[queue] >= most)
			return;
		user->running[queue]++;
		list_del(&waiter->link);
		/*
		 * The waiter is on its task's stack, but user_enter() takes the lock
		 * before it returns.
		 */
		WRITE_ONCE(waiter->admitted, true);
		user_wake_waiter(waiter);
	}
}

static unsigned int user_most_calls(struct tee_user *user, enum tee_user_queue queue)
{
	return queue == TEE_USER_CALLS ? user_limits(user->teedev).calls :
					 TEE_USER_BRIEF_CALLS;
}

/* Return: why a waiter has to give up (negative errno), or 0. */
static int user_reason_to_leave(struct tee_user *user,
				const struct tee_user_waiter *waiter, long left)
{
	if (READ_ONCE(user->teedev->accounts.stopped))
		return -ENODEV;
	if (READ_ONCE(waiter->cancelled))
		return -ECANCELED;
	if (fatal_signal_pending(current))
		return -EINTR;
	if (waiter->restarts && tee_must_restart())
		return -ERESTARTNOINTR;
	return left ? 0 : -ETIMEDOUT;
}

/*
 * Wait to be admitted. Like the driver's waits, this is freezable and goes on after the
 * task is thawed. With waiter->restarts, poll for the freezer instead and bail out.
 *
 * Return: 0, or why we've stopped. The caller must check if we've been admitted
 * nevertheless.
 */
static int user_sleep(struct tee_user *user, struct tee_user_waiter *waiter, long left)
{
	unsigned int state = waiter->restarts ? TASK_KILLABLE : TEE_WAIT_KILLABLE;
	long slice;
	int rc;

	for (;;) {
		set_current_state(state);
		rc = user_reason_to_leave(user, waiter, left);
		if (rc || READ_ONCE(waiter->admitted))
			break;
		slice = waiter->restarts ? min_t(long, left, TEE_FREEZE_POLL) : left;
		left += schedule_timeout(slice) - slice;
	}
	__set_current_state(TASK_RUNNING);
	return rc;
}

/* tee_user_enter() for a @waiter with @call and @restarts set */
static struct tee_user *user_enter(struct tee_user *user, enum tee_user_queue queue,
				   long timeout, struct tee_user_waiter *waiter)
{
	unsigned int most = user_most_calls(user, queue);
	int rc = 0;

	waiter->task = current;
	spin_lock(&user->lock);
	list_add_tail(&waiter->link, &user->waiting[queue]);
	user_admit(user, queue, most);
	if (!waiter->admitted) {
		user->waits++;
		spin_unlock(&user->lock);
		rc = user_sleep(user, waiter, timeout);
		spin_lock(&user->lock);
	}
	if (waiter->admitted)
		rc = 0;
	/* tee_user_cancel() has taken a cancelled one off the list. */
	if (rc && !waiter->cancelled)
		list_del(&waiter->link);
	spin_unlock(&user->lock);
	if (rc)
		return ERR_PTR(rc);
	tee_debug_delay();
	refcount_inc(&user->refs);
	return user;
}

/**
 * tee_user_enter() - wait for a turn
 * @user:	a limited user
 * @queue:	which queue to wait in
 * @timeout:	how long to wait, jiffies
 *
 * Context: process, may sleep.
 * Return: the user with a reference, for tee_user_leave(); or ERR_PTR: -EINTR on a
 * fatal signal, -ENODEV if the device is going away, -ETIMEDOUT.
 */
struct tee_user *tee_user_enter(struct tee_user *user, enum tee_user_queue queue,
				long timeout)
{
	struct tee_user_waiter waiter = { };

	return user_enter(user, queue, timeout, &waiter);
}

/**
 * tee_user_enter_call() - wait for a turn until cancelled
 * @user:	a limited user
 * @call:	the call, for TEE_USER_CALLS
 *
 * Context: process, may sleep.
 * Return: same as tee_user_enter(), or ERR_PTR(-ECANCELED) after tee_user_cancel().
 */
struct tee_user *tee_user_enter_call(struct tee_user *user, const struct tee_user_call *call)
{
	struct tee_user_waiter waiter = { .call = call };

	return user_enter(user, TEE_USER_CALLS, MAX_SCHEDULE_TIMEOUT, &waiter);
}

static bool calls_are_same(const struct tee_user_call *a, const struct tee_user_call *b)
{
	return a && a->ctx == b->ctx && a->session == b->session && a->cancel_id == b->cancel_id;
}

/**
 * tee_user_cancel() - cancel calls that wait for a turn
 * @call:	which ones
 *
 * Return: true if there were any. They end without having reached the driver.
 */
bool tee_user_cancel(const struct tee_user_call *call)
{
	struct tee_user *user = tee_user_limited(call->ctx);
	struct tee_user_waiter *waiter, *next;
	bool found = false;

	if (IS_ERR_OR_NULL(user))
		return false;
	spin_lock(&user->lock);
	list_for_each_entry_safe(waiter, next, &user->waiting[TEE_USER_CALLS], link) {
		if (!calls_are_same(waiter->call, call))
			continue;
		/* so that user_admit() can't find it any more */
		list_del(&waiter->link);
		WRITE_ONCE(waiter->cancelled, true);
		user_wake_waiter(waiter);
		found = true;
	}
	spin_unlock(&user->lock);
	return found;
}

/**
 * tee_user_undo_in_turn() - undo in a worker, but in turn
 * @user:	a limited user; keep the reference until @again runs
 * @queue:	which queue to wait in
 * @waiter:	has to stay around until @again runs, which calls tee_user_leave() if
 *		@admitted is set then. It isn't if the device is going away
 * @undo:	embedded in the object to undo. Belongs to the worker from here on
 * @again:	see tee_undo_later()
 *
 * Queues the operation for its turn right away, without any task to wait for it.
 */
void tee_user_undo_in_turn(struct tee_user *user, enum tee_user_queue queue,
			   struct tee_user_waiter *waiter, struct tee_undo *undo,
			   void (*again)(struct tee_undo *undo))
{
	unsigned int most = user_most_calls(user, queue);

	*waiter = (struct tee_user_waiter){ .undo = undo };
	tee_undo_prepare(undo, again);
	spin_lock(&user->lock);
	/* If the device is stopped right after this, tee_users_stop() finds us on the list. */
	if (READ_ONCE(user->teedev->accounts.stopped)) {
		tee_undo_now(undo);
	} else {
		list_add_tail(&waiter->link, &user->waiting[queue]);
		user_admit(user, queue, most);
	}
	spin_unlock(&user->lock);
}

/**
 * tee_user_is_current() - check whether a client is charged to current's user
 * @ctx:	the client
 *
 * Return: false if another user has opened the fd. True for clients without limits,
 * too.
 */
bool tee_user_is_current(struct tee_context *ctx)
{
	const struct tee_user *user = tee_context_priv(ctx)->user;

	return !user || !user->limited || uid_eq(user->uid, user_uid());
}

/**
 * tee_user_leave() - end a call and admit the next
 * @user:	the user
 * @queue:	the call's queue
 */
void tee_user_leave(struct tee_user *user, enum tee_user_queue queue)
{
	unsigned int most = user_most_calls(user, queue);

	spin_lock(&user->lock);
	user->running[queue]--;
	user_admit(user, queue, most);
	spin_unlock(&user->lock);
	tee_user_put(user);
}

/**
 * tee_user_turn_of() - get the turn of an undo operation
 * @user:	the user
 * @waiter:	what was passed to tee_user_undo_in_turn()
 *
 * Return: the user with a reference, for tee_user_leave(). NULL without a turn, i.e. if
 * the device is going away.
 */
struct tee_user *tee_user_turn_of(struct tee_user *user, const struct tee_user_waiter *waiter)
{
	if (!waiter->admitted)
		return NULL;
	refcount_inc(&user->refs);
	return user;
}

/*
 * Get a turn for a call that a kernel client makes on behalf of current. Return: NULL
 * if that's a kernel thread or has no limits.
 */
static struct tee_user *client_enter_turn(struct tee_device *teedev, long timeout)
{
	struct tee_user_waiter waiter = { .restarts = true };
	struct tee_user *user, *turn;

	if (!current->mm || (current->flags & PF_KTHREAD) || !user_is_limited(teedev))
		return NULL;
	user = user_get(teedev, user_uid(), true);
	if (IS_ERR(user))
		return user;
	turn = user_enter(user, TEE_USER_CALLS, timeout, &waiter);
	tee_user_put(user);
	return turn;
}

struct tee_user *tee_client_turn_begin(struct tee_context *ctx, unsigned int timeout_ms)
{
	struct tee_device *teedev = ctx->teedev;
	struct tee_user *turn;

	/* user_is_limited() looks at the driver's desc, so enter the device. */
	if (!tee_device_enter(teedev))
		return ERR_PTR(-ENODEV);
	turn = client_enter_turn(teedev, msecs_to_jiffies(timeout_ms));
	tee_device_exit(teedev);
	return turn;
}
EXPORT_SYMBOL_GPL(tee_client_turn_begin);

void tee_client_set_turn(struct tee_context *ctx, struct tee_user *turn)
{
	tee_context_priv(ctx)->turn = turn;
}
EXPORT_SYMBOL_GPL(tee_client_set_turn);

/**
 * tee_user_share_turn() - make a turn last for one more tee_client_turn_end()
 * @turn:	a turn in TEE_USER_CALLS, or NULL
 *
 * This may take us over the user's limit. No other call begins until we're back under.
 *
 * Return: @turn, to be passed to tee_client_turn_end().
 */
struct tee_user *tee_user_share_turn(struct tee_user *turn)
{
	if (!turn)
		return NULL;
	refcount_inc(&turn->refs);
	spin_lock(&turn->lock);
	turn->running[TEE_USER_CALLS]++;
	spin_unlock(&turn->lock);
	return turn;
}

void tee_client_turn_end(struct tee_user *turn)
{
	tee_user_end(turn, TEE_USER_CALLS);
}
EXPORT_SYMBOL_GPL(tee_client_turn_end);

/* Call @fn for each user with user->lock held. */
static void users_for_each(struct tee_device *teedev,
			   void (*fn)(struct tee_user *user, struct seq_file *s),
			   struct seq_file *s)
{
	struct tee_users *users = &teedev->accounts;
	struct tee_user *user;
	int i;

	spin_lock(&users->lock);
	for (i = 0; i < ARRAY_SIZE(users->by_uid); i++) {
		hlist_for_each_entry(user, &users->by_uid[i], link) {
			spin_lock(&user->lock);
			fn(user, s);
			spin_unlock(&user->lock);
		}
	}
	spin_unlock(&users->lock);
}

static void user_wake(struct tee_user *user, struct seq_file *unused)
{
	struct tee_user_waiter *waiter, *next;
	int i;

	for (i = 0; i < TEE_USER_QUEUES; i++)
		list_for_each_entry_safe(waiter, next, &user->waiting[i], link) {
			/* Tasks take themselves off the list, undo operations can't. */
			if (!waiter->task)
				list_del(&waiter->link);
			user_wake_waiter(waiter);
		}
}

/**
 * tee_users_stop() - fail all waits for a turn, pending and future
 * @teedev:	the device, about to go away
 */
void tee_users_stop(struct tee_device *teedev)
{
	spin_lock(&teedev->accounts.lock);
	WRITE_ONCE(teedev->accounts.stopped, true);
	spin_unlock(&teedev->accounts.lock);
	users_for_each(teedev, user_wake, NULL);
}

/* Statistics and attributes */

static unsigned int user_count_waiting(struct tee_user *user)
{
	return list_count_nodes(&user->waiting[TEE_USER_CALLS]) +
	       list_count_nodes(&user->waiting[TEE_USER_BRIEF]);
}

static void user_show(struct tee_user *user, struct seq_file *s)
{
	seq_printf(s, "user %u %s sessions %u regions %u shm_bytes %llu "
		   "calls %u waiting %u waits %llu refused %llu applications %u\n",
		   from_kuid(&init_user_ns, user->uid), user->limited ? "limited" : "unlimited",
		   user->sessions, (u32)atomic_read(&user->regions),
		   (u64)atomic64_read(&user->shm_bytes),
		   user->running[TEE_USER_CALLS] + user->running[TEE_USER_BRIEF],
		   user_count_waiting(user), user->waits, user->refused, user->applications);
}

/**
 * tee_users_show() - print a line for each user
 * @s:		where to
 * @teedev:	the device
 */
void tee_users_show(struct seq_file *s, struct tee_device *teedev)
{
	users_for_each(teedev, user_show, s);
}

/* Users can see the limits and what they use themselves, but nothing about others. */

static u64 user_read_held(struct tee_user *user, size_t offset, size_t size)
{
	u64 value;

	spin_lock(&user->lock);
	value = size == sizeof(u64) ? *(u64 *)((void *)user + offset) :
				      *(u32 *)((void *)user + offset);
	spin_unlock(&user->lock);
	return value;
}

/* Read a struct tee_user member for current's user, 0 if that has no limits. */
static u64 user_held(struct device *dev, size_t offset, size_t size)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	struct tee_user *user;
	u64 value = 0;

	spin_lock(&teedev->accounts.lock);
	user = user_find(&teedev->accounts, user_uid(), true);
	spin_unlock(&teedev->accounts.lock);
	if (user)
		value = user_read_held(user, offset, size);
	tee_user_put(user);
	return value;
}

#define TEE_USER_LIMIT_ATTR(_name, _field)						\
static ssize_t _name##_show(struct device *dev, struct device_attribute *attr, char *buf) \
{											\
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);		\
											\
	return sysfs_emit(buf, "%llu\n", (u64)user_limits(teedev)._field);		\
}											\
static DEVICE_ATTR_RO(_name)

#define TEE_USER_HELD_ATTR(_name, _field)						\
static ssize_t _name##_show(struct device *dev, struct device_attribute *attr, char *buf) \
{											\
	return sysfs_emit(buf, "%llu\n",						\
			  user_held(dev, offsetof(struct tee_user, _field),		\
				    sizeof_field(struct tee_user, _field)));	\
}											\
static DEVICE_ATTR_RO(_name)

TEE_USER_LIMIT_ATTR(max_sessions, sessions);
TEE_USER_LIMIT_ATTR(max_applications, applications);
TEE_USER_LIMIT_ATTR(max_regions, regions);
TEE_USER_LIMIT_ATTR(max_shm_bytes, shm_bytes);
TEE_USER_LIMIT_ATTR(max_calls, calls);
TEE_USER_HELD_ATTR(sessions, sessions);
TEE_USER_HELD_ATTR(applications, applications);
TEE_USER_HELD_ATTR(regions, regions);
TEE_USER_HELD_ATTR(shm_bytes, shm_bytes);

static struct attribute *tee_user_attrs[] = {
	&dev_attr_max_sessions.attr,
	&dev_attr_max_applications.attr,
	&dev_attr_max_regions.attr,
	&dev_attr_max_shm_bytes.attr,
	&dev_attr_max_calls.attr,
	&dev_attr_sessions.attr,
	&dev_attr_applications.attr,
	&dev_attr_regions.attr,
	&dev_attr_shm_bytes.attr,
	NULL
};

const struct attribute_group tee_user_group = {
	.name = "user",
	.attrs = tee_user_attrs,
};
