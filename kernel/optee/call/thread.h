/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The threads of secure world. Taking one and giving it back are inline, because every
 * call does both; they take no lock.
 */
#ifndef OPTEE_THREAD_H
#define OPTEE_THREAD_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "optee/call/call_flags.h"

struct optee;

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

void optee_threads_init(struct optee_threads *threads, unsigned int total);
void optee_threads_stop(struct optee_threads *threads);
bool optee_threads_keep(struct optee_threads *threads, enum optee_class class);
void optee_threads_unkeep(struct optee_threads *threads, enum optee_class class);
void optee_threads_count(struct optee_threads *threads, enum optee_class class, int count);
int optee_thread_wait(struct optee *optee, unsigned int flags);
int optee_thread_retry(struct optee *optee, unsigned int flags, long *left);
void optee_thread_wake(struct optee_threads *threads);

/**
 * optee_thread_try() - take a thread if one may be had
 * @threads:	secure world's threads
 * @class:	of the call
 *
 * Return: true, and optee_thread_put() is to follow.
 */
static inline bool optee_thread_try(struct optee_threads *threads,
				    enum optee_class class)
{
	int free = atomic_read(&threads->free);

	do {
		if (free <= READ_ONCE(threads->keep[class]))
			return false;
	} while (!atomic_try_cmpxchg(&threads->free, &free, free - 1));
	return true;
}

/**
 * optee_thread_put() - give a thread back
 * @threads:	secure world's threads
 */
static inline void optee_thread_put(struct optee_threads *threads)
{
	WRITE_ONCE(threads->ended, threads->ended + 1);
	atomic_inc(&threads->free);
	/*
	 * Orders what changed above before the look at the queues; a waiter
	 * queues first and looks at the above afterwards.
	 */
	smp_mb__after_atomic();
	if (unlikely(waitqueue_active(&threads->first_wait) ||
		     waitqueue_active(&threads->wait)))
		optee_thread_wake(threads);
}

#endif /* OPTEE_THREAD_H */
