// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to tee-supplicant, the user space daemon for everything the kernel can't do
 * itself (file access for one). Calls queue requests. The supplicant's threads receive
 * them and reply in any order.
 *
 * A request is settled exactly once. Either the supplicant replies, or there is nobody
 * to reply because no supplicant is running, it closed its device or the driver stops.
 * Killing the caller doesn't settle it. Secure world may be in the middle of updating
 * its storage, and if we made up an error then, it would consider the update failed
 * while the supplicant carries it out. Instead a worker takes over the request, see
 * call.c.
 *
 * There are two references: one for the caller (or the worker), and one for the id in
 * the table, dropped when the request is settled. The final put may release memory and
 * end up calling into secure world, so it has to be done without the lock.
 */

#include <linux/hashtable.h>
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/random.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/tee_result.h>

#include "debug_delay.h"
#include "optee/memory.h"
#include "optee/optee.h"
#include "optee/optee_rpc.h"
#include "optee/rpc/supplicant.h"

static unsigned int supplicant_wait_ms;
module_param(supplicant_wait_ms, uint, 0644);
MODULE_PARM_DESC(supplicant_wait_ms,
		 "How long a program's requests wait for a supplicant, ms (default 0: no limit)");

/* With META in its receive buffer, the supplicant gets the request's id here */
#define SUPP_META	(TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT)

/*
 * Limit on outstanding requests to free memory. Nobody waits for these, so a supplicant
 * that takes them and never replies would let them pile up. At the limit we settle one
 * that it has received.
 */
#define MAX_FREES	256

enum supp_state {
	SUPP_NEW,	/* not queued yet */
	SUPP_QUEUED,	/* waiting to be received */
	SUPP_RECEIVED,	/* with the supplicant */
	SUPP_DONE,	/* settled, @ret and outputs are valid */
};

/**
 * struct optee_supp_request - request to the supplicant
 * @refs:	one for the caller, one for the id
 * @link:	entry in the queue while SUPP_QUEUED
 * @by_id:	entry in the table from SUPP_QUEUED until SUPP_DONE
 * @id:		id in the table
 * @func:	requested service, OPTEE_RPC_CMD_*
 * @state:	guarded by optee_supplicant.lock
 * @queued:	it was queued, and not returned to the caller for requeueing. For the
 *		caller's use only
 * @received_at: local_clock() when the supplicant got it, ns
 * @ret:	TEEC_* result
 * @again:	the supplicant closed its device without having received this, so the caller
 *		queues it again for the next one
 * @only:	for a request to free memory, the client that allocated it (compared, never
 *		dereferenced); otherwise NULL
 * @wants_memory: the reply has a memory id, and @memory is set to that memory
 * @memory:	that memory, or for a request to free memory the one to free; holds a
 *		reference
 * @done:	completed in SUPP_DONE
 * @num_params:	number of @params
 * @params:	parameters, with a reference for each memref
 */
struct optee_supp_request {
	refcount_t refs;
	struct list_head link;
	struct hlist_node by_id;
	u32 id;
	u32 func;
	enum supp_state state;
	bool queued;
	u64 received_at;
	u32 ret;
	bool again;
	const struct tee_context *only;
	bool wants_memory;
	struct tee_shm *memory;
	struct completion done;
	u32 num_params;
	struct tee_param params[];
};

/*
 * Claim a supplicant's buffer for secure world. A supplicant could reply with the same
 * id twice. Without this, secure world would then use one buffer for two purposes.
 */
static bool begin_lending(struct tee_shm *shm)
{
	return !test_and_set_bit(0, &shm->driver_flags);
}

static void end_lending(struct tee_shm *shm)
{
	clear_bit(0, &shm->driver_flags);
}

static void put_request(struct optee_supp_request *req)
{
	if (!refcount_dec_and_test(&req->refs))
		return;
	optee_rpc_put_params(req->params, req->num_params);
	if (req->memory && req->wants_memory)
		end_lending(req->memory);
	tee_shm_put(req->memory);
	kfree(req);
}

static struct optee_supp_request *find_by_id(struct optee_supplicant *supp, u64 id)
{
	struct optee_supp_request *req;
	u32 key = id;

	lockdep_assert_held(&supp->lock);
	/* u32, since hash_for_each_possible() picks the hash function by the key's size */
	hash_for_each_possible(supp->requests, req, by_id, key)
		if (req->id == id)
			return req;
	return NULL;
}

