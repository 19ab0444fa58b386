/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a task waits for a TEE: killably, and so that it can be frozen meanwhile. A TEE may
 * need a supplicant, which is a process and may be frozen first. A task that could not be
 * frozen before its TEE has answered would keep the machine from going to sleep.
 */
#ifndef __TEE_WAIT_H
#define __TEE_WAIT_H

#include <linux/freezer.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

/* Unsafe: the task may hold locks while it is frozen, and whoever needs them waits as well. */
#define TEE_WAIT_KILLABLE	(TASK_KILLABLE | TASK_FREEZABLE_UNSAFE)

/* How often a task that must not be frozen where it waits asks tee_must_restart(), jiffies. */
#define TEE_FREEZE_POLL		(HZ / 10)

/**
 * tee_must_restart() - whether the calling task is to be frozen
 *
 * If so, it leaves with -ERESTARTNOINTR, and lets go of its locks on its way. Its system call begins
 * anew after it has been thawed. The kernel restarts a call only if a signal is pending: suspend
 * begins a moment before it has told each task.
 */
static inline bool tee_must_restart(void)
{
	return freezing(current) && signal_pending(current);
}

/**
 * tee_wait() - wait until a condition comes true
 * @wq:		wait queue head
 * @condition:	what is waited for
 * @state:	TASK_* to wait in
 * @exclusive:	1 where one waiter at a time is to be woken
 * @timeout:	jiffies
 *
 * Return: jiffies left, at least 1, where @condition came true; 0 after
 * @timeout; -ERESTARTSYS on a signal that @state lets through.
 */
#define tee_wait(wq, condition, state, exclusive, timeout)		\
	___wait_event(wq, ___wait_cond_timeout(condition), state,	\
		      exclusive, timeout, __ret = schedule_timeout(__ret))

/**
 * struct tee_completion - a completion that a task may be frozen in
 * @wait:	who waits for it
 * @done:	it has come
 *
 * As struct completion, for which the kernel has no wait with both a state and a time-out.
 * Whoever waits and whoever completes it each hold a reference to what it is part of.
 */
struct tee_completion {
	wait_queue_head_t wait;
	bool done;
};

static inline void tee_completion_init(struct tee_completion *completion)
{
	init_waitqueue_head(&completion->wait);
	completion->done = false;
}

/* What was written before it is seen by whoever finds it done. */
static inline void tee_complete(struct tee_completion *completion)
{
	smp_store_release(&completion->done, true);
	wake_up(&completion->wait);
}

static inline bool tee_completion_is_done(const struct tee_completion *completion)
{
	return smp_load_acquire(&completion->done);
}

/**
 * tee_completion_wait() - wait for it
 * @completion:	the completion
 * @timeout:	how long at most, jiffies; MAX_SCHEDULE_TIMEOUT: for as long as it takes
 *
 * Context: process, may sleep.
 * Return: as tee_wait(): a fatal signal ends it.
 */
static inline long tee_completion_wait(struct tee_completion *completion, long timeout)
{
	return tee_wait(completion->wait, tee_completion_is_done(completion),
			TEE_WAIT_KILLABLE, 0, timeout);
}

#endif /* __TEE_WAIT_H */
