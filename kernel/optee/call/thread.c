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
 * no client's call begins that has not waited as long. What is not a client's call, such as
 * closing a session, is impatient from the beginning. A task that does not run, because
 * it is frozen or its group has used up its processor time, cannot take the thread that
 * is left to it. Whoever finds such a thread takes it, and each of the impatient holds
 * others back again only when it has run.
 */

#include <linux/moduleparam.h>

#include "optee/call/thread.h"
#include "optee/optee.h"

static unsigned int thread_wait_ms = 60000;
module_param(thread_wait_ms, uint, 0644);
MODULE_PARM_DESC(thread_wait_ms,
		 "How long a call waits for a free thread of the TEE before EBUSY (default 60000)");

/* Nobody tells us of threads that others give back. */
#define OPTEE_THREAD_RETRY_MS	10

/* How long a call lets others pass it. */
#define OPTEE_THREAD_PATIENCE_MS	20

/* How often one that lets nobody pass looks for a thread that nobody told it of. */
#define OPTEE_THREAD_LOOK_MS	100

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
	init_waitqueue_head(&threads->first_wait);
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
	WRITE_ONCE(threads->keep[OPTEE_NOTIFIER], OPTEE_KEEP_ALL);
	WRITE_ONCE(threads->keep[OPTEE_CLEANUP], 0);
	spin_unlock(&threads->lock);
	wake_up_all(&threads->wait);
	wake_up_all(&threads->first_wait);
}

/* How many threads are kept for a class: a call that is under way has the one kept for it. */
static int kept_for(const struct optee_threads *threads, enum optee_class class)
{
	return threads->keepers[class] && !threads->calls[class] ? 1 : 0;
}

/* Calls of OPTEE_NOTIFIER, for which others in secure world may wait, leave none. */
static void set_keep(struct optee_threads *threads)
{
	int for_notifier = kept_for(threads, OPTEE_NOTIFIER);
	int keep = for_notifier + kept_for(threads, OPTEE_SYSTEM);

	lockdep_assert_held(&threads->lock);
	if (threads->keep[OPTEE_NORMAL] == OPTEE_KEEP_ALL)
		return;
	WRITE_ONCE(threads->keep[OPTEE_SYSTEM], for_notifier);
	WRITE_ONCE(threads->keep[OPTEE_NORMAL],
		   threads->impatient ? OPTEE_KEEP_FOR_IMPATIENT : keep);
	WRITE_ONCE(threads->keep[OPTEE_CLEANUP], keep);
}

/* The call is impatient from now on: none begins that is not. @generation: when it was counted. */
static void count_impatient(struct optee_threads *threads, unsigned int *generation)
{
	spin_lock(&threads->lock);
	*generation = threads->generation;
	threads->impatient++;
	set_keep(threads);
	spin_unlock(&threads->lock);
}

/* Wakes those who were held back, and somebody for a thread that the call has left. */
static void uncount_impatient(struct optee_threads *threads, unsigned int generation)
{
	bool was_last;

	spin_lock(&threads->lock);
	if (threads->generation == generation)
		threads->impatient--;
	was_last = !threads->impatient;
	set_keep(threads);
	spin_unlock(&threads->lock);
	/* Several threads may have come free that those held back were not to take. */
	if (was_last)
		wake_up_all(&threads->wait);
	else
		optee_thread_wake(threads);
}

/* One of the impatient, which runs, or it would not try. */
static bool try_impatient(struct optee_threads *threads, enum optee_class class,
			  unsigned int *generation)
{
	if (READ_ONCE(threads->generation) != *generation)
		count_impatient(threads, generation);
	return optee_thread_try(threads, class == OPTEE_NORMAL ? OPTEE_CLEANUP : class);
}

/*
 * Take a thread that was left for the impatient: they have not taken it, so that they do not
 * run. One that was woken just now runs soon, and then counts again.
 */
static bool take_left_thread(struct optee_threads *threads)
{
	/* What cleans up is not held back by the impatient. */
	if (!optee_thread_try(threads, OPTEE_CLEANUP))
		return false;
	spin_lock(&threads->lock);
	WRITE_ONCE(threads->generation, threads->generation + 1);
	threads->impatient = 0;
	set_keep(threads);
	spin_unlock(&threads->lock);
	wake_up_all(&threads->wait);
	return true;
}

