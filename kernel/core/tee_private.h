/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core's files share with each other and with nobody else.
 *
 * Lock order, outermost first:
 *   tee_device.users (a call under way)  >  tee_shm_pool.live (SRCU)
 *   >  whatever locks a driver has  >  tee_shm_pool.lock  >  the lock of a context's tables
 *   tee_users.lock  >  tee_user.lock  >  the locks of the scheduler and of workqueues
 * tee_device.lock is a leaf, and never held across a call into a driver. So are
 * tee_device.requests_lock and the lock in watch.c.
 */
#ifndef TEE_PRIVATE_H
#define TEE_PRIVATE_H

#include <linux/cdev.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/percpu-refcount.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/tee_core.h>
#include <linux/xarray.h>

#include "core/memory/handles.h"
#include "core/session/user.h"
#include "core/stats.h"

/* Device numbers: clients' devices first, supplicants' in the second half. */
#define TEE_MAX_DEVICES		32
#define TEE_FIRST_PRIVILEGED	16

/**
 * struct tee_device - a device: /dev/teeN or /dev/teeprivN
 * @desc:	the driver
 * @data:	the driver's own
 * @pool:	shared memory; holds a reference
 * @id:		its minor number
 * @dev:	its struct device, which also counts references to the whole
 * @cdev:	its character device
 * @visible:	registered
 * @hidden:	unregistration has begun; its caller's
 * @users:	calls into the driver that are under way; killed at unregistration
 * @idle:	completed when the last such call has ended
 * @lock:	guards @contexts, @refusals and @turns, and @ended and @abandoned of struct
 *		tee_timed_call
 * @contexts:	clients that are open; each entry holds a reference
 * @refusals:	clients that an application has refused, who was refused last is last; an
 *		entry holds no reference
 * @turns:	struct tee_turn of kernel clients that wait for a session, the first first
 * @turn_wait:	they, and who lets them pass
 * @followable:	kernel clients may follow it; guarded by watch.c's lock
 * @followers:	how many do; likewise
 * @stats:	what is counted
 * @identity:	who driver and Trusted OS are; unchanged once the device is visible. Large,
 *		and of no use to calls
 * @requests_lock: guards @requests
 * @requests:	requests that can be cancelled, see struct tee_request; each is its
 *		operation's, and gone before @users says that the operation is over
 * @removal:	how a device that was offered ends, and @release, what its driver does then
 * @release:	see @removal
 * @accounts:	the users of the device, and what is charged to each
 *
 * Made by tee_device_alloc(), freed with the last reference to @dev: the
 * driver's, each context's, and the character device's while a file is open.
 */
struct tee_device {
	const struct tee_desc *desc;
	void *data;
	struct tee_shm_pool *pool;
	int id;
	struct device dev;
	struct cdev cdev;
	bool visible;
	bool hidden;
	struct percpu_ref users;
	struct completion idle;
	spinlock_t lock;
	struct hlist_head contexts;
	struct list_head refusals;
	struct list_head turns;
	wait_queue_head_t turn_wait;
	bool followable;
	unsigned int followers;
	struct tee_stats stats;
	struct tee_identity identity;
	spinlock_t requests_lock;
	struct list_head requests;
	struct tee_removal removal;
	void (*release)(void *data);
	struct tee_users accounts;
};

/**
 * struct tee_session - a session that a client has opened
 * @ctx:	the client, which stays open until the TEE has closed the session
 * @ta:		the Trusted Application it is with
 * @id:		its id, the TEE's choice
 * @live:	calls may be made in it: set once its client knows it, cleared by whoever
 *		closes it
 * @loaded:	the TEE loaded its application when it was opened: its user is charged for that
 * @refs:	one until it is closed, and one for each call in it
 * @undo:	where it is closed later
 * @waiter:	where that waits for its user's turn
 * @rcu:	for look-ups, which may still see it
 *
 * In its context's table from the moment that the TEE has opened it until its last
 * reference goes. Only then is the TEE told to close it, and may give its id out again:
 * whoever holds a reference means this session by its id and no other.
 */
struct tee_session {
	struct tee_context *ctx;
	uuid_t ta;
	u32 id;
	bool live;
	bool loaded;
	refcount_t refs;
	struct tee_undo undo;
	struct tee_user_waiter waiter;
	struct rcu_head rcu;
};

