// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wait for an OP-TEE thread.
 *
 * OP-TEE has few threads. Every yielding call occupies one and is refused with
 * ETHREAD_LIMIT if none is free. When OP-TEE reports how many it has, we count the free
 * ones so that calls queue up here and get woken in order. If the number is unknown, or
 * OP-TEE has other users that take threads too, we can only retry after a refusal.
 *
 * A client that issues its next call right away usually grabs the thread it has just
 * released before the woken waiter gets to run. That's good for throughput but can
 * starve the waiter, so after OPTEE_THREAD_PRIORITY_MS a waiter gets priority: until it
 * has its thread, no OPTEE_NORMAL call without priority begins. The other classes
 * (closing a session, say) have priority from the start.
 *
 * Now suppose the waiter with priority doesn't run, because it is frozen or its cgroup
 * is out of CPU time. The thread kept free for it would stay idle. A call that finds
 * such a thread after having waited for OPTEE_THREAD_PRIORITY_MS itself takes it and
 * starts a new generation, in which the older waiters don't hold anybody up until they
 * have run again.
 */

#include <linux/moduleparam.h>

#include "optee/call/thread.h"
#include "optee/optee.h"

static unsigned int thread_wait_ms = 60000;
module_param(thread_wait_ms, uint, 0644);
MODULE_PARM_DESC(thread_wait_ms,
		 "How long a call waits for a thread of the TEE before EBUSY, ms (default 60000)");

/* Delay before retrying a refused call, ms. We aren't told when other users release threads. */
#define OPTEE_THREAD_RETRY_MS	10

/* A waiter gets priority over new calls after this time, ms */
#define OPTEE_THREAD_PRIORITY_MS	20

/* Even without a wake-up, a waiter with priority looks for a thread this often, ms */
#define OPTEE_THREAD_LOOK_MS	100

/* Stands for "no limit" when the thread count is unknown. Halved to leave room for increments. */
#define OPTEE_THREADS_UNKNOWN	(INT_MAX / 2)

/* optee_threads.reserved for a class that may not begin calls at all */
#define OPTEE_RESERVE_ALL		INT_MAX

/* ... and for OPTEE_NORMAL while there are waiters with priority */
#define OPTEE_RESERVE_FOR_PRIORITY	(INT_MAX - 1)

void optee_threads_init(struct optee_threads *threads, unsigned int total)
{
	atomic_set(&threads->free, total ? min_t(unsigned int, total, OPTEE_THREADS_UNKNOWN) :
		   OPTEE_THREADS_UNKNOWN);
	init_waitqueue_head(&threads->wait);
	init_waitqueue_head(&threads->first_wait);
	spin_lock_init(&threads->lock);
	threads->total = total;
}

/*
 * Only clean-up calls begin from here on. They may use every thread, including those
 * kept for system sessions, which won't call any more.
 */
void optee_threads_stop(struct optee_threads *threads)
{
	spin_lock(&threads->lock);
	WRITE_ONCE(threads->reserved[OPTEE_NORMAL], OPTEE_RESERVE_ALL);
	WRITE_ONCE(threads->reserved[OPTEE_SYSTEM], OPTEE_RESERVE_ALL);
	WRITE_ONCE(threads->reserved[OPTEE_NOTIFIER], OPTEE_RESERVE_ALL);
	WRITE_ONCE(threads->reserved[OPTEE_CLEANUP], 0);
	spin_unlock(&threads->lock);
	wake_up_all(&threads->wait);
	wake_up_all(&threads->first_wait);
}

/* Keep one thread for a class that has reservations but no call in progress */
static int reserved_for(const struct optee_threads *threads, enum optee_class class)
{
	return threads->reservations[class] && !threads->calls[class] ? 1 : 0;
}

/*
 * Recompute how many threads each class leaves free. OPTEE_NOTIFIER may take the very
 * last one: the calls that occupy the other threads could be waiting for it.
 */
static void set_reserved(struct optee_threads *threads)
{
	int for_notifier = reserved_for(threads, OPTEE_NOTIFIER);
	int others = for_notifier + reserved_for(threads, OPTEE_SYSTEM);

	lockdep_assert_held(&threads->lock);
	if (threads->reserved[OPTEE_NORMAL] == OPTEE_RESERVE_ALL)
		return;
	WRITE_ONCE(threads->reserved[OPTEE_SYSTEM], for_notifier);
	WRITE_ONCE(threads->reserved[OPTEE_NORMAL],
		   threads->prioritized ? OPTEE_RESERVE_FOR_PRIORITY : others);
	WRITE_ONCE(threads->reserved[OPTEE_CLEANUP], others);
}

