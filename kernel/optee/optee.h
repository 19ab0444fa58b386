/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the OP-TEE driver share.
 *
 * Locks, none of which is held across a call into secure world:
 *   optee_supplicant.lock  >  xa_lock of optee.memories and of a context
 *   optee_threads.lock, optee_slots.lock, optee_notifier.lock: leaves, held for
 *   a few instructions; the last is taken in the interrupt as well
 *   optee_services.lock: held across device_add() of a service, under no other
 */
#ifndef OPTEE_H
#define OPTEE_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/tee_conduit.h>
#include <linux/tee_core.h>
#include <linux/tee_wait.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "message.h"

struct optee;

/* The class of a call: the two low bits of the call's flags. */
enum optee_class {
	OPTEE_NORMAL,	/* a client's */
	OPTEE_CLEANUP,	/* undoes something: made also while the driver goes */
	OPTEE_SYSTEM,	/* a system session's: a thread is kept for these */
	OPTEE_NOTIFIER,	/* secure world has asked for it: another thread is kept for these */
	OPTEE_CLASSES,
};

#define OPTEE_CLASS_MASK	0x3
#define OPTEE_SUPP_NOWAIT	0x4	/* no supplicant: do not wait for one */
#define OPTEE_STAY		0x8	/* no signal and no time ends a wait */
#define OPTEE_HASTY		0x10	/* the caller does not wait: see OPTEE_HASTY_MS */

static inline unsigned int optee_patience_flags(enum tee_patience patience)
{
	switch (patience) {
	case TEE_PATIENCE_NONE:
		return OPTEE_HASTY;
	case TEE_PATIENCE_ALL:
		return OPTEE_STAY | OPTEE_SUPP_NOWAIT;
	default:
		return 0;
	}
}

/* How long a caller in haste waits for what usually takes no time, ms. */
#define OPTEE_HASTY_MS		100

static inline enum optee_class optee_class(unsigned int flags)
{
	return flags & OPTEE_CLASS_MASK;
}

/**
 * struct optee_threads - secure world's threads, as far as we know
 * @free:	how many calls may be made now; a large number where unknown
 * @keep:	how many of those a class of calls must leave
 * @ended:	counts calls that have ended; a lost increment does no harm
 * @wait:	calls waiting for a thread
 * @first_wait:	those of the other classes than OPTEE_NORMAL, woken first
 * @total:	number of threads, 0 where unknown
 * @lock:	guards @keepers, @calls, @impatient, and writes to @generation and @keep
 * @keepers:	by class: system sessions, or the notifier. While a class has any, a thread is
 *		kept for its calls
 * @calls:	by class: its calls that are under way, of OPTEE_SYSTEM and OPTEE_NOTIFIER
 * @impatient:	calls of this generation that no other may begin before: they have waited
 *		for long, or are no client's
 * @generation:	grows when a thread was left free that those counted in @impatient were to
 *		take. They count again when they have run: a stopped or starved task holds
 *		nobody back
 */
struct optee_threads {
	atomic_t free;
	int keep[OPTEE_CLASSES];
	unsigned int ended;
	wait_queue_head_t wait;
	wait_queue_head_t first_wait;
	unsigned int total;
	spinlock_t lock;
	unsigned int keepers[OPTEE_CLASSES];
	unsigned int calls[OPTEE_CLASSES];
	unsigned int impatient;
	unsigned int generation;
};

/**
 * struct optee_slot - room for a message, and an RPC message behind it
 * @arg:	the message
 * @entry:	the registers that hand it to secure world
 * @cmd:	the message's command, OPTEE_MSG_CMD_*
 * @counted:	the class among whose calls its call is counted; OPTEE_NORMAL: among none
 * @room:	most parameters of the message
 * @num_params:	parameters of the message it was got for
 * @next:	in the list of free slots
 * @chunk:	the chunk it was carved from; NULL for a slot of its own
 *
 * Belongs to one call at a time, between getting and putting it.
 */
struct optee_slot {
	struct optee_msg_arg *arg;
	unsigned long entry[4];
	u32 cmd;
	enum optee_class counted;
	u32 room;
	u32 num_params;
	struct optee_slot *next;
	struct optee_slot_chunk *chunk;
};

/**
 * struct optee_slots - all slots
 * @cache:	a free slot for each processor
 * @lock:	guards @free
 * @free:	the other free slots
 * @chunks:	what slots were carved from: made when the driver comes, goes with it
 */