/*
 * Ids are random to make it unlikely that one is reused soon. That way a reply sent
 * twice, or a guess by one of the supplicant's workers, doesn't hit somebody else's
 * request.
 */
static void give_id(struct optee_supplicant *supp, struct optee_supp_request *req)
{
	do
		req->id = get_random_u32_inclusive(1, INT_MAX);
	while (find_by_id(supp, req->id));
	hash_add(supp->requests, &req->by_id, req->id);
}

/**
 * optee_supplicant_prepare() - allocate a request to the supplicant
 * @func:	OPTEE_RPC_CMD_*
 * @num_params:	number of @params
 * @params:	its parameters; the request takes its own references
 *
 * Return: the request, which optee_supplicant_take() or optee_supplicant_take_memory()
 * frees; NULL if out of memory.
 */
struct optee_supp_request *optee_supplicant_prepare(u32 func, u32 num_params,
						    const struct tee_param *params)
{
	struct optee_supp_request *req;
	u32 n;

	req = kzalloc(struct_size(req, params, num_params), GFP_KERNEL);
	if (!req)
		return NULL;
	refcount_set(&req->refs, 1);
	INIT_LIST_HEAD(&req->link);
	init_completion(&req->done);
	req->func = func;
	req->num_params = num_params;
	memcpy(req->params, params, num_params * sizeof(*params));
	for (n = 0; n < num_params; n++)
		if (tee_param_is_memref(params + n) && params[n].u.memref.shm)
			tee_shm_get(params[n].u.memref.shm);
	return req;
}

/* @served_ns: how long the supplicant took to reply, ns; 0 without a reply */
static void trace_request(struct optee *optee, const struct optee_supp_request *req,
			  const char *step, s64 served_ns)
{
	const struct tee_param *first = req->params;
	struct tee_supp_step what = {
		.id = req->id,
		.func = req->func,
		.step = step,
		.ret = req->ret,
		/* local_clock() may be off between CPUs */
		.served_ns = max(served_ns, 0),
	};

	if (req->num_params && first->attr && !tee_param_is_memref(first))
		what.command = first->u.value.a;
	tee_trace_supp_request(optee->supp_teedev, &what);
}

/*
 * The caller then drops the id's reference, and completes the request once it's done
 * with @link
 */
static void settle_request(struct optee *optee, struct optee_supp_request *req, u32 ret,
			   const char *step)
{
	s64 served_ns = 0;

	lockdep_assert_held(&optee->supplicant.lock);
	if (req->state == SUPP_RECEIVED)
		served_ns = local_clock() - req->received_at;
	list_del_init(&req->link);
	hash_del(&req->by_id);
	if (optee->supplicant.current_id == req->id)
		optee->supplicant.current_id = 0;
	optee->supplicant.frees -= !!req->only;
	req->ret = ret;
	req->state = SUPP_DONE;
	trace_request(optee, req, step, served_ns);
}

/* The caller then drops the id's reference */
static void finish_request(struct optee *optee, struct optee_supp_request *req, u32 ret)
{
	settle_request(optee, req, ret, "answered");
	complete_all(&req->done);
}

/*
 * The supplicant closes its device, or the driver stops. Requests that the supplicant
 * has received fail. The others are returned to their callers, which queue them for the
 * next supplicant.
 *
 * @ctx has to be cleared under the same lock. The next supplicant may open its device
 * right away, and what it receives shouldn't fail.
 */
static void fail_requests(struct optee *optee, bool leaves)
{
	struct optee_supplicant *supp = &optee->supplicant;
	struct optee_supp_request *req, *next;
	struct hlist_node *other;
	unsigned int bucket;
	LIST_HEAD(failed);

	spin_lock(&supp->lock);
	if (leaves)
		WRITE_ONCE(supp->ctx, NULL);
	hash_for_each_safe(supp->requests, bucket, other, req, by_id) {
		req->again = req->state == SUPP_QUEUED;
		settle_request(optee, req, TEEC_ERROR_COMMUNICATION,
			       req->again ? "returned" : "answered");
		list_add(&req->link, &failed);
	}
	spin_unlock(&supp->lock);

	/* @link is ours until complete_all() */
	list_for_each_entry_safe(req, next, &failed, link) {
		list_del_init(&req->link);
		complete_all(&req->done);
		put_request(req);
	}
}

