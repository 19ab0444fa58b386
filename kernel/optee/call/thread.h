/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OP-TEE threads, as seen by the driver. Every call takes one and releases it, which is
 * why the fast paths are inline and lockless.
 */
#ifndef OPTEE_THREAD_H
#define OPTEE_THREAD_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "optee/call/call_flags.h"

struct optee;

/**
 * struct optee_threads - accounting of OP-TEE's threads
 * @free:	how many more calls may begin; a huge number if @total is unknown
 * @reserved:	by class: how many free threads its calls have to leave alone
 * @ended:	how many calls have ended (racy, losing an increment does no harm)
 * @wait:	OPTEE_NORMAL waiters, and calls of any class that were refused
 * @first_wait:	waiters of the other classes, which are woken first
 * @total:	number of threads, 0 if unknown
 * @lock:	guards @reservations, @calls and @prioritized, and writers of @generation and
 *		@reserved
 * @reservations:	by class: number of system sessions, or 1 for the notifier. While it is
 *		nonzero a thread is kept for the class
 * @calls:	calls in progress, counted for OPTEE_SYSTEM and OPTEE_NOTIFIER only
 * @prioritized:	waiters with priority in @generation, i.e. those that have waited for
 *		OPTEE_THREAD_PRIORITY_MS or aren't OPTEE_NORMAL. Calls without priority stay
 *		behind them
 * @generation:	incremented when a call takes a thread that these waiters left free. They
 *		are counted again as soon as they run, so a task that is frozen or starved of
 *		CPU time can't block everybody else
 */
struct optee_threads {
	atomic_t free;
	int reserved[OPTEE_CLASSES];
	unsigned int ended;
	wait_queue_head_t wait;
	wait_queue_head_t first_wait;
	unsigned int total;
	spinlock_t lock;
	unsigned int reservations[OPTEE_CLASSES];
	unsigned int calls[OPTEE_CLASSES];
	unsigned int prioritized;
	unsigned int generation;
};

void optee_threads_init(struct optee_threads *threads, unsigned int total);
void optee_threads_stop(struct optee_threads *threads);
bool optee_threads_reserve(struct optee_threads *threads, enum optee_class class);
void optee_threads_unreserve(struct optee_threads *threads, enum optee_class class);
void optee_threads_count(struct optee_threads *threads, enum optee_class class, int count);
int optee_thread_wait(struct optee *optee, unsigned int flags);
int optee_thread_retry(struct optee *optee, unsigned int flags, long *left);
void optee_thread_wake(struct optee_threads *threads);

/**
 * optee_thread_try() - take a thread if one is free for this class
 * @threads:	thread accounting
 * @class:	the call's class
 *
 * Return: true if a thread was taken; release it with optee_thread_put().
 */
static inline bool optee_thread_try(struct optee_threads *threads,
				    enum optee_class class)
{
	int free = atomic_read(&threads->free);

	do {
		if (free <= READ_ONCE(threads->reserved[class]))
			return false;
	} while (!atomic_try_cmpxchg(&threads->free, &free, free - 1));
	return true;
}

/**
 * optee_thread_put() - release a thread
 * @threads:	thread accounting
 */
static inline void optee_thread_put(struct optee_threads *threads)
{
	WRITE_ONCE(threads->ended, threads->ended + 1);
	atomic_inc(&threads->free);
	/* Pairs with the waiter, which queues itself before it checks @ended and @free */
	smp_mb__after_atomic();
	if (unlikely(waitqueue_active(&threads->first_wait) ||
		     waitqueue_active(&threads->wait)))
		optee_thread_wake(threads);
}

#endif /* OPTEE_THREAD_H */