/**
 * struct tee_context_private - a context, with what only the core knows of it
 * @ctx:	the context
 * @link:	in the device's list of contexts; empty once shut
 * @holds:	references that keep the context open in the driver: one until
 *		tee_context_shut(), one for each session until the TEE has closed it, one for
 *		each detached or timed call
 * @sessions:	the client's sessions, struct tee_session by session id
 * @last_session: the one of them that was opened last, or NULL
 * @shms:	the client's shared memory, by id; entries hold no reference
 * @shm_bytes:	bytes of shared memory charged to the client's quota
 * @opener:	the credentials that opened its descriptor, which holds them; NULL once
 *		@user is known, and for kernel clients
 * @user:	whom it is charged to, with a reference; NULL for kernel clients
 * @limited:	@user where limits hold for it, else NULL
 * @turn:	to whose turn a timed call counts that is given up, or NULL; used by the
 *		task that makes the context's timed calls
 * @owner:	the driver's module, which stays while the context is open; NULL for
 *		a context of the driver's own, and of a client that follows the device:
 *		these keep the module for the time of each call
 * @refusal:	in tee_device.refusals while an application that took no more sessions has
 *		not opened one since
 * @refused_by:	which application
 * @refused_at:	when, jiffies; these three are guarded by tee_device.lock
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

/**
 * tee_user_attach() - make sure that it is known whom a client is charged to
 * @ctx:	the client, in a call of its own
 *
 * Return: 0, and @ctx's user and limits stay as they are; or -ENOMEM.
 */
static inline int tee_user_attach(struct tee_context *ctx)
{
	/* Pairs with tee_user_find_out(). */
	if (likely(!smp_load_acquire(&tee_context_priv(ctx)->opener)))
		return 0;
	return tee_user_find_out(ctx);
}

/**
 * tee_user_begin() - begin a call for a client, in its user's turn
 * @ctx:	the client
 * @queue:	the kind of call
 *
 * May sleep: where the user has as many calls in the TEE as it may have, until one of
 * them has ended and all who have waited longer have had their turn.
 *
 * Return: what tee_user_end() takes, NULL where no limit holds; or ERR_PTR: -EINTR on a
 * fatal signal, -ENODEV where the device goes, -ENOMEM. The task that ends the call calls
 * tee_user_end(); it may be another task than the one that began the call.
 */
static inline struct tee_user *tee_user_begin(struct tee_context *ctx,
					      enum tee_user_queue queue)
{
	struct tee_user *user;
	int rc;

	rc = tee_user_attach(ctx);
	if (rc)
		return ERR_PTR(rc);
	user = tee_context_priv(ctx)->limited;
	return likely(!user) ? NULL : tee_user_enter(user, queue, MAX_SCHEDULE_TIMEOUT);
}

/**
 * tee_user_end() - a call has ended
 * @user:	what tee_user_begin() returned
 * @queue:	the kind of call
 */
static inline void tee_user_end(struct tee_user *user, enum tee_user_queue queue)
{
	if (unlikely(user))
		tee_user_leave(user, queue);
}

/* device.c */
extern const struct class tee_class;
int tee_devices_init(void);
void tee_devices_exit(void);

/**
 * tee_device_enter() - begin a call into a device's driver
 * @teedev:	the device
 *
 * Return: true, and the driver stays until tee_device_exit(); false where the
 * device is going or gone.
 */
static inline bool tee_device_enter(struct tee_device *teedev)
{
	return percpu_ref_tryget_live(&teedev->users);
}

static inline void tee_device_exit(struct tee_device *teedev)
{
	percpu_ref_put(&teedev->users);
}

void tee_device_get_version(struct tee_device *teedev,
			    struct tee_ioctl_version_data *vers);

/* context.c */
struct tee_context *tee_context_open(struct tee_device *teedev, bool kernel, bool keep_driver);
void tee_context_close(struct tee_context *ctx);
void tee_context_shut(struct tee_context *ctx, enum tee_patience patience);
void tee_context_hold(struct tee_context *ctx);
void tee_context_unhold(struct tee_context *ctx);
void tee_context_get(struct tee_context *ctx);
void tee_context_put(struct tee_context *ctx);
int tee_context_charge(struct tee_context *ctx, size_t size);
void tee_context_uncharge(struct tee_context *ctx, size_t size);