struct optee_slots {
	struct optee_slot * __percpu *cache;
	spinlock_t lock;
	struct optee_slot *free;
	struct list_head chunks;
};

/**
 * struct optee_notifier - waiting for keys that secure world posts
 * @lock:	guards the rest; taken in the interrupt
 * @waiters:	those who wait
 * @posted:	keys posted while nobody waited
 * @max_key:	highest key
 * @irq:	the interrupt by which secure world posts, 0 without one
 * @work:	makes the call that secure world asked for
 * @keeps_thread: secure world has asked for such calls, which have a thread kept
 * @workqueue:	runs @work
 */
struct optee_notifier {
	spinlock_t lock;
	struct list_head waiters;
	unsigned long *posted;
	u32 max_key;
	unsigned int irq;
	struct work_struct work;
	bool keeps_thread;
	struct workqueue_struct *workqueue;
};

/* There is a request for each of few calls, and some to free memory. */
#define OPTEE_SUPP_ID_BITS	6

/**
 * struct optee_supplicant - the supplicant and what is asked of it
 * @lock:	guards the rest. A spinlock: a client's task that is kept from running would hold a
 *		mutex, and with it every request
 * @ctx:	the supplicant; NULL while there is none
 * @queue:	requests it has not received
 * @requests:	all requests by id; each entry holds a reference
 * @current_id:	the request received without META, 0 where there is none
 * @frees:	how many of @requests are to free memory
 * @hoping:	a request found no supplicant, and none has come since
 * @hoping_since: when it did, in 64-bit jiffies
 * @receivers:	threads of the supplicant that wait for a request
 * @arrival:	calls that wait for a supplicant
 */
struct optee_supplicant {
	spinlock_t lock;
	struct tee_context *ctx;
	struct list_head queue;
	DECLARE_HASHTABLE(requests, OPTEE_SUPP_ID_BITS);
	u32 current_id;
	unsigned int frees;
	bool hoping;
	u64 hoping_since;
	wait_queue_head_t receivers;
	wait_queue_head_t arrival;
};

/**
 * struct optee_services - the services that OP-TEE offers on the tee bus
 * @teedev:	the device through which they are listed, with a reference: an
 *		enumeration may begin while the device is being unregistered
 * @lock:	guards @devices, @count and @going
 * @devices:	theirs, each with a reference
 * @count:	their number
 * @going:	no service is added any more
 * @supp_work:	looks for those that need a supplicant
 */
struct optee_services {
	struct tee_device *teedev;
	struct mutex lock;
	struct list_head devices;
	unsigned int count;
	bool going;
	struct work_struct supp_work;
};

/**
 * struct optee - an OP-TEE
 * @dev:	the platform device
 * @conduit:	how it is reached
 * @teedev:	the device for clients
 * @supp_teedev: the device for the supplicant
 * @pool:	clients' shared memory, which secure world knows ahead of time
 * @rpc_pool:	memory for RPCs, the supplicant's included, which secure world is
 *		told of when it asks: to register it would take a thread of
 *		secure world's while the call that asks holds one, and all such
 *		calls together might hold all. @pool itself where only reserved memory
 *		is shared
 * @caps:	OPTEE_SMC_SEC_CAP_*
 * @rpc_params:	parameters that an RPC message behind a message has room for; 0
 *		where secure world asks for RPC messages one by one
 * @stopping:	waits return an error, now and later
 * @last_wait_ends: when nobody asks for a thread any more, jiffies; where @stopping
 * @detached_wq: runs detached calls
 * @detached:	their number
 * @stop_supplicant: ends what kernel clients wait for when the driver goes
 * @removal:	how it ends, also where a call does not come back in time
 * @shutdown:	makes OP-TEE forget what it knows before the machine ends
 * @shut:	it has
 * @threads:	secure world's threads
 * @slots:	room for messages
 * @memories:	memory for RPCs that secure world knows, by cookie
 * @next_cookie: where the next cookie is looked for
 * @next_region: the next region's cookie
 * @list_page:	a page for the next page list, or NULL
 * @notifier:	notifications
 * @supplicant:	the supplicant
 * @services:	services on the bus
 */
