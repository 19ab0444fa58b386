/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Taking a thread of secure world and giving it back: the part that every call
 * goes through, and that takes no lock.
 */
#ifndef OPTEE_THREAD_H
#define OPTEE_THREAD_H

#include "optee.h"

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