/*
 * How long a call still waits for a supplicant, jiffies.
 *
 * The clock starts with the first request that finds none and runs for all requests
 * until one shows up. Counting per request would make a call with many requests wait
 * for the full timeout again and again.
 */
static long hope_left(struct optee_supplicant *supp)
{
	unsigned int ms = READ_ONCE(supplicant_wait_ms);
	unsigned long wait = msecs_to_jiffies(ms);
	unsigned long passed = 0;

	if (!ms)
		return MAX_SCHEDULE_TIMEOUT;
	spin_lock(&supp->lock);
	if (!supp->absent) {
		supp->absent = true;
		supp->absent_since = get_jiffies_64();
	} else {
		passed = min_t(u64, get_jiffies_64() - supp->absent_since, wait);
	}
	spin_unlock(&supp->lock);
	return wait - passed;
}

/*
 * Returns 0 if there is a supplicant or the driver stops, -ENXIO if the caller doesn't
 * wait for one or the timeout is over, -EINTR if the caller was killed.
 */
static int wait_for_arrival(struct optee *optee, unsigned int flags)
{
	struct optee_supplicant *supp = &optee->supplicant;
	long rc;

	if (flags & (OPTEE_SUPP_NOWAIT | OPTEE_STAY | OPTEE_HASTY))
		return READ_ONCE(supp->ctx) ? 0 : -ENXIO;
	rc = tee_wait(supp->arrival,
			READ_ONCE(supp->ctx) || optee_is_stopping(optee),
			OPTEE_WAIT_KILLABLE, 0, hope_left(supp));
	if (rc < 0)
		return -EINTR;
	return rc ? 0 : -ENXIO;
}

/*
 * The supplicant may have been restarted since this memory was allocated. The same id
 * can mean some other memory in the new one.
 */
static bool is_meant_for(const struct optee_supp_request *req, const struct tee_context *ctx)
{
	const struct tee_param *param;

	for (param = req->params; param < req->params + req->num_params; param++)
		if (tee_param_is_memref(param) && param->u.memref.shm &&
		    param->u.memref.shm->ctx != ctx)
			return false;
	return true;
}

/*
 * Settle one of the received requests to free memory, since the supplicant worker that
 * got it may be dead and its successor knows nothing about it. The caller drops the
 * returned request's reference without the lock. NULL if none was received.
 */
static struct optee_supp_request *forget_free(struct optee *optee)
{
	struct optee_supp_request *req;
	unsigned int bucket;

	hash_for_each(optee->supplicant.requests, bucket, req, by_id) {
		if (!req->only || req->state != SUPP_RECEIVED)
			continue;
		finish_request(optee, req, TEEC_ERROR_COMMUNICATION);
		return req;
	}
	return NULL;
}

/*
 * Returns 0, -EAGAIN if no supplicant is running, or -ENXIO if there's no point in
 * trying again
 */
static int queue_request(struct optee *optee, struct optee_supp_request *req)
{
	struct optee_supplicant *supp = &optee->supplicant;
	struct optee_supp_request *forgotten = NULL;
	int rc = -ENXIO;

	spin_lock(&supp->lock);
	if (optee_is_stopping(optee) || (req->only && req->only != supp->ctx))
		goto unlock;
	rc = -EAGAIN;
	if (!supp->ctx)
		goto unlock;
	rc = -ENXIO;
	if (!is_meant_for(req, supp->ctx))
		goto unlock;
	if (req->only && supp->frees == MAX_FREES)
		forgotten = forget_free(optee);
	if (req->only && supp->frees == MAX_FREES)
		goto unlock;
	rc = 0;
	give_id(supp, req);
	supp->frees += !!req->only;
	req->state = SUPP_QUEUED;
	req->again = false;
	reinit_completion(&req->done);
	refcount_inc(&req->refs);
	list_add_tail(&req->link, &supp->queue);
	trace_request(optee, req, "queued", 0);
unlock:
	spin_unlock(&supp->lock);
	if (forgotten)
		put_request(forgotten);
	if (!rc)
		wake_up(&supp->receivers);
	return rc;
}

/*
 * Returns 0 if the request is settled, -EINTR if the caller was killed or OPTEE_HASTY
 * ended the wait
 */