struct optee {
	struct device *dev;
	const struct tee_conduit *conduit;
	struct tee_device *teedev;
	struct tee_device *supp_teedev;
	struct tee_shm_pool *pool;
	struct tee_shm_pool *rpc_pool;
	u32 caps;
	u32 rpc_params;
	bool stopping;
	unsigned long last_wait_ends;
	struct workqueue_struct *detached_wq;
	atomic_t detached;
	struct delayed_work stop_supplicant;
	struct tee_removal removal;
	struct work_struct shutdown;
	struct completion shut;
	struct optee_threads threads;
	struct optee_slots slots;
	struct xarray memories;
	u32 next_cookie;
	atomic64_t next_region;
	struct page *list_page;
	struct optee_notifier notifier;
	struct optee_supplicant supplicant;
	struct optee_services services;
};

static inline bool optee_is_stopping(const struct optee *optee)
{
	return READ_ONCE(optee->stopping);
}

/* Two registers make one 64-bit number. */
static inline u64 optee_u64(unsigned long high, unsigned long low)
{
	return (u64)(u32)high << 32 | (u32)low;
}

/*
 * The states that a client's wait, a cleanup's and the supplicant's are spent in.
 * All are freezable: a suspended machine wakes into the same waits. A client in
 * the kernel, or the core, may hold locks meanwhile; who needs them waits as well.
 */
#define OPTEE_WAIT_KILLABLE	TEE_WAIT_KILLABLE
#define OPTEE_WAIT_CLEANUP	(TASK_IDLE | TASK_FREEZABLE_UNSAFE)
#define OPTEE_WAIT_RECEIVER	(TASK_INTERRUPTIBLE | TASK_FREEZABLE)

/* The state in which a call waits. */
static inline unsigned int optee_wait_state(unsigned int flags)
{
	return flags & OPTEE_STAY ? OPTEE_WAIT_CLEANUP : OPTEE_WAIT_KILLABLE;
}

/* probe.c */

/**
 * optee_fast_call() - make a call that does not take a thread
 * @optee:	the OP-TEE
 * @function:	OPTEE_SMC_*
 * @a1:		its argument
 * @result:	what came back
 */
void optee_fast_call(struct optee *optee, u32 function, unsigned long a1,
		     struct tee_conduit_result *result);

/* thread.c */
void optee_threads_init(struct optee_threads *threads, unsigned int total);
void optee_threads_stop(struct optee_threads *threads);
bool optee_threads_keep(struct optee_threads *threads, enum optee_class class);
void optee_threads_unkeep(struct optee_threads *threads, enum optee_class class);
void optee_threads_count(struct optee_threads *threads, enum optee_class class, int count);

/**
 * optee_thread_wait() - wait until a call may be made
 * @optee:	the OP-TEE
 * @flags:	the call's
 *
 * Return: 0, and a thread is the caller's; -EINTR on a fatal signal, -EBUSY where
 * none came free in time, -ENODEV where OP-TEE goes.
 */
int optee_thread_wait(struct optee *optee, unsigned int flags);

/**
 * optee_thread_retry() - wait after secure world had no thread
 * @optee:	the OP-TEE
 * @flags:	the call's
 * @left:	jiffies the call may still wait; updated; starts at 0
 *
 * Return: 0 when it is worth another try, or as optee_thread_wait().
 */
int optee_thread_retry(struct optee *optee, unsigned int flags, long *left);
void optee_thread_wake(struct optee_threads *threads);

/* call.c */

/**
 * optee_call_begin() - get what a call needs: a thread, and room for its message
 * @optee:	the OP-TEE
 * @num_params:	parameters of the message
 * @flags:	the call's
 *
 * The thread comes first: so no more messages are in use than calls can be made.
 *
 * Return: a slot, to be given back with optee_call_end() unless optee_call() says
 * otherwise; or ERR_PTR: as optee_thread_wait(), -ENOMEM, -EINVAL for too many
 * parameters. Calls that clean up get memory always.
 */
struct optee_slot *optee_call_begin(struct optee *optee, u32 num_params,
				    unsigned int flags);
void optee_call_end(struct optee *optee, struct optee_slot *slot);

/**
 * optee_call() - hand a message to secure world and see it through
 * @optee:	the OP-TEE
 * @slot:	holds the message; its answer stands there afterwards
 * @flags:	an enum optee_class, and OPTEE_*
 * @call:	the core's call, which is detached if its caller is killed; NULL for a call
 *		that has to be waited for
 *
 * Return: 0 where secure world has answered; -EIO where it did not understand;
 * -EINPROGRESS where the call was detached, and @slot is no longer the caller's; else as
 * optee_thread_wait(), and the message was not handed over.
 */
