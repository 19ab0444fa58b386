// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls, from the client to the server and back.
 *
 * A client's call is on the client's stack, so nobody touches it without the queue's lock,
 * and the client takes that lock once more before it returns. vtee.h describes the life of
 * a call.
 */

#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/tee_result.h>
#include <linux/tee_wait.h>

#include "debug_delay.h"
#include "vtee/call.h"
#include "vtee/memory.h"
#include "vtee/message.h"
#include "vtee/queue.h"

/*
 * Ends detached calls. The core may close a session then, which doesn't wait for the server
 * unless the session belongs to a kernel client.
 */
static struct workqueue_struct *vtee_calls_wq;

static void call_unlink(struct vtee_call *call)
{
	list_del(&call->link);
	list_del_init(&call->cancel);
	if (call->state == VTEE_CALL_RECEIVED)
		hash_del(&call->by_id);
	call->state = VTEE_CALL_SETTLED;
}

/* From here on, the call belongs to the client or to the work item. */
static void call_settle(struct vtee_call *call, u32 ret, u32 origin)
{
	lockdep_assert_held(&call->queue->lock);
	call_unlink(call);
	call->ret = ret;
	call->origin = origin;
	if (call->detached)
		queue_work(vtee_calls_wq, &call->work);
	else
		wake_up(&call->wait);
}

static struct vtee_call *find_call(struct vtee_queue *queue, u64 id)
{
	struct vtee_call *call;

	lockdep_assert_held(&queue->lock);
	hash_for_each_possible(queue->by_id, call, by_id, id)
		if (call->request.id == id)
			return call;
	return NULL;
}

/* Queue a call. Return: false if the queue has been shut. */
static bool call_add(struct vtee_call *call)
{
	struct vtee_queue *queue = call->queue;
	bool shut;

	spin_lock(&queue->lock);
	shut = queue->shut;
	if (!shut) {
		call->state = VTEE_CALL_PENDING;
		list_add_tail(&call->link, &queue->pending);
		/* Without the lock, the call may be gone, and its session and queue with it. */
		wake_up_interruptible_sync_poll(&queue->wait, EPOLLIN | EPOLLRDNORM);
	}
	spin_unlock(&queue->lock);
	return !shut;
}

/* Lock the queue that a call is in now: it may be forwarded at any moment, but only once. */
static struct vtee_queue *lock_queue(struct vtee_call *call)
	__acquires(&call->queue->lock)
{
	struct vtee_queue *queue;

	for (;;) {
		queue = READ_ONCE(call->queue);
		spin_lock(&queue->lock);
		if (queue == call->queue)
			return queue;
		spin_unlock(&queue->lock);
	}
}

static bool call_is_settled(struct vtee_call *call)
{
	bool settled;

	spin_lock(&call->queue->lock);
	settled = call->state == VTEE_CALL_SETTLED;
	spin_unlock(&call->queue->lock);
	return settled;
}

/* Return: false if a fatal signal ended the wait, which only TEE_WAIT_KILLABLE allows. */
static bool call_wait(struct vtee_call *call, unsigned int state)
{
	return tee_wait(call->wait, READ_ONCE(call->state) == VTEE_CALL_SETTLED, state, 0,
			MAX_SCHEDULE_TIMEOUT) > 0;
}

/**
 * vtee_session_end() - free a session that isn't open in the server
 * @session:	the session, without calls
 *
 * If it has a queue of its own, that ends, too, and the queue's server loses the memory.
 *
 * Context: process, may sleep, the server's device still exists.
 */
void vtee_session_end(struct vtee_session *session)
{
	struct vtee_queue *queue = session->queue;

	if (queue && queue->single) {
		vtee_queue_shut(queue);
		vtee_memory_forget(queue);
	}
	vtee_session_free(session);
}

static void end_detached(struct work_struct *work);

/**
 * vtee_call_init() - initialize a call
 * @call:	the call, filled in except for the parameters
 * @queue:	the queue it's for
 * @op:		VTEE_OP_*
 * @session:	its session, or NULL
 */
void vtee_call_init(struct vtee_call *call, struct vtee_queue *queue, u32 op,
		    struct vtee_session *session)
{
	memset(call, 0, offsetof(struct vtee_call, request.params));
	call->queue = queue;
	call->state = VTEE_CALL_SETTLED;
	INIT_LIST_HEAD(&call->cancel);
	init_waitqueue_head(&call->wait);
	call->session = session;
	call->request.id = atomic64_inc_return(&queue->vtee->last_id);
	call->request.op = op;
	call->request.session = session ? session->id : 0;
}

