// SPDX-License-Identifier: GPL-2.0-only
/*
 * The supplicant: a program that gives secure world what the kernel does not, such
 * as files. Calls queue requests; threads of the supplicant receive and answer
 * them, in any order.
 *
 * A request is settled once: by the supplicant's answer, or because there is no
 * supplicant, it left, or the driver stops. It is never settled for the sake of a caller
 * that was killed: secure world may be amid a change of its storage, which an invented
 * error would leave half made while the supplicant makes the change. Such a caller leaves
 * its request to a worker, see call.c.
 *
 * A request has two references. One is its caller's, or the worker's. The other is that
 * of its id, in the table: it goes when the request is settled. References are dropped
 * outside the lock: the last one of memory may take a call into secure world.
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
		 "How long a program's requests wait for a supplicant to come (default 0: until one comes, or the program is killed)");

/* The parameter that carries the id of a request received with META. */
#define SUPP_META	(TEE_IOCTL_PARAM_ATTR_META | TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT)

/*
 * Nobody waits for memory to be freed. A supplicant that is told and does not answer may have
 * so many of these requests; then one that it has received counts as answered.
 */
#define MAX_FREES	256

enum supp_state {
	SUPP_NEW,	/* it is not queued */
	SUPP_QUEUED,	/* nobody has received it */
	SUPP_RECEIVED,	/* the supplicant works on it */
	SUPP_DONE,	/* @ret and outputs hold the answer */
};

/**
 * struct optee_supp_request - a request
 * @refs:	its caller's and its id's
 * @link:	in the queue while SUPP_QUEUED
 * @by_id:	in the table from SUPP_QUEUED until SUPP_DONE
 * @id:		its id there
 * @func:	the service
 * @state:	where it is; under the lock
 * @queued:	it has been queued, and not come back; its caller's
 * @received_at: local_clock() when the supplicant received it
 * @ret:	the answer
 * @again:	the supplicant left before it received this: it is for the next one
 * @only:	to free memory: the supplicant whose it is, compared and not used; else NULL
 * @wants_memory: the answer names memory, which @memory is to hold
 * @memory:	that memory, or what the supplicant is to free; with a reference
 * @done:	completed when SUPP_DONE
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
 * Memory of a supplicant that secure world has, or is about to get, must not be given to it
 * again for something else, whatever the supplicant says.
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

/* The lock is held. */
static struct optee_supp_request *find_by_id(struct optee_supplicant *supp, u64 id)
{
	struct optee_supp_request *req;
	u32 key = id;

	lockdep_assert_held(&supp->lock);
	/* The table hashes by the key's type. */
	hash_for_each_possible(supp->requests, req, by_id, key)
		if (req->id == id)
			return req;
	return NULL;
}

/*
 * Give a request an id. It is at random, and so is not given again soon: a supplicant that
 * answers twice, or whose worker left answers behind for ids to come, meets no other request.
 * The lock is held.
 */
static void give_id(struct optee_supplicant *supp, struct optee_supp_request *req)
{
	do
		req->id = get_random_u32_inclusive(1, INT_MAX);
	while (find_by_id(supp, req->id));
	hash_add(supp->requests, &req->by_id, req->id);
}

/**
 * optee_supplicant_prepare() - prepare to ask the supplicant for a service
 * @func:	the service, OPTEE_RPC_CMD_*
 * @num_params:	number of @params
 * @params:	its parameters; the request takes references of its own
 *
 * Return: the request, ended by one of the two functions that take its answer; or NULL.
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

/* @served_ns: how long the supplicant has had it, where it has answered */
static void trace_request(struct optee *optee, const struct optee_supp_request *req,
			  const char *step, s64 served_ns)
{
	const struct tee_param *first = req->params;
	struct tee_supp_step what = {
		.id = req->id,
		.func = req->func,
		.step = step,
		.ret = req->ret,
		/* The clock is a processor's own. */
		.served_ns = max(served_ns, 0),
	};

	if (req->num_params && first->attr && !tee_param_is_memref(first))
		what.command = first->u.value.a;
	tee_trace_supp_request(optee->supp_teedev, &what);
}

/*
 * Settle a request. The lock is held; the caller drops the id's reference, and
 * completes the request unless it is still to be found by its link.
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

/* Answer a request, likewise. */
static void finish_request(struct optee *optee, struct optee_supp_request *req, u32 ret)
{
	settle_request(optee, req, ret, "answered");
	complete_all(&req->done);
}

