// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to the supplicant, a program that serves requests from secure world that the
 * kernel cannot serve, such as file access. Calls queue requests; threads of the
 * supplicant receive them and reply in any order.
 *
 * A request is settled once: when the supplicant replies, or because no supplicant is
 * running, the supplicant closed its device, or the driver stops. It is never settled
 * because its caller was killed: secure world may be in the middle of a change to its
 * storage, and a made-up error would leave the change incomplete in secure world while
 * the supplicant completes it. A killed caller leaves its request to a worker, see
 * call.c.
 *
 * A request has two references. The caller or the worker holds one. The other belongs to
 * the id in the table, and is dropped when the request is settled. References are dropped
 * without the lock, because dropping the last reference to memory may make a call into
 * secure world.
 */

#include <linux/hashtable.h>
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/random.h>
#include <linux/sched/clock.h>
#include <linux/slab.h>
#include <linux/tee_result.h>

#include "core/debug_delay.h"
#include "optee/memory.h"
#include "optee/optee.h"
#include "optee/optee_rpc.h"
#include "optee/rpc/supplicant.h"

static unsigned int supplicant_wait_ms;
module_param(supplicant_wait_ms, uint, 0644);
MODULE_PARM_DESC(supplicant_wait_ms,
		 "How long a program's requests wait for a supplicant, ms (default 0: no limit)");

/* If the supplicant receives with META, a parameter of this type contains the request's id. */
#define SUPP_META	(TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT)

/*
 * Maximum number of outstanding requests to free memory. No caller waits for these. If
 * the supplicant receives them but never replies, then once this number is reached, a
 * received request is settled without a reply.
 */
#define MAX_FREES	256

enum supp_state {
	SUPP_NEW,	/* not queued */
	SUPP_QUEUED,	/* queued, not yet received */
	SUPP_RECEIVED,	/* the supplicant has received it */
	SUPP_DONE,	/* settled: @ret and outputs hold the answer */
};

/**
 * struct optee_supp_request - request to the supplicant
 * @refs:	references: its caller's and its id's
 * @link:	entry in the queue while SUPP_QUEUED
 * @by_id:	entry in the table from SUPP_QUEUED until SUPP_DONE
 * @id:		id in the table
 * @func:	requested service, OPTEE_RPC_CMD_*
 * @state:	its state; guarded by the supplicant's lock
 * @queued:	it was queued and has not been returned to its caller; used by the caller
 *		only
 * @received_at: local_clock() when the supplicant received it, ns
 * @ret:	the result, a TEEC_* code
 * @again:	the supplicant closed its device before receiving the request; the caller
 *		must queue it for the next supplicant
 * @only:	for a request to free memory: client of the supplicant that allocated
 *		the memory, for comparison only; otherwise NULL
 * @wants_memory: the reply contains the id of memory, and @memory then holds a reference
 *		to that memory
 * @memory:	that memory, or the memory that the supplicant must free; with a reference
 * @done:	completed in SUPP_DONE
 * @num_params:	number of @params
 * @params:	parameters, with a reference to the memory of each memref
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
 * Mark a supplicant's memory as passed to secure world. Memory that secure world already
 * uses, or is about to get, must not be passed to it a second time for a different
 * purpose, even if the supplicant's reply repeats its id.
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

/* Find a request by its id. The lock is held. */
static struct optee_supp_request *find_by_id(struct optee_supplicant *supp, u64 id)
{
	struct optee_supp_request *req;
	u32 key = id;

	lockdep_assert_held(&supp->lock);
	/* hash_for_each_possible() selects the hash by the size of the key, so use a u32. */
	hash_for_each_possible(supp->requests, req, by_id, key)
		if (req->id == id)
			return req;
	return NULL;
}

/*
 * Assign a random id to a request, so that an id is not reused soon. If a supplicant
 * sends a reply twice, or one of its workers guesses ids, the reply does not match a
 * different request. The lock is held.
 */
static void give_id(struct optee_supplicant *supp, struct optee_supp_request *req)
{
	do
		req->id = get_random_u32_inclusive(1, INT_MAX);
	while (find_by_id(supp, req->id));
	hash_add(supp->requests, &req->by_id, req->id);
}

/**
 * optee_supplicant_prepare() - prepare a request for a service of the supplicant
 * @func:	the service, OPTEE_RPC_CMD_*
 * @num_params:	number of @params
 * @params:	its parameters; the request takes references of its own
 *
 * Return: the request, to be freed by optee_supplicant_take() or
 * optee_supplicant_take_memory(); NULL if out of memory.
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

/* @served_ns: time from the receipt of the request to the reply, ns; 0 without a reply */
static void trace_request(struct optee *optee, const struct optee_supp_request *req,
			  const char *step, s64 served_ns)
{
	const struct tee_param *first = req->params;
	struct tee_supp_step what = {
		.id = req->id,
		.func = req->func,
		.step = step,
		.ret = req->ret,
		/* The clocks of two CPUs may differ. */
		.served_ns = max(served_ns, 0),
	};

	if (req->num_params && first->attr && !tee_param_is_memref(first))
		what.command = first->u.value.a;
	tee_trace_supp_request(optee->supp_teedev, &what);
}