int optee_call(struct optee *optee, struct optee_slot *slot, unsigned int flags,
	       struct tee_call *call);

/**
 * optee_call_simple() - make a call without parameters
 * @optee:	the OP-TEE
 * @cmd:	OPTEE_MSG_CMD_*
 * @session:	the session it is about, or 0
 * @cancel_id:	the request it is about, or 0
 * @flags:	as optee_call()
 * @call:	as optee_call()
 *
 * Return: as optee_call() and optee_call_begin(), but that nothing has to be given back;
 * or -EINVAL where secure world answered an error.
 */
int optee_call_simple(struct optee *optee, u32 cmd, u32 session, u32 cancel_id,
		      unsigned int flags, struct tee_call *call);

/* slot.c */
int optee_slots_init(struct optee *optee);
void optee_slots_fill(struct optee *optee);
void optee_slots_destroy(struct optee *optee);

/**
 * optee_slot_get() - get room for a message
 * @optee:	the OP-TEE
 * @num_params:	parameters that must fit
 * @flags:	the call's
 *
 * Makes no call: where all slots that secure world knows are taken, a page serves.
 *
 * Return: a slot, whose bytes are not cleared, to be given back with
 * optee_slot_put(); or ERR_PTR: -ENOMEM, -EINVAL for too many parameters.
 */
struct optee_slot *optee_slot_get(struct optee *optee, u32 num_params,
				  unsigned int flags);
void optee_slot_put(struct optee *optee, struct optee_slot *slot);

/* session.c */
int optee_open_session(struct tee_call *call,
		       struct tee_ioctl_open_session_arg *arg,
		       struct tee_param *params);
int optee_close_session(struct tee_call *call, u32 session);
int optee_system_session(struct tee_context *ctx, u32 session);
int optee_invoke_func(struct tee_call *call, struct tee_ioctl_invoke_arg *arg,
		      struct tee_param *params);
int optee_cancel_req(struct tee_context *ctx, u32 cancel_id, u32 session);
void optee_forget_sessions(struct tee_context *ctx);

/* memory.c */

/**
 * struct optee_page_list - a page list in memory
 * @first:	its first page, whose private data is the next; NULL where there is none
 * @buf_ptr:	what a message says of it
 */
struct optee_page_list {
	struct page *first;
	u64 buf_ptr;
};

/**
 * optee_page_list_make() - make the page list of a piece of memory
 * @optee:	the OP-TEE
 * @list:	filled in; to be given back with optee_page_list_free()
 * @pages:	the memory's pages
 * @offset:	where in the first of them the piece begins
 * @size:	its size, more than 0
 *
 * Return: 0 or -ENOMEM.
 */
int optee_page_list_make(struct optee *optee, struct optee_page_list *list,
			 struct page **pages, size_t offset, size_t size);
void optee_page_list_free(struct optee *optee, struct optee_page_list *list);

int optee_region_register(void *data, struct tee_region *region);
int optee_region_unregister(void *data, struct tee_region *region,
			    enum tee_patience patience);

/*
 * What a cookie names. Regions have cookies of their own, with the highest bit
 * set: secure world keeps all in one list, but never hands those of regions back.
 */
enum optee_memory_kind {
	OPTEE_MEMORY_KERNEL,	/* for an RPC, the kernel's own */
	OPTEE_MEMORY_SUPP,	/* for an RPC, the supplicant's */
	OPTEE_MEMORY_PAGE,	/* a page for an RPC message */
};

/**
 * struct optee_memory - memory that secure world knows by a cookie
 * @kind:	what it is
 * @shm:	of KERNEL and SUPP: the memory, with a reference
 * @page:	of PAGE: the page
 */
struct optee_memory {
	enum optee_memory_kind kind;
	struct tee_shm *shm;
	struct page *page;
};

/**
 * optee_memory_add() - give memory a cookie
 * @optee:	the OP-TEE
 * @kind:	what it is
 * @shm:	the memory of KERNEL and SUPP: the reference goes to the cookie
 * @page:	the page of PAGE, likewise
 *
 * Return: the cookie, good until optee_memory_take(); or 0 where there is no
 * memory for it.
 */