/*
 * Settle all requests when the supplicant leaves or the driver stops. Requests that it has
 * received fail. The others return to their callers, which queue them for the next one.
 *
 * That the supplicant has left is noted under the same lock: the next one may come at once,
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

	/* Until it is completed nobody else reaches its link. */
	list_for_each_entry_safe(req, next, &failed, link) {
		list_del_init(&req->link);
		complete_all(&req->done);
		put_request(req);
	}
}

/*
 * How much longer there is hope of a supplicant, jiffies. The clock starts with the
 * first request that finds none, and stands until one comes: a call makes many
 * requests, and would else wait for each of them in turn.
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
 * Wait for a supplicant to come. 0: one has; -ENXIO: one is not waited for, or no longer;
 * -EINTR: the caller was killed.
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
 * Whether a request means something to a supplicant: the memory it names is its own.
 * The ids of another's, which has left in the middle of a call, may be taken here.
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
 * Have a request to free memory that was received count as answered. The worker that received
 * it may have ended, and the next one not know of it. The lock is held. Return: the request,
 * whose reference the caller drops without the lock; NULL: none was received.
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
 * Queue a request. Return: -EAGAIN while there is no supplicant, -ENXIO where it never
 * will be had.
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

/* Wait until a request is settled. -EINTR: the caller does not wait any longer. */
static int wait_for_answer(struct optee *optee, struct optee_supp_request *req,
			   unsigned int flags)
{
	if (flags & OPTEE_HASTY) {
		/* Other callers have already given up on the supplicant: do not wait at all. */
		if (atomic_read(&optee->detached))
			return completion_done(&req->done) ? 0 : -EINTR;
		return wait_for_completion_timeout(&req->done,
						   msecs_to_jiffies(OPTEE_HASTY_MS)) ?
		       0 : -EINTR;
	}
	return wait_for_completion_state(&req->done, optee_wait_state(flags)) ? -EINTR : 0;
}

/* Have a request queued, or settled. -EINTR: the caller does not wait any longer. */
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
 * optee_supplicant_ask() - ask, and wait for the answer
 * @optee:	the OP-TEE
 * @req:	the request
 * @flags:	the call's
 *
 * Return: 0 where the request is settled: answered, or there is no supplicant, it has
 * left, or the driver stops; -EINTR where the caller does not wait any longer. The request
 * is then still under way, and this has to be called again.
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
 * optee_supplicant_take() - take the answer to a request
 * @optee:	the OP-TEE
 * @req:	the request, settled; freed
 * @num_params:	number of @params
 * @params:	its parameters; outputs are updated
 *
 * Return: a TEEC_* code: the supplicant's, or TEEC_ERROR_COMMUNICATION.
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
 * optee_supplicant_prepare_alloc() - likewise, for memory
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
 * optee_supplicant_take_memory() - take the memory that a request was for
 * @optee:	the OP-TEE
 * @req:	the request, settled; freed
 * @size:	bytes that it must have
 * @shm:	set to the memory, with a reference
 *
 * Return: a TEEC_* code as optee_supplicant_take().
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
 * optee_supplicant_free() - have the supplicant free memory it allocated
 * @optee:	the OP-TEE
 * @shm:	the memory; the caller's reference goes
 *
 * Does not wait until it has. The id means this memory only to the supplicant that allocated it: if
 * another has come since, there is nothing to tell it. The request holds the memory, and with it the
 * context that is compared, until it is settled, so the id is not another's before.
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
	/* Without a supplicant to tell there is nothing to do. */
	queue_request(optee, req);
	put_request(req);
}

/* META or nothing in the first parameter, nothing in the others. */
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

/* Receive the first request. The lock is held. -EAGAIN: there is none. */
static int receive_request(struct optee *optee, u32 *func, u32 *num_params,
			   struct tee_param *params, u32 num_meta)
{
	struct optee_supplicant *supp = &optee->supplicant;
	struct optee_supp_request *req;
	u32 n;

	lockdep_assert_held(&supp->lock);
	/* Without ids, the answer to the last request has to come first. */
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
	/* The core's references: another thread may answer before it has copied. */
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
	/* Each wake-up is for one; what we could not take is for the next. */
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
	/* It may have been settled meanwhile: another thread has guessed its id, or all were. */
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

/* Whether an answer's parameter fits the request's, as far as it is an output. */
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

/* The request that an answer is to. The lock is held. */
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
 * The memory that the supplicant says it allocated: its own, by id, and not lent already; or
 * none. @refused: set to memory whose reference is to be dropped without the lock, or NULL.
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

/* optee.stopping is set: nothing is queued from now on. */
void optee_supplicant_stop(struct optee *optee)
{
	fail_requests(optee, false);
	wake_up_all(&optee->supplicant.arrival);
	wake_up_all(&optee->supplicant.receivers);
}

/* There is one supplicant at a time. */
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