/* Clients */

/* Make a detached call for a call that its client leaves. */
static struct vtee_call *detach_call(const struct vtee_call *call, struct tee_call *core)
{
	struct vtee_call *detached;

	/* The process can't exit without. */
	detached = kzalloc(sizeof(*detached), GFP_KERNEL | __GFP_NOFAIL);
	vtee_call_init(detached, call->queue, call->request.op, call->session);
	detached->request.id = call->request.id;
	INIT_WORK(&detached->work, end_detached);
	tee_call_release_memory(core);
	detached->detached = tee_call_detach(core);
	return detached;
}

/*
 * A killed client leaves a call that the server is working on. Have the server cancel it,
 * since nobody waits for the result. Return: -EINPROGRESS.
 */
static int leave_received(struct vtee_call *call, struct tee_call *core)
{
	struct vtee_call *detached = detach_call(call, core);
	struct vtee_queue *queue;

	tee_debug_delay();
	/* Nobody else will ever know the session. */
	if (call->request.op == VTEE_OP_OPEN_SESSION)
		vtee_session_abandon(call->session);
	queue = lock_queue(call);
	detached->queue = queue;
	if (call->state != VTEE_CALL_RECEIVED) {
		/* It was answered, forwarded or untaken meanwhile. */
		if (call->state == VTEE_CALL_PENDING) {
			call_unlink(call);
			call->ret = TEEC_ERROR_CANCEL;
		}
		detached->ret = call->ret;
		detached->state = VTEE_CALL_SETTLED;
		queue_work(vtee_calls_wq, &detached->work);
	} else {
		list_add(&detached->link, &call->link);
		call_unlink(call);
		detached->state = VTEE_CALL_RECEIVED;
		hash_add(queue->by_id, &detached->by_id, detached->request.id);
		list_add_tail(&detached->cancel, &queue->cancels);
		wake_up_interruptible_poll(&queue->wait, EPOLLIN | EPOLLRDNORM);
	}
	spin_unlock(&queue->lock);
	return -EINPROGRESS;
}

/**
 * vtee_call_make() - queue a call and wait for the server's answer
 * @call:	the call
 * @core:	the core's call, or NULL if that can't be detached
 *
 * Context: the client's operation, sleeps.
 * Return: 0 with @call->ret and @call->origin; -EINTR if the client was killed;
 * -EINPROGRESS if it was killed, and a detached call has taken over @core and the session.
 */
int vtee_call_make(struct vtee_call *call, struct tee_call *core)
{
	enum vtee_call_state state;
	struct vtee_queue *queue;

	if (!call_add(call)) {
		call->ret = TEEC_ERROR_TARGET_DEAD;
		call->origin = TEEC_ORIGIN_COMMS;
		return 0;
	}
	call_wait(call, TEE_WAIT_KILLABLE);
	queue = lock_queue(call);
	state = call->state;
	if (state == VTEE_CALL_PENDING || (state == VTEE_CALL_RECEIVED && !core))
		call_unlink(call);
	spin_unlock(&queue->lock);
	if (state == VTEE_CALL_SETTLED)
		return 0;
	return state == VTEE_CALL_RECEIVED && core ? leave_received(call, core) : -EINTR;
}

/* Close a session of which nobody but @detached knows. */
static void close_detached(struct vtee_session *session, struct tee_detached_call *detached)
{
	struct vtee_call *close = &session->close;

	vtee_call_init(close, session->queue, VTEE_OP_CLOSE_SESSION, session);
	INIT_WORK(&close->work, end_detached);
	close->detached = detached;
	if (call_add(close))
		return;
	vtee_session_end(session);
	tee_call_end_detached(detached, 0);
}

static void end_detached(struct work_struct *work)
{
	struct vtee_call *call = container_of(work, struct vtee_call, work);
	struct tee_detached_call *detached = call->detached;
	struct vtee_session *session = call->session;
	struct vtee_queue *queue = call->queue;
	u32 op = call->request.op;
	bool opened = op == VTEE_OP_OPEN_SESSION && call->ret == TEEC_SUCCESS;

	/* call_settle() may still hold the lock. */
	spin_lock(&queue->lock);
	spin_unlock(&queue->lock);
	if (op != VTEE_OP_CLOSE_SESSION)
		kfree(call);
	if (opened) {
		close_detached(session, detached);
		return;
	}
	if (op != VTEE_OP_INVOKE)
		vtee_session_end(session);
	tee_call_end_detached(detached, 0);
}