u64 optee_memory_add(struct optee *optee, enum optee_memory_kind kind,
		     struct tee_shm *shm, struct page *page);

/**
 * optee_memory_take() - take memory's cookie away
 * @optee:	the OP-TEE
 * @cookie:	the cookie, as secure world says
 * @kinds:	bits of the kinds it may be
 *
 * Return: the memory, now the caller's to release; NULL for a wrong cookie.
 */
struct optee_memory *optee_memory_take(struct optee *optee, u64 cookie,
				       unsigned int kinds);

/**
 * optee_memory_get_shm() - the shared memory a cookie names
 * @optee:	the OP-TEE
 * @cookie:	the cookie, as secure world says
 * @kinds:	bits of the kinds it may be
 *
 * Return: the memory with a reference, or NULL for a wrong cookie.
 */
struct tee_shm *optee_memory_get_shm(struct optee *optee, u64 cookie,
				     unsigned int kinds);
void optee_memory_release(struct optee_memory *memory);
void optee_memories_destroy(struct optee *optee);

/* rpc.c */

struct supp_request;

/**
 * struct optee_rpc - what lasts from one RPC of a call to the next
 * @slot:	the call's
 * @flags:	the call's
 * @call:	the core's call; NULL where it has none, or the caller has left it
 * @held:	what the core holds for the call since the caller left it; NULL before
 * @list:	page list that secure world was told of last
 * @serving:	@msg is being served: the caller was interrupted, and another goes on
 * @msg:	the message being served
 * @hold:	what keeps the memory that the message stands in
 * @request:	what the supplicant was asked for it; NULL before
 * @params:	the parameters of @request, with a reference to the memory of each memref
 */
struct optee_rpc {
	struct optee_slot *slot;
	unsigned int flags;
	struct tee_call *call;
	struct tee_detached_call *held;
	struct optee_page_list list;
	bool serving;
	struct optee_rpc_msg msg;
	struct optee_memory hold;
	struct supp_request *request;
	struct tee_param params[OPTEE_RPC_MAX_PARAMS];
};

static inline void optee_rpc_begin(struct optee_rpc *rpc, struct optee_slot *slot,
				   unsigned int flags, struct tee_call *call)
{
	rpc->slot = slot;
	rpc->flags = flags;
	rpc->call = call;
	rpc->held = NULL;
	rpc->list.first = NULL;
	rpc->serving = false;
	rpc->request = NULL;
}

/**
 * optee_rpc_serve() - give secure world what it suspended a call for
 * @optee:	the OP-TEE
 * @rpc:	the call's
 * @regs:	registers as they came back; set to those that resume the call
 *
 * Return: 0; -EINTR where the caller was killed, or is in haste, and this has to be
 * called again, with the same registers, by somebody who waits.
 */
int optee_rpc_serve(struct optee *optee, struct optee_rpc *rpc,
		    struct tee_conduit_args *regs);

/* Decode @msg into @params, memrefs with a reference each. 0 or -EINVAL. */
int optee_rpc_get_params(struct optee *optee, const struct optee_rpc_msg *msg,
			 struct tee_param *params, unsigned int kinds);
void optee_rpc_put_params(struct tee_param *params, u32 num);

/* rpc_shm.c */
int optee_rpc_shm_alloc(struct optee *optee, struct optee_rpc *rpc);
void optee_rpc_shm_free(struct optee *optee, struct optee_rpc_msg *msg);
void optee_rpc_arg_alloc(struct optee *optee, struct tee_conduit_args *regs);
void optee_rpc_arg_free(struct optee *optee, u64 cookie);
struct optee_msg_arg *optee_rpc_arg_get(struct optee *optee, u64 cookie,
					struct optee_memory *hold);
void optee_rpc_arg_put(struct optee_memory *hold);
int optee_shm_cache_enable(struct optee *optee);
void optee_shm_cache_disable(struct optee *optee);

/* notify.c */
int optee_notifier_init(struct optee *optee, u32 max_key);
void optee_notifier_stop(struct optee *optee);
void optee_notifier_destroy(struct optee *optee);
int optee_notifier_start_irq(struct optee *optee, unsigned int irq);
bool optee_notifier_wait_idle(struct optee *optee);
void optee_notifier_stop_irq(struct optee *optee);

