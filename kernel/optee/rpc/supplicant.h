/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests to tee-supplicant
 */
#ifndef OPTEE_SUPPLICANT_H
#define OPTEE_SUPPLICANT_H

#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct optee;
struct optee_supp_request;
struct tee_context;
struct tee_param;
struct tee_shm;

/*
 * Hash table size, in bits. Few requests are outstanding at a time, i.e. one per call
 * in progress and some to free memory.
 */
#define OPTEE_SUPP_ID_BITS	6

/**
 * struct optee_supplicant - the supplicant and its requests
 * @lock:	guards everything else. A spinlock, since with a mutex a client that gets
 *		preempted (or throttled) while holding it would block all other requests
 * @ctx:	the supplicant's client; NULL if none is running
 * @queue:	requests waiting to be received
 * @requests:	all requests by id; each entry holds a reference
 * @current_id:	request that was received without META, or 0
 * @frees:	how many of @requests free memory
 * @absent:	a request found no supplicant, and none has shown up since
 * @absent_since: when that was, 64-bit jiffies
 * @receivers:	where idle supplicant threads wait for a request
 * @arrival:	where calls wait for a supplicant
 */
struct optee_supplicant {
	spinlock_t lock;
	struct tee_context *ctx;
	struct list_head queue;
	DECLARE_HASHTABLE(requests, OPTEE_SUPP_ID_BITS);
	u32 current_id;
	unsigned int frees;
	bool absent;
	u64 absent_since;
	wait_queue_head_t receivers;
	wait_queue_head_t arrival;
};

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
struct optee_supp_request *optee_supplicant_prepare(u32 func, u32 num_params,
						    const struct tee_param *params);
struct optee_supp_request *optee_supplicant_prepare_alloc(size_t size);
int optee_supplicant_ask(struct optee *optee, struct optee_supp_request *req,
			 unsigned int flags);
u32 optee_supplicant_take(struct optee *optee, struct optee_supp_request *req, u32 num_params,
			  struct tee_param *params);
u32 optee_supplicant_take_memory(struct optee *optee, struct optee_supp_request *req,
				 size_t size, struct tee_shm **shm);
void optee_supplicant_free(struct optee *optee, struct tee_shm *shm);

#endif /* OPTEE_SUPPLICANT_H */
