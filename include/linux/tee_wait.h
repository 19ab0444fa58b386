/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Killable and freezable waits. A TEE's answer may depend on its supplicant, a process
 * that could get frozen before the task that waits for it. If we could only be frozen
 * after the TEE has answered, such a machine would never suspend.
 */
#ifndef __TEE_WAIT_H
#define __TEE_WAIT_H

#include <linux/completion.h>
#include <linux/freezer.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

/*
 * Unsafe in that we may hold locks when we are frozen. Anyone else who wants them has
 * to wait until we are thawed.
 */
#define TEE_WAIT_KILLABLE	(TASK_KILLABLE | TASK_FREEZABLE_UNSAFE)

/*
 * No signal ends this one, only the TEE (or a timeout). Doesn't count towards the load
 * average.
 */
#define TEE_WAIT_CLEANUP	(TASK_IDLE | TASK_FREEZABLE_UNSAFE)

/* How often to look for the freezer in waits that can't be freezable, jiffies */
#define TEE_FREEZE_POLL		(HZ / 10)

/**
 * tee_must_restart() - check whether to make way for the freezer
 *
 * If so, drop all locks and return -ERESTARTNOINTR. The system call then starts from
 * scratch once the task is thawed. That takes a pending signal. freezing() turns true a
 * little before the freezer has signalled everyone, which is why both are checked.
 *
 * Return: true if the current task should freeze and its system call would be
 * restarted.
 */
static inline bool tee_must_restart(void)
{
	return freezing(current) && signal_pending(current);
}

/**
 * tee_wait() - wait_event() with a choice of state, exclusiveness and timeout
 * @wq:		wait queue head
 * @condition:	checked after each wakeup
 * @state:	task state for the wait, TASK_*
 * @exclusive:	1 for an exclusive wait
 * @timeout:	jiffies
 *
 * Return: jiffies left (at least 1) once @condition is true, 0 after @timeout,
 * -ERESTARTSYS if a signal arrives that @state allows.
 */
#define tee_wait(wq, condition, state, exclusive, timeout)		\
	___wait_event(wq, ___wait_cond_timeout(condition), state,	\
		      exclusive, timeout, __ret = schedule_timeout(__ret))

/**
 * tee_wait_for_completion() - killable and freezable wait for a completion
 * @done:	the completion
 * @timeout:	jiffies
 *
 * The kernel lets you choose between a state and a timeout for these waits, but you
 * can't have both. So do it in slices of TEE_FREEZE_POLL and check for the freezer
 * after each.
 *
 * Context: process, may sleep.
 * Return: > 0 if @done was completed, 0 after @timeout, -ERESTARTSYS on a fatal signal.
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