/*
 * session.c: the calls, for ioctls and kernel clients alike. The caller has
 * entered the device.
 */
int tee_session_open(struct tee_context *ctx, struct tee_ioctl_open_session_arg *arg,
		     struct tee_param *params, struct tee_session **session);
void tee_session_publish(struct tee_session *session);
void tee_session_discard(struct tee_session *session);
int tee_session_close(struct tee_context *ctx, u32 id);
void tee_session_close_all(struct tee_context *ctx, enum tee_patience patience);
void tee_session_closed(struct tee_session *session, int rc);
struct tee_session *tee_session_find(struct tee_context *ctx, u32 id);
void tee_session_get(struct tee_session *session);
void tee_session_put(struct tee_session *session);
void tee_session_put_in_turn(struct tee_session *session, struct tee_user *user);
void tee_sessions_forget(struct tee_context *ctx);
void tee_session_ta(struct tee_context *ctx, u32 session, uuid_t *ta);
int tee_session_invoke(struct tee_context *ctx, struct tee_ioctl_invoke_arg *arg,
		       struct tee_param *params);
int tee_session_invoke_in(struct tee_session *session, struct tee_ioctl_invoke_arg *arg,
			  struct tee_param *params, struct tee_user **user);
int tee_session_cancel(struct tee_context *ctx, u32 cancel_id, u32 session);
int tee_session_cancel_in(struct tee_session *session, u32 cancel_id);
int tee_session_make_system(struct tee_context *ctx, u32 session);
int tee_object_invoke(struct tee_context *ctx,
		      struct tee_ioctl_object_invoke_arg *arg,
		      struct tee_param *params);

/* undo.c */
int tee_undo_init(void);
void tee_undo_exit(void);
void tee_undo_prepare(struct tee_undo *undo, void (*again)(struct tee_undo *undo));
void tee_undo_now(struct tee_undo *undo);
void tee_undo_later(struct tee_undo *undo, void (*again)(struct tee_undo *undo));

/* removal.c */
int tee_removal_init(void);
void tee_removal_exit(void);

/**
 * tee_current_patience() - how long the current task may wait for an undo operation
 * @ctx:	the client that owns the session or the memory
 *
 * Return: TEE_PATIENCE_NONE for a process that exits, for a kernel thread that closes a
 * program's descriptor, which may have to close those of other programs too, and for
 * another user's process that was passed the descriptor; else TEE_PATIENCE_KILLABLE.
 */
static inline enum tee_patience tee_current_patience(struct tee_context *ctx)
{
	if (current->flags & PF_EXITING)
		return TEE_PATIENCE_NONE;
	if (!ctx->kernel && ((current->flags & PF_KTHREAD) || !tee_user_is_current(ctx)))
		return TEE_PATIENCE_NONE;
	return TEE_PATIENCE_KILLABLE;
}

/* client.c */
bool tee_client_params_are_sound(struct tee_context *ctx, u32 num_params,
				 const struct tee_param *params);

/* TEEC_ERROR_BUSY (GlobalPlatform's TEE Client API 1.0, table 4-2). */
#define TEE_RESULT_BUSY		0xffff000d

/**
 * struct tee_turn - a kernel client that waits until it may open a session
 * @link:	in tee_device.turns, once it has been refused; tee_device.lock
 * @ctx:	the client
 * @ta:		the application
 * @owed:	a session with it has been closed since; tee_device.lock
 */
struct tee_turn {
	struct list_head link;
	struct tee_context *ctx;
	uuid_t ta;
	bool owed;
};

/* turn.c */
void tee_turn_let_pass(struct tee_context *ctx, const uuid_t *ta);
void tee_turn_answered(struct tee_context *ctx, const uuid_t *ta, bool busy);
void tee_turn_forget(struct tee_context *ctx);
void tee_turn_closed(struct tee_device *teedev, const uuid_t *ta);
int tee_turn_begin(struct tee_turn *turn, struct tee_context *ctx, const u8 *ta,
		   unsigned long end);
int tee_turn_wait(struct tee_turn *turn, unsigned long end);
void tee_turn_end(struct tee_turn *turn);

/* timed.c */
int tee_timed_init(void);
void tee_timed_exit(void);

/* watch.c */
void tee_watch_device_arrived(struct tee_device *teedev);
void tee_watch_device_leaving(struct tee_device *teedev, unsigned long timeout);