/*
 * Settle a request. The lock is held. The caller then drops the id's reference, and
 * completes the request after its last use of the request's link.
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
	optee->supplicant.frees -= !!req->only;
	req->ret = ret;
	req->state = SUPP_DONE;
	trace_request(optee, req, step, served_ns);
}

/* Settle and complete a request. The lock is held; the caller then drops the id's reference. */
static void finish_request(struct optee *optee, struct optee_supp_request *req, u32 ret)
{
	settle_request(optee, req, ret, "answered");
	complete_all(&req->done);
}

/*
 * Settle all requests when the supplicant closes its device or the driver stops. Fail the
 * requests that the supplicant has received. Return the others to their callers, which
 * queue them for the next supplicant.
 *
 * Clear @ctx under the same lock: the next supplicant may open its device immediately,
 * and the requests that it receives must not fail.
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
	supp->current_id = 0;
	hash_for_each_safe(supp->requests, bucket, other, req, by_id) {
		req->again = req->state == SUPP_QUEUED;
		settle_request(optee, req, TEEC_ERROR_COMMUNICATION,
			       req->again ? "returned" : "answered");
		list_add(&req->link, &failed);
	}
	spin_unlock(&supp->lock);

	/* Until the request is completed, no other code uses its link. */
	list_for_each_entry_safe(req, next, &failed, link) {
		list_del_init(&req->link);
		complete_all(&req->done);
		put_request(req);
	}
}

/*
 * Return the remaining time to wait for a supplicant, jiffies. The timeout starts with
 * the first request that finds no supplicant, and applies to all requests until a
 * supplicant opens its device. Otherwise a call with many requests would wait for the
 * full timeout each time.
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
 * Wait for a supplicant to open its device. Return: 0 if one has, or if the driver
 * stops; -ENXIO if the caller does not wait for a supplicant, or after the timeout;
 * -EINTR if the caller was killed.
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
 * Check that the memory of a request belongs to this supplicant. If its supplicant closed
 * the device during the call, the id may refer to different memory of this one.
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
 * Settle one received request to free memory: the supplicant's worker that received it
 * may have exited, and its successor does not know the request. The lock is held. Return:
 * the request, whose reference the caller drops without the lock; NULL if no such request
 * was received.
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
 * Queue a request. Return: 0; -EAGAIN if no supplicant is running; -ENXIO if the request
 * can never be queued.
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
 * Wait until a request is settled. Return: 0; -EINTR if the caller was killed, or if its
 * flag OPTEE_HASTY ends the wait.
 */
static int wait_for_answer(struct optee *optee, struct optee_supp_request *req,
			   unsigned int flags)
{
	if (flags & OPTEE_HASTY) {
		/*
		 * There are detached calls, so the supplicant may be slow: do not wait
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
 * Queue a request, or settle it if it cannot be queued. Return: 0; -EINTR if the caller
 * was killed.
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
 * Return: 0 if the request is settled: the supplicant replied, no supplicant is running,
 * the supplicant closed its device, or the driver stops; -EINTR if the caller was killed
 * or its OPTEE_HASTY_MS are over. After -EINTR the request is still outstanding, and
 * another task must call this again.
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
 * @req:	the request, which is settled
 * @num_params:	number of @params
 * @params:	its parameters; outputs are updated
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
 * optee_supplicant_prepare_alloc() - prepare a request for memory of the supplicant
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
 * @req:	the request, which is settled
 * @size:	minimum size of the memory, bytes
 * @shm:	on TEEC_SUCCESS set to the memory, with a reference
 *
 * Return: as optee_supplicant_take(); TEEC_ERROR_OUT_OF_MEMORY if the memory is missing
 * or too small.
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
 * Does not wait for the supplicant. The id is valid only for the supplicant that
 * allocated the memory; if it has closed its device, no request is made. Until the
 * request is settled it holds the memory, and thereby the context that is compared, so
 * the id is not reused before that.
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
	/*
	 * If the request cannot be queued, usually because its supplicant closed the
	 * device, drop it.
	 */
	queue_request(optee, req);
	put_request(req);
}

/* Check the supplicant's empty parameters: the first must be META or NONE, the others NONE. */
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

/*
 * Receive the first request. The lock is held. Return: 0; -EAGAIN if there is no
 * request; -EINVAL.
 */
static int receive_request(struct optee *optee, u32 *func, u32 *num_params,
			   struct tee_param *params, u32 num_meta)
{
	struct optee_supplicant *supp = &optee->supplicant;
	struct optee_supp_request *req;
	u32 n;

	lockdep_assert_held(&supp->lock);
	/* Without META a reply has no id, so the previous request must be answered first. */
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
	 * Take references for the core, because another thread may reply before the core
	 * has copied the request.
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
	/*
	 * A wake-up wakes only one thread. If this thread could not take the request,
	 * wake another.
	 */
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
	 * The request may already be settled, because another thread guessed its id or
	 * all requests were settled.
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

/*
 * Check that a reply's parameter has the same type as the request's parameter if that is
 * an output.
 */
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

/* Find the request to which a reply belongs. The lock is held. */
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
 * Find the memory that the supplicant allocated, by its id in the supplicant's client.
 * Return: NULL if the id is unknown, or if secure world already uses the memory.
 * @refused: set to memory whose reference the caller must drop without the lock, or NULL.
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
	if (!num_meta)
		supp->current_id = 0;
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

/* The caller has set optee.stopping, so that no further request is queued. */
void optee_supplicant_stop(struct optee *optee)
{
	fail_requests(optee, false);
	wake_up_all(&optee->supplicant.arrival);
	wake_up_all(&optee->supplicant.receivers);
}

/* Only one supplicant at a time can open the device. */
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
