/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a task waits for a TEE: killably, and so that it can be frozen meanwhile. A TEE may
 * need a supplicant, which is a process and may be frozen first. A task that could not be
 * frozen before its TEE has answered would keep the machine from going to sleep.
 */
#ifndef __TEE_WAIT_H
#define __TEE_WAIT_H

#include <linux/completion.h>
#include <linux/freezer.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

/* Unsafe: the task may hold locks while it is frozen, and whoever needs them waits as well. */
#define TEE_WAIT_KILLABLE	(TASK_KILLABLE | TASK_FREEZABLE_UNSAFE)

/* How often a task that cannot be frozen where it waits looks whether it is to be, jiffies. */
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
 * tee_wait_for_completion() - wait for a completion, and be frozen meanwhile
 * @done:	the completion
 * @timeout:	how long at most, jiffies
 *
 * The kernel has no such wait with both a state and a time-out. A task that is to be frozen finds
 * that after TEE_FREEZE_POLL.
 *
 * Context: process, may sleep.
 * Return: as tee_wait(): a fatal signal ends it.
 */
static inline long tee_wait_for_completion(struct completion *done, long timeout)
{
	long slice, left;

	while (timeout) {
		slice = min_t(long, timeout, TEE_FREEZE_POLL);
		left = wait_for_completion_killable_timeout(done, slice);
		if (left)
			return left;
		if (freezing(current)) {
			set_current_state(TEE_WAIT_KILLABLE);
			schedule_timeout(slice);
		}
		timeout -= slice;
	}
	return 0;
}

#endif /* __TEE_WAIT_H */