/**
 * vtee_call_close() - have the server close a session
 * @session:	the session; freed now or later
 * @core:	the core's call
 *
 * Context: the client's operation, sleeps unless the core says otherwise.
 * Return: 0, or -EINTR if @core was detached.
 */
int vtee_call_close(struct vtee_session *session, struct tee_call *core)
{
	struct vtee_call *close = &session->close;
	struct vtee_queue *queue = session->queue;
	struct tee_detached_call *detached;
	bool settled;

	vtee_call_init(close, queue, VTEE_OP_CLOSE_SESSION, session);
	INIT_WORK(&close->work, end_detached);
	if (!call_add(close))
		goto end_session;
	if (core->wait_mode == TEE_WAIT_MODE_KILLABLE)
		call_wait(close, TEE_WAIT_KILLABLE);
	else if (core->wait_mode == TEE_WAIT_MODE_UNLIMITED)
		call_wait(close, TEE_WAIT_CLEANUP);
	if (call_is_settled(close))
		goto end_session;

	detached = tee_call_detach(core);
	tee_debug_delay();
	spin_lock(&queue->lock);
	settled = close->state == VTEE_CALL_SETTLED;
	if (!settled)
		close->detached = detached;
	spin_unlock(&queue->lock);
	if (settled) {
		vtee_session_end(session);
		tee_call_end_detached(detached, 0);
	}
	return -EINTR;

end_session:
	vtee_session_end(session);
	return 0;
}

static bool call_matches(const struct vtee_call *call, const struct tee_context *ctx,
			 u32 session, u32 cancel_id)
{
	return call->ctx == ctx && call->cancel_id == cancel_id &&
	       call->request.op == VTEE_OP_INVOKE && call->request.session == session;
}

/* A call that the server hasn't received ends right away. Return: false if it has ended. */
static bool cancel_call(struct vtee_call *call)
{
	struct vtee_queue *queue = call->queue;

	if (call->state == VTEE_CALL_SETTLED)
		return false;
	if (call->state == VTEE_CALL_PENDING) {
		call_settle(call, TEEC_ERROR_CANCEL, TEEC_ORIGIN_COMMS);
		return true;
	}
	if (list_empty(&call->cancel))
		list_add_tail(&call->cancel, &queue->cancels);
	wake_up_interruptible_poll(&queue->wait, EPOLLIN | EPOLLRDNORM);
	return true;
}

/**
 * vtee_call_cancel() - cancel a call
 * @call:	the call, whose client doesn't return from it meanwhile
 *
 * Return: false if it isn't in a queue, or not any more.
 */
bool vtee_call_cancel(struct vtee_call *call)
{
	struct vtee_queue *queue = lock_queue(call);
	bool found = cancel_call(call);

	spin_unlock(&queue->lock);
	return found;
}

/**
 * vtee_queue_cancel() - cancel a client's calls in a session
 * @queue:	the session's queue
 * @ctx:	the client
 * @session:	the session's id
 * @cancel_id:	the calls' cancellation id
 *
 * Return: 0, or -EINVAL if there's no such call.
 */
int vtee_queue_cancel(struct vtee_queue *queue, const struct tee_context *ctx, u32 session,
		      u32 cancel_id)
{
	struct vtee_call *call, *next;
	int rc = -EINVAL;

	spin_lock(&queue->lock);
	list_for_each_entry_safe(call, next, &queue->pending, link)
		if (call_matches(call, ctx, session, cancel_id) && cancel_call(call))
			rc = 0;
	list_for_each_entry(call, &queue->received, link)
		if (call_matches(call, ctx, session, cancel_id) && cancel_call(call))
			rc = 0;
	spin_unlock(&queue->lock);
	return rc;
}

/*
 * If a session's client is gone, and it was forwarded, the server should know. Called with the
 * root queue's lock held.
 */