static int wait_for_answer(struct optee *optee, struct optee_supp_request *req,
			   unsigned int flags)
{
	if (flags & OPTEE_HASTY) {
		/*
		 * With detached calls around, the supplicant may be slow. Don't wait
		 * for it at all.
		 */
		if (atomic_read(&optee->detached))
			return completion_done(&req->done) ? 0 : -EINTR;
		return wait_for_completion_timeout(&req->done,
						   msecs_to_jiffies(OPTEE_HASTY_MS)) ?
		       0 : -EINTR;
	}
	return wait_for_completion_state(&req->done, optee_wait_state(flags)) ? -EINTR : 0;
}

/*
 * If it can't be queued, the request counts as settled. Returns 0, or -EINTR if the
 * caller was killed.
 */
static int submit_request(struct optee *optee, struct optee_supp_request *req,
			  unsigned int flags)
{
	int rc;

	while ((rc = queue_request(optee, req)) == -EAGAIN) {
		rc = wait_for_arrival(optee, flags);
		if (rc == -EINTR)
			return rc;
		if (rc)
			break;
	}
	req->queued = !rc;
	if (rc)
		req->ret = TEEC_ERROR_COMMUNICATION;
	return 0;
}

/**
 * optee_supplicant_ask() - send a request and wait for the reply
 * @optee:	the OP-TEE
 * @req:	the request
 * @flags:	flags of the call
 *
 * Return: 0 once the request is settled, by a reply or for lack of a supplicant; -EINTR
 * if the caller was killed or its OPTEE_HASTY_MS are over. The request is still
 * outstanding then, and another task has to call this again.
 */
int optee_supplicant_ask(struct optee *optee, struct optee_supp_request *req,
			 unsigned int flags)
{
	int rc;

	for (;;) {
		if (!req->queued) {
			rc = submit_request(optee, req, flags);
			if (rc || !req->queued)
				return rc;
		}
		tee_debug_delay();
		rc = wait_for_answer(optee, req, flags);
		if (rc || !req->again)
			return rc;
		req->queued = false;
	}
}

/**
 * optee_supplicant_take() - take the reply to a request and free the request
 * @optee:	the OP-TEE
 * @req:	the settled request
 * @num_params:	number of @params
 * @params:	the caller's parameters; outputs are updated
 *
 * Return: the supplicant's TEEC_* code, or TEEC_ERROR_COMMUNICATION if it did not reply.
 */
u32 optee_supplicant_take(struct optee *optee, struct optee_supp_request *req, u32 num_params,
			  struct tee_param *params)
{
	u32 ret = req->ret, n;

	if (req->queued)
		for (n = 0; n < num_params; n++)
			params[n].u = req->params[n].u;
	put_request(req);
	return ret;
}

/**
 * optee_supplicant_prepare_alloc() - allocate a request for supplicant memory
 * @size:	bytes
 *
 * Return: as optee_supplicant_prepare().
 */
struct optee_supp_request *optee_supplicant_prepare_alloc(size_t size)
{
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		.u.value.a = OPTEE_RPC_SHM_TYPE_APPL,
		.u.value.b = size,
	};
	struct optee_supp_request *req;

	req = optee_supplicant_prepare(OPTEE_RPC_CMD_SHM_ALLOC, 1, &param);
	if (req)
		req->wants_memory = true;
	return req;
}

/**
 * optee_supplicant_take_memory() - take the requested memory and free the request
 * @optee:	the OP-TEE
 * @req:	the settled request
 * @size:	how much we need at least, bytes
 * @shm:	on TEEC_SUCCESS set to the memory, with a reference
 *
 * Return: as optee_supplicant_take(), or TEEC_ERROR_OUT_OF_MEMORY if the supplicant gave
 * us no memory or too little.
 */
u32 optee_supplicant_take_memory(struct optee *optee, struct optee_supp_request *req,
				 size_t size, struct tee_shm **shm)
{
	u32 ret = req->ret;

	if (!ret && req->memory && req->memory->size >= size) {
		*shm = req->memory;
		req->memory = NULL;
	} else if (!ret) {
		ret = TEEC_ERROR_OUT_OF_MEMORY;
	}
	put_request(req);
	return ret;
}

/**
 * optee_supplicant_free() - ask the supplicant to free memory that it allocated
 * @optee:	the OP-TEE
 * @shm:	the memory; takes over the caller's reference
 *
 * Doesn't wait for the reply. The memory's id means something only to the supplicant that
 * allocated it, so if that one has closed its device there's nothing to do. Until the
 * request is settled it pins the memory and with it the context we compare with, so
 * neither can be reused too early.
 */