/* @generation is set to the generation that the caller was counted in */
static void count_prioritized(struct optee_threads *threads, unsigned int *generation)
{
	spin_lock(&threads->lock);
	*generation = threads->generation;
	threads->prioritized++;
	set_reserved(threads);
	spin_unlock(&threads->lock);
}

/* If this was the last one, wake the calls it was holding up */
static void uncount_prioritized(struct optee_threads *threads, unsigned int generation)
{
	bool was_last;

	spin_lock(&threads->lock);
	if (threads->generation == generation)
		threads->prioritized--;
	was_last = !threads->prioritized;
	set_reserved(threads);
	spin_unlock(&threads->lock);
	/* While it was counted, several threads may have become free */
	if (was_last)
		wake_up_all(&threads->wait);
	else
		optee_thread_wake(threads);
}

/* We're evidently running, so be counted in the current generation before trying */
static bool try_with_priority(struct optee_threads *threads, enum optee_class class,
			      unsigned int *generation)
{
	if (READ_ONCE(threads->generation) != *generation)
		count_prioritized(threads, generation);
	return optee_thread_try(threads, class == OPTEE_NORMAL ? OPTEE_CLEANUP : class);
}

/*
 * Take a thread that the waiters with priority have left unused. Had they been running
 * they'd have taken it, so start a new generation without them. One that was woken just
 * now is merely late, and counts itself in the new generation.
 */
static bool take_left_thread(struct optee_threads *threads)
{
	/* Waiters with priority don't block clean-up calls, so pass for one */
	if (!optee_thread_try(threads, OPTEE_CLEANUP))
		return false;
	spin_lock(&threads->lock);
	WRITE_ONCE(threads->generation, threads->generation + 1);
	threads->prioritized = 0;
	set_reserved(threads);
	spin_unlock(&threads->lock);
	wake_up_all(&threads->wait);
	return true;
}

/* Fails if OP-TEE has a single thread, or won't say how many there are */
bool optee_threads_reserve(struct optee_threads *threads, enum optee_class class)
{
	if (threads->total < 2)
		return false;
	spin_lock(&threads->lock);
	threads->reservations[class]++;
	set_reserved(threads);
	spin_unlock(&threads->lock);
	return true;
}

void optee_threads_unreserve(struct optee_threads *threads, enum optee_class class)
{
	spin_lock(&threads->lock);
	threads->reservations[class]--;
	set_reserved(threads);
	spin_unlock(&threads->lock);
	optee_thread_wake(threads);
}

/* Account for a system or notifier call that begins (@count = 1) or ends (@count = -1) */
void optee_threads_count(struct optee_threads *threads, enum optee_class class, int count)
{
	spin_lock(&threads->lock);
	threads->calls[class] += count;
	set_reserved(threads);
	spin_unlock(&threads->lock);
	optee_thread_wake(threads);
}

void optee_thread_wake(struct optee_threads *threads)
{
	/* Not every class may take this thread, so let all of them try */
	if (wq_has_sleeper(&threads->first_wait))
		wake_up_all(&threads->first_wait);
	else if (READ_ONCE(threads->prioritized))
		/* We can't tell which of them have priority, so wake all */
		wake_up_all(&threads->wait);
	else
		wake_up(&threads->wait);
}

/* In jiffies */
static long most_wait(unsigned int flags)
{
	if (flags & OPTEE_STAY)
		return MAX_SCHEDULE_TIMEOUT;
	return flags & OPTEE_HASTY ? 0 : msecs_to_jiffies(READ_ONCE(thread_wait_ms));
}

/* While the driver stops, everything but clean-up is refused */
static bool is_refused(struct optee *optee, enum optee_class class)
{
	return class != OPTEE_CLEANUP && optee_is_stopping(optee);
}

/*
 * Waiters on @threads->wait are exclusive, so a released thread wakes one of them, or
 * all of them if some have priority. The other classes sit on @threads->first_wait.
 * While that isn't empty only its waiters are woken, all at the same time, since they
 * are few and won't hold the thread for long.
 *
 * @generation is NULL for a caller without priority. Returns the same as
 * optee_thread_wait().
 */