/* Keep a thread for a class, one more time; false where none can be spared. */
bool optee_threads_keep(struct optee_threads *threads, enum optee_class class)
{
	if (threads->total < 2)
		return false;
	spin_lock(&threads->lock);
	threads->keepers[class]++;
	set_keep(threads);
	spin_unlock(&threads->lock);
	return true;
}

void optee_threads_unkeep(struct optee_threads *threads, enum optee_class class)
{
	spin_lock(&threads->lock);
	threads->keepers[class]--;
	set_keep(threads);
	spin_unlock(&threads->lock);
	optee_thread_wake(threads);
}

/* A call of a class for which a thread is kept has begun, or ends. */
void optee_threads_count(struct optee_threads *threads, enum optee_class class, int count)
{
	spin_lock(&threads->lock);
	threads->calls[class] += count;
	set_keep(threads);
	spin_unlock(&threads->lock);
	optee_thread_wake(threads);
}

void optee_thread_wake(struct optee_threads *threads)
{
	/* All of them: which of them may take the thread depends on their class. */
	if (wq_has_sleeper(&threads->first_wait))
		wake_up_all(&threads->first_wait);
	else if (READ_ONCE(threads->impatient))
		/* One of those who may take it must be among those who are woken. */
		wake_up_all(&threads->wait);
	else
		wake_up(&threads->wait);
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
 * Wait for a thread. Each one that comes free wakes one client's call, or all the impatient,
 * or all calls of the other classes if any of these wait: they are few, and soon done.
 * @generation: when this call was counted as impatient, or NULL.
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
			(taken = generation ? try_impatient(threads, class, generation) :
					      optee_thread_try(threads, class)),
			optee_wait_state(flags), class == OPTEE_NORMAL, timeout);
	if (taken)
		return 0;
	if (rc > 0)
		return -ENODEV;
	return rc ? -EINTR : -EBUSY;
}

/*
 * The wake-up for a thread may have gone to a task that does not run. So each of the
 * impatient looks for itself now and then.
 */
static int wait_impatiently(struct optee *optee, unsigned int flags, long most)
{
	struct optee_threads *threads = &optee->threads;
	unsigned int generation;
	int rc;

	count_impatient(threads, &generation);
	do {
		long step = min_t(long, most, msecs_to_jiffies(OPTEE_THREAD_LOOK_MS));

		rc = wait_for_thread(optee, flags, &generation, step);
		if (most != MAX_SCHEDULE_TIMEOUT)
			most -= step;
	} while (rc == -EBUSY && most > 0);
	uncount_impatient(threads, generation);
	return rc;
}

/**
 * optee_thread_wait() - wait until a call may be made
 * @optee:	the OP-TEE
 * @flags:	the call's
 *
 * Return: 0, and a thread is the caller's; -EINTR on a fatal signal, -EBUSY where
 * none came free in time, -ENODEV where OP-TEE goes.
 */
int optee_thread_wait(struct optee *optee, unsigned int flags)
{
	struct optee_threads *threads = &optee->threads;
	long patience = msecs_to_jiffies(OPTEE_THREAD_PATIENCE_MS);
	long most = most_wait(flags);
	int rc;

	if (optee_class(flags) != OPTEE_NORMAL)
		return wait_impatiently(optee, flags, most);

	rc = wait_for_thread(optee, flags, NULL, min(patience, most));
	if (rc == -EBUSY && !optee_is_stopping(optee) && take_left_thread(threads))
		return 0;
	if (rc == -EBUSY && most > patience)
		return wait_impatiently(optee, flags, most - patience);
	/* This call may have consumed a wake-up that was for another thread too. */
	optee_thread_wake(threads);
	return rc;
}

/**
 * optee_thread_retry() - wait after secure world had no thread
 * @optee:	the OP-TEE
 * @flags:	the call's
 * @left:	jiffies the call may still wait; updated; starts at 0
 *
 * Return: 0 when it is worth another try, or as optee_thread_wait().
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
	/* Secure world that has lost its threads never has one: while it goes, not for ever. */
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
	/* A try that came to nothing costs time too, or it could go on for ever. */
	*left -= max_t(long, jiffies - began, 1);
	return *left > 0 ? 0 : -EBUSY;
}