void optee_supplicant_free(struct optee *optee, struct tee_shm *shm)
{
	struct tee_param param = {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT,
		.u.value.a = OPTEE_RPC_SHM_TYPE_APPL,
		.u.value.b = tee_shm_get_id(shm),
	};
	struct optee_supp_request *req;

	end_lending(shm);
	req = optee_supplicant_prepare(OPTEE_RPC_CMD_SHM_FREE, 1, &param);
	if (!req) {
		tee_shm_put(shm);
		return;
	}
	req->only = shm->ctx;
	req->memory = shm;
	/* This usually fails because that supplicant is gone, which is fine */
	queue_request(optee, req);
	put_request(req);
}

/* META may only come first, and everything else has to be NONE */
static int check_room(const struct tee_param *params, u32 num_params, u32 *num_meta)
{
	u32 n;

	if (!num_params)
		return -EINVAL;
	for (n = 0; n < num_params; n++)
		if (params[n].attr && (n || params[n].attr != TEE_IOCTL_PARAM_ATTR_META))
			return -EINVAL;
	*num_meta = params[0].attr ? 1 : 0;
	return 0;
}

/* Returns 0, -EAGAIN if the queue is empty, or -EINVAL */
static int receive_request(struct optee *optee, u32 *func, u32 *num_params,
			   struct tee_param *params, u32 num_meta)
{
	struct optee_supplicant *supp = &optee->supplicant;
	struct optee_supp_request *req;
	u32 n;

	lockdep_assert_held(&supp->lock);
	/* Without META the reply won't have an id, so there can only be one such request out */
	if (supp->current_id)
		return -EINVAL;
	req = list_first_entry_or_null(&supp->queue, struct optee_supp_request, link);
	if (!req)
		return -EAGAIN;
	if (*num_params < req->num_params + num_meta)
		return -EINVAL;

	list_del_init(&req->link);
	req->state = SUPP_RECEIVED;
	if (num_meta)
		params[0] = (struct tee_param){ .attr = SUPP_META, .u.value.a = req->id };
	else
		supp->current_id = req->id;
	memcpy(params + num_meta, req->params, req->num_params * sizeof(*params));
	/*
	 * These are the core's. Another thread may reply, and drop ours, before the
	 * core has copied the request to user space.
	 */
	for (n = 0; n < req->num_params; n++)
		if (tee_param_is_memref(req->params + n) && req->params[n].u.memref.shm)
			tee_shm_get(req->params[n].u.memref.shm);
	*func = req->func;
	*num_params = req->num_params + num_meta;
	trace_request(optee, req, "received", 0);
	req->received_at = local_clock();
	return 0;
}

static bool has_request(struct optee *optee)
{
	return !list_empty_careful(&optee->supplicant.queue) || optee_is_stopping(optee);
}

int optee_supp_recv(struct tee_context *ctx, u32 *func, u32 *num_params,
		    struct tee_param *params)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_supplicant *supp = &optee->supplicant;
	u32 num_meta;
	long rc;

	rc = check_room(params, *num_params, &num_meta);
	if (rc)
		return rc;
	for (;;) {
		spin_lock(&supp->lock);
		rc = receive_request(optee, func, num_params, params, num_meta);
		spin_unlock(&supp->lock);
		if (rc != -EAGAIN)
			break;
		rc = tee_wait(supp->receivers, has_request(optee),
				OPTEE_WAIT_RECEIVER, 1,
				MAX_SCHEDULE_TIMEOUT);
		if (rc < 0)
			return rc;
		if (optee_is_stopping(optee))
			return -ENODEV;
	}
	/* We were the only one woken. If we couldn't take the request somebody else should. */
	if (rc && !list_empty_careful(&supp->queue))
		wake_up(&supp->receivers);
	return rc;
}

void optee_supp_recv_undo(struct tee_context *ctx, u32 num_params,
			  const struct tee_param *params)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_supplicant *supp = &optee->supplicant;
	bool has_id = num_params && params[0].attr == SUPP_META;
	struct optee_supp_request *req;

	spin_lock(&supp->lock);
	req = find_by_id(supp, has_id ? params[0].u.value.a : supp->current_id);
	/*
	 * It may be settled by now, as another thread can guess the id or everything
	 * was failed
	 */
	if (req && req->state == SUPP_RECEIVED) {
		req->state = SUPP_QUEUED;
		list_add(&req->link, &supp->queue);
		if (!has_id)
			supp->current_id = 0;
		trace_request(optee, req, "queued", 0);
	}
	spin_unlock(&supp->lock);
	wake_up(&supp->receivers);
}