static void report_abandoned(struct vtee_session *session)
{
	struct vtee_queue *root = session->vtee->root;

	if (!session->is_abandoned || !session->queue || !session->queue->single ||
	    !list_empty(&session->abandoned))
		return;
	list_add_tail(&session->abandoned, &root->abandoned);
	wake_up_interruptible_poll(&root->wait, EPOLLIN | EPOLLRDNORM);
}

/**
 * vtee_session_abandon() - note that a session's client is gone
 * @session:	the session, which may have calls
 *
 * Context: any, the server's device still exists.
 */
void vtee_session_abandon(struct vtee_session *session)
{
	struct vtee_queue *root = session->vtee->root;

	spin_lock(&root->lock);
	if (!session->is_abandoned) {
		session->is_abandoned = true;
		report_abandoned(session);
	}
	spin_unlock(&root->lock);
}

/* Servers */

/**
 * vtee_queue_is_ready() - check whether vtee_queue_take() would return right away
 * @queue:	the queue
 *
 * Return: true if there's a request, or the queue has been shut.
 */
bool vtee_queue_is_ready(struct vtee_queue *queue)
{
	return READ_ONCE(queue->shut) || !list_empty_careful(&queue->pending) ||
	       !list_empty_careful(&queue->cancels) || !list_empty_careful(&queue->abandoned);
}

static void take_cancel(struct vtee_call *call, struct vtee_request *request)
{
	list_del_init(&call->cancel);
	memset(request, 0, offsetof(struct vtee_request, params));
	request->id = call->request.id;
	request->op = VTEE_OP_CANCEL;
	request->session = call->request.session;
}

static void take_abandoned(struct vtee_session *session, struct vtee_request *request)
{
	list_del_init(&session->abandoned);
	memset(request, 0, offsetof(struct vtee_request, params));
	request->op = VTEE_OP_ABANDON;
	request->session = session->id;
}

static void take_call(struct vtee_queue *queue, struct vtee_call *call,
		      struct vtee_request *request)
{
	u32 n;

	list_move_tail(&call->link, &queue->received);
	call->state = VTEE_CALL_RECEIVED;
	hash_add(queue->by_id, &call->by_id, call->request.id);
	for (n = 0; n < call->request.num_params; n++)
		if (call->grants[n])
			WRITE_ONCE(call->grants[n]->delivered, true);
	memcpy(request, &call->request, vtee_request_size(&call->request));
}

/**
 * vtee_queue_take() - take the next request
 * @queue:	the queue
 * @request:	[out] the request, see vtee_request_size()
 *
 * Return: 0; -EAGAIN if there is none; -ENODEV if the queue has been shut.
 */
int vtee_queue_take(struct vtee_queue *queue, struct vtee_request *request)
{
	int rc = 0;

	spin_lock(&queue->lock);
	if (queue->shut)
		rc = -ENODEV;
	else if (!list_empty(&queue->cancels))
		take_cancel(list_first_entry(&queue->cancels, struct vtee_call, cancel), request);
	else if (!list_empty(&queue->abandoned))
		take_abandoned(list_first_entry(&queue->abandoned, struct vtee_session,
						abandoned), request);
	else if (!list_empty(&queue->pending))
		take_call(queue, list_first_entry(&queue->pending, struct vtee_call, link),
			  request);
	else
		rc = -EAGAIN;
	spin_unlock(&queue->lock);
	return rc;
}

/* The server never got this, so put it back. Without a client, it's not worth it. */
static void untake_call(struct vtee_queue *queue, struct vtee_call *call)
{
	if (call->detached && call->request.op != VTEE_OP_CLOSE_SESSION) {
		call_settle(call, TEEC_ERROR_COMMUNICATION, TEEC_ORIGIN_COMMS);
		return;
	}
	/* As if the cancellation had come before the call was taken */
	if (!list_empty(&call->cancel)) {
		call_settle(call, TEEC_ERROR_CANCEL, TEEC_ORIGIN_COMMS);
		return;
	}
	hash_del(&call->by_id);
	list_move(&call->link, &queue->pending);
	call->state = VTEE_CALL_PENDING;
}

/* The session can't be freed before it has been taken off this list, under the lock. */
static void untake_abandoned(struct vtee_queue *root, u32 id)
{
	struct vtee_session *session = xa_load(&root->vtee->sessions, id);

	if (session)
		report_abandoned(session);
}

