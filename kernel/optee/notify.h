/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notifications: keys that secure world posts, and calls that it asks for.
 */
#ifndef OPTEE_NOTIFY_H
#define OPTEE_NOTIFY_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct optee;

/**
 * struct optee_notifier - waiting for keys that secure world posts
 * @lock:	guards the rest; taken in the interrupt
 * @waiters:	those who wait
 * @posted:	keys posted while nobody waited
 * @max_key:	highest key
 * @irq:	the interrupt by which secure world posts, 0 without one
 * @work:	makes the call that secure world asked for
 * @keeps_thread: secure world has asked for such calls, which have a thread kept
 * @workqueue:	runs @work
 */
struct optee_notifier {
	spinlock_t lock;
	struct list_head waiters;
	unsigned long *posted;
	u32 max_key;
	unsigned int irq;
	struct work_struct work;
	bool keeps_thread;
	struct workqueue_struct *workqueue;
};

int optee_notifier_init(struct optee *optee, u32 max_key);
void optee_notifier_stop(struct optee *optee);
void optee_notifier_destroy(struct optee *optee);

/**
 * optee_notify_wait() - wait for a key, for secure world
 * @optee:	the OP-TEE
 * @key:	the key
 * @timeout_ms:	how long at most; 0: no limit
 * @flags:	the call's
 * @ret:	set to a TEEC_* code
 *
 * Return: 0; -EINTR where the caller does not wait any longer, and nobody has the key.
 */
int optee_notify_wait(struct optee *optee, u64 key, u64 timeout_ms, unsigned int flags,
		      u32 *ret);
u32 optee_notify_post(struct optee *optee, u64 key);

/**
 * optee_pause() - sleep for a call that secure world suspended
 * @optee:	the OP-TEE
 * @ms:		how long
 * @flags:	the call's
 *
 * It may return early: secure world looks at its own clock and asks again. Returning after at
 * most a fifth of a second lets secure world see a cancellation, and lets the driver stop.
 * While the driver stops it still sleeps a little, because secure world may ask again at once.
 *
 * Return: 0; -EINTR where the caller does not wait any longer.
 */
int optee_pause(struct optee *optee, u64 ms, unsigned int flags);

#endif /* OPTEE_NOTIFY_H */