/* Output types have to match what was asked for */
static bool is_answer(const struct tee_param *asked, const struct tee_param *given)
{
	switch (asked->attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		return asked->attr == given->attr;
	default:
		return true;
	}
}

static struct optee_supp_request *find_request(struct optee_supplicant *supp,
					 const struct tee_param *params,
					 u32 num_params, u32 *num_meta)
{
	struct optee_supp_request *req;
	u64 id = supp->current_id;
	u32 n;

	lockdep_assert_held(&supp->lock);
	*num_meta = 0;
	if (!id) {
		if (!num_params || params[0].attr != SUPP_META)
			return ERR_PTR(-EINVAL);
		id = params[0].u.value.a;
		*num_meta = 1;
	}
	req = find_by_id(supp, id);
	if (!req || req->state != SUPP_RECEIVED)
		return ERR_PTR(-ENOENT);
	if (num_params - *num_meta != req->num_params)
		return ERR_PTR(-EINVAL);
	for (n = 0; n < req->num_params; n++)
		if (!is_answer(&req->params[n], &params[n + *num_meta]))
			return ERR_PTR(-EINVAL);
	return req;
}

static void take_outputs(struct optee_supp_request *req, const struct tee_param *params)
{
	u32 n;

	for (n = 0; n < req->num_params; n++) {
		switch (req->params[n].attr) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			req->params[n].u.value = params[n].u.value;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			req->params[n].u.memref.size = params[n].u.memref.size;
			break;
		default:
			break;
		}
	}
}

/*
 * Look up the memory that the supplicant says it allocated. NULL if it has no such id,
 * or if secure world uses that memory already. In the latter case the caller drops the
 * reference in @refused without the lock.
 */
static struct tee_shm *find_memory(struct tee_context *ctx, u64 id, struct tee_shm **refused)
{
	struct tee_shm *shm;

	*refused = NULL;
	if (id > INT_MAX)
		return NULL;
	shm = tee_shm_get_from_id(ctx, id);
	if (IS_ERR(shm))
		return NULL;
	if (begin_lending(shm))
		return shm;
	*refused = shm;
	return NULL;
}

int optee_supp_send(struct tee_context *ctx, u32 ret, u32 num_params,
		    struct tee_param *params)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_supplicant *supp = &optee->supplicant;
	struct tee_shm *refused = NULL;
	struct optee_supp_request *req;
	u32 num_meta;

	spin_lock(&supp->lock);
	req = find_request(supp, params, num_params, &num_meta);
	if (IS_ERR(req)) {
		spin_unlock(&supp->lock);
		return PTR_ERR(req);
	}
	take_outputs(req, params + num_meta);
	if (req->wants_memory && !ret)
		req->memory = find_memory(ctx, req->params[0].u.value.c, &refused);
	finish_request(optee, req, ret);
	spin_unlock(&supp->lock);
	tee_shm_put(refused);
	put_request(req);
	return 0;
}

void optee_supplicant_init(struct optee_supplicant *supp)
{
	spin_lock_init(&supp->lock);
	INIT_LIST_HEAD(&supp->queue);
	hash_init(supp->requests);
	init_waitqueue_head(&supp->receivers);
	init_waitqueue_head(&supp->arrival);
}

/* optee.stopping is set already, which keeps further requests out */
void optee_supplicant_stop(struct optee *optee)
{
	fail_requests(optee, false);
	wake_up_all(&optee->supplicant.arrival);
	wake_up_all(&optee->supplicant.receivers);
}

/* There can be only one supplicant at a time */
int optee_supplicant_open(struct tee_context *ctx)
{
	struct optee *optee = tee_get_drvdata(ctx->teedev);
	struct optee_supplicant *supp = &optee->supplicant;
	int rc = -EBUSY;

	spin_lock(&supp->lock);
	if (!supp->ctx) {
		WRITE_ONCE(supp->ctx, ctx);
		supp->absent = false;
		rc = 0;
	}
	spin_unlock(&supp->lock);
	if (rc)
		return rc;
	wake_up_all(&supp->arrival);
	optee_services_supplicant_arrived(optee);
	return 0;
}

void optee_supplicant_close(struct tee_context *ctx)
{
	fail_requests(tee_get_drvdata(ctx->teedev), true);
}