/**
 * vtee_queue_untake() - undo vtee_queue_take()
 * @queue:	the queue
 * @request:	a request that couldn't be copied to the server
 */
void vtee_queue_untake(struct vtee_queue *queue, const struct vtee_request *request)
{
	struct vtee_call *call;

	spin_lock(&queue->lock);
	call = find_call(queue, request->id);
	if (request->op == VTEE_OP_ABANDON)
		untake_abandoned(queue, request->session);
	else if (call && request->op != VTEE_OP_CANCEL)
		untake_call(queue, call);
	else if (call && list_empty(&call->cancel))
		list_add(&call->cancel, &queue->cancels);
	spin_unlock(&queue->lock);
	wake_up_interruptible_poll(&queue->wait, EPOLLIN | EPOLLRDNORM);
}

static bool opens_session(const struct vtee_call *call, const struct vtee_answer *answer)
{
	return call->request.op == VTEE_OP_OPEN_SESSION && answer->ret == TEEC_SUCCESS;
}

/* Only the root queue's calls get here with a queue that is named, so its lock is held. */
static void assign_queue(struct vtee_call *call, struct vtee_queue *named)
{
	struct vtee_queue *queue = named ?: call->queue;

	if (call->session->queue)
		return;
	queue->used = true;
	vtee_session_assign(call->session, queue);
}

/* The answer to a call whose client was killed. What counts is if there's a session to close. */
static int answer_detached(struct vtee_call *call, const struct vtee_answer *answer,
			   struct vtee_queue *named)
{
	if (opens_session(call, answer))
		assign_queue(call, named);
	call_settle(call, answer->ret, TEEC_ORIGIN_COMMS);
	return -ENOENT;
}

static int answer_call(struct vtee_call *call, const struct vtee_answer *answer,
		       struct vtee_queue *named)
{
	bool opens = opens_session(call, answer);
	int rc;

	/* A forwarded call has a queue, whose session is the only one. */
	if (named && (!opens || call->session->queue || named->single))
		return -EINVAL;
	if (call->detached && call->request.op != VTEE_OP_CLOSE_SESSION)
		return answer_detached(call, answer, named);
	rc = vtee_answer_check(&call->request, answer);
	if (rc)
		return -EINVAL;
	if (opens)
		assign_queue(call, named);
	vtee_answer_apply(answer, call->params);
	call_settle(call, answer->ret, answer->origin);
	return 0;
}

/**
 * vtee_queue_check() - check that there's a call to be answered
 * @queue:	the queue that the call was taken from
 * @id:		the call
 *
 * Return: 0, -ENODEV or -ENOENT, see VTEE_IOC_SEND.
 */
int vtee_queue_check(struct vtee_queue *queue, u64 id)
{
	int rc;

	spin_lock(&queue->lock);
	rc = find_call(queue, id) ? 0 : queue->shut ? -ENODEV : -ENOENT;
	spin_unlock(&queue->lock);
	return rc;
}

/**
 * vtee_queue_answer() - settle a call with the server's answer
 * @queue:	the queue that the call was taken from
 * @answer:	private copy of the answer, not checked
 * @named:	the queue that it names, or NULL
 *
 * Return: 0, -ENODEV, -ENOENT or -EINVAL, see VTEE_IOC_SEND.
 */
int vtee_queue_answer(struct vtee_queue *queue, const struct vtee_answer *answer,
		      struct vtee_queue *named)
{
	struct vtee_call *call;
	int rc;

	spin_lock(&queue->lock);
	call = find_call(queue, answer->id);
	rc = call ? answer_call(call, answer, named) : queue->shut ? -ENODEV : -ENOENT;
	spin_unlock(&queue->lock);
	return rc;
}

/* Look up a call to be forwarded. It ends here if its client has been killed. */
static struct vtee_call *find_open(struct vtee_queue *root, u64 id)
{
	struct vtee_call *call = find_call(root, id);

	if (!call)
		return ERR_PTR(root->shut ? -ENODEV : -ENOENT);
	if (call->request.op != VTEE_OP_OPEN_SESSION)
		return ERR_PTR(-EINVAL);
	if (!call->detached)
		return call;
	call_settle(call, TEEC_ERROR_CANCEL, TEEC_ORIGIN_COMMS);
	return ERR_PTR(-ENOENT);
}

/*
 * Let the queue map what the call refers to. As long as vtee.memory is held, the client may
 * leave with its call, but its regions stay.
 */