/* ioctl.c */
long tee_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* identity.c */
extern const struct attribute_group *tee_identity_groups[];
bool tee_identity_is_sound(const struct tee_identity *id);
bool tee_identity_matches(const struct tee_identity *id,
			  const struct tee_identity_match *match);
u64 tee_identity_capabilities(struct tee_device *teedev);
int tee_identity_uevent(const struct device *dev, struct kobj_uevent_env *env);
int tee_ioctl_identity(struct tee_context *ctx, void __user *uptr);

/* reserved.c */
struct tee_reserved;
struct tee_reserved *tee_reserved_get(phys_addr_t paddr, size_t size);
void tee_reserved_keep(struct tee_reserved *reserved);
void tee_reserved_put(struct tee_reserved *reserved);
size_t tee_reserved_size(const struct tee_reserved *reserved);
size_t tee_reserved_client_part(const struct tee_reserved *reserved);
bool tee_reserved_is_kept(const struct tee_reserved *reserved,
			  const struct tee_region *region);
int tee_reserved_carve(struct tee_reserved *reserved, struct tee_region *region,
		       size_t num_pages, bool kept_too);
void tee_reserved_uncarve(struct tee_reserved *reserved, struct tee_region *region);

/* pool.c */
struct tee_region *tee_pool_alloc_slice(struct tee_shm_pool *pool, size_t num_pages,
					bool for_client);
void tee_pool_free_slice(struct tee_shm_pool *pool, struct tee_region *region,
			 enum tee_patience patience);
int tee_region_register(struct tee_shm_pool *pool, struct tee_region *region);
int tee_region_unregister(struct tee_shm_pool *pool, struct tee_region *region,
			  enum tee_patience patience);
void tee_region_leak(struct tee_shm_pool *pool, struct tee_region *region);
bool tee_pool_is_closed(struct tee_shm_pool *pool);
bool tee_region_is_undone(int rc, enum tee_patience patience);
bool tee_pool_can_register(struct tee_shm_pool *pool);
bool tee_pool_has_memory(struct tee_shm_pool *pool);
size_t tee_pool_only_reserved(struct tee_shm_pool *pool);
void tee_pool_start(struct tee_shm_pool *pool);
void tee_shm_pool_get(struct tee_shm_pool *pool);

/* shm.c */

/**
 * struct tee_shm_kind - one of the kinds of shared memory
 * @name:	for tracing
 * @mappable:	may be mapped through its descriptor
 * @borrowed:	its owner keeps it, no longer than until tee_shm_free()
 * @release:	gives the memory back and frees the object that embeds @shm; false where
 *		the TEE could not be told within @patience, and nothing has changed.
 *		With all patience it is done.
 */
struct tee_shm_kind {
	const char *name;
	bool mappable;
	bool borrowed;
	bool (*release)(struct tee_shm *shm, enum tee_patience patience);
};

int tee_shm_init(struct tee_shm *shm, const struct tee_shm_kind *kind,
		 struct tee_context *ctx, struct tee_shm_pool *pool, size_t size);
void tee_shm_abandon(struct tee_shm *shm);
int tee_shm_register_in_turn(struct tee_shm *shm);
void tee_shm_announce(struct tee_shm *shm);
struct tee_shm *tee_shm_alloc_user_buf(struct tee_context *ctx, size_t size);

/* shm_register.c, shm_import.c */
struct tee_shm *tee_shm_register_user_buf(struct tee_context *ctx,
					  unsigned long addr, size_t length);
int tee_charge_pinned(struct mm_struct *mm, size_t pages);
void tee_uncharge_pinned(struct mm_struct *mm, size_t pages);
struct tee_shm *tee_shm_import_fd(struct tee_context *ctx, int fd);
void tee_import_init_dev(struct device *dev);

/* shm_fd.c */
struct tee_shm_fd {
	int fd;
	struct file *file;
};

int tee_shm_fd_reserve(struct tee_shm_fd *reserved, struct tee_shm *shm);
int tee_shm_fd_publish(struct tee_shm_fd *reserved);
void tee_shm_fd_cancel(struct tee_shm_fd *reserved);

/* bus.c */
int tee_bus_init(void);
void tee_bus_exit(void);

#endif /* TEE_PRIVATE_H */