static int wait_for_thread(struct optee *optee, unsigned int flags, unsigned int *generation,
			   long timeout)
{
	struct optee_threads *threads = &optee->threads;
	enum optee_class class = optee_class(flags);
	wait_queue_head_t *wq = class == OPTEE_NORMAL ? &threads->wait :
							&threads->first_wait;
	bool taken = false;
	long rc;

	rc = tee_wait(*wq,
			is_refused(optee, class) ||
			(taken = generation ? try_with_priority(threads, class, generation) :
					      optee_thread_try(threads, class)),
			optee_wait_state(flags), class == OPTEE_NORMAL, timeout);
	if (taken)
		return 0;
	if (rc > 0)
		return -ENODEV;
	return rc ? -EINTR : -EBUSY;
}

/*
 * Wait with priority. The wake-up may have been spent on a task that isn't running,
 * hence the look around every OPTEE_THREAD_LOOK_MS.
 */
static int wait_with_priority(struct optee *optee, unsigned int flags, long most)
{
	struct optee_threads *threads = &optee->threads;
	unsigned int generation;
	int rc;

	count_prioritized(threads, &generation);
	do {
		long step = min_t(long, most, msecs_to_jiffies(OPTEE_THREAD_LOOK_MS));

		rc = wait_for_thread(optee, flags, &generation, step);
		if (most != MAX_SCHEDULE_TIMEOUT)
			most -= step;
	} while (rc == -EBUSY && most > 0);
	uncount_prioritized(threads, generation);
	return rc;
}

/**
 * optee_thread_wait() - wait until a call may begin
 * @optee:	the OP-TEE
 * @flags:	call flags
 *
 * Return: 0 if the caller got a thread, which it releases with optee_thread_put();
 * -EINTR on a fatal signal; -EBUSY on timeout; -ENODEV if the driver is being stopped.
 */
int optee_thread_wait(struct optee *optee, unsigned int flags)
{
	struct optee_threads *threads = &optee->threads;
	long first = msecs_to_jiffies(OPTEE_THREAD_PRIORITY_MS);
	long most = most_wait(flags);
	int rc;

	if (optee_class(flags) != OPTEE_NORMAL)
		return wait_with_priority(optee, flags, most);

	rc = wait_for_thread(optee, flags, NULL, min(first, most));
	if (rc == -EBUSY && !optee_is_stopping(optee) && take_left_thread(threads))
		return 0;
	if (rc == -EBUSY && most > first)
		return wait_with_priority(optee, flags, most - first);
	/* We may have swallowed a wake-up meant for another free thread, pass it on */
	optee_thread_wake(threads);
	return rc;
}

/**
 * optee_thread_retry() - back off after secure world returned ETHREAD_LIMIT
 * @optee:	the OP-TEE
 * @flags:	call flags
 * @left:	how many jiffies the call may still spend waiting, updated here; pass 0
 *		the first time
 *
 * Return: 0 to try again; otherwise as optee_thread_wait().
 */
int optee_thread_retry(struct optee *optee, unsigned int flags, long *left)
{
	struct optee_threads *threads = &optee->threads;
	enum optee_class class = optee_class(flags);
	unsigned int ended = READ_ONCE(threads->ended);
	long step = msecs_to_jiffies(OPTEE_THREAD_RETRY_MS);
	unsigned long began = jiffies;
	long rc;

	if (!*left)
		*left = most_wait(flags) < MAX_SCHEDULE_TIMEOUT ? most_wait(flags) + 1 :
								  MAX_SCHEDULE_TIMEOUT;
	/* OP-TEE may have lost its threads for good, and removal has to finish even then */
	if (smp_load_acquire(&optee->stopping))
		*left = min(*left, max_t(long, optee->last_wait_ends - jiffies, 1));
	rc = tee_wait(threads->wait,
			is_refused(optee, class) ||
			READ_ONCE(threads->ended) != ended,
			optee_wait_state(flags), 0, min(step, *left));
	if (is_refused(optee, class))
		return -ENODEV;
	if (rc < 0)
		return -EINTR;
	/* Charge at least one jiffy per retry, or we might never run out */
	*left -= max_t(long, jiffies - began, 1);
	return *left > 0 ? 0 : -EBUSY;
}