/**
 * optee_notify_wait() - wait for a key, for secure world
 * @optee:	the OP-TEE
 * @key:	the key
 * @timeout_ms:	how long at most; 0: no limit
 * @flags:	the call's
 * @ret:	set to a TEEC_* code
 *
 * Return: 0; -EINTR where the caller does not wait any longer, and nobody has the key.
 */
int optee_notify_wait(struct optee *optee, u64 key, u64 timeout_ms, unsigned int flags,
		      u32 *ret);
u32 optee_notify_post(struct optee *optee, u64 key);

/**
 * optee_pause() - sleep for a call that secure world suspended
 * @optee:	the OP-TEE
 * @ms:		how long
 * @flags:	the call's
 *
 * It may return early: secure world looks at its own clock and asks again. Returning after at
 * most a fifth of a second lets secure world see a cancellation, and lets the driver stop.
 * While the driver stops it still sleeps a little, because secure world may ask again at once.
 *
 * Return: 0; -EINTR where the caller does not wait any longer.
 */
int optee_pause(struct optee *optee, u64 ms, unsigned int flags);

/* i2c.c */
void optee_rpc_i2c(struct optee *optee, struct optee_rpc_msg *msg);

/* supplicant.c */
void optee_supplicant_init(struct optee_supplicant *supp);
void optee_supplicant_stop(struct optee *optee);
int optee_supplicant_open(struct tee_context *ctx);
void optee_supplicant_close(struct tee_context *ctx);
int optee_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		    struct tee_param *params);
void optee_supp_recv_undo(struct tee_context *ctx, u32 num_params,
			  const struct tee_param *params);
int optee_supp_send(struct tee_context *ctx, u32 ret, u32 num_params,
		    struct tee_param *params);

/**
 * optee_supplicant_prepare() - prepare to ask the supplicant for a service
 * @func:	the service, OPTEE_RPC_CMD_*
 * @num_params:	number of @params
 * @params:	its parameters; the request takes references of its own
 *
 * Return: the request, ended by one of the two functions that take its answer; or NULL.
 */
struct supp_request *optee_supplicant_prepare(u32 func, u32 num_params,
					      const struct tee_param *params);

/**
 * optee_supplicant_prepare_alloc() - likewise, for memory
 * @size:	bytes
 *
 * Return: as optee_supplicant_prepare().
 */
struct supp_request *optee_supplicant_prepare_alloc(size_t size);

/**
 * optee_supplicant_ask() - ask, and wait for the answer
 * @optee:	the OP-TEE
 * @req:	the request
 * @flags:	the call's
 *
 * Return: 0 where the request is settled: answered, or there is no supplicant, it has
 * left, or the driver stops; -EINTR where the caller does not wait any longer. The request
 * is then still under way, and this has to be called again.
 */
int optee_supplicant_ask(struct optee *optee, struct supp_request *req,
			 unsigned int flags);

/**
 * optee_supplicant_take() - take the answer to a request
 * @optee:	the OP-TEE
 * @req:	the request, settled; freed
 * @num_params:	number of @params
 * @params:	its parameters; outputs are updated
 *
 * Return: a TEEC_* code: the supplicant's, or TEEC_ERROR_COMMUNICATION.
 */
u32 optee_supplicant_take(struct optee *optee, struct supp_request *req, u32 num_params,
			  struct tee_param *params);

/**
 * optee_supplicant_take_memory() - take the memory that a request was for
 * @optee:	the OP-TEE
 * @req:	the request, settled; freed
 * @size:	bytes that it must have
 * @shm:	set to the memory, with a reference
 *
 * Return: a TEEC_* code as optee_supplicant_take().
 */
u32 optee_supplicant_take_memory(struct optee *optee, struct supp_request *req,
				 size_t size, struct tee_shm **shm);

/**
 * optee_supplicant_free() - have the supplicant free memory it allocated
 * @optee:	the OP-TEE
 * @shm:	the memory; the caller's reference goes
 *
 * Does not wait until it has.
 */
void optee_supplicant_free(struct optee *optee, struct tee_shm *shm);

/* enumerate.c */
void optee_services_init(struct optee *optee);
void optee_services_start(struct optee *optee);
void optee_services_find(struct optee *optee);
void optee_services_supplicant_arrived(struct optee *optee);
void optee_services_remove(struct optee *optee);
void optee_services_destroy(struct optee *optee);

#endif /* OPTEE_H */
