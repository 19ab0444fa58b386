// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for a thread of secure world. It has few, each call takes one, and
 * a call that finds none is turned away. Where secure world tells their number
 * we count, so that calls queue here and are woken in turn; where others take
 * threads as well, or the number is unknown, being turned away is the signal.
 *
 * A client that calls again at once finds the thread that it has just given back
 * before whoever was woken for it: that is quickest for all together, and may go on
 * for ever. So who has waited for a while becomes impatient, and while anybody is,
 * no client's call begins that has not waited as long.
 */

#include <linux/moduleparam.h>

#include "optee.h"
#include "thread.h"

static unsigned int thread_wait_ms = 60000;
module_param(thread_wait_ms, uint, 0644);
MODULE_PARM_DESC(thread_wait_ms,
		 "How long a call waits for a free thread of the TEE before EBUSY (default 60000)");

/* Nobody tells us of threads that others give back. */
#define OPTEE_THREAD_RETRY_MS	10

/* How long a call lets others pass it. */
#define OPTEE_THREAD_PATIENCE_MS	20

/* As good as endless, and far from overflowing. */
#define OPTEE_THREADS_UNKNOWN	(INT_MAX / 2)

/* Calls of a class that must leave so many never begin. */
#define OPTEE_KEEP_ALL		INT_MAX

/* The same, but only for now: some are impatient. */
#define OPTEE_KEEP_FOR_IMPATIENT	(INT_MAX - 1)

void optee_threads_init(struct optee_threads *threads, unsigned int total)
{
	atomic_set(&threads->free, total ? min_t(unsigned int, total, OPTEE_THREADS_UNKNOWN) :
		   OPTEE_THREADS_UNKNOWN);
	init_waitqueue_head(&threads->wait);
	init_waitqueue_head(&threads->system_wait);
	spin_lock_init(&threads->lock);
	threads->total = total;
}

/*
 * Only calls that clean up begin from now on. They may take the last thread: no
 * system session makes calls any more.
 */
void optee_threads_stop(struct optee_threads *threads)
{
	spin_lock(&threads->lock);
	WRITE_ONCE(threads->keep[OPTEE_NORMAL], OPTEE_KEEP_ALL);
	WRITE_ONCE(threads->keep[OPTEE_SYSTEM], OPTEE_KEEP_ALL);
	WRITE_ONCE(threads->keep[OPTEE_CLEANUP], 0);
	spin_unlock(&threads->lock);
	wake_up_all(&threads->wait);
	wake_up_all(&threads->system_wait);
}

static void set_keep(struct optee_threads *threads)
{
	/* A system session's call that is under way has what was kept for it. */
	int keep = threads->system_sessions && !threads->system_calls ? 1 : 0;

	lockdep_assert_held(&threads->lock);
	if (threads->keep[OPTEE_NORMAL] == OPTEE_KEEP_ALL)
		return;
	WRITE_ONCE(threads->keep[OPTEE_NORMAL],
		   threads->impatient ? OPTEE_KEEP_FOR_IMPATIENT : keep);
	WRITE_ONCE(threads->keep[OPTEE_CLEANUP], keep);
}

static void add_impatient(struct optee_threads *threads, int count)
{
	spin_lock(&threads->lock);
	threads->impatient += count;
	set_keep(threads);
	spin_unlock(&threads->lock);
}

/* Keep a thread for one more system session; false where none can be spared. */
bool optee_threads_keep(struct optee_threads *threads)
{
	if (threads->total < 2)
		return false;
	spin_lock(&threads->lock);
	threads->system_sessions++;
	set_keep(threads);
	spin_unlock(&threads->lock);
	return true;
}

void optee_threads_unkeep(struct optee_threads *threads)
{
	spin_lock(&threads->lock);
	threads->system_sessions--;
	set_keep(threads);
	spin_unlock(&threads->lock);
	optee_thread_wake(threads);
}

/* A system session's call has begun, or ended. */
void optee_threads_count_system(struct optee_threads *threads, int count)
{
	spin_lock(&threads->lock);
	threads->system_calls += count;
	set_keep(threads);
	spin_unlock(&threads->lock);
	optee_thread_wake(threads);
}

void optee_thread_wake(struct optee_threads *threads)
{
	if (waitqueue_active(&threads->system_wait))
		wake_up(&threads->system_wait);
	else if (READ_ONCE(threads->impatient))
		/* One of those who may take it must be among those who are woken. */
		wake_up_all(&threads->wait);
	else
		wake_up(&threads->wait);
}

static unsigned int wait_state(unsigned int flags)
{
	return flags & OPTEE_STAY ? OPTEE_WAIT_CLEANUP : OPTEE_WAIT_KILLABLE;
}

/* How long a call waits for a thread, jiffies. */
static long most_wait(unsigned int flags)
{
	if (flags & OPTEE_STAY)
		return MAX_SCHEDULE_TIMEOUT;
	return flags & OPTEE_HASTY ? 0 : msecs_to_jiffies(READ_ONCE(thread_wait_ms));
}

/* Whether a call of this class is not to be made any more. */
static bool is_refused(struct optee *optee, enum optee_class class)
{
	return class != OPTEE_CLEANUP && optee_is_stopping(optee);
}

/*
 * Wait for a thread that a call of class @takes_as may take. Exclusive: each thread that
 * comes free wakes one call. What cleans up is woken besides, and first, with those of
 * system sessions: it is soon done, and gives room to others.
 */
static int wait_for_thread(struct optee *optee, unsigned int flags,
			   enum optee_class takes_as, long timeout)
{
	struct optee_threads *threads = &optee->threads;
	enum optee_class class = optee_class(flags);
	wait_queue_head_t *wq = class == OPTEE_NORMAL ? &threads->wait :
							&threads->system_wait;
	bool taken = false;
	long rc;

	rc = optee_wait(*wq,
			is_refused(optee, class) ||
			(taken = optee_thread_try(threads, takes_as)),
			wait_state(flags), class != OPTEE_CLEANUP, timeout);
	if (taken)
		return 0;
	if (rc > 0)
		return -ENODEV;
	return rc ? -EINTR : -EBUSY;
}

int optee_thread_wait(struct optee *optee, unsigned int flags)
{
	struct optee_threads *threads = &optee->threads;
	enum optee_class class = optee_class(flags);
	long patience = msecs_to_jiffies(OPTEE_THREAD_PATIENCE_MS);
	long most = most_wait(flags);
	int rc;

	if (class != OPTEE_NORMAL || most <= patience) {
		rc = wait_for_thread(optee, flags, class, most);
		/* It may have been woken, and nobody else, for a thread that it did not take. */
		if (rc)
			optee_thread_wake(threads);
		return rc;
	}
	rc = wait_for_thread(optee, flags, class, patience);
	if (rc != -EBUSY)
		return rc;
	/* What cleans up is not held back by the impatient, and so they are not either. */
	add_impatient(threads, 1);
	rc = wait_for_thread(optee, flags, OPTEE_CLEANUP, most - patience);
	add_impatient(threads, -1);
	/* Those who were held back, and a thread that nobody was woken for. */
	optee_thread_wake(threads);
	return rc;
}

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
	rc = optee_wait(threads->wait,
			is_refused(optee, class) ||
			READ_ONCE(threads->ended) != ended,
			wait_state(flags), 0, min(step, *left));
	if (is_refused(optee, class))
		return -ENODEV;
	if (rc < 0)
		return -EINTR;
	/* A try that came to nothing costs time too, or it could go on for ever. */
	*left -= max_t(long, jiffies - began, 1);
	return *left > 0 ? 0 : -EBUSY;
}
