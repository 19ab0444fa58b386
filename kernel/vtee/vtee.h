/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vtee driver's objects and locks. The driver offers a TEE device whose Trusted OS is a
 * process: it queues the clients' calls for the process and passes on its answers.
 *
 * | object         | owner                                   | freed when                    |
 * |----------------|-----------------------------------------|-------------------------------|
 * | vtee           | its device and its queues, by reference | the last reference is dropped |
 * | vtee_client    | the core's context                      | nothing holds that any more   |
 * | vtee_queue     | its file and its sessions, by           | the last reference is dropped |
 * |                | reference; the root queue's device, too |                               |
 * | vtee_session   | vtee.sessions, from before the server   | the server has closed it, or  |
 * |                | opens it                                | hasn't opened it, or is dead  |
 * | vtee_call      | the client that waits for it, on its    | the operation returns         |
 * |                | stack                                   |                               |
 * | ... a close    | its session, embedded                   | with the session              |
 * | ... a detached | the queue that it was received from     | the server has answered it,   |
 * | call           |                                         | or the queue is shut          |
 * | vtee_region    | the core's region, as its cookie        | that is unregistered          |
 * | vtee_grant     | its region and its queue                | either of them is gone, or    |
 * |                |                                         | the region is recycled, or    |
 * |                |                                         | the queue's only session over |
 * | vtee_mapping   | its VMAs, by reference                  | the last reference is dropped |
 *
 * The life of a call: it's queued (pending), a thread of the server takes it (received),
 * and it's settled with the server's answer, or because its queue was shut or it was
 * cancelled while pending. A client killed before that unlinks its call. If the call had
 * been received, a detached call takes its place until the server answers, so that the
 * client's user goes on paying for it. Whoever changes the state of a call holds the
 * queue's lock, and settles it at most once.
 *
 * A queue is shut when its file is released. After that nothing is queued any more. The
 * root queue takes all others with it, and the device.
 *
 * Locks, outermost first:
 *
 * | lock             | guards                              | held across                   |
 * |------------------|-------------------------------------|-------------------------------|
 * | mmap_lock        | (a server's, in a page fault)       |                               |
 * | vtee.memory      | region ids, grants                  | filling page tables (shared), |
 * |                  |                                     | clearing them (exclusive)     |
 * | vtee_client.lock | its calls that open a session, its  | list operations, cancelling,  |
 * |                  | sessions                            | abandoning                    |
 * | vtee.lock        | the list of queues, whether the     | list operations, shutting the |
 * |                  | server is dead                      | queues                        |
 * | vtee_queue.lock  | its calls and their state           | list operations, copying and  |
 * |                  |                                     | checking messages, wakeups    |
 *
 * The root queue's lock comes before another queue's, and no others nest.
 * The last three are spinlocks. No lock is held across a wait, a call into the core, or an
 * access to user space.
 */
#ifndef VTEE_VTEE_H
#define VTEE_VTEE_H

#include <linux/atomic.h>
#include <linux/hashtable.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/tee_core.h>
#include <linux/vtee.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

/* Size of a queue's table of received calls, in bits. There are few at a time. */
#define VTEE_RECEIVED_BITS	4

struct address_space;

/**
 * struct vtee - a server and its TEE device
 * @refs:	one for the device, one for each queue
 * @teedev:	the device; NULL while it's being created
 * @root:	the queue of the server's fd, with a reference until the device is removed
 * @gen_caps:	TEE_GEN_CAP_* that the server asked for
 * @last_id:	id of the last call
 * @lock:	guards @queues and @dead
 * @queues:	all queues that aren't shut
 * @dead:	the server's fd has been closed
 * @sessions:	struct vtee_session by id
 * @memory:	guards @regions, and grants
 * @regions:	struct vtee_region by id, those that have one
 * @next_region: where to look for the next id; guarded by @memory
 * @next_session: likewise; guarded by the lock of @sessions
 * @removal:	removes the device
 */
struct vtee {
	struct kref refs;
	struct tee_device *teedev;
	struct vtee_queue *root;
	u32 gen_caps;
	atomic64_t last_id;
	spinlock_t lock;
	struct list_head queues;
	bool dead;
	struct xarray sessions;
	struct rw_semaphore memory;
	struct xarray regions;
	u32 next_region;
	u32 next_session;
	struct work_struct removal;
};

/**
 * struct vtee_client - a client of the device
 * @lock:	guards the rest
 * @opens:	its calls that open a session, unless it was killed
 * @sessions:	its sessions, from before they are open. Empty once @gone
 * @gone:	it makes no more calls
 */
struct vtee_client {
	spinlock_t lock;
	struct list_head opens;
	struct list_head sessions;
	bool gone;
};

/**
 * struct vtee_queue - requests to one fd of the server
 * @refs:	one for the file, one for each session; the root queue also has vtee.root's
 * @vtee:	the server, with a reference
 * @link:	entry in vtee.queues until the queue is shut
 * @mapping:	what is mapped from the file. NULL once its only session is over, or the file
 *		is released; guarded by vtee.memory
 * @grants:	struct vtee_grant by region id; guarded by vtee.memory
 * @lock:	guards the rest, and the state of the calls in it
 * @shut:	no more calls
 * @used:	it has been given a session; guarded by the root queue's lock
 * @single:	that is its only one, see VTEE_IOC_FORWARD; likewise
 * @pending:	calls not received yet, oldest first
 * @received:	calls that the server has received
 * @cancels:	received calls that the server is about to be asked to cancel
 * @abandoned:	sessions whose client is gone, which the server is about to be told. In the
 *		root queue only
 * @by_id:	the calls in @received by id
 * @wait:	the server's threads
 */
struct vtee_queue {
	struct kref refs;
	struct vtee *vtee;
	struct list_head link;
	struct address_space *mapping;
	struct xarray grants;
	spinlock_t lock;
	bool shut;
	bool used;
	bool single;
	struct list_head pending;
	struct list_head received;
	struct list_head cancels;
	struct list_head abandoned;
	DECLARE_HASHTABLE(by_id, VTEE_RECEIVED_BITS);
	wait_queue_head_t wait;
};

/**
 * struct vtee_grant - a queue's permission to map a region
 * @link:	entry in the region's list
 * @queue:	the queue
 * @region:	the region
 * @delivered:	the queue's server has received a request that refers to the region. Until
 *		then the permission has no effect. Set under the queue's lock
 *
 * Otherwise guarded by vtee.memory.
 */
struct vtee_grant {
	struct list_head link;
	struct vtee_queue *queue;
	struct vtee_region *region;
	bool delivered;
};

enum vtee_call_state {
	VTEE_CALL_PENDING,	/* in vtee_queue.pending */
	VTEE_CALL_RECEIVED,	/* in vtee_queue.received and by_id */
	VTEE_CALL_SETTLED,	/* in no list */
};

/**
 * struct vtee_call - a call that the server answers
 * @queue:	the queue it's delivered to. Changes once if the server forwards the call, with
 *		the locks of both queues held
 * @link:	entry in @queue's list for @state
 * @by_id:	entry in vtee_queue.by_id
 * @cancel:	entry in vtee_queue.cancels, or empty
 * @state:	see there
 * @wait:	the client, unless the call is detached
 * @opens:	entry in vtee_client.opens
 * @ctx:	the client, compared in order to find a call to cancel
 * @cancel_id:	likewise
 * @session:	the session, or the one to be opened or closed; NULL without one
 * @params:	the client's parameters, where the outputs go. NULL for a detached call
 * @ret:	the result
 * @origin:	its origin
 * @detached:	the core's handle if the client was killed, or doesn't wait for a close
 * @work:	ends @detached
 * @grants:	for memrefs, the queue's permission to map the region, or NULL
 * @request:	the message. Complete, except in a detached call, which has @request.id
 *		and @request.op only
 */
struct vtee_call {
	struct vtee_queue *queue;
	struct list_head link;
	struct hlist_node by_id;
	struct list_head cancel;
	enum vtee_call_state state;
	wait_queue_head_t wait;
	struct list_head opens;
	struct tee_context *ctx;
	u32 cancel_id;
	struct vtee_session *session;
	struct tee_param *params;
	u32 ret;
	u32 origin;
	struct tee_detached_call *detached;
	struct work_struct work;
	struct vtee_grant *grants[VTEE_MAX_PARAMS];
	struct vtee_request request;
};

/**
 * struct vtee_session - a session, from before the server opens it until it has closed it
 * @vtee:	the server
 * @id:		id in vtee.sessions
 * @client:	whose it is
 * @of_client:	entry in vtee_client.sessions, or empty
 * @is_abandoned: the client is gone; guarded by the root queue's lock
 * @abandoned:	entry in vtee_queue.abandoned, or empty; likewise
 * @queue:	where its calls are delivered, with a reference. Set when the server has
 *		opened the session, or forwarded the request to. NULL before
 * @close:	the call that closes it
 */
struct vtee_session {
	struct vtee *vtee;
	u32 id;
	struct vtee_client *client;
	struct list_head of_client;
	bool is_abandoned;
	struct list_head abandoned;
	struct vtee_queue *queue;
	struct vtee_call close;
};

#endif /* VTEE_VTEE_H */
