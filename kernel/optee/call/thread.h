/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads of secure world. Taking and returning a thread is inline and lockless, because
 * every call does both.
 */
#ifndef OPTEE_THREAD_H
#define OPTEE_THREAD_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "optee/call/call_flags.h"

struct optee;

/**
 * struct optee_threads - secure world's threads, as counted by the driver
 * @free:	number of calls that may begin; a large number if @total is unknown
 * @reserved:	by class: number of free threads that calls of the class must leave
 * @ended:	number of calls that have ended; a lost increment is harmless
 * @wait:	wait queue of OPTEE_NORMAL calls, and of calls of any class that retry
 *		after a refusal
 * @first_wait:	wait queue of the other classes, woken first
 * @total:	number of threads, 0 if unknown
 * @lock:	guards @reservations, @calls, @prioritized, and writes to @generation and @reserved
 * @reservations:	by class: number of system sessions, or 1 for the notifier. If it is not
 *		0, a thread is kept for calls of the class
 * @calls:	by class, for OPTEE_SYSTEM and OPTEE_NOTIFIER: number of calls in progress
 * @prioritized:	number of waiters with priority in @generation: they have waited for
 *		OPTEE_THREAD_PRIORITY_MS, or are of another class than OPTEE_NORMAL. Calls
 *		without priority do not begin before them
 * @generation:	incremented when a call takes a thread that the waiters with priority
 *		left free. Each of them is counted in the new generation when it runs
 *		next, so a frozen or starved task does not block other calls
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
 * @threads:	threads of secure world
 * @class:	class of the call
 *
 * Return: true if a thread was taken; the caller returns it by optee_thread_put().
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
 * optee_thread_put() - return a thread
 * @threads:	threads of secure world
 */
static inline void optee_thread_put(struct optee_threads *threads)
{
	WRITE_ONCE(threads->ended, threads->ended + 1);
	atomic_inc(&threads->free);
	/*
	 * Make the changes above visible before checking the queues. A waiter queues
	 * itself first and then checks for the changes.
	 */
	smp_mb__after_atomic();
	if (unlikely(waitqueue_active(&threads->first_wait) ||
		     waitqueue_active(&threads->wait)))
		optee_thread_wake(threads);
}

#endif /* OPTEE_THREAD_H */