static int share_memory(struct vtee_queue *root, u64 id, struct vtee_queue *queue,
			struct vtee_grant *grants[VTEE_MAX_PARAMS])
{
	struct vtee_call *call;
	int n, rc;

	spin_lock(&root->lock);
	call = find_open(root, id);
	rc = PTR_ERR_OR_ZERO(call);
	if (!rc)
		memcpy(grants, call->grants, sizeof(call->grants));
	spin_unlock(&root->lock);
	for (n = 0; n < VTEE_MAX_PARAMS && !rc; n++) {
		if (!grants[n])
			continue;
		grants[n] = vtee_memory_share(grants[n], queue);
		rc = PTR_ERR_OR_ZERO(grants[n]);
	}
	return rc;
}

/* Called with the locks of both queues held. */
static int move_call(struct vtee_queue *root, u64 id, struct vtee_queue *queue,
		     struct vtee_grant *grants[VTEE_MAX_PARAMS])
{
	struct vtee_call *call = find_open(root, id);

	if (IS_ERR(call))
		return PTR_ERR(call);
	if (queue->used)
		return -EINVAL;
	if (queue->shut)
		return -ENODEV;
	/* The server hasn't been told yet, and never will be. */
	if (!list_empty(&call->cancel)) {
		call_settle(call, TEEC_ERROR_CANCEL, TEEC_ORIGIN_COMMS);
		return -ENOENT;
	}
	hash_del(&call->by_id);
	memcpy(call->grants, grants, sizeof(call->grants));
	queue->used = true;
	queue->single = true;
	vtee_session_assign(call->session, queue);
	report_abandoned(call->session);
	WRITE_ONCE(call->queue, queue);
	WRITE_ONCE(call->state, VTEE_CALL_PENDING);
	list_move_tail(&call->link, &queue->pending);
	wake_up_interruptible_sync_poll(&queue->wait, EPOLLIN | EPOLLRDNORM);
	return 0;
}

/**
 * vtee_queue_forward() - have another queue receive and answer a received call
 * @root:	the root queue
 * @id:		the call, which opens a session
 * @queue:	a queue of the same server
 *
 * Context: process, may sleep.
 * Return: 0, -ENODEV, -ENOENT, -ENOMEM or -EINVAL, see VTEE_IOC_FORWARD.
 */
int vtee_queue_forward(struct vtee_queue *root, u64 id, struct vtee_queue *queue)
{
	struct vtee_grant *grants[VTEE_MAX_PARAMS];
	struct vtee *vtee = root->vtee;
	int rc;

	if (queue == root)
		return -EINVAL;
	down_write(&vtee->memory);
	rc = share_memory(root, id, queue, grants);
	if (!rc) {
		tee_debug_delay();
		spin_lock(&root->lock);
		spin_lock_nested(&queue->lock, SINGLE_DEPTH_NESTING);
		rc = move_call(root, id, queue, grants);
		spin_unlock(&queue->lock);
		spin_unlock(&root->lock);
	}
	up_write(&vtee->memory);
	return rc;
}

/**
 * vtee_queue_shut() - fail all calls of a queue, and those to come
 * @queue:	the queue
 *
 * Context: any.
 */
void vtee_queue_shut(struct vtee_queue *queue)
{
	struct vtee_call *call, *next;

	spin_lock(&queue->lock);
	WRITE_ONCE(queue->shut, true);
	list_splice_init(&queue->pending, &queue->received);
	list_for_each_entry_safe(call, next, &queue->received, link)
		call_settle(call, TEEC_ERROR_TARGET_DEAD, TEEC_ORIGIN_COMMS);
	spin_unlock(&queue->lock);
	wake_up_all(&queue->wait);
}

/**
 * vtee_calls_init() - create the workqueue for detached calls
 *
 * Return: 0 or -ENOMEM.
 */
int vtee_calls_init(void)
{
	vtee_calls_wq = alloc_workqueue("vtee_calls", WQ_UNBOUND, WQ_MAX_ACTIVE);
	return vtee_calls_wq ? 0 : -ENOMEM;
}

/**
 * vtee_calls_exit() - wait for the last detached call to end
 *
 * There's no device any more, so they're on their way out.
 */
void vtee_calls_exit(void)
{
	destroy_workqueue(vtee_calls_wq);
}
