// SPDX-License-Identifier: GPL-2.0-only
/*
 * Make calls wait for a thread of secure world.
 *
 * Secure world has few threads. Each call takes one, and secure world refuses a call if
 * no thread is free. If secure world reports the number of threads, the driver counts the
 * free threads, so that calls queue here and are woken in order. If other users take
 * threads too, or if the number is unknown, a call is retried after secure world has
 * refused it.
 *
 * A client that makes its next call immediately usually takes the thread that it has just
 * returned, before the waiter that was woken can take it. That is best for throughput,
 * but the waiter could starve. So a waiter gets priority after OPTEE_THREAD_PRIORITY_MS. As
 * long as such a waiter exists, no OPTEE_NORMAL call without priority begins. Calls of the
 * other classes, such as those that close a session, have priority from the beginning.
 *
 * A waiter that does not run, because it is frozen or its control group has used up its
 * CPU time, cannot take the thread that is left free for it. If a call has itself waited
 * for OPTEE_THREAD_PRIORITY_MS and then finds such a thread, it takes the thread and
 * begins a new generation, in which a waiter with priority holds other calls back only
 * after it has run.
 */

#include <linux/moduleparam.h>

#include "optee/call/thread.h"
#include "optee/optee.h"

static unsigned int thread_wait_ms = 60000;
module_param(thread_wait_ms, uint, 0644);
MODULE_PARM_DESC(thread_wait_ms,
		 "How long a call waits for a thread of the TEE before EBUSY, ms (default 60000)");

/*
 * Delay before a refused call is retried, ms. The driver is not notified when other users
 * return threads.
 */
#define OPTEE_THREAD_RETRY_MS	10

/* Time after which a waiter gets priority over new calls, ms. */
#define OPTEE_THREAD_PRIORITY_MS	20

/* Interval at which a waiter with priority checks for a thread without being woken, ms. */
#define OPTEE_THREAD_LOOK_MS	100

/*
 * Initial number of free threads if the real number is unknown: practically unlimited,
 * but small enough not to overflow.
 */
#define OPTEE_THREADS_UNKNOWN	(INT_MAX / 2)

/* Value of optee_threads.reserved for a class whose calls may not begin. */
#define OPTEE_RESERVE_ALL		INT_MAX

/* The same, but only while waiters with priority exist. */
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
 * After this, only clean-up calls begin. They may take the last thread, because system
 * sessions make no further calls.
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

/*
 * Return the number of threads reserved for a class: 1 while it has reservations and none
 * of its calls is in progress.
 */
static int reserved_for(const struct optee_threads *threads, enum optee_class class)
{
	return threads->reservations[class] && !threads->calls[class] ? 1 : 0;
}

/*
 * Update how many free threads each class must leave. OPTEE_NOTIFIER calls may take the
 * last thread, because calls that hold threads may wait for them.
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

/*
 * Count the caller as a waiter with priority, and set @generation to the generation in
 * which it is counted.
 */
static void count_prioritized(struct optee_threads *threads, unsigned int *generation)
{
	spin_lock(&threads->lock);
	*generation = threads->generation;
	threads->prioritized++;
	set_reserved(threads);
	spin_unlock(&threads->lock);
}

/* Stop counting the caller. Wake the calls that it held back, or a waiter for a free thread. */
static void uncount_prioritized(struct optee_threads *threads, unsigned int generation)
{
	bool was_last;

	spin_lock(&threads->lock);
	if (threads->generation == generation)
		threads->prioritized--;
	was_last = !threads->prioritized;
	set_reserved(threads);
	spin_unlock(&threads->lock);
	/*
	 * Several threads may be free, because the calls that were held back could not
	 * take them.
	 */
	if (was_last)
		wake_up_all(&threads->wait);
	else
		optee_thread_wake(threads);
}

/*
 * Try to take a thread for a waiter with priority. The waiter is running, so count it in
 * the current generation.
 */
static bool try_with_priority(struct optee_threads *threads, enum optee_class class,
			      unsigned int *generation)
{
	if (READ_ONCE(threads->generation) != *generation)
		count_prioritized(threads, generation);
	return optee_thread_try(threads, class == OPTEE_NORMAL ? OPTEE_CLEANUP : class);
}

/*
 * Take a thread that was left free for waiters with priority. They have not taken it, so
 * they are not running, and a new generation begins without them. A waiter that has just
 * been woken runs soon, and is then counted in the new generation.
 */
static bool take_left_thread(struct optee_threads *threads)
{
	/* Waiters with priority do not hold back clean-up calls, so use that class. */
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

/*
 * Reserve a thread for a class, and count the reservation. Return: false if secure world
 * has fewer than two threads, or their number is unknown.
 */
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

/* A call of a class for which threads are kept begins (@count is 1) or ends (@count is -1). */
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
	/* Wake all waiters, because a waiter's class decides whether it may take the thread. */
	if (wq_has_sleeper(&threads->first_wait))
		wake_up_all(&threads->first_wait);
	else if (READ_ONCE(threads->prioritized))
		/* Wake all waiters, because only those with priority may take the thread. */
		wake_up_all(&threads->wait);
	else
		wake_up(&threads->wait);
}

/* Maximum time that a call waits for a thread, jiffies. */
static long most_wait(unsigned int flags)
{
	if (flags & OPTEE_STAY)
		return MAX_SCHEDULE_TIMEOUT;
	return flags & OPTEE_HASTY ? 0 : msecs_to_jiffies(READ_ONCE(thread_wait_ms));
}

/* Check whether calls of this class are refused because the driver stops. */
static bool is_refused(struct optee *optee, enum optee_class class)
{
	return class != OPTEE_CLEANUP && optee_is_stopping(optee);
}

/*
 * Wait for a thread. A thread that becomes free wakes one waiter of OPTEE_NORMAL, or all
 * of them if some have priority. If calls of other classes wait, it wakes all of those
 * instead; they are few and end soon. @generation: generation in which the caller is
 * counted as a waiter with priority; NULL if it does not have priority. Return: as
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
 * Wait for a thread, with priority. A task that is not running may have consumed the
 * wake-up, so check for a free thread every OPTEE_THREAD_LOOK_MS.
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
 * @flags:	flags of the call
 *
 * Return: 0, and the caller has a thread, to be returned by optee_thread_put(); -EINTR
 * on a fatal signal; -EBUSY if no thread became free in time; -ENODEV if the driver
 * stops.
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
	/* This call may have consumed the wake-up for a different free thread, so pass it on. */
	optee_thread_wake(threads);
	return rc;
}

/**
 * optee_thread_retry() - wait after secure world has refused a call for lack of a thread
 * @optee:	the OP-TEE
 * @flags:	flags of the call
 * @left:	jiffies for which the call may still wait; updated. 0 before the first
 *		retry
 *
 * Return: 0 if the call may be tried again; otherwise as optee_thread_wait().
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
	/*
	 * If secure world has lost its threads, no thread ever becomes free. While the
	 * driver stops, limit the time of retries so that its removal completes.
	 */
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
	/* Count at least one jiffy for each retry, so that the retries end. */
	*left -= max_t(long, jiffies - began, 1);
	return *left > 0 ? 0 : -EBUSY;
}
