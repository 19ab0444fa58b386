/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Killable and freezable waits for a TEE. A TEE may need its supplicant, a process that
 * may be frozen before the waiting task. If the waiting task could be frozen only after
 * its TEE has answered, the machine could not suspend.
 */
#ifndef __TEE_WAIT_H
#define __TEE_WAIT_H

#include <linux/completion.h>
#include <linux/freezer.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

/*
 * "Unsafe" because a task may hold locks while it is frozen. Tasks that need those locks
 * wait too.
 */
#define TEE_WAIT_KILLABLE	(TASK_KILLABLE | TASK_FREEZABLE_UNSAFE)

/* For a wait that ends only when the TEE answers. It does not count towards the load average. */
#define TEE_WAIT_CLEANUP	(TASK_IDLE | TASK_FREEZABLE_UNSAFE)

/*
 * Interval in jiffies at which a task checks whether it is to be frozen, if its wait is
 * not freezable.
 */
#define TEE_FREEZE_POLL		(HZ / 10)

/**
 * tee_must_restart() - check whether the calling task is to be frozen
 *
 * If so, the task releases its locks and returns -ERESTARTNOINTR. Its system call starts
 * from the beginning after the task has been thawed. The kernel restarts a system call
 * only if a signal is pending, and freezing() becomes true shortly before the freezer has
 * signalled each task, so both conditions are checked.
 *
 * Return: true if the task is to be frozen and its system call would be restarted.
 */
static inline bool tee_must_restart(void)
{
	return freezing(current) && signal_pending(current);
}

/**
 * tee_wait() - wait until a condition is true
 * @wq:		wait queue head
 * @condition:	the condition, evaluated after each wakeup
 * @state:	task state for the wait, TASK_*
 * @exclusive:	1 if wakeups are to wake one such waiter at a time
 * @timeout:	jiffies
 *
 * Return: jiffies left, at least 1, if @condition is true; 0 after @timeout; -ERESTARTSYS
 * if a signal that @state allows has arrived.
 */
#define tee_wait(wq, condition, state, exclusive, timeout)		\
	___wait_event(wq, ___wait_cond_timeout(condition), state,	\
		      exclusive, timeout, __ret = schedule_timeout(__ret))

/**
 * tee_wait_for_completion() - wait for a completion; the wait is killable and freezable
 * @done:	the completion
 * @timeout:	how long to wait at most, jiffies
 *
 * The kernel's waits for a completion take either a task state or a timeout, not both. So
 * this waits in slices of TEE_FREEZE_POLL and checks after each whether the task is to be
 * frozen.
 *
 * Context: process, may sleep.
 * Return: a positive number if @done was completed, 0 after @timeout, -ERESTARTSYS on a
 * fatal signal.
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
